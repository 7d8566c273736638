from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State, norm


@dataclass(frozen=True)
class ClippedDescent(Optimizer):
    """Gradient descent that shortens a gradient longer than a threshold to the threshold: a cliff
    cannot throw it far."""

    title = "Clipped descent"
    formula = r"""
        \theta_t &= \theta_{t-1} - \alpha \min\!\left(1, \frac{c}{\lVert g_t \rVert}\right) g_t"""
    reference = (
        "R. Pascanu, T. Mikolov and Y. Bengio, On the difficulty of training recurrent neural "
        "networks, ICML 2013, algorithm 1"
    )
    convention = (
        "The norm of the whole gradient is clipped, as in the paper, PyTorch and optax, not each "
        "of its coordinates. The threshold c = 1 is a common choice, the paper leaves it to the "
        "task. Learning rate 0.01 as for gradient descent."
    )
    disagreements = {
        "PyTorch": ("0.000001 is added to the norm before it divides."),
    }
    default_learning_rate = 0.01

    threshold: float = 1.0

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        share = self.threshold / np.maximum(norm(gradient), self.threshold)
        return x - learning_rate * share * gradient, state
