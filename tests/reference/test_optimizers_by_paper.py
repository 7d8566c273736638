"""Optimizers against their papers' algorithms, written out number by number.

Those that no library computes as they are here, and those that treat the gradient as a whole. The
transcriptions know nothing of arrays: a vector is a list of numbers, a norm is a loop.
"""

import math

import numpy as np
import pytest

from descent_atlas.optimizers.adabound import AdaBound
from descent_atlas.optimizers.adan import Adan
from descent_atlas.optimizers.aggmo import AggMo
from descent_atlas.optimizers.barzilai_borwein import BarzilaiBorwein
from descent_atlas.optimizers.centred_rmsprop import CentredRMSprop
from descent_atlas.optimizers.clipped_descent import ClippedDescent
from descent_atlas.optimizers.dog import DoG
from descent_atlas.optimizers.lookahead import Lookahead
from descent_atlas.optimizers.momentum import Momentum
from descent_atlas.optimizers.nadam import NAdam
from descent_atlas.optimizers.nesterov import Nesterov
from descent_atlas.optimizers.normalised_descent import NormalisedDescent
from descent_atlas.optimizers.polyak_step import PolyakStep
from descent_atlas.optimizers.prodigy import Prodigy
from descent_atlas.optimizers.qhadam import QHAdam
from descent_atlas.optimizers.qhm import QHM
from descent_atlas.optimizers.random_search import RandomSearch, _mixed
from descent_atlas.optimizers.rprop import Rprop
from descent_atlas.optimizers.schedule_free_descent import ScheduleFreeDescent
from reference.conformance.sequences import SEEDS, STEPS, sequence

RATE = 0.01


def dot(a, b):
    return math.fsum(p * q for p, q in zip(a, b, strict=True))


def length(a):
    return math.sqrt(dot(a, a))


def minus(a, b):
    return [p - q for p, q in zip(a, b, strict=True)]


def against(x, factor, g):
    """x - factor g"""
    return [p - factor * q for p, q in zip(x, g, strict=True)]


# One number at a time: x is one coordinate, and so is each gradient.


def aggmo(x, gradients):
    velocities = [0.0, 0.0, 0.0]
    for g in gradients:
        for i, damping in enumerate([0.0, 0.9, 0.99]):
            velocities[i] = damping * velocities[i] - g
        x += RATE / 3 * sum(velocities)
        yield x


def qhm(x, gradients):
    buffer = 0.0
    for g in gradients:
        buffer = 0.999 * buffer + (1 - 0.999) * g
        x = x - RATE * ((1 - 0.7) * g + 0.7 * buffer)
        yield x


def qhadam(x, gradients):
    g_average, s_average = 0.0, 0.0
    for t, g in enumerate(gradients, start=1):
        g_average = 0.995 * g_average + (1 - 0.995) * g
        s_average = 0.999 * s_average + (1 - 0.999) * g * g
        unbiased_g = g_average / (1 - 0.995**t)
        unbiased_s = s_average / (1 - 0.999**t)
        above = (1 - 0.7) * g + 0.7 * unbiased_g
        below = math.sqrt((1 - 1.0) * g * g + 1.0 * unbiased_s) + 1e-8
        x = x - RATE * above / below
        yield x


def adan(x, gradients):
    """With the paper's own betas, 0.02, 0.08 and 0.01, and the authors' bias correction."""
    b1, b2, b3 = 0.02, 0.08, 0.01
    m = v = n = 0.0
    before = gradients[0]
    for k, g in enumerate(gradients, start=1):
        m = (1 - b1) * m + b1 * g
        v = (1 - b2) * v + b2 * (g - before)
        n = (1 - b3) * n + b3 * (g + (1 - b2) * (g - before)) ** 2
        rate = RATE / (math.sqrt(n / (1 - (1 - b3) ** k)) + 1e-8)
        x = x - rate * (m / (1 - (1 - b1) ** k) + (1 - b2) * v / (1 - (1 - b2) ** k))
        before = g
        yield x


def adabound(x, gradients):
    """At a rate of 0.01, ten times the published one, the final rate is ten times 0.1."""
    m = v = 0.0
    for t, g in enumerate(gradients, start=1):
        m = 0.9 * m + (1 - 0.9) * g
        v = 0.999 * v + (1 - 0.999) * g * g
        rate = RATE * math.sqrt(1 - 0.999**t) / (1 - 0.9**t) / (math.sqrt(v) + 1e-8)
        lower = 1.0 - 1.0 / ((1 - 0.999) * t + 1)
        upper = 1.0 + 1.0 / ((1 - 0.999) * t)
        x = x - max(lower, min(upper, rate)) * m
        yield x


