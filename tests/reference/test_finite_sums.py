"""Finite sums against other software, against their formulas one sample at a time, and by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from scipy.optimize import minimize
from scipy.special import logsumexp
from sklearn.datasets import load_diabetes
from sklearn.linear_model import LogisticRegression, Ridge
from sklearn.metrics import log_loss

from descent_atlas.problems.diabetes_ridge import DiabetesRidge
from descent_atlas.problems.digits_softmax import DigitsSoftmax
from descent_atlas.problems.sigmoid_neuron import SigmoidNeuron
from descent_atlas.problems.xor_network import XorNetwork
from descent_atlas.registry import build_problem, load_dataset

LOG_3 = math.log(3)


@pytest.mark.parametrize("exponent", [1, 3, 6])
def test_least_squares_has_the_condition_number_in_its_name(exponent):
    problem = build_problem(f"least_squares_kappa1e{exponent}")
    n = problem.sample_count
    curvatures = np.linalg.svd(problem.features, compute_uv=False) ** 2 * 2 / n
    assert curvatures[0] == pytest.approx(1, rel=1e-12)
    assert curvatures[0] / curvatures[-1] == pytest.approx(10.0**exponent, rel=1e-9)
    np.testing.assert_allclose(
        np.diff(np.log10(curvatures)), -exponent / (len(curvatures) - 1), rtol=1e-9
    )


def test_least_squares_is_the_mean_squared_error_of_its_samples():
    problem = build_problem("least_squares_kappa1e3")
    theta = np.random.default_rng(0).uniform(-2, 2, (5, problem.dimension))
    residuals = theta @ problem.features.T - problem.labels
    np.testing.assert_allclose(problem.value(theta), (residuals**2).mean(axis=1), rtol=1e-12)
    best, _, _, _ = np.linalg.lstsq(problem.features, problem.labels)
    np.testing.assert_allclose(problem.minimisers[0], best, atol=1e-12)
    data = load_dataset("least_squares")
    stretch = np.sqrt(problem.curvatures / 2)[:, None] * data["directions"].T
    unseen = data["held_out_whitened"] @ stretch
    misfit = (theta - data["weights"]) @ unseen.T - data["held_out_noise"]
    np.testing.assert_allclose(problem.held_out_loss(theta), (misfit**2).mean(axis=1), rtol=1e-12)


def test_least_squares_differ_in_their_conditioning_only():
    mild, hard = (build_problem(f"least_squares_kappa1e{k}") for k in (1, 6))
    np.testing.assert_array_equal(mild.minimisers, hard.minimisers)
    assert mild.minimum == hard.minimum == pytest.approx(0.01, rel=0.1)  # the noise's variance
    assert mild.formula.endswith(r"\kappa = 10^{1}")


def test_ridge_on_three_points_by_hand():
    # The points (0, 1), (1, 2), (2, 4) of which the best line is known: slope 9/6.
    features, labels = np.array([[0.0], [1.0], [2.0]]), np.array([1.0, 2.0, 4.0])
    problem = DiabetesRidge(features, labels, features, labels)
    # Around their means the squares sum to 2, and n times the penalty makes them 2.03.
    slope = 3 / 2.03
    np.testing.assert_allclose(problem.minimisers, [[7 / 3 - slope, slope]], rtol=1e-13)
    value, gradient = problem.value_and_gradient(np.array([[0.0, 1.0]]))
    np.testing.assert_allclose(value, [2 + 0.01], rtol=1e-13)
    np.testing.assert_allclose(gradient, [[-8 / 3, -10 / 3 + 0.02]], rtol=1e-13)
    np.testing.assert_allclose(problem.held_out_loss(np.array([[0.0, 1.0]])), [2], rtol=1e-13)


def test_ridge_on_diabetes_against_scikit_learn():
    problem = build_problem("diabetes_ridge")
    model = Ridge(alpha=problem.penalty * problem.sample_count, solver="svd")
    model.fit(problem.features, problem.labels)
    best = problem.minimisers[0]
    np.testing.assert_allclose(best, [model.intercept_, *model.coef_], atol=1e-12)
    unseen = model.predict(problem.held_out_features) - problem.held_out_labels
    assert problem.held_out_loss(best[None])[0] == pytest.approx((unseen**2).mean(), rel=1e-12)
    # The error of saying the mean is 1, since the labels are standardised.
    assert problem.value(problem.start[None])[0] == pytest.approx(1, rel=1e-12)


def test_diabetes_is_split_once_and_standardised_by_its_training_part():
    data, source = load_dataset("diabetes"), load_diabetes(scaled=False)
    assert data["features"].shape == (354, 10)
    assert data["held_out_features"].shape == (88, 10)
    for part in (data["features"], data["labels"]):
        np.testing.assert_allclose(part.mean(axis=0), 0, atol=1e-12)
        np.testing.assert_allclose(part.std(axis=0), 1, rtol=1e-12)
    # Undone, the standardisation gives each patient of the source once, with their own label.
    both = np.vstack([data["features"], data["held_out_features"]])
    labels = np.concatenate([data["labels"], data["held_out_labels"]])
    found = []
    for column, original in ((both[:, 2], source.data[:, 2]), (labels, source.target)):
        slope, shift = np.polyfit(np.sort(column), np.sort(original), 1)
        found.append((column * slope + shift).round(6))
    expected = zip(source.data[:, 2].round(6), source.target, strict=True)
    assert sorted(zip(*found, strict=True)) == sorted(expected)


def test_a_neuron_on_two_samples_by_hand():
    # sigma(0) = 1/2 and sigma(log 3) = 3/4.
    features, labels = np.array([0.0, 1.0]), np.array([1.0, 0.0])
    problem = SigmoidNeuron(features, labels, features, labels)
    value, gradient = problem.value_and_gradient(np.array([[0.0, LOG_3]]))
    np.testing.assert_allclose(value, [(1 / 4 + 9 / 16) / 2], rtol=1e-13)
    first, second = -2 * 0.5 * 0.25, 2 * 0.75 * 0.1875
    np.testing.assert_allclose(gradient, [[(first + second) / 2, second / 2]], rtol=1e-13)
    np.testing.assert_allclose(problem.held_out_loss(np.array([[0.0, LOG_3]])), value)
    far, slope = problem.value_and_gradient(np.array([[-900.0, 500.0]]))
    np.testing.assert_allclose(far, [0.5])
    assert (slope == 0).all()


def test_a_neurons_minimum_is_below_a_grid_over_the_domain():
    problem = build_problem("sigmoid_neuron")
    axis = np.linspace(-10, 10, 201)
    grid = np.column_stack([part.ravel() for part in np.meshgrid(axis, axis)])
    lowest = grid[problem.value(grid).argmin()]
    np.testing.assert_allclose(lowest, problem.minimisers[0], atol=0.15)
    # From there software that knows nothing of the gradient goes to the same place.
    end = minimize(lambda x: problem.value(x[None])[0], lowest, method="Nelder-Mead", tol=1e-12)
    np.testing.assert_allclose(end.x, problem.minimisers[0], atol=1e-5)


def xor_loss(theta, samples):
    """The network's formula, number by number."""
    w11, w12, w21, w22, b1, b2, a1, a2, c = theta
    total = 0.0
    for u1, u2, v in samples:
        first, second = math.tanh(w11 * u1 + w21 * u2 + b1), math.tanh(w12 * u1 + w22 * u2 + b2)
        total += (math.tanh(a1 * first + a2 * second + c) - v) ** 2
    return total / len(samples) + 0.001 * sum(number**2 for number in theta)


