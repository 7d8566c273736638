from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class Yogi(Optimizer):
    """Adam whose mean square moves towards the squared gradient by an amount that does not depend on
    the distance between them, so the scale of the steps cannot grow in a rush."""

    title = "Yogi"
    formula = r"""
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= v_{t-1} - (1 - \beta_2)\, \operatorname{sign}(v_{t-1} - g_t^2)\, g_t^2 \\
        \hat m_t &= m_t / (1 - \beta_1^t), \qquad \hat v_t = v_t / (1 - \beta_2^t) \\
        \theta_t &= \theta_{t-1} - \alpha\, \hat m_t / (\sqrt{\hat v_t} + \varepsilon)"""
    reference = (
        "M. Zaheer, S. J. Reddi, D. Sachan, S. Kale and S. Kumar, Adaptive methods for nonconvex "
        "optimization, NeurIPS 2018, algorithm 2"
    )
    convention = (
        "Both averages start at zero and are corrected for it as in Adam. ε = 0.001 outside the "
        "root and learning rate 0.01 as in the paper."
    )
    disagreements = {
        "paper": ("Algorithm 2 corrects neither average."),
        "optax": (
            "Both averages start at 0.000001, the first one too, so a run moves before it has "
            "seen a gradient."
        ),
    }
    default_learning_rate = 0.01

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-3

    def init(self, x: Array) -> State:
        return np.zeros_like(x), np.zeros_like(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        m, v = state
        m = self.beta1 * m + (1 - self.beta1) * gradient
        v = v - (1 - self.beta2) * np.sign(v - gradient**2) * gradient**2
        m_hat = m / (1 - self.beta1**iteration)
        v_hat = v / (1 - self.beta2**iteration)
        return x - learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon), (m, v)
