"""Profiles: which share of the runs or the tasks is done at which cost, with bands."""

from __future__ import annotations

import numpy as np
import pandas as pd

from descent_atlas.comparison import pairs
from descent_atlas.comparison.contest import METHOD, TUNED, Contest, Subset
from descent_atlas.comparison.credit import axis, columns_of
from descent_atlas.comparison.cube import Array
from descent_atlas.comparison.duels import BASELINE, concatenated
from descent_atlas.comparison.intervals import RESAMPLES, ends
from descent_atlas.comparison.ranks import alike
from descent_atlas.comparison.resamples import means

PER_DECADE = 8
"""Points of a curve in each factor of ten."""
LEADERS = 5
"""So many of the best are shown in front, with plain descent."""
FARTHEST = 1000.0
"""The largest ratio of a performance profile."""
KEYS = ["variant", "landscape", "regime", "optimizer", "role", "shown"]
COLUMNS = [*KEYS, "cost", "share", "low", "high"]
PERFORMANCE = [*KEYS, "among", "ratio", "share", "low", "high"]
EVERYONE, SHOWN = "all", "shown"
ROUNDING = 1e-9


def shown(contest: Contest, subset: Subset, regime: str, scores: pd.DataFrame) -> Array:
    """Who stands in front in a subset's pictures, (optimizers,): the LEADERS with the highest data profiles
    among the ranked, and plain descent if it is ranked. ``scores`` is the table of ``ranks.scores``."""
    keys = {**subset.keys, "regime": regime, "measure": "data profile"}
    mine = scores[np.logical_and.reduce([scores[name] == value for name, value in keys.items()])]
    rank = mine.set_index("optimizer")["rank"].reindex(contest.optimizers)
    leading = rank.sort_values(kind="stable").dropna().index[:LEADERS]
    front: Array = np.isin(contest.optimizers, [*leading, BASELINE]) & rank.notna().to_numpy()
    return front


def points(low: float, high: float) -> Array:
    """The costs at which a curve is computed: evenly spaced on a log scale, both ends among them."""
    return np.geomspace(low, high, max(2, 1 + round(PER_DECADE * np.log10(high / low))))


def curves(contest: Contest, scores: pd.DataFrame, measure: str) -> pd.DataFrame:
    """The data profiles or the ECDFs: a row for each subset, regime in TUNED, optimizer and cost.

    The **data profile** is the share of runs that hold the target of success within ``cost`` passes over
    the data, gradient samples / N, each problem counting alike: d(c) = mean over tasks and starts of
    [T_hold x samples a step / N <= c]. Source: J. J. Moré and S. M. Wild, Benchmarking derivative-free
    optimization algorithms, SIAM Journal on Optimization 20, 2009; a pass over the data stands for their
    simplex gradient. The **ECDF** is the share of (problem, start, target) triples, over eight targets,
    that are held within ``cost`` iterations. Source: Hansen and others, COCO (see ``times``). One axis serves
    all tasks, while a score's area has one for each: see ``credit``.

    ``low`` and ``high`` are the pointwise 95 % bootstrap band; ``shown`` says who stands in front.
    """
    frames = []
    for regime in TUNED:
        times = [contest.times(name, regime) for name in columns_of(measure)]
        for subsets in alike(contest):
            at = points(*axis(contest, subsets[0], measure))
            for subset in subsets:
                done = _done(contest, subset, times, at, measure)
                drawn = means(contest, subset, done, len(times)) / len(times)
                front = shown(contest, subset, regime, scores)
                frame = _long(contest, drawn, at, front).rename(columns={"at": "cost"})
                frames.append(frame.assign(**subset.keys, regime=regime))
    return concatenated(frames, COLUMNS)[COLUMNS]


def _done(contest: Contest, subset: Subset, times: list[Array], at: Array, measure: str) -> Array:
    """How many targets each run holds at each cost, (variants, problems, optimizers, costs, starts)."""
    shape = times[0].shape
    done = np.zeros((*shape[:3], len(at), shape[3]), np.float32)
    for v, p in np.argwhere(subset.tasks):
        step = contest.step_cost[v, p] if measure == "data profile" else 1.0
        # Costs are rounded by the multiplication, and must not fall behind the end of the axis.
        within = at[:, None] * (1 + ROUNDING) / step
        for array in times:
            done[v, p] += array[v, p][:, None, :] <= within
    return done


