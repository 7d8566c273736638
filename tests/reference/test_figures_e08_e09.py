"""The figures of E8 and E9, end to end on small made-up results: complete, and true to their data."""

from __future__ import annotations

import json
from itertools import product
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from descent_atlas.figures import crossing_times, long_run, marked_minima, start_paths
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import LIGHT, THEMES, WIDTH
from descent_atlas.stages import draw

OPTIMIZERS = {"gradient_descent": "Gradient descent", "adam": "Adam"}
PROBLEMS = {"saddle": "Saddle", "tanh_plateau": "Tanh plateau", "sine_product": "Sine product"}
TITLES = {"problem": PROBLEMS, "optimizer": OPTIMIZERS, "unbounded": {}}
RATES = [0.01, 0.1, 1.0]
NEVER = float("nan")


def plane() -> dict[str, np.ndarray]:
    axis = np.linspace(-3, 3, 31)
    x, y = np.meshgrid(axis, axis)
    return {
        "axis_x": axis,
        "axis_y": axis,
        "values": x**2 - y**2,
        "minimum": np.array(-9.0),
        "minimisers": np.empty((0, 2)),
    }


def challenge_tables() -> dict[str, pd.DataFrame]:
    """Adam is there after 5 iterations; plain descent after 50, with the smallest rate never."""
    steps = np.arange(8)
    pairs = list(product(PROBLEMS, OPTIMIZERS))
    path = {"iteration": steps, "x": 0.5**steps, "y": 1e-3 * 3.0**steps, "loss": 1.0 - steps}
    paths = [
        pd.DataFrame({"problem": p, "optimizer": o, "learning_rate": 0.1} | path) for p, o in pairs
    ]
    telling, summary = [], []
    for problem, optimizer in pairs:
        plain = optimizer == "gradient_descent"
        for rate in RATES:
            time = NEVER if plain and rate == RATES[0] else 50.0 if plain else 5.0
            ending = "moving" if np.isnan(time) else "escaped"
            telling.append((problem, optimizer, rate, ending, time))
            for regime in ("same rate", "best rate")[: 1 + (rate == RATES[-1])]:
                edge = "highest" if regime == "best rate" else ""
                row = (problem, optimizer, regime, rate, edge, 32, time, time - 1, NEVER, 1.0)
                summary.append(row)
    escape = {"learning_rate": RATES, "measured": [NEVER, 50, 50], "predicted": [500, 49.5, NEVER]}
    points = [("saddle", 0.0, 0.0, 0.0, "saddle"), ("sine_product", 1.0, 1.0, 0.0, "minimum")]
    columns = ["problem", "optimizer", "learning_rate", "ending", "iterations_to_goal"]
    compared = ["problem", "optimizer", "regime", "learning_rate", "edge", "runs", "median"]
    compared += ["median_low", "median_high", "arrived"]
    return {
        "e08_paths": pd.concat(paths),
        "e08_telling": pd.DataFrame(telling, columns=columns),
        "e08_summary": pd.DataFrame(summary, columns=compared),
        "e08_escape": pd.DataFrame(escape),
        "e08_points": pd.DataFrame(points, columns=["problem", "x", "y", "value", "kind"]),
    }


def curve_tables() -> dict[str, pd.DataFrame]:
    """From -1 both rates settle; from 2 the larger swings between 1 and 2."""
    steps = np.arange(6)
    x = np.linspace(-3, 3, 61)
    curve = pd.DataFrame({"x": x, "f": np.sin(5 * x)})
    parts, ends = [], []
    for start, rate in product((-1.0, 2.0), (0.05, 0.1)):
        swings = start > 0 and rate == 0.1
        path = 1.5 + 0.5 * (-1.0) ** steps if swings else start + 0.5**steps - 1
        run = {"learning_rate": rate, "start": start, "iteration": steps, "x": path}
        parts.append(pd.DataFrame(run | {"f": np.sin(5 * path)}))
        ends.append((rate, start, "cycling" if swings else "wrong basin"))
    minima = {"x": [-0.3, 0.9], "f": [-0.95, -0.6], "limit": [0.077, 0.078]}
    return {
        "e09_curve": curve,
        "e09_paths": pd.concat(parts),
        "e09_many_starts": pd.DataFrame(ends, columns=["learning_rate", "start", "ending"]),
        "e09_minima": pd.DataFrame(minima | {"lowest": [True, False]}),
    }


