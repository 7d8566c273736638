"""The figures of the pages of optimizers and problems: what they select and say, many rows, missing ones."""

from __future__ import annotations

from itertools import pairwise

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from descent_atlas.figures import (
    basin_map,
    ending_shares,
    endings,
    grid_paths,
    heat,
    learning_rate_curves,
    one_rate_map,
    ranking,
    rate_map,
    tuned_by_tag,
    wins_by_tag,
)
from descent_atlas.figures.groups import short
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import LIGHT, THEMES
from descent_atlas.picks import spread
from reference.test_figures import VISION, contrast, linear, oklab

OPTIMIZERS = {"adam": "Adam", "gradient_descent": "Gradient descent", "polyak": "Polyak step"}
PROBLEMS = {"bowl_10d": "Bowl in 10 dimensions", "hills": "Hills", "slope": "Slope"}
TITLES = {"optimizer": OPTIMIZERS, "problem": PROBLEMS, "unbounded": {"slope": "Slope"}}
RATES = [1e-3, 1e-2, 1e-1, 1.0]
LISTS = {
    "problems": pd.DataFrame(
        {"problem": list(PROBLEMS), "tags": ["convex;valley", "many minima", np.nan]}
    ),
    "optimizers": pd.DataFrame(
        {
            "optimizer": list(OPTIMIZERS),
            "default_learning_rate": [1e-3, 1e-2, 100.0],
            "control": [False, False, False],
        }
    ),
}


def curves() -> pd.DataFrame:
    """Polyak's step is run with the full batch only."""
    rows = [
        (p, o, v, rate)
        for p in PROBLEMS
        for o in OPTIMIZERS
        for v in ("full_batch", "stochastic")
        for rate in RATES
        if not (o == "polyak" and v == "stochastic")
    ]
    table = pd.DataFrame(rows, columns=["problem", "optimizer", "variant", "learning_rate"])
    gaps = {1e-3: 0.5, 1e-2: 1e-5, 1e-1: 1e-12, 1.0: np.nan}
    left = {1e-3: 0.0, 1e-2: 0.25, 1e-1: 0.0, 1.0: 1.0}
    gap = table["learning_rate"].map(gaps)
    table = table.assign(final_gap_median=gap, final_gap_low=gap / 2, final_gap_high=gap * 2)
    return table.assign(diverged=table["learning_rate"].map(left), escaped=0.0, success_rate=0.5)


def best(**changes: object) -> pd.DataFrame:
    table = curves()[["problem", "optimizer", "variant"]].drop_duplicates(ignore_index=True)
    return table.assign(
        learning_rate=0.1,
        edge="",
        runs=16,
        success_rate=0.75,
        success_low=0.5,
        success_high=0.9,
        ert=100.0,
        ert_low=50.0,
        ert_high=200.0,
        final_gap_low=1e-6,
        final_gap_median=1e-5,
        final_gap_high=1e-4,
        escape_time=np.nan,
    ).assign(**changes)


def counts() -> pd.DataFrame:
    keys = curves()[["problem", "optimizer", "variant", "learning_rate"]]
    return keys.assign(converged=1, moving=2, diverged=1)


