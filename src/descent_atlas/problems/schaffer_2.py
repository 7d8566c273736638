import numpy as np

from descent_atlas.problem import Array, Problem


class Schaffer2(Problem):
    """A wave whose crests are hyperbolas, so dense far out that a step jumps over dozens of them, on a
    slope that is hardly there: the gradient is large everywhere and says nothing."""

    title = "Schaffer 2"
    formula = (
        r"\tfrac{1}{2} + \frac{\sin^2(x^2 - y^2) - \tfrac{1}{2}}"
        r"{\left(1 + 0.001\,(x^2 + y^2)\right)^2}"
    )
    source = "S. Surjanovic and D. Bingham, Virtual Library of Simulation Experiments, SFU"
    tags = ("many minima", "plateau")

    dimension = 2
    domain = np.array([[-100.0, 100.0], [-100.0, 100.0]])
    start = np.array([20.0, -15.0])
    minimum = 0.0
    minimisers = np.array([[0.0, 0.0]])

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        phase, rise = _phase_and_rise(x)
        depth = 1 + rise
        sine = np.sin(phase)
        # 1/2 - 1 / (2 depth^2) in one fraction with the wave, which keeps its digits.
        value = (sine**2 + rise * (1 + rise / 2)) / depth**2
        by_phase = 2 * sine * np.cos(phase) / depth**2
        by_rise = 0.002 * (1 - 2 * value) / depth
        gradient = by_rise[:, None] * x
        gradient[:, 0] += 2 * by_phase * x[:, 0]
        gradient[:, 1] -= 2 * by_phase * x[:, 1]
        return value, gradient

    def hessian(self, x: Array) -> Array:
        phase, rise = _phase_and_rise(x)
        depth = (1 + rise)[:, None, None]
        value, wave = self.value_and_gradient(x)[0][:, None, None], phase[:, None, None]
        along_phase, along_rise = x * np.array([2.0, -2.0]), 0.002 * x
        mixed = along_phase[:, :, None] * along_rise[:, None, :]
        hessian = 2 * np.cos(2 * wave) * along_phase[:, :, None] * along_phase[:, None, :]
        hessian -= 2 * np.sin(2 * wave) / depth * (mixed + mixed.swapaxes(1, 2))
        hessian += (6 * value - 3) * along_rise[:, :, None] * along_rise[:, None, :]
        hessian += np.sin(2 * wave) * np.diag([2.0, -2.0])
        hessian += 0.002 * (1 - 2 * value) * depth * np.eye(2)
        return hessian / depth**2


def _phase_and_rise(x: Array) -> tuple[Array, Array]:
    x_squared, y_squared = x[:, 0] ** 2, x[:, 1] ** 2
    return x_squared - y_squared, 0.001 * (x_squared + y_squared)