def tails() -> dict[str, np.ndarray]:
    """Both starts settle at the two smaller rates, one at the next, none at the largest."""
    rates = np.array([0.05, 0.06, 0.08, 0.1])
    last = np.tile([1.0, 2.0, 1.0], (4, 2, 1)).astype(np.float32)
    settled = np.array([[True, True], [True, True], [True, False], [False, False]])
    return {"learning_rates": rates, "starts": np.ones(2), "tails": last, "settled": settled}


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    root = tmp_path_factory.mktemp("results")
    for folder in ("tables", "experiments"):
        (root / folder).mkdir()
    for name, frame in {**challenge_tables(), **curve_tables()}.items():
        frame.to_csv(root / f"tables/{name}.csv", index=False)
    for name in PROBLEMS:
        np.savez(root / f"experiments/e08_{name}.npz", **plane())
    np.savez(root / "experiments/e09_tails.npz", **tails())
    return root


PATHS = ["tables/e08_paths.csv", "tables/e08_telling.csv", "experiments/e08_saddle.npz"]
FIGURES = {
    "e08_surfaces": (
        "challenge_surfaces",
        ["tables/e08_points.csv", *(f"experiments/e08_{name}.npz" for name in PROBLEMS)],
        [],
    ),
    "e08_saddle_paths": ("challenge_paths", PATHS, ["problem=saddle"]),
    "e08_rates": ("crossing_rates", ["tables/e08_telling.csv", "tables/e08_escape.csv"], []),
    "e08_times": ("crossing_times", ["tables/e08_summary.csv"], []),
    "e09_paths": (
        "start_paths",
        [f"tables/e09_{name}.csv" for name in ("paths", "curve", "many_starts")],
        [],
    ),
    "e09_landscape": ("marked_minima", ["tables/e09_curve.csv", "tables/e09_minima.csv"], []),
    "e09_long_run": (
        "long_run",
        ["experiments/e09_tails.npz", "tables/e09_minima.csv", "tables/e09_paths.csv"],
        [],
    ),
}
MADE_BY = {"rule": "draw", "inputs": [], "config_keys": [], "command": "snakemake"}


def drawn(name: str, results: Path, folder: Path) -> tuple[dict, dict[str, bytes]]:
    """Draw a figure as its rule does; its record, and its pictures by theme."""
    kind, inputs, where = FIGURES[name]
    draw.main(
        [
            kind,
            *(str(results / path) for path in inputs),
            *(word for restriction in where for word in ("--where", restriction)),
            *("--titles", json.dumps(TITLES), "--made-by", json.dumps(MADE_BY)),
            *("--output", str(folder / f"{name}.json")),
        ]
    )
    record = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    pictures = {
        theme.name: (folder / f"{name}.{theme.name}.{record['extension']}").read_bytes()
        for theme in THEMES
    }
    return record, pictures


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_complete(name, results, tmp_path):
    record, pictures = drawn(name, results, tmp_path)
    assert pictures["light"] != pictures["dark"]
    assert record["width"] == WIDTH
    assert record["made_by"] == MADE_BY
    for words in (record["alt"], record["caption"], record["reading"]):
        assert len(words) > 40
        assert words.endswith(".")
        assert not {"nan", "inf"} & set(words.lower().replace(".", " ").split())
    assert record["data"]


