"""Values of the problems worked out by hand, and their minimisers found by other software."""

import numpy as np
import pytest
from scipy.optimize import minimize
from sklearn.datasets import load_breast_cancer
from sklearn.linear_model import LogisticRegression
from sklearn.metrics import log_loss

from descent_atlas.problems.breast_cancer import BreastCancer
from descent_atlas.problems.linear_regression import LinearRegression
from descent_atlas.registry import build_problem, load_dataset

PI = 3.141592653589793
LOG_2 = 0.6931471805599453
LOG_3 = 1.0986122886681098

BY_HAND = [
    # name, point, value, gradient
    ("circular_bowl", (3, 4), 25, (6, 8)),
    ("elliptic_bowl", (0, 0), 3, (0, 0)),
    ("elliptic_bowl", (2, 1), 9, (4, 4)),
    ("elliptic_bowl", (-1, 2), 12, (-2, 8)),
    ("elliptic_bowl", (1, -1), 6, (2, -4)),
    ("saddle", (1, 1e-3), 0.999999, (2, -0.002)),
    ("saddle", (0, 3), -9, (0, -6)),
    # (-11)^2 + (-7)^2
    ("himmelblau", (0, 0), 170, (-14, -22)),
    # (1 + 1 - 11)^2 + (1 + 1 - 7)^2
    ("himmelblau", (1, 1), 106, (-46, -38)),
    # 100 * 0.44^2 + 2.2^2
    ("rosenbrock", (-1.2, 1), 24.2, (-215.6, -88)),
    # 100 * 1.25^2 + 1.5^2
    ("rosenbrock", (-0.5, 1.5), 158.5, (247, 250)),
    # At (2, 2, 2, ...): nine times 100 * 2^2 + 1.
    ("rosenbrock_10d", (2,) * 10, 3609, (1602, *(1202,) * 8, -400)),
    ("sphere", (3, 4), 25, (6, 8)),
    ("sphere_10d", (2,) * 10, 40, (4,) * 10),
    # 1.5^2 + 2.25^2 + 2.625^2; along y 2 (1.5 + 2 * 2.25 + 3 * 2.625)
    ("beale", (1, 1), 14.203125, (0, 27.75)),
    ("beale", (0, 0), 14.203125, (-12.75, 0)),
    # The brackets are -4.5, 8.25 and -15.375; along y 4 (-4.5 - 4 * 8.25 - 12 * 15.375).
    ("beale", (2, -2), 324.703125, (353.25, -888)),
    ("booth", (0, 0), 74, (-34, -38)),
    ("booth", (-5, 5), 104, (-44, -28)),
    ("matyas", (1, 1), 0.04, (0.04, 0.04)),
    ("matyas", (9, 3), 10.44, (3.24, -2.76)),
    ("rastrigin", (1, 1), 2, (2, 2)),
    # 20 + 0.25 + 10 - 10
    ("rastrigin", (0.5, 0), 20.25, (1, 0)),
    ("rastrigin", (0.25, 0), 10.0625, (0.5 + 20 * PI, 0)),
    ("rastrigin_10d", (-1,) * 10, 10, (-2,) * 10),
    ("sine_product", (PI / 2, PI / 2), 1 + 0.05 * PI**2, (0.1 * PI, 0.1 * PI)),
    ("sine_product", (PI / 2, -PI / 2), -1 + 0.05 * PI**2, (0.1 * PI, -0.1 * PI)),
    ("tanh_plateau", (0, 0), 0, (1, 1)),
    # tanh(log 2) = (2 - 1/2) / (2 + 1/2) = 0.6
    ("tanh_plateau", (LOG_2, 0), 0.6 + 0.01 * LOG_2**2, (0.64 + 0.02 * LOG_2, 1)),
    ("sine_parabola", (PI / 10,), 1 + PI**2 / 200, (PI / 10,)),
    ("sine_parabola", (PI / 5,), PI**2 / 50, (-5 + PI / 5,)),
]

