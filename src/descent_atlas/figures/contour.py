"""Descents on contour plots: the landscape, the paths on it, and panels of both."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.patheffects import Stroke
from matplotlib.ticker import MaxNLocator

from descent_atlas.figures.axes import key, leaving, mark_handle, plates, sheet, titled
from descent_atlas.figures.descent import Descent, until_it_leaves
from descent_atlas.figures.inputs import Arrays
from descent_atlas.figures.style import Theme
from descent_atlas.words import count, listing

Array = np.ndarray

LEVELS = 13
RESOLVED = 1e-6
"""Levels span at most this share of the largest gap to the largest gap."""


@dataclass(frozen=True)
class Landscape:
    """f on a grid, (y, x), with what is known of its minimum."""

    x: Array
    y: Array
    values: Array
    minimisers: Array
    """(count, 2)"""

    @classmethod
    def from_arrays(cls, arrays: Arrays) -> Landscape:
        """A landscape from its file."""
        minimisers = np.reshape(arrays["minimisers"], (-1, 2))
        return cls(arrays["axis_x"], arrays["axis_y"], arrays["values"], minimisers)

    @property
    def box(self) -> Array:
        """The grid's borders, ((x low, x high), (y low, y high))."""
        return np.array([[self.x[0], self.x[-1]], [self.y[0], self.y[-1]]], dtype=float)

    @property
    def gap(self) -> Array:
        """f above its lowest value on the grid."""
        return self.values - self.values.min()

    @property
    def levels(self) -> Array:
        """Evenly spaced on a log scale of the gap: each stands for the same factor."""
        gap = self.gap
        high = float(gap.max())
        low = max(float(np.quantile(gap, 0.01)), RESOLVED * high)
        return np.geomspace(low, high, LEVELS)


@dataclass(frozen=True)
class Panel:
    """A landscape with the paths on it."""

    title: str
    note: str
    landscape: Landscape
    descents: tuple[Descent, ...]


def draw_panels(panels: list[Panel], theme: Theme, labels: tuple[str, str]) -> Figure:
    """Panels in two columns, or a single large one."""
    columns = 1 if len(panels) == 1 else 2
    handles = _handles(panels, theme)
    rows, key_rows = -(-len(panels) // columns), -(-len(handles) // 4) if columns > 1 else 4
    figure = sheet(35 + 22 * key_rows + rows * (485 if columns == 1 else 274))
    plots = plates(figure, len(panels), columns)
    for axes, panel in zip(plots, panels, strict=True):
        draw_ground(axes, panel.landscape, theme, theme.ground)
        for descent in panel.descents:
            draw_descent(axes, panel.landscape, descent, theme)
        draw_minimisers(axes, panel.landscape, theme.ink, theme.paper)
        titled(axes, panel.title, panel.note, theme)
    for axes in plots[-columns:]:
        axes.set_xlabel(labels[0])
    for axes in plots[::columns]:
        axes.set_ylabel(labels[1])
    key(figure, handles, 4 if columns > 1 else 2)
    return figure


def draw_ground(axes: Axes, landscape: Landscape, theme: Theme, stops: tuple[str, ...]) -> None:
    """Filled contours with thin lines between them, on a square plate."""
    levels = landscape.levels
    colours = theme.colour_map(stops)(np.linspace(0, 1, len(levels)))
    bounds = np.concatenate([[-1.0], levels[:-1], [levels[-1] * 1.001]])
    axes.contourf(landscape.x, landscape.y, landscape.gap, bounds, colors=colours, antialiased=True)
    axes.contour(
        landscape.x,
        landscape.y,
        landscape.gap,
        levels,
        colors=theme.muted,
        linewidths=0.45,
        alpha=0.55,
    )
    (left, right), (low, high) = landscape.box
    axes.set(xlim=(left, right), ylim=(low, high), box_aspect=1)
    axes.xaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10]))
    # Without the lowest label, which would run into the first one below.
    axes.yaxis.set_major_locator(MaxNLocator(5, steps=[1, 2, 5, 10], prune="lower"))
    axes.grid(False)
    axes.spines[:].set_visible(False)
    axes.tick_params(length=0)


def draw_descent(axes: Axes, landscape: Landscape, descent: Descent, theme: Theme) -> None:
    """A path with its start, powers of ten and end; a cross where it leaves the landscape."""
    colour = theme.mark(descent.slot).colour
    inside, border = until_it_leaves(descent.points, landscape.box)
    drawn = inside if border is None else np.vstack([inside, border])
    halo = [Stroke(linewidth=3.6, foreground=theme.paper, alpha=0.55)]
    axes.plot(*drawn.T, color=colour, linewidth=3.6, path_effects=halo, zorder=3)
    axes.plot(*drawn.T, color=colour, linewidth=1.7, zorder=4)
    dots = np.flatnonzero(descent.dotted(landscape.box))
    axes.plot(
        *descent.points[dots].T,
        "o",
        color=colour,
        markersize=4.5,
        mec=theme.paper,
        mew=0.7,
        zorder=5,
    )
    ring: Any = {"mfc": theme.paper, "mec": theme.ink, "mew": 1.4}
    axes.plot(*inside[0], "o", ms=7, zorder=6, clip_on=False, **ring)
    if border is not None:
        leaving(axes, float(border[0]), float(border[1]), colour, theme)
    else:
        axes.plot(*inside[-1], "o", color=colour, markersize=7.5, mec=theme.paper, mew=1, zorder=6)


def draw_minimisers(axes: Axes, landscape: Landscape, colour: str, edge: str) -> None:
    """A star at each global minimiser."""
    axes.plot(*landscape.minimisers.T, "*", ms=12, color=colour, mec=edge, mew=0.9, zorder=7)


def dots_told(panels: list[Panel]) -> str:
    """Which iterations the dots on these paths mark, as the end of a sentence."""
    marked = {
        int(iteration)
        for panel in panels
        for descent in panel.descents
        for iteration in descent.iterations[descent.dotted(panel.landscape.box)]
    }
    iterations = "iterations" if len(marked) > 1 else "iteration"
    told = listing(count(iteration) for iteration in sorted(marked))
    return f"; dots mark {iterations} {told}" if marked else ""


def _handles(panels: list[Panel], theme: Theme) -> list[Artist]:
    """The key: the paths where a panel has several, then the marks that occur."""
    descents = panels[0].descents if len(panels[0].descents) > 1 else ()
    ring = {"mfc": theme.paper, "mec": theme.ink, "mew": 1.4}
    star = mark_handle("minimiser", "*", 11, color=theme.ink)
    cross = mark_handle("left the plot", "X", 8, color=theme.muted)
    left = any(
        until_it_leaves(descent.points, panel.landscape.box)[1] is not None
        for panel in panels
        for descent in panel.descents
    )
    return [
        *(Line2D([], [], color=theme.mark(d.slot).colour, label=d.label) for d in descents),
        *([cross] if left else []),
        mark_handle("start", "o", 7, **ring),
        mark_handle("end", "o", 7.5, color=theme.muted),
        *([star] if any(len(panel.landscape.minimisers) for panel in panels) else []),
    ]
