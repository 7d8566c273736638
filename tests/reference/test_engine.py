"""The engine against a loop that descends one run at a time, whatever is batched, blocked or dropped."""

from __future__ import annotations

import numpy as np
import pytest

from descent_atlas import engine, record, registry
from descent_atlas.optimizer import Optimizer
from descent_atlas.outcomes import landscape_of as landscape
from descent_atlas.runs import Landscape, Runs, blocks
from descent_atlas.variants import PerturbedFunction, SampledSum, Variant, zero_sum_perturbations

OPTIMIZERS = registry.optimizer_names()
RATES = np.array([1e-4, 1e-3, 3e-3, 1e-1, 3.0])
CALM_RATES = np.array([1e-4, 1e-3, 3e-3, 1e-2, 2e-2])
"""Where sin is evaluated, batches and single runs differ in the last bit, which a chaotic run amplifies."""
ITERATIONS = 150


def starts_of(problem, count: int) -> np.ndarray:
    low, high = problem.domain.T
    return np.random.default_rng(3).uniform(low, high, (count, problem.dimension))


def descend(problem, optimizer, starts, variants, budgets, xi=None, rates=RATES):
    """All variants x starts x rates in one batch, as a shard lays them out."""
    shape = (len(variants), len(starts), len(rates))
    variant, start, rate = (axis.ravel() for axis in np.indices(shape))
    runs = Runs(starts[start], rates[rate][:, None], np.array(budgets)[variant], start == 0)
    generators = [
        [np.random.default_rng([v, s]) for s in range(len(starts))] for v in range(len(variants))
    ]
    if xi is None:
        estimate = SampledSum(problem, variants[0], generators[0])
    else:
        estimate = PerturbedFunction(problem, xi, variants, generators, variant, start)
    every = np.arange(max(budgets) + 1)
    return runs, engine.descend(optimizer, estimate, runs, landscape(problem), every, every)


def one_at_a_time(problem, optimizer, x, rate, budget, gradient_at):
    """A literal loop over the iterations of one run: gaps until it left, and the last iterate."""
    place = landscape(problem)
    x, gaps = x[None, :].copy(), []
    state = optimizer.init(x)
    with np.errstate(all="ignore"):
        for t in range(budget + 1):
            point = optimizer.reported(x, state)
            gap = float(problem.value(point)[0]) - problem.minimum
            gaps.append(gap)
            above = not np.float32(gap) <= 1e3 * np.float32(gaps[0])
            if above or (not problem.bounded and gap < -1e-6 * gaps[0]):
                return gaps[:-1], None, t
            far = not np.abs(point - place.centre).max() <= 1e3 * place.diameter
            if far and t % record.LOOK_EVERY == 0:
                return gaps[:-1], None, t
            if t == budget:
                return gaps, point[0], -1
            told = (problem.value(x)[:, None] - problem.minimum,) if optimizer.uses_gap else ()
            gradient = gradient_at(x, t)
            x, state = optimizer.step(x, gradient, state, np.array([[rate]]), t + 1, *told)
    raise AssertionError("the loop ends at its budget")


@pytest.mark.parametrize("name", OPTIMIZERS)
@pytest.mark.parametrize("problem_name", ["rosenbrock", "saddle", "sine_parabola"])
def test_a_batch_of_variants_equals_single_runs(name, problem_name):
    problem, optimizer = registry.build_problem(problem_name), registry.build_optimizer(name)
    starts, budgets = starts_of(problem, 2), [60, ITERATIONS]
    variants = [Variant(), Variant() if optimizer.full_batch_only else Variant(8)]
    xi = 0.5 * zero_sum_perturbations(64, problem.dimension, np.random.default_rng(0))
    rates = CALM_RATES if problem_name == "sine_parabola" else RATES
    _, descent = descend(problem, optimizer, starts, variants, budgets, xi, rates)
    run = 0
    for v, variant in enumerate(variants):
        for s, start in enumerate(starts):
            noise = _noise(variant, xi, np.random.default_rng([v, s]), ITERATIONS)
            for rate in rates:
                gaps, final, left_at = one_at_a_time(
                    problem,
                    optimizer,
                    start,
                    rate,
                    budgets[v],
                    lambda x, t, noise=noise: problem.value_and_gradient(x)[1] + noise[t],
                )
                assert descent.left_at[run] == left_at
                recorded = descent.gaps[: len(gaps), run]
                assert recorded == pytest.approx(np.array(gaps, np.float32), rel=1e-6)
                assert np.isinf(descent.gaps[len(gaps) :, run]).all() or left_at < 0
                if final is not None:
                    assert descent.final[run] == pytest.approx(final, rel=1e-12)
                    assert descent.escaped[run] == False  # noqa: E712
                run += 1


