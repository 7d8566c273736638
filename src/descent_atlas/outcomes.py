"""What became of runs on a problem: judged from their last iterate, on the full objective."""

from __future__ import annotations

import numpy as np

from descent_atlas import endings, metrics
from descent_atlas.problem import Array, FiniteSum, Problem
from descent_atlas.runs import Landscape

TIGHTEST = f"hold_{metrics.NAMES[-1]}"


def landscape_of(problem: Problem) -> Landscape:
    """What the engine must know of a problem."""
    domain = problem.domain
    return Landscape(
        minimum=problem.minimum,
        centre=domain.mean(axis=1),
        diameter=float(np.linalg.norm(domain[:, 1] - domain[:, 0])),
        bounded=problem.bounded,
    )


def judge(
    problem: Problem, typical_gradient_norm: float, known: dict[str, Array]
) -> dict[str, Array]:
    """How each run ended, arrays of shape (runs,).

    ``known`` holds ``final`` (runs, dimension) and, of shape (runs,), left_at, escaped, reversals and budget
    of the descent with hold_1e-8, progressing and stalled of ``metrics.measure``. Returns final_gap,
    held_out_loss, minimiser, ending (an index into ``endings.NAMES``) and ended_at: the iteration at which
    a run left, or from which it held the tightest target, or its last one.
    """
    final, left, hold = known["final"], known["left_at"] >= 0, known[TIGHTEST]
    with np.errstate(all="ignore"):
        value, gradient = problem.value_and_gradient(final)
        gradient_norm = np.linalg.norm(gradient, axis=1)
    diameter = landscape_of(problem).diameter
    slight = ~left & endings.slight(gradient_norm, typical_gradient_norm)
    curvature, distance = _local_shape(problem, final, gradient, slight)
    minimiser = endings.nearest_minimiser(final, problem.minimisers, diameter)
    minimiser[left] = -1
    outcome = endings.Outcome(
        left=left,
        escaped=known["escaped"],
        held_tightest=hold >= 0,
        progressing=known["progressing"],
        stalled=known["stalled"],
        turning=known["reversals"] > 0,
        settled=slight & (distance <= endings.NEAR * diameter),
        lowest_curvature=curvature,
        minimiser=minimiser,
    )
    return {
        "final_gap": np.where(left, np.nan, np.maximum(value - problem.minimum, 0)),
        "held_out_loss": _held_out_loss(problem, final, left),
        "minimiser": minimiser,
        "ending": endings.classify(outcome),
        "ended_at": np.where(left, known["left_at"], np.where(hold >= 0, hold, known["budget"])),
    }


def _local_shape(
    problem: Problem, final: Array, gradient: Array, slight: Array
) -> tuple[Array, Array]:
    """``endings.local_shape`` where the gradient is slight, NaN elsewhere."""
    curvature, distance = np.full((2, len(final)), np.nan)
    for chunk in np.array_split(np.flatnonzero(slight), 1 + np.count_nonzero(slight) // 64):
        shape = endings.local_shape(problem.hessian(final[chunk]), gradient[chunk])
        curvature[chunk], distance[chunk] = shape
    return curvature, distance


def _held_out_loss(problem: Problem, final: Array, left: Array) -> Array:
    with np.errstate(all="ignore"):
        loss = problem.held_out_loss(final) if isinstance(problem, FiniteSum) else None
    return np.full(len(final), np.nan) if loss is None else np.where(left, np.nan, loss)
