"""Numbers, lists and names as people read them, in captions and on pages."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence

SUPERSCRIPTS = str.maketrans("-0123456789", "⁻⁰¹²³⁴⁵⁶⁷⁸⁹")
THIN_SPACE = "\u202f"
VARIANTS = {"full_batch": "full batch", "mini_batch": "mini-batch", "stochastic": "stochastic"}
"""The descent variants as prose calls them, in the order in which they are shown."""


def number(value: float, digits: int = 3) -> str:
    """A value for prose: 0.0123, 1 234, 3.2 × 10⁻⁵. Raises ValueError if it is not finite."""
    value = float(value)
    if not math.isfinite(value):
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
    return minus(f"{int(value):,}".replace(",", THIN_SPACE))


def counted(value: int, noun: str) -> str:
    """How many of a thing: 1 problem, 16 problems."""
    return f"{count(value)} {noun}" if value == 1 else f"{count(value)} {noun}s"


def minus(text: str) -> str:
    """The text with a true minus sign."""
    return text.replace("-", "−")


def point(values: Sequence[float]) -> str:
    """Coordinates: (1, −0.5)."""
    return f"({', '.join(number(value, 4) for value in values)})"


def percent(share: float) -> str:
    """A share as a percentage; a rare one is not rounded to never, nor a frequent one to always."""
    if 0 < share < 0.01:
        return f"under 1{THIN_SPACE}%"
    if 0.99 < share < 1:
        return f"over 99{THIN_SPACE}%"
    return f"{round(100 * share)}{THIN_SPACE}%"


def listing(items: Iterable[str], separator: str = ", ") -> str:
    """a, b and c."""
    items = list(items)
    if len(items) < 2:
        return "".join(items)
    return f"{separator.join(items[:-1])} and {items[-1]}"


def variant_title(name: str) -> str:
    """The name of a descent variant, or of what stands beside them in a table, as a heading."""
    return VARIANTS.get(name, name.replace("_", " ")).capitalize()
