"""Numbers, points and cells as people read them."""

from __future__ import annotations

import math

import pytest

from descent_atlas import words
from descent_atlas.site.pages import box, place, text
from descent_atlas.site.results import MissingResultError, select
from descent_atlas.site.table import Cell, Layout, cell, headers


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        (0, "0"),
        (0.012345, "0.0123"),
        (-1.5, "−1.5"),
        (1234.4, "1\u202f234"),
        (0.00003162, "3.16 × 10⁻⁵"),
        (1e-8, "10⁻⁸"),
        (2.5e7, "2.5 × 10⁷"),
    ],
)
def test_numbers(value, shown):
    assert words.number(value) == shown


@pytest.mark.parametrize("value", [math.nan, math.inf, -math.inf])
def test_a_number_that_is_not_finite_is_refused(value):
    with pytest.raises(ValueError, match="not finite"):
        words.number(value)


@pytest.mark.parametrize(
    ("share", "shown"),
    [(0, "0"), (0.004, "under 1"), (0.5, "50"), (0.996, "over 99"), (1, "100")],
)
def test_a_rare_share_is_not_never_and_a_frequent_one_not_always(share, shown):
    assert words.percent(share) == f"{shown}\u202f%"


CATALOGUE = {"problems": {}, "optimizers": {"adam": {"title": "Adam"}}}
ROW = {
    "optimizer": "adam",
    "variant": "mini_batch",
    "learning_rate": "1e-06",
    "edge": "lowest",
    "runs": "16000",
    "success_rate": "0.5",
    "success_low": "0.28",
    "success_high": "0.72",
    "ert": "",
    "final_gap_median": "",
    "tuned": "True",
}


@pytest.mark.parametrize(
    ("column", "shown"),
    [
        ("optimizer", Cell('<a href="../optimizers/adam.html">Adam</a>', "Adam")),
        ("variant", Cell("Mini-batch", "mini_batch")),
        ("runs", Cell("16\u202f000", "16000")),
        ("ert", Cell("never")),
        ("final_gap_median", Cell("—")),
        ("tuned", Cell("yes", "True")),
    ],
)
def test_cells(column, shown):
    assert cell(ROW, column, Layout({}, CATALOGUE, "../")) == shown


def test_a_rate_at_the_edge_is_flagged_and_a_share_has_its_interval():
    layout = Layout({}, CATALOGUE, "")
    assert "the lowest of the grid" in cell(ROW, "learning_rate", layout).html
    inner = {**ROW, "edge": ""}
    assert cell(inner, "learning_rate", layout) == Cell("10⁻⁶", "1e-06")
    assert "28\u202f% – 72\u202f%" in cell(ROW, "success", layout).html


def test_rows_are_selected_by_their_text():
    rows = [{"a": "1", "b": "x"}, {"a": "2", "b": "y"}, {"a": "3", "b": "x"}]
    assert select(rows, {"b": "x"}) == [rows[0], rows[2]]
    assert select(rows, {"a": [1, 2]}) == rows[:2]
    with pytest.raises(MissingResultError, match="no row"):
        select(rows, {"b": "z"})
    with pytest.raises(MissingResultError, match="did you mean 'a'"):
        select(rows, {"aa": "1"})


def test_headers_are_words():
    assert headers(["learning_rate", "final_loss"]) == {
        "learning_rate": "Learning rate",
        "final_loss": "Final loss",
    }


def test_points_and_boxes():
    assert place([1.0, -0.5]) == "(1, −0.5)"
    assert place([0.0] * 10) == "(0, …, 0)"
    assert place([0.1, 0.2, 0.3, 0.4, 0.5]) == "(0.1, 0.2, 0.3, 0.4, …)"
    assert box([[-2, 2], [-2, 2]]) == "[−2, 2] in each coordinate"
    assert box([[-2, 2], [-1, 3]]) == "[−2, 2] × [−1, 3]"


def test_plain_text_stays_what_it_is_in_markdown():
    assert text("f* < 2_a & $3") == r"f\* &lt; 2\_a &amp; \$3"


@pytest.mark.parametrize(
    ("name", "title"), [*((n, v.capitalize()) for n, v in words.VARIANTS.items()), ("a_b", "A b")]
)
def test_a_variant_has_the_same_name_everywhere(name, title):
    assert words.variant_title(name) == title
    assert cell({"variant": name}, "variant", Layout({}, CATALOGUE, "")) == Cell(title, name)
