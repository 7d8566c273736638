"""The figures of the ranking: what they select and say, on frames made by hand, empty ones among them."""

from __future__ import annotations

import json
from types import ModuleType

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from descent_atlas.comparison import profiles as curves
from descent_atlas.comparison import sanity, transfer
from descent_atlas.comparison.credit import BEST_OF
from descent_atlas.comparison.defaults import REGIMES
from descent_atlas.experiments import e12_invariance
from descent_atlas.figures import invariance, profiles, ranks, sensitivity, standings
from descent_atlas.figures import transfer as transfer_figure
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import LIGHT, THEMES
from descent_atlas.stages import draw

NAMES = ["adam", "gradient_descent", "heavy_ball", "zeal"]
TITLES = {
    "problem": {"bowl": "Bowl", "hills": "Hills"},
    "optimizer": {name: name.replace("_", " ").capitalize() for name in [*NAMES, "zero"]},
    "unbounded": {},
}
BOUND = sanity.AT_ONE_OVER_L
FULL = {"variant": "full_batch", "landscape": "all"}
OWN = FULL | {"regime": "own best"}


def profile(column: str, among: tuple[str, ...] = ()) -> pd.DataFrame:
    rows = []
    for set_ in among or ("",):
        for name in [*NAMES, "zero", BOUND]:
            role = {"zero": "control", BOUND: "bound"}.get(name, "method")
            shown = name in ("adam", "gradient_descent")
            if set_ == "shown" and not shown and role == "method":
                continue
            for step, at in enumerate((1.0, 10.0, 100.0)):
                share = 0.0 if name == "zero" else step / (2 if name == "adam" else 4)
                keys = {**OWN, "optimizer": name, "role": role, "shown": shown}
                rows.append({**keys, "among": set_, column: at, "share": share})
    table = pd.DataFrame(rows).assign(low=lambda t: t["share"] / 2, high=lambda t: t["share"])
    return table if among else table.drop(columns="among")


def score_rows(regime: str, order: list[str]) -> list[dict]:
    return [
        {
            **FULL,
            "regime": regime,
            "measure": measure,
            "optimizer": name,
            "role": "bound" if name == BOUND else "method",
            "value": 0.9 - place / 10,
            "low": 0.85 - place / 10,
            "high": 0.95 - place / 10,
            "rank": np.nan if name == BOUND else rank,
            "rank_low": np.nan if name == BOUND else max(1, rank - 1),
            "rank_high": np.nan if name == BOUND else rank,
        }
        for measure in ("data profile", "ecdf")
        for place, name in enumerate(order)
        for rank in [1 + [n for n in order if n != BOUND].index(name) if name != BOUND else 0]
    ]