def centred_rmsprop(x, gradients):
    n = g_average = move = 0.0
    for g in gradients:
        n = 0.95 * n + (1 - 0.95) * g * g
        g_average = 0.95 * g_average + (1 - 0.95) * g
        move = 0.9 * move - RATE * g / math.sqrt(n - g_average * g_average + 1e-4)
        x = x + move
        yield x


def rprop(x, gradients):
    """Igel and Husken's iRprop-, one parameter."""
    step, before = RATE, 0.0
    for g in gradients:
        if before * g > 0:
            step = min(step * 1.2, 50.0)
        elif before * g < 0:
            step = max(step * 0.5, 1e-6)
            g = 0.0
        if g > 0:
            x = x - step
        elif g < 0:
            x = x + step
        before = g
        yield x


def nadam(x, gradients):
    m = n = 0.0
    product = 1.0
    for t, g in enumerate(gradients, start=1):
        mu = 0.9 * (1 - 0.5 * 0.96 ** (t / 250))
        mu_next = 0.9 * (1 - 0.5 * 0.96 ** ((t + 1) / 250))
        product *= mu
        m = 0.9 * m + (1 - 0.9) * g
        n = 0.999 * n + (1 - 0.999) * g * g
        m_bar = (1 - mu) * g / (1 - product) + mu_next * m / (1 - product * mu_next)
        x = x - RATE * m_bar / (math.sqrt(n / (1 - 0.999**t)) + 1e-8)
        yield x


def lookahead(x, gradients):
    """Two loops, as in the paper; the inner optimizer is SGD with momentum."""
    slow, velocity, steps = x, 0.0, iter(gradients)
    while True:
        fast = slow
        for i in range(5):
            g = next(steps, None)
            if g is None:
                return
            velocity = 0.9 * velocity + g
            fast = fast - RATE * velocity
            if i < 4:
                yield fast
        slow = slow + 0.5 * (fast - slow)
        yield slow


def schedule_free(x, gradients):
    """Yields y, where the next gradient is taken."""
    z = x
    for t, g in enumerate(gradients, start=1):
        z = z - RATE * g
        c = 1 / t
        x = (1 - c) * x + c * z
        yield (1 - 0.9) * z + 0.9 * x


NUMBERS = [
    (AggMo(), aggmo),
    (QHM(), qhm),
    (QHAdam(), qhadam),
    (Adan(), adan),
    (AdaBound(), adabound),
    (CentredRMSprop(), centred_rmsprop),
    (Rprop(), rprop),
    (NAdam(), nadam),
    (Lookahead(), lookahead),
    (ScheduleFreeDescent(), schedule_free),
]

# The whole vector: x and each gradient are lists.


def normalised_descent(x, gradients, gaps):
    for g in gradients:
        x = against(x, RATE / length(g), g)
        yield x


def clipped_descent(x, gradients, gaps):
    for g in gradients:
        size = length(g)
        if size >= 1:
            g = [1 / size * value for value in g]
        x = against(x, RATE, g)
        yield x


def polyak_step(x, gradients, gaps):
    for g, gap in zip(gradients, gaps, strict=True):
        x = against(x, RATE * gap / length(g) ** 2, g)
        yield x


def dog(x, gradients, gaps):
    start, squares = x, 0.0
    distance = 1e-6 * (1 + length(start))
    for g in gradients:
        distance = max(distance, length(minus(x, start)))
        squares += length(g) ** 2
        x = against(x, RATE * distance / math.sqrt(squares + 1e-8), g)
        yield x


def barzilai_borwein(x, gradients, gaps):
    x_before = g_before = None
    for g in gradients:
        if x_before is None:
            size = 1 / length(g)
        else:
            s, y = minus(x, x_before), minus(g, g_before)
            if dot(s, y) > 0:
                size = min(max(dot(s, s) / dot(s, y), 1e-10), 1e10)
        x_before, g_before = x, g
        x = against(x, RATE * size, g)
        yield x


VECTORS = [
    (NormalisedDescent(), normalised_descent),
    (ClippedDescent(), clipped_descent),
    (PolyakStep(), polyak_step),
    (DoG(), dog),
    (BarzilaiBorwein(), barzilai_borwein),
]


def follow(optimizer, start, gradients, gaps, rate=RATE):
    """All iterates, shape (steps, dimension)."""
    x = start[None, :]
    state, iterates = optimizer.init(x), []
    for step, (gradient, gap) in enumerate(zip(gradients, gaps, strict=True), start=1):
        told = (gap.reshape(1, 1),) if optimizer.uses_gap else ()
        x, state = optimizer.step(x, gradient[None, :], state, np.array([[rate]]), step, *told)
        iterates.append(x[0])
    return np.array(iterates)


