"""The figures: colours everyone can tell apart, words that follow the data, the same bytes."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from itertools import combinations
from pathlib import Path

import matplotlib
import numpy as np
import pandas as pd
import pytest

from descent_atlas.figures import contour, descent, grid_paths, landscape, losses
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.losses import Chart, Line, Panel
from descent_atlas.figures.recolour import COUNTERPARTS, recoloured
from descent_atlas.figures.style import (
    DARK,
    DASHES,
    FIRST,
    LIGHT,
    MARKERS,
    PIXELS_PER_INCH,
    SMALL,
    THEMES,
    WIDTH,
    optimizer_slots,
)
from descent_atlas.stages import draw, draw_series

TELEPHONE = 343
"""CSS pixels that a telephone of 375 leaves for a figure."""
SAME_HUES = 0.09
"""The least distance in Oklab between two colours; 0.02 is just noticeable side by side."""
LINE_CONTRAST = 3.0
"""WCAG's least contrast ratio of a graphical object with what is behind it."""

VISION = {
    "normal": np.eye(3),
    "protanopia": [
        [0.152286, 1.052583, -0.204868],
        [0.114503, 0.786281, 0.099216],
        [-0.003882, -0.048116, 1.051998],
    ],
    "deuteranopia": [
        [0.367322, 0.860646, -0.227968],
        [0.280085, 0.672501, 0.047413],
        [-0.011820, 0.042940, 0.968881],
    ],
    "tritanopia": [
        [1.255528, -0.076749, -0.178779],
        [-0.078411, 0.930809, 0.147602],
        [0.004733, 0.691367, 0.303900],
    ],
}
"""Linear sRGB as each kind of vision sees it: Machado, Oliveira, Fernandes 2009, severity 1."""


def linear(colour: str) -> np.ndarray:
    """A colour in linear sRGB."""
    encoded = np.array([int(colour[i : i + 2], 16) for i in (1, 3, 5)]) / 255
    return np.where(encoded <= 0.04045, encoded / 12.92, ((encoded + 0.055) / 1.055) ** 2.4)


def oklab(rgb: np.ndarray) -> np.ndarray:
    """Linear sRGB in Oklab, where equal distances look about equally different (Ottosson 2020)."""
    cones = np.array(
        [
            [0.4122214708, 0.5363325363, 0.0514459929],
            [0.2119034982, 0.6806995451, 0.1073969566],
            [0.0883024619, 0.2817188376, 0.6299787005],
        ]
    )
    opponents = np.array(
        [
            [0.2104542553, 0.7936177850, -0.0040720468],
            [1.9779984951, -2.4285922050, 0.4505937099],
            [0.0259040371, 0.7827717662, -0.8086757660],
        ]
    )
    return opponents @ np.cbrt(cones @ np.clip(rgb, 0, 1))


def contrast(one: str, other: str) -> float:
    """WCAG's contrast ratio."""
    low, high = sorted(linear(colour) @ [0.2126, 0.7152, 0.0722] for colour in (one, other))
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
@pytest.mark.parametrize("vision", VISION)
def test_colours_stay_apart_in_every_kind_of_vision(theme, vision):
    for colours in (theme.series, theme.endings.values(), theme.variants.values()):
        seen = [oklab(np.array(VISION[vision]) @ linear(colour)) for colour in colours]
        nearest = min(np.linalg.norm(a - b) for a, b in combinations(seen, 2))
        assert nearest >= SAME_HUES


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_lines_and_words_stand_out_from_the_paper(theme):
    for colour in (*theme.series, *theme.variants.values()):
        assert contrast(colour, theme.paper) >= LINE_CONTRAST
    for colour in (theme.ink, theme.muted):
        assert contrast(colour, theme.paper) >= 4.5


def test_words_are_nine_pixels_high_on_a_telephone():
    assert SMALL * TELEPHONE / WIDTH >= 9


def test_a_seventh_optimizer_gets_looks_of_its_own_and_changes_no_others():
    before = optimizer_slots(FIRST)
    after = optimizer_slots([*FIRST, "aaa_new", "lion"])
    assert {name: after[name] for name in FIRST} == before
    looks = {(mark.colour, mark.marker) for slot in after.values() for mark in [LIGHT.mark(slot)]}
    assert len(looks) == len(after)


def test_many_optimizers_share_no_colour_with_the_same_marker_and_dash():
    marks = [LIGHT.mark(slot) for slot in range(60)]
    assert len(set(marks)) == 60
    assert len({len(LIGHT.series), len(DARK.series)}) == 1
    assert all(len(group) > 5 for group in (MARKERS, DASHES))


