"""Each optimizer against its paper's algorithm, written out for one number at a time.

Both sides get the same recorded gradients, so that no feedback can amplify rounding: what is
compared is the update rule alone. Then a few values that can be worked out by hand.
"""

import math

import numpy as np
import pytest

from descent_atlas.optimizers.adam import Adam
from descent_atlas.optimizers.gradient_descent import GradientDescent
from descent_atlas.optimizers.heavy_ball import HeavyBall
from descent_atlas.optimizers.momentum import Momentum
from descent_atlas.optimizers.nesterov import Nesterov
from descent_atlas.optimizers.rmsprop import RMSprop

DIMENSION, STEPS, RATE = 10, 1000, 0.01


def gradient_descent(gradients):
    x = 0.5
    for g in gradients:
        x = x - RATE * g
        yield x


def momentum(gradients):
    x, v = 0.5, 0.0
    for g in gradients:
        v = 0.9 * v + (1 - 0.9) * g
        x = x - RATE * v
        yield x


def heavy_ball(gradients):
    """Polyak's own form, without a velocity: x_{t+1} = x_t - a g_t + b (x_t - x_{t-1})."""
    before = x = 0.5
    for g in gradients:
        before, x = x, x - RATE * g + 0.9 * (x - before)
        yield x


def nesterov(gradients):
    """The two sequences of Sutskever et al., followed at the look-ahead point theta + mu v."""
    theta, v = 0.5, 0.0
    for g in gradients:
        v = 0.9 * v - RATE * g
        theta = theta + v
        yield theta + 0.9 * v


def rmsprop(gradients):
    x, mean_square = 0.5, 0.0
    for g in gradients:
        mean_square = 0.9 * mean_square + 0.1 * g * g
        x = x - RATE * g / (math.sqrt(mean_square) + 1e-8)
        yield x


def adam(gradients):
    x, m, v = 0.5, 0.0, 0.0
    for t, g in enumerate(gradients, start=1):
        m = 0.9 * m + (1 - 0.9) * g
        v = 0.999 * v + (1 - 0.999) * g * g
        m_hat = m / (1 - math.pow(0.9, t))
        v_hat = v / (1 - math.pow(0.999, t))
        x = x - RATE * m_hat / (math.sqrt(v_hat) + 1e-8)
        yield x


PAIRS = [
    (GradientDescent(), gradient_descent),
    (Momentum(), momentum),
    (HeavyBall(), heavy_ball),
    (Nesterov(), nesterov),
    (RMSprop(), rmsprop),
    (Adam(), adam),
]


def recorded_gradients(seed: int) -> np.ndarray:
    """(STEPS, DIMENSION): noise around a drifting mean, its scale wandering over five decades."""
    generator = np.random.default_rng(seed)
    scale = 10 ** generator.uniform(-3, 2, (STEPS, DIMENSION))
    return scale * (generator.normal(size=(STEPS, DIMENSION)) + generator.normal(size=DIMENSION))


def follow(optimizer, gradients, start=0.5, rate=RATE):
    """The iterates, shape (steps, dimension)."""
    x = np.full((1, gradients.shape[1]), start)
    state, iterates = optimizer.init(x), []
    for iteration, gradient in enumerate(gradients, start=1):
        x, state = optimizer.step(x, gradient[None, :], state, np.array([[rate]]), iteration)
        iterates.append(x[0])
    return np.array(iterates)


@pytest.mark.parametrize("seed", [0, 1, 2])
@pytest.mark.parametrize(
    ("optimizer", "paper"), PAIRS, ids=lambda thing: getattr(thing, "title", "")
)
def test_it_follows_its_paper(optimizer, paper, seed):
    gradients = recorded_gradients(seed)
    expected = np.array([list(paper(column)) for column in gradients.T.tolist()]).T
    iterates = follow(optimizer, gradients)
    assert (np.abs(iterates - expected) / (1 + np.abs(expected))).max() < 1e-12


