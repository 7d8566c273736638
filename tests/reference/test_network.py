"""The two-layer network: its derivatives by complex steps, its shapes, its start; and the digits."""

import math

import numpy as np
import pytest
from sklearn.datasets import load_digits

from descent_atlas.datasets import coarse_digits, digits
from descent_atlas.network import Network

STEP = 1e-30
"""A step along the imaginary axis has no cancellation, so it can be as small as this."""
EXACT = 1e-12


@pytest.fixture
def stream():
    return np.random.default_rng(0)


@pytest.fixture(params=[0.0, 0.1], ids=["no penalty", "penalty"])
def network(request):
    return Network(inputs=5, hidden=4, classes=3, penalty=request.param)


def samples(stream, *shape):
    """Random features (..., 5) and one-hot targets (..., 3)."""
    return stream.normal(size=(*shape, 5)), np.eye(3)[stream.integers(3, size=shape)]


def loss_by_hand(network, row, features, targets):
    """One network, one sample after the other, with plain numbers."""
    i, h, c = network.inputs, network.hidden, network.classes
    weights, biases = row[: i * h].reshape(i, h), row[i * h : (i + 1) * h]
    output, output_biases = row[(i + 1) * h : -c].reshape(h, c), row[-c:]
    total = 0.0
    for x, t in zip(features, targets, strict=True):
        hidden = [math.tanh(x @ weights[:, k] + biases[k]) for k in range(h)]
        says = [
            sum(hidden[k] * output[k, j] for k in range(h)) + output_biases[j] for j in range(c)
        ]
        chance = math.exp(says[int(np.argmax(t))]) / sum(math.exp(value) for value in says)
        total -= math.log(chance)
    return total / len(features) + network.penalty / 2 * sum(value**2 for value in row)


def test_the_loss_is_what_a_plain_loop_makes_of_it(network, stream):
    rows = stream.normal(size=(3, network.dimension))
    features, targets = samples(stream, 7)
    found = network.value_and_gradient(rows, features, targets)[0]
    expected = [loss_by_hand(network, row, features, targets) for row in rows]
    np.testing.assert_allclose(found, expected, rtol=EXACT)


def test_the_gradient_and_the_hessian_are_those_of_complex_steps(network, stream):
    row = stream.normal(size=network.dimension)
    features, targets = samples(stream, 7)
    steps = row + STEP * 1j * np.eye(network.dimension)
    values, gradients = network.value_and_gradient(steps, features, targets)
    gradient = network.value_and_gradient(row, features, targets)[1]
    np.testing.assert_allclose(gradient, values.imag / STEP, atol=EXACT)
    hessian = network.curvature(row, features, targets)(np.eye(network.dimension))
    np.testing.assert_allclose(hessian, gradients.imag / STEP, atol=EXACT)
    np.testing.assert_allclose(hessian, hessian.T, atol=EXACT)


def test_each_network_can_have_a_batch_of_its_own(network, stream):
    rows = stream.normal(size=(2, 3, network.dimension))  # two starts, three learning rates
    features, targets = samples(stream, 2, 1, 6)  # a start's rates share a batch
    values, gradients = network.value_and_gradient(rows, features, targets)
    assert values.shape == (2, 3)
    assert gradients.shape == rows.shape
    for start in range(2):
        alone = network.value_and_gradient(rows[start], features[start, 0], targets[start, 0])
        np.testing.assert_allclose(values[start], alone[0], rtol=EXACT)
        np.testing.assert_allclose(gradients[start], alone[1], atol=EXACT)


def test_the_sizes_of_the_parts_add_up(network, stream):
    row = stream.normal(size=network.dimension)
    parts = network.parts(row)
    assert [part.shape for part in parts] == [(5, 4), (4,), (4, 3), (3,)]
    assert network.dimension == 5 * 4 + 4 + 4 * 3 + 3
    np.testing.assert_array_equal(np.concatenate([part.ravel() for part in parts]), row)


def test_accuracy_counts_the_largest_logit(stream):
    network = Network(inputs=2, hidden=2, classes=2)
    # Each hidden unit passes one input on, each class listens to one unit.
    row = np.concatenate([np.eye(2).ravel(), [0, 0], np.eye(2).ravel(), [0, 0]])
    features = np.array([[2.0, 1.0], [0.0, 1.0], [3.0, -1.0], [1.0, 2.0]])
    assert network.accuracy(row, features, np.array([0, 1, 0, 0])) == 0.75
    both = network.accuracy(np.stack([row, -row]), features, np.array([0, 1, 0, 0]))
    assert both.tolist() == [0.75, 0.75]  # tanh is odd: both signs at once change nothing


def test_a_start_is_uniform_within_its_bounds_and_has_no_biases(stream):
    network = Network(inputs=64, hidden=32, classes=10)
    weights, biases, output, output_biases = network.parts(network.start(stream))
    assert not biases.any()
    assert not output_biases.any()
    for part, bound in ((weights, math.sqrt(6 / 96)), (output, math.sqrt(6 / 42))):
        assert 0.95 * bound < np.abs(part).max() < bound
        assert part.std() == pytest.approx(bound / math.sqrt(3), rel=0.1)


def test_digits_are_split_evenly_and_scaled():
    data = digits.load()
    train, held_out = data["features"], data["held_out_features"]
    assert (len(train), len(held_out)) == (1437, 360)
    assert train.shape[1] == held_out.shape[1] == 64
    assert train.dtype == held_out.dtype == np.float64
    np.testing.assert_allclose(train.mean(axis=0), 0, atol=EXACT)
    assert np.ptp(np.concatenate([train, held_out]), axis=0).max() == pytest.approx(1)
    counts = np.bincount(data["labels"]), np.bincount(data["held_out_labels"])
    np.testing.assert_allclose(counts[1] / (counts[0] + counts[1]), 0.2, atol=0.005)
    again = digits.load()
    assert all(np.array_equal(data[name], again[name]) for name in data)


def test_coarse_digits_are_means_of_four_pixels_and_thirty_of_each_are_trained_on():
    data = coarse_digits.load()
    train, held_out = data["features"], data["held_out_features"]
    assert (train.shape, held_out.shape) == ((300, 16), (1497, 16))
    assert np.bincount(data["labels"]).tolist() == [30] * 10
    np.testing.assert_allclose(train.mean(axis=0), 0, atol=EXACT)
    everything = load_digits()
    pictures = everything.images / 16
    pooled = (pictures[:, ::2] + pictures[:, 1::2])[:, :, ::2] / 4
    pooled += (pictures[:, ::2] + pictures[:, 1::2])[:, :, 1::2] / 4
    pooled = pooled.reshape(-1, 16)
    # All pictures are there, each once and with its label: they agree after both are sorted.
    mean = pooled.mean(axis=0) - np.concatenate([train, held_out]).mean(axis=0)
    labels = np.concatenate([data["labels"], data["held_out_labels"]])
    found = np.column_stack([np.concatenate([train, held_out]) + mean, labels])
    expected = np.column_stack([pooled, everything.target])
    found, expected = found.round(9), expected.round(9)
    np.testing.assert_allclose(found[np.lexsort(found.T)], expected[np.lexsort(expected.T)])
