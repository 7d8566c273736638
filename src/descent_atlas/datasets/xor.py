"""Exclusive or: the four pairs of signs, and whether the two differ. Written down here in full."""

import numpy as np

from descent_atlas.problem import Array


def load() -> dict[str, Array]:
    """``features`` (4, 2), −1 or 1, and ``labels`` (4,), 1 where they differ and −1 where not."""
    features = np.array([[-1.0, -1.0], [-1.0, 1.0], [1.0, -1.0], [1.0, 1.0]])
    return {"features": features, "labels": -features[:, 0] * features[:, 1]}
