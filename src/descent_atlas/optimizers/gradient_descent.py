from dataclasses import dataclass

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class GradientDescent(Optimizer):
    """Walk straight downhill: each step goes against the gradient, as far as the slope is steep."""

    title = "Gradient descent"
    formula = r"\theta_t &= \theta_{t-1} - \alpha\, g_t"
    reference = (
        "A. Cauchy, Méthode générale pour la résolution des systèmes d'équations simultanées, "
        "Comptes rendus 25, 1847; with sampled gradients: H. Robbins and S. Monro, A stochastic "
        "approximation method, Annals of Mathematical Statistics 22, 1951"
    )
    convention = (
        "No momentum, no decay; libraries call it SGD. Default learning rate 0.01 as in Keras."
    )
    default_learning_rate = 0.01

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        return x - learning_rate * gradient, state
