"""Claims of the section on optimizers: what momentum does. (E7, grid)"""

from __future__ import annotations

import math

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
from descent_atlas.claims.races import races
from descent_atlas.claims.reading import (
    FASTER,
    GAIN,
    Row,
    gains,
    measured,
    records,
    titles_of,
)
from descent_atlas.words import counted, listing, number, percent

DIRECTION, ESCAPE = (
    f"results/tables/choosing_{name}.csv" for name in ("direction_pooled", "escape_pooled")
)
REGIMES = {
    "equal steps": "each at its best rate",
    "same rate": "at plain descent’s best rate",
    "same small rate": "at a rate at which plain descent follows the slope",
}
OWN = "own best"
RATES = {
    "same rate": "at the largest rate at which plain descent’s steps keep their direction",
    "same small rate": "at a tenth of the largest rate at which plain descent’s do so",
    OWN: "each at its best rate",
}
MOMENTA = ("momentum", "heavy_ball", "nesterov")
AVERAGING = "momentum"


@claim(
    "C13",
    "Momentum speeds up convergence where gradients keep their direction.",
    criterion=(
        "Where plain descent’s steps keep their direction, each form of momentum is at least "
        f"{number(FASTER)} times as fast (median over the problems, the whole 95 % interval above 1): at "
        "the largest learning rate at which they do so and at a tenth of that (but for the averaging form, "
        "whose steps at one rate are no longer than plain descent’s), and each at its best rate; and no "
        "form gains as much where steps turn."
    ),
    section="optimizers",
    needs=("choosing_direction_pooled", "optimizers", "e07_optimizers"),
    shown_by=("choosing_direction",),
)
def momentum_where_straight(tables: Tables) -> Decision:
    """Whether gradients keep their direction is measured and not read off a label: at most a twentieth of
    plain descent’s steps may go back on the step before. The same rate for both is the comparison of the
    sentence, and as “where” does not say how large it is, there are two of them. But a rate is not
    the same thing to every method. The averaging form takes a mean of gradients, so on a steady slope
    it can at most keep pace with plain descent at one rate, by its formula and whatever the data; at
    1/(1 − β) times the rate it takes the same steps as the heavy ball, which is asked at the common
    rate in its place. At best rates all forms are asked. Half as fast again is a gain that pays for a
    second buffer of the size of the parameters. The sentence says “where”, so the gain must be smaller
    where plain descent’s steps turn, which is where a quarter of them go back; without such a place
    it cannot be decided.
    """
    rows = records(tables["choosing_direction_pooled"])
    titles = titles_of(tables, "optimizer")
    straight, turning = (
        {(row["optimizer"], row["regime"]): row for row in rows if row["steps"] == steps}
        for steps in ("keep", "turn")
    )
    if not straight:
        raise MissingEvidence("the grid has no momentum beside plain descent on a straight way")
    if {name for name, _ in straight} - {name for name, _ in turning}:
        raise MissingEvidence("the grid has no momentum beside plain descent where its steps turn")
    evidence = (*(_speed_up(row, titles) for row in rows), *races(tables, ("momentum",)))
    asked = {key: row for key, row in straight.items() if key[0] != AVERAGING or key[1] == OWN}
    fits = [key for key, row in asked.items() if _times(row) >= FASTER and row["low"] > 1]
    contrary = [
        key
        for key in asked
        if key in turning
        and _times(turning[key]) > 1
        and _times(turning[key]) >= _times(straight[key])
    ]
    if len(fits) == len(asked) and not contrary:
        return Decision(HOLDS, evidence)
    only = f"only for {_named(fits, titles)}" if fits else "for none of them at any of these rates"
    condition = (
        f"Where steps keep their direction, it is {number(FASTER)} times as fast or more {only}."
    )
    if contrary:
        condition += f" As much or more is gained where they turn by {_named(contrary, titles)}."
    return Decision(DEPENDS if fits else FAILS, evidence, condition)


def _speed_up(row: Row, titles: dict[str, str]) -> Evidence:
    way = "keep their direction" if row["steps"] == "keep" else row["steps"]
    name = (
        f"speed-up where steps {way}: {titles[row['optimizer']]}, {row['regime']}, median of "
        f"{counted(row['problems'], 'problem')}"
    )
    return measured(name, row, "speed_up", "", DIRECTION)


