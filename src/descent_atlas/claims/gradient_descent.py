"""Claims of the section on gradient descent: what the learning rate does. (E5)"""

from __future__ import annotations

import pandas as pd

from descent_atlas.claim import DEPENDS, FAILS, HOLDS, Decision, Evidence, Tables, claim
from descent_atlas.words import number

ARRIVALS, SUMMARY, STABILITY = (
    f"results/tables/e05_{name}.csv" for name in ("arrivals", "summary", "stability")
)
SLOWER = 5
"""So many times the iterations, at a tenth of the learning rate, are slow convergence."""
AGREEMENT = 0.01
"""Measured and predicted stability limits agree within this share."""


@claim(
    "C6",
    "A learning rate that is too small converges slowly.",
    criterion=(
        "At a tenth of the article’s middle learning rate the descent needs at least "
        f"{SLOWER} times as many iterations until its loss stays below a thousandth of the initial one."
    ),
    section="gradient-descent",
    needs=("e05_arrivals", "e05_summary"),
    shown_by=("e05_arrivals", "e05_convergence"),
)
def slow_when_small(tables: Tables) -> Decision:
    """With a small rate each step is α times the slope, so in the limit a tenth of the rate needs
    ten times the steps. A factor of five is half of that: it leaves room for a landscape on which a
    larger rate cannot be used to the full, and still is a difference that nobody would overlook.
    """
    arrivals = tables["e05_arrivals"].set_index("learning_rate")["iterations"]
    small, middle = sorted(tables["e05_summary"]["learning_rate"])[:2]
    evidence = tuple(
        Evidence(
            f"iterations at a learning rate of {number(rate)}",
            int(arrivals[rate]) if pd.notna(arrivals[rate]) else "never within the budget",
            "iterations",
            ARRIVALS,
        )
        for rate in (small, middle)
    )
    if pd.isna(arrivals[middle]):
        return Decision(FAILS, evidence, "It would need a middle rate that arrives at all.")
    if pd.isna(arrivals[small]):
        return Decision(HOLDS, evidence)
    factor = float(arrivals[small] / arrivals[middle])
    evidence += (Evidence("times as many", factor, "", ARRIVALS),)
    if factor >= SLOWER:
        return Decision(HOLDS, evidence)
    return Decision(
        FAILS, evidence, f"At a tenth of the rate it takes only {number(factor)} times as many."
    )


@claim(
    "C7",
    "A larger learning rate gets there in fewer steps, but it may overshoot.",
    criterion=(
        "Among all rates with which the loss comes to stay below a thousandth of the initial one, "
        "every larger one needs fewer iterations than the one before, and at least one of them raises "
        "the loss on the way."
    ),
    section="gradient-descent",
    needs=("e05_arrivals",),
    shown_by=("e05_arrivals", "e05_paths"),
)
def faster_but_overshoots(tables: Tables) -> Decision:
    """The sentence promises two things, and both are counted. “Fewer steps” has to hold for every
    pair of neighbouring rates, as a promise without exceptions would. “Gets there” means to stay
    there: a run that passes by is not counted. “May overshoot” needs a single case: a rate that
    arrives although some of its steps raised the loss.
    """
    table = tables["e05_arrivals"].sort_values("learning_rate")
    arrived = table.dropna(subset="iterations")
    if len(arrived) < 2:
        return Decision(FAILS, (), "It would need at least two rates that arrive.")
    faster = arrived["iterations"].astype(float).diff().iloc[1:] < 0
    overshooting = arrived[arrived["rises"] > 0]
    left = table[table["ending"] == "diverged"]
    evidence = (
        Evidence("rates that arrive", len(arrived), "learning rates", ARRIVALS),
        Evidence("of these, faster than the next smaller", int(faster.sum()), "", ARRIVALS),
        *_row("the slowest that arrives", arrived.iloc[0]),
        *_row("the fastest that arrives", arrived.sort_values("iterations").iloc[0]),
        Evidence("rates that arrive and overshoot", len(overshooting), "", ARRIVALS),
        Evidence("rates that diverge", len(left), "learning rates", ARRIVALS),
    )
    if faster.all() and len(overshooting):
        return Decision(HOLDS, evidence)
    if not faster.iloc[0]:
        return Decision(FAILS, evidence, "Not even the second smallest rate is faster.")
    upto = arrived["learning_rate"].iloc[len(faster) if faster.all() else int(faster.argmin())]
    none = "" if len(overshooting) else " No rate that arrives overshoots."
    condition = f"Up to a rate of {number(upto)} every larger one is faster{_slower(faster)}.{none}"
    return Decision(DEPENDS, evidence, condition)


def _slower(faster: pd.Series) -> str:
    """What follows on the largest rate up to which every larger one is faster."""
    return "" if faster.all() else "; the next that arrives takes longer"


@claim(
    "C8",
    "A learning rate that is too large diverges.",
    criterion=(
        "The article’s largest rate diverges, so does every tried rate above the smallest one that "
        f"does, and on quadratics the limit found by trial is 2/λ_max within {AGREEMENT:.0%}."
    ),
    section="gradient-descent",
    needs=("e05_summary", "e05_arrivals", "e05_stability"),
    shown_by=("e05_paths", "e05_stability"),
)
def diverges_when_large(tables: Tables) -> Decision:
    """“Too large” has to be a border, not an accident: beyond it nothing comes back. On a quadratic
    theory says where it lies, 2/λ_max, so there the border is measured without any use of the
    second derivative and compared; one per cent is ten times the error of the search.
    """
    summary = tables["e05_summary"].sort_values("learning_rate")
    arrivals = tables["e05_arrivals"].sort_values("learning_rate")
    largest = summary.iloc[-1]
    diverged = arrivals["ending"].eq("diverged").to_numpy()
    border = bool(diverged.any() and diverged[diverged.argmax() :].all())
    stability = tables["e05_stability"]
    apart = float((stability["largest_stable"] / stability["limit"] - 1).abs().max())
    name = f"a learning rate of {number(largest['learning_rate'])} ends"
    evidence = [Evidence(name, largest["ending"], "", SUMMARY)]
    if largest["ending"] == "diverged":
        evidence += [Evidence("diverged at iteration", int(largest["ended_at"]), "", SUMMARY)]
    if diverged.any():
        first = float(arrivals["learning_rate"].iloc[diverged.argmax()])
        evidence += [Evidence("the smallest tried rate that diverges", first, "", ARRIVALS)]
    evidence += [
        Evidence("largest deviation from 2/λ_max on a quadratic", apart, "share", STABILITY)
    ]
    if not diverged.any():
        condition = "No tried rate diverges; it would take larger ones."
        return Decision(FAILS, tuple(evidence), condition)
    if largest["ending"] == "diverged" and border and apart <= AGREEMENT:
        return Decision(HOLDS, tuple(evidence))
    return Decision(DEPENDS, tuple(evidence), _exception(largest, border, apart))


def _exception(largest: pd.Series, border: bool, apart: float) -> str:
    if largest["ending"] != "diverged":
        return "The article’s largest rate does not diverge, but a larger one does."
    if not border:
        return "Some rates above the smallest that diverges do not diverge."
    return f"On a quadratic the limit is off by {number(apart)} of its size."


def _row(which: str, row: pd.Series) -> tuple[Evidence, Evidence]:
    rate, iterations = float(row["learning_rate"]), int(row["iterations"])
    return (
        Evidence(f"learning rate of {which}", rate, "", ARRIVALS),
        Evidence(f"its iterations ({which})", iterations, "iterations", ARRIVALS),
    )
