"""E2: reading a gradient, and whether any direction is steeper than it."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.experiments.landscapes import grid, over
from descent_atlas.problem import Array, Problem
from descent_atlas.problems.elliptic_bowl import EllipticBowl
from descent_atlas.problems.himmelblau import Himmelblau
from descent_atlas.problems.rosenbrock import Rosenbrock
from descent_atlas.randomness import generator

POINTS = np.array([[2.0, 1.0], [0.0, 0.0], [-1.0, 2.0], [1.0, -1.0]])
CRITICAL = 0.01
"""A point counts as critical if its gradient is shorter."""
RESOLUTION, ARROWS = 241, 13
"""Along an axis: points of the landscape, and arrows."""
PROBLEMS: dict[str, Problem] = {
    "elliptic_bowl": EllipticBowl(),
    "himmelblau": Himmelblau(),
    "rosenbrock": Rosenbrock(),
}
PLACES = 200
"""At which directions are tried, for each problem; anywhere in its domain."""
DIRECTIONS = 360
STEP = 1e-5
"""Of the differences. Its error in a slope, by the third derivative and by rounding, stays under
1e-6 of the gradients here, whose functions have values up to a few thousand."""


def run() -> dict[str, Any]:
    """The tables, the arrows and the facts, by their path under the results."""
    bowl = PROBLEMS["elliptic_bowl"]
    gradients = read(bowl)
    directions = pd.concat([compare(name, *item) for name, item in places().items()])
    return {
        "tables/e02_gradients.csv": gradients,
        "tables/e02_slopes.csv": slopes_all_round(bowl),
        "tables/e02_directions.csv": directions,
        "experiments/e02_field.npz": field(bowl),
        "facts/e02.json": facts(bowl, gradients, directions),
    }


def read(problem: Problem) -> pd.DataFrame:
    """Value, gradient and its norm at each of the article's points, and whether that is critical."""
    value, gradient = problem.value_and_gradient(np.asfortranarray(POINTS))
    norm = np.linalg.norm(gradient, axis=1)
    return pd.DataFrame(
        {
            "x": POINTS[:, 0],
            "y": POINTS[:, 1],
            "value": value,
            "gradient_x": gradient[:, 0],
            "gradient_y": gradient[:, 1],
            "gradient_norm": norm,
            "critical": norm < CRITICAL,
        }
    )


def places() -> dict[str, tuple[Problem, Array]]:
    """Each problem, with the points at which directions are tried, drawn from its domain."""
    drawn = {}
    for name, problem in PROBLEMS.items():
        low, high = problem.domain.T
        points = generator("e02", "directions", name).uniform(low, high, (PLACES, 2))
        drawn[name] = (problem, points)
    return drawn


def slopes(problem: Problem, points: Array, degrees: Array) -> Array:
    """How fast f rises from each point in each direction, shape (points, directions).

    By central differences of f itself, so that the gradient has no part in it. ``degrees`` has shape
    (directions,), or (points, directions) where each point has directions of its own.
    """
    angles = np.radians(np.broadcast_to(degrees, (len(points), np.shape(degrees)[-1])))
    ways = STEP * np.stack([np.cos(angles), np.sin(angles)], axis=-1)
    ahead, behind = (
        problem.value(np.asfortranarray((points[:, None] + sign * ways).reshape(-1, 2)))
        for sign in (1, -1)
    )
    return ((ahead - behind) / (2 * STEP)).reshape(angles.shape)


def compare(name: str, problem: Problem, points: Array) -> pd.DataFrame:
    """At each point the steepest of all directions, next to that of the gradient.

    ``angle_apart`` is the angle between both, in degrees; slopes are rises of f per unit of length.
    """
    degrees = np.arange(DIRECTIONS) * 360 / DIRECTIONS
    tried = slopes(problem, points, degrees)
    gradient = problem.value_and_gradient(np.asfortranarray(points))[1]
    angle = np.degrees(np.arctan2(gradient[:, 1], gradient[:, 0])) % 360
    best = degrees[tried.argmax(axis=1)]
    return pd.DataFrame(
        {
            "problem": name,
            "x": points[:, 0],
            "y": points[:, 1],
            "directions": DIRECTIONS,
            "gradient_norm": np.linalg.norm(gradient, axis=1),
            "gradient_angle": angle,
            "best_angle": best,
            "angle_apart": np.abs((best - angle + 180) % 360 - 180),
            "best_slope": tried.max(axis=1),
            "gradient_slope": slopes(problem, points, angle[:, None])[:, 0],
        }
    )


def slopes_all_round(problem: Problem) -> pd.DataFrame:
    """The slope in every direction from each of the article's points."""
    degrees = np.arange(0, 361, 3)
    tried = slopes(problem, POINTS, degrees)
    return pd.DataFrame(
        {
            "x": np.repeat(POINTS[:, 0], len(degrees)),
            "y": np.repeat(POINTS[:, 1], len(degrees)),
            "angle": np.tile(degrees, len(POINTS)),
            "slope": tried.ravel(),
        }
    )


def field(problem: Problem) -> dict[str, Any]:
    """f over the domain, rows are y, and the gradient at each arrow's foot, shape (arrows, 2)."""
    axes = [np.linspace(low, high, RESOLUTION) for low, high in problem.domain]
    # At the centres of equal cells, so that no arrow starts on the border.
    share = (np.arange(ARROWS) + 0.5) / ARROWS
    feet = [low + share * (high - low) for low, high in problem.domain]
    arrows = grid(feet)
    return {
        "axis_x": axes[0],
        "axis_y": axes[1],
        "values": over(problem, axes),
        "minimum": problem.minimum,
        "minimisers": problem.minimisers,
        "feet": arrows,
        "gradients": problem.value_and_gradient(arrows)[1],
    }


def facts(problem: Problem, gradients: pd.DataFrame, directions: pd.DataFrame) -> dict[str, Any]:
    """Every number that the page quotes."""
    first = gradients.iloc[0]
    uphill = first[["gradient_x", "gradient_y"]].to_numpy(float)
    excess = directions["best_slope"] / directions["gradient_slope"] - 1
    return {
        "title": problem.title,
        "critical_below": CRITICAL,
        "critical": gradients.loc[gradients["critical"], ["x", "y"]].to_numpy().tolist(),
        "points": [_point_facts(row) for row in gradients.itertuples()],
        # At the first point: how far the way downhill is off the way to the minimiser, in degrees.
        "first_off": _degrees_between(-uphill, problem.minimisers[0] - POINTS[0]),
        # The slopes from there along x and along y, beside that along the gradient.
        "first_slopes": [*map(float, uphill), float(np.linalg.norm(uphill))],
        "problems": [PROBLEMS[name].title for name in directions["problem"].unique()],
        "places": len(directions),
        "directions": DIRECTIONS,
        "between": 360 / DIRECTIONS,
        "step": STEP,
        "farthest_apart": float(directions["angle_apart"].max()),
        "largest_excess": float(excess.max()),
        "largest_error": float(
            (directions["gradient_slope"] / directions["gradient_norm"] - 1).abs().max()
        ),
    }


def _point_facts(row: Any) -> dict[str, Any]:
    return {
        "point": [row.x, row.y],
        "value": row.value,
        "gradient": [row.gradient_x, row.gradient_y],
        "gradient_norm": row.gradient_norm,
        "critical": bool(row.critical),
    }


def _degrees_between(a: Array, b: Array) -> float:
    cosine = a @ b / (np.linalg.norm(a) * np.linalg.norm(b))
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))))
