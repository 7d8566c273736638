from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class Lookahead(Optimizer):
    """Let fast weights run ahead by heavy ball for some steps, then move the slow weights part of the
    way to where they got to, and let the fast ones start again from there."""

    title = "Lookahead"
    formula = r"""
        v_t &= \beta v_{t-1} + g_t \\
        \tilde\theta_t &= \theta_{t-1} - \alpha\, v_t \\
        \phi_t &= \phi_{t-1} + s\, (\tilde\theta_t - \phi_{t-1}) \quad\text{if } k \mid t,
            \quad\text{else } \phi_{t-1} \\
        \theta_t &= \phi_t \quad\text{if } k \mid t, \quad\text{else } \tilde\theta_t"""
    reference = (
        "M. R. Zhang, J. Lucas, G. Hinton and J. Ba, Lookahead optimizer: k steps forward, 1 step "
        "back, NeurIPS 2019, algorithm 1"
    )
    convention = (
        "Around heavy ball with β = 0.9, as in the paper's experiments, whose velocity is kept "
        "from one round to the next, as in optax by default. k = 5 and s = 0.5 as in the paper. "
        "What is measured are the slow weights φ, which the algorithm returns; gradients are "
        "taken at the fast weights θ. Default learning rate 0.01, as for heavy ball."
    )
    default_learning_rate = 0.01

    beta: float = 0.9
    period: int = 5
    slow_step: float = 0.5

    def init(self, x: Array) -> State:
        return np.zeros_like(x), np.copy(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        v, slow = state
        v = self.beta * v + gradient
        x = x - learning_rate * v
        if iteration % self.period == 0:
            x = slow = slow + self.slow_step * (x - slow)
        return x, (v, slow)

    def reported(self, x: Array, state: State) -> Array:
        return state[1]
