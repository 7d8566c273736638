from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class SignDescent(Optimizer):
    """Move every parameter by the same amount and let the gradient only say which way: one bit a
    parameter, whatever the slope."""

    title = "signSGD"
    formula = r"\theta_t &= \theta_{t-1} - \alpha \operatorname{sign} g_t"
    reference = (
        "J. Bernstein, Y.-X. Wang, K. Azizzadenesheli and A. Anandkumar, signSGD: compressed "
        "optimisation for non-convex problems, ICML 2018, algorithm 1"
    )
    convention = (
        "The sign of 0 is 0, as in optax. Learning rate 0.0001 as in the paper's experiments. A "
        "constant rate cannot settle: in the end each parameter steps to and fro by α."
    )
    default_learning_rate = 0.0001

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        return x - learning_rate * np.sign(gradient), state
