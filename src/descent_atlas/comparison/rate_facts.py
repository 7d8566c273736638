"""What the ranking says of learning rates, in numbers: how robust, how portable, and how stable."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from typing import Any

import pandas as pd

from descent_atlas.comparison.contest import METHOD
from descent_atlas.comparison.transfer import FEWEST_SOLVED, FROM_OTHERS

ROUNDING = 1e-9


def robustness(
    pooled: pd.DataFrame, titles: dict[str, str], controls: Collection[str]
) -> dict[str, Any]:
    """The widest and the narrowest median range of each variant, and how many ranges the grid cuts off.

    Of the methods alone: a control has no learning rate that it could be said to be robust to.
    """
    methods = pooled[~pooled["optimizer"].isin(controls)]
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
        for variant, rows in methods.groupby("variant")
    }


def transfer(table: pd.DataFrame, titles: dict[str, str]) -> dict[str, Any]:
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


def stability(table: pd.DataFrame, titles: dict[str, str]) -> dict[str, Any]:
    """How the measured edge compares with the theory's: by optimizer, over the problems that have one.

    The theory's limit lies between the last stable rate and the first that diverges (``as_predicted``), or
    runs diverge ``earlier``, or ``later``. Where nothing diverged and the limit is at the highest rate or
    above, or where the lowest rate diverged and the limit is there or below, it is ``beyond_grid``. Each
    problem is in one of the four.
    """
    known = table.dropna(subset="theory")
    found: dict[str, Any] = {}
    for name, rows in known.groupby("optimizer"):
        # An empty rate is neither above the limit nor below it.
        later = rows["largest_stable"] > rows["theory"] * (1 + ROUNDING)
        earlier = rows["smallest_diverging"] < rows["theory"] * (1 - ROUNDING)
        inside = rows["edge"].fillna("") == ""
        ratio = rows["ratio"].dropna()
        found[str(name)] = {
            "title": titles[str(name)],
            "problems": len(rows),
            "as_predicted": int((inside & ~earlier & ~later).sum()),
            "earlier": int(earlier.sum()),
            "later": int(later.sum()),
            "beyond_grid": int((~inside & ~earlier & ~later).sum()),
            "median_ratio": float(ratio.median()) if len(ratio) else None,
        }
    return found
