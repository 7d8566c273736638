"""The article's regression data: 1000 points around the line 4 + 3x, with standard normal noise.

Simulated here, so there is no licence to heed. 1000 samples, one feature.
"""

import numpy as np

from descent_atlas.problem import Array

SAMPLES, SEED = 1000, 42
INTERCEPT, SLOPE = 4, 3


def load() -> dict[str, Array]:
    """``features`` (1000, 1) in [0, 2) and ``labels`` (1000,)."""
    return draw(np.random.RandomState(SEED))


def draw(stream: np.random.RandomState) -> dict[str, Array]:
    """The arrays of ``load``, from a legacy stream that the caller can go on with."""
    features = 2 * stream.rand(SAMPLES)
    noise = stream.randn(SAMPLES)
    return {"features": features[:, None], "labels": INTERCEPT + SLOPE * features + noise}
