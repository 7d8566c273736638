"""A smooth Gaussian random function on a torus, with exact derivatives.

    f(x) = Re Σ_k c_k exp(i k·x),   x in [0, 2π)^d, k whole, |k_j| ≤ CUTOFF

with independent complex Gaussian c_k whose variance falls like exp(−|k|²/2). By Poisson's summation
formula the covariance is that of exp(−r²/2), repeated over the torus, and its derivatives at zero are
isotropic to five digits: f has variance 1, each first derivative too, and E[H_ij H_kl] is that of
:mod:`hessians` with scale 1.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

Array = np.ndarray
CUTOFF = 5
"""A wave one further would have an amplitude of exp(−9) of the first."""
PERIOD = 2 * np.pi


@dataclass(frozen=True)
class Local:
    """f, its gradient and its Hessian at some points: (points,), (points, d), (points, d, d)."""

    value: Array
    gradient: Array
    hessian: Array

    @property
    def newton_step(self) -> Array:
        """To where the gradient of the second-order expansion vanishes, (points, d)."""
        return -np.linalg.solve(self.hessian, self.gradient[..., None])[..., 0]


@dataclass(frozen=True)
class PeriodicField:
    """One random function."""

    coefficients: Array
    """c_k, complex, (2 CUTOFF + 1,) in each of the d directions"""

    @classmethod
    def draw(cls, dimension: int, generator: np.random.Generator) -> PeriodicField:
        """Draw the coefficients."""
        amplitude = np.exp(-(_WAVES**2) / 4)
        amplitude /= np.sqrt(np.sum(amplitude**2))
        product = np.ones(())
        for _ in range(dimension):
            product = np.multiply.outer(product, amplitude)
        real, imaginary = generator.standard_normal((2, *product.shape))
        return cls(product * (real + 1j * imaginary))

    @property
    def dimension(self) -> int:
        """d."""
        return self.coefficients.ndim

    def on_grid(self, count: int) -> tuple[Array, Local]:
        """``count`` points in each direction, (count^d, d), and f there."""
        axis = np.arange(count) * PERIOD / count
        waves = _waves(axis)
        mesh = np.meshgrid(*[axis] * self.dimension, indexing="ij")

        def derivative(orders: tuple[int, ...]) -> Array:
            total = self.coefficients
            for order in orders:
                total = np.tensordot(total, waves[order], axes=(0, 1))
            return total.real.ravel()

        return np.stack(mesh, axis=-1).reshape(-1, self.dimension), self._local(derivative)

    def at(self, points: Array) -> Local:
        """f at any points, (points, d)."""
        waves = _waves(points)
        width = len(_WAVES)
        # The sum over the last direction's waves first, once for each order of the derivative.
        flat = self.coefficients.reshape(-1, width).T
        sums: dict[tuple[int, ...], Array]
        sums = {(order,): waves[order][:, -1] @ flat for order in range(3)}
        for direction in range(self.dimension - 2, -1, -1):
            factors = waves[:, :, direction]
            sums = {
                (order, *orders): np.einsum(
                    "pmk,pk->pm", partial.reshape(len(points), -1, width), factors[order]
                )
                for orders, partial in sums.items()
                for order in range(3 - sum(orders))
            }
        return self._local(lambda orders: sums[orders][:, 0].real)

    def _local(self, derivative: Callable[[tuple[int, ...]], Array]) -> Local:
        """From partial derivatives, asked for by their order in each direction."""
        units = np.eye(self.dimension, dtype=int)
        gradient = [derivative(tuple(unit.tolist())) for unit in units]
        hessian = np.empty((len(gradient[0]), self.dimension, self.dimension))
        for i, one in enumerate(units):
            for j, other in enumerate(units[: i + 1]):
                second = derivative(tuple((one + other).tolist()))
                hessian[:, i, j] = hessian[:, j, i] = second
        return Local(derivative((0,) * self.dimension), np.stack(gradient, axis=1), hessian)


_WAVES = np.arange(-CUTOFF, CUTOFF + 1.0)


def _waves(x: Array) -> Array:
    """exp(i k x) and its first two derivatives by x, (3, …, waves)."""
    wave = np.exp(1j * np.multiply.outer(x, _WAVES))
    return np.stack([wave, 1j * _WAVES * wave, -(_WAVES**2) * wave])
