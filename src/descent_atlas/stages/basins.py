"""Where one optimizer ends from everywhere on a plane, at the learning rate that is best for it there."""

from __future__ import annotations

import argparse
import math
from collections.abc import Mapping
from typing import Any

import numpy as np

from descent_atlas import metrics
from descent_atlas.engine import descend
from descent_atlas.files import read_json, replacing
from descent_atlas.optimizer import Array, Optimizer
from descent_atlas.outcomes import landscape_of
from descent_atlas.problem import Problem
from descent_atlas.registry import build_optimizer, build_problem
from descent_atlas.runs import Runs
from descent_atlas.variants import PerturbedFunction, Variant

Arrays = Mapping[str, Array]

FULL = "full_batch"
POINTS = 64
"""Starts along an axis, each in the middle of a cell of the domain."""
EVERY = 16
"""Iterations between two looks at the objective, after which a run that left is dropped."""
NEAR, APART = 0.01, 0.25
"""At a minimum: within this share of the domain's diameter, and of the distance to the next minimum."""
SAME = 1e-6
"""Minima closer than this share of the diameter are one."""
NOWHERE, LEFT = -1, -2
"""In place of a minimum: at none of those that are known; no longer on the landscape."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas basins", description=__doc__)
    parser.add_argument("--problem", required=True, help="the problem's name")
    parser.add_argument("--optimizer", required=True, help="the optimizer's name")
    parser.add_argument("--shard", required=True, help="their runs (.npz)")
    parser.add_argument("--critical-points", required=True, help="the problem's (JSON)")
    parser.add_argument("--success-target", type=float, required=True, help="such as 1e-4")
    parser.add_argument("--iterations", type=int, required=True, help="of the full batch")
    parser.add_argument("--data", help="the data set's .npz, for a finite sum")
    parser.add_argument("--output", required=True, help="the .npz to write")
    options = parser.parse_args(arguments)
    data = dict(np.load(options.data)) if options.data else None
    problem = build_problem(options.problem, data)
    target = metrics.NAMES[round(-math.log10(options.success_target)) - 1]
    with np.load(options.shard) as shard:
        rate = best_rate(shard, target, options.iterations)
    minima = known_minima(problem, read_json(options.critical_points)["points"])
    ends = where_it_ends(
        problem, build_optimizer(options.optimizer), rate, options.iterations, minima
    )
    with replacing(options.output) as path:
        np.savez_compressed(path, learning_rate=rate, minima=minima, **ends)  # type: ignore[arg-type]


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
    gap = shard["final_gap"][full, half] / shard["initial_gap"][full, half]
    with np.errstate(divide="ignore", invalid="ignore"):
        running_time = np.where(success, hold, budget).sum(axis=0) / successes
        gap_median = np.median(np.nan_to_num(gap, nan=np.inf, posinf=np.inf), axis=0)
    escape_time = np.where(escaped, ended_at, budget).mean(axis=0)
    escape_time = np.where(escaped.any(axis=0), escape_time, np.inf)
    order = np.lexsort(
        (np.nan_to_num(gap_median, nan=np.inf), escape_time, running_time, -successes)
    )
    return float(shard["learning_rates"][order[0]])


def known_minima(problem: Problem, points: list[dict[str, Any]]) -> Array:
    """The global minimisers and the minima among the critical points, (count, 2), from the lowest."""
    found = [p["point"] for p in points if p["kind"] == "minimum"]
    every = np.array([*problem.minimisers.tolist(), *found]).reshape(-1, 2)
    if not len(every):
        return every
    apart = np.linalg.norm(every[:, None] - every, axis=2)
    same = apart < SAME * landscape_of(problem).diameter
    kept = every[same.argmax(axis=1) == np.arange(len(every))]
    return kept[np.lexsort((*kept.T[::-1], problem.value(kept).round(9)))]


def where_it_ends(
    problem: Problem, optimizer: Optimizer, rate: float, iterations: int, minima: Array
) -> dict[str, Array]:
    """``minimum``, which of the minima each run ends at, and its ``final_gap``, both (y, x).

    The gap is NaN for a run that left.
    """
    cells = (np.arange(POINTS) + 0.5) / POINTS
    (left, right), (low, high) = problem.domain
    grid = np.meshgrid(left + cells * (right - left), low + cells * (high - low))
    starts = np.column_stack([axis.ravel() for axis in grid])
    runs = Runs(
        start=starts,
        learning_rate=np.full((len(starts), 1), rate),
        budget=np.full(len(starts), iterations),
        traced=np.zeros(len(starts), bool),
    )
    evaluated = np.unique([*range(0, iterations, EVERY), iterations])
    landscape = landscape_of(problem)
    gradient = full_gradient(problem, len(starts))
    descent = descend(optimizer, gradient, runs, landscape, evaluated, np.array([0]))
    gone = descent.left_at >= 0
    with np.errstate(all="ignore"):
        gap = problem.value(descent.final) - problem.minimum
    gap = np.where(gone, np.nan, np.maximum(gap, 0))
    minimum = np.where(gone, LEFT, nearest(descent.final, minima, landscape.diameter))
    shape = (POINTS, POINTS)
    return {
        "minimum": minimum.astype(np.int16).reshape(shape),
        "final_gap": gap.astype(np.float32).reshape(shape),
    }


def full_gradient(problem: Problem, runs: int) -> PerturbedFunction:
    """The exact gradient, for so many runs."""
    nobody, none = np.zeros(runs, int), np.zeros((1, problem.dimension))
    return PerturbedFunction(
        problem, none, [Variant()], [[np.random.default_rng(0)]], nobody, nobody
    )


def nearest(points: Array, minima: Array, diameter: float) -> Array:
    """Which of the minima each point (runs, 2) is at, or NOWHERE, shape (runs,)."""
    if not len(minima):
        return np.full(len(points), NOWHERE)
    between = np.linalg.norm(minima[:, None] - minima, axis=2) + np.diag([np.inf] * len(minima))
    reach = min(NEAR * diameter, APART * float(between.min(initial=np.inf)))
    with np.errstate(all="ignore"):
        distance = np.linalg.norm(points[:, None] - minima, axis=2)
    at = np.nan_to_num(distance, nan=np.inf)
    return np.where(at.min(axis=1) <= reach, at.argmin(axis=1), NOWHERE)
