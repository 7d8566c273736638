"""Heat maps: cells in a few shades, rows in titled groups, the learning rate from left to right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import PathPatch
from matplotlib.path import Path

from descent_atlas.figures.axes import power, sheet
from descent_atlas.figures.style import SMALL, Theme, points

Array = np.ndarray

ROW, HEAD = 18, 24
"""CSS pixels of a row, and of the title above a group of rows."""
HATCH = "////"
STRIP = 40
"""CSS pixels of the key to the shades."""


@dataclass(frozen=True)
class Rows:
    """Titles from the top, in groups."""

    groups: dict[str, list[str]]
    """Titles of rows by title of group; a group without a title has no line of its own."""

    @property
    def titles(self) -> list[str]:
        """All titles, from the top."""
        return [title for titles in self.groups.values() for title in titles]

    @property
    def places(self) -> Array:
        """The upper edge of each row, shape (rows,), in rows, titles of groups between them."""
        places, y = [], 0.0
        for group, titles in self.groups.items():
            y += HEAD / ROW if group else 0.0
            places += [y + row for row in range(len(titles))]
            y += len(titles)
        return np.array(places)

    @property
    def height(self) -> float:
        """CSS pixels of all of them."""
        return float(ROW * (self.places[-1] + 1)) if len(self.titles) else 0.0


def map_sheet(rows: Rows, key_rows: int) -> tuple[Figure, Axes, Axes]:
    """A sheet with a strip for the key to the shades above a map of these rows."""
    figure = sheet(STRIP + 112 + 22 * key_rows + rows.height)
    layout = figure.add_gridspec(2, 1, height_ratios=(STRIP, rows.height + 30))
    return figure, figure.add_subplot(layout[0]), figure.add_subplot(layout[1])


def draw_strip(axes: Axes, labels: Sequence[str], title: str, theme: Theme) -> None:
    """The key to the shades: one box for each label."""
    for place, colour in enumerate(theme.shades(len(labels))):
        axes.axvspan(place, place + 1, color=colour, linewidth=0)
    axes.set_xlim(0, len(labels))
    axes.set_ylim(0, 1)
    axes.set_yticks([])
    axes.set_xticks(np.arange(len(labels)) + 0.5, labels)
    axes.set_title(title, loc="left", fontsize=points(SMALL), pad=points(5))
    _bare(axes)


def draw_map(axes: Axes, rows: Rows, levels: Array, count: int, rates: Array, theme: Theme) -> None:
    """The cells, ``levels`` (rows, rates) out of ``count``; a cell of level -1 stays empty."""
    for level, colour in enumerate(theme.shades(count)):
        fill(axes, rows, levels == level, colour)
    axes.set_xlim(0, len(rates))
    name_rows(axes, rows, theme)
    exponents, places = decade_places(rates)
    axes.set_xticks(places, [power(exponent) for exponent in exponents])
    axes.set_xlabel("learning rate α")
    _bare(axes)


def fill(axes: Axes, rows: Rows, chosen: Array, colour: str, hatch: str | None = None) -> None:
    """The chosen cells (rows, columns) in one colour, hatched in another; neighbours are joined."""
    found = []
    for top, row in zip(rows.places, chosen, strict=True):
        edges = np.flatnonzero(np.diff(np.concatenate([[False], row, [False]])))
        found += [(left, right, top + 0.04, top + 0.96) for left, right in edges.reshape(-1, 2)]
    boxes(axes, np.array(found, float), colour, hatch)


def boxes(axes: Axes, edges: Array, colour: str, hatch: str | None = None) -> None:
    """Boxes of one colour as one path; ``edges`` (boxes, 4) are left, right, low and high."""
    if not len(edges):
        return
    left, right, low, high = edges.T
    corners = [(left, low), (right, low), (right, high), (left, high), (left, low)]
    points = np.array(corners).transpose(2, 0, 1).reshape(-1, 2)
    codes = [Path.MOVETO, Path.LINETO, Path.LINETO, Path.LINETO, Path.CLOSEPOLY] * len(edges)
    hatched: Any = {"hatch": HATCH, "edgecolor": hatch} if hatch else {}
    axes.add_patch(PathPatch(Path(points, codes), facecolor=colour, lw=0, zorder=2, **hatched))


def name_rows(axes: Axes, rows: Rows, theme: Theme) -> None:
    """The titles of the rows beside them, and those of the groups above each group."""
    axes.set_ylim(rows.height / ROW, 0)
    axes.set_yticks(rows.places + 0.5, rows.titles)
    y = 0.0
    for group, titles in rows.groups.items():
        if group:
            axes.text(0, y + (HEAD - 6) / ROW, group, color=theme.muted, va="bottom")
            y += HEAD / ROW
        y += len(titles)


def decade_places(rates: Array) -> tuple[list[int], list[float]]:
    """The powers of ten among the rates that are labelled, and the middles of their columns."""
    logs = np.log10(rates)
    whole = [place for place, log in enumerate(logs) if abs(log - round(log)) < 1e-6]
    shown = whole[:: max(1, -(-len(whole) // 8))]
    return [round(logs[place]) for place in shown], [place + 0.5 for place in shown]


def column_of(rates: Array, rate: float) -> float | None:
    """Where a learning rate stands among the columns; None if it is beyond them."""
    logs = np.log10(rates)
    step = (logs[-1] - logs[0]) / max(1, len(logs) - 1) or 1.0
    place = (np.log10(rate) - logs[0]) / step + 0.5
    return float(place) if 0 <= place <= len(rates) else None


def _bare(axes: Axes) -> None:
    axes.grid(False)
    axes.tick_params(length=0, pad=4)
    axes.spines[:].set_visible(False)
