from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class RMSprop(Optimizer):
    """Divide each parameter's gradient by its recent root mean square, so that steep and flat
    directions move at about the same pace."""

    title = "RMSprop"
    formula = r"""
        v_t &= \beta v_{t-1} + (1 - \beta)\, g_t^2 \\
        \theta_t &= \theta_{t-1} - \alpha\, g_t / (\sqrt{v_t} + \varepsilon)"""
    reference = (
        "T. Tieleman and G. Hinton, Lecture 6.5: RMSProp, Neural Networks for Machine Learning, "
        "Coursera, 2012"
    )
    convention = (
        "ε stands outside the root, as in PyTorch; optax by default and Keras put it inside. "
        "v starts at 0 without correction, so the first step is 1/√(1 − β) times α. "
        "β = 0.9 is the lecture's; default learning rate 0.001, as in Keras. PyTorch takes 0.99 "
        "and 0.01."
    )
    disagreements = {
        "PyTorch": ("β = 0.99 by default."),
        "optax": ("ε stands inside the root by default."),
    }
    default_learning_rate = 0.001

    beta: float = 0.9
    epsilon: float = 1e-8

    def init(self, x: Array) -> State:
        return (np.zeros_like(x),)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        (v,) = state
        v = self.beta * v + (1 - self.beta) * gradient**2
        return x - learning_rate * gradient / (np.sqrt(v) + self.epsilon), (v,)
