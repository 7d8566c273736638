"""The finder of critical points against other ways to find them, and on landscapes that defy it."""

from __future__ import annotations

from collections import Counter

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import brentq

from descent_atlas import zeros
from descent_atlas.critical_points import survey
from descent_atlas.files import read_json
from descent_atlas.problem import Problem
from descent_atlas.registry import build_problem
from descent_atlas.second_order import kinds
from descent_atlas.stages import critical_points as find
from descent_atlas.stages import gather_critical_points as gather


def points_of(found):
    return np.array([point.point for point in found.points])


def counts(found):
    return dict(Counter(point.kind for point in found.points))


def same_points(found, expected, tolerance):
    """Each of the expected points is there once, and no other."""
    distances = np.linalg.norm(points_of(found)[:, None] - np.asarray(expected)[None], axis=2)
    assert distances.shape[0] == distances.shape[1]
    assert ((distances <= tolerance).sum(axis=0) == 1).all()
    assert ((distances <= tolerance).sum(axis=1) == 1).all()


def roots(function, low, high, samples=2000):
    """All simple roots between low and high, by bisection from a dense grid."""
    grid = np.linspace(low, high, samples)
    signs = np.sign([function(x) for x in grid])
    return [
        brentq(function, grid[i], grid[i + 1], xtol=1e-14)
        for i in np.flatnonzero(signs[1:] * signs[:-1] < 0)
    ]


# Problems of the atlas


def eliminated(x):
    """Half of Himmelblau's two slopes as cubics in y, from y^3 down, for a number x."""
    return [[0, 1, 2 * x, 2 * x**3 - 21 * x - 7], [2, 0, 2 * x - 13, x**2 - 11]]


def resultant(x):
    """Of both, by Sylvester's determinant: zero where they have a root y in common."""
    (_, a, b, c), (d, e, f, g) = eliminated(x)
    return np.linalg.det(
        [[a, b, c, 0, 0], [0, a, b, c, 0], [0, 0, a, b, c], [d, e, f, g, 0], [0, d, e, f, g]]
    )


def test_himmelblau_has_nine_as_the_resultant_says():
    """Eliminating y leaves a polynomial of degree nine in x, here from its values at ten places."""
    nodes = 4 * np.cos(np.pi * (np.arange(10) + 0.5) / 10)
    polynomial = np.polynomial.Polynomial.fit(nodes, [resultant(x) for x in nodes], 9)
    expected = []
    for x in polynomial.roots():
        assert abs(x.imag) < 1e-9
        quadratic, cubic = eliminated(x.real)
        ys = np.roots(quadratic[1:])
        expected.append((x.real, ys[np.abs(np.polyval(cubic, ys)).argmin()].real))
    found = survey(build_problem("himmelblau"))
    same_points(found, expected, 1e-8)
    assert counts(found) == {"minimum": 4, "saddle": 4, "maximum": 1}
    assert found.index_sum == found.winding_number == 4 + 1 - 4
    assert found.finite
    (maximum,) = (point for point in found.points if point.kind == "maximum")
    assert maximum.point == pytest.approx((-0.270845, -0.923039), abs=1e-6)
    assert maximum.value == pytest.approx(181.617, abs=1e-3)


def test_sine_product_decouples_along_the_diagonals():
    """The slopes' sum and difference: sin s = -0.2 s with s = x + y, and sin d = 0.2 d, d = x - y."""
    sums = roots(lambda s: np.sin(s) + 0.2 * s, -10.1, 10.2)
    differences = roots(lambda d: np.sin(d) - 0.2 * d, -10.1, 10.2)
    expected = [((s + d) / 2, (s - d) / 2) for s in sums for d in differences]
    found = survey(build_problem("sine_product"))
    same_points(found, expected, 1e-12)
    assert found.index_sum == found.winding_number


