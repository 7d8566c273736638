from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class Signum(Optimizer):
    """Sign descent with a memory: the sign is that of an average of the gradients, so a single noisy
    one does not turn the step around."""

    title = "Signum"
    formula = r"""
        m_t &= \beta m_{t-1} + (1 - \beta)\, g_t \\
        \theta_t &= \theta_{t-1} - \alpha \operatorname{sign} m_t"""
    reference = (
        "J. Bernstein, Y.-X. Wang, K. Azizzadenesheli and A. Anandkumar, signSGD: compressed "
        "optimisation for non-convex problems, ICML 2018, algorithm 2"
    )
    convention = (
        "As in the paper and optax; a bias correction would change no sign. β = 0.9 and learning "
        "rate 0.0001 as in the paper's experiments."
    )
    default_learning_rate = 0.0001

    beta: float = 0.9

    def init(self, x: Array) -> State:
        return (np.zeros_like(x),)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        (m,) = state
        m = self.beta * m + (1 - self.beta) * gradient
        return x - learning_rate * np.sign(m), (m,)