WINNERS = pd.DataFrame(
    [
        ("full_batch", "bowl_10d", "adam", "winner"),
        ("full_batch", "bowl_10d", "gradient_descent", "close"),
        ("full_batch", "bowl_10d", "polyak", "slower"),
    ],
    columns=["variant", "problem", "optimizer", "outcome"],
)
TUNING = pd.DataFrame(
    [
        ("full_batch", "all", "adam", 4, 0.25, 0.5, 1.0),
        ("full_batch", "convex", "adam", 2, 0.5, 0.5, 0.5),
        ("stochastic", "all", "adam", 1, 0.0, 0.0, 1.0),
    ],
    columns=["variant", "tag", "optimizer", "problems", "default", "one_rate", "own_best"],
)
TUNING = TUNING.assign(
    **{f"{k}_{e}": TUNING[k] for k in TUNING.columns[4:] for e in ("low", "high")}
)
WINS = pd.DataFrame(
    [
        ("full_batch", "own best", "the best", "all", "adam", 2, 1, 1),
        ("full_batch", "own best", "the best", "convex", "adam", 2, 0, 0),
        ("full_batch", "own best", "the best", "many minima", "adam", 0, 0, 1),
        ("full_batch", "default", "plain descent", "all", "adam", 1, 0, 2),
    ],
    columns=["variant", "regime", "against", "tag", "optimizer", "wins", "ties", "losses"],
)
WINS = WINS.assign(tasks=WINS[["wins", "ties", "losses"]].sum(axis=1), low=0.1, high=0.9)
WINS = WINS.assign(share=(WINS["wins"] + WINS["ties"]) / WINS["tasks"])
ONE_RATE = pd.DataFrame(
    [
        ("full_batch", name, rate, 8, share)
        for name, shares in {"adam": (0, 0.5, 1, 0.2), "gradient_descent": (0, 0, 0, 0)}.items()
        for rate, share in zip(RATES, shares, strict=True)
    ],
    columns=["variant", "optimizer", "learning_rate", "problems", "share"],
)
CURVES = {"learning_rates": curves(), "best_rates": best(), **LISTS}
FIGURES = {
    "map of an optimizer": (rate_map, CURVES, {"optimizer": "adam", "variant": "full_batch"}),
    "map of a problem": (rate_map, CURVES, {"problem": "bowl_10d", "variant": "stochastic"}),
    "shares of an optimizer": (
        ending_shares,
        {"endings": counts(), **LISTS},
        {"optimizer": "polyak"},
    ),
    "shares of a problem": (ending_shares, {"endings": counts(), **LISTS}, {"problem": "hills"}),
    "shares of all": (ending_shares, {"endings": counts(), **LISTS}, {}),
    "ranking": (
        ranking,
        {"best_rates": best(), "choosing_winners": WINNERS},
        {"problem": "bowl_10d", "variant": "full_batch"},
    ),
    "wins": (wins_by_tag, {"by_tag_wins": WINS}, {"optimizer": "adam", "variant": "full_batch"}),
    "tuning": (tuned_by_tag, {"by_tag_tuning": TUNING}, {"optimizer": "adam"}),
    "one rate": (one_rate_map, {"choosing_one_rate": ONE_RATE, **LISTS}, {"variant": "full_batch"}),
}


def chart(name: str):
    kind, tables, where = FIGURES[name]
    return kind.select(Inputs(titles=TITLES, where=where, tables=tables))


def told(name: str) -> str:
    return FIGURES[name][0].describe(chart(name)).caption


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", FIGURES)
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_figure_can_be_drawn_and_told(name, theme):
    kind = FIGURES[name][0]
    with mpl.rc_context(theme.rc):
        figure = kind.draw(chart(name), theme)
        figure.canvas.draw()
    caption = kind.describe(chart(name))
    for words in (caption.caption, caption.reading, caption.alt):
        assert words.endswith(".")
        assert not {"nan", "inf"} & set(words.lower().replace(".", " ").split())


@pytest.mark.parametrize("vision", VISION)
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_shades_go_one_way_for_every_kind_of_eye(theme, vision):
    """From the paper towards its opposite in lightness, in steps that can be told apart."""
    seen = [
        oklab(np.array(VISION[vision]) @ linear(colour))
        for colour in theme.shades(rate_map.DEEPEST + 1)
    ]
    lightness = [float(colour[0]) for colour in seen]
    assert lightness == sorted(lightness, reverse=theme is LIGHT)
    assert min(np.linalg.norm(a - b) for a, b in pairwise(seen)) > 0.03


def test_the_first_shade_is_near_the_paper_and_the_last_far_from_it():
    for theme in THEMES:
        first, *_, last = theme.shades(9)
        assert contrast(first, theme.paper) < 1.4
        assert contrast(last, theme.paper) > 7


