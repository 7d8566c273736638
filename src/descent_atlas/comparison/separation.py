"""Whom the problems tell from the first, and which pairs apart: Friedman's test, Wilcoxon's, Holm's.

A problem is a block, and its mean credit under the data profile is what is compared: so the tests ask
whether other problems of the kind would rank the optimizers in the same way, while the bootstrap asks about
other starts. The procedure is that of J. Demšar, Statistical comparisons of classifiers over multiple data
sets, Journal of Machine Learning Research 7, 2006, with the pairs tested by Wilcoxon's signed ranks as
A. Benavoli, G. Corani and F. Mangili advise, Should we really use post-hoc tests based on mean-ranks?,
Journal of Machine Learning Research 17, 2016.

Two questions are asked. *Who is told from the first?* is one test for each of the other k - 1 methods, and
*which pairs are apart?* one for each of the k (k - 1) / 2 pairs, which takes more problems: see ``fewest``.
The first is chosen on the very problems that it is tested on, so the first question is answered a little in
its favour. Problems of one family are alike, and count as if each were an observation of its own.
"""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np
import pandas as pd
from scipy import stats

from descent_atlas.comparison.cliques import groups
from descent_atlas.comparison.contest import Contest, Subset
from descent_atlas.comparison.credit import by_regime
from descent_atlas.comparison.cube import Array
from descent_atlas.comparison.duels import concatenated
from descent_atlas.comparison.ranks import per_problem
from descent_atlas.comparison.signed_ranks import LEVEL, fewest, holm, signed_ranks

TEST_COLUMNS = [
    *("variant", "landscape", "regime", "problems", "optimizers", "friedman", "p"),
    *("first", "rivals", "fewest", "tested", "close_to_first"),
    *("pairs", "fewest_for_pairs", "separated", "groups"),
]
COUNTED = {"separated": "Int64", "groups": "Int64"}
"""Counts that are empty where there are too few problems for pairs."""
GROUP_COLUMNS = ["variant", "landscape", "regime", "group", "size", "best", "members"]
DECIMALS = 12
"""Mean credits that agree so far are equal: they come from sums in different orders."""


@dataclass(frozen=True)
class Separation:
    """What the tests found among some optimizers."""

    friedman: float
    """Friedman's chi-squared, NaN if it was not computed"""
    friedman_p: float
    """NaN likewise"""
    p: Array
    """Wilcoxon's two-sided p of each pair, (optimizers, optimizers); NaN with too few problems for pairs"""
    holm: Array
    """The same after Holm's correction for all pairs"""
    first: Array
    """Each against the first after Holm's correction for these alone, (optimizers,); NaN for the first"""

    @property
    def gate(self) -> bool:
        """Whether pairs may count: Friedman's p is below LEVEL, or there are fewer than three."""
        return len(self.p) < 3 or self.friedman_p < LEVEL

    @property
    def tested(self) -> bool:
        """Whether there were problems enough, and somebody else, to test the first."""
        return not np.isnan(self.first).all()

    @property
    def separated(self) -> Array:
        """Which pairs are told apart, bool (optimizers, optimizers)."""
        return self.gate & (np.nan_to_num(self.holm, nan=1.0) < LEVEL)

    @property
    def told(self) -> Array:
        """Who is told from the first, bool (optimizers,)."""
        return self.gate & (np.nan_to_num(self.first, nan=1.0) < LEVEL)


def separate(values: Array, first: int = 0) -> Separation:
    """Test optimizers on problems; ``values`` has shape (problems, optimizers), ``first`` is a column.

    Nobody counts as told apart unless Friedman's test, too, is below LEVEL; with two optimizers there is only
    one pair and no Friedman. With too few problems for one of the questions, it is not asked.
    """
    problems, count = values.shape
    p, corrected = np.full((2, count, count), np.nan)
    against, friedman = np.full(count, np.nan), (np.nan, np.nan)
    others = np.arange(count) != first
    if count > 1 and problems >= fewest(count - 1):
        friedman = _friedman(values)
        against[others] = holm(signed_ranks(values[:, others] - values[:, [first]]))
    if count > 1 and problems >= fewest(comb(count, 2)):
        one, other = np.triu_indices(count, 1)
        found = signed_ranks(values[:, one] - values[:, other])
        p[one, other] = p[other, one] = found
        corrected[one, other] = corrected[other, one] = holm(found)
    return Separation(*friedman, p, corrected, against)


