"""Least squares to order: ten features without a scale, to be stretched to any condition number.

Simulated here, so there is no licence to heed. 1000 samples to train on and 250 held out; the same for
every condition number, with the same best parameters and the same noise.
"""

import numpy as np

from descent_atlas.problem import Array

SAMPLES, HELD_OUT, FEATURES, SEED = 1000, 250, 10, 0
NOISE = 0.1
"""The standard deviation of what no parameters explain."""


def load() -> dict[str, Array]:
    """Before and after they are stretched along ``directions``, features are linear in each other.

    ``whitened`` (1000, 10), whose columns are orthogonal and have mean square 1, and ``held_out_whitened``
    (250, 10), likewise but for chance. ``directions`` (10, 10), orthogonal. ``weights`` (10,) between -1
    and 1, the best parameters. ``noise`` (1000,), which has no share in any feature, so that the
    parameters are the best exactly, and ``held_out_noise`` (250,).
    """
    stream = np.random.default_rng(SEED)
    drawn = stream.standard_normal((SAMPLES + HELD_OUT, FEATURES))
    noise = NOISE * stream.standard_normal(SAMPLES + HELD_OUT)
    directions = np.linalg.qr(stream.standard_normal((FEATURES, FEATURES)))[0]
    weights = stream.uniform(-1, 1, FEATURES)
    orthogonal, triangular = np.linalg.qr(drawn[:SAMPLES])
    for _ in range(2):  # once more for what rounding left
        noise[:SAMPLES] -= orthogonal @ (orthogonal.T @ noise[:SAMPLES])
    return {
        "whitened": orthogonal * np.sqrt(SAMPLES),
        "held_out_whitened": np.linalg.solve(triangular.T, drawn[SAMPLES:].T).T * np.sqrt(SAMPLES),
        "directions": directions,
        "weights": weights,
        "noise": noise[:SAMPLES],
        "held_out_noise": noise[SAMPLES:],
    }