def test_a_map_shows_whole_decades_and_sets_apart_what_most_runs_left():
    found = chart("map of an optimizer")
    assert found.rows.groups == {
        "convex": ["Bowl 10-D"],
        "many minima": ["Hills"],
        "other": ["Slope"],
    }
    assert found.levels[0].tolist() == [0, 5, 8, -1]
    assert found.lost[0].tolist() == [False, False, False, True]


def test_a_map_counts_what_gets_far_at_the_default_and_at_the_selected_rates():
    caption = told("map of an optimizer")
    assert "Adam on 3 problems at 4 learning rates, full batch." in caption
    assert "4 decades or more on 0 problems at the default rate, α = 0.001, and on 3 at" in caption
    assert "In 25\u202f% of the cells at least half of the runs left." in caption


def test_a_row_that_was_not_run_is_empty_and_says_so():
    found = chart("map of a problem")
    assert found.rows.titles == ["Adam", "Gradient descent", "Polyak step"]
    assert found.levels[2].tolist() == [-1] * 4
    assert "2 optimizers on Bowl in 10 dimensions" in told("map of a problem")
    with mpl.rc_context(LIGHT.rc):
        figure = rate_map.draw(found, LIGHT)
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert texts.count("not run in this variant") == 1


def test_a_default_beyond_the_grid_is_not_drawn_but_counts_at_its_edge():
    assert heat.column_of(np.array(RATES), 100.0) is None
    assert heat.column_of(np.array(RATES), 1e-3) == pytest.approx(0.5)
    assert heat.column_of(np.array(RATES), 1.0) == pytest.approx(3.5)


def test_joined_boxes_cover_exactly_the_chosen_cells():
    with mpl.rc_context(LIGHT.rc):
        _, _, axes = heat.map_sheet(heat.Rows({"": ["a", "b"]}), 0)
        chosen = np.array([[True, True, False], [False, False, True]])
        heat.fill(axes, heat.Rows({"": ["a", "b"]}), chosen, "#000000")
    path = axes.patches[-1].get_path()
    assert len(path) == 10
    assert [path.contains_point(point) for point in ((1.5, 0.5), (2.5, 0.5), (2.5, 1.5))] == [
        True,
        False,
        True,
    ]


def test_groups_have_a_line_of_their_own():
    rows = heat.Rows({"convex": ["a", "b"], "": ["c"]})
    head = heat.HEAD / heat.ROW
    np.testing.assert_allclose(rows.places, [head, head + 1, head + 2])
    assert rows.height == pytest.approx(heat.HEAD + 3 * heat.ROW)


def test_bars_of_endings_divide_all_rates():
    found = chart("shares of a problem")
    assert found.counts.loc[("full_batch", "adam")].tolist() == [4, 8, 4]
    assert "50\u202f% moving, 25\u202f% converged and 25\u202f% diverged" in told(
        "shares of a problem"
    )


def test_a_variant_without_runs_has_no_column_and_a_row_without_runs_no_bar():
    assert chart("shares of an optimizer").variants == ["full_batch"]
    assert chart("shares of a problem").variants == ["full_batch", "stochastic"]
    with mpl.rc_context(LIGHT.rc):
        figure = ending_shares.draw(chart("shares of a problem"), LIGHT)
    texts = [text.get_text() for axes in figure.axes for text in axes.texts]
    assert texts.count(ending_shares.ABSENT) == 1


def test_a_ranking_names_those_too_close_to_call():
    assert "Too close to call for the quickest: Gradient descent and Adam." in told("ranking")
    assert chart("ranking").shared.tolist() == [True, True, False]


def rank(table: pd.DataFrame, problem: str, winners: pd.DataFrame = WINNERS) -> ranking.Chart:
    where = {"problem": problem, "variant": "full_batch"}
    tables = {"best_rates": table, "choosing_winners": winners}
    return ranking.select(Inputs(titles=TITLES, where=where, tables=tables))


