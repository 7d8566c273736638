from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class HeavyBall(Optimizer):
    """Let the iterate roll like a ball with friction: it gathers speed where the slope keeps its
    direction, and its inertia carries it through small bumps."""

    title = "Heavy ball"
    formula = r"""
        v_t &= \beta v_{t-1} + g_t \\
        \theta_t &= \theta_{t-1} - \alpha\, v_t"""
    reference = (
        "B. T. Polyak, Some methods of speeding up the convergence of iteration methods, USSR "
        "Computational Mathematics and Mathematical Physics 4, 1964"
    )
    convention = (
        "The summing form, v = βv + g from v = 0, as in PyTorch and optax; under a steady gradient "
        "its step grows to 1/(1 − β) times that of plain descent. Keras keeps the learning rate "
        "inside v, which is the same while the rate is constant. "
        "β = 0.9 is the customary value; default learning rate 0.01, as Keras has it for SGD."
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
        return x - learning_rate * v, (v,)
