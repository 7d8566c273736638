from dataclasses import dataclass
from functools import cached_property
from typing import Self

import numpy as np

from descent_atlas.problem import Array, FiniteSum


@dataclass(frozen=True, eq=False)
class LeastSquares(FiniteSum):
    """Linear regression with a condition number of one's choice: the same data stretched along the same
    directions, the same best parameters and the same noise, so that only the conditioning differs."""

    title = "Least squares"
    source = "A. M. Legendre 1805 for the method; generated data of known conditioning"
    tags = ("convex", "data")
    dataset = "least_squares"
    cheap_value = True

    kappa: float
    """The condition number; the largest curvature is 1."""
    whitened: Array
    """(n, d), with orthogonal columns of mean square 1"""
    noise: Array
    """(n,), orthogonal to the columns"""
    held_out_whitened: Array
    held_out_noise: Array
    directions: Array
    """(d, d), the Hessian's eigenvectors as columns"""
    weights: Array
    """(d,), the best parameters"""

    @classmethod
    def from_data(cls, data: dict[str, Array], kappa: float = 1e3) -> Self:
        names = (
            "whitened",
            "noise",
            "held_out_whitened",
            "held_out_noise",
            "directions",
            "weights",
        )
        return cls(kappa, *(data[name] for name in names))

    @property
    def formula(self) -> str:
        return (
            r"\frac{1}{n} \sum_{i=1}^{n} (\theta^\top u_i - v_i)^2, \quad"
            rf" \kappa = 10^{{{np.log10(self.kappa):.0f}}}"
        )

    @property
    def dimension(self) -> int:
        return len(self.weights)

    @property
    def sample_count(self) -> int:
        return len(self.noise)

    @property
    def domain(self) -> Array:
        return np.tile([-2.0, 2.0], (self.dimension, 1))

    @property
    def start(self) -> Array:
        return np.zeros(self.dimension)

    @cached_property
    def curvatures(self) -> Array:
        """The Hessian's eigenvalues, shape (d,)."""
        return np.geomspace(1 / self.kappa, 1, self.dimension)

    @cached_property
    def _stretch(self) -> Array:
        return np.sqrt(self.curvatures / 2)[:, None] * self.directions.T

    @cached_property
    def features(self) -> Array:
        """What a sample shows of itself, shape (n, d)."""
        return self.whitened @ self._stretch

    @cached_property
    def labels(self) -> Array:
        """What is to be predicted, shape (n,)."""
        return self.features @ self.weights + self.noise

    @property
    def minimisers(self) -> Array:
        return self.weights[None, :]

    @cached_property
    def minimum(self) -> float:
        return float(np.mean(self.noise**2))

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        # Along the eigenvectors around the solution: no pass over the samples, and exact near it.
        error = (x - self.weights) @ self.directions
        slope = error * self.curvatures
        gradient = np.asfortranarray(slope @ self.directions.T)
        return self.minimum + (error * slope).sum(axis=1) / 2, gradient

    def batch_gradient(self, x: Array, samples: Array) -> Array:
        batch = self.features[samples]
        residual = x @ batch.swapaxes(1, 2) - self.labels[samples][:, None, :]
        return 2 / samples.shape[1] * (residual @ batch)

    def hessian(self, x: Array) -> Array:
        hessian = (self.directions * self.curvatures) @ self.directions.T
        return np.tile((hessian + hessian.T) / 2, (len(x), 1, 1))

    def held_out_loss(self, x: Array) -> Array:
        error = (x - self.weights) @ self._stretch.T
        return ((error @ self.held_out_whitened.T - self.held_out_noise) ** 2).mean(axis=1)
