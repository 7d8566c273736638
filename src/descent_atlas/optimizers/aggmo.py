from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class AggMo(Optimizer):
    """Several heavy balls with different friction, averaged: the slow ones damp the swings of the
    fast ones, so that a momentum of 0.99 stays calm. Short for aggregated momentum."""

    title = "AggMo"
    formula = r"""
        v_t^{(i)} &= \beta_i v_{t-1}^{(i)} + g_t, \qquad \beta_i = 1 - a^i,
            \qquad i = 0, \dots, K - 1 \\
        \theta_t &= \theta_{t-1} - \frac{\alpha}{K} \sum_i v_t^{(i)}"""
    reference = (
        "J. Lucas, S. Sun, R. Zemel and R. Grosse, Aggregated momentum: stability through passive "
        "damping, ICLR 2019, section 3"
    )
    convention = (
        "The summing form, as in the paper. K = 3 and a = 0.1, the paper's defaults, make the "
        "dampings 0, 0.9 and 0.99. The paper tunes the learning rate for each task; 0.1 stands "
        "for it here."
    )
    default_learning_rate = 0.1

    count: int = 3
    base: float = 0.1

    def init(self, x: Array) -> State:
        return tuple(np.zeros_like(x) for _ in range(self.count))

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        velocities = tuple((1 - self.base**i) * v + gradient for i, v in enumerate(state))
        return x - learning_rate / self.count * sum(velocities), velocities