def assert_close(iterates, expected):
    assert expected.shape == iterates.shape
    assert (np.abs(iterates - expected) / (1 + np.abs(expected))).max() < 1e-12


def name(thing):
    return getattr(thing, "title", "")


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("optimizer", "paper"), NUMBERS, ids=name)
def test_each_coordinate_follows_the_paper(optimizer, paper, seed):
    drawn = sequence(seed)
    columns = zip(drawn.start.tolist(), drawn.gradients.T.tolist(), strict=True)
    expected = np.array([list(paper(x, gradients)) for x, gradients in columns]).T
    assert_close(follow(optimizer, drawn.start, drawn.gradients, drawn.gaps), expected)


@pytest.mark.parametrize("seed", SEEDS)
@pytest.mark.parametrize(("optimizer", "paper"), VECTORS, ids=name)
def test_the_whole_vector_follows_the_paper(optimizer, paper, seed):
    drawn = sequence(seed)
    lists = drawn.start.tolist(), drawn.gradients.tolist(), drawn.gaps.tolist()
    iterates = follow(optimizer, drawn.start, drawn.gradients, drawn.gaps)
    assert_close(iterates, np.array(list(paper(*lists))))


def prodigy(x, gradient_at, steps):
    """Algorithm 4 with a rate of 1, but for the newer d beside epsilon, as the authors' code has it."""
    start, d = x, 1e-6
    m, v, s = ([0.0] * len(x) for _ in range(3))
    r = 0.0
    for k in range(steps):
        g = gradient_at(x, k)
        root = math.sqrt(0.999)
        r = root * r + (1 - root) * d * d * dot(g, minus(start, x))
        for i, value in enumerate(g):
            m[i] = 0.9 * m[i] + (1 - 0.9) * d * value
            v[i] = 0.999 * v[i] + (1 - 0.999) * (d * value) ** 2
            s[i] = root * s[i] + (1 - root) * d * d * value
        estimate = r / math.fsum(abs(value) for value in s)
        newer = max(d, estimate)
        x = [x[i] - d * m[i] / (math.sqrt(v[i]) + newer * 1e-8) for i in range(len(x))]
        d = newer
        yield x


@pytest.mark.parametrize("seed", SEEDS)
def test_prodigy_follows_its_paper_down_a_bowl(seed):
    """It needs feedback: under gradients that lead nowhere the distance it estimates has no bound."""
    drawn = sequence(seed)
    curvatures = drawn.curvatures.tolist()

    def gradient_at(x, step):
        return [c * value for c, value in zip(curvatures, x, strict=True)]

    expected = np.array(list(prodigy(drawn.start.tolist(), gradient_at, STEPS)))
    x, optimizer = drawn.start[None, :], Prodigy()
    state, iterates = optimizer.init(x), []
    for step in range(1, STEPS + 1):
        x, state = optimizer.step(x, drawn.curvatures * x, state, np.ones((1, 1)), step)
        iterates.append(x[0])
    assert_close(np.array(iterates), expected)
    assert 0.1 < state[4][0, 0] < 10, "the distance to the solution, which is about 1"


@pytest.mark.parametrize(("nu", "same", "share"), [(1.0, Momentum(), 1), (0.9, Nesterov(), 0.1)])
def test_qhm_holds_momentum_and_nesterovs_method(nu, same, share):
    drawn = sequence(0)
    mixed = follow(QHM(beta=0.9, nu=nu), drawn.start, drawn.gradients, drawn.gaps)
    plain = follow(same, drawn.start, drawn.gradients, drawn.gaps, RATE * share)
    assert_close(mixed, plain)


def test_schedule_free_descent_reports_the_plain_average_of_its_sequence():
    drawn, optimizer = sequence(0), ScheduleFreeDescent()
    z = drawn.start - RATE * np.cumsum(drawn.gradients[:50], axis=0)
    x = drawn.start[None, :]
    state = optimizer.init(x)
    for step in range(1, 51):
        gradient = drawn.gradients[step - 1][None, :]
        x, state = optimizer.step(x, gradient, state, np.array([[RATE]]), step)
        np.testing.assert_allclose(optimizer.reported(x, state)[0], z[:step].mean(axis=0))


