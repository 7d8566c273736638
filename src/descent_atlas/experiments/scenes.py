"""The surfaces of E8: where runs start on each, and what it means to have mastered it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.critical_points import survey
from descent_atlas.experiments.landscapes import over
from descent_atlas.problem import Array, Problem
from descent_atlas.problems.double_well import DoubleWell
from descent_atlas.problems.gaussian_well import GaussianWell
from descent_atlas.problems.monkey_saddle import MonkeySaddle
from descent_atlas.problems.saddle import Saddle
from descent_atlas.problems.sine_product import SineProduct
from descent_atlas.problems.tanh_plateau import TanhPlateau
from descent_atlas.randomness import generator

STARTS = 64
"""Drawn at random, beside the telling one."""
RESOLUTION = 241
"""Points of the landscape along an axis."""
ON_THE_RIDGE = np.array([1.0, 1e-6])
"""The saddle's telling start: a millionth off the line on which descent would end at the saddle."""
CLOSEST, FARTHEST = 1e-6, 1e-1
"""The others' distance from that line, evenly on a log scale, as nobody knows how close a run comes."""
LEFT = 1.0
"""A run has left the saddle once f is so far below it: once it is the root of that away from the ridge."""
FLAT = 2.0
"""On the plateau both coordinates are above this, and no partial derivative is above 0.111."""
DOWN = 0.1
"""On the other surfaces it has left the saddle once f is below it by this share of the way to the lowest
value; x² − y² has no lowest value."""
RING = (2.7, 3.5)
"""Around the Gaussian well: distances at which its slope is from a tenth to a hundredth of its largest."""
CROSSED = 0.1
"""A run has crossed it once its gap is down to this share."""
TENTH = 0.1
"""A run crawls until it has made this share of its way down."""


@dataclass(frozen=True)
class Scene:
    """A surface, its starts, and for each of these the values of f that count."""

    name: str
    problem: Problem
    starts: Array
    """(starts, 2), the telling one first"""
    top: Array
    """(starts,), the value from which the way down is measured"""
    goal: Array
    """(starts,), the value to be at or below for good"""

    @property
    def tenth(self) -> Array:
        """(starts,), the value at which a tenth of the way is made; the goal for a start below it."""
        return np.maximum(self.top - TENTH * (self.top - self.goal), self.goal)

    def point_table(self) -> pd.DataFrame:
        """Every critical point of the surface in its domain, and of which kind it is."""
        rows = [{"problem": self.name, **point.row} for point in survey(self.problem).points]
        return pd.DataFrame(rows)

    def start_table(self) -> pd.DataFrame:
        """The starts and their levels."""
        x, y = self.starts.T
        columns = {"start": np.arange(len(x)), "x": x, "y": y, "top": self.top, "goal": self.goal}
        return pd.DataFrame({"problem": self.name} | columns)

    def landscape(self) -> dict[str, Any]:
        """f over the domain, rows are y."""
        axes = [np.linspace(low, high, RESOLUTION) for low, high in self.problem.domain]
        return {
            "axis_x": axes[0],
            "axis_y": axes[1],
            "values": over(self.problem, axes),
            "minimum": self.problem.minimum,
            "minimisers": self.problem.minimisers,
        }


def all_scenes() -> list[Scene]:
    """The article's three, in its order."""
    return [many_minima(), saddle(), plateau()]


def kin() -> dict[str, list[Scene]]:
    """Other surfaces, by what they have in common with the article's saddle and with its plateau.

    They are the catalogue's that carry the same tag and on which nothing else is the matter: not the
    others with a plateau, where Ackley's is full of minima and Beale's is the floor of a valley.
    """
    return {
        "saddle": [
            _by_the_saddle("double_well", DoubleWell()),
            _by_the_saddle("monkey_saddle", MonkeySaddle()),
            _by_the_saddle("sine_product_saddle", SineProduct()),
        ],
        "plateau": [_around_the_well()],
    }


def many_minima() -> Scene:
    """sin x sin y + 0.1 (x² + y²), from anywhere; the classical start is in a basin that is not the lowest.

    The goal is the value of the second lowest minimum. Whoever is below it is in a lowest basin, since
    the way to any other minimum would lead up again.
    """
    problem = SineProduct()
    starts = np.vstack([problem.start, _anywhere("sine_product", problem.domain)])
    found = [point.value for point in survey(problem).points if point.kind == "minimum"]
    depths = np.unique(np.round(found, 9))
    top = problem.value(np.asfortranarray(starts))
    return Scene("sine_product", problem, starts, top, np.full(len(top), depths[1]))


def saddle() -> Scene:
    """x² − y², from starts near the line y = 0, on which plain descent runs into the saddle."""
    problem, random = Saddle(), generator("e08", "saddle")
    low, high = problem.domain[0]
    x = random.uniform(low, high, STARTS)
    side, away = random.choice([-1.0, 1.0], STARTS), _closeness(random)
    starts = np.vstack([ON_THE_RIDGE, np.column_stack([x, side * away])])
    top = np.zeros(len(starts))
    return Scene("saddle", problem, starts, top, top - LEFT)


def plateau() -> Scene:
    """0.01 (x² + y²) + tanh x + tanh y, from the high flat part that lies beyond two cliffs."""
    problem = TanhPlateau()
    flat = np.column_stack([np.full(2, FLAT), problem.domain[:, 1]])
    starts = np.vstack([problem.start, _anywhere("tanh_plateau", flat)])
    return _crossing("tanh_plateau", problem, starts)


def steepest_on_top() -> float:
    """The largest partial derivative on the flat part of the plateau: that at its inner edge."""
    edge = np.full((1, 2), FLAT)
    return float(TanhPlateau().value_and_gradient(edge)[1].max())


def _around_the_well() -> Scene:
    """1 − exp(−(x² + y²)/2), from where its slope is slight and yet a step can follow it."""
    problem, random = GaussianWell(), generator("e08", "gaussian_well")
    starts = _circle(random) * random.uniform(*RING, STARTS)[:, None]
    return _crossing("gaussian_well", problem, np.vstack([problem.start, starts]))


def _crossing(name: str, problem: Problem, starts: Array) -> Scene:
    top = problem.value(np.asfortranarray(starts))
    goal = problem.minimum + CROSSED * (top - problem.minimum)
    return Scene(name, problem, starts, top, goal)


def _by_the_saddle(name: str, problem: Problem) -> Scene:
    """A surface with a saddle at the origin, from starts all around it and close to it."""
    random = generator("e08", name)
    starts = np.vstack([[0.0, CLOSEST], _circle(random) * _closeness(random)[:, None]])
    saddle = problem.value(np.zeros((1, 2)))
    top = np.full(len(starts), saddle[0])
    return Scene(name, problem, starts, top, top - DOWN * (top - problem.minimum))


def _closeness(random: np.random.Generator) -> Array:
    """Distances from CLOSEST to FARTHEST, evenly on a log scale."""
    return np.exp(random.uniform(np.log(CLOSEST), np.log(FARTHEST), STARTS))


def _circle(random: np.random.Generator) -> Array:
    """Directions in the plane, shape (STARTS, 2)."""
    angles = random.uniform(0, 2 * np.pi, STARTS)
    return np.column_stack([np.cos(angles), np.sin(angles)])


def _anywhere(name: str, box: Array) -> Array:
    low, high = box.T
    return generator("e08", name).uniform(low, high, (STARTS, 2))