def test_a_ranking_has_the_quickest_first_and_those_that_never_arrive_last():
    table = best()
    table.loc[table["optimizer"] == "adam", ["ert", "ert_low", "ert_high"]] = np.nan
    table.loc[table["optimizer"] == "adam", "success_rate"] = 0.0
    table.loc[table["optimizer"] == "polyak", "ert"] = 10.0
    found = rank(table, "hills")
    assert list(found.table.index) == ["polyak", "gradient_descent", "adam"]
    assert "2 succeed from some start. None of them does so from half" in (
        ranking.describe(found).caption
    )


def test_where_nobody_succeeds_the_gap_ranks_and_where_runs_escape_their_time():
    nobody = best(ert=np.nan, ert_low=np.nan, ert_high=np.nan, success_rate=0.0)
    assert rank(nobody, "hills").measure is ranking.GAP
    assert "None of them succeeds." in ranking.describe(rank(nobody, "hills")).caption
    assert rank(nobody.assign(escape_time=7.0), "slope").measure is ranking.ESCAPE


def test_a_ranking_of_runs_that_all_left_says_that_there_is_nothing():
    nothing = best(ert=np.nan, final_gap_median=np.nan, final_gap_low=np.nan)
    found = rank(nothing.assign(final_gap_high=np.nan, success_rate=0.0), "hills")
    assert "there is nothing to rank" in ranking.describe(found).caption
    with mpl.rc_context(LIGHT.rc):
        ranking.draw(found, LIGHT)


def test_wins_tell_the_counts_and_where_there_is_no_doubt():
    caption = told("wins")
    assert (
        "the best on 2 of 4 problems that somebody solves, too close to the best to call on 1"
        in caption
    )
    assert "At the default rates it is ahead of plain descent on 1, behind on 2" in caption
    assert "Never clearly behind on: convex. Always clearly behind on: many minima." in caption
    assert chart("wins").rows == ["all (4)", "convex (2)", "many minima (1)"]


def test_tuning_tells_the_three_shares_and_where_the_default_is_enough():
    caption = told("tuning")
    assert "full batch 25\u202f%, 50\u202f% and 100\u202f% of 4 problems" in caption
    assert "stochastic 0\u202f%, 0\u202f% and 100\u202f% of 1 problem" in caption
    assert caption.endswith(
        "The default is as good as a best rate for each, full batch, on: convex."
    )


def test_one_rate_names_the_best_and_marks_none_where_none_is_good():
    caption = told("one rate")
    assert "One learning rate for all of 8 problems" in caption
    assert "Adam 100\u202f% at α = 0.1" in caption
    assert chart("one rate").highest.tolist() == [1, 0, -1]


@pytest.mark.parametrize(
    ("kind", "table", "where"),
    [
        (wins_by_tag, {"by_tag_wins": WINS[:0]}, {"optimizer": "adam", "variant": "full_batch"}),
        (tuned_by_tag, {"by_tag_tuning": TUNING[:0]}, {"optimizer": "adam"}),
        (
            one_rate_map,
            {"choosing_one_rate": ONE_RATE[:0], **LISTS},
            {"variant": "full_batch"},
        ),
    ],
)
def test_where_no_problem_is_solved_a_figure_says_so(kind, table, where):
    empty = kind.select(Inputs(titles=TITLES, where=where, tables=table))
    with mpl.rc_context(LIGHT.rc):
        figure = kind.draw(empty, LIGHT)
    assert any(text.get_text() == kind.EMPTY for text in figure.texts)
    assert kind.EMPTY in kind.describe(empty).caption


# A few of many.

NAMES = [f"o{place:02d}" for place in range(30)]
CROWD = {"problem": PROBLEMS, "optimizer": {n: n.upper() for n in NAMES}, "unbounded": {}}


def crowd(column: str, names: list[str], table: pd.DataFrame) -> pd.DataFrame:
    """The table once for each of many names."""
    return pd.concat([table.assign(**{column: name}) for name in names], ignore_index=True)


