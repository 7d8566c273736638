import numpy as np

from descent_atlas.problem import Array, Problem


class SineProduct(Problem):
    """Waves on a shallow bowl: two lowest minima face each other across the saddle at the origin,
    and four higher ones further out can hold a run for good."""

    title = "Sine product"
    formula = r"\sin x \sin y + 0.1\,(x^2 + y^2)"
    source = "The article's example of local minima"
    tags = ("few minima", "saddle")

    dimension = 2
    domain = np.array([[-5.0, 5.0], [-5.0, 5.0]])
    start = np.array([4.0, 3.0])
    # On the line y = -x the minimiser solves sin 2x = 0.4 x.
    minimum = -0.5904491670910733
    minimisers = np.array(
        [
            [1.2978695398248996, -1.2978695398248996],
            [-1.2978695398248996, 1.2978695398248996],
        ]
    )

    def value_and_gradient(self, x: Array) -> tuple[Array, Array]:
        sine, cosine = np.sin(x), np.cos(x)
        gradient = np.empty_like(x)
        gradient[:, 0] = cosine[:, 0] * sine[:, 1] + 0.2 * x[:, 0]
        gradient[:, 1] = sine[:, 0] * cosine[:, 1] + 0.2 * x[:, 1]
        bowl = 0.1 * (x[:, 0] ** 2 + x[:, 1] ** 2)
        return sine[:, 0] * sine[:, 1] + bowl, gradient

    def hessian(self, x: Array) -> Array:
        sine, cosine = np.sin(x), np.cos(x)
        hessian = np.empty((len(x), 2, 2))
        hessian[:, 0, 0] = hessian[:, 1, 1] = 0.2 - sine[:, 0] * sine[:, 1]
        hessian[:, 0, 1] = hessian[:, 1, 0] = cosine[:, 0] * cosine[:, 1]
        return hessian
