"""Problems of the catalogue against their published formulas, written out anew one number at a time,
and against what the literature says of them."""

from __future__ import annotations

import math
from itertools import pairwise
from math import cos, exp, pi, sin, sqrt

import numpy as np
import pytest
from scipy.optimize import brentq, minimize_scalar

from descent_atlas.registry import build_problem

FORMULAS = {
    "aligned_quadratic": lambda *x: sum(
        100 ** (i / (len(x) - 1)) * z * z / 2 for i, z in enumerate(x)
    ),
    "aligned_quadratic_kappa1e4": lambda x, y: (x**2 + 1e4 * y**2) / 2,
    "bent_cigar": lambda *x: x[0] ** 2 + 1e6 * sum(z**2 for z in x[1:]),
    "bohachevsky": lambda x, y: (
        x**2 + 2 * y**2 - 0.3 * cos(3 * pi * x) - 0.4 * cos(4 * pi * y) + 0.7
    ),
    "branin": lambda x, y: (
        (y - 5.1 / (4 * pi**2) * x**2 + 5 / pi * x - 6) ** 2 + 10 * (1 - 1 / (8 * pi)) * cos(x) + 10
    ),
    "different_powers": lambda *x: sqrt(
        sum(abs(z) ** (2 + 4 * i / (len(x) - 1)) for i, z in enumerate(x))
    ),
    "discus": lambda *x: 1e6 * x[0] ** 2 + sum(z**2 for z in x[1:]),
    "dixon_price": lambda *x: (
        (x[0] - 1) ** 2 + sum((i + 1) * (2 * x[i] ** 2 - x[i - 1]) ** 2 for i in range(1, len(x)))
    ),
    "drop_wave": lambda x, y: -(1 + cos(12 * sqrt(x**2 + y**2))) / (0.5 * (x**2 + y**2) + 2),
    "easom": lambda x, y: -cos(x) * cos(y) * exp(-((x - pi) ** 2) - (y - pi) ** 2),
    "eggholder": lambda x, y: (
        -(y + 47) * sin(sqrt(abs(y + x / 2 + 47))) - x * sin(sqrt(abs(x - (y + 47))))
    ),
    "goldstein_price": lambda x, y: (
        (1 + (x + y + 1) ** 2 * (19 - 14 * x + 3 * x**2 - 14 * y + 6 * x * y + 3 * y**2))
        * (30 + (2 * x - 3 * y) ** 2 * (18 - 32 * x + 12 * x**2 + 48 * y - 36 * x * y + 27 * y**2))
    ),
    "l1_norm": lambda *x: sum(abs(z) for z in x),
    "mccormick": lambda x, y: sin(x + y) + (x - y) ** 2 - 1.5 * x + 2.5 * y + 1,
    "michalewicz": lambda *x: (
        -sum(sin(z) * sin((i + 1) * z**2 / pi) ** 20 for i, z in enumerate(x))
    ),
    "nesterov_chain": lambda *x: (
        (x[0] ** 2 + sum((a - b) ** 2 for a, b in pairwise(x)) + x[-1] ** 2) / 8 - x[0] / 4
    ),
    "powell_singular": lambda a, b, c, d: (
        (a + 10 * b) ** 2 + 5 * (c - d) ** 2 + (b - 2 * c) ** 4 + 10 * (a - d) ** 4
    ),
    "ravine": lambda x, y: abs(x) + 100 * abs(y),
    "scalar_factorisation": lambda a, b: 0.5 * (a * b - 1) ** 2,
    "schaffer_2": lambda x, y: (
        0.5 + (sin(x**2 - y**2) ** 2 - 0.5) / (1 + 0.001 * (x**2 + y**2)) ** 2
    ),
    "schwefel": lambda *x: 418.9828872724337 * len(x) - sum(z * sin(sqrt(abs(z))) for z in x),
    "sharp_ridge": lambda *x: x[0] ** 2 + 100 * sqrt(sum(z**2 for z in x[1:])),
    "sum_of_squares": lambda *x: sum((i + 1) * z**2 for i, z in enumerate(x)),
    "zakharov": lambda *x: (
        sum(z**2 for z in x)
        + sum(0.5 * (i + 1) * z for i, z in enumerate(x)) ** 2
        + sum(0.5 * (i + 1) * z for i, z in enumerate(x)) ** 4
    ),
}
IN_FIVE = ("bent_cigar", "different_powers", "discus", "dixon_price", "l1_norm", "michalewicz")
IN_FIVE += ("nesterov_chain", "schwefel", "sharp_ridge", "sum_of_squares", "zakharov")
INSTANCES = [*FORMULAS, *(f"{name}_5d" for name in IN_FIVE), "aligned_quadratic_5d"]


