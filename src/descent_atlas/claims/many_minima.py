"""The claim of the section on challenges that is about the minima of networks. (E11)"""

from __future__ import annotations

import pandas as pd

from descent_atlas.claim import (
    DEPENDS,
    FAILS,
    HOLDS,
    Decision,
    Evidence,
    MissingEvidence,
    Tables,
    claim,
)
from descent_atlas.comparison.close_minima import CLOSE, from_size_on, share_close
from descent_atlas.words import count, number, percent

MINIMA = "results/tables/e11_minima.csv"
HIGH = 1000
"""From so many parameters on a network counts as high-dimensional here."""


@claim(
    "C24",
    "In high dimension most local minima have a loss close to that of the global one.",
    criterion=(
        f"At every size of network from {count(HIGH)} parameters on, more than half of the minima that "
        f"training finds lie within {percent(CLOSE)} of the way from the initial loss down to the lowest "
        "of them (Wilson’s whole 95 % interval above a half)."
    ),
    section="challenges",
    needs=("e11_minima",),
    shown_by=("e11_minima_spread", "e11_widths"),
)
def minima_are_alike(tables: Tables) -> Decision:
    """Nobody knows the global minimum of a network, so each minimum is compared with the lowest that
    was found for the same size. Only what was checked to be a minimum counts: the gradient
    vanishes, and the smallest eigenvalue of the Hessian is positive. These are the minima to which
    training leads from random starts; a census of all of them might come out differently. A
    hundredth of the descent is a difference that one hardly sees in a plot of the loss. A thousand
    parameters are few for a network, yet far more than anybody can draw.
    """
    sizes = _sizes(tables["e11_minima"])
    high = sizes[sizes["parameters"] >= HIGH]
    if high.empty:
        raise MissingEvidence(f"no network has {count(HIGH)} parameters and a minimum")
    evidence = [_share(row) for _, row in high.iterrows()]
    hardest, widest = sizes.sort_values("share").iloc[0], sizes.iloc[-1]
    on = from_size_on(sizes["parameters"].to_numpy(), sizes["low"].to_numpy())
    evidence += [
        Evidence(f"largest gap, {_named(widest)}", widest["worst"], "of the descent", MINIMA),
        _share(hardest, "; the least of all sizes"),
        Evidence("minima checked", int(sizes["minima"].sum()), "minima", MINIMA),
    ]
    if on is None:
        median = f"Half of the minima, {_named(widest)}, lie within {number(widest['median'])}"
        return Decision(FAILS, tuple(evidence), f"{median} of the descent.")
    evidence.append(Evidence("it is so from this size on", on, "parameters", MINIMA))
    if on > high["parameters"].min():
        return Decision(DEPENDS, tuple(evidence), f"From {count(on)} parameters on.")
    every = on == sizes["parameters"].min() and len(sizes) > len(high)
    return Decision(HOLDS, tuple(evidence), "It is so at every size tried." if every else "")


def _sizes(minima: pd.DataFrame) -> pd.DataFrame:
    """For each number of parameters the share of verified minima that are close, and its interval."""
    known = minima[minima["verified"].astype(bool)]
    rows = []
    for parameters, gaps in known.groupby("parameters")["relative_gap"]:
        close = share_close(gaps.to_numpy())
        rows.append(
            {
                "parameters": parameters,
                "minima": len(gaps),
                "share": close.share,
                "low": close.low,
                "high": close.high,
                "median": gaps.median(),
                "worst": gaps.max(),
            }
        )
    columns = ["parameters", "minima", "share", "low", "high", "median", "worst"]
    return pd.DataFrame(rows, columns=columns).sort_values("parameters")


def _share(row: pd.Series, remark: str = "") -> Evidence:
    name = f"minima close to the best, {_named(row)}{remark}"
    return Evidence(
        name, float(row["share"]), "share", MINIMA, float(row["low"]), float(row["high"])
    )


def _named(row: pd.Series) -> str:
    return f"{count(row['parameters'])} parameters"
