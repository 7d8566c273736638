"""The Pfaffian of skew-symmetric matrices, whose square is the determinant."""

from __future__ import annotations

import numpy as np

Array = np.ndarray


def pfaffian(matrices: Array) -> Array:
    """Pfaffians of a stack of complex skew-symmetric matrices of even size, (count, size, size).

    Skew-symmetric elimination with the largest pivot of a row: M. Wimmer, Algorithm 923, ACM
    Transactions on Mathematical Software 38, 2012, section 3.1 (Parlett and Reid's method).
    """
    a = matrices.copy()
    count, size, _ = a.shape
    every = np.arange(count)
    result = np.ones(count, dtype=a.dtype)
    for k in range(0, size - 1, 2):
        pivot = k + 1 + np.abs(a[:, k, k + 1 :]).argmax(axis=1)
        for rows in (a, a.transpose(0, 2, 1)):
            rows[every, pivot], rows[every, k + 1] = (
                rows[every, k + 1].copy(),
                rows[every, pivot].copy(),
            )
        result *= np.where(pivot == k + 1, 1, -1) * a[:, k, k + 1]
        multiplier = a[:, k, k + 2 :] / a[:, k, k + 1][:, None]
        change = multiplier[:, :, None] * a[:, None, k + 2 :, k + 1]
        a[:, k + 2 :, k + 2 :] += change - change.transpose(0, 2, 1)
    return result
