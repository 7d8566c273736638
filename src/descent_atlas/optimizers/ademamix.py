from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class AdEMAMix(Optimizer):
    """Adam with a second, far longer average of the gradients added to the first: the short one reacts,
    the long one remembers thousands of steps."""

    title = "AdEMAMix"
    formula = r"""
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t, \qquad \hat m_t = m_t / (1 - \beta_1^t) \\
        n_t &= \beta_3 n_{t-1} + (1 - \beta_3)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2, \qquad \hat v_t = v_t / (1 - \beta_2^t) \\
        \theta_t &= \theta_{t-1} - \alpha\, (\hat m_t + a\, n_t)
            / (\sqrt{\hat v_t} + \varepsilon)"""
    reference = (
        "M. Pagliardini, P. Ablin and D. Grangier, The AdEMAMix optimizer: better, faster, older, "
        "arXiv:2409.03137, 2024, algorithm 1"
    )
    convention = (
        "The weight a = 5 (the paper's α) and β₃ = 0.9999 are constant from the first step, as in "
        "optax and in the paper without its optional warm-up. The long average is not corrected. "
        "No weight decay. Learning rate 0.001 as for Adam."
    )
    default_learning_rate = 0.001

    beta1: float = 0.9
    beta2: float = 0.999
    beta3: float = 0.9999
    weight: float = 5.0
    epsilon: float = 1e-8

    def init(self, x: Array) -> State:
        return np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        m, n, v = state
        m = self.beta1 * m + (1 - self.beta1) * gradient
        n = self.beta3 * n + (1 - self.beta3) * gradient
        v = self.beta2 * v + (1 - self.beta2) * gradient**2
        m_hat, v_hat = m / (1 - self.beta1**iteration), v / (1 - self.beta2**iteration)
        return x - learning_rate * (m_hat + self.weight * n) / (np.sqrt(v_hat) + self.epsilon), (
            m,
            n,
            v,
        )
