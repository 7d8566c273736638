"""Claims of the section on challenges: minima, saddle points and plateaus. (E8, E9, grid)"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.claim import DEPENDS, FAILS, HOLDS, Decision, Evidence, Tables, claim
from descent_atlas.claims.sooner import CRAWLING, escape
from descent_atlas.comparison.sooner import COMMON_RATE, STRETCH
from descent_atlas.words import counted, number

STARTS, MINIMA, RATES, CYCLES = (
    f"results/tables/e09_{name}.csv" for name in ("many_starts", "minima", "rates", "cycles")
)
OWN_RATE = 0.1
"""The article's learning rate in E9."""
SETTLED = ("converged", "wrong basin")
DISTINCT = 1e-3
"""Final points further apart are different minima, which are more than one apart in E9."""
HELPERS = ("momentum", "heavy_ball", "nesterov", "rmsprop", "adam")
ADAPTIVE = ("rmsprop", "adam")


@claim(
    "C19",
    "Gradient descent can settle in a minimum that is not the lowest.",
    criterion=(
        "In E9, at least one of the article’s starts settles in time, with a gradient of practically "
        "zero, at a local minimum whose value is higher than the lowest one’s."
    ),
    section="challenges",
    needs=("e09_many_starts", "e09_rates", "e09_minima"),
    shown_by=("e09_paths", "e09_long_run"),
)
def settles_too_high(tables: Tables) -> Decision:
    """“Can” needs a single case, but a real one: to hover around a minimum is not to settle in it, so
    the gradient has to be below a millionth of its usual size, which no run that circles gets to. The
    article’s own learning rate is asked first. Where it shows no case, the same starts are asked at
    every rate of the grid, since then the sentence depends on the rate.
    """
    table = tables["e09_many_starts"]
    wrong = _by_rate(table, table["ending"] == "wrong basin")
    many = tables["e09_rates"]
    often = many[many["learning_rate"].isin(wrong.index[wrong > 0])]
    evidence = [
        *_own_evidence(tables),
        Evidence("of these, in a minimum that is not the lowest", int(_own(wrong)), "runs", STARTS),
    ]
    if len(often):
        share = float((often["in_other"] / often["runs"]).median())
        name = "starts all over the plot that end in such a minimum, median of the rates where it happens"
        evidence.append(Evidence(name, share, "share", RATES))
    return _on_the_rate(tables, wrong > 0, evidence, "settles in a minimum that is not the lowest")


@claim(
    "C20",
    "Different starts end in different local minima.",
    criterion=(
        "In E9, the article’s starts that settle in time are at two different local minima or more."
    ),
    section="challenges",
    needs=("e09_many_starts", "e09_rates", "e09_minima", "e09_cycles"),
    shown_by=("e09_paths", "e09_landscape"),
)
def different_minima(tables: Tables) -> Decision:
    """Two minima are enough to make the start matter. To be “in” a minimum is to have settled there;
    runs that circle around different minima are counted apart, for they end in none. As before, the
    article’s own learning rate is asked first and then the grid of rates.
    """
    table = tables["e09_many_starts"]
    at = table["final_x"].where(table["ending"].isin(SETTLED))
    minima = (at / DISTINCT).round().groupby(table["learning_rate"]).nunique()
    cycles, many = tables["e09_cycles"], tables["e09_rates"]
    own = cycles[np.isclose(cycles["learning_rate"], OWN_RATE)]
    evidence = [
        *_own_evidence(tables),
        Evidence("different minima that they settle in", int(_own(minima)), "minima", STARTS),
        Evidence(
            "different minima that the runs are around in the long run",
            int(own["around"].nunique()),
            "minima",
            CYCLES,
        ),
        Evidence(
            "different minima that starts all over the plot settle in, at the best rate for it",
            int(many["minima"].max()),
            "minima",
            RATES,
        ),
    ]
    return _on_the_rate(tables, minima >= 2, evidence, "leads different starts to different minima")


