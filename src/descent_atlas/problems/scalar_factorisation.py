import numpy as np

from descent_atlas.problem import Array, Problem


class ScalarFactorisation(Problem):
    """The smallest model with two layers: any pair of factors whose product is 1 is perfect, so the
    minimisers are a whole curve, steep to reach where the factors are uneven, with a saddle between."""

    title = "Scalar factorisation"
    formula = r"\tfrac{1}{2} (xy - 1)^2"
    source = (
        "The one-by-one case of matrix factorisation; see S. Arora, N. Cohen and E. Hazan, On the "
        "optimization of deep networks, ICML 2018"
    )
    tags = ("valley", "saddle")
    complete = False

    dimension = 2
    domain = np.array([[-3.0, 3.0], [-3.0, 3.0]])
    start = np.array([2.0, 0.0])
    minimum = 0.0
    # A sample of the curve xy = 1.
    minimisers = np.array(
        [
            [sign * 1.25**k, sign * 1.25**-k]
            for k in sorted(range(-4, 5), key=abs)
            for sign in (1.0, -1.0)
        ]
    )

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        misfit = x[:, 0] * x[:, 1] - 1
        gradient = np.empty_like(x)
        gradient[:, 0] = misfit * x[:, 1]
        gradient[:, 1] = misfit * x[:, 0]
        return misfit**2 / 2, gradient

    def hessian(self, x: Array) -> Array:
        product = x[:, 0] * x[:, 1]
        hessian = np.empty((len(x), 2, 2))
        hessian[:, 0, 0] = x[:, 1] ** 2
        hessian[:, 1, 1] = x[:, 0] ** 2
        hessian[:, 0, 1] = hessian[:, 1, 0] = 2 * product - 1
        return hessian
