from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class Adam(Optimizer):
    """Average the gradients for a direction and their squares for a scale, parameter by parameter;
    correct both averages for having started at zero."""

    title = "Adam"
    formula = r"""
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        \hat m_t &= m_t / (1 - \beta_1^t), \qquad \hat v_t = v_t / (1 - \beta_2^t) \\
        \theta_t &= \theta_{t-1} - \alpha\, \hat m_t / (\sqrt{\hat v_t} + \varepsilon)"""
    reference = (
        "D. P. Kingma and J. Ba, Adam: a method for stochastic optimization, ICLR 2015, algorithm 1"
    )
    convention = (
        "ε stands outside the root and after the bias correction, as in algorithm 1 of the paper, "
        "PyTorch and optax; Keras folds the correction into the learning rate, which scales ε."
    )
    default_learning_rate = 0.001

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def init(self, x: Array) -> State:
        return np.zeros_like(x), np.zeros_like(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        m, v = state
        m = self.beta1 * m + (1 - self.beta1) * gradient
        v = self.beta2 * v + (1 - self.beta2) * gradient**2
        m_hat = m / (1 - self.beta1**iteration)
        v_hat = v / (1 - self.beta2**iteration)
        return x - learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon), (m, v)
