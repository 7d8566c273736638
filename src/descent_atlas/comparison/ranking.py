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
from descent_atlas.comparison.robustness import WIDE
from descent_atlas.comparison.separation import FEWEST, LEVEL
from descent_atlas.comparison.transfer import FEWEST_SOLVED, FROM_OTHERS
from descent_atlas.words import VARIANTS

Tables = Mapping[str, pd.DataFrame]
BOUND_TITLE = "Gradient descent at 1/L"
SETTINGS = {
    "resamples": RESAMPLES,
    "confidence": CONFIDENCE,
    "level": LEVEL,
    "fewest": FEWEST,
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
    scores = found["ranking_scores"]
    scores = scores[scores["measure"] == "data profile"]
    shown = [name for name in (ALL, *VARIANTS) if name in set(scores["variant"])]
    kinds = scores[scores["landscape"] != ALL]
    return {
        "settings": SETTINGS,
        "main": shown[1] if len(shown) > 1 else None,
        "controls": [
            titles[n] for n in optimizers["optimizer"][optimizers["control"].astype(bool)]
        ],
        "variants": {name: _subset(found, scores, (name, ALL), titles) for name in shown},
        "landscapes": {
            variant: {
                str(tag): _subset(found, scores, (variant, str(tag)), titles)["regimes"]["own_best"]
                for tag in kinds["landscape"][kinds["variant"] == variant].unique()
            }
            for variant in shown[1:]
        },
        "robustness": _robustness(found["ranking_robustness_pooled"], titles),
        "transfer": _transfer(found["ranking_transfer"], titles),
        "stability": _stability(found["ranking_stability"], titles),
    }


def _subset(
    found: Tables, scores: pd.DataFrame, keys: tuple[str, str], titles: dict[str, str]
) -> dict[str, Any]:
    """One subset of tasks in every regime."""
    rows, tests, groups = (
        table[(table["variant"] == keys[0]) & (table["landscape"] == keys[1])]
        for table in (scores, found["ranking_tests"], found["ranking_groups"])
    )
    regimes = {
        regime.replace(" ", "_"): _regime(
            rows[rows["regime"] == regime],
            tests[tests["regime"] == regime],
            groups[groups["regime"] == regime],
            titles,
        )
        for regime in (*REGIMES, BEST_OF)
    }
    return {
        "tasks": int(rows["tasks"].max()),
        "ranked": int(rows["rank"].notna().sum() / max(1, rows["regime"].nunique())),
        "regimes": regimes,
    }


def _regime(
    rows: pd.DataFrame, tests: pd.DataFrame, groups: pd.DataFrame, titles: dict[str, str]
) -> dict[str, Any]:
    """Who is first, who could be, whom the tests do not tell from the first, and how the yardsticks do."""
    first = rows[rows["rank"] == 1].sort_values("optimizer")
    test = tests.iloc[0]
    top = groups[groups["group"] == 1]["members"].str.split(";").explode()
    numbers = ("value", "low", "high")
    best: dict[Any, Any] = first.iloc[0].to_dict() if len(first) else {}
    return {
        "first": [titles[name] for name in first["optimizer"]],
        **{name: best.get(name) for name in numbers},
        "could_be_first": int((rows["rank_low"] == 1).sum()),
        "not_told_apart": [titles[str(name)] for name in top if name in titles],
        "friedman_p": None if pd.isna(test["p"]) else float(test["p"]),
        "pairs": int(test["pairs"]),
        "separated": int(test["separated"]),
        "groups": int(test["groups"]),
        "yardsticks": _yardsticks(rows, titles),
    }


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


def _robustness(pooled: pd.DataFrame, titles: dict[str, str]) -> dict[str, Any]:
    """The widest and the narrowest median range of each variant."""
    return {
        str(variant): {
            end: {
                "names": [titles[name] for name in rows["optimizer"][rows["decades"] == decades]],
                "decades": float(decades),
            }
            for end, decades in (
                ("widest", rows["decades"].max()),
                ("narrowest", rows["decades"].min()),
            )
        }
        | {"at_edge": int(rows["at_edge"].sum()), "ranges": int(rows["problems"].sum())}
        for variant, rows in pooled.groupby("variant")
    }


def _transfer(table: pd.DataFrame, titles: dict[str, str]) -> dict[str, Any]:
    """Who loses the least and who the greatest share of its area by a rate from the others, in each variant.

    Of the methods that solve enough problems; nothing where fewer than two do.
    """
    mine = table[(table["role"] == METHOD) & (table["rate"] == FROM_OTHERS)]
    ends: dict[str, Any] = {}
    for variant, rows in mine.groupby("variant"):
        rows = rows[(rows["solved"] >= FEWEST_SOLVED) & (rows["area_own"] > 0)]
        rows = rows.assign(share=rows["lost"] / rows["area_own"])
        ordered = rows.sort_values(["share", "optimizer"]).to_dict("records")
        told = {"least": ordered[0], "most": ordered[-1]} if len(ordered) > 1 else {}
        ends[str(variant)] = {end: _lost(row, titles) for end, row in told.items()}
    return ends


def _lost(row: Mapping[Any, Any], titles: dict[str, str]) -> dict[str, Any]:
    """What one optimizer loses, from its row of the table."""
    numbers = ("share", "area_own", "area", "lost", "lost_low", "lost_high")
    slower = row["times_slower"]
    return {
        "title": titles[row["optimizer"]],
        **{name: float(row[name]) for name in numbers},
        **{name: int(row[name]) for name in ("solved", "kept")},
        "times_slower": None if pd.isna(slower) else float(slower),
    }


def _stability(table: pd.DataFrame, titles: dict[str, str]) -> dict[str, Any]:
    """How the measured edge compares with the theory's: by optimizer, over the problems that have one."""
    known = table.dropna(subset="theory")
    found: dict[str, Any] = {}
    for name, rows in known.groupby("optimizer"):
        above = rows["largest_stable"] <= rows["theory"] * (1 + 1e-9)
        below = ~(rows["smallest_diverging"] < rows["theory"] * (1 - 1e-9))
        ratio = rows["ratio"].dropna()
        found[str(name)] = {
            "title": titles[str(name)],
            "problems": len(rows),
            # The theory's limit lies between the last stable rate and the first that diverges.
            "as_predicted": int((above & below & (rows["edge"] == "")).sum()),
            "earlier": int((~below).sum()),
            "later": int((~above).sum()),
            "median_ratio": float(ratio.median()) if len(ratio) else None,
        }
    return found
