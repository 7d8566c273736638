"""What every problem promises, checked on each one that has a file: a new one is tested at once."""

import inspect
from functools import cache

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.optimize import minimize
from scipy.stats import qmc

from descent_atlas.problem import TAGS, Array, FiniteSum, Problem
from descent_atlas.registry import build_problem, problem_instance, problem_names


def takes(name: str, parameter: str) -> bool:
    return parameter in inspect.signature(problem_instance(name).kind).parameters


def instances(name: str) -> list[str]:
    """A problem as its file has it, in ten dimensions, turned, and at other condition numbers."""
    found = [name]
    if takes(name, "dimension"):
        found.append(f"{name}_10d")
        found += [f"{name}_10d_rotated"] * problem_instance(name).kind.bounded
    if takes(name, "kappa"):
        found += [f"{name}_kappa1e1", f"{name}_kappa1e6"]
    return found


INSTANCES = [instance for name in problem_names() for instance in instances(name)]
build = cache(build_problem)
FINITE_SUMS = [name for name in INSTANCES if isinstance(build(name), FiniteSum)]
CONVEX = [name for name in INSTANCES if "convex" in build(name).tags]
LARGE = 100
"""From so many dimensions on, where a Hessian has ten thousand entries, fewer points are looked at."""

every_problem = pytest.mark.parametrize("name", INSTANCES)
every_finite_sum = pytest.mark.parametrize("name", FINITE_SUMS)


def random_points(problem: Problem, count: int, seed: int = 0) -> Array:
    low, high = problem.domain.T
    points = np.random.default_rng(seed).uniform(low, high, (count, problem.dimension))
    return np.asfortranarray(points)


def few(problem: Problem, count: int) -> int:
    return count if problem.dimension <= LARGE else 2


def points_of_interest(problem: Problem) -> Array:
    """The start, the minimisers (unless f has a kink there), and points all over the domain."""
    minimisers = [] if "not smooth" in problem.tags else list(problem.minimisers)
    return np.vstack([problem.start, *minimisers, random_points(problem, few(problem, 12))])


def directions(problem: Problem) -> Array:
    """The axes, or where they are too many eight directions at random, shape (count, dimension)."""
    if problem.dimension <= 20:
        return np.eye(problem.dimension)
    drawn = np.random.default_rng(1).standard_normal((8, problem.dimension))
    return drawn / np.linalg.norm(drawn, axis=1, keepdims=True)


def differences(function, x: Array, along: Array) -> tuple[Array, Array]:
    """The derivative in each direction, shape (runs, ..., directions), and how far it is in doubt.

    By a five-point stencil, whose error is step^4 / 30 times the fifth derivative, and the rounding
    error of f over the step. How ripply f is decides which step is best; the doubt is by how much the
    result changes at half of it. A kink under the stencil leaves a doubt at every step.
    """
    best, doubt = None, None
    for step in (2e-3, 2e-4, 2e-5):
        coarse, fine = _stencil(function, x, along, step), _stencil(function, x, along, step / 2)
        change = np.abs(fine - coarse)
        if best is None:
            best, doubt = fine, change
        else:
            best, doubt = np.where(change < doubt, fine, best), np.minimum(change, doubt)
    return best, doubt.reshape(len(x), -1).max(axis=1)


def _stencil(function, x: Array, along: Array, step: float) -> Array:
    columns = []
    for shift in step * along:
        near = function(x + shift) - function(x - shift)
        far = function(x + 2 * shift) - function(x - 2 * shift)
        columns.append((8 * near - far) / (12 * step))
    return np.stack(columns, axis=-1)


def scale(problem: Problem, x: Array) -> Array:
    """How large f and its gradient are at each x: what errors are relative to, shape (runs,)."""
    value, gradient = problem.value_and_gradient(x)
    return 1 + np.abs(value) + np.abs(gradient).max(axis=1)


def assert_close_where_smooth(
    problem: Problem, found: Array, expected: Array, doubt: Array, size: Array
) -> None:
    """Ten times the stencil's own error or more; a wrong term or factor is of order one."""
    sure = doubt < 1e-8 * size
    # Only a function with kinks may have points that are too close to one, and only few.
    assert sure.all() or ("not smooth" in problem.tags and sure.mean() > 0.5)
    error = np.abs(found - expected).reshape(len(found), -1).max(axis=1)
    assert (error[sure] / size[sure]).max() < 1e-8


@every_problem
def test_gradient_is_the_derivative_of_the_value(name):
    problem = build(name)
    x, along = points_of_interest(problem), directions(problem)
    expected, doubt = differences(problem.value, x, along)
    found = problem.value_and_gradient(x)[1] @ along.T
    assert_close_where_smooth(problem, found, expected, doubt, scale(problem, x))


@every_problem
def test_hessian_is_the_derivative_of_the_gradient(name):
    problem = build(name)
    x, along = points_of_interest(problem), directions(problem)
    hessian = problem.hessian(x)
    expected, doubt = differences(lambda x: problem.value_and_gradient(x)[1], x, along)
    size = np.maximum(scale(problem, x), np.abs(hessian).max(axis=(1, 2)))
    assert_close_where_smooth(problem, hessian @ along.T, expected, doubt, size)
    np.testing.assert_allclose(hessian, hessian.swapaxes(1, 2), rtol=1e-12, atol=1e-14 * size.max())


