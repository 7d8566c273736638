from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class Adamax(Optimizer):
    """Adam with the largest recent gradient for a scale instead of the mean square: one large
    gradient is felt at once and forgotten slowly."""

    title = "Adamax"
    formula = r"""
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        u_t &= \max(\beta_2 u_{t-1},\; |g_t| + \varepsilon) \\
        \theta_t &= \theta_{t-1} - \frac{\alpha}{1 - \beta_1^t}\, m_t / u_t"""
    reference = (
        "D. P. Kingma and J. Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 2"
    )
    convention = (
        "ε is added to |g| inside the maximum, as in PyTorch and optax. Learning rate 0.002 as in "
        "the paper."
    )
    disagreements = {
        "paper": ("There is no ε, and so 0/0 while a parameter has had no gradient."),
    }
    default_learning_rate = 0.002

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def init(self, x: Array) -> State:
        return np.zeros_like(x), np.zeros_like(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        m, u = state
        m = self.beta1 * m + (1 - self.beta1) * gradient
        u = np.maximum(self.beta2 * u, np.abs(gradient) + self.epsilon)
        return x - learning_rate / (1 - self.beta1**iteration) * m / u, (m, u)