@pytest.mark.parametrize("name", ["e08_rates", "e09_long_run"])
def test_the_same_bytes_twice(name, results, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    assert drawn(name, results, first) == drawn(name, results, second)


def caption(name: str, results: Path, folder: Path) -> str:
    return drawn(name, results, folder)[0]["caption"]


def test_paths_say_when_they_arrive(results, tmp_path):
    told = caption("e08_saddle_paths", results, tmp_path)
    assert "Saddle, from (1, 0.001) with α = 0.1" in told
    assert "Gradient descent is at the goal after 50 iterations and falls on without end" in told


def test_a_run_that_never_arrives_is_named_and_has_no_point(results, tmp_path):
    telling = challenge_tables()["e08_telling"].assign(ending="moving", iterations_to_goal=NEVER)
    copy = tmp_path / "copy"
    for path in PATHS:
        (copy / path).parent.mkdir(parents=True, exist_ok=True)
        (copy / path).write_bytes((results / path).read_bytes())
    telling.to_csv(copy / "tables/e08_telling.csv", index=False)
    assert "Adam is never at the goal for good and is still moving" in caption(
        "e08_saddle_paths", copy, tmp_path
    )


def test_rates_name_the_fewest_iterations_and_the_smallest_rate(results, tmp_path):
    told = caption("e08_rates", results, tmp_path)
    assert "Saddle: Gradient descent 50 at 0.1 and Adam 5 at 0.01" in told


def times_chart(table: pd.DataFrame) -> crossing_times.Chart:
    return crossing_times.select(Inputs(TITLES, tables={"e08_summary": table}))


def test_times_show_the_shared_rate_and_the_best():
    chart = times_chart(challenge_tables()["e08_summary"])
    assert set(chart.table["learning_rate"]) == {0.1, 1.0}
    assert len(chart.table) == 2 * len(PROBLEMS) * len(OPTIMIZERS)
    told = crossing_times.describe(chart).caption
    assert "Saddle, all with α = 0.1: Adam 5 and Gradient descent 50" in told


def test_a_median_that_never_comes_stands_at_the_border():
    table = challenge_tables()["e08_summary"]
    table.loc[table["optimizer"] == "adam", ["median", "median_low"]] = NEVER
    chart = times_chart(table)
    axes = crossing_times.draw(chart, LIGHT).axes[0]
    marks = [line.get_xdata()[0] for line in axes.lines if len(line.get_xdata()) == 1]
    assert sorted(set(marks)) == [50, chart.latest]
    assert "Adam" not in crossing_times.describe(chart).caption


def test_where_nobody_arrives_the_caption_says_so():
    table = challenge_tables()["e08_summary"]
    table.loc[table["problem"] == "saddle", ["median", "median_low"]] = NEVER
    told = crossing_times.describe(times_chart(table)).caption
    assert "Saddle, all with α = 0.1: none arrives" in told


def test_the_last_two_iterates_show_whether_a_run_has_settled():
    tables = curve_tables()
    chart = start_paths.select(Inputs(TITLES, tables=tables))
    assert list(chart.runs) == [-1.0, 2.0]
    settled, swinging = chart.runs[2.0]
    assert np.ptp(swinging.points[-2:, 0]) == 1
    assert settled.told == "with α = 0.05 it settles at 1.03"
    assert swinging.told == "with α = 0.1 it never settles"
    assert "from 2, with α = 0.05 it settles at 1.03" in start_paths.describe(chart).caption


def test_every_minimum_has_its_mark_and_its_limit():
    chart = marked_minima.select(Inputs(TITLES, tables=curve_tables()))
    axes = marked_minima.draw(chart, LIGHT).axes[0]
    assert [text.get_text() for text in axes.texts] == ["0.077", "0.078"]
    assert sum(line.get_marker() == "*" for line in axes.lines) == 1
    assert sum(line.get_marker() == "o" for line in axes.lines) == 1


def test_the_long_run_says_where_runs_settle():
    inputs = Inputs(TITLES, tables=curve_tables(), landscapes={"e09_tails": tails()})
    told = long_run.describe(long_run.select(inputs)).caption
    assert "all of them settle up to α = 0.06" in told
    assert "none does from α = 0.1 on" in told
    assert "at the article’s α = 0.1, 0\u202f% do" in told


def test_surfaces_tell_what_is_marked(results, tmp_path):
    told = caption("e08_surfaces", results, tmp_path)
    assert "Saddle (from −3 to 3 in both parameters) with 1 saddle point" in told
