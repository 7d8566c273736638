from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class NAdam(Optimizer):
    """Adam that looks ahead as Nesterov's method does: the step already holds the momentum of the
    next one, which warms up over the first hundreds of steps."""

    title = "NAdam"
    formula = r"""
        \mu_t &= \beta_1 \left(1 - \tfrac12\, 0.96^{\,t \psi}\right), \qquad
            \pi_t = \textstyle\prod_{i \le t} \mu_i \\
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2, \qquad \hat v_t = v_t / (1 - \beta_2^t) \\
        \hat m_t &= \mu_{t+1}\, m_t / (1 - \pi_t \mu_{t+1}) + (1 - \mu_t)\, g_t / (1 - \pi_t) \\
        \theta_t &= \theta_{t-1} - \alpha\, \hat m_t / (\sqrt{\hat v_t} + \varepsilon)"""
    reference = (
        "T. Dozat, Incorporating Nesterov momentum into Adam, ICLR workshop 2016, algorithm 2"
    )
    convention = (
        "As in PyTorch: the momentum of the step warms up by the paper's schedule μ with ψ = "
        "0.004, while m is averaged with β₁ throughout. Learning rate 0.002 as in PyTorch."
    )
    disagreements = {
        "paper": (
            "m is averaged with μ instead of β₁, and the corrected v has a further factor β₂."
        ),
        "optax": ("There is no warm-up: μ = β₁ from the first step."),
    }
    default_learning_rate = 0.002

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8
    momentum_decay: float = 0.004

    def init(self, x: Array) -> State:
        return np.zeros_like(x), np.zeros_like(x), np.ones((len(x), 1))

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        m, v, product = state
        mu, mu_next = self.mu(iteration), self.mu(iteration + 1)
        m = self.beta1 * m + (1 - self.beta1) * gradient
        v = self.beta2 * v + (1 - self.beta2) * gradient**2
        product = product * mu
        m_hat = mu_next / (1 - product * mu_next) * m + (1 - mu) / (1 - product) * gradient
        v_hat = v / (1 - self.beta2**iteration)
        return x - learning_rate * m_hat / (np.sqrt(v_hat) + self.epsilon), (m, v, product)

    def mu(self, iteration: int) -> float:
        """The momentum of a step, from half of beta1 up to beta1."""
        return self.beta1 * (1 - 0.5 * 0.96 ** (iteration * self.momentum_decay))
