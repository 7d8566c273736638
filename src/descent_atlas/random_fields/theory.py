"""The share of critical points with k downhill directions, computed without any sampling.

Write the Hessian as H = G − x I with G from the GOE (density exp(−tr G²/4)) and a standard normal x.
The eigenvalues λ of G have the density Π |λ_i − λ_j| exp(−Σ λ²/4), and |det H| = Π |λ_i − x|. Together
with the density of x this is the density of the d + 1 eigenvalues (λ, x) of a larger GOE matrix,
times exp(−x²/4). H has k negative eigenvalues where x is the (k + 1)-th smallest. Hence

    share of index k  ∝  E[exp(−λ_{k+1}²/4)] over the eigenvalues λ_1 < … < λ_{d+1} of a GOE(d + 1)

(Y. V. Fyodorov, Physical Review Letters 92, 240601, 2004; A. Auffinger, G. Ben Arous and J. Černý,
Communications on Pure and Applied Mathematics 66, 2013). Here the integral over λ for a given x is a
Pfaffian (N. G. de Bruijn, On some multiple integrals involving determinants, Journal of the Indian
Mathematical Society 19, 1955): each λ below x is given a factor t, and the share of index k is the
coefficient of t^k, found from the (d + 1)-th roots of unity. What is left, an integral over x, is
done by quadrature.
"""

from __future__ import annotations

from functools import cache

import numpy as np
from numpy.polynomial import legendre

from descent_atlas.random_fields.pfaffian import pfaffian

Array = np.ndarray
NODES = 80
"""Nodes on either side of x; the integrands are Hermite functions of low order."""
PLACES = 120
"""Nodes for x. With half as many again nothing changes but the last digits (a test says so)."""


@cache
def index_shares(dimension: int) -> Array:
    """The share of critical points with k negative eigenvalues, shape (dimension + 1,)."""
    reach = _reach(dimension + 1)
    nodes, weights = legendre.leggauss(PLACES)
    x, density = reach * nodes, reach * weights * np.exp(-((reach * nodes) ** 2) / 2)
    sides = [
        (_side(dimension, place, reach, place), _side(dimension, -reach, place, place))
        for place in x
    ]
    roots = np.exp(2j * np.pi * np.arange(dimension + 1) / (dimension + 1))
    integrals = np.array([_weighted(sides, root) @ density for root in roots])
    amounts = np.fft.fft(integrals).real
    return amounts / amounts.sum()


def definite_share(dimension: int) -> float:
    """The probability that a plain GOE matrix is positive definite.

    About 3^(−d²/4): D. S. Dean and S. N. Majumdar, Physical Review Letters 97, 160201, 2006. The
    digits run out as it falls: it has six of them up to d = 10, none from d = 16 on.
    """
    reach = _reach(dimension)
    sides = [(_side(dimension, 0, reach), _side(dimension, -reach, 0))]
    positive, every = (_weighted(sides, t)[0].real for t in (0, 1))
    return float(positive / every)


def _reach(size: int) -> float:
    """Beyond this no eigenvalue of a GOE matrix of this size counts, in floating point."""
    return 2 * np.sqrt(size) + 8


Side = tuple[Array, Array]


def _side(dimension: int, low: float, high: float, x: float | None = None) -> Side:
    """∫∫ sgn(v − u) φ_i(u) φ_j(v) du dv and ∫ φ_i(u) du over u and v from low to high.

    The functions are φ_i(u) = |u − x| He_i(u) exp(−u²/4) / √i!, without the first factor if no x is given.
    """
    nodes, weights, order = _ordered_pairs()
    half = (high - low) / 2
    u = low + half * (nodes + 1)
    distance = np.ones_like(u) if x is None else np.abs(u - x)
    functions = distance[:, None] * _hermite(u, dimension)
    return half**2 * functions.T @ order @ functions, half * weights @ functions


def _weighted(sides: list[tuple[Side, Side]], t: complex) -> Array:
    """De Bruijn's Pfaffian at each place, with a factor t for each eigenvalue below it."""
    (pairs, singles), (pairs_below, singles_below) = (
        [np.array(parts) for parts in zip(*side, strict=True)] for side in zip(*sides, strict=True)
    )
    below = t * singles_below
    # Everything below a place comes before everything above it, so sgn is known.
    mixed = below[:, :, None] * singles[:, None, :]
    matrix = pairs + t**2 * pairs_below + mixed - mixed.transpose(0, 2, 1)
    if matrix.shape[1] % 2:
        border = (singles + below)[:, :, None]
        corner = np.zeros((len(matrix), 1, 1))
        matrix = np.block([[matrix, border], [-border.transpose(0, 2, 1), corner]])
    return pfaffian(matrix.astype(complex))


@cache
def _ordered_pairs() -> tuple[Array, Array, Array]:
    """Gauss's nodes and weights on [−1, 1], and the matrix of ∫∫ sgn(v − u) f(u) g(v) du dv.

    The integral of f up to each node is that of the polynomial through its values.
    """
    nodes, weights = legendre.leggauss(NODES)
    degrees = np.arange(NODES)
    coefficients = (degrees[:, None] + 0.5) * (legendre.legvander(nodes, NODES - 1).T * weights)
    up_to = legendre.legval(nodes, legendre.legint(np.eye(NODES), lbnd=-1)).T
    before = up_to @ coefficients
    order = (2 * before - weights).T * weights
    return nodes, weights, (order - order.T) / 2


def _hermite(u: Array, count: int) -> Array:
    """He_i(u) exp(−u²/4) / √i! for i below ``count``, shape (nodes, count)."""
    columns = [np.exp(-(u**2) / 4)]
    for i in range(1, count):
        before = np.sqrt(i - 1) * columns[i - 2] if i > 1 else 0.0
        columns.append((u * columns[i - 1] - before) / np.sqrt(i))
    return np.stack(columns, axis=1)
