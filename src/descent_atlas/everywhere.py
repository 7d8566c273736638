"""Once more from everywhere on a plane that has several minima: where runs end at an optimizer's best rate.

A part of the shard's job, since a job of its own would spend more time on its start than on this. It
imports NumPy only.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping

import numpy as np

from descent_atlas.engine import descend
from descent_atlas.optimizer import Array, Optimizer
from descent_atlas.outcomes import landscape_of
from descent_atlas.problem import Problem
from descent_atlas.runs import Runs
from descent_atlas.variants import PerturbedFunction, Variant

Arrays = Mapping[str, Array]

FULL = "full_batch"
"""The variant that is descended."""
CELLS = 40
"""Cells of the domain along an axis, each with a start in its middle."""
EVERY = 16
"""Iterations between two looks at the objective, after which a run that left is dropped."""
SEVERAL_MINIMA = {"few minima", "many minima", "deceptive"}
"""Tags of which one says that there are several."""


def is_mapped(problem: Problem, variants: Collection[str]) -> bool:
    """Whether where runs end is worth a map, and the grid's variants allow for one."""
    several = len(problem.minimisers) > 1 or not SEVERAL_MINIMA.isdisjoint(problem.tags)
    return problem.dimension == 2 and several and FULL in variants


def map_ends(
    problem: Problem, optimizer: Optimizer, shard: Arrays, target: str, iterations: int
) -> dict[str, Array]:
    """``where_it_ends`` at the best rate among a shard's runs, which is ``map_rate``."""
    rate = best_rate(shard, target, iterations)
    return {"map_rate": np.array(rate), **where_it_ends(problem, optimizer, rate, iterations)}


def best_rate(shard: Arrays, target: str, budget: int) -> float:
    """The rate that is best with the full batch, by the rule of ``comparison.learning_rates.best_rates``.

    Chosen on the first half of the starts: most successes, lowest expected running time, soonest escape,
    lowest median gap, smallest rate. Here from the shard alone, so that nothing else is waited for.
    """
    half = slice(0, -(-shard["ending"].shape[1] // 2))
    full = int(np.flatnonzero(shard["variants"] == FULL)[0])
    hold, ended_at, ending = (
        shard[name][full, half] for name in (f"hold_{target}", "ended_at", "ending")
    )
    success = hold >= 0
    successes = success.sum(axis=0)
    escaped = ending == list(shard["endings"]).index("escaped")
    # As in the table, the median has more digits than the gaps: halfway between two is no tie with either.
    gap = (shard["final_gap"][full, half] / shard["initial_gap"][full, half]).astype(float)
    with np.errstate(divide="ignore", invalid="ignore"):
        running_time = np.where(success, hold, budget).sum(axis=0) / successes
        gap_median = np.median(np.nan_to_num(gap, nan=np.inf, posinf=np.inf), axis=0)
    escape_time = np.where(escaped, ended_at, budget).mean(axis=0)
    escape_time = np.where(escaped.any(axis=0), escape_time, np.inf)
    order = np.lexsort(
        (np.nan_to_num(gap_median, nan=np.inf), escape_time, running_time, -successes)
    )
    return float(shard["learning_rates"][order[0]])


def where_it_ends(
    problem: Problem, optimizer: Optimizer, rate: float, iterations: int
) -> dict[str, Array]:
    """``map_points``, the last iterate from each cell, (y, x, 2), and its ``map_gap``, (y, x).

    Both are NaN for a run that left the landscape. Seven digits: a minimum's reach is far wider.
    """
    starts = middles(problem.domain)
    runs = Runs(
        start=starts,
        learning_rate=np.full((len(starts), 1), rate),
        budget=np.full(len(starts), iterations),
        traced=np.zeros(len(starts), bool),
    )
    evaluated = np.unique([*range(0, iterations, EVERY), iterations])
    gradient = full_gradient(problem, len(starts))
    first = np.array([0])
    descent = descend(optimizer, gradient, runs, landscape_of(problem), evaluated, first)
    left = descent.left_at >= 0
    with np.errstate(all="ignore"):
        gap = problem.value(descent.final) - problem.minimum
    points = np.where(left[:, None], np.nan, descent.final)
    gap = np.where(left, np.nan, np.maximum(gap, 0))
    return {
        "map_points": points.astype(np.float32).reshape(CELLS, CELLS, 2),
        "map_gap": gap.astype(np.float32).reshape(CELLS, CELLS),
    }


def middles(domain: Array) -> Array:
    """The middle of each cell of a domain (2, 2), shape (cells, 2), row by row from the lowest."""
    shares = (np.arange(CELLS) + 0.5) / CELLS
    along = [low + shares * (high - low) for low, high in domain]
    return np.column_stack([axis.ravel() for axis in np.meshgrid(*along)])


def full_gradient(problem: Problem, runs: int) -> PerturbedFunction:
    """The exact gradient, for so many runs."""
    nobody, none = np.zeros(runs, int), np.zeros((1, problem.dimension))
    return PerturbedFunction(
        problem, none, [Variant()], [[np.random.default_rng(0)]], nobody, nobody
    )
