"""The ranking: what each optimizer scores on each subset in each regime, its rank, and how sure that is."""

from __future__ import annotations

from itertools import groupby

import numpy as np
import pandas as pd

from descent_atlas.comparison import other_problems
from descent_atlas.comparison.contest import Contest, Subset
from descent_atlas.comparison.credit import GRAINS, MEASURES, by_regime
from descent_atlas.comparison.cube import Array
from descent_atlas.comparison.duels import concatenated
from descent_atlas.comparison.intervals import ends
from descent_atlas.comparison.resamples import means

COLUMNS = [
    *("variant", "landscape", "regime", "measure", "optimizer", "role", "tasks"),
    *("value", "low", "high", "rank", "rank_low", "rank_high"),
    *("problems_low", "problems_high", "rank_problems_low", "rank_problems_high"),
]
RANKS = [name for name in COLUMNS if name.startswith("rank")]


def scores(contest: Contest) -> pd.DataFrame:
    """A row for each subset, regime, measure and optimizer.

    ``value`` is the mean credit over the judged starts of the subset's tasks, from 0 to 1: the mean of the
    areas under each task's data profile or ECDF, or the share of successes. ``low`` and ``high`` are its
    95 % bootstrap interval over other starts. ``rank`` is 1 for the highest, with the interval of the rank
    over the same resamples; empty for who is not ranked. The columns with ``problems`` are the intervals of
    both over other problems, see ``other_problems``. In all of them the selected rates stay as they are.
    ``tasks`` are those on which the optimizer was run.
    """
    frames = []
    all_earned = {measure: by_regime(contest, measure) for measure in MEASURES}
    for subset in contest.subsets():
        for measure, earned_by in all_earned.items():
            for regime, earned in earned_by.items():
                frame = _scores(contest, subset, earned)
                keys = {**subset.keys, "regime": regime, "measure": measure}
                frames.append(frame.assign(**keys))
    return concatenated(frames, COLUMNS)[COLUMNS]


def alike(contest: Contest) -> list[list[Subset]]:
    """The subsets by their variant: the curves of those of one are drawn on the same axis."""
    return [list(group) for _, group in groupby(contest.subsets(), lambda s: s.variant)]


def _scores(contest: Contest, subset: Subset, earned: Array) -> pd.DataFrame:
    """The columns of one subset, regime and measure that are no keys."""
    starts = means(contest, subset, earned, GRAINS) / GRAINS
    problems = other_problems.drawn(contest, subset, earned) / GRAINS
    frame = pd.DataFrame(
        {
            "optimizer": contest.optimizers,
            "role": contest.roles,
            "tasks": contest.present[subset.tasks].sum(axis=0),
            "value": starts[:, 0],
            **_ends("", starts[:, 1:]),
            **_ends("problems_", problems),
        }
    )
    ranked = contest.ranked(subset)
    places = {"rank": ranks(starts[ranked])[:, 0], **_ends("rank_", ranks(starts[ranked, 1:]))}
    if not np.isnan(problems).all():
        places |= _ends("rank_problems_", ranks(problems[ranked]))
    for name in RANKS:
        place = pd.Series(places.get(name, np.nan), np.flatnonzero(ranked))
        frame[name] = place.reindex(frame.index).astype("Int64")
    return frame[frame["tasks"] > 0]


def _ends(prefix: str, draws: Array) -> dict[str, Array]:
    """The ends of the intervals as columns, from draws (optimizers, resamples)."""
    return dict(zip((f"{prefix}low", f"{prefix}high"), ends(draws), strict=True))


def ranks(values: Array) -> Array:
    """Ranks along the first axis, 1 for the highest; equals share the better rank."""
    return 1 + np.array([(values > own).sum(axis=0) for own in values], dtype=int).reshape(
        values.shape
    )


def per_problem(contest: Contest, subset: Subset, earned: Array) -> Array:
    """Each problem's mean credit over the subset's tasks and the judged starts, (problems, optimizers)."""
    found = []
    for p in np.flatnonzero(subset.tasks.any(axis=0)):
        sums = earned[subset.tasks[:, p], p].sum(axis=-1)
        found.append(sums.mean(axis=0) / contest.cube.judged[p] / GRAINS)
    return np.array(found)