def _friedman(values: Array) -> tuple[float, float]:
    """SciPy's Friedman's chi-squared and its p; 0 and 1 if no problem tells any two apart."""
    if values.shape[1] < 3:
        return np.nan, np.nan
    if (values == values[:, :1]).all():
        return 0.0, 1.0
    found = stats.friedmanchisquare(*values.T)
    return float(found.statistic), float(found.pvalue)


def tables(
    contest: Contest,
) -> tuple[dict[str, pd.DataFrame], dict[tuple[str, str, str], Separation]]:
    """The tables ``tests`` and ``groups``, and each test by (variant, landscape, regime).

    In a Separation the ranked optimizers stand in the contest's order. In ``tests``, ``close_to_first`` names
    all who are not told from the ``first``, joined by ``;`` from the highest score; it means something where
    it was ``tested``, with at least ``fewest`` problems for so many ``rivals``. In ``groups`` members are in
    that order, and groups by their members: the first holds the best. ``separated`` pairs and groups are
    empty with fewer than ``fewest_for_pairs`` problems.
    """
    tests, members, found = [], [], {}
    everyone = by_regime(contest, "data profile")
    for subset in contest.subsets():
        for regime, earned in everyone.items():
            keys = {**subset.keys, "regime": regime}
            values, order, names = _in_order(contest, subset, earned)
            test = separate(values, order[0] if len(order) else 0)
            sets = _groups(values, test, order)
            tests.append({**keys, **_summary(values, test, sets), **_close(test, order, names)})
            members += [
                {**keys, "group": n, "size": len(one), "best": names[one[0]]}
                | {"members": ";".join(names[list(one)])}
                for n, one in enumerate(sets or [], 1)
            ]
            found[subset.variant, subset.landscape, regime] = test
    return {
        "tests": pd.DataFrame(tests, columns=TEST_COLUMNS).astype(COUNTED),
        "groups": concatenated([pd.DataFrame(members, columns=GROUP_COLUMNS)], GROUP_COLUMNS),
    }, found


def _in_order(contest: Contest, subset: Subset, earned: Array) -> tuple[Array, Array, Array]:
    """The ranked optimizers' mean credits (problems, optimizers), their order by score, and names in it.

    In a score, as in the ranking, a problem counts once for each of its tasks.
    """
    ranked = np.flatnonzero(contest.ranked(subset))
    values = per_problem(contest, subset, earned)[:, ranked]
    weights = subset.tasks.sum(axis=0)[subset.tasks.any(axis=0)]
    scores = np.average(values, axis=0, weights=weights).round(DECIMALS)
    order = np.argsort(-scores, kind="stable")
    return values, order, np.array(contest.optimizers, object)[ranked[order]]


def _groups(values: Array, test: Separation, order: Array) -> list[tuple[int, ...]] | None:
    """The groups by places in the order; None with too few problems to test pairs."""
    enough = len(values) >= fewest(comb(len(order), 2))
    return groups(test.separated[np.ix_(order, order)]) if enough else None


def _close(test: Separation, order: Array, names: Array) -> dict[str, Any]:
    """The first, and who is not told from it, from the highest score; ``names`` are in the order."""
    alike = names[1:][~test.told[order[1:]]] if test.tested else []
    first = names[0] if len(names) else ""
    return {"first": first, "tested": test.tested, "close_to_first": ";".join(alike)}


def _summary(values: Array, test: Separation, sets: list[tuple[int, ...]] | None) -> dict[str, Any]:
    """What a row of ``tests`` says beside the names."""
    problems, count = values.shape
    pairs = comb(count, 2)
    return {
        "problems": problems,
        "optimizers": count,
        "friedman": test.friedman,
        "p": test.friedman_p,
        "rivals": max(0, count - 1),
        "fewest": fewest(max(0, count - 1)),
        "pairs": pairs,
        "fewest_for_pairs": fewest(pairs),
        "separated": None if sets is None else int(np.triu(test.separated).sum()),
        "groups": None if sets is None else len(sets),
    }
