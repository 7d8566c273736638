"""The figures of E1 and E2: complete, true to their data, and the same every time."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from descent_atlas.figures import critical_points, gradient_field, slopes, surfaces
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.kinds import KINDS, kinds_told
from descent_atlas.figures.style import LIGHT, THEMES, WIDTH
from descent_atlas.stages import draw

TITLES = {
    "problem": {"bowl": "Bowl", "pass": "Pass", "hills": "Hills"},
    "optimizer": {},
    "unbounded": {},
}
MADE_BY = {"rule": "draw", "inputs": [], "config_keys": [], "command": "snakemake"}
AXIS = np.linspace(-2, 2, 31)
X, Y = np.meshgrid(AXIS, AXIS)
HILLS = np.sin(2 * X) * np.sin(2 * Y)
EIGHTH = np.pi / 4
POINTS = pd.DataFrame(
    [
        ("bowl", 0.0, 0.0, 0.0, "minimum"),
        ("pass", 0.0, 0.0, 0.0, "saddle"),
        ("hills", EIGHTH, -EIGHTH, -1.0, "minimum"),
        ("hills", -EIGHTH, EIGHTH, -1.0, "minimum"),
        ("hills", EIGHTH, EIGHTH, 1.0, "maximum"),
        ("hills", 0.0, 0.0, 0.0, "saddle"),
        # Outside of the plot.
        ("hills", 3 * EIGHTH, 3 * EIGHTH, 1.0, "maximum"),
    ],
    columns=["problem", "x", "y", "value", "kind"],
)
SURFACES = {
    "problems": np.array(["bowl", "pass", "hills"]),
    "axis_x": AXIS,
    "axis_y": AXIS,
    "values": np.stack([X**2 + Y**2, X**2 - Y**2, HILLS]),
}
LANDSCAPE = {
    "axis_x": AXIS,
    "axis_y": AXIS,
    "values": HILLS,
    "minimum": np.array(-1.0),
    "minimisers": np.array([[EIGHTH, -EIGHTH], [-EIGHTH, EIGHTH]]),
}
FEET = np.column_stack([axis.ravel() for axis in np.meshgrid([-1.0, 0.0, 1.0], [-1.0, 0.0, 1.0])])
FIELD = LANDSCAPE | {"values": X**2 + Y**2, "feet": FEET, "gradients": 2 * FEET}
GRADIENTS = pd.DataFrame(
    {
        "x": [1.0, 0.0],
        "y": [0.5, 0.0],
        "gradient_x": [2.0, 0.0],
        "gradient_y": [1.0, 0.0],
        "gradient_norm": [5**0.5, 0.0],
        "critical": [False, True],
    }
)
ANGLES = np.arange(0, 361, 15)
SLOPES = pd.concat(
    pd.DataFrame({"x": x, "y": y, "angle": ANGLES, "slope": slope})
    for x, y, slope in [
        (1.0, 0.5, 2 * np.cos(np.radians(ANGLES)) + np.sin(np.radians(ANGLES))),
        (0.0, 0.0, 0 * ANGLES),
    ]
)
FIGURES = {
    "surfaces": (surfaces, {"e01_points": POINTS}, {"e01_surfaces": SURFACES}, {}),
    "critical_points": (
        critical_points,
        {"e01_points": POINTS},
        {"hills": LANDSCAPE},
        {"problem": "hills"},
    ),
    "gradient_field": (gradient_field, {"e02_gradients": GRADIENTS}, {"e02_field": FIELD}, {}),
    "slopes": (slopes, {"e02_gradients": GRADIENTS, "e02_slopes": SLOPES}, {}, {}),
}


def inputs_of(kind, **tables):
    _, usual, landscapes, where = FIGURES[kind]
    return Inputs(TITLES, where, usual | tables, landscapes)


def told(kind, **tables):
    """The words of a figure, from other tables where some are given."""
    module = FIGURES[kind][0]
    return module.describe(module.select(inputs_of(kind, **tables)))


def drawn(kind, folder):
    """Draw a figure from files, as its rule does; its record, and its pictures by theme."""
    _, tables, landscapes, where = FIGURES[kind]
    folder.mkdir(parents=True, exist_ok=True)
    files = []
    for name, frame in tables.items():
        files.append(str(folder / f"{name}.csv"))
        frame.to_csv(files[-1], index=False)
    for name, arrays in landscapes.items():
        files.append(str(folder / f"{name}.npz"))
        np.savez(files[-1], **arrays)
    restrictions = [word for item in where.items() for word in ("--where", "=".join(item))]
    output = folder / "figures" / f"{kind}.json"
    options = ["--titles", json.dumps(TITLES), "--made-by", json.dumps(MADE_BY)]
    draw.main([kind, *files, *restrictions, *options, "--output", str(output)])
    record = json.loads(output.read_text(encoding="utf-8"))
    pictures = {
        theme.name: output.with_name(f"{kind}.{theme.name}.{record['extension']}").read_bytes()
        for theme in THEMES
    }
    return record, pictures


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("kind", FIGURES)
def test_a_figure_is_complete_and_the_same_twice(kind, tmp_path):
    record, pictures = drawn(kind, tmp_path / "first")
    assert pictures["light"] != pictures["dark"]
    assert record["width"] == WIDTH
    for words in (record["alt"], record["caption"], record["reading"]):
        assert len(words) > 40
        assert words.endswith(".")
        assert ".." not in words
        assert not {"nan", "inf", "none."} & set(words.lower().split())
    again, same = drawn(kind, tmp_path / "second")
    assert same == pictures
    assert again["caption"] == record["caption"]


def test_surfaces_mark_what_the_plot_contains():
    caption = told("surfaces").caption
    assert "from −2 to 2" in caption
    assert "Bowl with 1 minimum" in caption
    assert "Hills with 2 minima, 1 saddle point and 1 maximum." in caption
    fewer = POINTS[POINTS["kind"] != "saddle"]
    assert "Hills with 2 minima and 1 maximum." in told("surfaces", e01_points=fewer).caption


def test_a_mark_lies_on_its_surface():
    figure = surfaces.draw(surfaces.select(inputs_of("surfaces")), LIGHT)
    axes = figure.axes[2]
    heights = {tuple(np.round(line.get_data_3d(), 3).T[0]) for line in axes.lines}
    # Gaps to the lowest value on the plot, which is -1 but for the grid.
    low = HILLS.min()
    assert (0.0, 0.0, np.round(-low, 3)) in heights
    assert (np.round(EIGHTH, 3),) * 2 + (np.round(1 - low, 3),) in heights


def test_critical_points_are_told_and_marked_by_kind():
    words = told("critical_points")
    assert words.caption.startswith("The critical points of Hills: 2 minima, 1 saddle point and 2 ")
    assert "The minima: (0.7854, −0.7854) with value −1 and (−0.7854, 0.7854)" in words.caption
    assert "The saddle point: (0, 0) with value 0." in words.caption
    assert "the coloured lines are the contours that cross there" in words.reading
    figure = critical_points.draw(critical_points.select(inputs_of("critical_points")), LIGHT)
    markers = [line.get_marker() for line in figure.axes[0].lines]
    assert markers == [KINDS[name].marker for name in ("minimum", "saddle", "maximum")]
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == ["minimum", "saddle point", "maximum"]


def test_kinds_differ_in_marker_and_colour():
    assert len({kind.marker for kind in KINDS.values()}) == len(KINDS)
    for theme in THEMES:
        assert len({kind.looks(theme)["color"] for kind in KINDS.values()}) == len(KINDS)


def test_a_degenerate_point_is_explained():
    words = told("critical_points", e01_points=POINTS.assign(kind="degenerate"))
    assert "5 degenerate points" in words.caption
    assert "cannot tell the kind" in words.reading
    assert "pass" not in words.reading


def test_many_points_are_counted_and_small():
    many = pd.concat([POINTS] * 40, ignore_index=True)
    words = told("critical_points", e01_points=many)
    assert kinds_told(many[many["problem"] == "hills"]) in words.caption
    assert "with value" not in words.caption
    assert "coloured lines" not in words.reading
    chart = critical_points.select(inputs_of("critical_points", e01_points=many))
    assert chart.mark_size < critical_points.select(inputs_of("critical_points")).mark_size


def test_a_problem_without_a_list_has_contours_all_the_same():
    nothing = POINTS[POINTS["problem"] != "hills"]
    chart = critical_points.select(inputs_of("critical_points", e01_points=nothing))
    assert "no critical points are listed" in critical_points.describe(chart).caption
    figure = critical_points.draw(chart, LIGHT)
    assert not figure.legends
    assert not figure.axes[0].lines


def test_the_field_says_which_points_are_critical():
    caption = told("gradient_field").caption
    assert "2.24 at (1, 0.5)" in caption
    assert "(0, 0) is a critical point." in caption
    none = GRADIENTS.assign(critical=False)
    assert "none of them is" in told("gradient_field", e02_gradients=none).caption


def test_slopes_name_the_steepest_beside_the_gradient():
    """2 cos a + sin a peaks at 26.6 degrees; of the tried ones 30 is nearest, with 2.23."""
    caption = told("slopes").caption
    assert "2.23 from (1, 0.5), at 30° (the gradient: 2.24 at 26.6°)" in caption
    assert "none from (0, 0), where all is level" in caption