@pytest.mark.parametrize("name", INSTANCES)
def test_values_are_those_of_the_published_formula(name):
    problem, formula = build_problem(name), FORMULAS[name.removesuffix("_5d")]
    low, high = problem.domain.T
    points = np.random.default_rng(7).uniform(low, high, (20, problem.dimension))
    expected = [formula(*point) for point in points.tolist()]
    size = max(map(abs, expected)) + 420 * problem.dimension * (name.startswith("schwefel"))
    np.testing.assert_allclose(problem.value(points), expected, rtol=1e-12, atol=1e-14 * size)


BY_HAND = [
    # name, point, value, gradient
    ("sum_of_squares_3d", (1, 2, 3), 36, (2, 8, 18)),
    ("discus_3d", (1, 2, 3), 1_000_013, (2e6, 4, 6)),
    ("bent_cigar_3d", (1, 2, 3), 13_000_001, (2, 4e6, 6e6)),
    # At rest all links but the last are slack: 1/4 of the last one's pull is left.
    ("nesterov_chain_4d", (1, 1, 1, 1), 2 / 8 - 1 / 4, (0, 0, 0, 0.25)),
    # The root of 3^2 + 2^6 is sqrt(73).
    ("different_powers", (3, -2), sqrt(73), (3 / sqrt(73), -96 / sqrt(73))),
    ("dixon_price_3d", (2, 1, -1), 1 + 0 + 3, (2, -6, -24)),
    # s = 1 + 1 = 2
    ("zakharov", (2, 1), 5 + 4 + 16, (4 + 0.5 * 36, 2 + 36)),
    # The textbook start of Powell's function.
    ("powell_singular", (3, -1, 0, 1), 49 + 5 + 1 + 160, (306, -144, -2, -310)),
    ("scalar_factorisation", (2, 1), 0.5, (1, 2)),
    ("l1_norm_3d", (1, -2, 3), 6, (1, -1, 1)),
    ("ravine", (-1, 2), 201, (-1, 100)),
    ("sharp_ridge_3d", (2, 3, -4), 504, (4, 60, -80)),
    # The factors are 20 and 30; the first rises by 24 with x + y, the second not at all.
    ("goldstein_price", (0, 0), 600, (720, 720)),
    ("goldstein_price", (0, -1), 3, (0, 0)),
    # (-6)^2 + 20 - 10 / 8 pi; along x 2 (-6) 5 / pi
    ("branin", (0, 0), 56 - 10 / (8 * pi), (-60 / pi, -12)),
    ("mccormick", (0, 0), 1, (-0.5, 3.5)),
    ("mccormick", (pi / 2, pi / 2), pi / 2 + 1, (-2.5, 1.5)),
    # The cosines are those of 3 pi / 2 and pi.
    ("bohachevsky", (0.5, 0.25), 0.25 + 0.125 + 0.4 + 0.7, (1 - 0.9 * pi, 1)),
    ("drop_wave", (pi / 24, 0), -1 / (2 + pi**2 / 1152), None),
    ("schaffer_2", (10, 10), 0.5 - 0.5 / 1.44, (0.02 / 1.728, 0.02 / 1.728)),
    # sqrt(x) = pi / 2, where the sine is 1 and the cosine 0
    ("schwefel", ((pi / 2) ** 2, 0), None, (-1, 0)),
    ("schwefel", (pi**2, -(pi**2)), 2 * 418.9828872724337, (pi / 2, pi / 2)),
    ("eggholder", (0, 0), -47 * sin(sqrt(47)), None),
    # Both waves' angles are of t = 0 or of 2 pi, so one slope vanishes with its sine.
    ("michalewicz", (pi / 2, pi / 2), -(sin(pi / 4) ** 20) - 1, None),
    ("easom", (pi, 0), exp(-(pi**2)), (0, 2 * pi * exp(-(pi**2)))),
]