@every_problem
def test_minimisers_are_minima_with_the_minimum_as_value(name):
    problem = build(name)
    x = problem.minimisers
    assert x.shape[1] == problem.dimension
    assert len(x) > 0 or not problem.bounded
    assert problem.solvable == (len(x) > 0)
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
    """Runs are unconstrained, so the search is too, unless f falls below its minimum outside."""
    problem = build(name)
    low, high = problem.domain.T
    count = few(problem, 64)
    starts = qmc.scale(qmc.Sobol(problem.dimension, rng=1).random(count), low, high)

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
    if not {"many minima", "deceptive"} & set(problem.tags) and not wells:
        assert lowest <= problem.minimum + 1e-9
        found = np.array([end.x for end in ends])
        distance = np.linalg.norm(found[:, None] - problem.minimisers, axis=2).min(axis=0)
        # On a floor without curvature nearer points have the same value.
        curvature = np.linalg.eigvalsh(problem.hessian(problem.minimisers))
        flat = curvature[:, 0] <= 1e-6 * curvature[:, -1]
        assert (distance < np.where(flat, 1e-2, 1e-4)).all() or not problem.complete


@every_problem
def test_only_a_problem_without_a_bound_falls_below_its_minimum_outside(name):
    """At points all over a far larger box, and along each axis through a minimiser."""
    problem = build(name)
    centre = problem.domain.mean(axis=1)
    far = centre + 100 * (random_points(problem, 5 * few(problem, 100)) - centre)
    lines = [far]
    for i in range(problem.dimension if len(problem.minimisers) else 0):
        line = np.tile(problem.minimisers[0], (len(far), 1))
        line[:, i] = far[:, i]
        lines.append(line)
    with np.errstate(all="ignore"):
        lowest = min(problem.value(np.asfortranarray(line)).min() for line in lines[: LARGE + 1])
    assert (lowest < problem.minimum - 1e-9) == (not problem.bounded)


@every_problem
def test_shapes_and_kinds(name):
    problem = build(name)
    d = problem.dimension
    x = random_points(problem, 3)
    (value, gradient), hessian = problem.value_and_gradient(x), problem.hessian(x)
    assert (value.shape, gradient.shape, hessian.shape) == ((3,), (3, d), (3, d, d))
    assert value.dtype == gradient.dtype == hessian.dtype == np.float64
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
    x = random_points(problem, few(problem, 5))
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


def gives_hessian(problem: Problem) -> bool:
    return type(problem).hessian is not Problem.hessian


@every_problem
def test_a_batch_is_its_rows_in_any_memory_order(name):
    problem = build(name)
    x = random_points(problem, few(problem, 9))
    value, gradient = problem.value_and_gradient(x)
    assert gradient.flags.f_contiguous, "the engine's columns must stay contiguous"
    close = {"rtol": 1e-12, "atol": 1e-12 * scale(problem, x).max()}
    row_order = problem.value_and_gradient(np.ascontiguousarray(x))
    np.testing.assert_allclose(row_order[0], value, **close)
    np.testing.assert_allclose(row_order[1], gradient, **close)
    np.testing.assert_array_equal(problem.value(x), value)
    hessian = problem.hessian(x)
    size = max(scale(problem, x).max(), np.abs(hessian).max())
    for i in range(len(x)):
        alone = problem.value_and_gradient(x[i : i + 1])
        np.testing.assert_allclose(alone[0], value[i : i + 1], **close)
        np.testing.assert_allclose(alone[1], gradient[i : i + 1], **close)
        # Differences divide what rounding does to the gradient by their step.
        other = {"rtol": 1e-12, "atol": (1e-12 if gives_hessian(problem) else 1e-9) * size}
        np.testing.assert_allclose(problem.hessian(x[i : i + 1])[0], hessian[i], **other)


@every_problem
def test_there_may_be_no_runs_at_all(name):
    """As where none has settled, whose Hessians would be looked at."""
    problem = build(name)
    none, d = np.empty((0, problem.dimension)), problem.dimension
    value, gradient = problem.value_and_gradient(none)
    assert (value.shape, gradient.shape) == ((0,), (0, d))
    assert problem.hessian(none).shape == (0, d, d)


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
    for text in (problem.title, problem.formula, problem.source, problem.idea):
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
    assert problem_instance(name).kind.__name__.lower() == name.replace("_", "")


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
    """Somewhere in the domain, or close to the classical start."""
    problem = build(name)
    points = random_points(problem, few(problem, 1000))
    close = problem.start + 0.1 * (points - problem.domain.mean(axis=1))
    curvatures = np.linalg.eigvalsh(problem.hessian(np.vstack([points, close])))
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
    samples = np.array([[0, 1, 2], [3, 4, 0], [5, 6, 7]]) % problem.sample_count
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
