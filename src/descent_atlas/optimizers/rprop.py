from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class Rprop(Optimizer):
    """Give every parameter a step of its own that grows while its gradient keeps its sign and halves
    when the sign flips; the gradient's size plays no part."""

    title = "Rprop"
    formula = r"""
        \Delta_t &= \begin{cases}
            \min(\eta^+ \Delta_{t-1}, \Delta_{\max}) & \text{if } g_t\, g_{t-1} > 0 \\
            \max(\eta^- \Delta_{t-1}, \Delta_{\min}) & \text{if } g_t\, g_{t-1} < 0,
                \text{ and then } g_t := 0 \\
            \Delta_{t-1} & \text{otherwise} \end{cases} \qquad \Delta_0 = \alpha \\
        \theta_t &= \theta_{t-1} - \Delta_t \operatorname{sign} g_t"""
    reference = (
        "M. Riedmiller and H. Braun, A direct adaptive method for faster backpropagation "
        "learning: the RPROP algorithm, IEEE International Conference on Neural Networks 1993; "
        "without backtracking: C. Igel and M. Hüsken, Improving the Rprop learning algorithm, "
        "Neural Computation 2000"
    )
    convention = (
        "As in PyTorch: after a flip the parameter stays for one step and its size is not judged "
        "again. The learning rate is the first step of every parameter, 0.1 in the paper of 1993; "
        "after some steps it is forgotten."
    )
    disagreements = {
        "paper": (
            "The one of 1993 takes the last step back after a flip; the one of 2000 has this form "
            "too."
        ),
        "optax": (
            "Version 0.2.8 applies each step one iteration late, so the first iteration does not "
            "move."
        ),
    }
    default_learning_rate = 0.1
    full_batch_only = (
        "It lives on the signs of successive gradients, which the noise of a batch flips at random."
    )

    increase: float = 1.2
    decrease: float = 0.5
    smallest_step: float = 1e-6
    largest_step: float = 50.0

    def init(self, x: Array) -> State:
        return np.zeros_like(x), np.zeros_like(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        size, last = state
        size = size + learning_rate if iteration == 1 else size
        agreement = gradient * last
        changed = size * np.where(agreement > 0, self.increase, self.decrease)
        changed = np.clip(changed, self.smallest_step, self.largest_step)
        size = np.where(agreement == 0, size, changed)
        gradient = gradient * (agreement >= 0)
        return x - size * np.sign(gradient), (size, gradient)
