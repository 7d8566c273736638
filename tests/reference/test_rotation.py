"""A rotated problem against the definition of a rotation, and the names that ask for one."""

from __future__ import annotations

import numpy as np
import pytest

from descent_atlas.registry import UnknownNameError, build_problem
from descent_atlas.rotation import products, rotation


@pytest.mark.parametrize("n", [2, 3, 10, 100])
def test_a_rotation_keeps_lengths_angles_and_handedness(n):
    turn = rotation(n)
    # An entry is a sum of n products of size 1/n, each rounded to 1e-16 of it.
    assert np.abs(turn.T @ turn - np.eye(n)).max() < 1e-15
    assert np.abs(turn @ turn.T - np.eye(n)).max() < 1e-15
    assert np.linalg.det(turn) == pytest.approx(1, abs=1e-13)
    np.testing.assert_array_equal(turn, rotation(n))


@pytest.mark.parametrize("n", [2, 10, 100])
def test_no_axis_stays_close_to_an_axis(n):
    """Squared, the entries of a row sum to one; evenly drawn, none of them takes nearly all of it."""
    assert (rotation(n) ** 2).max() < 0.95


def test_rotations_are_drawn_evenly():
    """An entry has mean 0 and mean square 1/n; over all entries of one matrix both can be seen."""
    turn = rotation(100)
    assert abs(turn.mean()) < 4 / 100 / 10
    assert (np.abs(turn) < 0.6745 / 10).mean() == pytest.approx(
        0.5, abs=0.03
    )  # a normal's quartile


@pytest.mark.parametrize("n", [1, 2, 10, 100])
def test_a_row_has_the_same_bits_whatever_the_batch(n):
    stream = np.random.default_rng(0)
    rows, matrix = np.asfortranarray(stream.normal(size=(331, n))), stream.normal(size=(n, n))
    all_at_once = products(rows, matrix)
    np.testing.assert_allclose(all_at_once, rows @ matrix, rtol=1e-12, atol=1e-13)
    assert all_at_once.flags.f_contiguous
    for part in (slice(0, 1), slice(7, 8), slice(3, 70), slice(330, None), slice(None, None, -3)):
        np.testing.assert_array_equal(products(rows[part], matrix), all_at_once[part])
        in_rows = np.ascontiguousarray(rows[part])
        np.testing.assert_array_equal(products(in_rows, matrix), all_at_once[part])


@pytest.mark.parametrize("name", ["rosenbrock", "levy_10d", "griewank", "ellipsoid_100d"])
def test_a_rotated_problem_is_the_problem_on_turned_points(name):
    straight, turned = build_problem(name), build_problem(f"{name}_rotated")
    n = straight.dimension
    centre, turn = straight.minimisers[0], rotation(n)
    x = np.random.default_rng(0).uniform(-2, 2, (5, n))
    value, gradient = straight.value_and_gradient((x - centre) @ turn.T + centre)
    found_value, found_gradient = turned.value_and_gradient(x)
    np.testing.assert_allclose(found_value, value, rtol=1e-13)
    np.testing.assert_allclose(found_gradient, gradient @ turn, rtol=1e-9, atol=1e-9)
    np.testing.assert_array_equal(turned.minimisers, straight.minimisers)
    np.testing.assert_array_equal(turned.domain, straight.domain)
    np.testing.assert_array_equal(turned.start, straight.start)


def test_a_turn_does_not_change_a_round_bowl():
    x = np.random.default_rng(0).uniform(-5, 5, (7, 10))
    straight, turned = build_problem("sphere_10d"), build_problem("sphere_10d_rotated")
    np.testing.assert_allclose(turned.value(x), straight.value(x), rtol=1e-14)
    gradients = (problem.value_and_gradient(x)[1] for problem in (straight, turned))
    np.testing.assert_allclose(*gradients, atol=1e-13)


def test_every_minimiser_is_turned_with_the_problem():
    straight, turned = build_problem("dixon_price_3d"), build_problem("dixon_price_3d_rotated")
    assert len(turned.minimisers) == 2
    np.testing.assert_allclose(turned.value(turned.minimisers), 0, atol=1e-25)
    np.testing.assert_allclose(
        np.linalg.norm(np.diff(turned.minimisers, axis=0)),
        np.linalg.norm(np.diff(straight.minimisers, axis=0)),
    )


def test_a_rotated_problem_says_so():
    problem = build_problem("rastrigin_10d_rotated")
    assert problem.title == "Rastrigin, rotated"
    assert problem.formula.startswith(r"g(R\,x), \quad g(x) = 10 n")
    assert build_problem("levy_rotated").formula.startswith(r"g(c + R\,(x - c))")
    assert problem.idea.startswith("A bowl covered with ripples")
    assert "random rotation" in problem.idea


@pytest.mark.parametrize(
    ("name", "words"),
    [
        ("himmelblau_rotated", "'himmelblau' is not in any number of dimensions"),
        ("breast_cancer_rotated", "there is no 'breast_cancer_rotated'"),
        ("rastrigin_rotated_10d", "did you mean"),
        ("himmelblau_3d", "'himmelblau' has one dimension only"),
        ("sphere_kappa1e3", "'sphere' has one condition number only"),
        ("rotated_quadratic_kappa1000", "did you mean 'rotated_quadratic'?"),
        ("nothing_10d_rotated", "there is no problem 'nothing'"),
    ],
)
def test_what_does_not_exist_is_one_sentence(name, words):
    with pytest.raises(UnknownNameError) as error:
        build_problem(name)
    assert words in str(error.value)
    assert "\n" not in str(error.value)