HESSIANS_BY_HAND = [
    ("circular_bowl", (3, 4), [[2, 0], [0, 2]]),
    ("elliptic_bowl", (3, 4), [[2, 0], [0, 4]]),
    ("saddle", (3, 4), [[2, 0], [0, -2]]),
    ("himmelblau", (3, 2), [[74, 20], [20, 34]]),
    ("rosenbrock", (1, 1), [[802, -400], [-400, 200]]),
    # Both terms of a sum act on the variable in the middle.
    ("rosenbrock_3d", (1, 1, 1), [[802, -400, 0], [-400, 1002, -400], [0, -400, 200]]),
    ("sphere_3d", (1, 2, 3), [[2, 0, 0], [0, 2, 0], [0, 0, 2]]),
    # 2 (0.5^2 + 0.75^2 + 0.875^2), 6 (-0.5 - 0.75 - 0.65625), 18 (1 + 1 + 0.5625)
    ("beale", (3, 0.5), [[3.15625, -11.4375], [-11.4375, 46.125]]),
    ("booth", (0, 0), [[10, 8], [8, 10]]),
    ("matyas", (0, 0), [[0.52, -0.48], [-0.48, 0.52]]),
    ("rastrigin", (0, 0.5), [[2 + 40 * PI**2, 0], [0, 2 - 40 * PI**2]]),
    ("sine_product", (0, 0), [[0.2, 1], [1, 0.2]]),
    ("sine_product", (PI / 2, PI / 2), [[-0.8, 0], [0, -0.8]]),
    ("tanh_plateau", (LOG_2, 0), [[0.02 - 2 * 0.6 * 0.64, 0], [0, 0.02]]),
    ("sine_parabola", (PI / 10,), [[-24]]),
]

BOXES_AND_STARTS = [
    # name, the domain's bounds in every coordinate, classical start
    ("circular_bowl", (-3, 3), (2, 1)),
    ("elliptic_bowl", (-3, 3), (2, 1)),
    ("saddle", (-3, 3), (1, 1e-3)),
    ("himmelblau", (-5, 5), (0, 0)),
    ("rosenbrock_4d", (-2.048, 2.048), (-1.2, 1, -1.2, 1)),
    ("sine_product", (-5, 5), (4, 3)),
    ("tanh_plateau", (-5, 5), (4, 3)),
    ("sine_parabola", (-3, 3), (-2.5,)),
    ("linear_regression", (-10, 10), (0, 0)),
    ("sphere_3d", (-5.12, 5.12), (5.12, 5.12, 5.12)),
    ("beale", (-4.5, 4.5), (1, 1)),
    ("booth", (-10, 10), (0, 0)),
    ("matyas", (-10, 10), (9, 3)),
    ("rastrigin_3d", (-5.12, 5.12), (4.3, -3.3, 4.3)),
    ("breast_cancer", (-1, 1), (0,) * 31),
]

LEADING_CURVATURES = [
    # name, smallest and largest eigenvalue of the Hessian at the minimiser
    ("rosenbrock", 501 - np.sqrt(250601), 501 + np.sqrt(250601)),
    ("booth", 2, 18),
    ("matyas", 0.04, 1),
    ("elliptic_bowl", 2, 4),
]


