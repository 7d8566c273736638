"""What the ranking comes to, in numbers that a page can quote."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from descent_atlas.comparison.contest import BOUND, METHOD
from descent_atlas.comparison.credit import BEST_OF, TRIES
from descent_atlas.comparison.defaults import REGIMES
from descent_atlas.comparison.duels import ALL
from descent_atlas.comparison.intervals import CONFIDENCE, RESAMPLES
from descent_atlas.comparison.pairs import NOTICEABLE
from descent_atlas.comparison.rate_facts import robustness, stability, transfer
from descent_atlas.comparison.robustness import WIDE
from descent_atlas.comparison.signed_ranks import LEVEL, fewest
from descent_atlas.comparison.transfer import FEWEST_SOLVED
from descent_atlas.words import VARIANTS

ENDS = ("value", "low", "high", "problems_low", "problems_high")
Tables = Mapping[str, pd.DataFrame]
BOUND_TITLE = "Gradient descent at 1/L"
SETTINGS = {
    "resamples": RESAMPLES,
    "confidence": CONFIDENCE,
    "level": LEVEL,
    "fewest": {str(tests): fewest(tests) for tests in (1, 10, 30, 500)},
    "wide": WIDE,
    "tries": TRIES,
    "noticeable": NOTICEABLE,
    "fewest_solved": FEWEST_SOLVED,
}
"""What a page says of the definitions."""


def facts(found: Tables, lists: Tables) -> dict[str, Any]:
    """The facts, of the tables by their names; what does not exist on a grid is left out or empty."""
    optimizers = lists["optimizers"]
    titles = dict(zip(optimizers["optimizer"], optimizers["title"], strict=True))
    controls = list(optimizers["optimizer"][optimizers["control"].astype(bool)])
    scores = found["ranking_scores"]
    scores = scores[scores["measure"] == "data profile"]
    shown = [name for name in (ALL, *VARIANTS) if name in set(scores["variant"])]
    kinds = scores[scores["landscape"] != ALL]
    return {
        "settings": SETTINGS,
        "main": shown[1] if len(shown) > 1 else None,
        "controls": [titles[name] for name in controls],
        "variants": {name: _subset(found, scores, (name, ALL), titles) for name in shown},
        "landscapes": {
            variant: {
                str(tag): _subset(found, scores, (variant, str(tag)), titles)["regimes"]["own_best"]
                for tag in kinds["landscape"][kinds["variant"] == variant].unique()
            }
            for variant in shown[1:]
        },
        "robustness": robustness(found["ranking_robustness_pooled"], titles, controls),
        "transfer": transfer(found["ranking_transfer"], titles),
        "stability": stability(found["ranking_stability"], titles),
    }


def _subset(
    found: Tables, scores: pd.DataFrame, keys: tuple[str, str], titles: dict[str, str]
) -> dict[str, Any]:
    """One subset of tasks in every regime."""
    rows, tests = (
        table[(table["variant"] == keys[0]) & (table["landscape"] == keys[1])]
        for table in (scores, found["ranking_tests"])
    )
    regimes = {
        regime.replace(" ", "_"): _regime(
            rows[rows["regime"] == regime], tests[tests["regime"] == regime].iloc[0], titles
        )
        for regime in (*REGIMES, BEST_OF)
    }
    return {
        "tasks": int(rows["tasks"].max()),
        "ranked": int(rows["rank"].notna().sum() / max(1, rows["regime"].nunique())),
        "regimes": regimes,
    }


def _regime(rows: pd.DataFrame, test: pd.Series, titles: dict[str, str]) -> dict[str, Any]:
    """Who is first, who could be, whom the tests do not tell from the first, and how the yardsticks do.

    ``starts_width`` and ``problems_width`` are the median widths of the areas' intervals over other starts
    and over other problems.
    """
    first = rows[rows["rank"] == 1].sort_values("optimizer")
    best: dict[Any, Any] = first.iloc[0].to_dict() if len(first) else {}
    mine = rows[rows["rank"].notna()]
    close = [name for name in str(test["close_to_first"]).split(";") if name]
    return {
        "first": [titles[name] for name in first["optimizer"]],
        **{name: _number(best.get(name)) for name in ENDS},
        "could_be_first": int((rows["rank_low"] == 1).sum()),
        "could_be_first_elsewhere": int((rows["rank_problems_low"] == 1).sum()),
        "starts_width": _number((mine["high"] - mine["low"]).median()),
        "problems_width": _number((mine["problems_high"] - mine["problems_low"]).median()),
        "close_to_first": [titles[name] for name in close if name not in set(first["optimizer"])],
        "tested": bool(test["tested"]),
        "friedman_p": _number(test["p"]),
        **{name: int(test[name]) for name in ("problems", "rivals", "fewest", "pairs")},
        **{name: _number(test[name], int) for name in ("separated", "groups")},
        "yardsticks": _yardsticks(rows, titles),
    }


def _number(value: Any, kind: type = float) -> Any:
    """A cell as a number; None if it is empty."""
    return None if value is None or pd.isna(value) else kind(value)


def _yardsticks(rows: pd.DataFrame, titles: dict[str, str]) -> dict[str, Any]:
    """What each sanity bound scores, and how many of the ranked beat it."""
    methods = rows[rows["rank"].notna()]
    return {
        str(row["optimizer"]): {
            "title": BOUND_TITLE if row["role"] == BOUND else titles[row["optimizer"]],
            "value": float(row["value"]),
            "tasks": int(row["tasks"]),
            "beaten_by": int((methods["value"] > row["value"]).sum()),
        }
        for row in rows[rows["role"] != METHOD].to_dict("records")
    }
