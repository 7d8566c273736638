"""The recorded gradients that every implementation follows, and the way the optimizers here follow them.

A gradient comes from the record and not from the iterate, so no feedback amplifies rounding: what is
compared is the update rule alone. One method needs feedback, see ``Case.bowl``. The sequences are drawn anew
from their seeds; nothing of them is stored but a checksum.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer

DIMENSION, STEPS = 10, 1000
SEEDS = (0, 1, 2)
KEPT = (1, 2, 3, 5, 10, 20, 50, 100, 200, 500, 1000)
"""Steps after which the iterates are kept."""
NOISE = 0.01
"""The share of the recorded gradients that comes on top of a bowl's."""


@dataclass(frozen=True)
class Sequence:
    """What one run meets."""

    start: Array
    """(dimension,)"""
    gradients: Array
    """(steps, dimension)"""
    gaps: Array
    """(steps,), the values of f - f* that go with them"""
    curvatures: Array
    """(dimension,), of a bowl around zero"""


def sequence(seed: int) -> Sequence:
    """Noise around a steady mean, each gradient on a scale of its own out of five decades.

    In the last sequence a tenth of the gradients after the first are exactly zero.
    """
    generator = np.random.default_rng([1847, seed])
    shape = (STEPS, DIMENSION)
    scale = 10 ** generator.uniform(-3, 2, shape)
    gradients = scale * (generator.normal(size=shape) + generator.normal(size=DIMENSION))
    if seed == SEEDS[-1]:
        gradients[1:] *= generator.uniform(size=(STEPS - 1, DIMENSION)) > 0.1
    return Sequence(
        start=generator.normal(size=DIMENSION),
        gradients=gradients,
        gaps=10 ** generator.uniform(-3, 2, STEPS),
        curvatures=10 ** generator.uniform(-1, 1, DIMENSION),
    )


def checksum() -> str:
    """Of all sequences, to twelve digits, so that it is the same on every machine."""
    digest = hashlib.sha256()
    for seed in SEEDS:
        drawn = sequence(seed)
        for array in vars(drawn).values():
            digest.update(" ".join(f"{value:.11e}" for value in array.ravel()).encode())
    return digest.hexdigest()


def follow(optimizer: Optimizer, drawn: Sequence, rate: float, bowl: bool = False) -> Array:
    """The iterates and the reported points at the kept steps, shape (2, kept, dimension)."""
    x = drawn.start[None, :]
    state, learning_rate = optimizer.init(x), np.array([[rate]])
    kept = []
    for step in range(1, STEPS + 1):
        told = (drawn.gaps[step - 1].reshape(1, 1),) if optimizer.uses_gap else ()
        gradient = drawn.gradients[step - 1][None, :]
        if bowl:
            gradient = drawn.curvatures * x + NOISE * gradient
        x, state = optimizer.step(x, gradient, state, learning_rate, step, *told)
        if step in KEPT:
            kept.append((x[0], optimizer.reported(x, state)[0]))
    return np.array(kept).transpose(1, 0, 2)


def deviation(ours: Array, theirs: Array) -> float:
    """The largest distance in units of the iterates' size, 1 + |theirs|; NaN if theirs are no numbers."""
    return float((np.abs(ours - theirs) / (1 + np.abs(theirs))).max())
