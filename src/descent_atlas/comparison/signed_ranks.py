"""Wilcoxon's signed ranks with their exact distribution, Holm's correction, and how few problems are too few.

Where many problems are solved by neither of two methods, most of their differences are zero. Halving the
ranks of zeros between the signs, as a normal approximation would need, lets them drown the rest: 17 wins, no
loss and 41 equal problems would not count as a difference among 33 tests. Zeros say nothing about the sign,
so here they are ranked with the others and then left out, as J. W. Pratt proposes, Remarks on zeros and ties
in the Wilcoxon signed rank procedures, Journal of the American Statistical Association 54, 1959: were they
left out before, a problem that turns from a tie into a loss could make a win more certain. The test is F.
Wilcoxon's, Individual comparisons by ranking methods, Biometrics Bulletin 1, 1945.
"""

from __future__ import annotations

import numpy as np
from scipy import stats

from descent_atlas.comparison.cube import Array

LEVEL = 0.05


def fewest(tests: int) -> int:
    """With fewer problems than this, no one of so many tests can be below LEVEL after Holm's correction.

    If all of n problems agree, the chance of it is 2 / 2^n, two signs each; the smallest of m chances is
    multiplied by m. So the least n with m 2^(1 - n) < LEVEL. Without a test, no number is too few.
    """
    problems = 0
    while tests * 2.0 ** (1 - problems) >= LEVEL:
        problems += 1
    return problems


def signed_ranks(differences: Array) -> Array:
    """Wilcoxon's two-sided p of each column of (problems, pairs), shape (pairs,); 1 where all are zero.

    Magnitudes are ranked with equals sharing the mean rank, zeros among them and then left out. Given the
    ranks, each sign is up or down with the same chance, so that the distribution of their sum is exact
    with ties and zeros too.
    """
    ranks = np.rint(2 * stats.rankdata(np.abs(differences), axis=0)).astype(int)
    pairs = zip(ranks.T, np.sign(differences).T, strict=True)
    return np.array([_two_sided(rank[sign != 0], sign[sign != 0] > 0) for rank, sign in pairs])


def _two_sided(ranks: Array, positive: Array) -> float:
    """The chance that the smaller sum of the two signs' ``ranks``, whole numbers, is as small or smaller.

    The chances of all sums up to that one, one rank after another: each is either in the sum or not.
    """
    smaller = int(min(ranks[positive].sum(), ranks[~positive].sum()))
    chances = np.zeros(smaller + 1)
    chances[0] = 1.0
    for rank in np.sort(ranks):
        with_it = np.zeros_like(chances)
        with_it[rank:] = chances[: max(0, len(chances) - rank)]
        chances = (chances + with_it) / 2
    return min(1.0, 2 * float(chances.sum()))


def holm(p: Array) -> Array:
    """p (tests,) after the correction for their number.

    The i-th smallest of m (from 0) is multiplied by m - i, then none may be below a smaller one's. Source:
    S. Holm, A simple sequentially rejective multiple test procedure, Scandinavian Journal of Statistics 6,
    1979.
    """
    order = np.argsort(p, kind="stable")
    stepped = np.minimum(1, p[order] * np.arange(len(p), 0, -1))
    corrected = np.empty_like(p)
    corrected[order] = np.maximum.accumulate(stepped)
    return corrected