SCORES = pd.DataFrame(
    score_rows("default", [*NAMES[::-1], BOUND])
    + score_rows("own best", [NAMES[0], BOUND, *NAMES[1:]])
)
GROUPS = pd.DataFrame(
    [
        {**OWN, "group": 1, "size": 2, "best": "adam", "members": "adam;gradient_descent"},
        {**OWN, "group": 2, "size": 1, "best": "heavy_ball", "members": "heavy_ball"},
        {**OWN, "group": 3, "size": 1, "best": "zeal", "members": "zeal"},
    ]
)
TESTS = pd.DataFrame([{**OWN, "tested": True, "close_to_first": "gradient_descent;zeal"}])
POOLED = pd.DataFrame(
    [
        ("full_batch", "adam", 4, 0, 0, 2.0, 1.5, 2.5),
        ("full_batch", "zeal", 4, 0, 3, 1.0, 1.0, 1.25),
        ("stochastic", "adam", 2, 1, 0, 0.5, 0.25, 0.75),
    ],
    columns=["variant", "optimizer", "problems", "unsolved", "at_edge", "decades", "low", "high"],
)
ROBUSTNESS = pd.DataFrame(
    [
        ("full_batch", "bowl", "adam", 2.0, ""),
        ("full_batch", "hills", "adam", 2.0, ""),
        ("full_batch", "bowl", "zeal", 1.0, "highest"),
        ("stochastic", "bowl", "adam", 0.0, ""),
    ],
    columns=["variant", "problem", "optimizer", "decades", "edge"],
)
TRANSFER = pd.DataFrame(
    [
        ("full_batch", name, role, rate, 8, 0.5, 0.5 - lost, lost, lost - 0.01, lost + 0.01, solved)
        for name, role, lost, solved in (
            ("adam", "method", 0.02, 6),
            ("heavy_ball", "method", 0.3, 4),
            ("zeal", "method", 0.2, 5),
            (BOUND, "bound", 0.0, 6),
            ("zero", "control", 0.0, 0),
        )
        for rate in ("one for all", "from the others")
    ],
    columns=[
        *("variant", "optimizer", "role", "rate", "problems"),
        *("area_own", "area", "lost", "lost_low", "lost_high", "solved"),
    ],
)
INVARIANCE = pd.DataFrame(
    [
        (name, kind, rates, 9, 0.0, change, 0.0, np.nan if np.isnan(change) else 2 * change)
        for name, change in (("gradient_descent", 0.0), ("adam", 0.3), ("zeal", np.nan))
        for kind in ("rotation", "scale", "rescaling")
        for rates in ("own best", "same rate")
    ],
    columns=["optimizer", "transformation", "rates", "cases", "lost", "change", "low", "high"],
)
PROFILES = {
    "profile_data": profile("cost"),
    "profile_ecdf": profile("cost"),
    "profile_performance": profile("ratio", ("all", "shown")),
}
RANKS = {"ranking_scores": SCORES, "ranking_tests": TESTS, "ranking_groups": GROUPS}
FIGURES = {
    "profiles": (profiles, PROFILES, OWN),
    "ranks": (ranks, RANKS, OWN),
    "regimes": (ranks, {"ranking_scores": SCORES}, FULL),
    "sensitivity": (
        sensitivity,
        {"ranking_robustness": ROBUSTNESS, "ranking_robustness_pooled": POOLED},
        {},
    ),
    "transfer": (transfer_figure, {"ranking_transfer": TRANSFER}, {}),
    "invariance": (invariance, {"e12_invariance": INVARIANCE}, {}),
}


def select(kind: ModuleType, tables: dict[str, pd.DataFrame], where: dict[str, str], titles=TITLES):
    return kind.select(Inputs(titles=titles, where=where, tables=tables))


def chart(figure: str):
    return select(*FIGURES[figure])


def told(figure: str) -> str:
    return FIGURES[figure][0].describe(chart(figure)).caption


@pytest.mark.parametrize("figure", FIGURES)
@pytest.mark.parametrize("theme", THEMES, ids=lambda theme: theme.name)
def test_every_figure_can_be_drawn_and_told(figure, theme):
    kind = FIGURES[figure][0]
    with mpl.rc_context(theme.rc):
        drawn = kind.draw(chart(figure), theme)
        drawn.canvas.draw()
    caption = kind.describe(chart(figure))
    for text in (caption.caption, caption.reading, caption.alt):
        assert "nan" not in text.lower().split()
        assert text.endswith(".")


@pytest.mark.parametrize("figure", FIGURES)
def test_a_grid_without_any_rows_has_a_figure_that_says_so(figure):
    kind, tables, where = FIGURES[figure]
    empty = select(kind, {name: table.iloc[:0] for name, table in tables.items()}, where)
    with mpl.rc_context(LIGHT.rc):
        drawn = kind.draw(empty, LIGHT)
    assert any(text.get_text() == kind.EMPTY for text in drawn.texts)
    assert kind.EMPTY in kind.describe(empty).caption


@pytest.mark.parametrize("figure", FIGURES)
def test_thirty_six_optimizers_have_a_row_or_a_line_each(figure):
    """Every figure stays on one sheet, with the looks of the first six as they were."""
    kind, tables, where = FIGURES[figure]
    names = [f"o{number:02d}" for number in range(33)]
    many = {
        name: pd.concat(
            [table, *(table[table["optimizer"] == "zeal"].assign(optimizer=n) for n in names)]
        )
        if "optimizer" in table
        else table
        for name, table in tables.items()
    }
    titles = TITLES | {"optimizer": TITLES["optimizer"] | {n: n.upper() for n in names}}
    found = select(kind, many, where, titles)
    assert found.slots["adam"] == chart(figure).slots["adam"]
    with mpl.rc_context(LIGHT.rc):
        drawn = kind.draw(found, LIGHT)
        drawn.canvas.draw()
    assert drawn.get_size_inches()[1] * 96 < 1100