def line(label: str, loss: list[float], left_at: int | None = None) -> Line:
    return Line(label, 0, np.arange(len(loss)), np.array(loss), left_at)


def test_a_diverged_run_does_not_stretch_the_axis():
    stayed, left = line("a", [100.0, 10.0, 1.0]), line("b", [100.0, 1e9, 1e300], left_at=2)
    chart = Chart([Panel("", "", (stayed, left))], "", [])
    low, high = losses.limits([stayed, left])
    assert (low, high) == (pytest.approx(1 / 1.6), pytest.approx(160))
    axes = losses.draw(chart, LIGHT).axes[0]
    assert axes.get_ylim() == pytest.approx((low, high))
    assert 0 < losses.crossing(left, high) < 1
    assert left.result == "diverged at iteration 2"
    assert "cross" in losses.describe(chart).reading


def test_a_path_that_leaves_for_good_ends_at_the_border():
    box = np.array([[-1.0, 1.0], [-1.0, 1.0]])
    points = np.array([[0, 0], [5, 0], [0.5, 0], [1.5, 1], [1e200, 1e200]])
    inside, border = descent.until_it_leaves(points, box)
    assert len(inside) == 3
    np.testing.assert_allclose(border, [1, 0.5])
    assert descent.until_it_leaves(points[:3], box)[1] is None


def test_contours_ignore_what_is_off_the_landscape():
    plane = landscape_file()
    shown = contour.Landscape.from_arrays(plane)
    far = descent.Descent("", 0, 1.0, np.arange(2), np.array([[0, 0], [1e9, 0]]), "diverged", 1)
    figure = contour.draw_panels([contour.Panel("", "", shown, (far,))], LIGHT, ("x", "y"))
    assert figure.axes[0].get_xlim() == tuple(shown.box[0])


# Every kind of figure, end to end, on small made-up results.

RATES = [1e-3, 1e-2, 1e-1]
PROBLEMS = {"bowl": "Bowl", "valley": "Valley"}
OPTIMIZERS = {"adam": "Adam", "gradient_descent": "Gradient descent"}
VARIANTS = ("full_batch", "stochastic")
ENDING_COLUMNS = ("converged", "wrong basin", "moving", "diverged")
TITLES = {"problem": PROBLEMS | {"curve": "Curve"}, "optimizer": OPTIMIZERS}


def landscape_file() -> dict[str, np.ndarray]:
    axis = np.linspace(-2, 2, 31)
    x, y = np.meshgrid(axis, axis)
    values = x**2 + 10 * y**2
    minimisers = np.zeros((1, 2))
    return {
        "axis_x": axis,
        "axis_y": axis,
        "values": values,
        "minimum": np.array(0.0),
        "minimisers": minimisers,
    }


def shard() -> dict[str, np.ndarray]:
    """Paths towards zero, the fastest of which leaves; every run of one start."""
    iterations = np.arange(12)
    paths = np.array([[[(1 - r) ** t, r] for t in iterations] for r in RATES])
    paths[-1, 3:] = np.nan
    paths[-1, 2] = 1e150
    return {
        "variants": np.array(VARIANTS),
        "learning_rates": np.array(RATES),
        "endings": np.array(ENDING_COLUMNS),
        "ending": np.full((2, 1, 3), [0, 2, 3]),
        "ended_at": np.full((2, 1, 3), [9, 11, 3]),
        "paths": np.stack([paths, paths]),
        "path_iterations": np.stack([iterations, iterations]),
    }


