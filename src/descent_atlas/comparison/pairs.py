"""Two optimizers on the same starts: which is ahead, and whether the difference could be chance.

Costs are whole iterations and a resample counts starts, so all sums are exact in any order.
"""

from __future__ import annotations

import numpy as np

from descent_atlas.comparison.intervals import ends, resampling_weights, wilson
from descent_atlas.randomness import generator

Array = np.ndarray

NOTICEABLE = 1.1
"""An expected running time must differ by this factor, with its whole interval, to count as ahead."""
OUTCOMES = {1.0: "win", 0.0: "tie", -1.0: "loss"}
"""And NaN where there is nothing to compare."""


def start_weights(problem: str, starts: int) -> Array:
    """How often each start of a problem stands in each resample, shape (starts, RESAMPLES).

    The same for all optimizers, rates and variants: the bootstrap is paired and stratified by problem.
    """
    return resampling_weights(starts, generator("choosing", "starts", problem))


def log_running_times(times: Array, budget: float, weights: Array) -> Array:
    """The logarithm of the expected running time in each resample, shape (..., resamples).

    ``times`` (..., starts) in iterations, NaN for never. ERT = sum of min(T, budget) over the number of
    successes (as in ``learning_rates.curves``); infinite without success.
    """
    success = ~np.isnan(times)
    with np.errstate(divide="ignore"):
        return np.log(np.where(success, times, budget) @ weights) - np.log(success @ weights)


def log_ratio(slower: Array, faster: Array) -> Array:
    """Differences of logarithms; zero where both are infinite, since then neither is ahead."""
    with np.errstate(invalid="ignore"):
        ratio = slower - faster
    return np.where(np.isnan(ratio), 0.0, ratio)


def verdicts(low: Array, high: Array, margin: float) -> Array:
    """1 where an interval lies wholly above the margin, -1 where wholly below minus it, else 0."""
    return np.where(low > margin, 1.0, np.where(high < -margin, -1.0, 0.0))


def speed(times: Array, budget: float, weights: Array) -> dict[str, Array]:
    """Each against each in speed; arrays of shape (optimizers, rivals).

    ``times`` has shape (optimizers, starts). ``log_ratio`` is log(ERT of the rival / ERT), above zero where
    the optimizer is faster, with its interval; ``outcome`` is NaN where neither ever succeeds.
    """
    draws = log_running_times(times, budget, weights)
    once = log_running_times(times, budget, np.ones((times.shape[-1], 1)))[:, 0]
    low, high = ends(log_ratio(draws[None, :], draws[:, None]))
    outcome = verdicts(low, high, np.log(NOTICEABLE))
    never = np.isinf(once)
    outcome[never[:, None] & never[None, :]] = np.nan
    ratio = log_ratio(once[None, :], once[:, None])
    return {"value": ratio, "low": low, "high": high, "outcome": outcome}


def reliability(times: Array, weights: Array) -> dict[str, Array]:
    """Each against each in the share of starts that succeed; arrays of shape (optimizers, rivals).

    The difference with its interval; ``outcome`` is NaN where both always succeed or both never do.
    """
    success = (~np.isnan(times)).astype(float)
    draws = success @ weights / times.shape[-1]
    low, high = ends(draws[:, None] - draws[None, :])
    share = success.mean(axis=-1)
    outcome = verdicts(low, high, 0.0)
    alike = (share[:, None] == share[None, :]) & np.isin(share, (0, 1))[:, None]
    outcome[alike] = np.nan
    return {"value": share[:, None] - share[None, :], "low": low, "high": high, "outcome": outcome}


def win_shares(outcomes: Array) -> dict[str, Array]:
    """Wins, ties and losses over tasks, and the share of wins among the tasks compared.

    ``outcomes`` has shape (problems, variants, ...); ``problems`` counts those with a task compared. The
    interval of the share is a bootstrap over problems, whose variants stay together since they share
    a landscape; where all tasks are won or none, no resample differs and it is Wilson's, with the
    problems as trials. NaN without a task to compare.
    """
    problems = len(outcomes)
    weights = resampling_weights(max(1, problems), generator("choosing", "problems"))[:problems]
    counts = {name: (outcomes == value).sum(axis=(0, 1)) for value, name in OUTCOMES.items()}
    compared = ~np.isnan(outcomes)
    by_problem = [np.moveaxis(a.sum(axis=1), 0, -1) for a in (outcomes == 1, compared)]
    with np.errstate(invalid="ignore", divide="ignore"):
        share = counts["win"] / compared.sum(axis=(0, 1))
        draws = by_problem[0] @ weights / (by_problem[1] @ weights)
    # A resample without any task to compare says nothing; it counts as the share itself.
    low, high = ends(np.where(np.isnan(draws), share[..., None], draws))
    trials = compared.any(axis=1).sum(axis=0)
    with np.errstate(invalid="ignore", divide="ignore"):
        outer = wilson(share * trials, trials)
    same = np.isin(share, (0, 1))
    low, high = (np.where(same, *two) for two in zip(outer, (low, high), strict=True))
    return {**counts, "problems": trials, "share": share, "low": low, "high": high}
