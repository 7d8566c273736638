"""The pictures of arrivals (E5) and of work and noise (E6): where the marks stand, what is said."""

import numpy as np
import pandas as pd
import pytest

from descent_atlas.figures import arrivals, work_and_noise
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import THEMES

TITLES = {"problem": {}, "optimizer": {}, "unbounded": {}}
ARRIVALS = pd.DataFrame(
    {
        "learning_rate": [1e-4, 1e-3, 2e-3, 3e-3, 1e-2],
        "iterations": [5000, 500, 700, np.nan, np.nan],
        "rises": [0, 0, 12, 90, 3],
        "ending": ["moving", "converged", "cycling", "cycling", "diverged"],
    }
)
REPEATS = pd.DataFrame(
    {
        "variant": ["full_batch"] * 3 + ["stochastic"] * 3,
        "repeat": [0, 1, 2] * 2,
        "bulk_after": [3000, 3000, 4000, 2, 3, 4],
        "floor": [0.03, 0.02, 0.01, 0.2, 0.3, 0.25],
    }
)


@pytest.fixture
def arriving():
    return arrivals.select(Inputs(TITLES, tables={"e05_arrivals": ARRIVALS}))


@pytest.fixture
def repeats():
    return work_and_noise.select(Inputs(TITLES, tables={"e06_repeats": REPEATS}))


def marks(figure):
    """Marker, x and y of every mark, with the colours that it has."""
    (axes,) = figure.axes
    return [
        (line.get_marker(), *point, line.get_markerfacecolor())
        for line in axes.lines
        if line.get_marker() != "None"
        for point in zip(line.get_xdata(), line.get_ydata(), strict=True)
    ]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_rate_is_drawn_and_those_that_never_arrive_stand_at_the_upper_edge(arriving, theme):
    figure = arrivals.draw(arriving, theme)
    found = {x: (marker, y) for marker, x, y, _ in marks(figure)}
    top = figure.axes[0].get_ylim()[1]
    assert sorted(found) == ARRIVALS["learning_rate"].tolist()
    assert found[1e-3] == ("o", 500)
    assert found[2e-3] == ("^", 700)
    assert found[3e-3] == ("s", top)
    assert found[1e-2] == ("X", top)
    assert top > 5000


def test_arrivals_are_told_as_they_are(arriving):
    told = arrivals.describe(arriving).caption
    assert "5\u202f000 at α = 0.0001, 500 at α = 0.001" in told
    assert "1 rate let the loss rise" in told
    assert "1 rate never let it stay low" in told
    assert "1 rate diverged" in told


def test_where_all_rates_arrive_smoothly_nothing_else_is_told():
    smooth = ARRIVALS.head(2)
    told = arrivals.describe(arrivals.select(Inputs(TITLES, tables={"e05_arrivals": smooth})))
    assert "diverged" not in told.caption
    assert "never" not in told.caption


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_repeat_is_a_mark_and_each_variant_has_its_median(repeats, theme):
    found = marks(work_and_noise.draw(repeats, theme))
    assert len(found) == len(REPEATS) + 2
    # A median coincides with a repeat here, so that its place holds two marks.
    places = [(x, y) for _, x, y, _ in found]
    assert places.count((3000, 0.02)) == places.count((3000, 0.03)) + 1
    assert (3, 0.25) in places


def test_medians_of_work_and_noise_are_told(repeats):
    told = work_and_noise.describe(repeats).caption
    assert "full batch 3\u202f000 samples and 2\u202f%" in told
    assert "stochastic 3 samples and 25\u202f%" in told
    assert told.startswith("3 repeats")