@pytest.mark.parametrize(("name", "point", "value", "gradient"), BY_HAND)
def test_value_and_gradient(name, point, value, gradient):
    found_value, found_gradient = build_problem(name).value_and_gradient(np.array([point], float))
    np.testing.assert_allclose(found_value, [value], rtol=1e-13, atol=1e-13)
    np.testing.assert_allclose(found_gradient, [gradient], rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize(("name", "point", "hessian"), HESSIANS_BY_HAND)
def test_hessian(name, point, hessian):
    found = build_problem(name).hessian(np.array([point], float))
    np.testing.assert_allclose(found, [hessian], rtol=1e-13, atol=1e-13)


@pytest.mark.parametrize(("name", "bounds", "start"), BOXES_AND_STARTS)
def test_domain_and_classical_start(name, bounds, start):
    problem = build_problem(name)
    np.testing.assert_array_equal(problem.domain, [bounds] * len(start))
    np.testing.assert_array_equal(problem.start, start)


@pytest.mark.parametrize(("name", "lowest", "highest"), LEADING_CURVATURES)
def test_curvature_at_the_minimum(name, lowest, highest):
    problem = build_problem(name)
    curvatures = np.linalg.eigvalsh(problem.hessian(problem.minimisers)[0])
    np.testing.assert_allclose(curvatures, [lowest, highest], rtol=1e-9)


def test_rosenbrock_is_2508_times_more_curved_across_its_valley_than_along_it():
    curvatures = np.linalg.eigvalsh(build_problem("rosenbrock").hessian(np.ones((1, 2)))[0])
    # (501 + r)^2 / (501^2 - r^2) with r^2 = 250601, so the denominator is 400.
    assert curvatures[1] / curvatures[0] == pytest.approx(2508.0096, abs=1e-4)
    assert 2 / curvatures[1] < 0.002


@pytest.mark.parametrize(
    ("name", "equation"),
    [
        ("sine_product", lambda x: np.sin(2 * x) - 0.4 * x),
        ("tanh_plateau", lambda x: 1 / np.cosh(x) ** 2 + 0.02 * x),
        ("sine_parabola", lambda x: 5 * np.cos(5 * x) + x),
    ],
)
def test_minimisers_solve_their_equation(name, equation):
    assert np.abs(equation(build_problem(name).minimisers)).max() < 1e-14


def test_rosenbrock_has_a_local_minimum_from_four_dimensions_on():
    found = {}
    for dimension in (3, 4):
        problem = build_problem(f"rosenbrock_{dimension}d")
        start = np.array([-1.0] + [1.0] * (dimension - 1))
        end = minimize(lambda x, p=problem: p.value(x[None, :])[0], start, method="BFGS", tol=1e-6)
        found[dimension] = end.x
    np.testing.assert_allclose(found[3], 1, atol=1e-3)
    np.testing.assert_allclose(found[4], [-0.776, 0.613, 0.382, 0.146], atol=1e-3)


def test_the_lowest_of_eight_minima_of_the_sine_parabola_is_listed():
    problem = build_problem("sine_parabola")
    x = np.linspace(-6, 6, 120001)
    value = problem.value(x[:, None])
    inner = np.flatnonzero((value[1:-1] < value[:-2]) & (value[1:-1] < value[2:])) + 1
    assert len(inner) == 8
    assert np.count_nonzero(np.abs(x[inner]) < 3) == 5
    assert x[inner[value[inner].argmin()]] == pytest.approx(problem.minimisers[0, 0], abs=1e-4)


def test_least_squares_on_three_points():
    # A line through (0, 1), (1, 2), (2, 4): slope 9/6, intercept 5/6, residuals -1/6, 1/3, -1/6.
    problem = LinearRegression(np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 2.0, 4.0]))
    np.testing.assert_allclose(problem.minimisers, [[5 / 6, 3 / 2]], rtol=1e-14)
    assert problem.minimum == pytest.approx(1 / 18, rel=1e-13)
    value, gradient = problem.value_and_gradient(np.zeros((1, 2)))
    np.testing.assert_allclose(value, [7], rtol=1e-14)
    np.testing.assert_allclose(gradient, [[-14 / 3, -20 / 3]], rtol=1e-14)
    np.testing.assert_allclose(problem.hessian(value), [[[2, 2], [2, 10 / 3]]], rtol=1e-14)
    first_two = problem.batch_gradient(np.zeros((1, 1, 2)), np.array([[0, 1]]))
    np.testing.assert_allclose(first_two, [[[-3, -2]]], rtol=1e-14)


def test_linear_regression_is_the_mean_squared_error_of_the_articles_data():
    stream = np.random.RandomState(42)
    u = 2 * stream.rand(1000)
    v = 4 + 3 * u + stream.randn(1000)
    # The first draws of this stream are widely known.
    np.testing.assert_allclose(u[:3] / 2, [0.37454012, 0.95071431, 0.73199394], atol=5e-9)
    problem = build_problem("linear_regression")
    slope, intercept = np.polyfit(u, v, 1)
    np.testing.assert_allclose(problem.minimisers, [[intercept, slope]], rtol=1e-10)
    theta = np.array([[0.0, 0.0], [4.0, 3.0], [-2.5, 7.0]])
    residuals = theta[:, :1] + theta[:, 1:] * u - v
    np.testing.assert_allclose(problem.value(theta), (residuals**2).mean(axis=1), rtol=1e-12)


def test_linear_regression_keeps_its_digits_near_the_minimum():
    problem = build_problem("linear_regression")
    shift = np.array([[1e-6, -2e-6]])
    gap = problem.value(problem.minimisers + shift) - problem.minimum
    u = problem.features[:, 0]
    assert gap[0] == pytest.approx(np.mean((1e-6 - 2e-6 * u) ** 2), rel=1e-3)


