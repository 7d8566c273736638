"""Experiments E3 and E4 against numbers worked out by hand, closed forms and plain loops.

Nothing of the package computes the expected values. What is compared is what the stage writes.
"""

import math
from statistics import mean, median

import numpy as np
import pandas as pd
import pytest
from scipy.optimize import minimize_scalar

from descent_atlas.experiments import offset_fits
from descent_atlas.files import read_json
from descent_atlas.losses import huber, mean_absolute_error, mean_squared_error
from descent_atlas.randomness import generator
from descent_atlas.stages import experiment

TARGETS, PREDICTIONS = [2.0, 3.5, 5.0, 7.2, 8.9], [2.1, 3.2, 5.8, 7.0, 9.1]
ERRORS = [0.1, -0.3, 0.8, -0.2, 0.2]
"""Prediction minus target."""


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    for name in ("e03", "e04"):
        experiment.main([name, "--output", str(folder)])
    return folder


@pytest.fixture
def table(results):
    return lambda name: pd.read_csv(results / "tables" / f"{name}.csv")


@pytest.fixture
def facts(results):
    return lambda name: read_json(results / "facts" / f"{name}.json")


def huber_of(error, delta=1.0):
    size = abs(error)
    return size**2 / 2 if size <= delta else delta * (size - delta / 2)


# E3


def test_the_five_predictions(table, facts):
    found = table("e03_losses")
    assert list(found.columns) == ["loss", "value"]
    # 0.01 + 0.09 + 0.64 + 0.04 + 0.04 = 0.82; 0.1 + 0.3 + 0.8 + 0.2 + 0.2 = 1.6; 0.82 / 2 = 0.41
    expected = {"MSE": 0.82 / 5, "MAE": 1.6 / 5, "Huber": 0.41 / 5}
    assert dict(zip(found["loss"], found["value"], strict=True)) == pytest.approx(expected)
    assert facts("e03")["values"] == pytest.approx(expected)
    assert facts("e03")["all_inside"]


def test_the_curves(table):
    curves = table("e03_curves")
    assert list(curves.columns) == ["error", "loss", "value", "gradient"]
    values = {"MSE": lambda e: e * e, "MAE": abs, "Huber": huber_of}
    slopes = {
        "MSE": lambda e: 2 * e,
        "MAE": lambda e: math.copysign(1, e),
        "Huber": lambda e: max(-1, min(1, e)),
    }
    for name, rows in curves.groupby("loss"):
        np.testing.assert_allclose(rows["error"], [-3 + 6 * k / 99 for k in range(100)], atol=1e-15)
        np.testing.assert_allclose(rows["value"], [values[name](e) for e in rows["error"]])
        np.testing.assert_allclose(rows["gradient"], [slopes[name](e) for e in rows["error"]])


def test_only_the_absolute_error_has_a_kink(table):
    slopes = table("e03_slopes")
    jumps = slopes[slopes["slope_below"] != slopes["slope_above"]]
    assert jumps.to_numpy().tolist() == [["MAE", 0.0, -1.0, 1.0, 0.0]]


def moved_errors(size):
    """The errors with one target moved, each in turn, up and down."""
    for place in range(5):
        for move in (size, -size):
            yield [error - move * (k == place) for k, error in enumerate(ERRORS)]


def best_by_search(errors, delta):
    """The offset with the least Huber loss, by SciPy's search."""
    return minimize_scalar(
        lambda offset: sum(huber_of(error + offset, delta) for error in errors),
        bounds=(-abs(max(errors, key=abs)), abs(max(errors, key=abs))),
        method="bounded",
        options={"xatol": 1e-10},
    ).x


@pytest.mark.parametrize("size", [0.1, 1.0, 10.0, 100.0])
def test_the_fit_with_an_outlier(table, size):
    """The mean and the median have closed forms; Huber's fit is searched for."""
    rows = table("e03_outlier")
    rows = rows[np.isclose(rows["size"], size)]
    fits = {("MSE", None): lambda e: -mean(e), ("MAE", None): lambda e: -median(e)}
    for delta in (0.1, 1.0, 10.0):
        fits["Huber", delta] = lambda e, delta=delta: best_by_search(e, delta)
    assert len(rows) == len(fits)
    for (name, delta), fit in fits.items():
        row = rows[
            (rows["loss"] == name)
            & (rows["delta"].isna() if delta is None else rows["delta"] == delta)
        ]
        shifts = [abs(fit(moved) - fit(ERRORS)) for moved in moved_errors(size)]
        assert row["shift"].item() == pytest.approx(mean(shifts), abs=1e-6)
        assert row["most_shift"].item() == pytest.approx(max(shifts), abs=1e-6)


def test_the_largest_outlier_by_hand(facts):
    found = facts("e03")["outlier"]
    # A mean follows with a fifth. Far out, where each other error is inside delta, Huber's fit is
    # the mean of four errors and a quarter of delta; on average over the ten cases it moves by that.
    assert found["MSE"]["shift"] == pytest.approx(20)
    assert found["Huber"]["shift"] == pytest.approx(0.25)
    # The median moves by 0.3 or not at all, or by 0.1 or not at all: (3 × 0.3 + 3 × 0.1) / 10.
    assert found["MAE"]["shift"] == pytest.approx(0.12)
    # Up and down together, a squared error e² becomes e² + 100², an absolute error 100.
    assert found["MSE"]["growth"] == pytest.approx((0.82 + 100**2) / 0.82)
    assert found["MAE"]["growth"] == pytest.approx((1.6 - 0.32 + 100) / 1.6)
    assert found["Huber"]["growth"] == pytest.approx((0.41 - 0.082 + 99.5) / 0.41)


