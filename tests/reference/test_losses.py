"""The five losses against values by hand, at their kinks, and against differences elsewhere."""

from functools import partial

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.special import softmax

from descent_atlas import losses

ARTICLE = np.array([2.1, 3.2, 5.8, 7.0, 9.1]), np.array([2.0, 3.5, 5.0, 7.2, 8.9])

REGRESSION = {
    "squared": losses.mean_squared_error,
    "absolute": losses.mean_absolute_error,
    "huber 1": losses.huber,
    "huber 0.25": partial(losses.huber, delta=0.25),
}

errors = st.lists(st.floats(-5, 5), min_size=1, max_size=6).map(np.array)
settle = settings(deadline=None, derandomize=True)


def differences(loss, x, step=1e-5):
    """The gradient of loss(x) by central differences, x of any shape."""
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        shift = np.zeros_like(x)
        shift[index] = step
        gradient[index] = (loss(x + shift) - loss(x - shift)) / (2 * step)
    return gradient


@pytest.mark.parametrize(
    ("loss", "expected"),
    [
        # Errors 0.1, -0.3, 0.8, -0.2, 0.2: their squares sum to 0.82, their sizes to 1.6.
        ("squared", 0.164),
        ("absolute", 0.32),
        ("huber 1", 0.082),
        # 0.005 + 0.25 (0.3 - 0.125) + 0.25 (0.8 - 0.125) + 0.02 + 0.02, over 5
        ("huber 0.25", 0.0515),
    ],
)
def test_the_articles_five_predictions(loss, expected):
    assert REGRESSION[loss](*ARTICLE)[0] == pytest.approx(expected, rel=1e-13)


def complex_step(loss, x, step=1e-30):
    """The gradient of loss(x) to all digits, for a loss that is analytic where it is asked.

    No difference is taken, so nothing cancels: Squire and Trapp, SIAM Review 40, 1998.
    """
    gradient = np.empty_like(x)
    for index in np.ndindex(x.shape):
        shifted = x.astype(complex)
        shifted[index] += 1j * step
        gradient[index] = loss(shifted).imag / step
    return gradient


@pytest.mark.parametrize(
    ("loss", "x", "target"),
    [
        (losses.mean_squared_error, ARTICLE[0], ARTICLE[1]),
        (losses.huber, np.array([0.3, -0.99, 1.01, -40.0]), np.zeros(4)),
        (partial(losses.huber, delta=0.25), ARTICLE[0], ARTICLE[1]),
        (losses.binary_cross_entropy, np.array([1e-9, 0.2, 0.999]), np.array([1.0, 0.3, 0.0])),
        (
            losses.categorical_cross_entropy,
            np.array([[30.0, -2.0, 0.5], [0.0, 0.1, -7.0]]),
            np.array([[0.0, 1.0, 0.0], [0.2, 0.5, 0.3]]),
        ),
    ],
    ids=["squared", "huber 1", "huber 0.25", "binary", "categorical"],
)
def test_gradients_to_all_digits(loss, x, target):
    expected = complex_step(lambda shifted: loss(shifted, target)[0], x)
    np.testing.assert_allclose(loss(x, target)[1], expected, rtol=1e-13)


@pytest.mark.parametrize("loss", REGRESSION.values(), ids=REGRESSION)
@settle
@given(error=errors)
def test_regression_gradients_away_from_kinks(loss, error):
    error = np.where(np.abs(error) < 1e-3, 1e-3, error)
    target = np.linspace(-1, 1, len(error))
    gradient = loss(target + error, target)[1]
    expected = differences(lambda x: loss(x, target)[0], target + error)
    # Where a step straddles Huber's change of pieces, the slope itself changes by half the step.
    np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-5)


@pytest.mark.parametrize("loss", REGRESSION.values(), ids=REGRESSION)
@settle
@given(error=errors)
def test_regression_gradients_are_subgradients(loss, error):
    """A convex loss lies above each of its tangents, kinks included."""
    zero = np.zeros_like(error)
    for point in (zero, np.ones_like(error), 0.25 * np.ones_like(error)):
        value, gradient = loss(point, zero)
        assert loss(error, zero)[0] >= value + gradient @ (error - point) - 1e-12


@pytest.mark.parametrize(
    ("name", "error", "below", "above"),
    [
        ("squared", 0, 0, 0),
        ("absolute", 0, -1, 1),
        ("huber 1", 0, 0, 0),
        ("huber 1", 1, 1, 1),
        ("huber 0.25", -0.25, -0.25, -0.25),
    ],
)
def test_slopes_on_either_side(name, error, below, above):
    """Only the absolute error has a kink; its gradient there lies between the two slopes."""
    step = 2.0**-30
    errors = np.array([[error - step], [error], [error + step]])
    value, gradient = REGRESSION[name](errors, np.zeros(1))
    np.testing.assert_allclose(np.diff(value) / step, [below, above], atol=2 * step)
    assert below <= gradient[1, 0] <= above