@pytest.mark.parametrize(("name", "point", "value", "gradient"), BY_HAND)
def test_value_and_gradient_by_hand(name, point, value, gradient):
    found_value, found_gradient = build_problem(name).value_and_gradient(np.array([point], float))
    if value is not None:
        np.testing.assert_allclose(found_value, [value], rtol=1e-13, atol=1e-12)
    if gradient is not None:
        np.testing.assert_allclose(found_gradient, [gradient], rtol=1e-12, atol=1e-12)


MINIMA = [
    # name, minimum and minimiser (one of them) to the digits that the literature gives
    ("goldstein_price", 3, (0, -1)),
    ("branin", 0.397887, (pi, 2.275)),
    ("mccormick", -1.9133, (-0.54719, -1.54719)),
    ("drop_wave", -1, (0, 0)),
    ("schwefel", 0, (420.9687, 420.9687)),
    ("eggholder", -959.6407, None),
    ("michalewicz", -1.8013, (2.20, 1.57)),
    ("michalewicz_5d", -4.687658, None),
    ("michalewicz_10d", -9.66015, None),
    ("easom", -1, (pi, pi)),
    ("nesterov_chain_10d", (1 / 11 - 1) / 8, (1 - np.arange(1, 11) / 11)),
    ("dixon_price", 0, (1, 2**-0.5)),
    ("dixon_price_3d", 0, (1, 2**-0.5, 2**-0.75)),
]


@pytest.mark.parametrize(("name", "minimum", "minimiser"), MINIMA)
def test_minima_of_the_literature(name, minimum, minimiser):
    problem = build_problem(name)
    assert problem.minimum == pytest.approx(minimum, abs=1e-4)
    if minimiser is not None:
        distance = np.linalg.norm(problem.minimisers - np.array(minimiser), axis=1)
        assert distance.min() < 1e-2 if name == "michalewicz" else distance.min() < 1e-4


CURVATURES = [
    # name, the Hessian's smallest and largest eigenvalue at the (first) minimiser
    ("sum_of_squares_10d", 2, 20),
    ("discus_10d", 2, 2e6),
    ("bent_cigar_10d", 2, 2e6),
    ("aligned_quadratic_10d", 1, 100),
    ("aligned_quadratic_kappa1e4", 1, 1e4),
    ("rotated_quadratic_kappa1e1", 1, 10),
    # L/4 (2 - 2 cos(k pi / 11)) for the chain of ten
    ("nesterov_chain", 0.5 - 0.5 * cos(pi / 11), 0.5 + 0.5 * cos(pi / 11)),
    # 2 I + 2 d d^T / 4 with d = (1, ..., 10), whose square is 385
    ("zakharov_10d", 2, 2 + 385 / 2),
    ("powell_singular", 0, 202),
    ("scalar_factorisation", 0, 2),
    ("bohachevsky", 2 + 2.7 * pi**2, 4 + 6.4 * pi**2),
    # 1/4 + 144 / 4 by the square of the radius: (s/2 + 72 s) / 2 for f + 1
    ("drop_wave", 72.5, 72.5),
    ("schaffer_2", 0.002, 0.002),
    ("easom", 3, 3),
    ("mccormick", sqrt(3), 4),
]


