"""The grid: a configuration's settings to shards, and a shard to the runs it descends.

A shard is one problem and one optimizer, with all variants x starts x learning rates inside, in this
order. It imports NumPy only: a job's overhead counts.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np

from descent_atlas import endings, engine, metrics
from descent_atlas.engine import Descent, Landscape, Runs
from descent_atlas.optimizer import Optimizer
from descent_atlas.problem import Array, FiniteSum, Problem
from descent_atlas.randomness import generator
from descent_atlas.variants import PerturbedFunction, SampledSum, Variant, zero_sum_perturbations

EVALUATIONS = 200
"""Evaluations of a finite sum whose value is dear; other objectives are evaluated at every step."""


@dataclass(frozen=True)
class Grid:
    """The settings that every shard shares."""

    seed: int
    learning_rates: Array
    variants: dict[str, Variant]
    iterations: dict[str, int]
    starts: int
    noise_samples: int

    @classmethod
    def from_settings(cls, settings: dict[str, Any]) -> Grid:
        """The grid of a validated configuration's plain values."""
        variants = {name: v for name, v in settings["variants"].items() if v is not None}
        sizes = {"full_batch": None, "stochastic": 1}
        return cls(
            seed=settings["seed"],
            learning_rates=learning_rates(**settings["learning_rates"]),
            variants={n: Variant(sizes.get(n, v.get("batch_size"))) for n, v in variants.items()},
            iterations={name: v["iterations"] for name, v in variants.items()},
            starts=settings["starts"],
            noise_samples=settings["noise"]["samples"],
        )

    @property
    def shape(self) -> tuple[int, int, int]:
        """Variants x starts x learning rates."""
        return len(self.variants), self.starts, len(self.learning_rates)


def learning_rates(lowest: float, highest: float, per_decade: int) -> Array:
    """Evenly spaced on a log scale from lowest to highest, both included; powers of ten are exact."""
    count = round(per_decade * np.log10(highest / lowest)) + 1
    exponents = np.log10(lowest) + np.arange(count) / per_decade
    return np.array([float(f"{10.0**exponent:.12g}") for exponent in exponents])


@dataclass(frozen=True)
class Prepared:
    """What is fixed for a problem before any optimizer sees it."""

    starts: Array
    """(starts, dimension), the classical one first"""
    noise_scale: float
    """Root mean square of a part's perturbation, in units of f over units of x"""
    typical_gradient_norm: float
    """The median gradient norm at the starts"""


def trace_iterations(iterations: int) -> Array:
    """About eight iterations a decade, from 0 to the last."""
    count = int(8 * np.log10(iterations)) + 2
    spaced = np.rint(np.geomspace(1, iterations, count)).astype(int)
    return np.unique(np.concatenate([[0], spaced]))


def path_iterations(iterations: int) -> Array:
    """Every one of the first hundred, then about thirty a decade."""
    dense = np.arange(min(101, iterations + 1))
    count = max(2, int(30 * np.log10(max(iterations / 100, 1.1))))
    spaced = np.rint(np.geomspace(min(100, iterations), iterations, count)).astype(int)
    return np.unique(np.concatenate([dense, spaced]))


