"""Groups of optimizers of which no two are told apart: the maximal cliques of a graph."""

from __future__ import annotations

import numpy as np

from descent_atlas.comparison.cube import Array


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
