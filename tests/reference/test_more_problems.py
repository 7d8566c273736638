"""Values of more problems worked out by hand, and where their curvature stands in the literature."""

import numpy as np
import pytest
from scipy.optimize import brentq

from descent_atlas.problems.rotated_quadratic import RotatedQuadratic
from descent_atlas.registry import build_problem

PI, E = 3.141592653589793, 2.718281828459045

BY_HAND = [
    # name, point, value, gradient
    ("double_well", (1, 2), 0.5 + 4 - 2, (1, 6)),
    ("double_well", (-2, 0), 2, (-2, 0)),
    # 1 - 3 + 0.1 * 4
    ("monkey_saddle", (1, 1), -1.6, (0.8, -5.2)),
    ("monkey_saddle", (-7.5, 0), -105.46875, (0, 0)),
    ("gaussian_well", (1, 1), 1 - 1 / E, (1 / E, 1 / E)),
    # At whole numbers the ripples are at their lowest, so only the funnel is left.
    ("ackley", (3, 3), 20 - 20 / E**0.6, (2 / E**0.6, 2 / E**0.6)),
    # At halves they are at their highest.
    ("ackley_3d", (0.5,) * 3, 20 - 20 / E**0.1 + E - 1 / E, (4 / 3 / E**0.1,) * 3),
    # z = 1: sin(pi + 1)^2 is sin(1)^2, and twice sine times cosine is the sine of twice the angle.
    (
        "levy",
        (5, 5),
        2 + 10 * np.sin(1) ** 2,
        ((2 + 20 * np.sin(1) ** 2 + 10 * PI * np.sin(2)) / 4, 0.5),
    ),
    # z = (0, 1/2): sin(pi)^2 vanishes, so 1/4 is left.
    ("levy", (1, 3), 0.25, (0, 0.25)),
    ("griewank", (PI, 0), 2 + PI**2 / 4000, (PI / 2000, 0)),
    # cos(pi / 2) = 0 leaves the product of the others as the derivative.
    ("griewank_3d", (PI / 2, 0, 0), 1 + PI**2 / 16000, (1 + PI / 4000, 0, 0)),
    ("styblinski_tang", (0, 0), 0, (2.5, 2.5)),
    ("styblinski_tang_10d", (-3,) * 10, -390, (-3.5,) * 10),
    # 4 - 2.1 + 1/3 - 1
    ("six_hump_camel", (1, -1), 1.9 + 1 / 3 - 1, (1.6 - 1, 1 - 8)),
    ("three_hump_camel", (1, 2), 2 - 1.05 + 1 / 6 + 2 + 4, (0.8 + 2, 5)),
    ("ellipsoid", (3, 1), 1_000_009, (6, 2e6)),
    ("ellipsoid_4d", (1, 1, 1, 1), 1_010_101, (2, 200, 2e4, 2e6)),
    ("aligned_quadratic", (4, 1), 58, (4, 100)),
    # One along the valley: no more than a parabola; one across it: a hundred times that.
    ("rotated_quadratic", (3**0.5 / 2, 0.5), 0.5, (3**0.5 / 2, 0.5)),
    ("rotated_quadratic", (-0.5, 3**0.5 / 2), 50, (-50, 50 * 3**0.5)),
]

CURVATURES = [
    # name, the Hessian's smallest and largest eigenvalue at the (first) minimiser
    ("double_well", 1, 2),
    # In polar coordinates: 6 r cos 3t + 1.2 r^2 outwards and -9 r cos 3t around, at r = 7.5.
    ("monkey_saddle", 22.5, 67.5),
    ("gaussian_well", 1, 1),
    ("ellipsoid_10d", 2, 2e6),
    ("aligned_quadratic", 1, 100),
    ("rotated_quadratic", 1, 100),
    ("griewank", 1 / 2000 + 1 / 2, 1 / 2000 + 1),
    ("three_hump_camel", 3 - 2**0.5, 3 + 2**0.5),
]

SADDLES = [("double_well", (0, 0), [-1, 1]), ("monkey_saddle", (0, 0), [0, 0])]