def test_logistic_regression_on_two_samples():
    # One positive sample at 0, one negative at 1.
    features, labels = np.array([[0.0], [1.0]]), np.array([1.0, -1.0])
    problem = BreastCancer(features, labels, features, labels)
    value, gradient = problem.value_and_gradient(np.array([[0.0, 0.0], [0.0, LOG_3]]))
    np.testing.assert_allclose(value, [LOG_2, 1.5 * LOG_2 + 0.005 * LOG_3**2], rtol=1e-14)
    expected = [[0, 0.25], [0.125, 0.375 + 0.01 * LOG_3]]
    np.testing.assert_allclose(gradient, expected, rtol=1e-14, atol=1e-16)
    hessian = problem.hessian(np.array([[0.0, LOG_3]]))
    np.testing.assert_allclose(hessian, [[[0.21875, 0.09375], [0.09375, 0.10375]]], rtol=1e-14)
    held_out = problem.held_out_loss(np.array([[0.0, LOG_3]]))
    np.testing.assert_allclose(held_out, [1.5 * LOG_2], rtol=1e-14)


def test_logistic_loss_stays_finite_where_exponentials_overflow():
    features, labels = np.array([[0.0], [1.0]]), np.array([1.0, -1.0])
    problem = BreastCancer(features, labels, features, labels)
    with np.errstate(over="ignore"):
        value, gradient = problem.value_and_gradient(np.array([[1e4, 0.0], [-1e4, 0.0]]))
    np.testing.assert_allclose(value, [5e3, 5e3], rtol=1e-14)
    np.testing.assert_allclose(gradient, [[0.5, 0.5], [-0.5, 0]], rtol=1e-14)


@pytest.fixture(scope="module")
def breast_cancer():
    return build_problem("breast_cancer")


def test_logistic_minimiser_against_scikit_learn(breast_cancer):
    strength = 1 / (breast_cancer.penalty * breast_cancer.sample_count)
    model = LogisticRegression(C=strength, solver="newton-cholesky", tol=1e-12, max_iter=100)
    model.fit(breast_cancer.features, breast_cancer.labels)
    expected = np.concatenate([model.intercept_, model.coef_[0]])
    np.testing.assert_allclose(breast_cancer.minimisers[0], expected, atol=1e-8)
    gradient = breast_cancer.value_and_gradient(breast_cancer.minimisers)[1]
    assert np.linalg.norm(gradient) < 1e-12
    held_out = log_loss(
        breast_cancer.held_out_labels, model.predict_proba(breast_cancer.held_out_features)
    )
    found = breast_cancer.held_out_loss(breast_cancer.minimisers)
    assert found[0] == pytest.approx(held_out, rel=1e-6)


def test_breast_cancer_is_split_once_and_standardised_by_its_training_half():
    data, source = load_dataset("breast_cancer"), load_breast_cancer()
    assert data["features"].shape == (456, 30)
    assert data["held_out_features"].shape == (113, 30)
    np.testing.assert_allclose(data["features"].mean(axis=0), 0, atol=1e-12)
    np.testing.assert_allclose(data["features"].std(axis=0), 1, rtol=1e-12)
    assert np.count_nonzero(data["labels"] == 1) == 170
    assert np.count_nonzero(data["held_out_labels"] == 1) == 42
    # Undone, the standardisation gives each tumour of the source once, with its own label.
    both = np.vstack([data["features"], data["held_out_features"]])
    labels = np.concatenate([data["labels"], data["held_out_labels"]])
    slope, shift = np.polyfit(np.sort(both[:, 0]), np.sort(source.data[:, 0]), 1)
    radius = both[:, 0] * slope + shift
    found = sorted(zip(radius.round(6), labels == 1, strict=True))
    malignant = source.target_names[source.target] == "malignant"
    assert found == sorted(zip(source.data[:, 0].round(6), malignant, strict=True))
    assert data["feature_names"].tolist() == list(source.feature_names)


def test_data_sets_are_plain_arrays_and_the_same_each_time():
    for name in ("article_regression", "breast_cancer"):
        first, second = load_dataset(name), load_dataset(name)
        assert all(array.dtype.kind in "fU" for array in first.values())
        for key, array in first.items():
            np.testing.assert_array_equal(array, second[key])