XOR = [(-1, -1, -1), (-1, 1, 1), (1, -1, 1), (1, 1, -1)]


def test_the_xor_networks_loss_is_its_formula():
    problem = build_problem("xor_network")
    for theta in np.random.default_rng(0).uniform(-3, 3, (10, 9)):
        assert problem.value(theta[None])[0] == pytest.approx(xor_loss(theta.tolist(), XOR))
    few = XorNetwork(problem.features[1:3], problem.labels[1:3])
    assert few.value(problem.start[None])[0] == pytest.approx(
        xor_loss(problem.start.tolist(), XOR[1:3])
    )


def test_the_xor_networks_minimisers_are_mirror_images_that_answer_right():
    problem = build_problem("xor_network")
    assert len(np.unique(problem.minimisers.round(9), axis=0)) == 16
    for theta in problem.minimisers:
        assert xor_loss(theta.tolist(), XOR) == pytest.approx(problem.minimum, abs=1e-15)
        # No answer is further off than 0.14: the four squares sum to less than the whole loss.
        assert xor_loss(theta.tolist(), XOR) - 0.001 * (theta**2).sum() < 0.14**2
    # Another one is found with no knowledge of them.
    found = minimize(
        lambda theta: xor_loss(theta.tolist(), XOR),
        [1, 1, 1, 1, 1, -1, 2, -2, -2],
        method="BFGS",
        tol=1e-10,
    )
    distance = np.linalg.norm(problem.minimisers - found.x, axis=1)
    assert distance.min() < 1e-4