def test_the_same_tables_give_the_same_bytes(tmp_path):
    sources = []
    for name, table in RANKS.items():
        sources.append(str(tmp_path / f"{name}.csv"))
        table.to_csv(sources[-1], index=False)
    pictures = []
    for run in ("first", "second"):
        output = tmp_path / run / "ranks.json"
        where = [f"--where={name}={value}" for name, value in OWN.items()]
        options = ["--titles", json.dumps(TITLES), "--made-by", "{}", "--output", str(output)]
        draw.main(["ranks", *sources, *where, *options])
        pictures.append(output.with_name("ranks.dark.svg").read_bytes())
    assert pictures[0] == pictures[1]


def test_the_words_of_the_figures_are_those_of_the_tables():
    """Figures import no comparison; here their names are held together."""
    assert set(standings.REGIMES) == {*REGIMES, BEST_OF}
    assert sanity.AT_ONE_OVER_L == standings.AT_ONE_OVER_L
    assert (transfer_figure.FOR_ALL, transfer_figure.FROM_OTHERS) == (
        transfer.FOR_ALL,
        transfer.FROM_OTHERS,
    )
    assert transfer_figure.FEWEST_SOLVED == transfer.FEWEST_SOLVED
    assert set(invariance.KINDS) == set(e12_invariance.KINDS)
    assert set(invariance.RATES) == set(e12_invariance.RATE_KINDS)
    assert curves.SHOWN == "shown"


def test_profiles_show_the_chosen_in_front_and_compute_ratios_among_them_alone():
    found = chart("profiles")
    assert list(found.front) == ["gradient_descent", "adam"]
    assert list(found.bounds) == ["zero", BOUND]
    assert found.others == 2
    assert set(found.panels["profile_performance"]["among"]) == {"shown"}
    assert len(found.behind["profile_performance"]) == 0
    caption = told("profiles")
    assert "within 100 passes over the data: Adam 100" in caption
    assert "Thin lines: 2 other methods." in caption


def test_ranks_stand_in_order_and_yardsticks_last():
    found = chart("ranks")
    assert list(found.optimizers) == [*NAMES, BOUND]
    assert found.groups[0] == ["adam", "gradient_descent"]
    caption = told("ranks")
    assert "a best rate for each, Adam (2 could be from other starts)" in caption
    # Who is in another group of the first, or in none with it, is named as well.
    assert "Not told from the first by the problems: Gradient descent and Zeal." in caption


@pytest.mark.parametrize(
    ("tested", "close", "said"),
    [
        (True, "", "Not told from the first by the problems: nobody."),
        (True, None, "Not told from the first by the problems: nobody."),
        (True, "gradient_descent;heavy_ball;zeal", "by the problems: everybody else."),
        (False, "", "The problems are too few to tell anybody from the first."),
    ],
)
def test_a_caption_says_if_nobody_is_close_or_nothing_was_tested(tested, close, said):
    tests = TESTS.assign(tested=tested, close_to_first=close)
    found = select(ranks, RANKS | {"ranking_tests": tests}, OWN)
    assert said in ranks.describe(found).caption


def test_several_regimes_have_a_panel_each_and_no_groups():
    found = chart("regimes")
    assert list(found.panels) == ["default", "own best"]
    assert found.groups == []
    assert "default rates, Zeal" in told("regimes")


def test_medians_that_the_grid_cuts_off_are_hollow():
    caption = told("sensitivity")
    assert "Adam 2 (1.5 to 2.5) and Zeal 1 (1 to 1.25)" in caption
    assert "Hollow: 1 median that a longer grid could widen." in caption
    assert len(chart("sensitivity").each) == 3


def test_transfer_names_who_loses_the_smallest_and_the_greatest_share_and_no_control():
    """0.02 and 0.2 of 0.5. The heavy ball would lose more, but solves four problems only."""
    found = chart("transfer")
    assert set(found.optimizers) == {"adam", "heavy_ball", "zeal"}
    assert found.bound == {"full_batch": 0.5}
    caption = told("transfer")
    assert (
        "the smallest share of the area with Adam 4\u202f%; the greatest with Zeal 40\u202f%."
        in caption
    )


def test_who_is_untouched_by_a_transformation_is_named():
    caption = told("invariance")
    assert "turned, each at its best rate: Gradient descent;" in caption
    assert "Zeal" not in caption