def grid_tables() -> dict[str, pd.DataFrame]:
    keys = [(p, o, v) for p in PROBLEMS for o in OPTIMIZERS for v in VARIANTS]
    rows = [(*key, rate) for key in keys for rate in RATES]
    curves = pd.DataFrame(rows, columns=["problem", "optimizer", "variant", "learning_rate"])
    endings = curves.assign(**dict.fromkeys(ENDING_COLUMNS, 1))
    curves = curves.assign(final_gap_median=1e-3, final_gap_low=1e-9, final_gap_high=0.1)
    curves = curves.assign(success_rate=[0.0, 0.5, 1.0] * len(keys), diverged=0.0, escaped=0.0)
    last = curves["learning_rate"] == RATES[-1]
    curves.loc[last, ["final_gap_median", "final_gap_low", "final_gap_high"]] = np.nan
    curves.loc[last, "diverged"] = 1.0
    best = pd.DataFrame(keys, columns=["problem", "optimizer", "variant"])
    best = best.assign(learning_rate=1e-2, edge="", success_rate=0.5)
    best = best.assign(success_low=0.2, success_high=0.8, runs=16, ert=20.0, ert_low=10.0)
    best = best.assign(ert_high=40.0, final_gap_median=1e-3, escape_time=np.nan)
    best.loc[0, "edge"] = "highest"
    lists = {
        "problems": pd.DataFrame({"problem": list(PROBLEMS), "tags": ["convex", "valley;data"]}),
        "optimizers": pd.DataFrame(
            {"optimizer": list(OPTIMIZERS), "default_learning_rate": [1e-3, 1e-2], "control": False}
        ),
    }
    winners = pd.DataFrame(keys, columns=["problem", "optimizer", "variant"])
    winners = winners.assign(outcome=["winner", "winner", "close", "slower"] * 2)
    return {
        "learning_rates": curves,
        "best_rates": best,
        "endings": endings,
        "choosing_winners": winners,
        **lists,
    }


def experiment_tables() -> dict[str, pd.DataFrame]:
    steps = np.arange(6)
    fall = {"iteration": steps, "x": 0.9**steps, "y": 0.5**steps, "loss": 0.5**steps}
    blow = {"iteration": steps, "x": 9.0**steps, "y": steps * 1.0, "loss": 1e30**steps}
    e05 = [pd.DataFrame(fall | {"learning_rate": 0.1}), pd.DataFrame(blow | {"learning_rate": 1.0})]
    runs = [
        {"optimizer": o, "tuned": t, "iterations": 100, "learning_rate": 0.1}
        for o in OPTIMIZERS
        for t in (False, True)
    ]
    history = {"update": steps + 1, "gradient_samples": 10 * (steps + 1), "loss": 2 + 0.5**steps}
    fits = {"full_batch": 3.0, "stochastic": 2.5, "least squares": 2.0, "generating": 2.1}
    return {
        "e05_paths": pd.concat(e05),
        "e05_summary": pd.DataFrame(
            [(0.1, "moving", 5, 0.03125), (1.0, "diverged", 4, None)],
            columns=["learning_rate", "ending", "ended_at", "final_loss"],
        ),
        "e06_history": pd.concat([pd.DataFrame(history | {"variant": v}) for v in VARIANTS]),
        "e06_variants": pd.DataFrame(
            {"variant": list(fits), "theta0": 4.0, "theta1": 3.0, "final_loss": list(fits.values())}
        ),
        "e06_samples": pd.DataFrame({"x": steps / 3, "y": 4 + steps}),
        "e07_paths": pd.concat([pd.DataFrame(fall | run) for run in runs]),
        "e07_optimizers": pd.DataFrame(runs).assign(ending="moving", ended_at=100),
    }


