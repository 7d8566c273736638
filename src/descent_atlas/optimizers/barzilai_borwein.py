from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State, inner, norm


@dataclass(frozen=True)
class BarzilaiBorwein(Optimizer):
    """Read the curvature off the last step, from how far the gradient changed along it, and step as
    Newton's method would if that curvature held in every direction."""

    title = "Barzilai–Borwein"
    formula = r"""
        s_t &= \theta_{t-1} - \theta_{t-2}, \qquad y_t = g_t - g_{t-1} \\
        \eta_t &= \begin{cases}
            \operatorname{clip}(s_t^\top s_t / s_t^\top y_t,\; 10^{-10},\; 10^{10})
                & \text{if } s_t^\top y_t > 0 \\
            \eta_{t-1} & \text{otherwise} \end{cases}
            \qquad \eta_1 = 1 / \lVert g_1 \rVert \\
        \theta_t &= \theta_{t-1} - \alpha\, \eta_t\, g_t"""
    reference = (
        "J. Barzilai and J. M. Borwein, Two-point step size gradient methods, IMA Journal of "
        "Numerical Analysis 8, 1988; the bounds: M. Raydan, The Barzilai and Borwein gradient "
        "method for the large scale unconstrained minimization problem, SIAM Journal on "
        "Optimization 7, 1997"
    )
    convention = (
        "The longer of the two published steps (BB1), kept within Raydan's bounds but without his "
        "line search. The paper leaves the first step open, which has length 1 here, and knows "
        "positive curvature only: where it is not positive, the last factor η is kept. α = 1 is "
        "the published method, any other value multiplies its steps."
    )
    default_learning_rate = 1.0
    full_batch_only = (
        "The difference of gradients of two batches is mostly their noise, not the curvature."
    )

    shortest: float = 1e-10
    longest: float = 1e10

    def init(self, x: Array) -> State:
        return np.copy(x), np.zeros_like(x), np.zeros((len(x), 1))

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        last_x, last_gradient, size = state
        if iteration == 1:
            size = 1 / np.maximum(norm(gradient), 1 / self.longest)
        s, y = x - last_x, gradient - last_gradient
        curvature = inner(s, y)
        newton = inner(s, s) / np.where(curvature > 0, curvature, 1)
        size = np.where(curvature > 0, np.clip(newton, self.shortest, self.longest), size)
        return x - learning_rate * size * gradient, (x, gradient, size)
