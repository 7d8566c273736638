"""The claim of the section on challenges that is about the minima of networks. (E11)"""

from __future__ import annotations

import numpy as np
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
from descent_atlas.comparison.intervals import wilson
from descent_atlas.words import count, number, percent

MINIMA = "results/tables/e11_minima.csv"
HIGH = 1000
"""From so many parameters on a network counts as high-dimensional here."""
CLOSE = 0.01
"""A minimum is close to the best one within this share of the way from the start down to it."""
MOST = 0.5
"""Most of them are more than this share, by the whole 95 % interval."""


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
    on = _from(sizes)
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
    gaps = known.groupby("parameters")["relative_gap"]
    close = gaps.agg(lambda gap: (gap <= CLOSE).sum())
    low, high = wilson(close.to_numpy(), gaps.size().to_numpy())
    ends = {"share": close / gaps.size(), "low": low, "high": high}
    rows = {"minima": gaps.size(), **ends, "median": gaps.median(), "worst": gaps.max()}
    return pd.DataFrame(rows).reset_index().sort_values("parameters")


def _from(sizes: pd.DataFrame) -> int | None:
    """The least number of parameters from which on most minima are close at every size, if any."""
    enough = np.append(False, sizes["low"].to_numpy() > MOST)
    after = len(enough) - 1 - int(np.argmin(enough[::-1]))
    return None if after == len(sizes) else int(sizes["parameters"].iloc[after])


def _share(row: pd.Series, remark: str = "") -> Evidence:
    name = f"minima close to the best, {_named(row)}{remark}"
    return Evidence(
        name, float(row["share"]), "share", MINIMA, float(row["low"]), float(row["high"])
    )


def _named(row: pd.Series) -> str:
    return f"{count(row['parameters'])} parameters"