def test_the_descent_on_absolute_error_is_the_plain_loop(table):
    rows = table("e03_descent").query("loss == 'MAE' and schedule == 'constant'")
    for rate, run in rows.groupby("learning_rate"):
        offset, expected = 1.0, [1.0]
        for _ in range(len(run) - 1):
            offset -= rate * sum(math.copysign(1, e + offset) for e in ERRORS) / 5
            expected.append(offset)
        np.testing.assert_allclose(run["offset"], expected, atol=1e-12)
        np.testing.assert_allclose(run["distance"], np.abs(run["offset"] + 0.1), atol=1e-15)


def test_it_swings_by_a_fifth_of_the_rate_for_ever_and_the_others_rest(table):
    ends = table("e03_settling").query("schedule == 'constant'")
    for row in ends.itertuples():
        swing = row.learning_rate / 5 if row.loss == "MAE" else 0
        assert row.swing == pytest.approx(swing, abs=1e-9)
    shrinking = table("e03_settling").query("schedule == 'shrinking' and learning_rate == 0.3")
    assert shrinking["swing"].max() < 1e-9


def test_the_swing_is_no_luck_of_the_rates(table):
    """At forty other rates, and from other starts, the absolute error still circles (C4)."""
    targets, predictions = np.array(TARGETS), np.array(PREDICTIONS)
    draw = generator("test", "constant rates")
    rates = np.sort(10 ** draw.uniform(-2, -0.3, 40))
    steps = np.tile(rates, (3000, 1))
    for start in draw.uniform(-1, 1, 3):
        ends = [
            offset_fits.settling(
                offset_fits.descend(loss, predictions, targets, start, steps), best
            )["swing"]
            for loss, best in ((mean_absolute_error, -0.1), (mean_squared_error, -0.12))
        ]
        assert (ends[0] >= 0.1 * rates).all()
        assert (ends[1] < 1e-3 * rates).all()


def test_the_best_offset_of_many_sets_at_once():
    predictions, targets = np.array([0.0, 1.0, 2.0]), np.array([[0.5, 1, 4], [0, 0, 0]])
    for loss, expected in (
        (mean_squared_error, [2.5 / 3, -1]),
        (mean_absolute_error, [0.5, -1]),
        (lambda p, t: huber(p, t, 1e3), [2.5 / 3, -1]),
    ):
        found = offset_fits.best_offset(loss, predictions, targets)
        np.testing.assert_allclose(found, expected, atol=1e-12)


# E4


def test_cross_entropy_at_the_marked_probabilities(table):
    found = table("e04_cross_entropy")
    assert list(found.columns) == ["probability", "loss"]
    expected = [2.302585093, 1.203972804, 0.693147181, 0.356674944, 0.105360516]
    np.testing.assert_allclose(found["probability"], [0.1, 0.3, 0.5, 0.7, 0.9])
    np.testing.assert_allclose(found["loss"], expected, atol=5e-10)


def test_the_curves_of_cross_entropy(table):
    curves = table("e04_curves")
    assert list(curves.columns[:4]) == ["probability", "label", "loss", "gradient"]
    assert curves.groupby("label").size().to_dict() == {0: 100, 1: 100}
    for row in curves.itertuples():
        p, t = row.probability, row.label
        of_truth = p if t == 1 else 1 - p
        assert row.loss == pytest.approx(-math.log(of_truth), rel=1e-12)
        assert row.gradient == pytest.approx(-1 / p if t == 1 else 1 / (1 - p), rel=1e-12)
        assert row.logit_gradient == pytest.approx(p - t, rel=1e-12)
        assert row.squared_error == pytest.approx((p - t) ** 2, rel=1e-12)
        assert row.squared_logit_gradient == pytest.approx(2 * (p - t) * p * (1 - p), rel=1e-12)


def test_squared_error_is_steepest_at_a_third_and_then_lets_go(facts):
    # 2 (1 - p)² p has its maximum 8/27 at 1/3, which lies between two of the hundred points.
    found = facts("e04")["squared_steepest"]
    assert found["probability"] == pytest.approx(1 / 3, abs=0.01)
    assert found["slope"] == pytest.approx(8 / 27, rel=1e-3)
    wrong = facts("e04")["wrong"]
    assert wrong["squared_logit_gradient"] == pytest.approx(-2 * 0.99**2 * 0.01)
    assert wrong["logit_gradient"] == pytest.approx(-0.99)


def test_the_three_classes_by_hand(table, facts):
    found = table("e04_softmax").set_index("class")
    powers = {name: math.exp(logit) for name, logit in found["logit"].items()}
    for name, row in found.iterrows():
        p = powers[name] / sum(powers.values())
        assert row["probability"] == pytest.approx(p, rel=1e-14)
        assert row["gradient"] == pytest.approx(p - row["target"], rel=1e-14)
        assert row["loss"] == pytest.approx(-math.log(p) if row["target"] else 0, rel=1e-14)
    assert found["probability"].sum() == pytest.approx(1)
    assert found["gradient"].sum() == pytest.approx(0, abs=1e-15)
    assert facts("e04")["softmax"]["loss"] == pytest.approx(found["loss"].sum())


def test_steps_until_a_wrong_prediction_turns_right(table):
    for row in table("e04_rescue").itertuples():
        slopes = {
            "entropy_steps": lambda p: 1 - p,
            "squared_steps": lambda p: 2 * (1 - p) ** 2 * p,
        }
        for column, slope in slopes.items():
            logit, steps = row.logit, 0
            while logit <= 0:
                logit += slope(1 / (1 + math.exp(-logit)))
                steps += 1
            assert getattr(row, column) == steps
