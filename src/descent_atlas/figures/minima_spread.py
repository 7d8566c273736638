"""The minima that networks of several sizes ended in: their losses, and how far above the best (E11)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from descent_atlas.figures.axes import decade_axis, key, mark_handle, sheet, titled
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import Theme
from descent_atlas.words import count, number, percent

Array = np.ndarray
EXTENSION = "svg"
COLUMN = 0.035
"""Half the width of a column of dots, in decades of the number of parameters."""
LOWEST = 1e-6
"""Gaps below it stand at the lower border."""
GOLDEN = (np.sqrt(5) - 1) / 2
"""Its multiples, modulo 1, spread neighbouring dots evenly over a column."""


@dataclass(frozen=True)
class Size:
    """The minima of networks of one size, from the lowest to the highest."""

    width: int
    parameters: int
    losses: Array
    gaps: Array
    """Above the lowest, as shares of the descent from the initial loss."""

    @property
    def places(self) -> Array:
        """Where the dots stand on the axis of parameters."""
        shares = (np.arange(len(self.losses)) * GOLDEN) % 1
        return self.parameters * 10 ** (COLUMN * (2 * shares - 1))


@dataclass(frozen=True)
class Chart:
    """All sizes, from few parameters to many."""

    sizes: list[Size]
    close: float
    """A gap up to this share counts as close."""


def select(inputs: Inputs) -> Chart:
    """The verified minima."""
    table = inputs.tables["e11_minima"]
    table = table[table["verified"]].sort_values(["parameters", "final_loss"])
    sizes = [
        Size(
            int(group["width"].iloc[0]),
            int(parameters),
            group["final_loss"].to_numpy(),
            group["relative_gap"].to_numpy(),
        )
        for parameters, group in table.groupby("parameters")
    ]
    return Chart(sizes, float(inputs.tables["e11_widths"]["close_within"].iloc[0]))


def draw(chart: Chart, theme: Theme) -> Figure:
    """The losses above, their heights over the lowest below."""
    figure = sheet(640)
    above, below = figure.subplots(2, 1, sharex=True, height_ratios=(2, 3))
    for size in chart.sizes:
        dots = {"ms": 4.6, "color": theme.series[0], "alpha": 0.55, "mew": 0, "zorder": 2}
        above.plot(size.places, size.losses, "o", **dots)
        below.plot(size.places, np.maximum(size.gaps, LOWEST), "o", clip_on=False, **dots)
        _bar(above, size.parameters, size.losses[0], theme.ink)
        _bar(below, size.parameters, max(float(np.median(size.gaps)), LOWEST), theme.series[1])
    below.axhline(chart.close, color=theme.ink, linewidth=1.1, linestyle=(0, (2, 2)), zorder=1)
    highest = max(size.losses[-1] for size in chart.sizes)
    decade_axis(above, "y", min(size.losses[0] for size in chart.sizes) / 1.4, highest * 1.4)
    decade_axis(below, "y", LOWEST, 1, 7)
    above.set_ylabel("training loss")
    below.set_ylabel("height over the lowest,\nas a share of the descent")
    _parameter_axis(below, chart)
    titled(above, "Where training ended", "", theme)
    titled(below, "How far above the lowest minimum of the same size", "", theme)
    key(figure, _handles(chart, theme), 2)
    return figure


def describe(chart: Chart) -> Caption:
    """How far the minima are apart at the smallest size, the largest, and where they are most."""
    apart = max(chart.sizes, key=lambda size: float(np.median(size.gaps)))
    named = {id(size): size for size in (chart.sizes[0], apart, chart.sizes[-1])}
    told = "; ".join(_spread(size, chart.close) for size in named.values())
    total = sum(len(size.losses) for size in chart.sizes)
    caption = (
        f"{count(total)} minima of networks with {count(chart.sizes[0].parameters)} to "
        f"{count(chart.sizes[-1].parameters)} parameters. {told}."
    )
    return Caption(
        caption=caption,
        reading=(
            "Each dot is the minimum that one random start led to, moved sideways a little so that "
            "dots do not hide each other; the lower a dot in the lower plot, the closer its minimum "
            "is to the best known one, and those at its lower border are that one or as good."
        ),
        alt=f"Dot plots of the loss at minima against the number of parameters. {caption}",
    )


def _spread(size: Size, close: float) -> str:
    share = float((size.gaps <= close).mean())
    median, worst = (number(value, 2) for value in (np.median(size.gaps), size.gaps[-1]))
    return (
        f"{count(size.parameters)} parameters: {percent(share)} within {percent(close)} of the "
        f"descent, median height {median}, largest {worst}"
    )


def _bar(axes: Axes, parameters: int, value: float, colour: str) -> None:
    ends = [parameters * 10**side for side in (-1.4 * COLUMN, 1.4 * COLUMN)]
    axes.plot(
        ends, [value, value], color=colour, linewidth=2.2, solid_capstyle="butt", clip_on=False
    )


def _parameter_axis(axes: Axes, chart: Chart) -> None:
    """Logarithmic, with a label for each size."""
    places = [size.parameters for size in chart.sizes]
    axes.set_xscale("log")
    axes.set_xlim(places[0] / 10 ** (2.5 * COLUMN), places[-1] * 10 ** (2.5 * COLUMN))
    axes.xaxis.set_major_locator(FixedLocator(places))
    labels = [f"{count(size.parameters)}\n{count(size.width)}" for size in chart.sizes]
    axes.xaxis.set_major_formatter(FixedFormatter(labels))
    axes.xaxis.set_minor_locator(NullLocator())
    axes.set_xlabel("parameters, and under them hidden units")


def _handles(chart: Chart, theme: Theme) -> list[Line2D]:
    return [
        mark_handle("a minimum", "o", 4.6, color=theme.series[0]),
        Line2D([], [], color=theme.ink, linewidth=2.2, label="the lowest of its size"),
        Line2D([], [], color=theme.series[1], linewidth=2.2, label="the median"),
        Line2D(
            [],
            [],
            color=theme.ink,
            linewidth=1.1,
            linestyle=(0, (2, 2)),
            label=f"{percent(chart.close)} of the descent",
        ),
    ]
