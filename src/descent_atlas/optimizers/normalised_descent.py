from dataclasses import dataclass

from descent_atlas.optimizer import Array, Optimizer, State, norm


@dataclass(frozen=True)
class NormalisedDescent(Optimizer):
    """Take the direction from the gradient but not the length: every step is as long as the learning
    rate, on a plateau as on a cliff."""

    title = "Normalised descent"
    formula = r"\theta_t &= \theta_{t-1} - \alpha\, g_t / \lVert g_t \rVert"
    reference = (
        "E. Hazan, K. Y. Levy and S. Shalev-Shwartz, Beyond convexity: stochastic "
        "quasi-convex optimization, NeurIPS 2015, algorithm 1"
    )
    convention = (
        "No ε, as in the paper and optax's normalize; where the gradient is zero it rests. "
        "Learning rate 0.01 as for gradient descent, since the paper leaves it to theory. A "
        "constant rate cannot settle: in the end it steps to and fro by α."
    )
    default_learning_rate = 0.01

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        length = norm(gradient)
        return x - learning_rate * gradient / (length + (length == 0)), state
