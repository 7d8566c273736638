from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class Momentum(Optimizer):
    """Follow a running average of the gradients: what they agree on stays, what changes its sign
    from step to step cancels out."""

    title = "Momentum"
    formula = r"""
        v_t &= \beta v_{t-1} + (1 - \beta)\, g_t \\
        \theta_t &= \theta_{t-1} - \alpha\, v_t"""
    reference = (
        "D. E. Rumelhart, G. E. Hinton and R. J. Williams, Learning representations by "
        "back-propagating errors, Nature 323, 1986; averaged as Adam's first moment is (ICLR 2015)"
    )
    convention = (
        "The averaging form, v = βv + (1 − β)g from v = 0, without bias correction: β sets how "
        "long the memory is, and the step in the long run stays that of plain descent. Heavy ball "
        "is the summing form; the two agree when its learning rate is (1 − β) times this one. "
        "PyTorch with dampening = β differs in the first step, where it takes v = g. "
        "Default learning rate 0.01, as Keras has it for SGD."
    )
    disagreements = {
        "PyTorch": (
            "With dampening = β it is this form but for the first step, which is v = g undamped."
        ),
    }
    default_learning_rate = 0.01

    beta: float = 0.9

    def init(self, x: Array) -> State:
        return (np.zeros_like(x),)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        (v,) = state
        v = self.beta * v + (1 - self.beta) * gradient
        return x - learning_rate * v, (v,)
