from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State, inner, norm


@dataclass(frozen=True)
class DoG(Optimizer):
    """Let the distance from the start set the rate: as far as the run has come, divided by the length
    of all gradients so far. Short for distance over gradients."""

    title = "DoG"
    formula = r"""
        r_t &= \max(r_{t-1},\; \lVert \theta_{t-1} - \theta_0 \rVert), \qquad
            r_0 = \rho\, (1 + \lVert \theta_0 \rVert) \\
        G_t &= G_{t-1} + \lVert g_t \rVert^2, \qquad G_0 = \varepsilon \\
        \theta_t &= \theta_{t-1} - \alpha\, r_t\, g_t / \sqrt{G_t}"""
    reference = (
        "M. Ivgi, O. Hinder and Y. Carmon, DoG is SGD's best friend: a parameter-free dynamic "
        "step size schedule, ICML 2023, equation 1"
    )
    convention = (
        "The paper has no learning rate: α = 1 is the published method, and any other value "
        "multiplies its steps. ρ = 0.000001 as in the paper, ε = 1e-8 as in the authors' code and "
        "optax. The last iterate is judged, not the average that the paper recommends for noise."
    )
    disagreements = {
        "paper": ("There is no ε, which only tells while all gradients are tiny."),
    }
    default_learning_rate = 1.0

    initial_distance: float = 1e-6
    epsilon: float = 1e-8

    def init(self, x: Array) -> State:
        reach = self.initial_distance * (1 + norm(x))
        return np.copy(x), reach, np.full_like(reach, self.epsilon)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        start, reach, squares = state
        reach = np.maximum(reach, norm(x - start))
        squares = squares + inner(gradient, gradient)
        return x - learning_rate * reach / np.sqrt(squares) * gradient, (start, reach, squares)