@pytest.mark.parametrize(("name", "lowest", "highest"), CURVATURES)
def test_curvature_at_the_minimum(name, lowest, highest):
    problem = build_problem(name)
    curvatures = np.linalg.eigvalsh(problem.hessian(problem.minimisers)[0])
    np.testing.assert_allclose(curvatures[[0, -1]], [lowest, highest], rtol=1e-9, atol=1e-12)


def test_goldstein_and_price_give_four_minima_that_are_products():
    """In u = x + y and v = 2x - 3y, with factors at their minima 1 and 28, 3 and 30."""
    problem = build_problem("goldstein_price")
    u, v = np.meshgrid([-1.0, 2.0], [3.0, 0.0])
    points = np.column_stack([(3 * u + v).ravel() / 5, (2 * u - v).ravel() / 5])
    value, gradient = problem.value_and_gradient(points)
    np.testing.assert_allclose(value, [3, 84, 30, 840], rtol=1e-12)
    np.testing.assert_allclose(gradient, 0, atol=1e-9)
    assert (np.linalg.eigvalsh(problem.hessian(points)) > 0).all()


def test_schwefels_minimiser_solves_its_equation_and_lower_ones_lie_outside():
    problem = build_problem("schwefel")
    root = brentq(lambda r: sin(r) + r / 2 * cos(r), 20, 21, xtol=1e-14)
    np.testing.assert_allclose(problem.minimisers, root**2, rtol=1e-13)
    # The next wave on the negative side is higher: there the sine is -1 near sqrt(-x) = 15/2 pi.
    assert problem.value(np.array([[420.9687463600, -((7.5 * pi) ** 2)]]))[0] < -100
    # Inside, the second lowest minimum lies at the other end of a coordinate, near -302.5.
    line = np.linspace(-500, 500, 100_001)
    values = problem.value(np.column_stack([line, np.full_like(line, 420.9687463600)]))
    inner = np.flatnonzero((values[1:-1] < values[:-2]) & (values[1:-1] < values[2:])) + 1
    order = inner[values[inner].argsort()]
    np.testing.assert_allclose(line[order[:2]], [420.97, -302.52], atol=0.01)
    assert values[order[1]] == pytest.approx(118.44, abs=0.01)


def test_the_eggholders_lowest_point_lies_on_the_border_where_it_still_falls():
    problem = build_problem("eggholder")
    edge = np.linspace(-512, 512, 40_001)
    sides = [np.column_stack([np.full_like(edge, side), edge]) for side in (-512.0, 512.0)]
    sides += [side[:, ::-1] for side in sides]
    values = [problem.value(side).min() for side in sides]
    assert np.argmin(values) == 1  # x = 512
    end = minimize_scalar(
        lambda y: problem.value(np.array([[512.0, y]]))[0], bounds=(404, 405), method="bounded",
        options={"xatol": 1e-12},
    )  # fmt: skip
    assert end.x == pytest.approx(404.2318051, abs=1e-5)
    assert problem.minimum == pytest.approx(end.fun, abs=1e-9)
    at = np.array([[512.0, 404.2318051137578]])
    slope = problem.value_and_gradient(at)[1][0]
    assert slope[0] < -0.1
    assert abs(slope[1]) < 1e-9
    # Inside, on a grid as fine as the pits are wide, nothing is lower.
    axis = np.linspace(-512, 512, 1025)
    grid = np.column_stack([part.ravel() for part in np.meshgrid(axis, axis)])
    assert problem.value(grid).min() > problem.minimum
    assert not problem.solvable


