"""What the article claims of high dimension."""

from __future__ import annotations

from typing import Any

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
from descent_atlas.words import listing

HIGH = 10
"""Dimensions from this one on are high."""
FAR = 100
"""Saddles are far more common where there are at least this many for each minimum."""
SOURCE = "results/tables/e10_dimension.csv"


@claim(
    "C23",
    "In high dimension saddle points are far more common than local minima.",
    criterion=(
        f"In every measured dimension from {HIGH} on there are at least {FAR} saddle points for each "
        "local minimum, by the lower end of the 95 % interval."
    ),
    section="challenges",
    needs=("e10_dimension",),
    shown_by=("e10_critical_kinds",),
)
def saddles_are_common(tables: Tables) -> Decision:
    """Both words of the claim need a number. "High" begins at ten parameters: that is far below any
    network, so if the claim holds there and more firmly with each further dimension, it is on the safe
    side. "Far more common" means a hundred to one: fewer, and a search that meets critical points at
    random would still meet a minimum now and then; at a hundred to one, meeting one is the exception.
    The functions are smooth, random and alike in all directions, so the claim is about a typical
    landscape. A particular loss may differ. The lower end of the interval has to clear the bar, since
    minima are so rare in high dimension that chance could make them look rarer than they are.
    """
    table = tables["e10_dimension"].sort_values("dimension")
    saddles = table[table["kind"] == "saddles"]
    high = saddles[saddles["dimension"] >= HIGH]
    if high.empty:
        raise MissingEvidence(f"no dimension from {HIGH} on was measured")
    minima = table[(table["kind"] == "minima") & (table["dimension"] == high["dimension"].max())]
    where = _where(saddles)
    ends = sorted({0, len(high) - 1})
    evidence = (
        *(_ratio(row) for row in high.iloc[ends].to_dict("records")),
        *(_share(row) for row in minima.to_dict("records")),
        Evidence(f"where there are {FAR} saddle points for each minimum", where, "", SOURCE),
    )
    condition = f"There are {FAR} saddle points for each minimum {where}."
    if (high["per_minimum_low"] >= FAR).all():
        return Decision(HOLDS, evidence)
    if (high["per_minimum_high"] < FAR).all():
        return Decision(FAILS, evidence, condition)
    return Decision(DEPENDS, evidence, condition)


def _where(saddles: pd.DataFrame) -> str:
    """In which of all measured dimensions the bar is cleared."""
    clears = saddles["per_minimum_low"] >= FAR
    cleared = saddles["dimension"][clears]
    short = saddles["dimension"][~clears]
    if cleared.empty:
        return "in no measured dimension beyond chance"
    if short.empty or short.max() < cleared.min():
        return f"from dimension {cleared.min()} on"
    return f"in dimension {listing(str(dimension) for dimension in cleared)} only"


def _ratio(row: dict[Any, Any]) -> Evidence:
    return Evidence(
        f"saddle points for each minimum in dimension {row['dimension']}",
        float(row["per_minimum"]),
        "",
        SOURCE,
        float(row["per_minimum_low"]),
        float(row["per_minimum_high"]),
    )


def _share(row: dict[Any, Any]) -> Evidence:
    return Evidence(
        f"share of minima among the critical points in dimension {row['dimension']}",
        float(row["fraction"]),
        "",
        SOURCE,
        float(row["low"]),
        float(row["high"]),
    )
