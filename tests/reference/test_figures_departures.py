"""The picture of how soon a saddle is left: what is drawn and what is told."""

import pandas as pd
import pytest

from descent_atlas.figures import departures
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import THEMES

TITLES = {"problem": {"double_well": "Double well"}, "optimizer": {}, "unbounded": {}}
TABLE = pd.DataFrame(
    {
        "problem": "double_well",
        "learning_rate": [0.01, 0.1, 1.0] * 2,
        "variant": ["full_batch"] * 3 + ["stochastic"] * 3,
        "left_after": [None, 200, 20, 500, 50, None],
        "limit": 2000,
    }
)


def chart(table):
    return departures.select(Inputs(TITLES, tables={"choosing_saddles": table}))


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_a_line_for_each_variant_with_a_mark_where_the_run_left(theme):
    (axes,) = departures.draw(chart(TABLE), theme).axes
    drawn = {line.get_color(): dict(zip(*line.get_data(), strict=True)) for line in axes.lines}
    full, stochastic = (drawn[theme.variants[name]] for name in ("full_batch", "stochastic"))
    assert full[0.1] == 200
    assert full[0.01] != full[0.01], "it did not leave"
    assert stochastic[0.01] == 500
    assert axes.get_xscale() == axes.get_yscale() == "log"


def test_the_smallest_rates_that_leave_are_told():
    told = departures.describe(chart(TABLE)).caption
    assert "within 2\u202f000 iterations" in told
    assert "full batch 0.1 and stochastic 0.01" in told


def test_without_a_saddle_the_sheet_says_so():
    empty = chart(TABLE.head(0))
    assert "no problem" in departures.describe(empty).alt
    assert departures.draw(empty, THEMES[0]).texts
