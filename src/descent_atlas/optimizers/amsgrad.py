from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class AMSGrad(Optimizer):
    """Adam that never forgets the largest mean square it has seen, so that the scale of a parameter's
    steps does not grow again after its gradients have become small."""

    title = "AMSGrad"
    formula = r"""
        m_t &= \beta_1 m_{t-1} + (1 - \beta_1)\, g_t \\
        v_t &= \beta_2 v_{t-1} + (1 - \beta_2)\, g_t^2 \\
        u_t &= \max(u_{t-1}, v_t) \\
        \hat m_t &= m_t / (1 - \beta_1^t), \qquad \hat u_t = u_t / (1 - \beta_2^t) \\
        \theta_t &= \theta_{t-1} - \alpha\, \hat m_t / (\sqrt{\hat u_t} + \varepsilon)"""
    reference = (
        "S. J. Reddi, S. Kale and S. Kumar, On the convergence of Adam and beyond, ICLR 2018, "
        "algorithm 2"
    )
    convention = (
        "As in PyTorch: the maximum is taken over v before the bias correction. Learning rate "
        "0.001 as in PyTorch."
    )
    disagreements = {
        "paper": ("Neither average is corrected, and there is no ε."),
        "optax": ("The maximum is taken over the corrected v."),
    }
    default_learning_rate = 0.001

    beta1: float = 0.9
    beta2: float = 0.999
    epsilon: float = 1e-8

    def init(self, x: Array) -> State:
        return np.zeros_like(x), np.zeros_like(x), np.zeros_like(x)

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        m, v, u = state
        m = self.beta1 * m + (1 - self.beta1) * gradient
        v = self.beta2 * v + (1 - self.beta2) * gradient**2
        u = np.maximum(u, v)
        m_hat = m / (1 - self.beta1**iteration)
        u_hat = u / (1 - self.beta2**iteration)
        return x - learning_rate * m_hat / (np.sqrt(u_hat) + self.epsilon), (m, v, u)
