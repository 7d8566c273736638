from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State, inner


@dataclass(frozen=True)
class Prodigy(Optimizer):
    """Adam whose rate is an estimate of the distance from the start to the solution, drawn from how
    the gradients agree with the way come so far; the estimate only grows."""

    title = "Prodigy"
    formula = r"""
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, d_t\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, d_t^2\, g_t^2 \\
        r_t &= \sqrt{\beta_2}\, r_{t-1} + (1 - \sqrt{\beta_2})\, \alpha\, d_t^2\,
            \langle g_t,\, \theta_0 - \theta_{t-1} \rangle \\
        s_t &= \sqrt{\beta_2}\, s_{t-1} + (1 - \sqrt{\beta_2})\, \alpha\, d_t^2\, g_t \\
        d_{t+1} &= \max(d_t,\; r_t / \lVert s_t \rVert_1) \\
        \theta_t &= \theta_{t-1} - \alpha\, d_t\, m_t / (\sqrt{v_t} + d_{t+1}\, \varepsilon)"""
    reference = (
        "K. Mishchenko and A. Defazio, Prodigy: an expeditiously adaptive parameter-free learner, "
        "ICML 2024, algorithm 4"
    )
    convention = (
        "No bias correction, as in the paper and the authors' code by default. ε is scaled by the "
        "newer estimate, as in the authors' code and optax. The paper's rate is 1: any other "
        "value of α multiplies its steps. The first estimate is 0.000001."
    )
    disagreements = {
        "paper": ("ε is scaled by the older estimate d."),
        "optax": ("The step has Adam's bias correction."),
    }
    default_learning_rate = 1.0

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    initial_distance: float = 1e-6

    def init(self, x: Array) -> State:
        number = np.zeros((len(x), 1))
        zeros = np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)
        return *zeros, number, number + self.initial_distance, np.copy(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        m, v, s, r, d, start = state
        kept, weight = self.beta2**0.5, (1 - self.beta2**0.5) * learning_rate * d**2
        m = self.beta1 * m + (1 - self.beta1) * d * gradient
        v = self.beta2 * v + (1 - self.beta2) * (d * gradient) ** 2
        r = kept * r + weight * inner(gradient, start - x)
        s = kept * s + weight * gradient
        total = inner(np.abs(s), np.ones_like(s))
        further = np.maximum(d, r / (total + (total == 0)))
        move = learning_rate * d * m / (np.sqrt(v) + further * self.epsilon)
        return x - move, (m, v, s, r, further, start)