def test_rastrigin_has_hundreds_one_for_each_pair_of_roots():
    line = roots(lambda x: 2 * x + 20 * np.pi * np.sin(2 * np.pi * x), -5.12, 5.12)
    found = survey(build_problem("rastrigin"))
    same_points(found, [(x, y) for x in line for y in line], 1e-11)
    rising = (len(line) + 1) // 2
    falling = rising - 1
    assert counts(found) == {
        "minimum": rising**2,
        "maximum": falling**2,
        "saddle": 2 * rising * falling,
    }
    assert found.index_sum == found.winding_number == 1


def test_sine_parabola_on_a_line():
    expected = roots(lambda x: 5 * np.cos(5 * x) + x, -3, 3)
    found = survey(build_problem("sine_parabola"))
    same_points(found, np.array(expected)[:, None], 1e-12)
    assert counts(found) == {"minimum": 5, "maximum": 5}
    # The slope rises through zero as often as it falls: it is negative at both ends.
    assert found.index_sum == found.winding_number == 0


PLATEAU = -2.235545998110886
"""Where 1 - tanh(x)^2 = -0.02 x, so that the curvature 0.02 - 2 tanh(x) (1 - tanh(x)^2) is as below."""
PLATEAU_CURVATURE = 0.02 - 0.04 * PLATEAU * np.sqrt(1 + 0.02 * PLATEAU)


@pytest.mark.parametrize(
    ("name", "point", "eigenvalues"),
    [
        ("circular_bowl", (0, 0), (2, 2)),
        ("elliptic_bowl", (0, 0), (2, 4)),
        ("saddle", (0, 0), (-2, 2)),
        ("booth", (1, 3), (2, 18)),
        ("matyas", (0, 0), (0.04, 1)),
        ("rosenbrock", (1, 1), (501 - np.sqrt(250_601), 501 + np.sqrt(250_601))),
        ("tanh_plateau", (PLATEAU,) * 2, (PLATEAU_CURVATURE,) * 2),
    ],
)
def test_problems_with_a_single_one(name, point, eigenvalues):
    found = survey(build_problem(name))
    (only,) = found.points
    assert only.point == pytest.approx(point, rel=0, abs=1e-12)
    assert only.eigenvalues == pytest.approx(eigenvalues, rel=1e-9)
    assert only.gradient_norm < 1e-9
    assert found.index_sum == found.winding_number == (-1 if name == "saddle" else 1)


def test_beale_has_two_saddles_beside_its_minimum():
    """By hand: on y = 1 all three brackets are constant, and x = 0 makes the slope along y vanish."""
    found = survey(build_problem("beale"))
    assert counts(found) == {"minimum": 1, "saddle": 2}
    by_kind = {point.value: point for point in found.points}
    assert by_kind[0.0].point == pytest.approx((3, 0.5), abs=1e-12)
    flat = by_kind[14.203125]
    assert flat.point == pytest.approx((0, 1), abs=1e-12)
    assert flat.eigenvalues == pytest.approx((-27.75, 27.75))
    assert found.index_sum == found.winding_number == -1


def test_a_finite_sum_has_its_least_squares_solution():
    problem = build_problem("linear_regression")
    same_points(survey(problem), problem.minimisers, 1e-12)


@pytest.mark.parametrize("name", ["sphere_10d", "breast_cancer"])
def test_many_parameters_have_a_convex_problems_minimiser(name):
    problem = build_problem(name)
    found = survey(problem)
    same_points(found, problem.minimisers, 1e-9)
    assert counts(found) == {"minimum": 1}
    assert found.reason.startswith("It is convex")


def test_many_parameters_are_not_searched_otherwise():
    found = survey(build_problem("rastrigin_10d"))
    assert not found.finite
    assert found.points == ()
    assert "more than two dimensions" in found.reason


# Landscapes made for it