def test_many_optimizers_share_one_row_of_endings_and_few_curves():
    where = {"problem": "hills"}
    one = counts()[lambda t: t["optimizer"] == "adam"]
    table = crowd("optimizer", NAMES, one)
    found = endings.select(Inputs(titles=CROWD, where=where, tables={"endings": table, **LISTS}))
    assert found.rows == ["All optimizers"]
    assert found.counts["converged"].to_numpy().tolist() == [30] * 8
    one = {
        n: t[t["optimizer"] == "adam"]
        for n, t in (("learning_rates", curves()), ("best_rates", best()))
    }
    tables = {name: crowd("optimizer", NAMES, frame) for name, frame in one.items()}
    tables["best_rates"]["ert"] = tables["best_rates"]["optimizer"].map(
        {name: 100.0 - place for place, name in enumerate(NAMES)}
    )
    found = learning_rate_curves.select(Inputs(titles=CROWD, where=where, tables=tables | LISTS))
    labels = [curve.label for curve in found.panels[0].curves]
    assert labels == [name.upper() for name in NAMES[-learning_rate_curves.MOST_CURVES :]]
    assert found.others == 30 - learning_rate_curves.MOST_CURVES
    assert "those that do best" in learning_rate_curves.describe(found).caption


def test_many_problems_share_a_row_of_endings_for_each_kind():
    names = [f"p{place:02d}" for place in range(20)]
    titles = {**TITLES, "problem": {name: name for name in names}}
    one = counts()[lambda t: (t["problem"] == "hills") & (t["optimizer"] == "adam")]
    table = crowd("problem", names, one)
    kinds = ["valley" if place % 2 else "convex" for place in range(20)]
    lists = {"problems": pd.DataFrame({"problem": names, "tags": kinds})}
    where = {"optimizer": "adam"}
    found = endings.select(Inputs(titles=titles, where=where, tables={"endings": table, **lists}))
    assert found.rows == ["Convex", "Valley"]
    assert found.counts["moving"].sum() == table["moving"].sum()


def test_of_many_paths_those_of_the_best_are_shown():
    axis = np.linspace(-1, 1, 5)
    plane = {
        "axis_x": axis,
        "axis_y": axis,
        "values": np.hypot(*np.meshgrid(axis, axis)),
        "minimisers": np.zeros((1, 2)),
    }
    shard = {
        "variants": np.array(["full_batch"]),
        "learning_rates": np.array(RATES),
        "endings": np.array(["moving"]),
        "ending": np.zeros((1, 1, 4), int),
        "ended_at": np.full((1, 1, 4), 2),
        "paths": np.zeros((1, 4, 3, 2)),
        "path_iterations": np.arange(3)[None],
    }
    table = crowd("optimizer", NAMES, best()[lambda t: t["optimizer"] == "adam"])
    table["ert"] = table["optimizer"].map({n: float(place) for place, n in enumerate(NAMES)})
    inputs = Inputs(
        titles=CROWD,
        where={"problem": "hills"},
        tables={"best_rates": table},
        landscapes={"hills": plane},
        shards={("hills", name): shard for name in NAMES},
    )
    found = grid_paths.select(inputs)
    assert [panel.title for panel in found.panels] == [n.upper() for n in NAMES[: grid_paths.MOST]]
    assert f"Not shown: {30 - grid_paths.MOST} others" in grid_paths.describe(found).caption


def test_a_few_of_many_are_some_of_each_kind_and_keep_their_order():
    groups = {"convex": ["a", "b", "c"], "valley": ["x", "rosenbrock"], "plateau": ["z"]}
    assert spread(groups, 2) == ["a", "rosenbrock"]
    assert spread(groups, 4) == ["a", "b", "rosenbrock", "z"]
    assert spread(groups, 9) == ["a", "b", "c", "x", "rosenbrock", "z"]
    assert spread({}, 3) == []


