"""Claims of the section on loss functions: outliers and kinks. (E3)"""

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
from descent_atlas.words import listing, number

OUTLIER, SLOPES, SETTLING = (
    f"results/tables/e03_{name}.csv" for name in ("outlier", "slopes", "settling")
)
DELTA = 1.0
"""The article's delta."""
LARGE = 2.0
"""An outlier: ten times the median error of the five predictions."""
MORE = 2.0
"""More sensitive: pulled so many times as far."""
ROUNDING = 1e-9
"""Shares by which two results may differ and be called equal."""
JUMP = 1e-3
"""The least difference of two one-sided slopes that is a kink."""
SWING, REST = 0.1, 1e-3
"""A descent circles if it still swings by this share of its rate, and rests if by less than that."""
MEASURES = {"shift": ("shift of the fit", "units of y"), "growth": ("growth of the loss", "times")}


@claim(
    "C3",
    "Squared error (MSE) is more sensitive to outliers than absolute error (MAE); Huber lies between.",
    criterion=(
        f"Every outlier of at least {number(LARGE)} units moves the fit of MSE, and raises MSE itself "
        f"in units of its value without the outlier, at least {number(MORE)} times as much as it does "
        f"with MAE; and with Huber, δ = {number(DELTA)}, both are never below MAE nor above MSE."
    ),
    section="loss-functions",
    needs=("e03_outlier",),
    shown_by=("e03_outlier",),
)
def outliers(tables: Tables) -> Decision:
    """Sensitive can mean two things: that the loss shoots up, and that the model is pulled along.
    Both are asked for. The losses have different units, so each is measured by its own value before
    there was an outlier. An outlier begins at ten times the median error of the five predictions,
    which is 0.2; below, nobody would call it one. Twice as sensitive is a difference that shows in
    practice. Which target is moved, and whether up or down, is averaged over, since a fit of five
    points depends on it by chance.
    """
    table = tables["e03_outlier"]
    large = table[table["size"] >= LARGE]
    if large.empty:
        raise MissingEvidence(f"no outlier is as large as {number(LARGE)}")
    squared, absolute = (_by_size(large[large["loss"] == name]) for name in ("MSE", "MAE"))
    hubers = {
        delta: _by_size(large[(large["loss"] == "Huber") & (large["delta"] == delta)])
        for delta in sorted(large["delta"].dropna().unique())
    }
    between = [d for d, rows in hubers.items() if _below(absolute, rows) and _below(rows, squared)]
    evidence = _at_the_largest({"MSE": squared, "Huber": hubers.get(DELTA), "MAE": absolute})
    more = (squared >= MORE * absolute * (1 - ROUNDING)).all(axis=1)
    if not more.all():
        some = f"at {int(more.sum())} of {len(more)} sizes only"
        return Decision(FAILS, evidence, f"MSE is so much more sensitive than MAE {some}.")
    if DELTA in between:
        return Decision(HOLDS, evidence)
    if between:
        where = listing(number(delta) for delta in between)
        return Decision(DEPENDS, evidence, f"Huber lies between for δ = {where}.")
    return Decision(
        FAILS, evidence, "MSE is more sensitive, but Huber lies between for no δ tried."
    )


def _by_size(rows: pd.DataFrame) -> pd.DataFrame:
    return rows.set_index("size")[list(MEASURES)].sort_index()


def _below(low: pd.DataFrame, high: pd.DataFrame) -> bool:
    """Whether each measure is, at each size, up to rounding."""
    return bool((low <= high * (1 + ROUNDING)).to_numpy().all())


def _at_the_largest(losses: dict[str, pd.DataFrame | None]) -> tuple[Evidence, ...]:
    """Both measures of each loss at the largest outlier."""
    return tuple(
        Evidence(
            f"{words} with {name}, for an outlier of {number(float(rows.index[-1]))}",
            float(rows[measure].iloc[-1]),
            unit,
            OUTLIER,
        )
        for measure, (words, unit) in MEASURES.items()
        for name, rows in losses.items()
        if rows is not None
    )


@claim(
    "C4",
    "Absolute error (MAE) has no gradient at zero, which can trouble gradient descent.",
    criterion=(
        "At an error of zero the slopes of MAE on either side differ, and those of MSE do not; and "
        "at every constant learning rate tried with which the descent on MSE comes to rest, that on MAE "
        f"in the end still swings by {number(SWING)} of the rate or more."
    ),
    section="loss-functions",
    needs=("e03_slopes", "e03_settling"),
    shown_by=("e03_descent", "e03_slopes"),
)
def kink_at_zero(tables: Tables) -> Decision:
    """The kink is a matter of two slopes. The trouble is that the gradient does not fade on the way
    to the minimum: a constant rate then makes steps of a constant length, and the descent jumps to
    and fro for ever. With five predictions the slope beside the minimum is at least a fifth, and so
    is a step in units of the rate; half of that is asked for. A descent on MSE that swings less
    than a thousandth of the rate is at rest in comparison. A rate at which MSE has not come to rest
    either shows nothing.
    """
    kinks = tables["e03_slopes"].query("error == 0").set_index("loss")
    jumps = kinks["slope_above"] - kinks["slope_below"]
    descents = tables["e03_settling"].pivot(
        index=["schedule", "learning_rate"], columns="loss", values="swing"
    )
    constant, shrinking = (descents.xs(name) for name in ("constant", "shrinking"))
    rates = constant.index.to_numpy()
    rested = constant["MSE"].to_numpy() <= REST * rates
    if not rested.any():
        raise MissingEvidence("no descent on MSE has come to rest")
    troubled = rested & (constant["MAE"].to_numpy() >= SWING * rates)
    evidence = (
        Evidence("jump of the slope of MAE at zero", float(jumps["MAE"]), "", SLOPES),
        Evidence("jump of the slope of MSE at zero", float(jumps["MSE"]), "", SLOPES),
        *_swings(constant["MAE"], "MAE, a constant rate of"),
        *_swings(constant["MSE"], "MSE, a constant rate of"),
        *_swings(shrinking["MAE"].iloc[-1:], "MAE, a rate divided by √t, from"),
    )
    if jumps["MAE"] < JUMP or jumps["MSE"] >= JUMP or not troubled.any():
        return Decision(
            FAILS, evidence, "It would need a kink, and a rate that does not get past it."
        )
    if troubled[rested].all():
        return Decision(HOLDS, evidence)
    where = listing(number(rate) for rate in rates[troubled])
    return Decision(DEPENDS, evidence, f"The descent on MAE circles at a rate of {where}.")


def _swings(swings: pd.Series, descent: str) -> tuple[Evidence, ...]:
    """How much descents still swing, from the largest learning rate down."""
    return tuple(
        Evidence(f"swing at the end with {descent} {number(rate)}", swing, "units of y", SETTLING)
        for rate, swing in reversed(list(zip(swings.index.tolist(), swings.tolist(), strict=True)))
    )
