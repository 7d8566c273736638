from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class AdamW(Optimizer):
    """Adam with a pull towards zero that bypasses its scaling: every parameter decays at the same
    rate, however steep its slope."""

    title = "AdamW"
    formula = r"""
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        \hat m_t &= m_t / (1 - \beta_1^t), \qquad \hat v_t = v_t / (1 - \beta_2^t) \\
        \theta_t &= \theta_{t-1}
            - \alpha \left( \hat m_t / (\sqrt{\hat v_t} + \varepsilon)
            + \lambda\, \theta_{t-1} \right)"""
    reference = (
        "I. Loshchilov and F. Hutter, Decoupled weight decay regularization, ICLR 2019, algorithm 2"
    )
    convention = (
        "The learning rate multiplies the decay λ too, as in PyTorch and optax. λ = 0.01 as in "
        "PyTorch, since the paper names no single value. The decay pulls towards zero, so where "
        "the minimiser is elsewhere AdamW stops short of it. Learning rate 0.001 as in the paper."
    )
    disagreements = {
        "paper": ("Only the schedule multiplies the decay, not the learning rate."),
        "optax": ("λ = 0.0001 by default."),
    }
    default_learning_rate = 0.001
    rests_at_zero_gradient = False

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    weight_decay: float = 0.01

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
        adam = m_hat / (np.sqrt(v_hat) + self.epsilon)
        return x - learning_rate * (adam + self.weight_decay * x), (m, v)
