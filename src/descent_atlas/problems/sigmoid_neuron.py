from dataclasses import dataclass
from functools import cached_property

import numpy as np

from descent_atlas.problem import Array, FiniteSum


@dataclass(frozen=True, eq=False)
class SigmoidNeuron(FiniteSum):
    """One neuron with a squared error, the smallest model that saturates: where it is sure of all
    samples, right or wrong, the gradient vanishes and the plain goes on for ever."""

    title = "Sigmoid neuron"
    formula = (
        r"\frac{1}{n} \sum_{i=1}^{n} (\sigma(\theta_1 u_i + \theta_0) - v_i)^2,"
        r" \quad \sigma(z) = \frac{1}{1 + e^{-z}}"
    )
    source = (
        "P. Auer, M. Herbster and M. K. Warmuth, Exponentially many local minima for single neurons, "
        "NIPS 8, 1995; generated data"
    )
    tags = ("plateau", "data")
    dataset = "sigmoid_neuron"

    dimension = 2
    domain = np.array([[-10.0, 10.0], [-10.0, 10.0]])
    start = np.array([-4.0, -4.0])

    features: Array
    """The samples' positions, shape (n,)."""
    labels: Array
    """1 for yes and 0 for no, shape (n,)."""
    held_out_features: Array
    held_out_labels: Array

    @property
    def sample_count(self) -> int:
        return len(self.labels)

    @cached_property
    def minimisers(self) -> Array:
        """By Newton's method from the parameters that the labels were drawn with.

        The best known, though nothing proves it: no point of a grid of 400 by 400 over the domain is
        lower, and none of 300 descents from random starts ended lower.
        """
        x = np.array([[-1.0, 3.0]])
        for _ in range(20):
            x = x - np.linalg.solve(self.hessian(x)[0], self.value_and_gradient(x)[1][0])
        return x

    @cached_property
    def minimum(self) -> float:
        return float(self.value(self.minimisers)[0])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        said = _said(x[:, :1], x[:, 1:], self.features)
        misfit = said - self.labels
        slope = 2 * misfit * said * (1 - said)
        gradient = np.empty_like(x)
        gradient[:, 0] = slope.mean(axis=1)
        gradient[:, 1] = (slope * self.features).mean(axis=1)
        return (misfit**2).mean(axis=1), gradient

    def batch_gradient(self, x: Array, samples: Array) -> Array:
        features, labels = self.features[samples][:, None, :], self.labels[samples][:, None, :]
        said = _said(x[..., :1], x[..., 1:], features)
        slope = 2 * (said - labels) * said * (1 - said)
        return np.stack([slope.mean(axis=2), (slope * features).mean(axis=2)], axis=2)

    def hessian(self, x: Array) -> Array:
        said = _said(x[:, :1], x[:, 1:], self.features)
        steep = said * (1 - said)
        bend = 2 * steep * (steep + (said - self.labels) * (1 - 2 * said))
        hessian = np.empty((len(x), 2, 2))
        hessian[:, 0, 0] = bend.mean(axis=1)
        hessian[:, 0, 1] = hessian[:, 1, 0] = (bend * self.features).mean(axis=1)
        hessian[:, 1, 1] = (bend * self.features**2).mean(axis=1)
        return hessian

    def held_out_loss(self, x: Array) -> Array:
        said = _said(x[:, :1], x[:, 1:], self.held_out_features)
        return ((said - self.held_out_labels) ** 2).mean(axis=1)


def _said(bias: Array, weight: Array, features: Array) -> Array:
    """The sigmoid, as a tanh, which does not overflow."""
    return 0.5 + 0.5 * np.tanh(0.5 * (weight * features + bias))
