"""What all kinds of figures share: the sheet, the key, ticks, bands, and a few marks."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.axis import Axis
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import FixedFormatter, FixedLocator, NullLocator

from descent_atlas.figures.style import PIXELS_PER_INCH, SMALL, WIDTH, Mark, Theme, points

Array = np.ndarray


def sheet(height: float) -> Figure:
    """An empty figure of the common width and of ``height`` CSS pixels."""
    size = (WIDTH / PIXELS_PER_INCH, height / PIXELS_PER_INCH)
    figure = Figure(figsize=size, dpi=PIXELS_PER_INCH, layout="constrained")
    layout: Any = figure.get_layout_engine()
    layout.set(w_pad=4 / 72, h_pad=4 / 72, wspace=0.03, hspace=0.03)
    return figure


def plates(figure: Figure, count: int, columns: int, **options: Any) -> list[Axes]:
    """``count`` axes in rows of ``columns``; the last row may be short."""
    rows = -(-count // columns)
    axes = list(np.ravel(figure.subplots(rows, columns, squeeze=False, **options)))
    for spare in axes[count:]:
        spare.remove()
    return axes[:count]


def titled(axes: Axes, title: str, note: str, theme: Theme) -> None:
    """A title at the left, with a quiet line under it."""
    axes.set_title(title, loc="left", pad=points(24 if note else 7))
    axes.annotate(
        note,
        (0, 1),
        (0, points(7)),
        xycoords="axes fraction",
        textcoords="offset points",
        color=theme.muted,
        fontsize=points(SMALL),
    )


def banded(axes: Axes, titles: Sequence[str], height: float, theme: Theme) -> None:
    """Titled bands of this height from the top down, every other one shaded."""
    for place in range(0, len(titles), 2):
        axes.axhspan(
            place * height, (place + 1) * height, color=theme.faint, alpha=0.55, linewidth=0
        )
    wrapped = [textwrap.fill(title, 14) for title in titles]
    axes.set_yticks([(place + 0.5) * height for place in range(len(titles))], wrapped)
    axes.set_ylim(len(titles) * height, 0)
    axes.grid(False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0, pad=7)


def percent_axis(axis: Axis) -> None:
    """Shares as percentages, at none, half and all."""
    axis.set_major_locator(FixedLocator([0, 0.5, 1]))
    axis.set_major_formatter(FixedFormatter(["0", "50", "100"]))


def selected(axes: Axes, x: float, y: float, mark: Mark, edge: bool, theme: Theme) -> None:
    """The mark of a selected learning rate; hollow where that is the grid's first or last."""
    fill, rim = (theme.paper, mark.colour) if edge else (mark.colour, theme.paper)
    axes.plot(
        x,
        y,
        mark.marker,
        ms=8,
        mew=0.9 if edge else 0.6,
        mfc=fill,
        mec=rim,
        clip_on=False,
        zorder=5,
    )


def key(figure: Figure, handles: Sequence[Artist], columns: int) -> None:
    """The key, above everything else."""
    labels = [str(handle.get_label()) for handle in handles]
    figure.legend(
        handles=list(handles),
        labels=labels,
        loc="outside upper left",
        ncols=columns,
        borderaxespad=0.2,
    )


def line_handle(label: str, mark: Mark, marker: bool = True) -> Line2D:
    """A line's entry in the key."""
    looks: dict[str, Any] = {"color": mark.colour, "linestyle": mark.dash, "markersize": 5}
    return Line2D([], [], marker=mark.marker if marker else "none", label=label, **looks)


def mark_handle(label: str, marker: str, size: float, **looks: Any) -> Line2D:
    """A mark's entry in the key."""
    return Line2D([], [], linestyle="none", marker=marker, markersize=size, label=label, **looks)


def decades(low: float, high: float, most: int) -> list[int]:
    """Exponents of at most ``most`` powers of ten from low to high, evenly spaced."""
    first, last = int(np.ceil(np.log10(low) - 1e-9)), int(np.floor(np.log10(high) + 1e-9))
    stride = max(1, -(-(last - first + 1) // most))
    return list(range(first, last + 1, stride))


def power(exponent: int) -> str:
    """A power of ten for an axis: 0.1, 1 and 10 in full."""
    return {-1: "0.1", 0: "1", 1: "10"}.get(exponent, f"$10^{{{exponent}}}$")


def decade_axis(axes: Axes, which: str, low: float, high: float, most: int = 5) -> None:
    """Make the x or y axis logarithmic from low to high with at most ``most`` labelled decades."""
    if which == "x":
        axes.set_xscale("log")
        axes.set_xlim(low, high)
        axis: Any = axes.xaxis
    else:
        axes.set_yscale("log")
        axes.set_ylim(low, high)
        axis = axes.yaxis
    exponents = decades(low, high, most)
    axis.set_major_locator(FixedLocator([10.0**exponent for exponent in exponents]))
    axis.set_major_formatter(FixedFormatter([power(exponent) for exponent in exponents]))
    axis.set_minor_locator(NullLocator())


def rate_axis(axes: Axes, rates: Array, most: int = 4) -> None:
    """A logarithmic axis over the learning rates, half a step wider at each end."""
    edges = rate_edges(rates)
    decade_axis(axes, "x", edges[0], edges[-1], most)


def rate_edges(rates: Array) -> Array:
    """The borders between neighbouring learning rates on a log scale, shape (rates + 1,)."""
    logs = np.log10(np.asarray(rates, dtype=float))
    steps = np.diff(logs) if len(logs) > 1 else np.array([1.0])
    middle = logs[:-1] + steps[: len(logs) - 1] / 2
    return 10 ** np.concatenate([[logs[0] - steps[0] / 2], middle, [logs[-1] + steps[-1] / 2]])


def fill_steps(axes: Axes, edges: Array, low: Array, high: Array, colour: str) -> None:
    """Fill between two step functions, ``low`` and ``high`` of shape (steps,), ``edges`` one more.

    Only corners become points of the outline, which keeps the file small.
    """
    x = np.repeat(edges, 2)[1:-1]
    top, bottom = (np.column_stack([x, np.repeat(y, 2)]) for y in (high, low))
    outline = np.concatenate([top, bottom[::-1]])
    before, after = np.roll(outline, 1, axis=0), np.roll(outline, -1, axis=0)
    straight = ((before == outline) & (outline == after)).any(axis=1)
    axes.fill(*outline[~straight].T, color=colour, linewidth=0.3)


def leaving(axes: Axes, x: float, y: float, colour: str, theme: Theme) -> None:
    """The mark of a run that leaves the plot, at the border where it does."""
    axes.plot(
        [x],
        [y],
        marker="X",
        markersize=8,
        markerfacecolor=colour,
        markeredgecolor=theme.paper,
        markeredgewidth=0.8,
        linestyle="none",
        clip_on=False,
        zorder=6,
    )
