from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class AdaBelief(Optimizer):
    """Adam that divides by how far the gradients stray from their average: it takes large steps
    where the gradient is as it was expected to be, small ones where it is not."""

    title = "AdaBelief"
    formula = r"""
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        s_t &= \beta_2 s_{t-1} + (1 - \beta_2)\, (g_t - m_t)^2 + \varepsilon \\
        \hat m_t &= m_t / (1 - \beta_1^t), \qquad \hat s_t = s_t / (1 - \beta_2^t) \\
        \theta_t &= \theta_{t-1} - \alpha\, \hat m_t / (\sqrt{\hat s_t} + \varepsilon)"""
    reference = (
        "J. Zhuang, T. Tang, Y. Ding, S. Tatikonda, N. Dvornek, X. Papademetris and J. Duncan, "
        "AdaBelief optimizer: adapting stepsizes by the belief in observed gradients, NeurIPS "
        "2020, algorithm 2"
    )
    convention = (
        "One ε twice, in the average and outside the root, and ε = 1e-8, as in the paper. The ε "
        "in the average is what limits the steps where gradients hardly change. Learning rate "
        "0.001 as in the paper."
    )
    disagreements = {
        "optax": ("ε = 1e-16 in both places by default, as in the authors' later code."),
    }
    default_learning_rate = 0.001

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def init(self, x: Array) -> State:
        return np.zeros_like(x), np.zeros_like(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        m, s = state
        m = self.beta1 * m + (1 - self.beta1) * gradient
        s = self.beta2 * s + (1 - self.beta2) * (gradient - m) ** 2 + self.epsilon
        m_hat = m / (1 - self.beta1**iteration)
        s_hat = s / (1 - self.beta2**iteration)
        return x - learning_rate * m_hat / (np.sqrt(s_hat) + self.epsilon), (m, s)
