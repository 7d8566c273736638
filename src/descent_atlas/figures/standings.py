"""What the figures of the ranking share: who is who, in words and in looks."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from matplotlib.axes import Axes

from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import Mark, Theme
from descent_atlas.words import VARIANTS

ALL = "all"
METHOD = "method"
AT_ONE_OVER_L = "descent_at_one_over_l"
BOUNDS = {AT_ONE_OVER_L: "Gradient descent at 1/L"}
"""Titles of sanity bounds that are no optimizers of the grid."""
REGIMES = {
    "default": "default rates",
    "one rate": "one rate for all",
    "best of 5": "best of 5 tries",
    "own best": "a best rate for each",
}
"""The regimes as panels and captions call them, from the least tuning to the most."""
BOUND_DASHES: tuple[Any, ...] = ((0, (4, 2)), (0, (1, 1.6)), (0, (6, 2, 1, 2)), (0, (2, 1, 1, 1)))


def title_of(inputs: Inputs, name: str) -> str:
    """The title of an optimizer or of a sanity bound."""
    return BOUNDS.get(name) or inputs.title("optimizer", name)


def titles_of(inputs: Inputs, names: Iterable[str]) -> dict[str, str]:
    """Titles by name: first the optimizers in the order of their slots, then the bounds; each once."""
    slots = inputs.slots()
    ordered = sorted(set(names), key=lambda name: (slots.get(name, len(slots)), name))
    return {name: title_of(inputs, name) for name in ordered}


def mark_of(slots: dict[str, int], name: str, theme: Theme) -> Mark:
    """An optimizer's looks; a bound's are muted."""
    return theme.mark(slots[name]) if name in slots else Mark(theme.muted, "d", BOUND_DASHES[0])


def subset_words(where: dict[str, str]) -> str:
    """Which tasks a figure shows: full batch, all variants, convex problems with the full batch."""
    variant, landscape = (where.get(key, ALL) for key in ("variant", "landscape"))
    told = "all variants" if variant == ALL else VARIANTS[variant]
    return told if landscape == ALL else f"{told}, problems of the kind “{landscape}”"


def interval(
    axes: Axes, ends: tuple[float, float], place: float, colour: str, **looks: Any
) -> None:
    """A horizontal bar from one end of an interval to the other."""
    axes.plot(ends, (place, place), color=colour, **{"lw": 2.2, "alpha": 0.55} | looks)
