"""The figures of section 8: what they select and say, on frames made by hand, empty ones among them."""

from __future__ import annotations

import json
from types import ModuleType

import matplotlib as mpl
import numpy as np
import pandas as pd
import pytest

from descent_atlas.figures import (
    basin_shares,
    default_tuned,
    pairwise,
    speed_ups,
    tries,
    winners,
)
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import LIGHT, THEMES
from descent_atlas.stages import draw

TITLES = {
    "problem": {"bowl": "Bowl", "hills": "Hills"},
    "optimizer": {
        "adam": "Adam",
        "gradient_descent": "Gradient descent",
        "heavy_ball": "Heavy ball",
        "zeal": "Zeal",
    },
    "unbounded": {},
}

PAIRS = pd.DataFrame(
    [
        {
            "variant": variant,
            "regime": regime,
            "measure": measure,
            "optimizer": name,
            "rival": rival,
            "wins": wins,
            "ties": 2,
            "losses": 6 - wins,
        }
        for variant, wins in (("all", 3), ("full_batch", 6))
        for regime in ("default", "own best")
        for measure in ("speed", "reliability")
        for name, rival in (
            ("adam", "gradient_descent"),
            ("gradient_descent", "adam"),
            ("zeal", "adam"),
        )
    ]
)
TUNING = pd.DataFrame(
    [
        ("full_batch", "adam", 4, 0.0, 0.5, 1.0),
        ("full_batch", "gradient_descent", 4, 0.5, 0.5, 0.75),
        ("stochastic", "adam", 2, 0.5, 0.5, 0.5),
        ("stochastic", "gradient_descent", 2, 0.0, 0.0, 0.5),
    ],
    columns=["variant", "optimizer", "problems", "default", "one_rate", "own_best"],
)
TRIES = pd.DataFrame(
    [
        ("full_batch", name, k, min(1, k * chance))
        for name, chance in (("adam", 0.2), ("gradient_descent", 0.1), ("zeal", 0.05))
        for k in (1, 2, 3, 4)
    ],
    columns=["variant", "optimizer", "tries", "chance"],
)
WINNERS = pd.DataFrame(
    [
        ("full_batch", "bowl", "adam", 1.0, "winner"),
        ("full_batch", "bowl", "gradient_descent", 2.0, "slower"),
        ("full_batch", "bowl", "heavy_ball", 1.05, "close"),
        ("full_batch", "hills", "adam", np.nan, "never"),
        ("full_batch", "hills", "gradient_descent", 9.0, "slower"),
        ("full_batch", "hills", "heavy_ball", 1.0, "winner"),
        ("stochastic", "hills", "adam", 1.0, "winner"),
    ],
    columns=["variant", "problem", "optimizer", "times_slower", "outcome"],
)
ESCAPE = pd.DataFrame(
    [
        (
            "hills",
            "many minima",
            name,
            variant,
            regime,
            0.1,
            edge,
            share,
            share / 2,
            (1 + share) / 2,
        )
        for name, variant, regime, share, edge in (
            ("gradient_descent", "full_batch", "equal steps", 0.25, False),
            ("gradient_descent", "stochastic", "equal steps", 0.5, True),
            ("gradient_descent", "full_batch", "equal samples", 0.75, False),
            ("heavy_ball", "full_batch", "equal steps", 0.0, False),
            ("gradient_descent", "full_batch", "same small rate", 0.1, False),
            ("heavy_ball", "full_batch", "same small rate", 0.9, False),
        )
    ],
    columns=[
        *("problem", "tags", "optimizer", "variant", "regime", "learning_rate", "edge"),
        *("share", "share_low", "share_high"),
    ],
)
DIRECTION = pd.DataFrame(
    [
        ("turn", "same rate", "heavy_ball", 3, 0.0, 0.0, 0.5),
        ("keep", "same small rate", "heavy_ball", 4, 8.0, 5.0, np.nan),
        ("keep", "same rate", "heavy_ball", 4, np.nan, 2.0, np.nan),
    ],
    columns=["steps", "regime", "optimizer", "problems", "speed_up", "low", "high"],
)
SHAPES = pd.DataFrame(
    [
        ("bowl", "adam", 1e-4, True, "", 1.0, 1.0, 2.0, 1.5, 3.0),
        ("bowl", "adam", 1e-2, False, "", 1.0, 1.0, 7.0, 6.0, 8.0),
        ("hills", "adam", 1e-7, True, "gradient_descent", 0.0, 1.0, np.nan, np.nan, np.nan),
    ],
    columns=[
        *("problem", "optimizer", "target", "judged", "edge", "success_of_descent", "success_rate"),
        *("speed_up", "low", "high"),
    ],
)
FIGURES = {
    "pairs": (pairwise, "choosing_pairs", PAIRS, {}),
    "tuning": (default_tuned, "choosing_tuning", TUNING, {}),
    "tries": (tries, "choosing_tries", TRIES, {}),
    "winners": (winners, "choosing_winners", WINNERS, {}),
    "momentum": (basin_shares, "choosing_escape", ESCAPE, {}),
    "noise": (basin_shares, "choosing_escape", ESCAPE, {"optimizer": "gradient_descent"}),
    "direction": (speed_ups, "choosing_direction_pooled", DIRECTION, {}),
    "shapes": (speed_ups, "choosing_shapes", SHAPES, {}),
}