@pytest.fixture(scope="module")
def results(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder of results, as the pipeline would lay it out."""
    root = tmp_path_factory.mktemp("results")
    for folder in ("tables", "problems", "experiments", *(f"runs/{name}" for name in PROBLEMS)):
        (root / folder).mkdir(parents=True)
    for name, frame in {**grid_tables(), **experiment_tables()}.items():
        frame.to_csv(root / f"tables/{name}.csv", index=False)
    np.savez(root / "experiments/rosenbrock_landscape.npz", **landscape_file())
    for problem in PROBLEMS:
        np.savez(root / f"problems/{problem}.npz", **landscape_file())
        for optimizer in OPTIMIZERS:
            np.savez(root / f"runs/{problem}/{optimizer}.npz", **shard())
    curve = {"axis_x": np.linspace(-3, 3, 61), "minimum": -0.95, "minimisers": [[-0.3]]}
    np.savez(root / "problems/curve.npz", values=np.sin(5 * curve["axis_x"]), **curve)
    return root


VALLEY = "experiments/rosenbrock_landscape.npz"
E5 = ["tables/e05_paths.csv", "tables/e05_summary.csv"]
E7 = ["tables/e07_paths.csv", "tables/e07_optimizers.csv"]
LISTS = ["tables/problems.csv", "tables/optimizers.csv"]
CURVES = ["tables/learning_rates.csv", "tables/best_rates.csv", *LISTS]
OF_ADAM = ["tables/best_rates.csv", *(f"problems/{p}.npz" for p in PROBLEMS)]
OF_ADAM += [f"runs/{p}/adam.npz" for p in PROBLEMS]
OF_BOWL = [
    "tables/best_rates.csv",
    "problems/bowl.npz",
    *(f"runs/bowl/{o}.npz" for o in OPTIMIZERS),
]
FIGURES = {
    "e05_paths": ("experiment_paths", [*E5, VALLEY], []),
    "e07_paths": ("experiment_paths", [*E7, VALLEY], ["tuned=True"]),
    "e05_convergence": ("convergence", E5, []),
    "e06_convergence": (
        "convergence",
        ["tables/e06_history.csv", "tables/e06_variants.csv"],
        [],
    ),
    "e07_convergence": ("convergence", E7, ["tuned=False"]),
    "e07_tuned_convergence": ("convergence", E7, []),
    "e06_fits": ("fitted_lines", ["tables/e06_samples.csv", "tables/e06_variants.csv"], []),
    "problem_bowl_landscape": ("landscape", ["problems/bowl.npz"], []),
    "problem_curve_landscape": ("landscape", ["problems/curve.npz"], []),
    "problem_bowl_paths": ("grid_paths", OF_BOWL, ["problem=bowl"]),
    "optimizer_adam_paths": ("grid_paths", OF_ADAM, ["optimizer=adam"]),
    "problem_bowl_learning_rates": ("learning_rate_curves", CURVES, ["problem=bowl"]),
    "optimizer_adam_learning_rates": ("learning_rate_curves", CURVES, ["optimizer=adam"]),
    "optimizer_adam_endings": ("endings", ["tables/endings.csv", *LISTS], ["optimizer=adam"]),
    "problem_bowl_endings": ("endings", ["tables/endings.csv", *LISTS], ["problem=bowl"]),
    "optimizer_adam_ending_shares": (
        "ending_shares",
        ["tables/endings.csv", *LISTS],
        ["optimizer=adam"],
    ),
    "benchmark_endings": ("ending_shares", ["tables/endings.csv", *LISTS], []),
    "optimizer_adam_rate_map": ("rate_map", CURVES, ["optimizer=adam", "variant=full_batch"]),
    "problem_bowl_rate_map": ("rate_map", CURVES, ["problem=bowl", "variant=stochastic"]),
    "problem_bowl_ranking": (
        "ranking",
        ["tables/best_rates.csv", "tables/choosing_winners.csv"],
        ["problem=bowl", "variant=full_batch"],
    ),
}
MADE_BY = {"rule": "draw", "inputs": [], "config_keys": [], "command": "snakemake"}


def drawn(
    name: str, results: Path, folder: Path, unbounded: Sequence[str] = ()
) -> tuple[dict, dict[str, bytes]]:
    """Draw a figure as its rule does; its record, and its pictures by theme."""
    kind, inputs, where = FIGURES[name]
    titles = json.dumps(TITLES | {"unbounded": {name: PROBLEMS[name] for name in unbounded}})
    draw.main(
        [
            kind,
            *(str(results / path) for path in inputs),
            *(word for restriction in where for word in ("--where", restriction)),
            *("--titles", titles, "--made-by", json.dumps(MADE_BY)),
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
        assert not {"nan", "inf", "none"} & set(words.lower().replace(".", " ").split())
    assert record["data"]
    assert sorted(path.name for path in tmp_path.iterdir()) == sorted(
        [f"{name}.json", *(f"{name}.{theme.name}.{record['extension']}" for theme in THEMES)]
    )


@pytest.mark.parametrize("name", ["e05_convergence", "e05_paths", "optimizer_adam_endings"])
def test_the_same_bytes_twice(name, results, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    assert drawn(name, results, first) == drawn(name, results, second)


def ids_in_order(svg: str) -> str:
    """The same drawing with its ids, which Matplotlib makes of colours too, numbered as they come."""
    names = dict.fromkeys(re.findall(r'id="([^"]+)"', svg))
    for number, name in enumerate(names):
        svg = svg.replace(f'id="{name}"', f'id="{number}"').replace(f"#{name}", f"#{number}")
    return svg


@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_in_other_colours_is_the_figure_of_the_other_theme(name, results, tmp_path):
    record, pictures = drawn(name, results, tmp_path)
    if record["extension"] == "svg":
        kind, inputs, where = FIGURES[name]
        restrictions = dict(restriction.split("=") for restriction in where)
        read = draw.read_inputs(
            [results / path for path in inputs], TITLES | {"unbounded": {}}, restrictions
        )
        module = draw.kind_named(kind)
        draw.draw_theme(module, module.select(read), DARK, tmp_path / "dark.svg")
        by_itself = (tmp_path / "dark.svg").read_text(encoding="utf-8")
        assert ids_in_order(pictures["dark"].decode()) == ids_in_order(by_itself)


def test_colours_of_one_role_are_each_others_counterparts():
    assert len(COUNTERPARTS) == len(set(LIGHT.colours))
    pairs = set(zip(LIGHT.colours, DARK.colours, strict=True))
    assert len(pairs) == len(COUNTERPARTS)


def test_a_colour_of_no_theme_is_not_recoloured():
    assert recoloured(f'<path fill="{LIGHT.ink}"/>') == f'<path fill="{DARK.ink}"/>'
    assert recoloured('<path fill="#123456"/>') is None


def test_in_a_series_a_figure_is_what_it_is_by_itself(results, tmp_path):
    name = "problem_bowl_rate_map"
    kind, inputs, where = FIGURES[name]
    alone, pictures = drawn(name, results, tmp_path / "alone")
    mine = dict(restriction.split("=") for restriction in where)
    figures = {"another": mine | {"variant": "full_batch"}, name: mine}
    draw_series.main(
        [
            kind,
            *(str(results / path) for path in inputs),
            *("--figures", json.dumps(figures)),
            *("--titles", json.dumps(TITLES | {"unbounded": {}}), "--made-by", json.dumps(MADE_BY)),
            *("--output", str(tmp_path)),
        ]
    )
    record = json.loads((tmp_path / f"{name}.json").read_text(encoding="utf-8"))
    assert record["made_by"]["command"] == f"snakemake {tmp_path / name}.json"
    assert {**record, "made_by": MADE_BY} == alone
    for theme, picture in pictures.items():
        assert (tmp_path / f"{name}.{theme}.svg").read_bytes() == picture
    assert json.loads((tmp_path / "another.json").read_text())["caption"] != alone["caption"]


def test_pictures_do_not_depend_on_the_settings_of_whoever_draws(results, tmp_path):
    usual = drawn("benchmark_endings", results, tmp_path / "usual")
    with matplotlib.rc_context({"font.size": 30, "axes.grid": False, "lines.linewidth": 9}):
        assert drawn("benchmark_endings", results, tmp_path / "odd") == usual


def test_a_picture_is_vector_or_two_pixels_for_one(results, tmp_path):
    from PIL import Image

    record, _ = drawn("e05_paths", results, tmp_path)
    with Image.open(tmp_path / "e05_paths.light.webp") as image:
        assert image.size == (2 * record["width"], 2 * record["height"])
        assert image.mode == "RGB"
    record, pictures = drawn("e05_convergence", results, tmp_path)
    svg = pictures["light"].decode()
    assert f'width="{record["width"] * 72 / PIXELS_PER_INCH:g}pt"' in svg
    assert "<text" not in svg
    assert "<dc:date" not in svg


@pytest.fixture
def changed(results, tmp_path):
    """Draw a figure from results in which a cell of a table is another."""

    def draw_changed(name, table, column, value, rows, unbounded=()):
        inputs = FIGURES[name][1]
        copy = tmp_path / "results"
        for path in inputs:
            (copy / path).parent.mkdir(parents=True, exist_ok=True)
            (copy / path).write_bytes((results / path).read_bytes())
        frame = pd.read_csv(copy / f"tables/{table}.csv")
        frame[column] = frame[column].astype(object)
        frame.loc[rows, column] = value
        frame.to_csv(copy / f"tables/{table}.csv", index=False)
        return (
            drawn(name, results, tmp_path / "a", unbounded)[0],
            drawn(name, copy, tmp_path / "b", unbounded)[0],
        )

    return draw_changed


@pytest.mark.parametrize(
    ("name", "table", "column", "value", "rows", "before", "after"),
    [
        ("e05_paths", "e05_summary", "ended_at", 3, 1, "at iteration 4", "at iteration 3"),
        ("e05_convergence", "e05_summary", "ended_at", 3, 1, "at iteration 4", "at iteration 3"),
        ("e06_convergence", "e06_variants", "final_loss", 7, 0, "loss 3", "loss 7"),
        ("e06_fits", "e06_variants", "theta0", 5, 0, "batch y = 4 +", "batch y = 5 +"),
        ("benchmark_endings", "endings", "diverged", 9, slice(None), "25\u202f%", "75\u202f%"),
        ("problem_bowl_ranking", "best_rates", "edge", "", slice(None), "(hollow)", "16 starts"),
        (
            "optimizer_adam_rate_map",
            "learning_rates",
            "diverged",
            1,
            slice(None),
            "33\u202f%",
            "100",
        ),
    ],
)
def test_words_follow_the_data(changed, name, table, column, value, rows, before, after):
    original, other = changed(name, table, column, value, rows)
    for words in ("caption", "alt"):
        assert before in original[words]
        assert before not in other[words]
        assert after in other[words]


@pytest.mark.parametrize(
    ("name", "table", "column", "mean"),
    [
        ("optimizer_adam_learning_rates", "learning_rates", "diverged", "33\u202f%"),
    ],
)
def test_no_mean_contains_an_unbounded_problem(changed, name, table, column, mean):
    frame = grid_tables()[table]
    pairs = [("valley", "adam"), ("bowl", "gradient_descent")]
    rows = [pair in pairs for pair in zip(frame["problem"], frame["optimizer"], strict=True)]
    both = changed(name, table, column, 0, rows)[1]["caption"]
    one = changed(name, table, column, 0, rows, unbounded=["valley"])[1]["caption"]
    told = "without Valley, which is unbounded below"
    assert told not in both
    assert mean not in both
    assert told in one
    assert mean in one


def test_nothing_has_a_mean_where_every_problem_is_unbounded(results, tmp_path):
    caption = drawn("optimizer_adam_learning_rates", results, tmp_path, PROBLEMS)[0]["caption"]
    assert "of the runs left" not in caption


def test_a_reading_names_the_endings_that_are_most_frequent(changed):
    last = grid_tables()["endings"]["learning_rate"] == RATES[-1]
    before, after = changed("problem_bowl_endings", "endings", "moving", 9, last)
    every = "converged, wrong basin, moving and diverged (25\u202f%) at α = "
    assert f"{every}0.001 and {every}0.1." in before["reading"]
    assert f"{every}0.001 and moving (75\u202f%) at α = 0.1." in after["reading"]


def test_a_reading_names_the_dots_that_are_drawn():
    shown = contour.Landscape.from_arrays(landscape_file())

    def told(iterations: list[int], points: list[tuple[float, float]]) -> str:
        path = descent.Descent("", 0, 1.0, np.array(iterations), np.array(points), "moving", 9)
        return contour.dots_told([contour.Panel("", "", shown, (path,))])

    inside = (0.5, 0.5)
    assert told([0, 1, 10, 100, 984, 1064], [inside] * 6) == "; dots mark iterations 1, 10 and 100"
    assert told([0, 1, 1000], [inside] * 3) == "; dots mark iterations 1 and 1\u202f000"
    assert told([0, 1, 10], [inside, inside, (9, 9)]) == "; dots mark iteration 1"
    assert told([0, 1], [inside, (9, 9)]) == ""


def test_a_path_without_a_full_batch_names_its_variant_as_prose_does(results):
    shards = {("bowl", "adam"): shard() | {"variants": np.array(["mini_batch"])}}
    best = grid_tables()["best_rates"].assign(variant="mini_batch")
    inputs = Inputs(
        TITLES, {"problem": "bowl"}, {"best_rates": best[:1]}, {"bowl": landscape_file()}, shards
    )
    assert "(mini-batch)" in grid_paths.describe(grid_paths.select(inputs)).caption


def test_a_curve_without_minima_has_no_marks_for_them():
    x = np.linspace(-1, 1, 9)
    chart = landscape.Chart("Slope", x, x, -1.0, np.empty((0, 1)), None)
    words = landscape.describe(chart)
    assert "0 local minima" in words.caption
    assert not {"rings", "stars"} & set(words.reading.split())
    assert not landscape.draw(chart, LIGHT).legends


def test_of_a_curve_of_minimisers_the_caption_counts_none():
    x = np.linspace(0, 1, 5)
    chart = landscape.Chart("Trough", x, 0 * x, 0.0, np.zeros((9, 1)), None, complete=False)
    assert "reached all along a curve" in landscape.describe(chart).caption
    assert "points are marked" in landscape.describe(chart).caption
    assert "9" not in landscape.describe(chart).caption


def test_a_falling_line_has_a_minus(changed):
    caption = changed("e06_fits", "e06_variants", "theta1", -3, 0)[1]["caption"]
    assert "full batch y = 4 − 3 x" in caption
