"""Fix what every optimizer shares on one problem: starts, noise scale, and a picture of the landscape."""

from __future__ import annotations

import argparse
import json
import warnings
from typing import Any

import numpy as np

from descent_atlas.files import replacing
from descent_atlas.problem import Array, Problem
from descent_atlas.randomness import generator
from descent_atlas.registry import build_problem

RESOLUTION = 241
"""Points of the landscape along an axis."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas prepare", description=__doc__)
    parser.add_argument("--problem", required=True, help="the problem's name")
    parser.add_argument(
        "--settings", type=json.loads, required=True, help="seed, starts, noise (JSON)"
    )
    parser.add_argument("--data", help="the data set's .npz, for a finite sum")
    parser.add_argument("--output", required=True, help="the .npz to write")
    options = parser.parse_args(arguments)
    data = dict(np.load(options.data)) if options.data else None
    prepared = prepare(options.problem, build_problem(options.problem, data), options.settings)
    with replacing(options.output) as path:
        np.savez_compressed(path, **prepared)


def prepare(name: str, problem: Problem, settings: dict[str, Any]) -> dict[str, Any]:
    """The arrays of ``results/problems/{name}.npz``."""
    starts = draw_starts(name, problem, settings["seed"], settings["starts"])
    value, gradient = problem.value_and_gradient(np.asfortranarray(starts))
    if (value <= problem.minimum).any():
        start = starts[value.argmin()].tolist()
        raise ValueError(
            f"{name}: the start {start} lies at the minimum, so no descent could be told there"
        )
    typical = float(np.median(np.linalg.norm(gradient, axis=1)))
    return {
        "title": problem.title,
        "dimension": problem.dimension,
        "domain": problem.domain,
        "starts": starts,
        "minimum": problem.minimum,
        "minimisers": problem.minimisers,
        "complete": problem.complete,
        "typical_gradient_norm": typical,
        "noise_scale": settings["noise"]["scale"] * typical,
        **landscape(problem),
    }


def draw_starts(name: str, problem: Problem, seed: int, count: int) -> Array:
    """The classical start, then a scrambled Sobol sequence over the domain, shape (count, dimension)."""
    from scipy.stats import qmc

    sequence = qmc.Sobol(problem.dimension, rng=generator(seed, "starts", name))
    with warnings.catch_warnings():
        # The count is the reader's; the balance of a full power of two is a bonus, not a need.
        warnings.simplefilter("ignore", UserWarning)
        points = sequence.random(count - 1)
    low, high = problem.domain.T
    return np.vstack([problem.start, low + points * (high - low)])


def landscape(problem: Problem) -> dict[str, Array]:
    """f on a grid over the domain, for one and two dimensions; rows are y."""
    if problem.dimension > 2:
        return {}
    axes = [np.linspace(low, high, RESOLUTION) for low, high in problem.domain]
    points = np.column_stack([axis.ravel() for axis in np.meshgrid(*axes)])
    values = problem.value(np.asfortranarray(points))
    if problem.dimension == 1:
        return {"axis_x": axes[0], "values": values}
    return {"axis_x": axes[0], "axis_y": axes[1], "values": values.reshape(RESOLUTION, RESOLUTION)}