def test_the_xor_network_has_dips_that_leave_answers_at_zero():
    """At zero all four, where by symmetry only the penalty and the last bias curve f; elsewhere two."""
    problem = build_problem("xor_network")
    value, gradient = problem.value_and_gradient(np.zeros((1, 9)))
    assert value[0] == 1
    np.testing.assert_array_equal(gradient, np.zeros((1, 9)))
    curvatures = np.linalg.eigvalsh(problem.hessian(np.zeros((1, 9)))[0])
    np.testing.assert_allclose(curvatures, [0.002] * 8 + [2.002], atol=1e-8)
    near = [0.7, 0.7, -2, 2, -2, 2, 1.4, 1.4, 0]
    end = minimize(lambda theta: xor_loss(theta.tolist(), XOR), near, method="BFGS", tol=1e-9)
    assert end.fun == pytest.approx(0.52656, abs=1e-5)
    assert np.linalg.eigvalsh(problem.hessian(end.x[None])[0])[0] > 1e-3


@pytest.fixture(scope="module")
def softmax():
    return build_problem("digits_softmax")


@pytest.fixture(scope="module")
def network():
    return build_problem("digits_network")


def test_softmax_regression_on_two_samples_by_hand():
    # At zero every class has a tenth; with a bias of log 3 the first has 3 in 12.
    features, labels = np.array([[1.0], [-2.0]]), np.array([0, 1])
    problem = DigitsSoftmax(features, labels, features, labels)
    theta = np.zeros((2, 20))
    theta[1, 0] = LOG_3
    value, gradient = problem.value_and_gradient(theta)
    first = math.log(10)
    second = (math.log(4) + math.log(12)) / 2 + 0.0005 * LOG_3**2
    np.testing.assert_allclose(value, [first, second], rtol=1e-13)
    # Bias and weight of the first class, of the second, and of each other: the mean over both samples.
    pulls = [(-0.9 + 0.1) / 2, (-0.9 - 0.2) / 2, (0.1 - 0.9) / 2, (0.1 + 1.8) / 2]
    pulls += [0.1, (0.1 - 0.2) / 2] * 8
    np.testing.assert_allclose(gradient[0], pulls, rtol=1e-13, atol=1e-15)
    assert gradient[1, 0] == pytest.approx(0.25 - 0.5 + 0.001 * LOG_3, rel=1e-12)
    np.testing.assert_allclose(problem.held_out_loss(theta[1:]), [second - 0.0005 * LOG_3**2])


def test_softmax_minimiser_against_scikit_learn(softmax):
    """Which must not fit a bias of its own, or it would go unpunished."""
    design = np.column_stack([np.ones(softmax.sample_count), softmax.features])
    strength = 1 / (softmax.penalty * softmax.sample_count)
    model = LogisticRegression(C=strength, fit_intercept=False, tol=1e-10, max_iter=5000)
    model.fit(design, softmax.labels)
    np.testing.assert_allclose(softmax.minimisers[0].reshape(10, -1), model.coef_, atol=1e-5)
    unseen = np.column_stack([np.ones(len(softmax.held_out_labels)), softmax.held_out_features])
    expected = log_loss(softmax.held_out_labels, model.predict_proba(unseen))
    assert softmax.held_out_loss(softmax.minimisers)[0] == pytest.approx(expected, abs=1e-6)
    assert np.abs(softmax.value_and_gradient(softmax.minimisers)[1]).max() < 1e-14


def network_loss(theta, features, labels):
    """Layer by layer for one network, by SciPy's logarithm of a sum of exponentials."""
    weights, biases = theta[:64].reshape(16, 4), theta[64:68]
    output, output_biases = theta[68:108].reshape(4, 10), theta[108:]
    logits = np.tanh(features @ weights + biases) @ output + output_biases
    return (logsumexp(logits, axis=1) - logits[np.arange(len(labels)), labels]).mean()


def test_the_digits_networks_loss_is_its_formula(network):
    low, high = network.domain.T
    for theta in np.random.default_rng(0).uniform(low, high, (3, network.dimension)):
        loss = network_loss(theta, network.features, network.labels)
        expected = loss + 0.0005 * (theta**2).sum()
        assert network.value(theta[None])[0] == pytest.approx(expected, rel=1e-12)
        unseen = network_loss(theta, network.held_out_features, network.held_out_labels)
        assert network.held_out_loss(theta[None])[0] == pytest.approx(unseen, rel=1e-12)


