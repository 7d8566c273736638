from dataclasses import dataclass

from descent_atlas.optimizer import Array, Optimizer, State, inner


@dataclass(frozen=True)
class PolyakStep(Optimizer):
    """Step to where the tangent plane reaches the minimum: the gap to it, which has to be known, and
    the slope together say how far."""

    title = "Polyak step"
    formula = r"""
        \theta_t &= \theta_{t-1}
            - \alpha\, \frac{f(\theta_{t-1}) - f^\star}{\lVert g_t \rVert^2}\, g_t"""
    reference = (
        "B. T. Polyak, Minimization of unsmooth functionals, USSR Computational Mathematics and "
        "Mathematical Physics 9, 1969"
    )
    convention = (
        "It is told f and its minimum f*, which other methods are not. α = 1 is the published "
        "method, any other value multiplies its steps. Where the gradient is zero it rests."
    )
    disagreements = {
        "optax": ("The step is capped at 1 by default."),
    }
    default_learning_rate = 1.0
    full_batch_only = (
        "Its step divides the gap of the full objective by the gradient of the same objective."
    )
    uses_gap = True

    def step(
        self,
        x: Array,
        gradient: Array,
        state: State,
        learning_rate: Array,
        iteration: int,
        gap: Array | float = 0.0,
    ) -> tuple[Array, State]:
        square = inner(gradient, gradient)
        return x - learning_rate * gap / (square + (square == 0)) * gradient, state
