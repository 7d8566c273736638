"""What the figures of section 8 share: optimizers in rows, and a sheet for results without any rows."""

from __future__ import annotations

from collections.abc import Iterable

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from descent_atlas.figures.axes import sheet
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import Theme

ROOMY, TIGHT, MANY = 30, 22, 12
"""CSS pixels for an optimizer, where there are few of them and where there are more than MANY."""


def in_order(inputs: Inputs, names: Iterable[str]) -> list[str]:
    """Optimizers in the order of their slots, each once."""
    slots = inputs.slots()
    return sorted(set(names), key=lambda name: slots[name])


def height_of(rows: int) -> int:
    """CSS pixels for so many optimizers."""
    return rows * (ROOMY if rows <= MANY else TIGHT)


def named_rows(axes: Axes, titles: list[str], theme: Theme) -> None:
    """A row for each title, from the top."""
    axes.set_yticks(range(len(titles)), titles)
    axes.set_ylim(len(titles) - 0.5, -0.5)
    axes.grid(False, axis="y")
    axes.spines["left"].set_visible(False)
    axes.tick_params(axis="y", length=0, pad=7)
    for place in range(0, len(titles), 2):
        axes.axhspan(place - 0.5, place + 0.5, color=theme.faint, alpha=0.55, linewidth=0)


def nothing(words: str, theme: Theme) -> Figure:
    """A sheet that says why it is empty."""
    figure = sheet(90)
    figure.text(0.5, 0.5, words, ha="center", va="center", color=theme.muted)
    return figure
