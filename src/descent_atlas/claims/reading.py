"""What claims share in reading their tables: rows as plain values, intervals, titles."""

from __future__ import annotations

import math
from typing import Any

import pandas as pd

from descent_atlas.claim import Evidence, Tables

Row = dict[str, Any]
FASTER = 1.5
"""So many times as fast is a speed-up worth the name."""
GAIN = 0.05
"""So much larger must the share of starts be that reach the lowest basin."""
FEWEST = 5
"""Of fewer problems one cannot say what is usual among problems."""


def records(frame: pd.DataFrame) -> list[Row]:
    """The rows, each as a mapping from column to value."""
    return [{str(name): value for name, value in row.items()} for row in frame.to_dict("records")]


def titles_of(tables: Tables, kind: str) -> dict[str, str]:
    """The title of each problem or optimizer (``kind``) by its name."""
    frame = tables[f"{kind}s"]
    return dict(zip(frame[kind].astype(str), frame["title"].astype(str), strict=True))


def without_controls(frame: pd.DataFrame, tables: Tables) -> pd.DataFrame:
    """The rows of methods: a control is a yardstick, whom nobody can beat or lose to."""
    optimizers = tables["optimizers"]
    controls = optimizers.loc[optimizers["control"].astype(bool), "optimizer"]
    return frame[~frame["optimizer"].isin(controls)]


def measured(name: str, row: Row, column: str, unit: str, source: str) -> Evidence:
    """A number with the interval in the columns low and high; what is empty there is infinite.

    An interval holds its number; an infinite number is told in words, an infinite end is left out.
    """
    value, low, high = (_or_infinite(row[name]) for name in (column, "low", "high"))
    if math.isinf(value):
        return Evidence(name, "infinite: the other never succeeds", "", source)
    if math.isinf(high):
        return Evidence(name, value, unit, source)
    return Evidence(name, value, unit, source, min(low, value), max(high, value))


def gains(row: Row) -> bool:
    """Whether clearly more starts reach the lowest basin: by GAIN, the whole interval above zero."""
    return bool(row["difference"] >= GAIN and row["low"] > 0)


def beyond(low: float, high: float, threshold: float) -> int:
    """1 where an interval lies wholly above a threshold, -1 where not above it anywhere, 0 across it."""
    return 1 if low > threshold else -1 if high <= threshold else 0


def _or_infinite(cell: float) -> float:
    return math.inf if pd.isna(cell) else float(cell)