def select(kind: ModuleType, name: str, table: pd.DataFrame, where: dict[str, str]):
    return kind.select(Inputs(titles=TITLES, where=where, tables={name: table}))


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
        assert text.endswith(".") or text == caption.alt


@pytest.mark.parametrize("figure", FIGURES)
def test_a_grid_without_any_rows_has_a_figure_that_says_so(figure):
    kind, name, table, where = FIGURES[figure]
    empty = select(kind, name, table.iloc[:0], where)
    with mpl.rc_context(LIGHT.rc):
        drawn = kind.draw(empty, LIGHT)
    assert any(text.get_text() == kind.EMPTY for text in drawn.texts)
    assert kind.EMPTY in kind.describe(empty).caption


def test_the_same_table_gives_the_same_bytes(tmp_path):
    source = tmp_path / "choosing_winners.csv"
    WINNERS.to_csv(source, index=False)
    pictures = []
    for run in ("first", "second"):
        output = tmp_path / run / "choosing_winners.json"
        options = ["--titles", json.dumps(TITLES), "--made-by", "{}", "--output", str(output)]
        draw.main(["winners", str(source), *options])
        pictures.append(output.with_name("choosing_winners.dark.svg").read_bytes())
    assert pictures[0] == pictures[1]


def test_pairs_are_those_against_plain_descent_over_all_variants():
    found = chart("pairs")
    assert found.optimizers == {"adam": "Adam"}
    assert found.panels["default", "speed"].loc["adam"].tolist() == [3, 2, 3]
    assert "in speed at the default rates, Adam is ahead most often (38" in told("pairs")


def test_the_caption_of_tuning_names_the_best_at_each_kind_of_rate():
    caption = told("tuning")
    assert "of 4 problems" in caption
    assert "with the default rate, Gradient descent (50" in caption
    assert "with one rate for all problems, Gradient descent and Adam (50" in caption
    assert "with a best rate for each, Adam (100" in caption


def test_the_caption_of_tries_tells_of_three_and_counts_the_thin_lines():
    assert "After 3 tries, full batch: Adam 60" in told("tries")
    assert "Thin lines: 1 other." in told("tries")


def test_winners_are_drawn_in_five_kinds():
    kinds = chart("winners").kinds.set_index(["problem", "optimizer"])["kind"].to_dict()
    assert kinds == {
        ("bowl", "adam"): "winner",
        ("bowl", "gradient_descent"): "slower",
        ("bowl", "heavy_ball"): "too close to call",
        ("hills", "adam"): "never",
        ("hills", "gradient_descent"): "over 3 times slower",
        ("hills", "heavy_ball"): "winner",
    }
    assert "Most often the winner or too close to call: Heavy ball, on 2." in told("winners")


def test_of_many_optimizers_those_near_the_best_have_a_column():
    names = [f"o{place:02d}" for place in range(30)]
    table = pd.DataFrame(
        [
            ("full_batch", "bowl", name, 1.0 + place, "winner" if place == 29 else "slower")
            for place, name in enumerate(names)
        ],
        columns=WINNERS.columns,
    )
    titles = TITLES | {"optimizer": {name: name.upper() for name in names}}
    found = winners.select(Inputs(titles=titles, tables={"choosing_winners": table}))
    assert list(found.optimizers) == [*names[:19], "o29"]
    assert set(found.kinds["optimizer"]) == set(found.optimizers)
    assert "Not shown: 10 others" in winners.describe(found).caption


def test_noise_compares_variants_and_momentum_optimizers():
    assert list(chart("noise").series) == ["full_batch", "stochastic"]
    assert list(chart("momentum").series) == ["gradient_descent", "heavy_ball"]
    assert chart("momentum").regimes == ["equal steps", "same small rate"]
    assert "full batch 25" in told("noise")
    assert "Heavy ball 90" in told("momentum")


def test_a_rate_at_the_edge_is_told():
    assert told("noise").endswith("Hollow: a rate at the edge of the grid.")
    assert "Hollow" not in told("momentum")


def test_speed_ups_that_are_infinite_or_nothing_are_told_in_words():
    bands = chart("direction").bands
    assert bands == ["Straight, same rate", "Straight, small rate", "Turning, same rate"]
    caption = told("direction")
    assert "Straight, same rate: Heavy ball without end" in caption
    assert "Turning, same rate: Heavy ball never succeeds" in caption


def test_shapes_show_the_targets_that_need_all_and_who_was_not_tuned():
    found = chart("shapes")
    assert found.table["speed_up"].tolist()[0] == 2
    assert found.table["untuned"].tolist() == [False, True]
    assert "Hollow" in told("shapes")
    assert "(0.0001, for Hills 10⁻⁷ of the initial gap)" in told("shapes")


def test_shapes_without_any_edge_are_read_from_a_file_as_well(tmp_path):
    """An empty column comes back from CSV as numbers that are none."""
    SHAPES.assign(edge="").to_csv(tmp_path / "shapes.csv", index=False)
    table = pd.read_csv(tmp_path / "shapes.csv")
    found = select(speed_ups, "choosing_shapes", table, {})
    assert not found.table["untuned"].any()
    neither = table.assign(success_rate=0.0, success_of_descent=0.0)
    assert select(speed_ups, "choosing_shapes", neither, {}).table["untuned"].all()
