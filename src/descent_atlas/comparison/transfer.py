"""Transfer: what one learning rate for all problems costs against a rate for each."""

from __future__ import annotations

import numpy as np
import pandas as pd

from descent_atlas.comparison import pairs
from descent_atlas.comparison.contest import Contest, Subset
from descent_atlas.comparison.credit import GRAINS, credits
from descent_atlas.comparison.cube import Array, at_rates
from descent_atlas.comparison.defaults import SOLVABLE, one_rate
from descent_atlas.comparison.duels import ALL, concatenated
from descent_atlas.comparison.intervals import ends
from descent_atlas.comparison.resamples import means
from descent_atlas.comparison.times import success_rates

FOR_ALL, FROM_OTHERS = "one for all", "from the others"
FEWEST_SOLVED = 5
"""Who solves fewer problems has too little to lose for a share of it to say something."""
COLUMNS = [
    *("variant", "optimizer", "role", "rate", "problems"),
    *("area_own", "area", "lost", "lost_low", "lost_high"),
    *("solved", "kept", "times_slower", "times_slower_low", "times_slower_high"),
]


def transfer(contest: Contest) -> pd.DataFrame:
    """A row for each variant, optimizer and kind of ``rate``: FOR_ALL, or FROM_OTHERS.

    FOR_ALL is the one rate that does best on all problems, and FROM_OTHERS, for each problem, the one that
    does best on all the other problems: what a new problem would get. ``area_own`` is the mean credit under
    the data profile at a rate for each problem, ``area`` at that rate, ``lost`` the difference with its 95 %
    bootstrap interval. The problems that are ``solved`` are chosen like the rates, on the first half of the
    starts: there at least half succeed at the own rate. On ``kept`` of them at least half of the judged
    starts succeed at that rate; ``times_slower`` is the median over all of them of ERT at that rate over ERT
    at the own one, 1 where neither succeeds, with its interval; empty where it is infinite or nothing is
    solved. The definition is this atlas's own.
    """
    frames = []
    for subset in contest.subsets():
        if subset.landscape == ALL and subset.variant != ALL:
            v = contest.cube.place("variant", subset.variant)
            frames += [_transfer(contest, subset, v, kind) for kind in (FOR_ALL, FROM_OTHERS)]
    return concatenated(frames, COLUMNS)[COLUMNS]


def chosen_rates(contest: Contest, kind: str) -> Array:
    """The learning rates of a kind, as indices (variants, problems, optimizers)."""
    own = contest.rates.by_regime["own best"]
    hold = contest.cube["hold"][..., contest.cube.first]
    return one_rate(hold, own, contest.rates.methods, others=kind == FROM_OTHERS)


def _transfer(contest: Contest, subset: Subset, v: int, kind: str) -> pd.DataFrame:
    places = (contest.rates.by_regime["own best"], chosen_rates(contest, kind))
    at_both = [at_rates(contest.cube["hold"], place) for place in places]
    times = [at[..., contest.cube.second] for at in at_both]
    solves = success_rates(at_both[0][v, ..., contest.cube.first]) >= SOLVABLE
    earned = [credits(contest, "data profile", {"hold": t}) for t in times]
    areas = [means(contest, subset, e, GRAINS)[:, 0] / GRAINS for e in earned]
    lost = means(contest, subset, earned[0] - earned[1], GRAINS) / GRAINS
    low, high = ends(lost[:, 1:])
    frame = pd.DataFrame(
        {
            "optimizer": contest.optimizers,
            "role": contest.roles,
            "problems": contest.present[subset.tasks].sum(axis=0),
            "area_own": areas[0],
            "area": areas[1],
            "lost": lost[:, 0],
            "lost_low": low,
            "lost_high": high,
        }
    )
    rows = [
        _slower(contest, v, np.flatnonzero(solves[:, o]), *(at[v, :, o] for at in times))
        for o in frame.index
    ]
    frame = frame.join(pd.DataFrame(rows, index=frame.index)).replace(np.inf, np.nan)
    return frame[frame["problems"] > 0].assign(variant=subset.variant, rate=kind)


def _slower(contest: Contest, v: int, solved: Array, own: Array, other: Array) -> dict[str, float]:
    """How much slower one optimizer is on these problems.

    From its times (problems, starts) at its own rates and at others, on the judged starts.
    """
    kept = int((success_rates(other[solved]) >= SOLVABLE).sum())
    found = {"solved": len(solved), "kept": kept}
    if not len(solved):
        return found | dict.fromkeys(COLUMNS[-3:], np.nan)
    budget = contest.cube.variant_budgets[v]
    ratios = [
        pairs.log_ratio(
            *pairs.log_running_times(np.stack([other[p], own[p]]), budget, contest.weights(int(p)))
        )
        for p in solved
    ]
    # Infinite ratios are large, not undefined: the lower of two middle ones is finite sooner.
    median = np.quantile(ratios, 0.5, axis=0, method="inverted_cdf")
    numbers = (median[0], *ends(median[1:]))
    with np.errstate(over="ignore"):
        return found | dict(zip(COLUMNS[-3:], np.exp(numbers), strict=True))
