"""Two classes on a line that overlap: yes or no, more often yes the further to the right.

Simulated here, so there is no licence to heed. 200 samples to train on and 50 held out.
"""

import numpy as np

from descent_atlas.problem import Array

SAMPLES, HELD_OUT, SEED = 200, 50, 0
WEIGHT, BIAS = 3.0, -1.0


def load() -> dict[str, Array]:
    """``features`` (200,), normal, and ``labels`` (200,), 1 or 0; ``held_out_features`` and
    ``held_out_labels`` (50,)."""
    stream = np.random.default_rng(SEED)
    features = stream.standard_normal(SAMPLES + HELD_OUT)
    chance = 1 / (1 + np.exp(-(WEIGHT * features + BIAS)))
    labels = (stream.random(SAMPLES + HELD_OUT) < chance).astype(float)
    return {
        "features": features[:SAMPLES],
        "labels": labels[:SAMPLES],
        "held_out_features": features[SAMPLES:],
        "held_out_labels": labels[SAMPLES:],
    }
