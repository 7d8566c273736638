from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class QHM(Optimizer):
    """Step by a mix of the gradient and a very long average of gradients: the average is steady, the
    gradient is up to date. Short for quasi-hyperbolic momentum."""

    title = "QHM"
    formula = r"""
        v_t &= \beta v_{t-1} + (1 - \beta)\, g_t \\
        \theta_t &= \theta_{t-1} - \alpha \left( (1 - \nu)\, g_t + \nu\, v_t \right)"""
    reference = (
        "J. Ma and D. Yarats, Quasi-hyperbolic momentum and Adam for deep learning, ICLR 2019, "
        "equations 3 and 4"
    )
    convention = (
        "The averaging form without bias correction, as in the paper. ν = 0.7, β = 0.999 and "
        "learning rate 1 are the authors' rule of thumb. ν = 1 is momentum in its averaging form, "
        "ν = β is Nesterov's at (1 − β) times the rate."
    )
    default_learning_rate = 1.0

    beta: float = 0.999
    nu: float = 0.7

    def init(self, x: Array) -> State:
        return (np.zeros_like(x),)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        (v,) = state
        v = self.beta * v + (1 - self.beta) * gradient
        return x - learning_rate * ((1 - self.nu) * gradient + self.nu * v), (v,)