def _long(contest: Contest, drawn: Array, at: Array, front: Array) -> pd.DataFrame:
    """A row for each optimizer that was run and each point, from draws (optimizers, points, resamples)."""
    low, high = ends(drawn[..., 1:])
    there = ~np.isnan(drawn[:, 0, 0])
    named = {"optimizer": contest.optimizers, "role": contest.roles, "shown": front}
    return pd.DataFrame(
        {
            **{n: np.array(a, object)[there].repeat(len(at)) for n, a in named.items()},
            "at": np.tile(at, there.sum()),
            "share": drawn[there, :, 0].ravel(),
            "low": low[there].ravel(),
            "high": high[there].ravel(),
        }
    )


def performance(contest: Contest, scores: pd.DataFrame) -> pd.DataFrame:
    """The performance profiles: a row for each subset, regime, set of rivals, optimizer and ratio.

    The share of the subset's tasks on which ERT is at most ``ratio`` times the lowest of the rivals; a task
    on which nobody succeeds counts as done by nobody. Source: E. D. Dolan and J. J. Moré, Benchmarking
    optimization software with performance profiles, Mathematical Programming 91, 2002. Who is the best
    depends on who is there, and leaving one out can reverse two others: so profiles are computed ``among``
    *all* who are ranked and anew among those who are *shown*. Source: N. Gould and J. Scott, A note on
    performance profiles for benchmarking software, ACM Transactions on Mathematical Software 43, 2016.
    Optimizers that are not ranked are held against the same lowest times, and do not lower them.
    """
    at = points(1.0, FARTHEST)
    frames = []
    for regime in TUNED:
        logs = _log_times(contest, regime)
        for subset in contest.subsets():
            front = shown(contest, subset, regime, scores)
            for among, rivals in ((EVERYONE, contest.ranked(subset)), (SHOWN, front)):
                if rivals.any():
                    drawn = _performance(logs[subset.tasks], rivals, np.log(at))
                    with np.errstate(invalid="ignore", divide="ignore"):
                        shares = drawn / contest.present[subset.tasks].sum(axis=0)[:, None, None]
                    frame = _long(contest, shares, at, front).rename(columns={"at": "ratio"})
                    behind = ~frame["shown"].astype(bool) & (frame["role"] == METHOD)
                    kept = frame[~behind] if among == SHOWN else frame
                    frames.append(kept.assign(**subset.keys, regime=regime, among=among))
    return concatenated(frames, PERFORMANCE)[PERFORMANCE]


def _log_times(contest: Contest, regime: str) -> Array:
    """log ERT of the sample and of each resample, (variants, problems, optimizers, 1 + RESAMPLES)."""
    times, budgets = contest.times("hold", regime), contest.cube.variant_budgets
    found = np.full((*times.shape[:3], 1 + RESAMPLES), np.nan, np.float32)
    for v, p in np.ndindex(*times.shape[:2]):
        found[v, p] = pairs.log_running_times(times[v, p], float(budgets[v]), contest.weights(p))
    return found


def _performance(logs: Array, rivals: Array, at: Array) -> Array:
    """On how many tasks the ratio is at most each of exp(at), (optimizers, points, 1 + RESAMPLES).

    ``logs`` has shape (tasks, optimizers, 1 + RESAMPLES), NaN or infinite without success.
    """
    _, optimizers, draws = logs.shape
    counts = np.zeros((len(at) + 1) * optimizers * draws, np.int32)
    place = np.arange(optimizers * draws).reshape(optimizers, draws)
    edges = (at * (1 + ROUNDING) + ROUNDING).astype(np.float32)
    for own in np.where(np.isnan(logs), np.inf, logs):
        with np.errstate(invalid="ignore"):
            ratio = own - own[rivals].min(axis=0)
        # Where even the best is infinite, the difference is no number, and nobody is done.
        which = np.searchsorted(edges, np.where(np.isnan(ratio), np.inf, ratio))
        counts[which * place.size + place] += 1
    by_point = counts.reshape(-1, optimizers, draws)[:-1].cumsum(axis=0)
    return by_point.transpose(1, 0, 2)
