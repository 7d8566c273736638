"""A few out of many, for figures that show only so much: some of each kind, the familiar ones first."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

FAMILIAR = (
    *("rosenbrock", "himmelblau", "saddle", "sine_product", "tanh_plateau", "rastrigin"),
    *("rotated_quadratic", "beale", "ackley", "breast_cancer"),
)
"""Problems that readers have met in the article, or elsewhere, in this order."""


def spread(groups: Mapping[str, Sequence[str]], most: int) -> list[str]:
    """At most ``most`` names, one of each group in turn, in the order in which ``groups`` has them all."""
    waiting = {group: sorted(names, key=_unfamiliar) for group, names in groups.items()}
    chosen: set[str] = set()
    for turn in range(max(map(len, waiting.values()), default=0)):
        for names in waiting.values():
            if turn < len(names) and len(chosen) < most:
                chosen.add(names[turn])
    return [name for names in groups.values() for name in names if name in chosen]


def _unfamiliar(name: str) -> int:
    return FAMILIAR.index(name) if name in FAMILIAR else len(FAMILIAR)
