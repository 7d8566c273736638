from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class NeverMoves(Optimizer):
    """Stay at the start. A method that is not told from this one has done nothing, and a measure that
    praises it measures something else than descent."""

    title = "Never moves"
    formula = r"\theta_t &= \theta_{t-1}"
    reference = "A control of this atlas, 2026; it was published nowhere"
    convention = "The learning rate is ignored; its default stands for any."
    default_learning_rate = 1.0
    control = True

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        return np.copy(x), state
