from dataclasses import dataclass

import numpy as np

from descent_atlas.problem import Array, Problem


@dataclass(frozen=True)
class AlignedQuadratic(Problem):
    """A long valley along the first axis, a hundred times more curved across it: the rotated
    quadratic before it is turned, so that the two differ in nothing but their direction."""

    title = "Aligned quadratic"
    formula = r"\tfrac{1}{2} \left(x^2 + 100\, y^2\right)"
    source = (
        "The textbook quadratic, as in B. T. Polyak, Some methods of speeding up the convergence of "
        "iteration methods, USSR Computational Mathematics and Mathematical Physics 4, 1964"
    )
    tags = ("convex", "valley")
    minimum = 0.0
    dimension = 2
    domain = np.array([[-5.0, 5.0], [-5.0, 5.0]])
    start = np.array([4.0, 1.0])
    minimisers = np.array([[0.0, 0.0]])

    kappa: float = 100.0
    """The condition number"""

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        gradient = x.copy(order="F")
        gradient[:, 1] *= self.kappa
        return 0.5 * (gradient * x).sum(axis=1), gradient

    def hessian(self, x: Array) -> Array:
        return np.tile(np.diag([1.0, self.kappa]), (len(x), 1, 1))
