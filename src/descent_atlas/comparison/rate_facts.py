"""What the ranking says of learning rates, in numbers: how robust, how portable, and how stable."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pandas as pd

from descent_atlas.comparison.contest import METHOD
from descent_atlas.comparison.transfer import FOR_ALL

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
    """Who loses least and who most by one rate for all, in each variant."""
    mine = table[(table["role"] == METHOD) & (table["rate"] == FOR_ALL)]
    ends: dict[str, Any] = {}
    for variant, rows in mine.groupby("variant"):
        ordered = rows.sort_values(["lost", "optimizer"]).to_dict("records")
        ends[str(variant)] = {
            end: {
                "title": titles[row["optimizer"]],
                **{name: float(row[name]) for name in ("lost", "lost_low", "lost_high")},
                **{name: int(row[name]) for name in ("solved", "kept")},
                "times_slower": None
                if pd.isna(row["times_slower"])
                else float(row["times_slower"]),
            }
            for end, row in (("least", ordered[0]), ("most", ordered[-1]))
        }
    return ends


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
