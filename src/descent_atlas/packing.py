"""How a shard's numbers are written down: in no more bytes than what they say is worth."""

from __future__ import annotations

import numpy as np

Array = np.ndarray

ROUNDED = {
    *("anytime_area", "descent_rate", "overshoot", "path_ratio", "reversals", "noise_floor"),
    "paths",
}
"""What describes a run and decides nothing by its last digits: four digits are kept."""
SPARE_BITS = np.uint32(10)
"""Of the 23 that single precision has behind the point; the other 13 make four digits."""
WHOLE = (np.int8, np.int16, np.int32)


def packed(name: str, values: Array) -> Array:
    """Whole numbers as the smallest integers that hold them all; others in single precision."""
    if values.dtype.kind == "f":
        with np.errstate(over="ignore"):
            single = values.astype(np.float32)
        return four_digits(single) if name in ROUNDED else single
    low, high = values.min(initial=0), values.max(initial=0)
    fitting = (kind for kind in WHOLE if np.iinfo(kind).min <= low and high <= np.iinfo(kind).max)
    return values.astype(next(fitting, np.int64))


def four_digits(single: Array) -> Array:
    """Single precision rounded to thirteen bits, so that the others compress away; NaN stays NaN."""
    half = np.uint32(1) << SPARE_BITS - np.uint32(1)
    bits = single.view(np.uint32) + half >> SPARE_BITS << SPARE_BITS
    return np.where(np.isfinite(single), bits.view(np.float32), single)
