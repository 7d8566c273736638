"""Experiments E1 and E2 against plain numbers, and claims C1 and C2 by a second route."""

import math

import numpy as np
import pandas as pd
import pytest

from descent_atlas.claims.optimization import more_than_minima, steepest_along_the_gradient
from descent_atlas.files import read_json
from descent_atlas.stages import experiment


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    for name in ("e01", "e02"):
        experiment.main([name, "--output", str(folder)])
    return folder


@pytest.fixture
def table(results):
    return lambda name: pd.read_csv(results / "tables" / f"{name}.csv")


@pytest.fixture
def facts(results):
    return lambda name: read_json(results / "facts" / f"{name}.json")


def bowl(x, y):
    return x * x + y * y


def saddle(x, y):
    return x * x - y * y


def himmelblau(x, y):
    return (x * x + y - 11) ** 2 + (x + y * y - 7) ** 2


def elliptic(x, y):
    return x * x + 2 * y * y + 3


def rosenbrock(x, y):
    return (1 - x) ** 2 + 100 * (y - x * x) ** 2


FUNCTIONS = {"circular_bowl": bowl, "saddle": saddle, "himmelblau": himmelblau}


# E1


def test_e1_lists_every_point_of_the_three(table):
    points = table("e01_points")
    assert points.groupby("problem")["kind"].value_counts().to_dict() == {
        ("circular_bowl", "minimum"): 1,
        ("himmelblau", "minimum"): 4,
        ("himmelblau", "saddle"): 4,
        ("himmelblau", "maximum"): 1,
        ("saddle", "saddle"): 1,
    }
    for row in points.itertuples():
        assert row.value == pytest.approx(FUNCTIONS[row.problem](row.x, row.y), abs=1e-12)


def test_c1_by_walking_round_each_point(table):
    """No Hessian: f on a small circle is above a minimum everywhere, below a maximum, both at a saddle."""
    points = table("e01_points")
    radius = 1e-3
    for row in points.itertuples():
        function = FUNCTIONS[row.problem]
        centre = function(row.x, row.y)
        around = [
            function(row.x + radius * math.cos(turn), row.y + radius * math.sin(turn)) - centre
            for turn in np.linspace(0, 2 * math.pi, 180)
        ]
        signs = {"minimum": {1.0}, "maximum": {-1.0}, "saddle": {-1.0, 1.0}}[row.kind]
        assert set(np.sign(around)) == signs
        # Critical: the rise is of second order in the radius.
        assert max(map(abs, around)) < 200 * radius**2
    tables = {"e01_points": points, "e01_critical_points": points}
    assert more_than_minima.entry(tables)["verdict"] == "holds"
    minima = points[points["kind"] == "minimum"]
    tables = {"e01_points": minima, "e01_critical_points": points}
    failed = more_than_minima.entry(tables)
    assert failed["verdict"] == "fails"
    assert "saddle and himmelblau" in failed["condition"]


def test_e1_landscapes(results):
    with np.load(results / "experiments/e01_surfaces.npz") as arrays:
        x, y, values = (arrays[name] for name in ("axis_x", "axis_y", "values"))
        names = arrays["problems"].tolist()
    assert names == list(FUNCTIONS)
    assert (x[0], x[-1], y[0], y[-1]) == (-3, 3, -3, 3)
    for name, surface in zip(names, values, strict=True):
        assert surface[7, 100] == pytest.approx(FUNCTIONS[name](x[100], y[7]), rel=1e-12)
    with np.load(results / "experiments/e01_himmelblau.npz") as arrays:
        x, y = arrays["axis_x"], arrays["axis_y"]
        assert (x[0], x[-1], y[0], y[-1]) == (-5, 5, -5, 5)
        assert arrays["values"][3, 200] == pytest.approx(himmelblau(x[200], y[3]), rel=1e-12)


def test_e1_facts(facts):
    fact = facts("e01")
    assert fact["window"] == [-3, 3]
    assert fact["himmelblau"]["count"] == 9
    assert fact["himmelblau"]["others"] == 5
    # Of the nine, (3, 2) lies on the plot's border.
    assert fact["himmelblau"]["shown_kinds"] == {
        "minimum": 1,
        "saddle": 2,
        "maximum": 1,
        "degenerate": 0,
    }
    assert fact["himmelblau"]["shown"] == 4
    assert fact["himmelblau"]["index_sum"] == fact["himmelblau"]["winding_number"] == 1
    assert fact["saddle"]["index_sum"] == fact["saddle"]["winding_number"] == -1
    assert fact["saddle"]["lowest"]["saddle"]["eigenvalues"] == [-2, 2]
    lowest = fact["himmelblau"]["lowest"]
    assert lowest["maximum"]["value"] > lowest["saddle"]["value"] > lowest["minimum"]["value"]
    assert fact["himmelblau"]["highest_saddle"] == pytest.approx(178.337, abs=1e-3)


# E2