def test_huber_goes_from_absolute_to_squared_error():
    squared, absolute = (REGRESSION[name](*ARTICLE)[0] for name in ("squared", "absolute"))
    assert losses.huber(*ARTICLE, delta=0.8)[0] == pytest.approx(squared / 2, rel=1e-14)
    assert losses.huber(*ARTICLE, delta=1e-9)[0] / 1e-9 == pytest.approx(absolute, rel=1e-8)


@pytest.mark.parametrize("delta", [0, -1])
def test_huber_refuses_a_delta_that_is_not_positive(delta):
    with pytest.raises(ValueError, match="positive"):
        losses.huber(*ARTICLE, delta=delta)


def test_absolute_error_has_the_subgradient_0_at_its_kink():
    value, gradient = losses.mean_absolute_error(
        np.array([1.0, 2.0, 0.0]), np.array([1.0, 1.0, 1.0])
    )
    assert value == pytest.approx(2 / 3)
    np.testing.assert_allclose(gradient, [0, 1 / 3, -1 / 3], rtol=1e-15)


def test_the_two_pieces_of_huber_meet_with_the_same_value_and_slope():
    at = np.array([[0.5 - 1e-9], [0.5], [0.5 + 1e-9], [-0.5]])
    value, gradient = losses.huber(at, np.array([0.0]), delta=0.5)
    np.testing.assert_allclose(value, 0.125, atol=1e-9)
    np.testing.assert_allclose(gradient[:, 0], [0.5, 0.5, 0.5, -0.5], atol=2e-9)
    beyond, slope = losses.huber(np.array([3.0]), np.array([0.0]), delta=0.5)
    assert beyond == pytest.approx(0.5 * (3 - 0.25))
    np.testing.assert_allclose(slope, [0.5])
    assert losses.huber(np.array([3.0]), np.array([0.0]))[0] == pytest.approx(2.5, rel=1e-14)


def test_a_leading_axis_holds_many_sets_of_predictions():
    prediction, target = np.linspace(-3, 3, 12).reshape(4, 3), np.zeros(3)
    for loss in REGRESSION.values():
        value, gradient = loss(prediction, target)
        for row, expected in enumerate(zip(value, gradient, strict=True)):
            alone = loss(prediction[row], target)
            np.testing.assert_allclose(alone[0], expected[0])
            np.testing.assert_allclose(alone[1], expected[1])


def test_a_leading_axis_holds_many_sets_of_logits():
    logits, target = np.linspace(-3, 3, 24).reshape(2, 4, 3) ** 3, np.eye(3)[[0, 1, 2, 0]]
    value, gradient = losses.categorical_cross_entropy(logits, target)
    assert value.shape == (2,)
    for row in range(2):
        alone = losses.categorical_cross_entropy(logits[row], target)
        np.testing.assert_allclose(alone[0], value[row])
        np.testing.assert_allclose(alone[1], gradient[row])


@settle
@given(probability=st.lists(st.floats(0.01, 0.99), min_size=1, max_size=5).map(np.array))
def test_binary_cross_entropy_gradient(probability):
    target = np.resize([1.0, 0.0, 0.3], len(probability))
    gradient = losses.binary_cross_entropy(probability, target)[1]
    expected = differences(lambda p: losses.binary_cross_entropy(p, target)[0], probability, 1e-6)
    np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-6)


def test_binary_cross_entropy_by_hand():
    value, gradient = losses.binary_cross_entropy(np.array([0.5, 0.25]), np.array([1.0, 0.0]))
    assert value == pytest.approx((np.log(2) + np.log(4 / 3)) / 2, rel=1e-14)
    np.testing.assert_allclose(gradient, [-1, 2 / 3], rtol=1e-14)


def test_binary_cross_entropy_is_clipped_alike_at_both_ends():
    value, gradient = losses.binary_cross_entropy(
        np.array([[0.0], [1.0]]), np.array([[1.0], [0.0]])
    )
    # -log 1e-15 = 15 log 10
    np.testing.assert_allclose(value, 34.538776394910684, rtol=1e-15)
    np.testing.assert_allclose(gradient, [[-1e15], [1e15]], rtol=1e-14)
    sure = losses.binary_cross_entropy(np.array([1.0, 0.0]), np.array([1.0, 0.0]))[0]
    assert sure == 0