def _noise(variant: Variant, xi: np.ndarray, generator, steps: int) -> np.ndarray:
    if variant.batch_size is None:
        return np.zeros((steps, xi.shape[1]))
    epochs = variant.epochs(len(xi), [generator])
    means: list[np.ndarray] = []
    while len(means) < steps:
        order = next(epochs)[0]
        size = variant.batch_size
        means += [xi[order[i : i + size]].mean(axis=0) for i in range(0, len(xi), size)]
    return np.array(means)


@pytest.mark.parametrize(
    "variant", [Variant(), Variant(32), Variant(1)], ids=["full", "mini", "one"]
)
def test_a_finite_sum_equals_single_runs(variant):
    problem = registry.build_problem("linear_regression")
    optimizer = registry.build_optimizer("adam")
    starts = starts_of(problem, 2)
    _, descent = descend(problem, optimizer, starts, [variant], [ITERATIONS])
    for s, start in enumerate(starts):
        epochs = variant.epochs(problem.sample_count, [np.random.default_rng([0, s])])
        batches = []
        while len(batches) < ITERATIONS:
            order = next(epochs)[0]
            ends = np.cumsum(variant.sizes(problem.sample_count))
            batches += np.split(order, ends[:-1])
        for r, rate in enumerate(RATES):
            gaps, final, left_at = one_at_a_time(
                problem,
                optimizer,
                start,
                rate,
                ITERATIONS,
                lambda x, t, b=batches: problem.batch_gradient(x[None], b[t][None])[0],
            )
            run = s * len(RATES) + r
            assert descent.left_at[run] == left_at == -1
            assert descent.final[run] == pytest.approx(final, rel=1e-9)
            assert descent.gaps[:, run] == pytest.approx(np.array(gaps), rel=1e-5, abs=1e-9)


def test_an_unbounded_descent_escapes_and_an_overshooting_one_diverges():
    saddle = registry.build_problem("saddle")
    optimizer = registry.build_optimizer("gradient_descent")
    xi = np.zeros((2, 2))
    _, descent = descend(saddle, optimizer, np.array([[0.1, 1.0]]), [Variant()], [ITERATIONS], xi)
    assert descent.escaped.tolist() == [False, False, False, True, True]
    assert (descent.left_at >= 0).tolist() == [False, False, False, True, True]
    bowl = registry.build_problem("sphere")
    _, descent = descend(bowl, optimizer, np.array([[1.0, 1.0]]), [Variant()], [ITERATIONS], xi)
    assert descent.left_at[-1] >= 0
    assert not descent.escaped.any()


def test_a_run_that_left_and_came_back_has_left():
    """Adam's first steps at a huge rate: above a thousand initial gaps, then back by itself."""
    bowl = registry.build_problem("sphere")
    optimizer = registry.build_optimizer("adam")
    start = np.array([[0.01, 0.01]])
    runs = Runs(start, np.array([[1.0]]), np.array([400]), np.array([True]))
    estimate = PerturbedFunction(
        bowl,
        np.zeros((1, 2)),
        [Variant()],
        [[np.random.default_rng(0)]],
        np.zeros(1, int),
        np.zeros(1, int),
    )
    every = np.arange(401)
    descent = engine.descend(optimizer, estimate, runs, landscape(bowl), every, every)
    assert descent.left_at[0] == 1
    assert np.isinf(descent.gaps[1:, 0]).all()
    assert np.isnan(descent.paths[2:]).all()


class Listener(Optimizer):
    """Walks along the first coordinate, and remembers what it was told."""

    uses_gap = True

    def __init__(self):
        self.told = []

    def step(self, x, gradient, state, learning_rate, iteration, gap=None):
        self.told.append((x.copy(), gap))
        return x + learning_rate * np.eye(1, x.shape[1]), state

    def reported(self, x, state):
        return x - np.eye(1, x.shape[1])


