"""The figures of E3 and E4: complete, true to their tables, the same bytes twice."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from descent_atlas.figures import loss_bars, loss_curves, outlier, settling
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import LIGHT, THEMES, WIDTH
from descent_atlas.stages import draw

ERRORS, PROBABILITIES = np.array([-2.0, 0.0, 2.0]), np.array([0.1, 0.5, 0.9])
SIZES, RATES = np.array([0.0, 1.0, 10.0]), np.array([0.5, 0.05, 0.005])
MADE_BY = {"rule": "draw", "inputs": [], "config_keys": [], "command": "snakemake"}
TITLES = {"problem": {}, "optimizer": {}, "unbounded": {}}


def curves() -> pd.DataFrame:
    losses = {"MSE": (ERRORS**2, 2 * ERRORS), "MAE": (abs(ERRORS), np.sign(ERRORS))}
    losses["Huber"] = (np.array([1.5, 0, 1.5]), np.sign(ERRORS))
    return pd.concat(
        pd.DataFrame({"error": ERRORS, "loss": name, "value": value, "gradient": gradient})
        for name, (value, gradient) in losses.items()
    )


def entropy() -> pd.DataFrame:
    parts = []
    for label in (1, 0):
        p = PROBABILITIES if label else 1 - PROBABILITIES
        sign = -1 if label else 1
        parts.append(
            pd.DataFrame(
                {
                    "probability": PROBABILITIES,
                    "label": label,
                    "loss": -np.log(p),
                    "gradient": sign / p,
                    "logit_gradient": sign * (1 - p),
                    "squared_error": (1 - p) ** 2,
                    "squared_logit_gradient": sign * 2 * p * (1 - p) ** 2,
                }
            )
        )
    return pd.concat(parts)


def outliers() -> pd.DataFrame:
    losses = [("MSE", None, 2.0, 9.0), ("Huber", 10.0, 1.5, 8.0), ("Huber", 1.0, 0.7, 6.0)]
    losses += [("MAE", None, 0.1, 4.0)]
    return pd.concat(
        pd.DataFrame({"loss": name, "delta": delta, "size": SIZES}).assign(
            shift=[0, shift / 3, shift], growth=[1, growth / 3, growth]
        )
        for name, delta, shift, growth in losses
    )


def descents() -> dict[str, pd.DataFrame]:
    trace, ends = [], []
    for schedule in ("constant", "shrinking"):
        for rate in RATES:
            for name, swing in (("MSE", 0.0), ("MAE", rate / 5), ("Huber", 0.0)):
                run = {"loss": name, "schedule": schedule, "learning_rate": rate}
                distance = [1, 0.1, swing, swing / 2]
                trace.append(pd.DataFrame(run | {"iteration": range(4), "distance": distance}))
                ends.append(run | {"swing": swing})
    return {"e03_descent": pd.concat(trace), "e03_settling": pd.DataFrame(ends)}


@pytest.fixture
def tables():
    return {
        "e03_curves": curves(),
        "e03_losses": pd.DataFrame({"loss": ["MSE", "MAE", "Huber"], "value": [0.25, 0.5, 0.125]}),
        "e03_outlier": outliers(),
        **descents(),
        "e04_curves": entropy(),
        "e04_cross_entropy": pd.DataFrame(
            {"probability": PROBABILITIES, "loss": -np.log(PROBABILITIES)}
        ),
    }


FIGURES = {
    "e03_curves": (loss_curves, ["e03_curves"]),
    "e03_losses": (loss_bars, ["e03_losses"]),
    "e03_outlier": (outlier, ["e03_outlier"]),
    "e03_descent": (settling, ["e03_descent", "e03_settling"]),
    "e04_curves": (loss_curves, ["e04_curves"]),
    "e04_cross_entropy": (loss_bars, ["e04_cross_entropy"]),
}


def chart_of(name, tables):
    kind, inputs = FIGURES[name]
    return kind.select(Inputs(titles=TITLES, tables={table: tables[table] for table in inputs}))


def drawn(name, tables, folder):
    """Draw a figure as its rule does; its record, and its pictures by theme."""
    kind, inputs = FIGURES[name]
    folder.mkdir(exist_ok=True)
    for table in inputs:
        tables[table].to_csv(folder / f"{table}.csv", index=False)
    draw.main(
        [
            kind.__name__.rsplit(".", 1)[-1],
            *(str(folder / f"{table}.csv") for table in inputs),
            *("--titles", json.dumps(TITLES), "--made-by", json.dumps(MADE_BY)),
            *("--output", str(folder / f"{name}.json")),
        ]
    )
    record = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    record["data"] = len(record["data"])
    pictures = [(folder / f"{name}.{theme.name}.svg").read_bytes() for theme in THEMES]
    return record, pictures


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_complete(name, tables, tmp_path):
    record, pictures = drawn(name, tables, tmp_path)
    assert pictures[0] != pictures[1]
    assert record["width"] == WIDTH
    assert record["data"] == len(FIGURES[name][1])
    for words in (record["alt"], record["caption"], record["reading"]):
        assert len(words) > 40
        assert words.endswith(".")
        assert not {"nan", "inf", "none"} & set(words.lower().replace(".", " ").split())


@pytest.mark.parametrize("name", ["e03_outlier", "e04_curves"])
def test_the_same_bytes_twice(name, tables, tmp_path):
    first, second = tmp_path / "first", tmp_path / "second"
    assert drawn(name, tables, first) == drawn(name, tables, second)


@pytest.mark.parametrize(
    ("name", "table", "column", "row", "value", "before", "after"),
    [
        ("e03_curves", "e03_curves", "value", 2, 5.5, "MSE 4 with", "MSE 5.5 with"),
        ("e03_losses", "e03_losses", "value", 1, 0.7, "MAE: 0.5", "MAE: 0.7"),
        ("e03_outlier", "e03_outlier", "shift", 2, 3, "MSE: shift 2,", "MSE: shift 3,"),
        ("e03_outlier", "e03_outlier", "growth", 11, 5, "loss times 4", "loss times 5"),
        ("e03_descent", "e03_settling", "swing", 1, 0, "MAE swings by 0.1,", "MAE is at rest"),
        ("e04_curves", "e04_curves", "loss", 0, 3, "loss is 2.3", "loss is 3"),
        ("e04_cross_entropy", "e04_cross_entropy", "loss", 1, 2, "0.5: 0.693", "0.5: 2"),
    ],
)
def test_words_follow_the_data(name, table, column, row, value, before, after, tables):
    kind = FIGURES[name][0]
    original = kind.describe(chart_of(name, tables))
    changed = tables[table].reset_index(drop=True)
    changed.loc[row, column] = value
    other = kind.describe(chart_of(name, tables | {table: changed}))
    for words in ("caption", "alt"):
        assert before in getattr(original, words)
        assert before not in getattr(other, words)
        assert after in getattr(other, words)


def test_the_gradient_of_either_label_is_drawn_by_its_size(tables):
    gradient = chart_of("e04_curves", tables).panels[1]
    assert [list(line.y) for line in gradient.lines] == [
        pytest.approx([10, 2, 1 / 0.9]),
        pytest.approx([1 / 0.9, 2, 10]),
    ]


def test_bars_stand_on_zero_and_bear_their_values(tables):
    axes = loss_bars.draw(chart_of("e03_losses", tables), LIGHT).axes[0]
    assert axes.get_ylim()[0] == 0
    assert [bar.get_height() for bar in axes.patches] == [0.25, 0.5, 0.125]
    assert [text.get_text() for text in axes.texts] == ["0.25", "0.5", "0.125"]


def test_the_largest_rates_are_shown_and_the_constant_ones_only(tables):
    chart = chart_of("e03_descent", tables)
    assert [panel.learning_rate for panel in chart.panels] == [0.5, 0.05]
    assert all(len(line.distance) == 4 for panel in chart.panels for line in panel.lines)


def test_an_outlier_of_no_size_is_on_no_logarithmic_axis(tables):
    lines = chart_of("e03_outlier", tables).lines
    assert [line.label for line in lines] == ["MSE", "Huber, δ = 10", "Huber, δ = 1", "MAE"]
    assert len({line.slot for line in lines}) == len(lines)
    assert all(line.size.min() > 0 for line in lines)
