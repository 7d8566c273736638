"""Local minima of small networks: trained from many starts, polished, and checked to be minima (E11)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
import pandas as pd
from scipy import optimize
from scipy.sparse.linalg import LinearOperator, eigsh

from descent_atlas.comparison.close_minima import CLOSE, share_close
from descent_atlas.comparison.intervals import bootstrap, medians
from descent_atlas.experiments.digit_samples import Samples
from descent_atlas.network import Network
from descent_atlas.optimizers.adam import Adam
from descent_atlas.problem import Array
from descent_atlas.randomness import generator

PENALTY = 1e-3
STEPS, LEARNING_RATE = 200, 0.01
"""Adam chooses the basin; a quasi-Newton method then goes to its bottom."""
FLAT = 1e-6
"""A gradient norm below it is zero up to rounding."""
ROUNDING = 1e-9
"""A smaller difference between losses is none."""
APART = 1e-6
"""Losses that differ by more belong to different minima."""
DENSE = 400
"""Up to so many parameters the Hessian is made and solved whole."""


def minima(train: Samples, held_out: Samples, width: int, seeds: int) -> pd.DataFrame:
    """One row for each start of a network with ``width`` hidden units.

    ``final_loss`` is the training loss with its penalty; ``gap`` its height above the lowest verified
    minimum of this width, ``relative_gap`` the same in units of the descent from the median initial
    loss, both empty where nothing is verified. The held-out loss is without penalty.
    """
    network = train.network(width, PENALTY)
    starts = np.array([network.start(generator("e11", "minima", width, s)) for s in range(seeds)])
    ends = np.array([polished(network, train, point) for point in trained(network, train, starts)])
    final, gradient = network.value_and_gradient(ends, train.features, train.targets)
    rows = pd.DataFrame(
        {
            "width": width,
            "parameters": network.dimension,
            "seed": np.arange(seeds),
            "initial_loss": train.loss(network, starts),
            "final_loss": final,
            "gradient_norm": np.linalg.norm(gradient, axis=1),
            "smallest_eigenvalue": [smallest_eigenvalue(network, train, end) for end in ends],
        }
    )
    rows["verified"] = (rows["gradient_norm"] < FLAT) & (rows["smallest_eigenvalue"] > 0)
    known = rows["final_loss"].where(rows["verified"])
    gap = known - known.min()
    rows["gap"] = gap.mask(gap < ROUNDING, 0.0)
    rows["relative_gap"] = rows["gap"] / (rows["initial_loss"].median() - known.min())
    rows["held_out_loss"] = held_out.loss(train.network(width), ends)
    rows["held_out_accuracy"] = held_out.accuracy(network, ends)
    return rows


def trained(network: Network, samples: Samples, starts: Array) -> Array:
    """The parameters after STEPS steps of Adam on all samples, shape (starts, dimension)."""
    features, targets, optimizer = samples.features, samples.targets, Adam()
    rate, x, state = np.array([[LEARNING_RATE]]), starts, optimizer.init(starts)
    for step in range(1, STEPS + 1):
        gradient = network.value_and_gradient(x, features, targets)[1]
        x, state = optimizer.step(x, gradient, state, rate, step)
    return x


def polished(network: Network, samples: Samples, point: Array) -> Array:
    """The bottom of the basin that a point is in, by limited-memory BFGS, shape (dimension,).

    Source: D. C. Liu and J. Nocedal, On the limited memory BFGS method for large scale optimization,
    Mathematical Programming 45, 1989.
    """
    found = optimize.minimize(
        network.value_and_gradient,
        point,
        args=(samples.features, samples.targets),
        jac=True,
        method="L-BFGS-B",
        options={"maxiter": 20_000, "maxfun": 40_000, "maxcor": 30, "gtol": 1e-8, "ftol": 0},
    )
    bottom: Array = found.x
    return bottom


def smallest_eigenvalue(network: Network, samples: Samples, point: Array) -> float:
    """The least curvature of the loss in any direction.

    Of a large network by Lanczos' method on λ_max - H, whose largest eigenvalue it finds sooner than
    the smallest one of H.
    """
    size = network.dimension
    product = network.curvature(point, samples.features, samples.targets)
    if size <= DENSE:
        return float(np.linalg.eigvalsh(product(np.eye(size)))[0])
    first = generator("e11", "lanczos", size).standard_normal(size)
    largest = _largest(lambda v: product(v.ravel()), first, 1e-2)
    return largest - _largest(lambda v: largest * v.ravel() - product(v.ravel()), first, 1e-6)


def summary(rows: pd.DataFrame) -> pd.DataFrame:
    """One row for each width that has verified minima, from these."""
    rows = rows[rows.groupby("width")["verified"].transform("any")]
    return pd.DataFrame([_width(group) for _, group in rows.groupby("width")])


def _width(group: pd.DataFrame) -> dict[str, float | int]:
    width, known = int(group["width"].iloc[0]), group[group["verified"]]
    gaps, losses = known["relative_gap"].to_numpy(), np.sort(known["final_loss"].to_numpy())
    close = share_close(gaps)
    low, high = bootstrap(gaps, medians, generator("bootstrap", "e11", "widths", width))
    return {
        "width": width,
        "parameters": int(group["parameters"].iloc[0]),
        "starts": len(group),
        "minima": len(known),
        "distinct": 1 + int((np.diff(losses) > APART).sum()),
        "initial_loss": float(group["initial_loss"].median()),
        "best_loss": float(losses[0]),
        "median_loss": float(np.median(losses)),
        "worst_loss": float(losses[-1]),
        "median_gap": float(np.median(gaps)),
        "median_gap_low": float(low),
        "median_gap_high": float(high),
        "worst_gap": float(gaps.max()),
        "close_within": CLOSE,
        "close": close.close,
        "close_share": close.share,
        "close_low": close.low,
        "close_high": close.high,
        "held_out_loss_lowest": float(known["held_out_loss"].min()),
        "held_out_loss_highest": float(known["held_out_loss"].max()),
        "held_out_accuracy": float(known["held_out_accuracy"].median()),
    }


def _largest(product: Callable[[Array], Array], first: Array, tolerance: float) -> float:
    operator = LinearOperator((len(first), len(first)), matvec=product, dtype=float)
    found = eigsh(
        operator, k=1, which="LA", v0=first, ncv=40, tol=tolerance, return_eigenvectors=False
    )
    return float(found[0])
