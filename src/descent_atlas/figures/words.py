"""Numbers and lists as captions say them."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
VARIANTS = {"full_batch": "full batch", "mini_batch": "mini-batch", "stochastic": "stochastic"}
"""The descent variants as prose calls them, in the order in which they are shown."""


@dataclass(frozen=True)
class Caption:
    """The words that go with a figure, all from its data."""

    caption: str
    reading: str
    alt: str


def number(value: float, digits: int = 3) -> str:
    """A value for prose: 0.0123, 1 234, 3.2 × 10⁻⁵."""
    value = float(value)
    if not np.isfinite(value):
        raise ValueError("a number that is not finite cannot be printed")
    text = f"{value:.{digits}g}"
    if value == 0 or 1e-4 <= abs(float(text)) < 1e6:
        return count(round(value)) if abs(value) >= 10**digits else minus(f"{float(text):g}")
    mantissa, exponent = f"{value:.{digits - 1}e}".split("e")
    power = f"10{str(int(exponent)).translate(SUPERSCRIPTS)}"
    mantissa = minus(f"{float(mantissa):g}")
    return power if mantissa == "1" else f"{mantissa} × {power}"


def count(value: float) -> str:
    """A whole number, its thousands set apart: 10 000."""
    return minus(f"{int(value):,}".replace(",", "\u202f"))


def minus(text: str) -> str:
    """The text with a true minus sign."""
    return text.replace("-", "−")


def rate(value: float) -> str:
    """A learning rate: α = 0.001."""
    return f"α = {number(value)}"


def point(values: Sequence[float]) -> str:
    """Coordinates: (1, −0.5)."""
    return f"({', '.join(number(value, 4) for value in values)})"


def percent(share: float) -> str:
    """A share as a percentage; a rare one is not rounded to never, nor a frequent one to always."""
    if 0 < share < 0.01:
        return "under 1 %"
    if 0.99 < share < 1:
        return "over 99 %"
    return f"{round(100 * share)} %"


def listing(items: Iterable[str], separator: str = ", ") -> str:
    """a, b and c."""
    items = list(items)
    if len(items) < 2:
        return "".join(items)
    return f"{separator.join(items[:-1])} and {items[-1]}"


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
