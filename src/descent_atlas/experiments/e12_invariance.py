"""E12: the same landscapes turned, in another unit, and stretched: what that changes for each optimizer.

Only how a problem is written down differs, so a method whose speed changes depends on how one writes.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from scipy.stats import qmc

from descent_atlas import metrics
from descent_atlas.comparison.times import best_indices, expected_running_times
from descent_atlas.engine import descend
from descent_atlas.experiments.transformed import TransformedGradient, starts_of
from descent_atlas.grid import learning_rates
from descent_atlas.optimizer import Optimizer
from descent_atlas.outcomes import landscape_of
from descent_atlas.problem import Array, Problem
from descent_atlas.problems.aligned_quadratic import AlignedQuadratic
from descent_atlas.problems.himmelblau import Himmelblau
from descent_atlas.problems.rosenbrock import Rosenbrock
from descent_atlas.randomness import generator
from descent_atlas.registry import build_optimizer, optimizer_names
from descent_atlas.runs import Runs, blocks

PROBLEMS: dict[str, Problem] = {
    "aligned_quadratic": AlignedQuadratic(),
    "rosenbrock": Rosenbrock(),
    "himmelblau": Himmelblau(),
}
"""Their minimum is 0, so a factor on the value leaves it where it is."""
LOWEST, HIGHEST, PER_DECADE = 1e-6, 10.0, 4
RATES = learning_rates(LOWEST, HIGHEST, PER_DECADE)
STARTS, ITERATIONS = 16, 800
TARGET = "1e-4"
"""A run succeeds if it holds this share of its initial gap, as in the grid."""
TURNS, STRETCHES = 3, 3
"""How many random rotations, and how many random stretchings of the coordinates."""
FACTORS = (1e-2, 1e-1, 1e1, 1e2)
"""On the value. With whole powers of ten, a rate divided by one is on the grid too."""
LONGEST = 10.0
"""A coordinate is stretched by at most this, and the other is shrunk as much."""
KINDS = {"rotation": "turned", "scale": "multiplied", "rescaling": "stretched"}
RATE_KINDS = ("same rate", "own best")
KEYS = ["optimizer", "transformation", "rates"]


@dataclass(frozen=True)
class Changes:
    """The ways in which a problem is written; the first is as it is."""

    kinds: list[str]
    matrices: Array
    """(changes, dimension, dimension), B of ``TransformedGradient``"""
    factors: Array
    """(changes,)"""


def run(optimizers: Sequence[str] | None = None) -> dict[str, Any]:
    """The tables and the facts, by their path under the results; of all optimizers that have a file."""
    names = sorted(optimizer_names() if optimizers is None else optimizers)
    parts = [changes_of(name, problem) for name in names for problem in PROBLEMS]
    changes = pd.concat(parts, ignore_index=True)
    table = summary(changes)
    return {
        "tables/e12_changes.csv": changes.replace(np.inf, np.nan),
        "tables/e12_invariance.csv": table,
        "facts/e12.json": facts(table, len(names)),
    }


def written(problem: str, dimension: int = 2) -> Changes:
    """All the ways to write a problem down, the same for every optimizer."""
    random, same = generator("e12", "changes", problem), np.eye(dimension)
    turns = [_orthogonal(random, dimension) for _ in range(TURNS)]
    stretches = [_stretch(random, dimension) for _ in range(STRETCHES)]
    kinds = ["none", *["rotation"] * TURNS, *["scale"] * len(FACTORS), *["rescaling"] * STRETCHES]
    matrices = [same, *turns, *[same] * len(FACTORS), *stretches]
    factors = [1.0, *[1.0] * TURNS, *FACTORS, *[1.0] * STRETCHES]
    return Changes(kinds, np.array(matrices), np.array(factors))


def _orthogonal(random: np.random.Generator, dimension: int) -> Array:
    """A random rotation or reflection, all equally likely.

    Source: F. Mezzadri, How to generate random matrices from the classical compact groups, Notices of the
    AMS 54, 2007.
    """
    q, r = np.linalg.qr(random.standard_normal((dimension, dimension)))
    turned: Array = q * np.sign(np.diag(r))
    return turned


def _stretch(random: np.random.Generator, dimension: int) -> Array:
    """A random diagonal matrix with determinant 1, its entries spread evenly on a log scale."""
    logs = random.uniform(-np.log(LONGEST), np.log(LONGEST), dimension)
    return np.diag(np.exp(logs - logs.mean()))


def hold_times(optimizer: Optimizer, name: str) -> Array:
    """When each run holds the target, (changes, rates, starts); infinite where it never does."""
    problem, changes = PROBLEMS[name], written(name)
    shape = (len(changes.kinds), len(RATES), STARTS)
    change, rate, start = (axis.ravel() for axis in np.indices(shape))
    places = starts_of(problem, draw_starts(name), changes.matrices)
    runs = Runs(
        start=places[change, start],
        learning_rate=RATES[rate][:, None],
        budget=np.full(len(change), ITERATIONS),
        traced=np.zeros(len(change), bool),
    )
    every, times = np.arange(ITERATIONS + 1), np.empty(len(change))
    for block in blocks(len(change), problem.dimension):
        kind = change[block]
        estimate = TransformedGradient(problem, changes.matrices[kind], changes.factors[kind])
        part = runs.take(block)
        done = descend(optimizer, estimate, part, landscape_of(problem), every, every[:1])
        times[block] = metrics.measure(done.iterations, done.gaps, noisy=False)[f"hold_{TARGET}"]
    return np.where(times < 0, np.inf, times).reshape(shape)


def draw_starts(name: str) -> Array:
    """The classical start, then a scrambled Sobol sequence over the domain, shape (STARTS, dimension)."""
    problem = PROBLEMS[name]
    sequence = qmc.Sobol(problem.dimension, rng=generator("e12", "starts", name))
    low, high = problem.domain.T
    points = low + sequence.random(STARTS) * (high - low)
    return np.vstack([problem.start, points[1:]])


def changes_of(optimizer: str, problem: str) -> pd.DataFrame:
    """By how much each way of writing a problem changes the expected running time of one optimizer.

    ``change`` is log10 of ERT over that on the problem as it is, on the second half of the starts; infinite
    where no run succeeds any more. At the *same rate*, which is the best on the problem as it is, or each
    at its *own best* rate; all chosen on the first half. No rows where it never succeeds as it is.
    """
    times = hold_times(build_optimizer(optimizer), problem)
    first, second = times[..., : STARTS // 2], times[..., STARTS // 2 :]
    best = best_indices(first, ITERATIONS)
    frames = []
    for kind, chosen in zip(RATE_KINDS, (np.full_like(best, best[0]), best), strict=True):
        judged = second[np.arange(len(best)), chosen]
        logs = np.log10(expected_running_times(judged, float(ITERATIONS)))
        frame = pd.DataFrame({"transformation": written(problem).kinds, "rates": kind})
        frame["learning_rate"], frame["log_time"] = RATES[chosen], logs
        frame["change"] = logs - logs[0] if np.isfinite(logs[0]) else np.nan
        frames.append(frame.iloc[1:])
    table = pd.concat(frames).dropna(subset="change")
    table.insert(0, "optimizer", optimizer)
    table.insert(1, "problem", problem)
    return table


def summary(changes: pd.DataFrame) -> pd.DataFrame:
    """A row for each optimizer, transformation and kind of rates.

    ``change`` is the median of abs(log10 ERT - log10 ERT as it is), in decades, over the ``cases``, with its
    quartiles; empty where it is infinite. ``lost`` is the share of cases in which no run succeeds any more.
    0 is an optimizer to which it makes no difference how a problem is written.
    """
    rows = []
    for keys, group in changes.groupby(KEYS, sort=True):
        size = group["change"].abs().to_numpy()
        low, middle, high = np.quantile(size, [0.25, 0.5, 0.75], method="inverted_cdf")
        rows.append([*keys, len(size), np.isinf(size).mean(), middle, low, high])
    columns = [*KEYS, "cases", "lost", "change", "low", "high"]
    return pd.DataFrame(rows, columns=columns).replace(np.inf, np.nan)


def facts(table: pd.DataFrame, optimizers: int) -> dict[str, Any]:
    """Every number that a page can quote."""
    return {
        "optimizers": optimizers,
        "problems": [problem.title for problem in PROBLEMS.values()],
        "rates": len(RATES),
        "starts": STARTS,
        "iterations": ITERATIONS,
        "factors": list(FACTORS),
        "longest": LONGEST,
        # Who is untouched, to a hundredth of a decade, by each transformation.
        "untouched": {
            f"{kind} {rates}".replace(" ", "_"): _untouched(table, kind, rates)
            for kind in KINDS
            for rates in RATE_KINDS
        },
    }


def _untouched(table: pd.DataFrame, kind: str, rates: str) -> list[str]:
    rows = table[(table["transformation"] == kind) & (table["rates"] == rates)]
    return [str(name) for name in rows["optimizer"][rows["change"] < 0.01]]
