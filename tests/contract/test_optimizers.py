"""What every optimizer promises, checked on each one that has a file, so on a new one at once."""

import dataclasses
import inspect
import re
from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from descent_atlas import optimizers
from descent_atlas.optimizer import Array, Optimizer, State
from descent_atlas.problems.rosenbrock import Rosenbrock
from descent_atlas.registry import build_optimizer, optimizer_names

RUNS, DIMENSION, STEPS = 7, 3, 25
FOLDER = Path(optimizers.__path__[0])
build = cache(build_optimizer)
RESTING = [name for name in optimizer_names() if build(name).rests_at_zero_gradient]
METHODS = [name for name in optimizer_names() if not build(name).control]

# Typed from the papers and lectures, not from the code: what the fields and their defaults must be.
PUBLISHED = {
    "gradient_descent": {},
    "momentum": {"beta": 0.9},
    "heavy_ball": {"beta": 0.9},
    "nesterov": {"beta": 0.9},
    "rmsprop": {"beta": 0.9, "epsilon": 1e-8},
    "adam": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    "adagrad": {"epsilon": 1e-10},
    "adadelta": {"rho": 0.9, "epsilon": 1e-6},
    "centred_rmsprop": {"beta": 0.95, "mu": 0.9, "epsilon": 1e-4},
    "adamw": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "weight_decay": 0.01},
    "adamax": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    "nadam": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "momentum_decay": 0.004},
    "amsgrad": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    "radam": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "threshold": 5},
    "yogi": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-3},
    "adabelief": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8},
    "adan": {"beta1": 0.98, "beta2": 0.92, "beta3": 0.99, "epsilon": 1e-8},
    "adabound": {
        "beta1": 0.9,
        "beta2": 0.999,
        "epsilon": 1e-8,
        "final_ratio": 100,
        "gamma": 1e-3,
    },
    "sign_descent": {},
    "signum": {"beta": 0.9},
    "lion": {"beta1": 0.9, "beta2": 0.99},
    "qhm": {"beta": 0.999, "nu": 0.7},
    "qhadam": {"beta1": 0.995, "beta2": 0.999, "nu1": 0.7, "nu2": 1, "epsilon": 1e-8},
    "aggmo": {"count": 3, "base": 0.1},
    "normalised_descent": {},
    "clipped_descent": {"threshold": 1},
    "dog": {"initial_distance": 1e-6, "epsilon": 1e-8},
    "prodigy": {"beta1": 0.9, "beta2": 0.999, "epsilon": 1e-8, "initial_distance": 1e-6},
    "rprop": {"increase": 1.2, "decrease": 0.5, "smallest_step": 1e-6, "largest_step": 50},
    "lookahead": {"beta": 0.9, "period": 5, "slow_step": 0.5},
    "schedule_free_descent": {"beta": 0.9},
    "polyak_step": {},
    "barzilai_borwein": {"shortest": 1e-10, "longest": 1e10},
    "ademamix": {"beta1": 0.9, "beta2": 0.999, "beta3": 0.9999, "weight": 5, "epsilon": 1e-8},
}

every_optimizer = pytest.mark.parametrize("name", optimizer_names())
every_method = pytest.mark.parametrize("name", METHODS)
numbers = st.floats(-1e6, 1e6, allow_nan=False)


def random_batch(runs: int = RUNS, dimension: int = DIMENSION, seed: int = 0) -> Array:
    return np.asfortranarray(np.random.default_rng(seed).normal(size=(runs, dimension)))


def random_rates(runs: int = RUNS, seed: int = 1) -> Array:
    return 10 ** np.random.default_rng(seed).uniform(-4, -1, (runs, 1))


def told(optimizer: Optimizer, x: Array) -> tuple[Array, ...]:
    """The gap that some optimizers want, of an objective that no gradient here belongs to."""
    return (1 + np.abs(x[:, :1]),) if optimizer.uses_gap else ()