def test_lookahead_reports_the_slow_weights_which_move_every_fifth_step():
    drawn, optimizer = sequence(0), Lookahead()
    x = drawn.start[None, :]
    state, reported = optimizer.init(x), []
    for step in range(1, 51):
        gradient = drawn.gradients[step - 1][None, :]
        x, state = optimizer.step(x, gradient, state, np.array([[RATE]]), step)
        reported.append(optimizer.reported(x, state)[0])
        assert (step % 5 == 0) == np.array_equal(reported[-1], x[0])
    moved = (np.diff(reported, axis=0, prepend=drawn.start[None, :]) != 0).any(axis=1)
    assert np.flatnonzero(moved).tolist() == list(range(4, 50, 5))


def test_polyaks_step_lands_on_the_minimum_of_a_parabola_at_rate_two():
    """On c x^2 the tangent reaches zero halfway: at rate 1 each step halves x, at rate 2 it is there."""
    x = np.array([[8.0, 0.0]])
    for rate, expected in ((1.0, 4.0), (2.0, 0.0)):
        told = 3 * (x**2).sum(axis=1, keepdims=True)
        moved, _ = PolyakStep().step(x, 6 * x, (), np.array([[rate]]), 1, told)
        assert moved[0, 0] == expected


def test_barzilai_borwein_is_newtons_method_in_one_dimension():
    """Two gradients of a parabola give its curvature, so the second step ends at the minimum."""
    optimizer, x = BarzilaiBorwein(), np.array([[3.0]])
    state = optimizer.init(x)
    for iteration in (1, 2):
        x, state = optimizer.step(x, 7 * (x - 1), state, np.ones((1, 1)), iteration)
    assert x[0, 0] == pytest.approx(1, abs=1e-14)


class TestRandomSearch:
    """Its trials, read off the iterates of a run that never finds anything better."""

    @staticmethod
    def trials(starts, steps, rate=1.0):
        """(steps, runs, dimension)"""
        optimizer, state = RandomSearch(), RandomSearch().init(starts)
        x, drawn, rates = starts, [], np.full((len(starts), 1), rate)
        for iteration in range(1, steps + 1):
            gap = np.full((len(starts), 1), 1.0 if iteration == 1 else 2.0)
            x, state = optimizer.step(x, np.zeros_like(x), state, rates, iteration, gap)
            drawn.append((x - starts) / rate)
        return np.array(drawn)

    def test_the_hash_is_splitmix64(self):
        """The first two numbers that its generator gives from the state 0."""
        states = np.array([0, 0x9E3779B97F4A7C15], np.uint64)
        assert _mixed(states).tolist() == [0xE220A8397B1DCDAF, 0x6E789E6AA1B965F4]

    def test_they_have_mean_zero_and_variance_one_in_every_direction(self):
        starts = np.random.default_rng(0).uniform(-5, 5, (200, 5))
        trials = self.trials(starts, 200).reshape(-1, 5)
        error = 1 / math.sqrt(len(trials))
        assert np.abs(trials.mean(axis=0)).max() < 5 * error
        assert np.abs(np.cov(trials.T) - np.eye(5)).max() < 5 * 1.5 * error
        assert 2.5 < (trials**4).mean() < 2.9  # 3 for a normal, 2.7 for four uniform numbers

    def test_runs_iterations_and_coordinates_are_not_correlated(self):
        """Starts that differ in one last digit, and whole numbers, whose bits are mostly zero."""
        starts = np.array([[1.0, 2.0], [np.nextafter(1.0, 2), 2.0], [2.0, 1.0], [0.0, 0.0]])
        series = self.trials(starts, 2000, rate=1e6).transpose(1, 2, 0).reshape(8, 2000)
        together = np.vstack([series[:, 1:], series[:, :-1]])
        correlations = np.corrcoef(together) - np.eye(16)
        assert np.abs(correlations).max() < 5 / math.sqrt(2000)

    def test_all_learning_rates_of_a_start_meet_the_same_trials(self):
        start = np.array([[0.3, -1.0]])
        a, b = self.trials(start, 20, rate=2.0), self.trials(start, 20, rate=0.5)
        np.testing.assert_allclose(a, b, rtol=1e-12)

    def test_it_reports_the_best_point_that_it_has_looked_at(self):
        optimizer, x = RandomSearch(), np.array([[2.0, 2.0], [-1.0, 0.5]])
        state, best = optimizer.init(x), np.full(2, np.inf)
        for iteration in range(1, 300):
            value = (x**2).sum(axis=1)
            best = np.minimum(best, value)
            rate = np.full((2, 1), 0.3)
            x, state = optimizer.step(x, 0 * x, state, rate, iteration, value[:, None])
            reported = optimizer.reported(x, state)
            np.testing.assert_array_equal((reported**2).sum(axis=1), best)
        assert (best < 0.01).all()
