"""Three surfaces that are hard to descend: many minima, a saddle and a plateau (E8)."""

from __future__ import annotations

import numpy as np
from matplotlib.figure import Figure

from descent_atlas.figures import surfaces
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.contour import Landscape
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.kinds import kinds_told
from descent_atlas.figures.style import Theme
from descent_atlas.figures.surfaces import Chart, Panel
from descent_atlas.words import number

EXTENSION = "webp"


def select(inputs: Inputs) -> Chart:
    """Each landscape that is given, in that order, with its marked points."""
    table, panels = inputs.tables["e08_points"], []
    for stem, arrays in inputs.landscapes.items():
        name = stem.removeprefix("e08_")
        landscape = Landscape(
            arrays["axis_x"], arrays["axis_y"], arrays["values"], np.empty((0, 2))
        )
        marked = table[table["problem"] == name]
        panels.append(Panel(inputs.title("problem", name), landscape, marked))
    return Chart(panels)


def draw(chart: Chart, theme: Theme) -> Figure:
    """Two small surfaces above a large one."""
    return surfaces.draw(chart, theme)


def describe(chart: Chart) -> Caption:
    """What each surface is like, and what is marked on it."""
    told = []
    for panel in chart.panels:
        low, high = panel.landscape.box[0]
        span = f"from {number(low)} to {number(high)}"
        told.append(
            f"{panel.title} ({span} in both parameters) with {kinds_told(panel.points) or 'no mark'}"
        )
    caption = f"Three surfaces that are hard to descend: {'; '.join(told)}."
    return Caption(
        caption=caption,
        reading=(
            "Height and colour are the gap to the lowest value on the plot. What is level without a "
            "mark is a plateau: the slope there is slight, but it is not zero."
        ),
        alt=f"Three surfaces in three dimensions. {caption}",
    )