class Made(Problem):
    """A landscape from its value, gradient and Hessian at (x, y), or at x alone."""

    title = formula = source = "made"
    tags = ()
    dimension = 2
    domain = start = minimisers = np.zeros((0, 2))
    minimum = 0.0

    def __init__(self, value, gradient, hessian, box=((-2, 2), (-2, 2))):
        self.domain = np.array(box, dtype=float)
        self.dimension = len(self.domain)
        self.functions = value, gradient, hessian

    def value_and_gradient(self, x):
        value, gradient, _ = self.functions
        return value(*x.T), np.stack(np.broadcast_arrays(*gradient(*x.T)), axis=-1)

    def hessian(self, x):
        (n, d), rows = x.shape, self.functions[2](*x.T)
        entries = [np.broadcast_to(entry, n) for row in rows for entry in row]
        return np.stack(entries, axis=-1).reshape(n, d, d)


def monkey(x0=0.0):
    """Re z^3: f rises and falls three times around the point, whose Hessian is zero."""
    return Made(
        lambda x, y: (x - x0) ** 3 - 3 * (x - x0) * y**2,
        lambda x, y: (3 * (x - x0) ** 2 - 3 * y**2, -6 * (x - x0) * y),
        lambda x, y: ((6 * (x - x0), -6 * y), (-6 * y, -6 * (x - x0))),
    )


HYPERBOLA = Made(
    lambda x, y: (x * y - 1) ** 2 / 2,
    lambda x, y: (y * (x * y - 1), x * (x * y - 1)),
    lambda x, y: ((y**2, 2 * x * y - 1), (2 * x * y - 1, x**2)),
)
RING = Made(
    lambda x, y: (x**2 + y**2 - 1) ** 2 / 4,
    lambda x, y: (x * (x**2 + y**2 - 1), y * (x**2 + y**2 - 1)),
    lambda x, y: ((3 * x**2 + y**2 - 1, 2 * x * y), (2 * x * y, x**2 + 3 * y**2 - 1)),
)
TROUGH = Made(
    lambda x, y: (x - y) ** 2 / 2,
    lambda x, y: (x - y, y - x),
    lambda x, y: ((1, -1), (-1, 1)),
)
PLAIN = Made(lambda x, y: 0 * x, lambda x, y: (0 * x, 0 * y), lambda x, y: ((0, 0), (0, 0)))
FLAT_PIECE = Made(
    lambda x: np.maximum(np.abs(x) - 1, 0) ** 3,
    lambda x: (3 * np.sign(x) * np.maximum(np.abs(x) - 1, 0) ** 2,),
    lambda x: ((6 * np.maximum(np.abs(x) - 1, 0),),),
    box=((-2, 2),),
)


@pytest.mark.parametrize("problem", [HYPERBOLA, RING, TROUGH, PLAIN, FLAT_PIECE])
def test_a_curve_or_a_region_is_not_listed(problem):
    found = survey(problem)
    assert not found.finite
    assert found.points == ()
    assert "all along a curve or over a region" in found.reason


@pytest.mark.parametrize("x0", [0.0, 0.3])
def test_a_monkey_saddle_is_degenerate_and_turns_the_gradient_twice_backwards(x0):
    found = survey(monkey(x0))
    (only,) = found.points
    assert only.point == pytest.approx((x0, 0), abs=1e-6)
    assert only.kind == "degenerate"
    assert found.index_sum == found.winding_number == -2


@pytest.mark.parametrize("power", [3, 4, 6])
def test_a_flat_point_is_one_and_degenerate(power):
    """x^3 is no extremum, x^4 and x^6 are minima; the second-order test tells none of them."""
    problem = Made(
        lambda x, y: (x - 0.3) ** power + y**2,
        lambda x, y: (power * (x - 0.3) ** (power - 1), 2 * y),
        lambda x, y: ((power * (power - 1) * (x - 0.3) ** (power - 2), 0), (0, 2)),
    )
    found = survey(problem)
    assert counts(found) == {"degenerate": 1}
    assert found.points[0].point == pytest.approx((0.3, 0), abs=2e-3)
    assert found.index_sum == found.winding_number == (0 if power == 3 else 1)


