"""What a step sees and costs: epochs, batches, and the exact covariance of the noise."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from descent_atlas import registry
from descent_atlas.variants import (
    PerturbedFunction,
    SampledSum,
    Variant,
    zero_sum_perturbations,
)

VARIANTS = {"full_batch": Variant(), "mini_batch": Variant(32), "stochastic": Variant(1)}


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
@given(samples=st.integers(1, 200), steps=st.integers(0, 500))
def test_cost_is_the_sum_of_the_batches_taken(variant, samples, steps):
    sizes = variant.sizes(samples)
    taken = [sizes[step % len(sizes)] for step in range(steps)]
    assert variant.gradient_samples(steps, samples) == sum(taken)
    assert sizes.sum() == samples


def test_an_epoch_visits_every_sample_once_and_the_last_batch_is_short():
    variant = Variant(32)
    order = next(variant.epochs(100, [np.random.default_rng(s) for s in range(3)]))
    assert order.shape == (3, 100)
    assert (np.sort(order, axis=1) == np.arange(100)).all()
    assert not (order[0] == order[1]).all()
    assert variant.sizes(100).tolist() == [32, 32, 32, 4]


@given(count=st.integers(2, 300), dimension=st.integers(1, 8), seed=st.integers(0, 100))
def test_perturbations_sum_to_zero_and_have_mean_squared_length_one(count, dimension, seed):
    xi = zero_sum_perturbations(count, dimension, np.random.default_rng(seed))
    assert np.abs(xi.sum(axis=0)).max() < 1e-9 * count
    assert (xi**2).sum(axis=1).mean() == pytest.approx(1)


def noisy(variant: Variant, runs: int, xi: np.ndarray) -> PerturbedFunction:
    starts = np.arange(runs)
    generators = [[np.random.default_rng(s) for s in range(runs)]]
    problem = registry.build_problem("sphere")
    return PerturbedFunction(problem, xi, [variant], generators, np.zeros(runs, int), starts)


def test_noise_of_a_batch_has_the_covariance_of_sampling_without_replacement():
    """(1/b) (N - b)/(N - 1) of the perturbations' own covariance, over many first batches."""
    samples, batch, runs = 64, 16, 20_000
    xi = zero_sum_perturbations(samples, 2, np.random.default_rng(5))
    estimate = noisy(Variant(batch), runs, xi)
    x = np.zeros((runs, 2), order="F")
    _, noise = estimate(x, 0, True)
    expected = xi.T @ xi / samples / batch * (samples - batch) / (samples - 1)
    # 20 000 draws estimate a variance to 1 % (one standard error); four of them are allowed.
    assert np.cov(noise.T) == pytest.approx(expected, abs=4 * 0.01 * np.trace(expected))


def test_noise_of_an_epoch_averages_out_and_the_full_batch_has_none():
    xi = zero_sum_perturbations(64, 2, np.random.default_rng(5))
    x = np.asfortranarray(np.random.default_rng(1).normal(size=(3, 2)))
    stochastic = noisy(Variant(1), 3, xi)
    gradients = [stochastic(x, step, True)[1] for step in range(64)]
    assert np.mean(gradients, axis=0) == pytest.approx(2 * x)
    assert gradients[0] != pytest.approx(2 * x)
    assert (noisy(Variant(), 3, xi)(x, 0, True)[1] == 2 * x).all()


@pytest.mark.parametrize("variant", VARIANTS.values(), ids=VARIANTS)
def test_batches_of_a_finite_sum_average_to_its_gradient(variant):
    problem = registry.build_problem("linear_regression")
    generators = [np.random.default_rng(s) for s in range(2)]
    estimate = SampledSum(problem, variant, generators)
    x = np.asfortranarray(np.random.default_rng(0).normal(size=(2 * 3, 2)))
    sizes = variant.sizes(problem.sample_count)
    total = sum(size * estimate(x, step, step == 0)[1] for step, size in enumerate(sizes))
    _, gradient = problem.value_and_gradient(x)
    assert total / problem.sample_count == pytest.approx(gradient, rel=1e-9)


def test_all_learning_rates_of_a_start_see_the_same_batch():
    problem = registry.build_problem("linear_regression")
    estimate = SampledSum(problem, Variant(1), [np.random.default_rng(s) for s in range(2)])
    x = np.ones((2 * 4, 2), order="F")
    _, gradient = estimate(x, 0, False)
    by_start = gradient.reshape(2, 4, 2)
    assert (by_start == by_start[:, :1]).all()
    assert not (by_start[0] == by_start[1]).all()
