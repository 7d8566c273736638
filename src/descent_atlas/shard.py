"""A shard: one problem and one optimizer, with all variants x starts x learning rates, in this order.

It imports NumPy only: a job's overhead counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import numpy as np

from descent_atlas import engine, metrics
from descent_atlas.grid import Grid, Prepared, path_iterations
from descent_atlas.optimizer import Optimizer
from descent_atlas.outcomes import judge, landscape_of
from descent_atlas.packing import packed
from descent_atlas.problem import Array, FiniteSum, Problem
from descent_atlas.randomness import generator
from descent_atlas.runs import Descent, Runs, blocks
from descent_atlas.variants import PerturbedFunction, SampledSum, zero_sum_perturbations

EVALUATIONS = 200
"""Evaluations of a finite sum whose value is dear; other objectives are evaluated at every step."""
DRAWN = 2
"""Paths are kept on problems of up to so many parameters."""

MEASURES = (
    "initial_gap",
    "final_gap",
    "best_gap",
    *(f"hit_{target}" for target in metrics.NAMES),
    *(f"hold_{target}" for target in metrics.NAMES),
    "anytime_area",
    "descent_rate",
    "overshoot",
    "path_ratio",
    "reversals",
    "noise_floor",
    "minimiser",
    "held_out_loss",
    "ending",
    "ended_at",
    "gradient_samples",
)
"""What a shard says of each run."""


def descend_shard(
    name: str, problem: Problem, optimizer: Optimizer, prepared: Prepared, grid: Grid
) -> dict[str, Array]:
    """All runs of one optimizer on one problem.

    Returns the arrays named in MEASURES in the shape variants x starts x learning rates; and ``paths``
    (1, learning rates, P, dimension) of the classical start in the first variant at ``path_iterations``
    (1, P), NaN after a run left, and where the problem has too many parameters to draw them.
    """
    landscape = landscape_of(problem)
    runs = np.prod(grid.shape)
    path_at = _path_iterations(grid)
    shard = {
        "final": np.empty((runs, problem.dimension)),
        "path_iterations": path_at[None],
        "paths": np.full((1, grid.shape[2], len(path_at), problem.dimension), np.nan),
    }
    for ids, block, estimate, evaluated in _blocks(name, problem, prepared, grid):
        descent = engine.descend(optimizer, estimate, block, landscape, evaluated, path_at)
        _put(shard, ids, {"final": descent.final, **_distances(problem, block, descent)})
        for v in np.unique(ids // (runs // len(grid.variants))):
            _measure_variant(shard, int(v), ids, descent, grid)
        traced = ids[block.traced]
        shard["paths"][0, traced % grid.shape[2]] = descent.paths.transpose(1, 0, 2)
    _put(shard, np.arange(runs), judge(problem, prepared.typical_gradient_norm, shard))
    samples = problem.sample_count if isinstance(problem, FiniteSum) else grid.noise_samples
    return _finished(shard, grid, samples)


Block = tuple[Array, Runs, Any, Array]
"""Indices into the shard's runs, the runs, their gradient estimate, and the iterations evaluated."""


def _blocks(name: str, problem: Problem, prepared: Prepared, grid: Grid) -> Iterator[Block]:
    """The shard's runs, in batches that descend together."""
    variant, start, rate = (axis.ravel() for axis in np.indices(grid.shape))
    budgets = np.array(list(grid.iterations.values()))
    runs = Runs(
        start=prepared.starts[start],
        learning_rate=grid.learning_rates[rate][:, None],
        budget=budgets[variant],
        traced=(start == 0) & (variant == 0) & (problem.dimension <= DRAWN),
    )
    if isinstance(problem, FiniteSum):
        yield from _sampled_blocks(name, problem, grid, runs, variant)
        return
    xi = zero_sum_perturbations(
        grid.noise_samples, problem.dimension, generator(grid.seed, "perturbations", name)
    )
    every = np.arange(budgets.max() + 1)
    for block in blocks(len(start), problem.dimension):
        estimate = PerturbedFunction(
            problem,
            prepared.noise_scale * xi,
            list(grid.variants.values()),
            [_shuffles(name, v, grid) for v in grid.variants],
            variant[block],
            start[block],
        )
        yield np.arange(len(start))[block], runs.take(block), estimate, every


