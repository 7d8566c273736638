"""The words that go with a figure, and how the figures name rates, endings and exceptions."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from descent_atlas.words import count, listing, number


@dataclass(frozen=True)
class Caption:
    """The words that go with a figure, all from its data."""

    caption: str
    reading: str
    alt: str


def rate(value: float) -> str:
    """A learning rate: α = 0.001."""
    return f"α = {number(value)}"


def ended(ending: str, iterations: Sequence[int]) -> str:
    """How one or several runs ended, and when: the predicate of a sentence."""
    low, high = min(iterations), max(iterations)
    when = f"{count(low)} to {count(high)}" if high > low else count(low)
    at = "iterations" if high > low else "iteration"
    return {
        "converged": f"converged within {when} iterations",
        "wrong basin": "settled in a basin that is not the lowest",
        "saddle": "stopped at a saddle point",
        "cycling": f"kept circling until {at} {when}",
        "moving": f"kept moving until {at} {when}",
        "escaped": f"escaped downwards at {at} {when}",
        "diverged": f"diverged at {at} {when}",
    }[ending]


def without(titles: Sequence[str]) -> str:
    """That problems on which no run can succeed are left out of a mean: words after a comma."""
    if not titles:
        return ""
    verb = "are" if len(titles) > 1 else "is"
    return f", without {listing(titles)}, which {verb} unbounded below"
