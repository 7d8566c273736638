"""Tables of the kinds of critical points, from sampled Hessians and from counts on random functions."""

from __future__ import annotations

import numpy as np
import pandas as pd

from descent_atlas.comparison import shares
from descent_atlas.random_fields import theory
from descent_atlas.random_fields.critical_points import CriticalPoints
from descent_atlas.random_fields.hessians import CriticalHessians

Array = np.ndarray
KINDS = ("minima", "saddles", "maxima")
RESOLVED = 1e-15
"""A smaller probability of a positive definite GOE matrix has no digits in floating point."""


def by_kind(amounts: Array) -> Array:
    """Minima, saddles and maxima, from amounts by index in the last axis."""
    inner = amounts[..., 1:-1].sum(axis=-1)
    return np.stack([amounts[..., 0], inner, amounts[..., -1]], axis=-1)


def kind_table(sampled: dict[int, CriticalHessians]) -> pd.DataFrame:
    """The share of each kind in each dimension, measured, exact, and by two wrong pictures.

    ``per_minimum`` is how many there are for each minimum. ``coin_flip`` is the share if each direction
    curved up or down by a coin, ``plain_goe`` that of GOE matrices without any weight or shift.
    """
    parts = []
    for dimension, hessian in sampled.items():
        amounts = by_kind(hessian.weights)
        coin, plain = 2.0**-dimension, theory.definite_share(dimension)
        part = {
            "dimension": dimension,
            "kind": KINDS,
            **_columns("fraction", shares.shares(amounts)),
            "theory": by_kind(theory.index_shares(dimension)),
            **_columns("per_minimum", shares.ratios(amounts, kind=0), prefixed=True),
            "effective_samples": shares.effective(amounts),
            "coin_flip": [coin, 1 - 2 * coin, coin],
            "plain_goe": [plain, round(1 - 2 * plain, 12), plain] if plain > RESOLVED else np.nan,
        }
        parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True)


def index_table(sampled: dict[int, CriticalHessians]) -> pd.DataFrame:
    """The share and the value of the critical points with each number of downhill directions.

    ``value`` is the mean of f there, ``value_spread`` its standard deviation; the mean of f everywhere
    is 0 and its standard deviation 1, and its covariance exp(−r²/2).
    """
    parts = []
    for dimension, hessian in sampled.items():
        value = shares.means(hessian.values, hessian.weights)
        squares = hessian.squares.sum(axis=0) / hessian.weights.sum(axis=0)
        part = {
            "dimension": dimension,
            "index": range(dimension + 1),
            "downhill": np.arange(dimension + 1) / dimension,
            **_columns("fraction", shares.shares(hessian.weights)),
            "theory": theory.index_shares(dimension),
            **_columns("value", value, prefixed=True),
            "value_spread": np.sqrt(squares - value.value**2),
        }
        parts.append(pd.DataFrame(part))
    return pd.concat(parts, ignore_index=True)


def field_table(found: dict[int, list[CriticalPoints]]) -> pd.DataFrame:
    """What was counted on random functions; the functions are the independent draws, not the points.

    ``balanced`` is how many functions have Σ (−1)^index = 0, as all of them must.
    """
    parts = []
    for dimension, functions in found.items():
        counts = by_kind(np.array([points.counts for points in functions], dtype=float))
        totals = by_kind(np.array([points.value_sums for points in functions]))
        part = {
            "dimension": dimension,
            "kind": KINDS,
            "fields": len(functions),
            "balanced": sum(points.balanced for points in functions),
            "count": counts.sum(axis=0).astype(int),
            **_columns("fraction", shares.shares(counts)),
            "theory": by_kind(theory.index_shares(dimension)),
        }
        some = counts.any(axis=0)
        value = _columns("value", shares.means(totals[:, some], counts[:, some]), prefixed=True)
        values = pd.DataFrame(value, index=np.flatnonzero(some))
        parts.append(pd.DataFrame(part).join(values))
    return pd.concat(parts, ignore_index=True)


def _columns(name: str, estimate: shares.Estimate, prefixed: bool = False) -> dict[str, Array]:
    start = f"{name}_" if prefixed else ""
    return {name: estimate.value, f"{start}low": estimate.low, f"{start}high": estimate.high}