@pytest.mark.parametrize("scale", [1e-4, 1.0, 1e4])
def test_adams_first_step_is_the_learning_rate(scale):
    """m_hat = g and v_hat = g^2, so the step is a g / (|g| + epsilon), whatever the scale of g."""
    gradient = scale * np.array([[3.0, -0.2, 7.0]])
    step = follow(Adam(), gradient, start=0.0)[0]
    np.testing.assert_allclose(step, -RATE * np.sign(gradient[0]), rtol=1e-3)
    np.testing.assert_allclose(step, -RATE * gradient[0] / (np.abs(gradient[0]) + 1e-8), rtol=1e-12)


def test_rmsprops_first_step_is_the_learning_rate_over_the_root_of_a_tenth():
    step = follow(RMSprop(), np.array([[5.0, -300.0]]), start=0.0)[0]
    np.testing.assert_allclose(step, RATE * math.sqrt(10) * np.array([-1.0, 1.0]), rtol=1e-8)


def test_momentum_is_a_geometric_average():
    """Gradients 1, 1, 1, ... give v = 1 - 0.9^t; 1, 0, 0, ... give v = 0.1 * 0.9^(t-1)."""
    steady = -np.diff(follow(Momentum(), np.ones((50, 1)), 0.0)[:, 0], prepend=0) / RATE
    np.testing.assert_allclose(steady, 1 - 0.9 ** np.arange(1, 51), rtol=1e-12)
    impulse = np.zeros((50, 1))
    impulse[0] = 1
    fading = -np.diff(follow(Momentum(), impulse, 0.0)[:, 0], prepend=0) / RATE
    np.testing.assert_allclose(fading, 0.1 * 0.9 ** np.arange(50), rtol=1e-10)


def test_the_heavy_ball_gathers_ten_times_the_speed():
    """Under a steady gradient v tends to 1 / (1 - 0.9)."""
    speed = -np.diff(follow(HeavyBall(), np.ones((400, 1)), 0.0)[:, 0]) / RATE
    assert speed[-1] == pytest.approx(10, rel=1e-12)


def test_the_averaging_form_is_a_heavy_ball_at_a_tenth_of_the_rate():
    gradients = recorded_gradients(3)
    averaged = follow(Momentum(), gradients, rate=0.1)
    summed = follow(HeavyBall(), gradients, rate=0.1 * (1 - 0.9))
    np.testing.assert_allclose(averaged, summed, rtol=0, atol=1e-11)


# On f = (l / 2) x^2 an update is a linear map of (x, v), and diverges where one of its eigenvalues
# exceeds 1 in size. Each limit is the value of a l at which an eigenvalue reaches -1; for Nesterov,
# from x_{t+1} = (1 - a l) ((1 + b) x_t - b x_{t-1}), it is 2 (1 + b) / (1 + 2 b).
LIMITS = [
    (GradientDescent(), 2),
    (HeavyBall(), 2 * 1.9),
    (Momentum(), 2 * 1.9 / 0.1),
    (Nesterov(), 2 * 1.9 / 2.8),
]


@pytest.mark.parametrize("curvature", [0.5, 3.0, 250.0])
@pytest.mark.parametrize(
    ("optimizer", "limit"), LIMITS, ids=lambda thing: getattr(thing, "title", "")
)
def test_the_edge_of_stability_on_a_parabola(optimizer, limit, curvature):
    """Just below the limit the run converges, just above it diverges."""
    ends = []
    for share in (0.98, 1.02):
        x = np.ones((1, 1))
        state, rate = optimizer.init(x), np.array([[share * limit / curvature]])
        for iteration in range(1, 4001):
            x, state = optimizer.step(x, curvature * x, state, rate, iteration)
            if abs(x[0, 0]) > 1e12:
                break
        ends.append(abs(x[0, 0]))
    assert ends[0] < 1e-12
    assert ends[1] > 1e12
