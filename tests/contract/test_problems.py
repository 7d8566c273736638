"""What every problem promises, checked on each one that has a file: a new one is tested at once."""

import inspect
import re
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import qmc

from descent_atlas.problem import TAGS, Array, FiniteSum, Problem
from descent_atlas.registry import build_problem, problem_class, problem_names


def takes_dimension(name: str) -> bool:
    return "dimension" in inspect.signature(problem_class(name)[0]).parameters


INSTANCES = problem_names() + [f"{name}_10d" for name in problem_names() if takes_dimension(name)]
build = cache(build_problem)
FINITE_SUMS = [name for name in INSTANCES if isinstance(build(name), FiniteSum)]
CONVEX = [name for name in INSTANCES if "convex" in build(name).tags]

every_problem = pytest.mark.parametrize("name", INSTANCES)
every_finite_sum = pytest.mark.parametrize("name", FINITE_SUMS)


def random_points(problem: Problem, count: int, seed: int = 0) -> Array:
    low, high = problem.domain.T
    points = np.random.default_rng(seed).uniform(low, high, (count, problem.dimension))
    return np.asfortranarray(points)


def points_of_interest(problem: Problem) -> Array:
    """The start, the minimisers (unless f has a kink there), and points all over the domain."""
    minimisers = [] if "not smooth" in problem.tags else list(problem.minimisers)
    return np.vstack([problem.start, *minimisers, random_points(problem, 12)])


def differences(function, x: Array, step: float = 1e-3) -> Array:
    """The derivative along each coordinate, shape (runs, ..., dimension), by a five-point stencil.

    Its error is step^4 / 30 times the fifth derivative, 3e-9 for the most rippled problem here, and
    the rounding error of f over the step, 1e-12 |f|.
    """
    columns = []
    for shift in step * np.eye(x.shape[1]):
        near = function(x + shift) - function(x - shift)
        far = function(x + 2 * shift) - function(x - 2 * shift)
        columns.append((8 * near - far) / (12 * step))
    return np.stack(columns, axis=-1)


def scale(problem: Problem, x: Array) -> Array:
    """How large f and its gradient are at each x: what errors are relative to, shape (runs,)."""
    value, gradient = problem.value_and_gradient(x)
    return 1 + np.abs(value) + np.abs(gradient).max(axis=1)


@every_problem
def test_gradient_is_the_derivative_of_the_value(name):
    problem = build(name)
    x = points_of_interest(problem)
    error = problem.value_and_gradient(x)[1] - differences(problem.value, x)
    # Ten times the stencil's own error or more; a wrong term or factor is of order one.
    assert (np.abs(error).max(axis=1) / scale(problem, x)).max() < 1e-8


@every_problem
def test_hessian_is_the_derivative_of_the_gradient(name):
    problem = build(name)
    x = points_of_interest(problem)
    hessian = problem.hessian(x)
    expected = differences(lambda x: problem.value_and_gradient(x)[1], x)
    size = np.maximum(scale(problem, x), np.abs(hessian).max(axis=(1, 2)))
    assert (np.abs(hessian - expected).max(axis=(1, 2)) / size).max() < 1e-8
    np.testing.assert_allclose(hessian, hessian.swapaxes(1, 2), rtol=1e-12, atol=1e-14)


@every_problem
def test_minimisers_are_minima_with_the_minimum_as_value(name):
    problem = build(name)
    x = problem.minimisers
    assert x.shape[1] == problem.dimension
    assert (len(x) > 0) == problem.bounded
    value, gradient = problem.value_and_gradient(x)
    np.testing.assert_allclose(value, problem.minimum, rtol=0, atol=1e-9)
    # A minimiser known to 1e-9 has a gradient of this size: curvature times error.
    eigenvalues = np.linalg.eigvalsh(problem.hessian(x))
    stiffest = eigenvalues.max(axis=1, initial=1)[:, None]
    assert (np.abs(gradient) <= 1e-9 * stiffest).all()
    assert (eigenvalues >= -1e-9 * stiffest).all()
    assert len(np.unique(x.round(6), axis=0)) == len(x)


