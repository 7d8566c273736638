"""What is compared: the optimizers' runs at the rates of each regime, and the subsets of tasks they meet on.

A task is a problem in one variant. An optimizer is *ranked* in a subset if it is a method, no control or
bound, and was run on every task of the subset: others stand in the tables unranked.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
import pandas as pd

from descent_atlas.comparison import pairs
from descent_atlas.comparison.cube import Array, Cube, at_rates, samples_per_step
from descent_atlas.comparison.defaults import REGIMES, Rates
from descent_atlas.comparison.duels import ALL
from descent_atlas.comparison.sanity import AT_ONE_OVER_L
from descent_atlas.comparison.times import runs
from descent_atlas.problem import TAGS

METHOD, CONTROL, BOUND = "method", "control", "bound"


@dataclass(frozen=True)
class Subset:
    """Some tasks of one variant, or all tasks together."""

    variant: str
    landscape: str
    """A tag of problems, or ALL"""
    tasks: Array
    """(variants, problems), bool"""

    @property
    def keys(self) -> dict[str, str]:
        """Its columns in a table."""
        return {"variant": self.variant, "landscape": self.landscape}


@dataclass(frozen=True)
class Contest:
    """The bounded problems' runs with the sanity bounds among the optimizers."""

    cube: Cube
    """With ``hold``, every ``hold_…`` and ``gradient_samples``"""
    rates: Rates
    problems: pd.DataFrame
    """The table of problems, indexed by problem"""
    _weights: dict[int, Array] = field(default_factory=dict, repr=False)

    @property
    def optimizers(self) -> list[str]:
        """Their names, in the order of every array."""
        return self.cube.names["optimizer"]

    @property
    def roles(self) -> list[str]:
        """method, control or bound of each optimizer."""
        return [
            BOUND if name == AT_ONE_OVER_L else METHOD if method else CONTROL
            for name, method in zip(self.optimizers, self.rates.methods, strict=True)
        ]

    @cached_property
    def step_cost(self) -> Array:
        """What a step costs in passes over the data, gradient samples / N, (variants, problems)."""
        size = self.problems["samples"].reindex(self.cube.names["problem"]).to_numpy(float)
        return samples_per_step(self.cube) / size

    @cached_property
    def present(self) -> Array:
        """Which optimizer was run on which task, (variants, problems, optimizers)."""
        return (runs(self.cube["hold"]) > 0).any(axis=-1)

    def ranked(self, subset: Subset) -> Array:
        """Who is ranked in a subset, shape (optimizers,)."""
        complete: Array = self.present[subset.tasks].all(axis=0)
        return complete & self.rates.methods

    def weights(self, p: int) -> Array:
        """How often each judged start of a problem stands in the sample and in each resample.

        Shape (starts, 1 + RESAMPLES); the first column is the sample itself.
        """
        if p not in self._weights:
            self._weights[p] = pairs.with_all(pairs.judging_weights(self.cube, p))
        return self._weights[p]

    def times(self, column: str, regime: str) -> Array:
        """Times on the judged starts at a regime's rates, (variants, problems, optimizers, starts)."""
        return at_rates(self.cube[column], self.rates.by_regime[regime])[..., self.cube.second]

    def subsets(self) -> list[Subset]:
        """All tasks, those of each variant, and those of each kind of landscape in each variant."""
        variants, problems = self.cube.names["variant"], self.cube.names["problem"]
        there = self.present.any(axis=-1)
        tags = self.problems["tags"].fillna("").reindex(problems).str.split(";")
        kinds = {ALL: np.full(len(problems), True)}
        kinds |= {tag: np.array([tag in own for own in tags]) for tag in TAGS}
        found = [Subset(ALL, ALL, there)]
        for v, variant in enumerate(variants):
            own = np.arange(len(variants))[:, None] == v
            found += [Subset(variant, kind, there & own & mask) for kind, mask in kinds.items()]
        return [subset for subset in found if subset.tasks.any()]


TUNED = (REGIMES[0], REGIMES[2])
"""The regimes in which whole curves and pairs are shown: as they come, and at a rate for each problem."""
