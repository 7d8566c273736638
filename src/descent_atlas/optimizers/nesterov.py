from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class Nesterov(Optimizer):
    """A heavy ball that looks ahead: the step already counts what the gathered speed is about to
    do, so it brakes earlier when the slope turns."""

    title = "Nesterov"
    formula = r"""
        v_t &= \beta v_{t-1} + g_t \\
        \theta_t &= \theta_{t-1} - \alpha\, (g_t + \beta v_t)"""
    reference = (
        "Y. Nesterov, A method for solving the convex programming problem with convergence rate "
        "O(1/k²), Soviet Mathematics Doklady 27, 1983; with a constant β: I. Sutskever, "
        "J. Martens, G. Dahl and G. Hinton, On the importance of initialization and momentum in "
        "deep learning, ICML 2013"
    )
    convention = (
        "Written in the point at which the gradient is taken, as in PyTorch and optax, with a "
        "constant β = 0.9; Nesterov's own β grows with the iteration. "
        "Default learning rate 0.01, as Keras has it for SGD."
    )
    default_learning_rate = 0.01

    beta: float = 0.9

    def init(self, x: Array) -> State:
        return (np.zeros_like(x),)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        (v,) = state
        v = self.beta * v + gradient
        return x - learning_rate * (gradient + self.beta * v), (v,)