def test_the_digits_networks_gradient_is_that_of_any_network(network):
    """Whose code is another, and is held to complex steps."""
    theta = np.random.default_rng(0).uniform(-5, 5, (20, network.dimension))
    targets = np.eye(10)[network.labels]
    value, gradient = network.network.value_and_gradient(theta, network.features, targets)
    np.testing.assert_allclose(network.value_and_gradient(theta)[0], value, rtol=1e-12)
    np.testing.assert_allclose(network.value_and_gradient(theta)[1], gradient, atol=1e-13)


@pytest.mark.parametrize("name", ["digits_softmax", "digits_network"])
def test_a_run_on_coarse_digits_gets_the_same_bits_in_any_batch(name):
    problem = build_problem(name)
    theta = np.random.default_rng(0).uniform(-5, 5, (2, 20, problem.dimension))
    theta[:, 7] *= 1000  # logits in the thousands, as of a run about to diverge
    samples = np.random.default_rng(1).permutation(300)[:64].reshape(2, 32)
    value, gradient = problem.value_and_gradient(np.asfortranarray(theta[0]))
    by_batch = problem.batch_gradient(theta, samples)
    for first, last in ((0, 1), (7, 8), (4, 9), (3, 20)):
        alone = problem.value_and_gradient(np.asfortranarray(theta[0, first:last]))
        np.testing.assert_array_equal(alone[0], value[first:last])
        np.testing.assert_array_equal(alone[1], gradient[first:last])
        few = problem.batch_gradient(theta[:, first:last], samples)
        np.testing.assert_array_equal(few, by_batch[:, first:last])


@pytest.mark.parametrize("size", [100.0, 150.0, 1000.0, 1e5])
def test_large_logits_neither_overflow_nor_lose_the_loss(softmax, size):
    """On both sides of where the highest logit must be taken out; SciPy always takes it out."""
    theta = np.random.default_rng(0).uniform(-size, size, (3, 10, 17))
    logits = softmax.design @ theta.swapaxes(1, 2)
    own = logits[:, np.arange(300), softmax.labels]
    expected = (logsumexp(logits, axis=2) - own).mean(axis=1) + 0.0005 * (theta**2).sum(axis=(1, 2))
    np.testing.assert_allclose(softmax.value(theta.reshape(3, -1)), expected, rtol=1e-12)
    probability = np.exp(logits - logsumexp(logits, axis=2, keepdims=True))
    slope = probability - np.eye(10)[softmax.labels]
    pulled = slope.swapaxes(1, 2) @ softmax.design / 300 + 0.001 * theta
    found = softmax.value_and_gradient(theta.reshape(3, -1))[1]
    np.testing.assert_allclose(found, pulled.reshape(3, -1), atol=1e-12 * size)


def test_the_digits_networks_minimiser_is_one_of_its_mirror_images(network):
    best = network.minimisers[0]
    assert np.abs(network.value_and_gradient(best[None])[1]).max() < 1e-14
    assert np.linalg.eigvalsh(network.hessian(best[None])[0])[0] > 2e-4
    weights, biases = best[:64].reshape(16, 4), best[64:68]
    output, output_biases = best[68:108].reshape(4, 10), best[108:]
    signs, order = np.array([1.0, -1, -1, 1]), np.array([2, 0, 3, 1])
    turned = (weights * signs)[:, order], (biases * signs)[order], (output.T * signs).T[order]
    image = np.concatenate([part.ravel() for part in (*turned, output_biases)])
    assert np.linalg.norm(image - best) > 1
    assert network.value(image[None])[0] == pytest.approx(network.minimum, abs=1e-13)


def test_no_other_start_of_the_digits_network_ends_lower(network):
    for seed in range(100, 106):
        end = minimize(
            lambda theta: tuple(part[0] for part in network.value_and_gradient(theta[None])),
            network.network.start(np.random.default_rng(seed)),
            jac=True,
            method="L-BFGS-B",
            options={"maxiter": 400},
        )
        assert end.fun > network.minimum - 1e-9


def test_data_sets_are_plain_arrays_and_the_same_each_time():
    for name in ("least_squares", "diabetes", "sigmoid_neuron", "xor", "digits", "coarse_digits"):
        first, second = load_dataset(name), load_dataset(name)
        assert all(array.dtype.kind in "fiU" for array in first.values())
        for key, array in first.items():
            np.testing.assert_array_equal(array, second[key])
