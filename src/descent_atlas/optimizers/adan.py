from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class Adan(Optimizer):
    """Average the gradients and the changes between them: together they foretell the gradient of the
    next point, as Nesterov's method does, without a visit to it."""

    title = "Adan"
    formula = r"""
        d_t &= g_t - g_{t-1}, \qquad d_1 = 0 \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, d_t \\
        n_t &= \beta_3 n_{t-1} + (1 - \beta_3)\, (g_t + \beta_2 d_t)^2 \\
        \theta_t &= \theta_{t-1} - \alpha\, (\hat m_t + \beta_2 \hat v_t)
            / (\sqrt{\hat n_t} + \varepsilon)"""
    reference = (
        "X. Xie, P. Zhou, H. Li, Z. Lin and S. Yan, Adan: adaptive Nesterov momentum algorithm "
        "for faster optimizing deep models, arXiv:2208.06677, 2022, algorithm 1"
    )
    convention = (
        "β is the share that stays, as in the authors' code; the paper writes 1 − β for it. All "
        "three averages are corrected as in Adam (the hats), as in the authors' code. No weight "
        "decay. Learning rate 0.001 as in the authors' code."
    )
    disagreements = {
        "paper": ("The averages start at the first gradient instead of being corrected."),
        "optax": (
            "Version 0.2.8 weighs the change d with 1 − β₂ = 0.08 where the paper and the "
            "authors' code have 0.92; and ε stands inside the root too."
        ),
    }
    default_learning_rate = 0.001

    beta1: float = 0.98
    beta2: float = 0.92
    beta3: float = 0.99
    epsilon: float = 1e-8

    def init(self, x: Array) -> State:
        return np.zeros_like(x), np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        m, v, n, last = state
        change = gradient - (last if iteration > 1 else gradient)
        m = self.beta1 * m + (1 - self.beta1) * gradient
        v = self.beta2 * v + (1 - self.beta2) * change
        n = self.beta3 * n + (1 - self.beta3) * (gradient + self.beta2 * change) ** 2
        m_hat, v_hat = m / (1 - self.beta1**iteration), v / (1 - self.beta2**iteration)
        scale = np.sqrt(n / (1 - self.beta3**iteration)) + self.epsilon
        return x - learning_rate * (m_hat + self.beta2 * v_hat) / scale, (m, v, n, gradient)