def walk(optimizer: Optimizer, x: Array, rates: Array, steps: int = STEPS) -> tuple[Array, State]:
    """Follow gradients that depend on the iterate, and vary in scale over five decades."""
    state = optimizer.init(x)
    for iteration in range(1, steps + 1):
        gradient = np.sin(3 * x + iteration) * 10.0 ** (iteration % 6 - 3)
        x, state = optimizer.step(x, gradient, state, rates, iteration, *told(optimizer, x))
    return x, state


@every_optimizer
def test_step_changes_none_of_its_arguments(name):
    optimizer = build(name)
    x, rates = random_batch(), random_rates()
    state = optimizer.init(x)
    for iteration in range(1, 6):
        gradient = random_batch(seed=iteration)
        gap = told(optimizer, x)
        given_arrays = [x, gradient, rates, *state, *gap]
        before = [array.copy() for array in given_arrays]
        moved, next_state = optimizer.step(x, gradient, state, rates, iteration, *gap)
        optimizer.reported(moved, next_state)
        for array, old in zip(given_arrays, before, strict=True):
            np.testing.assert_array_equal(array, old)
        assert not np.shares_memory(moved, x)
        x, state = moved, next_state


@every_optimizer
def test_step_accepts_arrays_that_cannot_be_written_to(name):
    optimizer = build(name)
    x, gradient, rates = random_batch(), random_batch(seed=2), random_rates()
    state = optimizer.init(x)
    gap = told(optimizer, x)
    for array in (x, gradient, rates, *state, *gap):
        array.flags.writeable = False
    optimizer.step(x, gradient, state, rates, 1, *gap)


@every_optimizer
def test_state_arrays_have_the_runs_first(name):
    optimizer = build(name)
    x = random_batch()
    state = optimizer.init(x)
    _, later = walk(optimizer, x, random_rates())
    assert isinstance(state, tuple)
    assert [array.shape for array in later] == [array.shape for array in state]
    for array in (*state, *later):
        assert array.shape[0] == RUNS


@every_optimizer
def test_a_batch_descends_as_each_run_alone(name):
    """Bit for bit, or the engine could not drop runs from a batch. Twenty coordinates are enough
    for NumPy to add them up in another order when a row lies alone."""
    optimizer = build(name)
    x, rates = random_batch(dimension=20), random_rates()
    together, state = walk(optimizer, x, rates)
    for run in range(RUNS):
        alone, own_state = walk(optimizer, x[run : run + 1], rates[run : run + 1])
        np.testing.assert_array_equal(together[run : run + 1], alone)
        reported = optimizer.reported(together, state)[run : run + 1]
        np.testing.assert_array_equal(reported, optimizer.reported(alone, own_state))
        for batch, single in zip(state, own_state, strict=True):
            np.testing.assert_array_equal(batch[run : run + 1], single)


@every_optimizer
def test_columns_stay_contiguous(name):
    x, state = walk(build(name), random_batch(), random_rates())
    assert x.shape == (RUNS, DIMENSION)
    for array in (x, *state):
        assert array.ndim < 2 or array.flags.f_contiguous


@every_method
def test_every_run_has_its_own_learning_rate(name):
    optimizer = build(name)
    x = np.asfortranarray(np.ones((3, 2)))
    rates = np.array([[0.0], [1e-3], [1e-2]])
    gap = told(optimizer, x)
    moved, _ = optimizer.step(x, np.ones_like(x), optimizer.init(x), rates, 1, *gap)
    distance = np.linalg.norm(moved - x, axis=1)
    assert distance[0] == 0
    assert 0 < distance[1] < distance[2]


@pytest.mark.parametrize("name", RESTING)
@settings(max_examples=30, deadline=None)
@given(
    point=st.lists(numbers, min_size=1, max_size=4),
    rate=st.floats(1e-6, 10),
    steps=st.integers(1, 5),
)
def test_a_fresh_run_rests_while_its_gradient_is_zero(name, point, rate, steps):
    optimizer = build(name)
    start = np.array([point], order="F")
    x, state = start, optimizer.init(start)
    for iteration in range(1, steps + 1):
        gap = told(optimizer, x)
        x, state = optimizer.step(x, np.zeros_like(x), state, np.array([[rate]]), iteration, *gap)
    np.testing.assert_array_equal(x, start)


