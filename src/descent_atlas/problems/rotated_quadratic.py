from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem

ANGLE = np.pi / 6


@dataclass(frozen=True)
class RotatedQuadratic(Problem):
    """The same long valley, turned by 30 degrees off the axes: no learning rate of its own for each
    coordinate can undo the condition number, which is that of the aligned one."""

    title = "Rotated quadratic"
    source = (
        "After R. Salomon, Re-evaluating genetic algorithm performance under coordinate rotation of "
        "benchmark functions, BioSystems 39, 1996"
    )
    tags = ("convex", "valley")
    minimum = 0.0
    dimension = 2
    domain = np.array([[-5.0, 5.0], [-5.0, 5.0]])
    start = np.array([4 * np.cos(ANGLE) - np.sin(ANGLE), 4 * np.sin(ANGLE) + np.cos(ANGLE)])
    minimisers = np.array([[0.0, 0.0]])

    kappa: float = 100.0
    """The condition number"""

    @property
    def formula(self) -> str:
        return (
            rf"\tfrac{{1}}{{2}} \left(z_1^2 + {self.kappa:.0f}\, z_2^2\right), \quad"
            r" z_1 = x \cos 30^\circ + y \sin 30^\circ, \quad z_2 = y \cos 30^\circ - x \sin 30^\circ"
        )

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        c, s = np.cos(ANGLE), np.sin(ANGLE)
        along, across = c * x[:, 0] + s * x[:, 1], c * x[:, 1] - s * x[:, 0]
        steep = self.kappa * across
        gradient = np.empty_like(x)
        gradient[:, 0] = c * along - s * steep
        gradient[:, 1] = s * along + c * steep
        return 0.5 * (along**2 + steep * across), gradient

    def hessian(self, x: Array) -> Array:
        c, s = np.cos(ANGLE), np.sin(ANGLE)
        rotation = np.array([[c, s], [-s, c]])
        return np.tile(rotation.T @ np.diag([1, self.kappa]) @ rotation, (len(x), 1, 1))
