"""Who has an advantage, as the grid's facts say it: by hand on some, and on all that have a file."""

from __future__ import annotations

import inspect

import numpy as np
import pytest
import yaml

from descent_atlas.config import validate
from descent_atlas.registry import (
    build_optimizer,
    build_problem,
    optimizer_names,
    problem_names,
)
from descent_atlas.stages.describe import at_zero, grid_entry, problem_entry
from project import PROJECT

ZERO = {
    "sphere": True,
    "matyas": True,
    "rastrigin": True,
    "ackley": True,
    "three_hump_camel": True,
    "schaffer_2": True,
    "rosenbrock": False,  # (1, 1)
    "booth": False,  # (1, 3)
    "beale": False,  # (3, 0.5)
    "himmelblau": False,  # four of them, with 0 as no coordinate
    "double_well": False,  # (0, -1) and (0, 1): zero in one coordinate only
    "saddle": False,  # flat at the origin, but no minimum anywhere
}
"""Whether a minimum lies at the origin, from the textbooks."""


def has_minimum_at_zero(name: str) -> bool:
    """What the facts say of a problem."""
    entry = problem_entry(name)
    named = at_zero({name: entry})
    assert named in ([], [entry["title"]])
    return bool(named)


def told_the_gap(*names: str) -> dict[str, str]:
    """What the facts say of a grid with these optimizers."""
    raw = yaml.safe_load((PROJECT / "config/smoke.yaml").read_text(encoding="utf-8"))
    config = validate(raw | {"optimizers": list(names)}, "here").model_dump(exclude_none=True)
    return grid_entry(config)["told_the_gap"]


@pytest.mark.parametrize(("name", "at_origin"), ZERO.items(), ids=ZERO)
def test_where_a_minimum_lies_at_the_origin_by_hand(name, at_origin):
    assert has_minimum_at_zero(name) == at_origin


def test_the_titles_stand_in_the_order_of_the_problems():
    names = ["sphere", "rosenbrock", "matyas"]
    entries = {name: problem_entry(name) for name in names}
    assert at_zero(entries) == [entries["sphere"]["title"], entries["matyas"]["title"]]


@pytest.mark.parametrize("name", problem_names())
def test_a_minimum_is_said_to_lie_at_the_origin_where_the_value_there_is_the_minimum(name):
    problem = build_problem(name)
    value = float(problem.value(np.zeros((1, problem.dimension)))[0])
    lowest = value - problem.minimum <= 1e-9 * max(1, abs(problem.minimum))
    assert has_minimum_at_zero(name) == (lowest and problem.solvable)


def test_only_methods_that_are_told_the_gap_are_named_and_no_control():
    """Polyak's step divides by the gap. Random search is told it too, but is a yardstick."""
    names = ("adam", "gradient_descent", "polyak_step", "prodigy", "random_search")
    assert told_the_gap(*names) == {"polyak_step": build_optimizer("polyak_step").title}
    assert told_the_gap("adam", "random_search") == {}


def test_whoever_has_a_step_with_the_gap_is_told_it():
    takes_it = {
        name
        for name in optimizer_names()
        if "gap" in inspect.signature(build_optimizer(name).step).parameters
        and not build_optimizer(name).control
    }
    assert set(told_the_gap(*optimizer_names())) == takes_it