def test_one_that_wants_the_gap_gets_it_at_each_step_however_rarely_it_is_recorded():
    problem = registry.build_problem("linear_regression")
    starts, optimizer = starts_of(problem, 3), Listener()
    runs = Runs(starts, np.full((3, 1), 0.1), np.full(3, 40), np.zeros(3, bool))
    estimate = SampledSum(problem, Variant(), [np.random.default_rng(0)] * 3)
    rare = np.array([0, 20, 40])
    descent = engine.descend(optimizer, estimate, runs, landscape(problem), rare, rare)
    assert len(optimizer.told) == 40
    for x, gap in optimizer.told:
        assert gap.shape == (len(x), 1)
        np.testing.assert_array_equal(gap[:, 0], problem.value(x) - problem.minimum)
    assert descent.iterations.tolist() == [0, 20, 40]


def test_what_is_measured_is_what_the_optimizer_reports():
    """The gaps, the path and the last point are all one to the left of where the gradient is taken."""
    bowl, optimizer = registry.build_problem("sphere"), Listener()
    starts = np.array([[3.0, 0.0], [5.0, 1.0]])
    runs, descent = descend(bowl, optimizer, starts, [Variant()], [20], np.zeros((2, 2)))
    first = starts.repeat(len(RATES), axis=0) - [1, 0]
    expected = first + 20 * runs.learning_rate * [1, 0]
    stayed = descent.left_at < 0
    assert stayed.all()
    np.testing.assert_allclose(descent.final[stayed], expected[stayed], rtol=1e-12)
    np.testing.assert_allclose(descent.gaps[0], bowl.value(first), rtol=1e-6)
    np.testing.assert_allclose(descent.gaps[-1, stayed], bowl.value(expected)[stayed], rtol=1e-6)
    np.testing.assert_allclose(descent.paths[0], first[runs.traced])


def test_path_measures_of_a_straight_walk_and_of_a_zigzag():
    """On x^2 with rate 1/4 the iterate halves each step; with rate 3/4 it changes sign each step."""
    bowl = registry.build_problem("sphere")
    optimizer = registry.build_optimizer("gradient_descent")
    starts = np.array([[1.0, 0.0], [1.0, 0.0]])
    runs = Runs(starts, np.array([[0.25], [0.75]]), np.array([200, 200]), np.zeros(2, bool))
    estimate = PerturbedFunction(
        bowl,
        np.zeros((1, 2)),
        [Variant()],
        [[np.random.default_rng(0)]],
        np.zeros(2, int),
        np.zeros(2, int),
    )
    every = np.arange(201)
    descent = engine.descend(optimizer, estimate, runs, landscape(bowl), every, every)
    assert descent.path_length == pytest.approx([1, 3], rel=1e-8)  # 1.5 + .75 + .375 + ... = 3
    assert descent.reversals[0] == 0
    assert descent.reversals[1] > 0.2  # until the steps vanish against the iterate


def test_path_length_is_exact_for_steps_of_one_length_whatever_the_budget():
    """Adam under a constant gradient moves by the learning rate each step; 47 is no multiple of ten."""

    class Slope:
        def value_and_gradient(self, x):
            return x.sum(axis=1) + 1e3, np.ones_like(x)

    runs = Runs(np.zeros((3, 1)), np.full((3, 1), 0.5), np.array([20, 47, 100]), np.zeros(3, bool))
    estimate = PerturbedFunction(
        Slope(),
        np.zeros((1, 1)),
        [Variant()],
        [[np.random.default_rng(0)]],
        np.zeros(3, int),
        np.zeros(3, int),
    )
    every = np.arange(101)
    place = Landscape(0.0, np.zeros(1), 100.0)
    descent = engine.descend(registry.build_optimizer("adam"), estimate, runs, place, every, every)
    assert descent.path_length == pytest.approx([10, 23.5, 50], rel=1e-6)


def test_blocks_cover_all_runs_once():
    for runs, dimension in [(1, 2), (8192, 2), (20_000, 2), (500, 1000)]:
        seen = np.concatenate([np.arange(runs)[block] for block in blocks(runs, dimension)])
        assert (seen == np.arange(runs)).all()