@every_method
@settings(max_examples=30, deadline=None)
@given(gradient=st.lists(st.floats(1e-3, 1e3), min_size=1, max_size=4), downhill=st.booleans())
def test_the_first_step_goes_downhill(name, gradient, downhill):
    optimizer = build(name)
    slope = np.array([gradient]) * (1 if downhill else -1)
    x = np.zeros_like(slope)
    gap = told(optimizer, x)
    moved, _ = optimizer.step(x, slope, optimizer.init(x), np.array([[1e-3]]), 1, *gap)
    assert (moved * slope).sum() < 0


@every_method
def test_it_descends_a_valley_at_some_rate(name):
    """A method that cannot lower Rosenbrock from its classical start is no optimizer."""
    problem, optimizer = Rosenbrock(), build(name)
    rates = np.logspace(-6, 0, 13)[:, None]
    x = np.asfortranarray(np.tile(problem.start, (len(rates), 1)))
    initial, state = problem.value(x), optimizer.init(x)
    with np.errstate(all="ignore"):
        for iteration in range(1, 201):
            value, gradient = problem.value_and_gradient(x)
            gap = (value[:, None] - problem.minimum,) if optimizer.uses_gap else ()
            x, state = optimizer.step(x, gradient, state, rates, iteration, *gap)
        end = problem.value(optimizer.reported(x, state))
        assert np.nanmin(end / initial) < 0.2


@every_optimizer
def test_it_says_what_it_is(name):
    optimizer = build(name)
    kind = type(optimizer)
    assert vars(kind).get("__doc__"), "the class docstring gives the idea"
    assert "(" not in kind.__doc__.splitlines()[0][:10], "not the one that dataclass writes"
    for attribute in ("title", "formula", "reference", "convention"):
        assert getattr(kind, attribute).strip(), attribute
    assert re.search(r"\b(1[6-9]|20)\d\d\b", kind.reference), "the reference has a year"
    assert kind.default_learning_rate > 0


@every_optimizer
def test_it_is_a_frozen_dataclass_with_numbers_as_fields(name):
    optimizer = build(name)
    kind = type(optimizer)
    assert dataclasses.is_dataclass(kind)
    assert kind.__dataclass_params__.frozen
    assert all(isinstance(value, (int, float)) for value in dataclasses.asdict(optimizer).values())
    assert "learning_rate" not in dataclasses.asdict(optimizer)


@every_optimizer
def test_a_fresh_run_reports_its_start(name):
    optimizer, x = build(name), random_batch()
    np.testing.assert_array_equal(optimizer.reported(x, optimizer.init(x)), x)


@every_optimizer
def test_one_that_is_told_the_gap_runs_on_the_full_batch_only(name):
    """And says why in a sentence, as anything does that is left out."""
    optimizer = build(name)
    assert optimizer.full_batch_only or not optimizer.uses_gap
    assert optimizer.full_batch_only is None or optimizer.full_batch_only.endswith(".")


@every_optimizer
def test_there_is_one_class_in_its_file(name):
    source = (FOLDER / f"{name}.py").read_text(encoding="utf-8")
    assert len(re.findall(r"^class ", source, re.MULTILINE)) == 1
    assert inspect.getfile(type(build(name))) == str(FOLDER / f"{name}.py")
    assert len(source.splitlines()) < 80


@pytest.mark.parametrize("name", sorted(PUBLISHED))
def test_defaults_are_the_published_ones(name):
    assert dataclasses.asdict(build(name)) == PUBLISHED[name]


def test_titles_differ():
    titles = [build(name).title for name in optimizer_names()]
    assert len(set(titles)) == len(titles)