def _times(row: Row) -> float:
    """A speed-up; an empty one is infinite."""
    return math.inf if pd.isna(row["speed_up"]) else float(row["speed_up"])


def _named(keys: list[tuple[str, str]], titles: dict[str, str]) -> str:
    """Optimizers by the regime: Momentum and Nesterov (own best)."""
    regimes = dict.fromkeys(regime for _, regime in keys)
    return "; ".join(
        f"{listing(titles[name] for name, of in keys if of == regime)} ({RATES[regime]})"
        for regime in regimes
    )


@claim(
    "C14",
    "Momentum can carry a run over small local minima.",
    criterion=(
        "On the problems with many minima, with the full batch and each at its best rate, at least "
        f"{percent(GAIN)} of the starts more reach the lowest basin with momentum than with plain descent, "
        "the whole 95 % interval above zero, for each form of momentum. It fails if the interval of none "
        "reaches up to that, at this rate or a common one."
    ),
    section="optimizers",
    needs=("choosing_escape_pooled", "choosing_escape", "optimizers", "problems"),
    shown_by=("choosing_momentum",),
)
def momentum_over_minima(tables: Tables) -> Decision:
    """Plain descent too passes over small minima if its steps are long, so it may choose its best rate for
    exactly this purpose, and only what momentum adds to that counts. There is no noise in these runs,
    and to get there is to come below every other minimum and to be there in the end; a problem on which
    that height is not known, because its minima cannot all be listed, is left out. A twentieth of the
    starts is a gain that one would notice. Where that fails, both are compared at one rate as well: at plain
    descent’s best, and at the largest at which its steps still follow the slope, so that nothing but
    inertia could carry a run over a hill.
    """
    pooled = tables["choosing_escape_pooled"]
    here = (pooled["tags"] == "many minima") & (pooled["variant"] == "full_batch")
    rows = records(pooled[here & pooled["optimizer"].isin(MOMENTA)])
    own = [row for row in rows if row["regime"] == "equal steps"]
    if not own:
        raise MissingEvidence("the grid has no momentum on a problem with many minima")
    titles = titles_of(tables, "optimizer")
    evidence = _of_minima(rows, own, titles)
    fits = {
        regime: [titles[row["optimizer"]] for row in rows if row["regime"] == regime and gains(row)]
        for regime in REGIMES
    }
    if len(fits["equal steps"]) == len(own):
        return Decision(HOLDS, evidence)
    single = _single_gains(tables, titles)
    told = _where(fits) + (
        f" Single problems on which best rates show it: {single}." if single else ""
    )
    open_ = bool(single) or any(row["high"] >= GAIN for row in rows)
    return Decision(DEPENDS if open_ else FAILS, evidence, told)


def _where(fits: dict[str, list[str]]) -> str:
    """By which forms of momentum so much is gained, at which rates, and at which rates by none."""
    gained = [f"{REGIMES[regime]} by {listing(names)}" for regime, names in fits.items() if names]
    nobody = [REGIMES[regime] for regime, names in fits.items() if not names]
    more = f"At least {percent(GAIN)} of the starts more reach the lowest basin"
    sentences = [f"{more} {listing(gained)}."] if gained else []
    sentences += [f"No form of momentum gains so much {listing(nobody)}."] if nobody else []
    return " ".join(sentences)


def _of_minima(rows: list[Row], own: list[Row], titles: dict[str, str]) -> tuple[Evidence, ...]:
    """By how much more starts reach the lowest basin, and on how many problems."""
    return (
        *(
            measured(
                f"more starts in the lowest basin than with plain descent: {titles[row['optimizer']]}, "
                f"{REGIMES[row['regime']]}",
                *(row, "difference", "share of starts", ESCAPE),
            )
            for row in rows
        ),
        Evidence("problems with many minima", own[0]["problems"], "", ESCAPE),
    )


def _single_gains(tables: Tables, titles: dict[str, str]) -> str:
    """On which single problems momentum at its best rate clearly brings more starts there, if any."""
    problems = titles_of(tables, "problem")
    found: dict[str, list[str]] = {}
    for row in records(tables["choosing_escape"]):
        own = (row["tags"], row["regime"]) == ("many minima", "equal steps")
        if own and row["optimizer"] in MOMENTA and gains(row):
            found.setdefault(problems[row["problem"]], []).append(titles[row["optimizer"]])
    return listing(f"{problem} ({', '.join(names)})" for problem, names in found.items())