@pytest.mark.parametrize(("name", "point", "value", "gradient"), BY_HAND)
def test_value_and_gradient(name, point, value, gradient):
    found_value, found_gradient = build_problem(name).value_and_gradient(np.array([point], float))
    np.testing.assert_allclose(found_value, [value], rtol=1e-13, atol=1e-13)
    np.testing.assert_allclose(found_gradient, [gradient], rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize(("name", "lowest", "highest"), CURVATURES)
def test_curvature_at_the_minimum(name, lowest, highest):
    problem = build_problem(name)
    curvatures = np.linalg.eigvalsh(problem.hessian(problem.minimisers)[0])
    np.testing.assert_allclose(curvatures[[0, -1]], [lowest, highest], rtol=1e-12)


@pytest.mark.parametrize(("name", "point", "curvatures"), SADDLES)
def test_saddles(name, point, curvatures):
    problem = build_problem(name)
    x = np.array([point], float)
    np.testing.assert_array_equal(problem.value_and_gradient(x)[1], np.zeros((1, 2)))
    np.testing.assert_array_equal(np.linalg.eigvalsh(problem.hessian(x)[0]), curvatures)


def test_the_wells_of_styblinski_and_tang_are_the_outer_roots_of_a_cubic():
    problem = build_problem("styblinski_tang")
    deep, shallow = (
        brentq(lambda x: 4 * x**3 - 32 * x + 5, *bracket, xtol=1e-15)
        for bracket in ((-4, -2), (2, 4))
    )
    np.testing.assert_allclose(problem.minimisers, [[deep, deep]], rtol=1e-14)
    values = problem.value(np.array([[deep, deep], [deep, shallow], [shallow, shallow]]))
    # As listed in the literature: -39.16599 n, -64.19561 and -50.05889 in the plane.
    np.testing.assert_allclose(values, [-78.33233, -64.19561, -50.05889], atol=1e-5)


def test_six_minima_under_six_humps():
    problem = build_problem("six_hump_camel")
    # The pairs as Dixon and Szegő list them, to the digits they give.
    points = np.array([[0.0898, -0.7126], [1.7036, -0.7961], [1.6071, 0.5687]])
    np.testing.assert_allclose(problem.value(points), [-1.0316, -0.2155, 2.1043], atol=1e-4)
    both = np.vstack([points, -points])
    assert (np.linalg.eigvalsh(problem.hessian(both)) > 0).all()
    assert np.abs(problem.value_and_gradient(both)[1]).max() < 5e-3


def test_a_turn_changes_nothing_but_the_direction():
    c, s = 3**0.5 / 2, 0.5
    rotation = np.array([[c, s], [-s, c]])
    turned, straight = RotatedQuadratic(kappa=100), build_problem("aligned_quadratic")
    x = np.array([[1.0, 2.0], [-3.0, 0.5], [0.1, -4.0]])
    value, gradient = straight.value_and_gradient(x @ rotation.T)
    found_value, found_gradient = turned.value_and_gradient(x)
    np.testing.assert_allclose(found_value, value, rtol=1e-12)
    np.testing.assert_allclose(found_gradient, gradient @ rotation, rtol=1e-12)
    np.testing.assert_allclose(rotation @ turned.start, straight.start, rtol=1e-14)


@pytest.mark.parametrize("kappa", [10.0, 1e4])
def test_the_condition_number_is_a_parameter(kappa):
    curvatures = np.linalg.eigvalsh(RotatedQuadratic(kappa).hessian(np.zeros((1, 2)))[0])
    np.testing.assert_allclose(curvatures, [1, kappa], rtol=1e-9)


def test_ackley_ends_in_a_point():
    problem = build_problem("ackley")
    step = np.array([[1e-9, 0.0], [0.0, -1e-9]])
    # The slope of the funnel there is 4 / sqrt(n), in whatever direction.
    np.testing.assert_allclose(problem.value(step), 4e-9 / 2**0.5, rtol=1e-6)
    value, gradient = problem.value_and_gradient(np.zeros((1, 2)))
    np.testing.assert_array_equal(value, [0])
    np.testing.assert_array_equal(gradient, [[0, 0]])
    assert np.isfinite(problem.hessian(np.zeros((1, 2)))).all()