def _sampled_blocks(
    name: str, problem: FiniteSum, grid: Grid, runs: Runs, variant: Array
) -> Iterator[Block]:
    """One block a variant: all learning rates of a start share its batches."""
    for v, (variant_name, sampling) in enumerate(grid.variants.items()):
        ids = np.flatnonzero(variant == v)
        budget = grid.iterations[variant_name]
        every = 1 if problem.cheap_value else -(-budget // EVALUATIONS)
        estimate = SampledSum(problem, sampling, _shuffles(name, variant_name, grid))
        evaluated = np.unique(np.append(np.arange(0, budget, every), budget))
        yield ids, runs.take(ids), estimate, evaluated


def _shuffles(name: str, variant: str, grid: Grid) -> list[np.random.Generator]:
    return [generator(grid.seed, "shuffle", name, variant, start) for start in range(grid.starts)]


def _path_iterations(grid: Grid) -> Array:
    """When paths are known: those of the first variant."""
    return path_iterations(next(iter(grid.iterations.values())))


def _put(shard: dict[str, Array], ids: Array, values: dict[str, Array]) -> None:
    """Write a block's values, first axis runs, to their place in the shard."""
    runs = len(shard["final"])
    for name, value in values.items():
        if name not in shard:
            shard[name] = np.empty((runs, *value.shape[1:]), value.dtype)
        shard[name][ids] = value


def _distances(problem: Problem, runs: Runs, descent: Descent) -> dict[str, Array]:
    """The initial gap, path length over the distance covered, and whether and when runs left.

    The path length is an estimate, see the engine; that no path is shorter than the distance is certain.
    """
    with np.errstate(all="ignore"):
        distance = np.linalg.norm(descent.final - runs.start, axis=1)
        ratio = np.maximum(descent.path_length / distance, 1)
    stayed = (descent.left_at < 0) & (distance > 0)
    return {
        "initial_gap": problem.value(np.asfortranarray(runs.start)) - problem.minimum,
        "path_ratio": np.where(stayed, ratio, np.nan),
        "reversals": descent.reversals,
        "left_at": descent.left_at,
        "escaped": descent.escaped,
        "budget": runs.budget,
    }


def _measure_variant(
    shard: dict[str, Array], v: int, ids: Array, descent: Descent, grid: Grid
) -> None:
    """Metrics of those runs of a block that belong to variant v."""
    _, starts, rates = grid.shape
    own = np.flatnonzero(ids // (starts * rates) == v)
    budget = list(grid.iterations.values())[v]
    last = np.searchsorted(descent.iterations, budget, "right")
    iterations, gaps = descent.iterations[:last], descent.gaps[:last, own[0] : own[-1] + 1]
    noisy = list(grid.variants.values())[v].batch_size is not None
    _put(shard, ids[own], metrics.measure(iterations, gaps, noisy))


def _finished(shard: dict[str, Array], grid: Grid, samples: int) -> dict[str, Array]:
    """The shard in its final shape, with what each run cost."""
    left_at, budget = shard.pop("left_at"), shard.pop("budget")
    taken = np.where(left_at >= 0, left_at, budget)
    by_variant = taken.reshape(len(grid.variants), -1)
    variants = grid.variants.values()
    costs = [v.gradient_samples(t, samples) for v, t in zip(variants, by_variant, strict=True)]
    shard["gradient_samples"] = np.concatenate(costs)
    # The gap's history has seven digits, the last iterate all.
    shard["best_gap"] = np.fmin(shard["best_gap"], shard["final_gap"])
    measures = {name: shard[name].reshape(grid.shape) for name in MEASURES}
    paths = {name: shard[name] for name in ("paths", "path_iterations")}
    return {name: packed(name, values) for name, values in (measures | paths).items()}