@claim(
    "C21",
    "Near a saddle point progress is slow; momentum and adaptive methods help to leave it.",
    criterion=(
        f"In E8, from starts near a saddle, plain descent with α = {COMMON_RATE} spends more than "
        f"{CRAWLING:.0%} of its time before a tenth of the way down is made (median), on each surface that "
        "it leaves from every start; and on each surface every other method leaves sooner from most of the "
        f"starts from which one of the two is sooner: all with α = {COMMON_RATE}, the averaging momentum "
        f"with {number(COMMON_RATE * STRETCH['momentum'])}, and each at its best rate. The whole 95 % "
        "interval has to be on that side."
    ),
    section="challenges",
    needs=("e08_summary", "e08_kin", "optimizers"),
    shown_by=("e08_times", "e08_rates", "e08_saddle_paths"),
)
def leave_a_saddle(tables: Tables) -> Decision:
    """Slow is what waits for most of its time, so half of it is the threshold. “Help” must not hang on
    a choice of the learning rate, which means something else in each method: so all are compared at one
    common rate and each at the best of its own, chosen on other starts than those that count. The
    averaging form of momentum shortens its steps to a tenth, and by its formula it cannot leave sooner at
    plain descent’s own rate; so it gets ten times the rate, at which its steps are as long. An
    iteration costs every method one gradient of all samples, so iterations are gradient samples. A
    method helps if it is sooner from more starts than chance would allow; a start from which both need as
    long, or neither leaves, speaks for none of them. One surface is one example, so the catalogue’s others
    with a saddle have to agree, each by itself, from starts as close to theirs.
    """
    return escape(tables, "saddle", "saddle", HELPERS, "leave the saddle")


@claim(
    "C22",
    "On a plateau gradient descent crawls; adaptive methods cross it faster.",
    criterion=(
        f"In E8, from starts on a plateau, plain descent with α = {COMMON_RATE} spends more than "
        f"{CRAWLING:.0%} of its time before a tenth of the way down is made (median), on each surface that "
        "it crosses from every start; and on each surface RMSprop and Adam cross sooner from most of the "
        f"starts from which one of the two is sooner: all with α = {COMMON_RATE}, and each at its best "
        "rate. The whole 95 % interval has to be on that side."
    ),
    section="challenges",
    needs=("e08_summary", "e08_kin", "optimizers"),
    shown_by=("e08_times", "e08_rates", "e08_tanh_plateau_paths"),
)
def cross_a_plateau(tables: Tables) -> Decision:
    """The same question as for the saddle. A plateau is crossed when the gap is down to a tenth for
    good: who only flies past the minimum has not arrived. On a slope that is slight everywhere a larger
    learning rate may be all that plain descent lacks, and only the comparison of best rates shows it.
    Beside the article’s surface stands the catalogue’s well in a plain, from the ring around it where
    the slope is between a tenth and a hundredth of its largest.
    """
    return escape(tables, "tanh_plateau", "plateau", ADAPTIVE, "cross the plateau")


def _by_rate(table: pd.DataFrame, which: pd.Series) -> pd.Series:
    """How many rows of each learning rate are so."""
    return which.groupby(table["learning_rate"]).sum()


def _own(by_rate: pd.Series) -> Any:
    """The value at the article's rate."""
    return by_rate[np.isclose(by_rate.index, OWN_RATE)].iloc[0]


def _own_evidence(tables: Tables) -> list[Evidence]:
    """What the article's rate means for its starts."""
    table, limits = tables["e09_many_starts"], tables["e09_minima"]["limit"]
    settled = _by_rate(table, table["ending"].isin(SETTLED))
    own = _by_rate(table, table["ending"].notna())
    return [
        Evidence("the article’s learning rate", OWN_RATE, "", STARTS),
        Evidence(
            "largest rate at which a minimum in the plot is stable", float(limits.max()), "", MINIMA
        ),
        Evidence("runs at the article’s rate", int(_own(own)), "runs", STARTS),
        Evidence("of these, settled", int(_own(settled)), "runs", STARTS),
    ]


def _on_the_rate(tables: Tables, found: pd.Series, evidence: list[Evidence], what: str) -> Decision:
    """Whether something is found at the article's rate, or else at which of the others."""
    if _own(found):
        return Decision(HOLDS, tuple(evidence))
    rates = found.index[found]
    if rates.empty:
        return Decision(FAILS, tuple(evidence), f"At no learning rate that was tried a run {what}.")
    table = tables["e09_many_starts"]
    own = np.isclose(table["learning_rate"], OWN_RATE)
    settled = int((own & table["ending"].isin(SETTLED)).sum())
    span = f"from {number(rates.min())} to {number(rates.max())}"
    span = span if len(rates) > 1 else f"of {number(rates[0])}"
    condition = (
        f"It fails at the article’s own learning rate of {OWN_RATE}, at which {settled} of "
        f"{counted(int(own.sum()), 'run')} settle. It holds at "
        f"{counted(len(rates), 'rate')} of the {len(found)} tried, {span}, at which descent {what}."
    )
    return Decision(
        DEPENDS, (*evidence, Evidence("rates at which it holds", len(rates), "", STARTS)), condition
    )