def test_michalewiczs_gorges_are_searched_one_by_one():
    """A dense scan of each coordinate by itself finds no deeper gorge in the domain, but does outside."""
    problem = build_problem("michalewicz_10d")
    axis = np.linspace(0, pi, 200_001)
    for i, found in enumerate(problem.minimisers[0], start=1):
        depth = np.sin(axis) * np.sin(i * axis**2 / pi) ** 20
        assert axis[depth.argmax()] == pytest.approx(found, abs=2e-5)
    outside = problem.minimisers.copy()
    outside[0, 0] = 2 * pi + 1.5
    further = np.tile(outside, (200, 1))
    further[:, 0] = np.linspace(2 * pi, 3 * pi, 200)
    assert problem.value(further).min() < problem.minimum - 0.1


def test_nesterovs_chain_passes_news_on_one_link_a_step():
    """From zero, gradients reach one coordinate more each step, whatever the step length."""
    problem, x = build_problem("nesterov_chain_10d"), np.zeros((1, 10))
    for step in range(1, 11):
        x = x - 0.7 * problem.value_and_gradient(x)[1]
        assert np.count_nonzero(x) == step


def test_a_factorisation_has_a_saddle_between_its_two_branches():
    problem = build_problem("scalar_factorisation")
    value, gradient = problem.value_and_gradient(np.zeros((1, 2)))
    assert value[0] == 0.5
    np.testing.assert_array_equal(gradient, [[0, 0]])
    np.testing.assert_allclose(np.linalg.eigvalsh(problem.hessian(np.zeros((1, 2)))[0]), [-1, 1])
    np.testing.assert_allclose(problem.minimisers.prod(axis=1), 1, rtol=1e-15)
    # No two neighbours of the sample are further apart than an eighth of the domain.
    in_order = problem.minimisers[problem.minimisers[:, 0].argsort()]
    for branch in (in_order[:9], in_order[9:]):
        assert np.linalg.norm(np.diff(branch, axis=0), axis=1).max() < 6 / 8


@pytest.mark.parametrize(
    "name", ["l1_norm", "ravine", "sharp_ridge", "different_powers", "eggholder"]
)
def test_at_a_kink_there_are_numbers(name):
    """At the minimiser, or where the eggholder's roots are zero."""
    problem = build_problem(name)
    x = np.array([[0.0, -47.0]]) if name == "eggholder" else problem.minimisers
    value, gradient = problem.value_and_gradient(x)
    assert np.isfinite(value).all()
    assert np.isfinite(gradient).all()
    assert np.isfinite(problem.hessian(x)).all()


def test_easoms_plain_is_level_to_the_last_bit():
    problem = build_problem("easom")
    value, gradient = problem.value_and_gradient(np.array([[40.0, 40.0], [-99.0, 3.0]]))
    assert (value == 0).all()
    assert (gradient == 0).all()
    assert math.hypot(*problem.value_and_gradient(problem.start[None])[1][0]) > 1e-3


HUNDRED = ["sphere", "ellipsoid", "aligned_quadratic", "sum_of_squares", "discus", "bent_cigar"]
HUNDRED += ["nesterov_chain", "different_powers", "rosenbrock", "zakharov", "rastrigin", "ackley"]
HUNDRED += ["griewank", "levy"]
TURNED = [f"{name}_100d_rotated" for name in HUNDRED]


@pytest.mark.parametrize("name", [*(f"{n}_100d" for n in HUNDRED), *TURNED, "schwefel_100d"])
def test_a_hundred_dimensions(name):
    problem = build_problem(name)
    assert problem.dimension == 100
    low, high = problem.domain.T
    points = np.random.default_rng(1).uniform(low, high, (5, 100))
    value, gradient = problem.value_and_gradient(points)
    assert (value > problem.minimum).all()
    np.testing.assert_allclose(problem.value(problem.minimisers), problem.minimum, atol=1e-9)
    # Along the gradient a small step changes f by the step times the gradient's length.
    length = np.linalg.norm(gradient, axis=1)
    step = 1e-6 * gradient / length[:, None]
    change = (problem.value(points + step) - problem.value(points - step)) / 2e-6
    np.testing.assert_allclose(change, length, rtol=1e-4)
