"""Which optimizers the problems tell apart: Friedman's test, then Wilcoxon's with Holm's correction.

A problem is a block, and its mean credit under the data profile is what is compared: so the tests ask
whether other problems of the kind would rank the optimizers in the same way, while the bootstrap asks about
other starts. The procedure is that of J. Demšar, Statistical comparisons of classifiers over multiple data
sets, Journal of Machine Learning Research 7, 2006, with the pairs tested by Wilcoxon's signed ranks as
A. Benavoli, G. Corani and F. Mangili advise, Should we really use post-hoc tests based on mean-ranks?,
Journal of Machine Learning Research 17, 2016. All tests are SciPy's.
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import combinations

import numpy as np
import pandas as pd
from scipy import stats

from descent_atlas.comparison.contest import Contest
from descent_atlas.comparison.credit import by_regime
from descent_atlas.comparison.cube import Array
from descent_atlas.comparison.duels import concatenated
from descent_atlas.comparison.ranks import alike, per_problem

LEVEL = 0.05
FEWEST = 6
"""With fewer problems no test is made: even if all of them agree, the chance of it is above the level."""
TEST_COLUMNS = [
    *("variant", "landscape", "regime", "problems", "optimizers"),
    *("friedman", "p", "pairs", "separated", "groups"),
]
GROUP_COLUMNS = ["variant", "landscape", "regime", "group", "size", "best", "members"]


@dataclass(frozen=True)
class Separation:
    """What the tests found among some optimizers."""

    friedman: float
    """Friedman's chi-squared, NaN if it was not computed"""
    friedman_p: float
    """NaN likewise"""
    p: Array
    """Wilcoxon's two-sided p of each pair, shape (optimizers, optimizers), NaN likewise and with oneself"""
    holm: Array
    """The same after Holm's correction for all pairs"""

    @property
    def separated(self) -> Array:
        """Which pairs are told apart, bool (optimizers, optimizers)."""
        gate = len(self.p) < 3 or self.friedman_p < LEVEL
        return gate & (np.nan_to_num(self.holm, nan=1.0) < LEVEL)


def separate(values: Array) -> Separation:
    """Test optimizers on problems; ``values`` has shape (problems, optimizers).

    Pairs count as separated only if Friedman's test, too, is below LEVEL; with two optimizers there is only
    one pair and no Friedman. Zero differences are split between the signs, and ranks are normal with the
    correction for ties. With fewer than FEWEST problems, nothing is computed.
    """
    problems, count = values.shape
    p = np.full((count, count), np.nan)
    if problems < FEWEST or count < 2:
        return Separation(np.nan, np.nan, p, p)
    one, other = np.triu_indices(count, 1)
    found = holm(_wilcoxon(values[:, one] - values[:, other]))
    corrected = p.copy()
    for array, pairs in ((p, found[0]), (corrected, found[1])):
        array[one, other] = array[other, one] = pairs
    return Separation(*_friedman(values), p, corrected)


def _friedman(values: Array) -> tuple[float, float]:
    """Friedman's chi-squared and its p; 0 and 1 if no problem tells any two apart."""
    if values.shape[1] < 3:
        return np.nan, np.nan
    if (values == values[:, :1]).all():
        return 0.0, 1.0
    found = stats.friedmanchisquare(*values.T)
    return float(found.statistic), float(found.pvalue)


def _wilcoxon(differences: Array) -> Array:
    """Wilcoxon's two-sided p of each column of (problems, pairs); 1 where all differences are zero."""
    p = np.ones(differences.shape[1])
    some = (differences != 0).any(axis=0)
    if some.any():
        found = stats.wilcoxon(
            differences[:, some], zero_method="zsplit", method="asymptotic", axis=0
        )
        p[some] = found.pvalue
    return p


def holm(p: Array) -> tuple[Array, Array]:
    """p (tests,), and the same after the correction for their number.

    The i-th smallest of m (from 0) is multiplied by m - i, then none may be below a smaller one's. Source:
    S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6,
    1979.
    """
    order = np.argsort(p, kind="stable")
    stepped = np.minimum(1, p[order] * np.arange(len(p), 0, -1))
    corrected = np.empty_like(p)
    corrected[order] = np.maximum.accumulate(stepped)
    return p, corrected


def groups(separated: Array) -> list[tuple[int, ...]]:
    """All maximal sets of which no two are separated, in lexical order; each optimizer is in at least one.

    ``separated`` is symmetric, bool (optimizers, optimizers). The sets may overlap: of three, the first and
    the last can be told apart although the middle one is like both. Source: C. Bron and J. Kerbosch,
    Algorithm 457: finding all cliques of an undirected graph, Communications of the ACM 16, 1973.
    """
    like = [set(np.flatnonzero(~row)) - {one} for one, row in enumerate(separated)]
    found: list[tuple[int, ...]] = []

    def grow(members: set[int], candidates: set[int], done: set[int]) -> None:
        if not candidates and not done:
            found.append(tuple(sorted(int(one) for one in members)))
            return
        pivot = max(sorted(candidates | done), key=lambda one: len(like[one] & candidates))
        for one in sorted(candidates - like[pivot]):
            grow(members | {one}, candidates & like[one], done & like[one])
            candidates = candidates - {one}
            done = done | {one}

    grow(set(), set(range(len(separated))), set())
    return sorted(found) if len(separated) else []


def tables(
    contest: Contest,
) -> tuple[dict[str, pd.DataFrame], dict[tuple[str, str, str], Separation]]:
    """The tables ``tests`` and ``groups``, and each test by (variant, landscape, regime).

    In a Separation the ranked optimizers stand in the contest's order. In ``groups`` they are ordered from
    the highest mean credit, and groups by their members: the first holds the best.
    """
    tests, members, found = [], [], {}
    everyone = by_regime(contest, "data profile")
    for subsets in alike(contest):
        for regime, earned in everyone.items():
            for subset in subsets:
                ranked = np.flatnonzero(contest.ranked(subset))
                values = per_problem(contest, subset, earned)[:, ranked]
                test = separate(values)
                order = np.argsort(-values.mean(axis=0), kind="stable")
                names = np.array(contest.optimizers, object)[ranked[order]]
                sets = groups(test.separated[np.ix_(order, order)])
                keys = {**subset.keys, "regime": regime}
                tests.append({**keys, **_summary(values, test), "groups": len(sets)})
                members += [
                    {**keys, "group": n, "size": len(one), "best": names[one[0]]}
                    | {"members": ";".join(names[list(one)])}
                    for n, one in enumerate(sets, 1)
                ]
                found[subset.variant, subset.landscape, regime] = test
    return {
        "tests": pd.DataFrame(tests, columns=TEST_COLUMNS),
        "groups": concatenated([pd.DataFrame(members, columns=GROUP_COLUMNS)], GROUP_COLUMNS),
    }, found


def _summary(values: Array, test: Separation) -> dict[str, float]:
    problems, count = values.shape
    return {
        "problems": problems,
        "optimizers": count,
        "friedman": test.friedman,
        "p": test.friedman_p,
        "pairs": len(list(combinations(range(count), 2))),
        "separated": int(np.triu(test.separated).sum()),
    }
