"""The kinds of critical points: their looks, and how many there are in words."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

from matplotlib.lines import Line2D

from descent_atlas.figures.axes import mark_handle
from descent_atlas.figures.inputs import Table
from descent_atlas.figures.style import Theme
from descent_atlas.words import count, listing


@dataclass(frozen=True)
class Kind:
    """How one kind of critical point is called and drawn."""

    title: str
    plural: str
    marker: str
    slot: int

    def looks(self, theme: Theme) -> dict[str, Any]:
        """Matplotlib's settings of its mark."""
        return {"color": theme.mark(self.slot).colour, "mec": theme.paper, "mew": 1.0}


KINDS = {
    "minimum": Kind("minimum", "minima", "o", 0),
    "saddle": Kind("saddle point", "saddle points", "X", 1),
    "maximum": Kind("maximum", "maxima", "^", 5),
    "degenerate": Kind("degenerate point", "degenerate points", "s", 3),
}
"""By their names in tables, in the order in which they are told."""


def kinds_of(points: Table) -> dict[str, Table]:
    """The points of each kind that occurs, from the column ``kind``."""
    groups = {name: points[points["kind"] == name] for name in KINDS}
    return {name: group for name, group in groups.items() if len(group)}


def kinds_told(points: Table) -> str:
    """How many of each kind: 4 minima, 4 saddle points and 1 maximum."""
    return listing(
        f"{count(len(group))} {KINDS[name].title if len(group) == 1 else KINDS[name].plural}"
        for name, group in kinds_of(points).items()
    )


def kind_handles(names: Iterable[str], theme: Theme) -> list[Line2D]:
    """The key to the marks of these kinds."""
    kinds = [KINDS[name] for name in KINDS if name in set(names)]
    return [mark_handle(kind.title, kind.marker, 9, **kind.looks(theme)) for kind in kinds]
