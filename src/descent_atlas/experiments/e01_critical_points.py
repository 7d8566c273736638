"""E1: a bowl, a saddle and Himmelblau's four basins, with every point at which the gradient vanishes."""

from __future__ import annotations

from collections import Counter
from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.critical_points import Survey, survey
from descent_atlas.experiments.landscapes import over
from descent_atlas.problem import Problem
from descent_atlas.problems.circular_bowl import CircularBowl
from descent_atlas.problems.himmelblau import Himmelblau
from descent_atlas.problems.saddle import Saddle
from descent_atlas.second_order import KINDS, CriticalPoint

PROBLEMS: dict[str, Problem] = {
    "circular_bowl": CircularBowl(),
    "saddle": Saddle(),
    "himmelblau": Himmelblau(),
}
WINDOW = np.array([[-3.0, 3.0], [-3.0, 3.0]])
"""Of the surfaces: x and y, low and high."""
SURFACE_POINTS, CONTOUR_POINTS = 121, 241
"""Along an axis."""


def run() -> dict[str, Any]:
    """The points, the landscapes and the facts, by their path under the results."""
    surveys = {name: survey(problem) for name, problem in PROBLEMS.items()}
    return {
        "tables/e01_points.csv": table(surveys),
        "experiments/e01_surfaces.npz": surfaces(),
        "experiments/e01_himmelblau.npz": contours(PROBLEMS["himmelblau"]),
        "facts/e01.json": facts(surveys),
    }


def table(surveys: dict[str, Survey]) -> pd.DataFrame:
    """Every critical point of the three problems in their domains, columns as in the grid's table."""
    return pd.DataFrame(
        [
            {"problem": name, **point.row}
            for name, found in surveys.items()
            for point in found.points
        ]
    )


def surfaces() -> dict[str, Any]:
    """f of each problem over the plot, shape (problems, y, x)."""
    axes = [np.linspace(low, high, SURFACE_POINTS) for low, high in WINDOW]
    return {
        "problems": np.array(list(PROBLEMS)),
        "axis_x": axes[0],
        "axis_y": axes[1],
        "values": np.stack([over(problem, axes) for problem in PROBLEMS.values()]),
    }


def contours(problem: Problem) -> dict[str, Any]:
    """f over the problem's domain, rows are y."""
    axes = [np.linspace(low, high, CONTOUR_POINTS) for low, high in problem.domain]
    return {
        "axis_x": axes[0],
        "axis_y": axes[1],
        "values": over(problem, axes),
        "minimum": problem.minimum,
        "minimisers": problem.minimisers,
    }


def facts(surveys: dict[str, Survey]) -> dict[str, Any]:
    """Every number that the page quotes."""
    return {
        "window": WINDOW[0].tolist(),
        **{name: _facts(PROBLEMS[name], found) for name, found in surveys.items()},
    }


def _facts(problem: Problem, found: Survey) -> dict[str, Any]:
    kinds = Counter(point.kind for point in found.points)
    shown = Counter(point.kind for point in found.points if _shown(point))
    return {
        "title": problem.title,
        "domain": problem.domain[0].tolist(),
        "count": len(found.points),
        "kinds": {kind: kinds[kind] for kind in KINDS},
        "others": len(found.points) - kinds["minimum"],
        "shown": shown.total(),
        "shown_kinds": {kind: shown[kind] for kind in KINDS},
        "index_sum": found.index_sum,
        "winding_number": found.winding_number,
        "largest_gradient_norm": max(point.gradient_norm for point in found.points),
        "highest_saddle": max(
            (point.value for point in found.points if point.kind == "saddle"), default=None
        ),
        # The first of each kind, which is the lowest.
        "lowest": {
            point.kind: {
                "point": list(point.point),
                "value": point.value,
                "eigenvalues": list(point.eigenvalues),
            }
            for point in reversed(found.points)
        },
    }


def _shown(point: CriticalPoint) -> bool:
    """Whether the plot contains it."""
    return bool(((WINDOW[:, 0] <= point.point) & (point.point <= WINDOW[:, 1])).all())