def descend_shard(
    name: str, problem: Problem, optimizer: Optimizer, prepared: Prepared, grid: Grid
) -> dict[str, Array]:
    """All runs of one optimizer on one problem.

    Returns, in the shape variants x starts x learning rates, the metrics of ``metrics.measure``, and
    initial_gap, final_gap, path_ratio, reversals, minimiser, held_out_loss, ending, ended_at,
    gradient_samples; ``traces`` (…, K), normalised gaps at ``trace_iterations`` (variants, K); and
    ``paths`` (variants, learning rates, P, dimension) of the classical start at ``path_iterations``.
    """
    landscape = _landscape(problem)
    runs = np.prod(grid.shape)
    shard = {"final": np.empty((runs, problem.dimension)), **_trace_arrays(problem, grid)}
    for ids, block, estimate, evaluated, path in _blocks(name, problem, prepared, grid):
        descent = engine.descend(optimizer, estimate, block, landscape, evaluated, path)
        _put(shard, ids, {"final": descent.final, **_distances(problem, block, descent)})
        for v in np.unique(ids // (runs // len(grid.variants))):
            _measure_variant(shard, int(v), ids, descent, path, grid)
    _put(shard, np.arange(runs), _outcome(problem, prepared, shard))
    samples = problem.sample_count if isinstance(problem, FiniteSum) else grid.noise_samples
    return _finished(shard, grid, samples)


def _landscape(problem: Problem) -> Landscape:
    domain = problem.domain
    return Landscape(
        minimum=problem.minimum,
        centre=domain.mean(axis=1),
        diameter=float(np.linalg.norm(domain[:, 1] - domain[:, 0])),
        bounded=problem.bounded,
    )


Block = tuple[Array, Runs, Any, Array, Array]
"""Indices into the shard's runs, the runs, their gradient estimate, evaluated and path iterations."""


def _blocks(name: str, problem: Problem, prepared: Prepared, grid: Grid) -> Iterator[Block]:
    """The shard's runs, in batches that descend together."""
    variant, start, rate = (axis.ravel() for axis in np.indices(grid.shape))
    budgets = np.array(list(grid.iterations.values()))
    runs = Runs(
        start=prepared.starts[start],
        learning_rate=grid.learning_rates[rate][:, None],
        budget=budgets[variant],
        traced=start == 0,
    )
    if isinstance(problem, FiniteSum):
        yield from _sampled_blocks(name, problem, grid, runs, variant)
        return
    xi = zero_sum_perturbations(
        grid.noise_samples, problem.dimension, generator(grid.seed, "perturbations", name)
    )
    every = np.arange(budgets.max() + 1)
    path = np.unique(np.concatenate([path_iterations(budget) for budget in budgets]))
    for block in engine.blocks(len(start), problem.dimension):
        estimate = PerturbedFunction(
            problem,
            prepared.noise_scale * xi,
            list(grid.variants.values()),
            [_shuffles(name, v, grid) for v in grid.variants],
            variant[block],
            start[block],
        )
        yield np.arange(len(start))[block], runs.take(block), estimate, every, path


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
        yield ids, runs.take(ids), estimate, evaluated, path_iterations(budget)


def _shuffles(name: str, variant: str, grid: Grid) -> list[np.random.Generator]:
    return [generator(grid.seed, "shuffle", name, variant, start) for start in range(grid.starts)]


def _trace_arrays(problem: Problem, grid: Grid) -> dict[str, Array]:
    variants, starts, rates = grid.shape
    traced = _padded([trace_iterations(budget) for budget in grid.iterations.values()])
    path = _padded([path_iterations(budget) for budget in grid.iterations.values()])
    return {
        "trace_iterations": traced,
        "path_iterations": path,
        "traces": np.full((variants * starts * rates, traced.shape[1]), np.nan, np.float32),
        "paths": np.full((variants, rates, path.shape[1], problem.dimension), np.nan),
    }


def _padded(iterations: list[Array]) -> Array:
    """Rows of one length, each filled up with its last iteration, shape (variants, longest)."""
    longest = max(map(len, iterations))
    return np.array([np.pad(row, (0, longest - len(row)), "edge") for row in iterations])


def _put(shard: dict[str, Array], ids: Array, values: dict[str, Array]) -> None:
    """Write a block's values, first axis runs, to their place in the shard."""
    runs = len(shard["final"])
    for name, value in values.items():
        if name not in shard:
            shard[name] = np.empty((runs, *value.shape[1:]), value.dtype)
        shard[name][ids] = value


def _distances(problem: Problem, runs: Runs, descent: Descent) -> dict[str, Array]:
    """Path length over the distance covered, share of reversals, and whether and when runs left."""
    with np.errstate(all="ignore"):
        distance = np.linalg.norm(descent.final - runs.start, axis=1)
        ratio = descent.path_length / distance
    stayed = (descent.left_at < 0) & (distance > 0)
    return {
        "path_ratio": np.where(stayed, ratio, np.nan),
        "reversals": descent.reversals,
        "left_at": descent.left_at,
        "escaped": descent.escaped,
        "budget": runs.budget,
    }


def _measure_variant(
    shard: dict[str, Array], v: int, ids: Array, descent: Descent, path: Array, grid: Grid
) -> None:
    """Metrics and traces of those runs of a block that belong to variant v."""
    _, starts, rates = grid.shape
    own = np.flatnonzero(ids // (starts * rates) == v)
    budget = list(grid.iterations.values())[v]
    last = np.searchsorted(descent.iterations, budget, "right")
    iterations, gaps = descent.iterations[:last], descent.gaps[:last, own[0] : own[-1] + 1]
    noisy = list(grid.variants.values())[v].batch_size is not None
    rows = np.searchsorted(iterations, shard["trace_iterations"][v], "right") - 1
    traces = gaps[rows].T / np.maximum(gaps[0], np.finfo(np.float32).tiny)[:, None]
    traces[np.isinf(traces)] = np.nan
    measured = metrics.measure(iterations, gaps, noisy)
    _put(shard, ids[own], {**measured, "initial_gap": gaps[0].astype(float), "traces": traces})
    traced = ids[own][ids[own] // rates % starts == 0]
    if len(traced):
        at = np.searchsorted(path, shard["path_iterations"][v])
        columns = np.flatnonzero(np.isin(ids[ids // rates % starts == 0], traced))
        shard["paths"][v, traced % rates] = descent.paths[at][:, columns].transpose(1, 0, 2)


def _outcome(problem: Problem, prepared: Prepared, shard: dict[str, Array]) -> dict[str, Array]:
    """How each run ended, from its last iterate on the full objective."""
    final, left = shard["final"], shard["left_at"] >= 0
    with np.errstate(all="ignore"):
        value, gradient = problem.value_and_gradient(final)
        gradient_norm = np.linalg.norm(gradient, axis=1)
        held_out = problem.held_out_loss(final) if isinstance(problem, FiniteSum) else None
    settled = ~left & endings.settled(gradient_norm, prepared.typical_gradient_norm)
    curvature = np.full(len(final), np.nan)
    for chunk in np.array_split(np.flatnonzero(settled), 1 + np.count_nonzero(settled) // 64):
        curvature[chunk] = endings.lowest_curvature(problem.hessian(final[chunk]))
    diameter = _landscape(problem).diameter
    minimiser = endings.nearest_minimiser(final, problem.minimisers, diameter)
    minimiser[left] = -1
    outcome = endings.Outcome(
        left=left,
        escaped=shard["escaped"],
        held_tightest=shard[f"hold_{metrics.NAMES[-1]}"] >= 0,
        progressing=shard["progressing"],
        stalled=shard["stalled"],
        turning=shard["reversals"] > 0,
        gradient_norm=gradient_norm,
        lowest_curvature=curvature,
        minimiser=minimiser,
    )
    return {
        "final_gap": np.where(left, np.nan, np.maximum(value - problem.minimum, 0)),
        "held_out_loss": np.full(len(final), np.nan) if held_out is None else held_out,
        "minimiser": minimiser,
        "ending": endings.classify(outcome, settled),
    }


def _finished(shard: dict[str, Array], grid: Grid, samples: int) -> dict[str, Array]:
    """The shard in its final shape, with what each run cost and when it ended."""
    left, hold = shard.pop("left_at"), shard[f"hold_{metrics.NAMES[-1]}"]
    taken = np.where(left >= 0, left, shard.pop("budget"))
    shard["ended_at"] = np.where((left < 0) & (hold >= 0), hold, taken)
    shard["held_out_loss"] = np.where(left >= 0, np.nan, shard["held_out_loss"])
    for name in ("final", "escaped", "progressing", "stalled"):
        del shard[name]
    by_variant = taken.reshape(len(grid.variants), -1)
    variants = grid.variants.values()
    costs = [v.gradient_samples(t, samples) for v, t in zip(variants, by_variant, strict=True)]
    shard["gradient_samples"] = np.concatenate(costs)
    fixed = ("paths", "path_iterations", "trace_iterations")
    return {
        name: array if name in fixed else array.reshape(*grid.shape, *array.shape[1:])
        for name, array in shard.items()
    }
