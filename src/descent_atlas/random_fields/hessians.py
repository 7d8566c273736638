"""The Hessian at a critical point of a smooth isotropic Gaussian random function, sampled.

Let f be stationary, isotropic and Gaussian on R^d. At any one place its Hessian H is independent of
its gradient and has, up to a scale,

    E[H_ij H_kl] = δ_ij δ_kl + δ_ik δ_jl + δ_il δ_jk.

Critical points are not places like any other: by the Kac-Rice formula they see this Gaussian law
weighted by |det H| (M. Kac 1943; S. O. Rice 1944; R. J. Adler and J. E. Taylor, Random Fields and
Geometry, 2007, chapter 11). The weighted law does not contain the covariance of f any more, so the
share of critical points with k downhill directions depends on d alone.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.special import ndtri

Array = np.ndarray


@dataclass(frozen=True)
class CriticalHessians:
    """Weights of sampled Hessians by their index; all of shape (matrices, dimension + 1)."""

    weights: Array
    """The mean weight of a matrix's shifts that have k negative eigenvalues"""
    values: Array
    """The same times the expected value of f there, for the f of :func:`sample`"""
    squares: Array
    """The same times the expected square of that value"""


def sample(
    dimension: int, matrices: int, shifts: int, generator: np.random.Generator
) -> CriticalHessians:
    """Sample H = T − s I: T symmetric with trace zero, s an independent scalar.

    T is what is left of a GOE matrix (off the diagonal variance 1, on it 2) without its trace; the
    scalar then has variance 1 + 2/d, of which 2/d is that trace's. Minima need a scalar far out, so
    for each T it is drawn from a Gaussian that is wider by the factor √(d + 1), as wide as the
    eigenvalues of T lie, once in each of ``shifts`` strata of equal probability, and weighted by the
    ratio of the densities times |det H|.

    The value of f belongs to a covariance exp(−r²/2), whose variance is 1. For it Cov(f, H) = −I, so
    given H the value has mean −tr H / (d + 2) = s d / (d + 2) and variance 2 / (d + 2).
    """
    entries = generator.standard_normal((matrices, dimension, dimension))
    goe = (entries + entries.transpose(0, 2, 1)) / np.sqrt(2)
    eigenvalues = np.linalg.eigvalsh(goe)
    eigenvalues -= eigenvalues.mean(axis=1, keepdims=True)
    variance, wider = 1 + 2 / dimension, dimension + 1
    strata = (np.arange(shifts) + generator.random((matrices, shifts))) / shifts
    scalars = np.sqrt(variance * wider) * ndtri(strata)
    proposal = np.exp(scalars**2 / (2 * variance) * (1 / wider - 1))
    gaps = eigenvalues[:, None, :] - scalars[:, :, None]
    weight = proposal * np.abs(gaps.prod(axis=2)) / shifts
    index = np.count_nonzero(gaps < 0, axis=2)
    value = scalars * dimension / (dimension + 2)
    square = value**2 + 2 / (dimension + 2)
    amounts = [_by_index(weight * of, index, dimension) for of in (1.0, value, square)]
    return CriticalHessians(*amounts)


def _by_index(amount: Array, index: Array, dimension: int) -> Array:
    """Sums over the shifts of each index, from (matrices, shifts) to (matrices, dimension + 1)."""
    return np.stack(
        [np.where(index == k, amount, 0).sum(axis=1) for k in range(dimension + 1)], axis=1
    )
