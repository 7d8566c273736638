"""Shares and means that are ratios of sums over independent draws, with their intervals."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy import stats

from descent_atlas.comparison.intervals import CONFIDENCE

Array = np.ndarray


@dataclass(frozen=True)
class Estimate:
    """Numbers with the ends of their 95 % intervals; all of shape (kinds,)."""

    value: Array
    low: Array
    high: Array


def shares(amounts: Array) -> Estimate:
    """The share of each kind in all that was found, from ``amounts`` of shape (draws, kinds).

    The draws are independent; what is found within one is not. The share is a ratio of two sums, so
    its error follows from the draws' residuals (delta method; W. G. Cochran, Sampling Techniques, 3rd
    ed., 1977, section 6.4). The interval is made for the log odds and brought back, which keeps it
    within 0 and 1; where the draws do not differ at all it is a point.
    """
    whole = amounts.sum(axis=1)
    share = amounts.sum(axis=0) / whole.sum()
    error = _error(amounts - share * whole[:, None]) / whole.sum()
    varies = (error > 0) & (share > 0) & (share < 1)
    inside, spread = share[varies], error[varies]
    shift = np.exp(_quantile(len(amounts)) * spread / (inside * (1 - inside)))
    low, high = share.copy(), share.copy()
    low[varies] = inside / (inside + (1 - inside) * shift)
    high[varies] = inside / (inside + (1 - inside) / shift)
    return Estimate(share, low, high)


def ratios(amounts: Array, kind: int) -> Estimate:
    """How many of each kind there are for one of ``kind``; the interval is made for the logarithm."""
    sums = amounts.sum(axis=0)
    ratio = sums / sums[kind]
    low, high = ratio.copy(), ratio.copy()
    some = sums > 0
    relative = amounts[:, some] / sums[some] - amounts[:, [kind]] / sums[kind]
    shift = np.exp(_quantile(len(amounts)) * _error(relative))
    low[some], high[some] = ratio[some] / shift, ratio[some] * shift
    return Estimate(ratio, low, high)


def means(totals: Array, amounts: Array) -> Estimate:
    """The mean of something over each kind: its ``totals`` over the ``amounts``, by draw and kind."""
    sums = amounts.sum(axis=0)
    mean = totals.sum(axis=0) / sums
    half = _quantile(len(amounts)) * _error(totals - mean * amounts) / sums
    return Estimate(mean, mean - half, mean + half)


def effective(amounts: Array) -> Array:
    """How many draws of equal weight would be as good, (Σ w)² / Σ w², for each kind.

    Source: L. Kish, Survey Sampling, 1965, section 11.7. A kind that never occurs has none.
    """
    squares = (amounts**2).sum(axis=0)
    return amounts.sum(axis=0) ** 2 / np.where(squares > 0, squares, 1)


def _error(residuals: Array) -> Array:
    """The standard error of a sum of independent residuals, (draws, kinds), whose sum is zero."""
    draws = len(residuals)
    return np.sqrt((residuals**2).sum(axis=0) * draws / (draws - 1))


def _quantile(draws: int) -> float:
    return float(stats.t.ppf((1 + CONFIDENCE) / 2, draws - 1))
