from dataclasses import dataclass
from math import sqrt

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class AdaBound(Optimizer):
    """Begin as Adam and end as momentum: the rates that Adam would give the parameters are held
    between two bounds that close in on one common rate."""

    title = "AdaBound"
    formula = r"""
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        c_t &= \sqrt{1 - \beta_2^t} / (1 - \beta_1^t) \\
        \eta_t &= \operatorname{clip}\!\left( \frac{\alpha\, c_t}{\sqrt{v_t} + \varepsilon},\;
            \alpha r \Big(1 - \frac{1}{\gamma t + 1}\Big),\;
            \alpha r \Big(1 + \frac{1}{\gamma t}\Big) \right) \\
        \theta_t &= \theta_{t-1} - \eta_t\, m_t"""
    reference = (
        "L. Luo, Y. Xiong, Y. Liu and X. Sun, Adaptive gradient methods with dynamic bound of "
        "learning rate, ICLR 2019, algorithm 2"
    )
    convention = (
        "As in the authors' code, which corrects the averages as Adam does. The bounds close in "
        "on r times the learning rate, with r = 100, which is the published pair of 0.1 and "
        "0.001; so a sweep of the rate moves both, as a schedule does in the authors' code. γ = "
        "0.001."
    )
    disagreements = {
        "paper": (
            "The averages are not corrected, there is no ε, and the step has a further factor 1/√t."
        ),
    }
    default_learning_rate = 0.001

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    final_ratio: float = 100.0
    gamma: float = 0.001

    def init(self, x: Array) -> State:
        return np.zeros_like(x), np.zeros_like(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        m, v = state
        m = self.beta1 * m + (1 - self.beta1) * gradient
        v = self.beta2 * v + (1 - self.beta2) * gradient**2
        correction = sqrt(1 - self.beta2**iteration) / (1 - self.beta1**iteration)
        low = self.final_ratio * (1 - 1 / (self.gamma * iteration + 1))
        high = self.final_ratio * (1 + 1 / (self.gamma * iteration))
        scale = np.clip(correction / (np.sqrt(v) + self.epsilon), low, high)
        return x - learning_rate * scale * m, (m, v)
