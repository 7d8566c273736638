from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class AdaGrad(Optimizer):
    """Divide every parameter's step by the length of all its gradients so far: a parameter that has
    seen steep slopes moves carefully, one that has seen none moves boldly."""

    title = "AdaGrad"
    formula = r"""
        v_t &= v_{t-1} + g_t^2 \\
        \theta_t &= \theta_{t-1} - \alpha\, g_t / (\sqrt{v_t} + \varepsilon)"""
    reference = (
        "J. Duchi, E. Hazan and Y. Singer, Adaptive subgradient methods for online learning and "
        "stochastic optimization, Journal of Machine Learning Research 12, 2011"
    )
    convention = (
        "The sum starts at zero, as in the paper and in PyTorch, and ε stands outside the root. "
        "Default learning rate 0.01 as in PyTorch."
    )
    disagreements = {
        "optax": ("The sum starts at 0.1, and ε = 1e-7 stands inside the root."),
    }
    default_learning_rate = 0.01

    epsilon: float = 1e-10

    def init(self, x: Array) -> State:
        return (np.zeros_like(x),)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        (v,) = state
        v = v + gradient**2
        return x - learning_rate * gradient / (np.sqrt(v) + self.epsilon), (v,)
