from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class ScheduleFreeDescent(Optimizer):
    """Descend with one sequence, offer the average of it, and take the gradients in between: the average
    does the work of a falling learning rate without knowing when the run will end."""

    title = "Schedule-free SGD"
    formula = r"""
        z_t &= z_{t-1} - \alpha\, g_t \\
        x_t &= x_{t-1} + (z_t - x_{t-1}) / t \\
        \theta_t &= x_t + (1 - \beta)\, (z_t - x_t)"""
    reference = (
        "A. Defazio, X. A. Yang, H. Mehta, K. Mishchenko, A. Khaled and A. Cutkosky, The road less "
        "scheduled, NeurIPS 2024, equations 3 to 5"
    )
    convention = (
        "No warm-up and no weight decay. The iterate θ, where gradients are taken, is the paper's "
        "y; what is measured is its x, the average, as the paper does. β = 0.9; learning rate 1 as "
        "in the authors' code and optax."
    )
    default_learning_rate = 1.0

    beta: float = 0.9

    def init(self, x: Array) -> State:
        return np.copy(x), np.copy(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        z, average = state
        z = z - learning_rate * gradient
        average = average + (z - average) / iteration
        return average + (1 - self.beta) * (z - average), (z, average)

    def reported(self, x: Array, state: State) -> Array:
        return state[1]