def test_a_kink_is_no_place_for_a_gradient():
    """|x - 0.3| + 10 |y|, on and off the nodes of the search."""
    for at in (0.0, 0.3):
        problem = Made(
            lambda x, y, at=at: np.abs(x - at) + 10 * np.abs(y),
            lambda x, y, at=at: (np.sign(x - at), 10 * np.sign(y)),
            lambda x, y: ((0, 0), (0, 0)),
        )
        found = survey(problem)
        assert not found.finite
        assert found.reason == (
            f"It has a kink near ({at:g}, 0), where there is no gradient that could vanish."
        )


def test_a_point_on_the_border_counts_and_has_no_winding_number():
    def bowl(x0, y0):
        return Made(
            lambda x, y: (x - x0) ** 2 + (y - y0) ** 2,
            lambda x, y: (2 * (x - x0), 2 * (y - y0)),
            lambda x, y: ((2, 0), (0, 2)),
        )

    for place in ((2, 0), (2, -2)):
        found = survey(bowl(*place))
        assert points_of(found).tolist() == [list(place)]
        assert (found.index_sum, found.winding_number) == (1, None)
    found = survey(bowl(2.001, 0))
    assert found.finite
    assert found.points == ()
    assert found.reason == "Its gradient vanishes nowhere in its domain."


def test_any_box_can_be_searched():
    himmelblau = build_problem("himmelblau")
    found = survey(himmelblau, np.array([[-3.0, 3.0], [-3.0, 3.0]]))
    assert counts(found) == {"minimum": 1, "saddle": 2, "maximum": 1}
    found = survey(himmelblau, np.array([[2.0, 4.0], [1.0, 3.0]]))
    assert points_of(found) == pytest.approx(np.array([[3.0, 2.0]]), abs=1e-12)
    assert found.index_sum == found.winding_number == 1


@pytest.mark.parametrize("stretch", [1e2, 1e4, 1e6])
def test_a_narrow_turned_valley_is_still_a_minimum(stretch):
    c, s = np.cos(0.5), np.sin(0.5)
    matrix = np.array([[c, -s], [s, c]]) @ np.diag([1, stretch]) @ np.array([[c, s], [-s, c]])
    (a, b), (_, d) = matrix
    problem = Made(
        lambda x, y: (a * x**2 + 2 * b * x * y + d * y**2) / 2,
        lambda x, y: (a * x + b * y, b * x + d * y),
        lambda x, y: ((a, b), (b, d)),
    )
    found = survey(problem)
    assert counts(found) == {"minimum": 1}
    assert found.index_sum == found.winding_number == 1


def test_more_points_than_anyone_would_read_are_not_listed():
    problem = Made(
        lambda x, y: np.cos(x) + np.cos(y),
        lambda x, y: (-np.sin(x), -np.sin(y)),
        lambda x, y: ((-np.cos(x), 0), (0, -np.cos(y))),
        box=((-100, 101), (-100, 101)),
    )
    found = survey(problem)
    assert not found.finite
    assert "more than 1000 critical points" in found.reason


def test_ripples_in_the_middle_of_a_wide_box():
    """x^2 - 0.3 cos 3 pi x: nine zeros of the slope within 1.5 of the origin, none farther out."""
    line = roots(lambda x: 2 * x + 0.9 * np.pi * np.sin(3 * np.pi * x), -2, 2)
    problem = Made(
        lambda x, y: x**2 - 0.3 * np.cos(3 * np.pi * x) + y**2,
        lambda x, y: (2 * x + 0.9 * np.pi * np.sin(3 * np.pi * x), 2 * y),
        lambda x, y: ((2 + 2.7 * np.pi**2 * np.cos(3 * np.pi * x), 0), (0, 2)),
        box=((-100, 100), (-100, 100)),
    )
    same_points(survey(problem), [(x, 0) for x in line], 1e-9)


def test_points_that_do_not_add_up_are_not_called_all(monkeypatch):
    monkeypatch.setattr(zeros, "degree", lambda problem, box: 7)
    found = survey(build_problem("saddle"))
    assert not found.finite
    assert found.points == ()
    assert "indices sum to -1" in found.reason
    assert "says 7, so some are missing" in found.reason