@every_problem
def test_a_search_from_many_starts_finds_nothing_lower(name):
    """Runs are unconstrained, so the search is too, unless f has no lower bound outside."""
    problem = build(name)
    low, high = problem.domain.T
    starts = qmc.scale(qmc.Sobol(problem.dimension, rng=1).random(64), low, high)

    def objective(point: Array) -> tuple[float, Array]:
        value, gradient = problem.value_and_gradient(point[None, :])
        return value[0], gradient[0]

    ends = [
        minimize(
            objective,
            start,
            jac=True,
            method="L-BFGS-B",
            bounds=None if problem.bounded else problem.domain,
            options={"ftol": 1e-15, "gtol": 1e-9, "maxiter": 500},
        )
        for start in starts
    ]
    lowest = min(end.fun for end in ends)
    assert lowest >= problem.minimum - 1e-9
    # Two wells along each coordinate make 2^n minima, too many for 64 starts in high dimension.
    wells = "few minima" in problem.tags and problem.dimension > 2
    if "many minima" not in problem.tags and not wells:
        assert lowest <= problem.minimum + 1e-9
        found = np.array([end.x for end in ends])
        distance = np.linalg.norm(found[:, None] - problem.minimisers, axis=2)
        assert (distance.min(axis=0) < 1e-4).all()


@every_problem
def test_only_an_unbounded_problem_falls_below_its_minimum_outside(name):
    problem = build(name)
    centre = problem.domain.mean(axis=1)
    far = centre + 100 * (random_points(problem, 500) - centre)
    with np.errstate(over="ignore"):
        lowest = problem.value(far).min()
    assert (lowest < problem.minimum) == (not problem.bounded)


@every_problem
def test_shapes_and_kinds(name):
    problem = build(name)
    d = problem.dimension
    x = random_points(problem, 7)
    value, gradient = problem.value_and_gradient(x)
    assert (value.shape, gradient.shape, problem.hessian(x).shape) == ((7,), (7, d), (7, d, d))
    assert value.dtype == gradient.dtype == problem.hessian(x).dtype == np.float64
    assert isinstance(problem.minimum, float)
    assert problem.domain.shape == (d, 2)
    assert (problem.domain[:, 0] < problem.domain[:, 1]).all()
    assert problem.start.shape == (d,)
    for point in [problem.start, *problem.minimisers]:
        assert (problem.domain[:, 0] <= point).all()
        assert (point <= problem.domain[:, 1]).all()
    assert np.linalg.norm(problem.value_and_gradient(problem.start[None, :])[1]) > 1e-3


@every_problem
def test_methods_leave_their_input_alone_and_return_new_arrays(name):
    problem = build(name)
    x = random_points(problem, 5)
    before = x.copy()
    first = [*problem.value_and_gradient(x), problem.hessian(x)]
    np.testing.assert_array_equal(x, before)
    kept = [array.copy() for array in first]
    for array in first:
        assert not np.shares_memory(array, x)
        array += 1
    again = [*problem.value_and_gradient(x), problem.hessian(x)]
    for array, expected in zip(again, kept, strict=True):
        np.testing.assert_array_equal(array, expected)


@every_problem
def test_a_batch_is_its_rows_in_any_memory_order(name):
    problem = build(name)
    x = random_points(problem, 9)
    value, gradient = problem.value_and_gradient(x)
    assert gradient.flags.f_contiguous, "the engine's columns must stay contiguous"
    close = {"rtol": 1e-12, "atol": 1e-12 * scale(problem, x).max()}
    row_order = problem.value_and_gradient(np.ascontiguousarray(x))
    np.testing.assert_allclose(row_order[0], value, **close)
    np.testing.assert_allclose(row_order[1], gradient, **close)
    np.testing.assert_array_equal(problem.value(x), value)
    for i in range(len(x)):
        alone = problem.value_and_gradient(x[i : i + 1])
        np.testing.assert_allclose(alone[0], value[i : i + 1], **close)
        np.testing.assert_allclose(alone[1], gradient[i : i + 1], **close)
        np.testing.assert_allclose(problem.hessian(x)[i], problem.hessian(x[i : i + 1])[0], **close)


