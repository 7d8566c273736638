from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class Adadelta(Optimizer):
    """Scale each parameter's gradient by the recent size of its steps over the recent size of its
    gradients, so that the step has the parameter's own unit and needs no learning rate."""

    title = "Adadelta"
    formula = r"""
        v_t &= \rho\, v_{t-1} + (1 - \rho)\, g_t^2 \\
        \Delta_t &= \sqrt{u_{t-1} + \varepsilon}\; g_t / \sqrt{v_t + \varepsilon} \\
        u_t &= \rho\, u_{t-1} + (1 - \rho)\, \Delta_t^2 \\
        \theta_t &= \theta_{t-1} - \alpha\, \Delta_t"""
    reference = (
        "M. D. Zeiler, ADADELTA: an adaptive learning rate method, arXiv:1212.5701, 2012, "
        "algorithm 1"
    )
    convention = (
        "ε stands inside both roots, as in the paper, PyTorch and optax; without it no run would "
        "ever start. The paper has no learning rate: α = 1 is the published method, and any other "
        "value multiplies its steps. ρ = 0.9 as in PyTorch and optax; the paper's first "
        "experiments, and Keras, take 0.95."
    )
    default_learning_rate = 1.0

    rho: float = 0.9
    epsilon: float = 1e-6

    def init(self, x: Array) -> State:
        return np.zeros_like(x), np.zeros_like(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        u, v = state
        v = self.rho * v + (1 - self.rho) * gradient**2
        move = np.sqrt((u + self.epsilon) / (v + self.epsilon)) * gradient
        u = self.rho * u + (1 - self.rho) * move**2
        return x - learning_rate * move, (u, v)
