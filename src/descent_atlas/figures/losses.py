"""Losses against iterations on logarithmic axes: lines, panels of them, and their words."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from descent_atlas.figures.axes import decade_axis, key, leaving, line_handle, sheet, titled
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.style import Theme
from descent_atlas.words import count, number

Array = np.ndarray

FLOOR = 1e-16
"""Where an axis ends at the latest: losses below are rounding."""
REFERENCE: dict[str, Any] = {"linewidth": 1.1, "linestyle": (0, (2, 2)), "zorder": 1}


@dataclass(frozen=True)
class Line:
    """A run's loss; ``left_at`` is the iteration at which it diverged, None if it did not."""

    label: str
    look: int | str
    x: Array
    loss: Array
    left_at: int | None = None

    @property
    def result(self) -> str:
        """What it came to."""
        if self.left_at is not None:
            return f"diverged at iteration {count(self.left_at)}"
        final = self.loss[-1]
        return (
            f"final loss {number(final)}" if final > FLOOR else f"final loss under {number(FLOOR)}"
        )


@dataclass(frozen=True)
class Panel:
    """Lines on common axes; a wide one takes a row of its own."""

    title: str
    note: str
    lines: tuple[Line, ...]
    x_label: str = "iteration"
    wide: bool = True
    log_x: bool = False
    scale: int = 0
    """Panels with the same number share the axis of the loss."""


@dataclass(frozen=True)
class Chart:
    """Panels that share the axis of the loss."""

    panels: list[Panel]
    scene: str
    results: list[str]
    reference: tuple[str, float] | None = None


def draw(chart: Chart, theme: Theme) -> Figure:
    """Wide panels first, then narrow ones in pairs."""
    wide = [panel for panel in chart.panels if panel.wide]
    narrow = [panel for panel in chart.panels if not panel.wide]
    rows = len(wide) + -(-len(narrow) // 2)
    several = max(len(panel.lines) for panel in chart.panels) > 1
    figure = sheet((75 if several else 15) + 205 * len(wide) + 190 * (rows - len(wide)))
    layout = figure.add_gridspec(rows, 2)
    places = [layout[row, :] for row in range(len(wide))]
    places += [layout[len(wide) + i // 2, i % 2] for i in range(len(narrow))]
    for place, panel in zip(places, [*wide, *narrow], strict=True):
        axes = figure.add_subplot(place)
        _draw_panel(axes, panel, chart, theme)
    if several:
        _draw_key(figure, chart, theme)
    return figure


def limits(lines: list[Line]) -> tuple[float, float]:
    """The axis of the loss, from the runs that stayed and from where all of them started."""
    stayed = [line.loss for line in lines if line.left_at is None]
    seen = np.concatenate([*stayed, [line.loss[0] for line in lines]])
    return max(float(seen[seen > 0].min()) / 1.6, FLOOR), float(seen.max()) * 1.6


def describe(chart: Chart) -> Caption:
    """What each run came to."""
    told = "; ".join(chart.results)
    low, high = limits([line for panel in chart.panels for line in panel.lines])
    span = f"logarithmic from {number(low, 1)} to {number(high, 1)}"
    left = any(line.left_at is not None for panel in chart.panels for line in panel.lines)
    cross = "; a cross at the upper border marks a run that diverged" if left else ""
    return Caption(
        caption=f"{chart.scene}. {told}.",
        reading=(
            "Lower is better; on this logarithmic scale the same drop anywhere is the same factor "
            f"in the loss{cross}."
        ),
        alt=f"Line charts of the loss, {span}, against iterations. {chart.scene}. {told}.",
    )


def _draw_panel(axes: Axes, panel: Panel, chart: Chart, theme: Theme) -> None:
    low, high = limits([line for p in chart.panels if p.scale == panel.scale for line in p.lines])
    last = max(line.x[-1] for p in chart.panels if p.scale == panel.scale for line in p.lines)
    decade_axis(axes, "y", low, high, 5)
    for line in panel.lines:
        mark = theme.look(line.look)
        shown = np.maximum(line.loss, FLOOR / 10)
        axes.plot(line.x, shown, color=mark.colour, linestyle=mark.dash, linewidth=1.9)
        if line.left_at is not None:
            leaving(axes, crossing(line, high), high, mark.colour, theme)
    if chart.reference:
        axes.axhline(chart.reference[1], **REFERENCE, color=theme.muted)
    if panel.log_x:
        decade_axis(axes, "x", min(line.x[0] for line in panel.lines), last, 6)
    else:
        axes.set_xlim(0, last)
        axes.xaxis.set_major_locator(MaxNLocator(6 if panel.wide else 3, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(lambda value, _: count(value))
    axes.set_xlabel(panel.x_label)
    axes.set_ylabel("loss")
    titled(axes, panel.title, panel.note, theme)


def crossing(line: Line, high: float) -> float:
    """Where a line rises through the upper border for good, or else its last iteration."""
    below = np.flatnonzero(line.loss <= high)
    if len(below) == 0 or below[-1] + 1 == len(line.x):
        return float(line.x[-1])
    pair = slice(below[-1], below[-1] + 2)
    return float(np.interp(np.log(high), np.log(line.loss[pair]), line.x[pair]))


def _draw_key(figure: Figure, chart: Chart, theme: Theme) -> None:
    lines = {line.label: line for panel in chart.panels for line in panel.lines}
    handles = [line_handle(label, theme.look(line.look), False) for label, line in lines.items()]
    if chart.reference:
        handles.append(Line2D([], [], **REFERENCE, color=theme.muted, label=chart.reference[0]))
    key(figure, handles, 2)