@every_problem
def test_a_run_that_went_astray_is_no_error(name):
    problem = build(name)
    x = np.full((3, problem.dimension), [[1e300], [np.inf], [np.nan]])
    with np.errstate(all="ignore"):
        value, gradient = problem.value_and_gradient(x)
    # A function that levels off has a value however far a run goes; then its distance tells.
    if problem.bounded:
        assert not (value < problem.minimum).any()
    assert not np.isfinite(value[2])
    assert not np.isfinite(gradient[2]).any()


@every_problem
def test_a_problem_says_what_it_is(name):
    problem = build(name)
    for text in (problem.title, problem.formula, problem.source, type(problem).__doc__):
        assert text
        assert text.strip() == text
    assert problem.tags
    assert set(problem.tags) <= set(TAGS)
    assert ("data" in problem.tags) == isinstance(problem, FiniteSum)


@every_problem
def test_the_formula_is_balanced(name):
    formula = build(name).formula
    for opening, closing in ("{}", "()", (r"\left", r"\right")):
        assert formula.count(opening) == formula.count(closing)
    assert "$" not in formula


@pytest.mark.parametrize("name", problem_names())
def test_the_class_is_named_like_its_file(name):
    words = re.sub(r"(?<!^)([A-Z])", r"_\1", problem_class(name)[0].__name__)
    assert words.lower() == name


@pytest.mark.parametrize("name", CONVEX)
@settings(max_examples=40, deadline=None, derandomize=True)
@given(seed=st.integers(0, 2**32 - 1), share=st.floats(0, 1))
def test_a_convex_problem_lies_below_its_chords(name, seed, share):
    problem = build(name)
    ends = random_points(problem, 2, seed)
    between = share * ends[:1] + (1 - share) * ends[1:]
    first, second = problem.value(ends)
    chord = share * first + (1 - share) * second
    assert problem.value(between)[0] <= chord + 1e-12 * (1 + abs(chord))


@pytest.mark.parametrize("name", sorted(set(INSTANCES) - set(CONVEX)))
def test_a_problem_without_the_tag_is_not_convex(name):
    problem = build(name)
    curvatures = np.linalg.eigvalsh(problem.hessian(random_points(problem, 2000)))
    assert curvatures.min() < -1e-3


@every_finite_sum
def test_the_mean_over_all_samples_is_the_function(name):
    problem = build(name)
    x, everything = random_points(problem, 6).reshape(3, 2, -1), np.arange(problem.sample_count)
    full = problem.value_and_gradient(x.reshape(6, -1))[1].reshape(x.shape)
    singles = problem.batch_gradient(np.tile(x[:1], (len(everything), 1, 1)), everything[:, None])
    np.testing.assert_allclose(singles.mean(axis=0), full[0], rtol=1e-10, atol=1e-12)
    for samples in (everything[None, :], np.tile(everything[::-1], (3, 1))):
        gradient = problem.batch_gradient(x, samples)
        np.testing.assert_allclose(gradient, full, rtol=1e-10, atol=1e-12)


@every_finite_sum
def test_each_start_sees_its_own_batch(name):
    problem = build(name)
    x = random_points(problem, 6).reshape(3, 2, -1)
    samples = np.array([[0, 1, 2], [3, 4, 0], [5, 6, 7]])
    before = x.copy()
    gradient = problem.batch_gradient(x, samples)
    np.testing.assert_array_equal(x, before)
    assert gradient.shape == x.shape
    for start, row in enumerate(samples):
        at_start = np.tile(x[start], (3, 1, 1))
        singles = problem.batch_gradient(at_start, row[:, None])
        np.testing.assert_allclose(gradient[start], singles.mean(axis=0), rtol=1e-10, atol=1e-12)
    assert np.ptp(singles, axis=0).max() > 0


@every_finite_sum
def test_held_out_loss_is_a_number_a_run_or_nothing(name):
    problem = build(name)
    loss = problem.held_out_loss(random_points(problem, 4))
    assert loss is None or (loss.shape == (4,) and np.isfinite(loss).all())
