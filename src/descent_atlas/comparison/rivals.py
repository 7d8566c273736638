"""Each against each: wins, ties and losses over tasks, and the probability of improvement."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from descent_atlas.comparison import pairs
from descent_atlas.comparison.contest import TUNED, Contest, Subset
from descent_atlas.comparison.cube import Array
from descent_atlas.comparison.ranks import alike
from descent_atlas.comparison.separation import Separation

COLUMNS = [
    *("variant", "landscape", "regime", "optimizer", "rival", "tasks"),
    *("wins", "ties", "losses", "improvement", "low", "high", "p", "holm", "separated"),
]


def table(contest: Contest, tests: dict[tuple[str, str, str], Separation]) -> pd.DataFrame:
    """A row for each subset, regime in TUNED, and ordered pair of optimizers.

    ``wins``, ``ties`` and ``losses`` count tasks by the expected running time: a win needs the whole 95 %
    interval of the factor above ``pairs.NOTICEABLE``. Tasks on which neither ever succeeds are not counted.
    ``improvement`` is the probability of improvement over the ``tasks`` on which both were run, with its 95 %
    bootstrap interval. ``p`` and ``holm`` are Wilcoxon's, see ``separation``; empty if one is not ranked.
    """
    frames = []
    for regime in TUNED:
        times = contest.times("hold", regime)
        for subsets in alike(contest):
            for subset, totals in _accumulated(contest, subsets, times):
                test = tests[subset.variant, subset.landscape, regime]
                frame = _pairs(contest, subset, totals, test)
                frames.append(frame.assign(**subset.keys, regime=regime))
    return pd.concat(frames, ignore_index=True)[COLUMNS]


def _accumulated(
    contest: Contest, subsets: list[Subset], times: Array
) -> Iterator[tuple[Subset, dict[str, Array]]]:
    """The sums over each subset's tasks; a task is computed once for all subsets that hold it."""
    count = len(contest.optimizers)
    sums: list[dict[str, Array]] = [{} for _ in subsets]
    for v, p in np.argwhere(subsets[0].tasks):
        verdict, drawn = _task(contest, times[v, p], int(v), int(p))
        both = contest.present[v, p][:, None] & contest.present[v, p][None, :]
        for subset, total in zip(subsets, sums, strict=True):
            if subset.tasks[v, p]:
                if not total:
                    total |= {
                        name: np.zeros((count, count), int) for name in pairs.OUTCOMES.values()
                    }
                    total |= {"tasks": np.zeros((count, count), int), "draws": np.zeros_like(drawn)}
                for value, name in pairs.OUTCOMES.items():
                    total[name] += verdict == value
                total["tasks"] += both
                total["draws"] += drawn
    yield from zip(subsets, sums, strict=True)


def _task(contest: Contest, times: Array, v: int, p: int) -> tuple[Array, Array]:
    """The verdicts in speed (optimizers, rivals), and the draws of improvement (pairs, 1 + RESAMPLES)."""
    weights = contest.weights(p)
    verdict = pairs.speed_verdicts(times, contest.cube.variant_budgets[v], weights[:, 1:])
    one, other = np.triu_indices(len(times), 1)
    return verdict, improvement(times[one], times[other], weights)


def improvement(one: Array, other: Array, weights: Array) -> Array:
    """The probability that a run of one is faster than a run of the other, (pairs, resamples).

    The mean over all s and u of 1 if T_one(s) < T_other(u), 1/2 if they are equal (both may be infinite), else
    0: Mann and Whitney's U over the number of pairs of runs. ``one`` and ``other`` (pairs, starts) are on the
    same starts, drawn jointly; ``weights`` (starts, resamples) says how often. 0 where one was not run.
    Source: R. Agarwal, M. Schwarzer, P. S. Castro, A. Courville and M. G. Bellemare, Deep reinforcement
    learning at the edge of the statistical precipice, NeurIPS 2021, section 4.3.
    """
    s, u = np.triu_indices(one.shape[1])
    # Starts s and u come together with weight w_s w_u in both orders: once for the two, once on the diagonal.
    halves = np.zeros((len(one), len(s)), np.float32)
    for i, j in ((s, u), (u, s)):
        halves += 0.5 * (one[:, i] < other[:, j]) + 0.25 * (one[:, i] == other[:, j])
    halves *= np.where(s == u, 1, 2).astype(np.float32)
    drawn = weights.astype(np.float32)
    # Sums of quarters up to the square of the number of starts are exact in single precision.
    runs = drawn[:, 0].sum()
    found: Array = halves @ (drawn[s] * drawn[u]) / runs**2
    return found


def _pairs(
    contest: Contest, subset: Subset, totals: dict[str, Array], test: Separation
) -> pd.DataFrame:
    """The rows of one subset and regime, from the sums over its tasks."""
    count = len(contest.optimizers)
    one, other = np.triu_indices(count, 1)
    filled = {name: np.full((count, count), np.nan) for name in ("improvement", "low", "high")}
    both = totals["tasks"][one, other]
    with np.errstate(invalid="ignore", divide="ignore"):
        drawn = totals["draws"].astype(float) / both[:, None]
    low, high = pairs.bounds(drawn[:, 1:])
    for name, value, opposite in (
        ("improvement", drawn[:, 0], drawn[:, 0]),
        ("low", low, high),
        ("high", high, low),
    ):
        filled[name][one, other], filled[name][other, one] = value, 1 - opposite
    ranked = np.flatnonzero(contest.ranked(subset))
    for name, values in (("p", test.p), ("holm", test.holm), ("separated", test.separated)):
        filled[name] = np.full((count, count), np.nan)
        filled[name][np.ix_(ranked, ranked)] = values
    mine, rival = (places.ravel() for places in np.indices((count, count)))
    names = np.array(contest.optimizers, object)
    counted = {
        f"{name}s" if name != "loss" else "losses": totals[name] for name in pairs.OUTCOMES.values()
    }
    arrays = {"tasks": totals["tasks"], **counted, **filled}
    frame = pd.DataFrame({name: array.ravel() for name, array in arrays.items()})
    frame["optimizer"], frame["rival"] = names[mine], names[rival]
    frame["separated"] = frame["separated"].astype("boolean")
    return frame[(mine != rival) & (frame["tasks"] > 0)]
