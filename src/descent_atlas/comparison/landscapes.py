"""The best optimizers on each kind of landscape."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pandas as pd

from descent_atlas.problem import TAGS
from descent_atlas.words import VARIANTS, listing

Tables = Mapping[str, pd.DataFrame]
NEAR_BEST = ("winner", "close")
LANDSCAPE_COLUMNS = [
    *("variant", "landscape", "problems", "solved", "best", "near_best"),
    *("widest", "lowest", "highest"),
]


def landscapes(found: Tables, lists: Tables) -> pd.DataFrame:
    """The best optimizers on each kind of landscape: a row for each variant and tag.

    ``solved`` counts its solvable problems, ``near_best`` on how many of them the best ones are the winner
    or too close to it to call. ``widest`` is the one of them whose best learning rates there lie farthest
    apart, from ``lowest`` to ``highest``. Empty where no problem is solved.
    """
    titles = titles_of(methods_of(lists))
    problems = lists["problems"][lists["problems"]["solvable"].astype(bool)]
    winners = found["winners"][found["winners"]["optimizer"].isin(titles)]
    rates = found["regimes"][found["regimes"]["regime"] == "own best"]
    rows = []
    for variant in variants_of(found["regimes"]):
        here = winners[winners["variant"] == variant]
        for tag in TAGS:
            names = {
                p
                for p, t in zip(problems["problem"], problems["tags"].fillna(""), strict=True)
                if tag in t.split(";")
            }
            if names:
                mine = here[here["problem"].isin(names)]
                used = rates[
                    (rates["variant"] == variant) & rates["problem"].isin(set(mine["problem"]))
                ]
                rows.append([variant, tag, len(names), *_best(mine, used, titles)])
    return pd.DataFrame(rows, columns=LANDSCAPE_COLUMNS).astype({"near_best": "Int64"})


def methods_of(lists: Tables) -> pd.DataFrame:
    """The optimizers that are no controls: yardsticks are in the tables, and lead nowhere."""
    optimizers = lists["optimizers"]
    return optimizers[~optimizers["control"].astype(bool)]


def titles_of(optimizers: pd.DataFrame) -> dict[str, str]:
    """Titles by name."""
    return dict(zip(optimizers["optimizer"], optimizers["title"], strict=True))


def variants_of(frame: pd.DataFrame) -> list[str]:
    """The variants of a table, in the order in which they are shown."""
    return [name for name in VARIANTS if name in set(frame["variant"])]


def _best(rows: pd.DataFrame, rates: pd.DataFrame, titles: dict[str, str]) -> list[Any]:
    """Solved problems, the best optimizers, on how many they are near the best, and whose rates span most."""
    if rows.empty:
        return [0, "", None, "", None, None]
    near = rows["outcome"].isin(NEAR_BEST).groupby(rows["optimizer"]).sum()
    best = [name for name in titles if name in near.index and near[name] == near.max()]
    spans = rates.groupby("optimizer")["learning_rate"].agg(["min", "max"]).loc[best]
    widest = (spans["max"] / spans["min"]).idxmax()
    told = listing(titles[name] for name in best)
    counts = [rows["problem"].nunique(), told, int(near.max())]
    return [*counts, titles[str(widest)], *spans.loc[[widest]].iloc[0]]
