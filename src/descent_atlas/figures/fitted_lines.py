"""The lines that the descent variants fitted (E6): over the samples, and what sets them apart."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from descent_atlas.figures.axes import key, line_handle, sheet, titled
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, count, number

Array = np.ndarray
EXTENSION = "svg"
REFERENCES = {"least squares": (0, (2, 2)), "generating": (0, (7, 2))}


@dataclass(frozen=True)
class Chart:
    """Samples and lines, each with an intercept and a slope."""

    x: Array
    y: Array
    lines: dict[str, tuple[float, float]]
    """By the name of the variant or of the reference."""

    def difference(self, name: str, x: Array) -> Array:
        """A line above the least-squares line."""
        intercept, slope = np.subtract(self.lines[name], self.lines["least squares"])
        return intercept + slope * x


def select(inputs: Inputs) -> Chart:
    """The lines in the order in which they are shown."""
    table = inputs.tables["e06_variants"].set_index("variant")
    samples: Table = inputs.tables["e06_samples"]
    names = [name for name in (*VARIANTS, *REFERENCES) if name in table.index]
    lines = {name: (table.loc[name, "theta0"], table.loc[name, "theta1"]) for name in names}
    return Chart(samples["x"].to_numpy(), samples["y"].to_numpy(), lines)


def draw(chart: Chart, theme: Theme) -> Figure:
    """The lines over the samples above, their differences from the least-squares line below."""
    figure = sheet(590)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(3, 2))
    ends = np.array([chart.x.min(), chart.x.max()])
    above.plot(chart.x, chart.y, "o", color=theme.muted, markersize=2.2, alpha=0.45, mew=0)
    for name, (intercept, slope) in chart.lines.items():
        looks = _looks(name, theme)
        above.plot(ends, intercept + slope * ends, zorder=3, **looks)
        below.plot(ends, chart.difference(name, ends), **looks)
    above.set_ylabel("y")
    below.set(xlabel="x", ylabel="difference in y", xlim=ends)
    below.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    titled(above, f"{count(len(chart.x))} samples and the fitted lines", "", theme)
    titled(below, "Each line minus the least-squares line", "", theme)
    handles = [
        line_handle(VARIANTS[name], theme.variant_mark(name), False)
        if name in VARIANTS
        else Line2D([], [], label=name, **_looks(name, theme))
        for name in chart.lines
    ]
    key(figure, handles, 3)
    return figure


def describe(chart: Chart) -> Caption:
    """How far each fitted line is from the best one."""
    x = np.linspace(chart.x.min(), chart.x.max(), 2)
    told = "; ".join(
        f"{VARIANTS[name]} y = {_equation(line)}, at most "
        f"{number(np.abs(chart.difference(name, x)).max(), 2)} away"
        for name, line in chart.lines.items()
        if name in VARIANTS
    )
    caption = (
        f"{count(len(chart.x))} samples and the least-squares line y = "
        f"{_equation(chart.lines['least squares'])}. Fitted: {told}."
    )
    return Caption(
        caption=caption,
        reading=(
            "Above, the lines lie over the samples; below, the least-squares line is taken away "
            "from each: the nearer to zero, the nearer to the best fit."
        ),
        alt=f"Scatter plot with fitted lines, and a plot of their differences. {caption}",
    )


def _equation(line: tuple[float, float]) -> str:
    """An intercept and a slope: 4 − 3 x."""
    intercept, slope = line
    return f"{number(intercept)} {'−' if slope < 0 else '+'} {number(abs(slope))} x"


def _looks(name: str, theme: Theme) -> dict[str, Any]:
    if name in REFERENCES:
        return {"color": theme.ink, "linewidth": 1.3, "linestyle": REFERENCES[name]}
    mark = theme.variant_mark(name)
    return {"color": mark.colour, "linewidth": 2, "linestyle": mark.dash}
