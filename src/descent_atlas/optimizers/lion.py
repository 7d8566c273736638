from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class Lion(Optimizer):
    """Step by the sign of a mix of momentum and gradient, with more of the gradient in the mix than
    in the momentum that is kept; found by a search through programs."""

    title = "Lion"
    formula = r"""
        c_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        m_t &= \beta_2 m_{t-1} + (1 - \beta_2)\, g_t \\
        \theta_t &= \theta_{t-1} - \alpha \operatorname{sign} c_t"""
    reference = (
        "X. Chen, C. Liang, D. Huang, E. Real, K. Wang, H. Pham, X. Dong, T. Luong, C.-J. Hsieh, "
        "Y. Lu and Q. V. Le, Symbolic discovery of optimization algorithms, NeurIPS 2023, "
        "algorithm 2"
    )
    convention = (
        "Without weight decay, which the paper leaves to the task and the authors' code leaves "
        "out by default. Learning rate 0.0001 as in the authors' code."
    )
    disagreements = {
        "optax": ("A weight decay of 0.001 by default."),
    }
    default_learning_rate = 0.0001

    beta1: float = 0.9
    beta2: float = 0.99

    def init(self, x: Array) -> State:
        return (np.zeros_like(x),)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        (m,) = state
        mix = self.beta1 * m + (1 - self.beta1) * gradient
        m = self.beta2 * m + (1 - self.beta2) * gradient
        return x - learning_rate * np.sign(mix), (m,)