# The parts


@pytest.mark.parametrize("power", [2, 3, 4, 5])
def test_the_degree_of_a_power(power):
    """Re z^k has the gradient of k conj(z)^(k - 1), which turns k - 1 times backwards."""
    problem = Made(
        lambda x, y: ((x + 1j * y) ** power).real,
        lambda x, y: (
            (power * (x + 1j * y) ** (power - 1)).real,
            -(power * (x + 1j * y) ** (power - 1)).imag,
        ),
        None,
    )
    assert zeros.degree(problem, problem.domain) == 1 - power
    assert zeros.degree(problem, np.array([[0.5, 1], [-1, 1]])) == 0


def test_no_degree_where_the_gradient_vanishes_or_jumps_on_the_border():
    saddle = build_problem("saddle")
    assert zeros.degree(saddle, np.array([[0.0, 1.0], [-1.0, 1.0]])) is None
    kink = Made(lambda x, y: np.abs(x) + np.abs(y), lambda x, y: (np.sign(x), np.sign(y)), None)
    assert zeros.degree(kink, np.array([[-1.03, 1.0], [-1.01, 1.0]])) is None


def test_the_second_order_test():
    spectra = np.array(
        [[1, 2], [-2, -1], [-1, 2], [0, 2], [-2, 0], [1e-9, 1], [1e-6, 1], [np.nan, np.nan]]
    )
    assert kinds(spectra, 1.0) == [
        "minimum",
        "maximum",
        "saddle",
        "degenerate",
        "degenerate",
        "degenerate",
        "minimum",
        "degenerate",
    ]
    # Both curvatures are slight beside what is usual elsewhere.
    assert kinds(np.array([[1e-9, 2e-9]]), 1.0) == ["degenerate"]
    assert kinds(np.array([[1e-9, 2e-9]]), 1e-9) == ["minimum"]


# The stages


def test_files_for_each_problem_and_a_table_of_all(tmp_path):
    names = ("himmelblau", "sine_parabola", "rastrigin_10d", "sphere_10d")
    files = [str(tmp_path / f"{name}.json") for name in names]
    for name, file in zip(names, files, strict=True):
        find.main(["--problem", name, "--output", file])
    table, facts = tmp_path / "table.csv", tmp_path / "facts.json"
    gather.main([*files, "--table", str(table), "--facts", str(facts)])
    frame = pd.read_csv(table)
    assert list(frame.columns) == list(gather.COLUMNS)
    assert frame["problem"].value_counts().to_dict() == {"sine_parabola": 10, "himmelblau": 9}
    line = frame[frame["problem"] == "sine_parabola"]
    assert line["y"].isna().all()
    assert (line["eigenvalue_low"] == line["eigenvalue_high"]).all()
    assert (line["kind"].eq("minimum") == line["eigenvalue_low"].gt(0)).all()
    summary = read_json(facts)
    assert summary["himmelblau"] == {
        "finite": True,
        "reason": "",
        "count": 9,
        "kinds": {"minimum": 4, "saddle": 4, "maximum": 1, "degenerate": 0},
        "index_sum": 1,
        "winding_number": 1,
    }
    assert summary["sphere_10d"]["kinds"]["minimum"] == summary["sphere_10d"]["count"] == 1
    assert not summary["rastrigin_10d"]["finite"]


def test_the_same_bytes_twice(tmp_path):
    for name in ("a", "b"):
        find.main(["--problem", "rastrigin", "--output", str(tmp_path / name)])
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes()


def test_a_point_without_a_finite_hessian_has_empty_cells():
    point = {"point": [0.0, 1.0], "value": 2.0, "eigenvalues": [], "kind": "degenerate"}
    made = {"problem": "made", "points": [point | {"gradient_norm": 0.0}]}
    frame = gather.gather([made])
    assert frame[["eigenvalue_low", "eigenvalue_high"]].isna().all(axis=None)
