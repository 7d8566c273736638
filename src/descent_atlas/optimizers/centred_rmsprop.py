from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class CentredRMSprop(Optimizer):
    """RMSprop that divides by the gradient's spread around its average instead of its size, and
    moves with momentum: where the slope is steady it walks boldly."""

    title = "Centred RMSprop"
    formula = r"""
        v_t &= \beta v_{t-1} + (1 - \beta)\, g_t^2 \\
        m_t &= \beta m_{t-1} + (1 - \beta)\, g_t \\
        \Delta_t &= \mu\, \Delta_{t-1} - \alpha\, g_t / \sqrt{v_t - m_t^2 + \varepsilon} \\
        \theta_t &= \theta_{t-1} + \Delta_t"""
    reference = (
        "A. Graves, Generating sequences with recurrent neural networks, arXiv:1308.0850, 2013, "
        "equations 38 to 41"
    )
    convention = (
        "All as in the paper: ε inside the root, momentum on the scaled step, β = 0.95, μ = 0.9, "
        "ε = 0.0001, learning rate 0.0001. Where rounding makes v − m² negative, it counts as "
        "zero."
    )
    disagreements = {
        "PyTorch": (
            "ε stands outside the root, where rounding can make it the root of a negative number; "
            "by default β = 0.99, ε = 1e-8 and no momentum."
        ),
        "optax": ("By default β = 0.9, ε = 1e-8 and no momentum."),
    }
    default_learning_rate = 0.0001

    beta: float = 0.95
    mu: float = 0.9
    epsilon: float = 1e-4

    def init(self, x: Array) -> State:
        return np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        v, m, delta = state
        v = self.beta * v + (1 - self.beta) * gradient**2
        m = self.beta * m + (1 - self.beta) * gradient
        spread = np.sqrt(np.maximum(v - m**2, 0) + self.epsilon)
        delta = self.mu * delta - learning_rate * gradient / spread
        return x + delta, (v, m, delta)