def test_binary_cross_entropy_is_steep_up_to_the_clip_and_constant_beyond():
    edge = losses.CLIP
    value, gradient = losses.binary_cross_entropy(np.array([[edge], [edge / 2], [0]]), np.ones(1))
    assert np.ptp(value) == np.ptp(gradient) == 0
    before = losses.binary_cross_entropy(np.array([2 * edge]), np.ones(1))
    assert before[0] == pytest.approx(value[0] - np.log(2), rel=1e-14)
    np.testing.assert_allclose(before[1], gradient[0] / 2)


@settle
@given(
    logits=st.lists(st.lists(st.floats(-8, 8), min_size=3, max_size=3), min_size=1, max_size=4),
)
def test_categorical_cross_entropy_gradient(logits):
    logits = np.array(logits)
    target = np.eye(3)[np.arange(len(logits)) % 3]
    target[0] = [0.2, 0.5, 0.3]
    gradient = losses.categorical_cross_entropy(logits, target)[1]
    expected = differences(lambda z: losses.categorical_cross_entropy(z, target)[0], logits)
    np.testing.assert_allclose(gradient, expected, rtol=1e-6, atol=1e-8)
    np.testing.assert_allclose(gradient.sum(axis=-1), 0, atol=1e-14)


def test_categorical_cross_entropy_by_hand():
    # exp of the logits: 1, 2, 5, so the probabilities are 1/8, 1/4, 5/8.
    logits, target = np.log([[1.0, 2.0, 5.0]]), np.array([[0.0, 1.0, 0.0]])
    value, gradient = losses.categorical_cross_entropy(logits, target)
    assert value == pytest.approx(np.log(4), rel=1e-14)
    np.testing.assert_allclose(gradient, [[1 / 8, -3 / 4, 5 / 8]], rtol=1e-14)


@settle
@given(logits=st.lists(st.floats(-700, 700), min_size=2, max_size=5).map(np.array))
def test_log_softmax_against_scipy(logits):
    np.testing.assert_allclose(
        np.exp(losses.log_softmax(logits)), softmax(logits), rtol=1e-12, atol=1e-300
    )


def test_log_softmax_survives_huge_logits():
    logits = np.array([[1e300, 0.0], [-1e300, -1e300]])
    np.testing.assert_allclose(losses.log_softmax(logits), [[0, -1e300], [-np.log(2)] * 2])


def test_cross_entropy_of_extreme_logits():
    """As sure as can be, and wrong: the loss is the distance of the logits, the gradient whole."""
    logits = np.array([[1e4, -1e4, 0.0], [-1e4, 1e4, 1e4], [1e4, 1e4, 1e4]])
    target = np.eye(3)[[1, 0, 2]]
    for row, (loss, gradient) in enumerate(
        [(2e4, [1, -1, 0]), (2e4 + np.log(2), [-1, 0.5, 0.5]), (np.log(3), [1 / 3, 1 / 3, -2 / 3])]
    ):
        found = losses.categorical_cross_entropy(logits[row : row + 1], target[row : row + 1])
        assert found[0] == pytest.approx(loss, rel=1e-14)
        np.testing.assert_allclose(found[1], [gradient], rtol=1e-14, atol=1e-300)
    right = losses.categorical_cross_entropy(logits[:1], np.eye(3)[:1])
    assert right[0] == 0
    np.testing.assert_array_equal(right[1], 0)


def test_a_shift_of_all_logits_changes_nothing():
    logits, target = np.array([[0.5, -1.0, 2.0]]), np.eye(3)[:1]
    for one, other in zip(
        losses.categorical_cross_entropy(logits, target),
        losses.categorical_cross_entropy(logits + 2.0**13, target),
        strict=True,
    ):
        np.testing.assert_array_equal(one, other)


@settle
@given(logit=st.floats(-15, 15), label=st.sampled_from([0.0, 0.25, 1.0]))
def test_two_classes_of_softmax_are_the_binary_loss(logit, label):
    """Softmax over (0, z) is the sigmoid of z, and the gradient in z is probability - label."""
    probability = np.array([1 / (1 + np.exp(-logit))])
    binary = losses.binary_cross_entropy(probability, np.array([label]))[0]
    pair = np.array([[0.0, logit]]), np.array([[1 - label, label]])
    categorical, gradient = losses.categorical_cross_entropy(*pair)
    assert binary == pytest.approx(categorical, rel=1e-8)
    np.testing.assert_allclose(gradient[0, 1], probability[0] - label, atol=1e-15)
