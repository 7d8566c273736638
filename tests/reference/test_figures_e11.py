"""The figures of E11, end to end, on small made-up results."""

import json

import numpy as np
import pandas as pd
import pytest

from descent_atlas.figures import minima_spread, training_curves
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import LIGHT, THEMES
from descent_atlas.stages import draw

TITLES = {
    "problem": {},
    "optimizer": {"adam": "Adam", "gradient_descent": "Gradient descent"},
    "unbounded": {},
}
MADE_BY = {"rule": "draw", "inputs": [], "config_keys": [], "command": "snakemake"}
EPOCHS = (0, 1, 10, 100)


def minima():
    rows = [
        (width, 75 * width + 10, 2 / width + gap, gap / 2, True)
        for width, gaps in ((1, (0, 0, 0.3)), (4, (0, 0.04, 0.06)), (16, (0, 1e-4, 1e-9)))
        for gap in gaps
    ]
    rows.append((4, 310, 0.01, np.nan, False))
    columns = ["width", "parameters", "final_loss", "relative_gap", "verified"]
    return pd.DataFrame(rows, columns=columns)


def training():
    """The held-out loss turns at epoch 10; Adam's ends higher."""
    rows = [
        (samples, name, seed, epoch, 2 / (1 + epoch) ** 2, held_out * (1 + seed / 10))
        for samples in (100, 1000)
        for name, end in (("adam", 0.9), ("gradient_descent", 0.7))
        for seed in range(5)
        for epoch, held_out in zip(EPOCHS, (2.3, 1.5, 0.5, end), strict=True)
    ]
    columns = ["samples", "optimizer", "seed", "epoch", "training_loss", "held_out_loss"]
    return pd.DataFrame(rows, columns=columns)


TABLES = {
    "e11_minima": minima(),
    "e11_widths": pd.DataFrame({"close_within": [0.01]}),
    "e11_training": training(),
}
KINDS = {
    "minima_spread": (minima_spread, ["e11_minima", "e11_widths"]),
    "training_curves": (training_curves, ["e11_training"]),
}


def chart(kind):
    return KINDS[kind][0].select(Inputs(titles=TITLES, tables=TABLES))


@pytest.mark.parametrize("kind", KINDS)
def test_a_figure_is_drawn_in_both_themes_with_the_same_bytes_twice(kind, tmp_path):
    _, names = KINDS[kind]
    paths = [tmp_path / f"{name}.csv" for name in names]
    for path in paths:
        TABLES[path.stem].to_csv(path, index=False)
    drawn = []
    for folder in ("first", "second"):
        (tmp_path / folder).mkdir()
        output = tmp_path / folder / "figure.json"
        options = ["--titles", json.dumps(TITLES), "--made-by", json.dumps(MADE_BY)]
        draw.main([kind, *map(str, paths), *options, "--output", str(output)])
        drawn.append({path.name: path.read_bytes() for path in sorted(output.parent.iterdir())})
    assert drawn[0] == drawn[1]
    assert set(drawn[0]) == {"figure.json", *(f"figure.{theme.name}.svg" for theme in THEMES)}
    record = json.loads(drawn[0]["figure.json"])
    assert record["width"] == 520
    assert all(record[word] for word in ("caption", "reading", "alt"))


def test_only_minima_are_shown_and_the_best_of_each_size_is_marked():
    shown = chart("minima_spread")
    assert [size.parameters for size in shown.sizes] == [85, 310, 1210]
    assert [len(size.losses) for size in shown.sizes] == [3, 3, 3]
    for size in shown.sizes:
        assert len(set(size.places)) == 3, "no dot hides another"
        assert np.abs(np.log10(size.places / size.parameters)).max() < 0.04
    above, below = minima_spread.draw(shown, LIGHT).axes
    best = {line.get_ydata()[0] for line in above.lines if len(line.get_xdata()) == 2}
    assert best == {size.losses[0] for size in shown.sizes}
    assert min(line.get_ydata().min() for line in below.lines if len(line.get_xdata()) == 3) == 1e-6


def test_the_words_follow_the_minima():
    caption = minima_spread.describe(chart("minima_spread")).caption
    assert caption.startswith("9 minima of networks with 85 to 1\u202f210 parameters. ")
    assert (
        "85 parameters: 67\u202f% within 1\u202f% of the descent, median height 0, largest 0.15"
        in caption
    )
    assert "310 parameters: 33\u202f% within" in caption
    assert "1\u202f210 parameters: 100\u202f% within" in caption


def test_the_lowest_held_out_loss_is_marked_and_told():
    shown = chart("training_curves")
    assert list(shown.rows) == [100, 1000]
    for row in shown.rows.values():
        assert [curves.title for curves in row] == ["Gradient descent", "Adam"]
        assert [curves.epochs[curves.best] for curves in row] == [10, 10]
    caption = training_curves.describe(shown).caption
    assert caption.startswith("Losses of 5 runs")
    assert "Adam 0.6 at epoch 10, 1.08 at epoch 100" in caption


def test_the_beginning_does_not_stretch_the_axis_of_the_held_out_loss():
    figure = training_curves.draw(chart("training_curves"), LIGHT)
    highest = training()["held_out_loss"].max()
    for axes in figure.axes[1::2]:
        assert axes.get_ylim()[0] == 0
        assert axes.get_ylim()[1] < highest
