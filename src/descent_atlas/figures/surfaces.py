"""Three surfaces with their critical points: a bowl, a saddle, and both kinds in one (E1)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from descent_atlas.figures.axes import key, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.contour import Landscape
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.kinds import KINDS, kind_handles, kinds_of, kinds_told
from descent_atlas.figures.relief import draw_surface
from descent_atlas.figures.style import TEXT, Theme, points
from descent_atlas.words import number

Array = np.ndarray
EXTENSION = "webp"


@dataclass(frozen=True)
class Panel:
    """A landscape with the critical points on the plot."""

    title: str
    landscape: Landscape
    points: Table


@dataclass(frozen=True)
class Chart:
    """The last panel is drawn large, the others above it in a row."""

    panels: list[Panel]


def select(inputs: Inputs) -> Chart:
    """Every landscape of the one file, with those of its points that the plot contains."""
    (arrays,) = inputs.landscapes.values()
    table = inputs.tables["e01_points"]
    x, y = arrays["axis_x"], arrays["axis_y"]
    inside = table["x"].between(x[0], x[-1]) & table["y"].between(y[0], y[-1])
    panels = []
    for name, values in zip(arrays["problems"], arrays["values"], strict=True):
        landscape = Landscape(x, y, values, np.empty((0, 2)))
        points = table[inside & (table["problem"] == name)]
        panels.append(Panel(inputs.title("problem", str(name)), landscape, points))
    return Chart(panels)


def draw(chart: Chart, theme: Theme) -> Figure:
    """Two small surfaces side by side, a large one below."""
    figure = sheet(680)
    layout = figure.add_gridspec(2, 2, height_ratios=(0.62, 1))
    places = [layout[0, 0], layout[0, 1], layout[1, :]]
    for place, panel in zip(places, chart.panels, strict=True):
        axes = figure.add_subplot(place, projection="3d")
        _draw_panel(axes, panel, theme, small=place is not places[-1])
    names = [name for panel in chart.panels for name in panel.points["kind"]]
    key(figure, list(kind_handles(names, theme)), 4)
    return figure


def describe(chart: Chart) -> Caption:
    """What is marked on each."""
    low, high = chart.panels[0].landscape.box[0]
    told = "; ".join(f"{panel.title} with {kinds_told(panel.points)}" for panel in chart.panels)
    caption = (
        f"Three surfaces, both parameters from {number(low)} to {number(high)}, and the points on "
        f"them at which the gradient vanishes: {told}."
    )
    return Caption(
        caption=caption,
        reading=(
            "Height and colour are the gap to the lowest value on the plot. At each mark the "
            "surface is level; it bends upwards all round a minimum, downwards all round a maximum, "
            "and both ways at a saddle point."
        ),
        alt=f"Three surfaces in three dimensions. {caption}",
    )


def _draw_panel(axes: Any, panel: Panel, theme: Theme, small: bool) -> None:
    # Marks stay in front of the surface that they lie on.
    axes.computed_zorder = False
    relief = draw_surface(axes, panel.landscape, theme, 3 if small else 4)
    if small:
        axes.set_zlabel("")  # it would run into the neighbour
    for name, group in kinds_of(panel.points).items():
        kind = KINDS[name]
        heights = relief.height(group["value"].to_numpy() - relief.lowest)
        axes.plot(
            group["x"],
            group["y"],
            heights,
            kind.marker,
            ms=9,
            ls="none",
            zorder=5,
            **kind.looks(theme),
        )
    axes.set_title(panel.title, loc="left", fontsize=points(TEXT))