def test_a_title_in_a_row_is_short():
    assert short("Bowl in 10 dimensions, rotated") == "Bowl 10-D, rotated"
    assert short("Six-hump camel") == "Six-hump camel"


# Maps of where runs end.


FAR, GONE = [-1.5, 0.5], [np.nan, np.nan]
"""The ends of a run that is at no minimum, and of one that left."""


def map_of(ends: list[list[float]], gap: float = 3.0) -> dict[str, np.ndarray]:
    """Where four runs end, by two cells; the origin is the lowest point."""
    points = np.array(ends).reshape(2, 2, 2)
    gaps = np.where(np.isnan(points[..., 0]), np.nan, gap * points.any(axis=2))
    return {
        "map_rate": np.array(0.1),
        "map_points": points.astype(np.float32),
        "map_gap": gaps.astype(np.float32),
    }


def mapped(first: dict[str, np.ndarray], second: dict[str, np.ndarray], minima: list):
    """The maps of three optimizers, of which one is a control; the first of the minima is global."""
    axis = np.linspace(-2, 2, 5)
    plane = {
        "axis_x": axis,
        "axis_y": axis,
        "domain": np.array([[-2, 2], [-2, 2]]),
        "minimum": np.array(0.0),
        "minimisers": np.array(minima[:1], float).reshape(-1, 2),
    }
    found = [("hills", x, y, 3.0 * (x != 0), "minimum") for x, y in minima]
    found += [("hills", 0.4, 0.4, 5.0, "saddle"), ("slope", 0.5, 0.5, 1.0, "minimum")]
    lists = {
        "optimizers": LISTS["optimizers"].assign(control=[False, False, True]),
        "e01_critical_points": pd.DataFrame(found, columns=["problem", "x", "y", "value", "kind"]),
    }
    shards = {("hills", "gradient_descent"): first, ("hills", "adam"): second}
    shards["hills", "polyak"] = first
    where = {"problem": "hills"}
    return basin_map.select(
        Inputs(titles=TITLES, where=where, tables=lists, landscapes={"hills": plane}, shards=shards)
    )


TWO = [[0.0, 0.0], [1.0, 1.0]]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_few_minima_have_a_colour_each(theme):
    low, high = TWO
    found = mapped(map_of([low, high, high, FAR]), map_of([low, low, low, GONE]), TWO)
    assert found.few
    assert found.labels == ["(0, 0)", "(1, 1)"]
    assert [one.title for one in found.maps] == ["Adam", "Gradient descent"]  # and no control
    assert [one.lowest for one in found.maps] == [0.75, 0.25]
    caption = basin_map.describe(found).caption
    assert "reached from 25\u202f% to 75\u202f% of them, most often by Adam." in caption
    with mpl.rc_context(theme.rc):
        figure = basin_map.draw(found, theme)
    labels = [text.get_text() for text in figure.legends[0].get_texts()]
    assert labels == [
        "ends at (0, 0)",
        "ends at (1, 1)",
        "at none of these",
        "left the landscape",
        "minimum",
    ]


@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_many_or_unknown_minima_are_told_apart_by_their_height(theme):
    only = [0.0, 0.0]
    found = mapped(map_of([only, FAR, FAR, FAR], 2.0), map_of([FAR, FAR, FAR, GONE], 64.0), [only])
    assert not found.few
    adam, plain = found.maps
    assert plain.kinds.ravel().tolist() == [0, 1, 1, 1]
    assert adam.kinds.ravel().tolist() == [5, 5, 5, basin_map.LEFT]
    assert found.labels[0] == "at a global minimum"
    with mpl.rc_context(theme.rc):
        basin_map.draw(found, theme)


def test_a_plane_without_any_minimum_can_be_mapped():
    found = mapped(map_of([FAR] * 4), map_of([GONE] * 4), [])
    assert {one.lowest for one in found.maps} == {0.0}
    with mpl.rc_context(LIGHT.rc):
        basin_map.draw(found, LIGHT)
    assert "0\u202f% to 0\u202f%" in basin_map.describe(found).caption
