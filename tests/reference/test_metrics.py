"""The metrics against their definitions, written out run by run, and on cases worked out by hand."""

from __future__ import annotations

import math

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from descent_atlas import metrics

gap_values = st.one_of(
    st.floats(2.0**-40, 128, width=32), st.sampled_from([1.0, 0.1, 0.01, 1e-4, 1e-8, 1e-9])
)


@st.composite
def histories(draw: st.DrawFn) -> np.ndarray:
    """Gaps of a few runs, some of which left the landscape; shape (evaluations, runs)."""
    rows, runs = draw(st.integers(2, 90)), draw(st.integers(1, 4))
    columns = [draw(st.lists(gap_values, min_size=rows, max_size=rows)) for _ in range(runs)]
    gaps = np.array(columns, np.float32).T.copy()
    for run in range(runs):
        left = draw(st.one_of(st.none(), st.integers(1, rows - 1)))
        if left is not None:
            gaps[left:, run] = np.inf
    return gaps


def literal_hit(d: list[float], target: float) -> int:
    return next((t for t, value in enumerate(d) if value <= target), -1)


def literal_hold(d: list[float], target: float) -> int:
    return next((t for t in range(len(d)) if all(value <= target for value in d[t:])), -1)


def literal_noisy_hold(d: list[float], target: float) -> int:
    if math.isinf(d[-1]):
        return -1
    tenth = max(1, (len(d) - 1) // 10)
    for t in range(len(d) - tenth + 1):
        share = sum(value <= target for value in d[t:]) / (len(d) - t)
        if d[t] <= target and share >= 0.95:
            return t
    return -1


def literal_area(d: list[float]) -> float:
    total, best = 0.0, 1.0
    for value in d[1:]:
        if math.isinf(value):
            break
        best = min(best, value)
        total += min(max(math.log10(best), -8), 0) / -8
    return total / (len(d) - 1)


@settings(max_examples=150, deadline=None)
@given(histories())
def test_measures_follow_their_definitions(gaps):
    iterations = np.arange(len(gaps))
    for noisy in (False, True):
        measured = metrics.measure(iterations, gaps, noisy)
        for run in range(gaps.shape[1]):
            d = [float(value) for value in gaps[:, run]]
            for name, target in zip(metrics.NAMES, metrics.TARGETS, strict=True):
                bound = float(np.float32(target) * gaps[0, run])
                assert measured[f"hit_{name}"][run] == literal_hit(d, bound)
                hold = literal_noisy_hold if noisy else literal_hold
                assert measured[f"hold_{name}"][run] == hold(d, bound)
            normalised = [value / d[0] for value in d]
            assert measured["anytime_area"][run] == pytest.approx(
                literal_area(normalised), abs=2e-6
            )
            finite = [value for value in d if math.isfinite(value)]
            assert measured["overshoot"][run] == pytest.approx(max(finite) / d[0], rel=1e-6)
            assert measured["best_gap"][run] == min(finite)


def history(*values: float) -> np.ndarray:
    return np.array(values, np.float32)[:, None]


def test_a_geometric_descent_by_hand():
    """d_t = 10^-t: one decade an iteration, each target hit and held at its own exponent."""
    gaps = history(*(5.0 * 10.0**-t for t in range(9)))
    measured = metrics.measure(np.arange(9), gaps * np.float32(1 - 1e-6), noisy=False)
    assert [measured[f"hit_1e-{k}"][0] for k in range(1, 8)] == pytest.approx(range(1, 8), abs=1)
    assert measured["descent_rate"][0] == pytest.approx(1, rel=1e-5)
    assert measured["anytime_area"][0] == pytest.approx(sum(range(1, 9)) / 8 / 8, rel=1e-5)


def test_a_target_that_is_lost_again_is_hit_but_not_held():
    measured = metrics.measure(np.arange(5), history(1, 0.05, 0.5, 0.05, 0.05), noisy=False)
    assert measured["hit_1e-1"][0] == 1
    assert measured["hold_1e-1"][0] == 3
    assert measured["hold_1e-2"][0] == metrics.NEVER


def test_a_lucky_last_step_of_a_noisy_run_is_no_hold():
    gaps = np.full((101, 1), 0.5, np.float32)
    gaps[0], gaps[-1] = 1, 0.01
    measured = metrics.measure(np.arange(101), gaps, noisy=True)
    assert measured["hit_1e-1"][0] == 100
    assert measured["hold_1e-1"][0] == metrics.NEVER


def test_a_noisy_run_that_left_holds_nothing():
    gaps = np.full((1001, 1), 1e-3, np.float32)
    gaps[0], gaps[960:] = 1, np.inf
    measured = metrics.measure(np.arange(1001), gaps, noisy=True)
    assert measured["hit_1e-2"][0] == 1
    assert measured["hold_1e-2"][0] == metrics.NEVER


def test_noise_hides_no_progress_that_its_mean_shows():
    """A tenth that fell by a fifth of the noise's own range is progress; noise around one level is not."""
    t = np.arange(4001)
    noise = np.random.default_rng(0).normal(0, 0.05, (len(t), 60))
    level = np.where(np.arange(60) < 30, 0.5, 0)[None, :] * (1 - t[:, None] / 5000) + 0.5
    measured = metrics.measure(t, (level + noise).astype(np.float32), noisy=True)
    assert measured["progressing"][:30].all()
    assert measured["progressing"][30:].mean() < 0.1


def test_iterations_are_those_of_the_evaluations():
    measured = metrics.measure(np.array([0, 10, 20]), history(1, 0.05, 0.005), noisy=False)
    assert measured["hit_1e-1"][0] == 10
    assert measured["hold_1e-2"][0] == 20


def test_the_noise_floor_is_the_median_of_the_last_tenth():
    gaps = np.ones((101, 1), np.float32)
    gaps[-10:, 0] = np.arange(1, 11) / 100
    measured = metrics.measure(np.arange(101), gaps, noisy=True)
    assert measured["noise_floor"][0] == pytest.approx(0.055)


def test_progress_is_told_from_circling():
    t = np.arange(1001)
    falling = np.exp(-t / 300)
    circling = 0.5 + 0.1 * np.sin(t)
    crawling = 1 - 1e-6 * t
    still = np.ones(1001)
    # A limit cycle of two points that drifts by rounding, and a swing that dies out.
    drifting = 0.5 + 0.1 * (-1.0) ** t - 1e-7 * t
    dying = np.exp(-t / 200) * (1.1 + np.sin(t / 7))
    gaps = np.column_stack([falling, circling, crawling, still, drifting, dying])
    measured = metrics.measure(t, gaps.astype(np.float32), noisy=False)
    assert measured["progressing"].tolist() == [True, False, True, True, False, True]


def test_a_gap_that_rounds_below_zero_is_nothing():
    measured = metrics.measure(np.arange(4), history(1, 1e-3, -1e-17, -1e-17), noisy=False)
    assert measured["best_gap"][0] == 0
    assert measured["hold_1e-8"][0] == 2
    assert measured["anytime_area"][0] == pytest.approx((3 + 8 + 8) / 3 / 8, rel=1e-6)
    assert np.isfinite(measured["descent_rate"][0])