def test_e2_reads_four_gradients(table, facts):
    """The gradient of x^2 + 2 y^2 + 3 is (2 x, 4 y)."""
    expected = [
        (2, 1, 9, 4, 4, math.sqrt(32), False),
        (0, 0, 3, 0, 0, 0, True),
        (-1, 2, 12, -2, 8, math.sqrt(68), False),
        (1, -1, 6, 2, -4, math.sqrt(20), False),
    ]
    found = table("e02_gradients")
    assert list(found.itertuples(index=False, name=None)) == expected
    fact = facts("e02")
    assert fact["critical"] == [[0, 0]]
    assert fact["critical_below"] == 0.01
    # Downhill from (2, 1) is along (-1, -1), the minimiser along (-2, -1).
    assert fact["first_off"] == pytest.approx(math.degrees(math.acos(3 / math.sqrt(10))))
    assert fact["first_slopes"] == pytest.approx([4, 4, math.sqrt(32)])


def test_e2_arrows(results):
    with np.load(results / "experiments/e02_field.npz") as arrays:
        feet, gradients = arrays["feet"], arrays["gradients"]
        x, y = arrays["axis_x"], arrays["axis_y"]
        assert arrays["values"][5, 9] == pytest.approx(elliptic(x[9], y[5]), rel=1e-12)
    np.testing.assert_allclose(gradients, feet * [2, 4], rtol=1e-12)
    assert (np.abs(feet) < 3).all()


def test_e2_slopes_are_those_of_the_function(table):
    slopes = table("e02_slopes")
    assert slopes.groupby(["x", "y"]).size().tolist() == [121] * 4
    for row in slopes.sample(60, random_state=0).itertuples():
        turn, step = math.radians(row.angle), 1e-3
        dx, dy = step * math.cos(turn), step * math.sin(turn)
        rise = elliptic(row.x + dx, row.y + dy) - elliptic(row.x - dx, row.y - dy)
        assert row.slope == pytest.approx(rise / (2 * step), abs=1e-8)


GRADIENTS = {
    "elliptic_bowl": (elliptic, lambda x, y: (2 * x, 4 * y), 3),
    "himmelblau": (
        himmelblau,
        lambda x, y: (
            4 * x * (x * x + y - 11) + 2 * (x + y * y - 7),
            2 * (x * x + y - 11) + 4 * y * (x + y * y - 7),
        ),
        5,
    ),
    "rosenbrock": (
        rosenbrock,
        lambda x, y: (-2 * (1 - x) - 400 * x * (y - x * x), 200 * (y - x * x)),
        2.048,
    ),
}


def test_c2_by_coarser_steps_and_other_directions(table, facts):
    """A wider difference, directions between those of the experiment, gradients worked out by hand."""
    directions = table("e02_directions")
    assert directions.groupby("problem").size().to_dict() == dict.fromkeys(GRADIENTS, 200)
    for name, (function, gradient, side) in GRADIENTS.items():
        rows = directions[directions["problem"] == name].iloc[::10]
        for row in rows.itertuples():
            assert abs(row.x) <= side
            assert abs(row.y) <= side
            by_hand = gradient(row.x, row.y)
            norm = math.hypot(*by_hand)
            assert row.gradient_norm == pytest.approx(norm, rel=1e-9)
            angle = math.degrees(math.atan2(by_hand[1], by_hand[0])) % 360
            assert row.gradient_angle == pytest.approx(angle, abs=1e-6)
            turns = np.radians(np.arange(0.5, 360, 1))
            dx, dy = 1e-4 * np.cos(turns), 1e-4 * np.sin(turns)
            rises = function(row.x + dx, row.y + dy) - function(row.x - dx, row.y - dy)
            assert (rises / 2e-4 <= norm * (1 + 1e-4) + 1e-5).all()
            off = (np.degrees(turns[rises.argmax()]) - angle + 180) % 360 - 180
            assert abs(off) < 0.51
    entry = steepest_along_the_gradient.entry({"e02_directions": directions})
    assert entry["verdict"] == "holds"
    assert facts("e02")["farthest_apart"] == directions["angle_apart"].max() <= 0.5 + 1e-3


def test_c2_notices_a_gradient_that_points_elsewhere(table):
    """A gradient that leaves out one coordinate is beaten by another direction nearly everywhere."""
    directions = table("e02_directions")
    bent = directions.assign(gradient_slope=directions["gradient_slope"] * 0.9)
    assert steepest_along_the_gradient.entry({"e02_directions": bent})["verdict"] == "fails"
    only = directions["problem"] == "himmelblau"
    turned = directions.assign(angle_apart=directions["angle_apart"] + 2 * only)
    entry = steepest_along_the_gradient.entry({"e02_directions": turned})
    assert entry["verdict"] == "depends"
    assert entry["condition"] == "It holds on elliptic bowl and rosenbrock."


def test_the_same_bytes_twice(results, tmp_path):
    for name in ("e01", "e02"):
        experiment.main([name, "--output", str(tmp_path)])
    for path in sorted(tmp_path.rglob("*.*")):
        assert path.read_bytes() == (results / path.relative_to(tmp_path)).read_bytes()
