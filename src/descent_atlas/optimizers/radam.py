from dataclasses import dataclass
from math import sqrt

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class RAdam(Optimizer):
    """Adam that trusts its scale only as far as it has seen enough gradients to estimate it: the
    first steps are plain momentum, then the scaled step is faded in."""

    title = "RAdam"
    formula = r"""
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t, \qquad \hat m_t = m_t / (1 - \beta_1^t) \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2, \qquad \hat v_t = v_t / (1 - \beta_2^t) \\
        \rho_\infty &= 2 / (1 - \beta_2) - 1, \qquad
            \rho_t = \rho_\infty - 2 t\, \beta_2^t / (1 - \beta_2^t) \\
        r_t &= \sqrt{\frac{(\rho_t - 4)(\rho_t - 2)\, \rho_\infty}
            {(\rho_\infty - 4)(\rho_\infty - 2)\, \rho_t}} \\
        \theta_t &= \theta_{t-1} - \alpha\, \hat m_t \times
            \begin{cases} r_t / (\sqrt{\hat v_t} + \varepsilon) & \text{if } \rho_t > 5 \\
            1 & \text{otherwise} \end{cases}"""
    reference = (
        "L. Liu, H. Jiang, P. He, W. Chen, X. Liu, J. Gao and J. Han, On the variance of the "
        "adaptive learning rate and beyond, ICLR 2020, algorithm 2"
    )
    convention = (
        "The scaled step begins where ρ exceeds 5, as in PyTorch, optax and the authors' code, "
        "and ε is added to the corrected root, as in Adam and optax. The first five steps are not "
        "scaled, so a large rate can throw them far. Learning rate 0.001 as in PyTorch."
    )
    disagreements = {
        "paper": ("The scaled step begins where ρ exceeds 4, one step sooner, and there is no ε."),
        "PyTorch": (
            "ε is added to the root before the bias correction, which makes it larger in the "
            "first steps."
        ),
    }
    default_learning_rate = 0.001

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    threshold: float = 5.0

    def init(self, x: Array) -> State:
        return np.zeros_like(x), np.zeros_like(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        m, v = state
        m = self.beta1 * m + (1 - self.beta1) * gradient
        v = self.beta2 * v + (1 - self.beta2) * gradient**2
        m_hat = m / (1 - self.beta1**iteration)
        most = 2 / (1 - self.beta2) - 1
        rho = most - 2 * iteration * self.beta2**iteration / (1 - self.beta2**iteration)
        if rho <= self.threshold:
            return x - learning_rate * m_hat, (m, v)
        trust = sqrt((rho - 4) * (rho - 2) * most / ((most - 4) * (most - 2) * rho))
        v_hat = v / (1 - self.beta2**iteration)
        return x - learning_rate * trust * m_hat / (np.sqrt(v_hat) + self.epsilon), (m, v)
