from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class QHAdam(Optimizer):
    """Adam in which each average is mixed with its newest term, so that both can be long without
    being out of date."""

    title = "QHAdam"
    formula = r"""
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t, \qquad \hat m_t = m_t / (1 - \beta_1^t) \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2, \qquad \hat v_t = v_t / (1 - \beta_2^t) \\
        \theta_t &= \theta_{t-1} - \alpha\, \frac{(1 - \nu_1)\, g_t + \nu_1 \hat m_t}
            {\sqrt{(1 - \nu_2)\, g_t^2 + \nu_2 \hat v_t} + \varepsilon}"""
    reference = (
        "J. Ma and D. Yarats, Quasi-hyperbolic momentum and Adam for deep learning, ICLR 2019"
    )
    convention = (
        "ε outside the root and after the bias correction, as in the paper. ν₁ = 0.7, ν₂ = 1 and "
        "β₁ = 0.995 are the authors' rule of thumb. Learning rate 0.001 as there."
    )
    disagreements = {
        "qhoptim": ("The authors' code is Adam by default: ν₁ = ν₂ = 1 and β₁ = 0.9."),
    }
    default_learning_rate = 0.001

    beta1: float = 0.995
    beta2: float = 0.999
    nu1: float = 0.7
    nu2: float = 1.0
    epsilon: float = 1e-8

    def init(self, x: Array) -> State:
        return np.zeros_like(x), np.zeros_like(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        m, v = state
        m = self.beta1 * m + (1 - self.beta1) * gradient
        v = self.beta2 * v + (1 - self.beta2) * gradient**2
        m_hat, v_hat = m / (1 - self.beta1**iteration), v / (1 - self.beta2**iteration)
        mean = (1 - self.nu1) * gradient + self.nu1 * m_hat
        square = (1 - self.nu2) * gradient**2 + self.nu2 * v_hat
        return x - learning_rate * mean / (np.sqrt(square) + self.epsilon), (m, v)
