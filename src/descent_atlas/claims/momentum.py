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
from descent_atlas.claims.reading import Row, measured, records, titles_of
from descent_atlas.words import counted, listing, number, percent

DIRECTION, ESCAPE = (
    f"results/tables/choosing_{name}.csv" for name in ("direction_pooled", "escape_pooled")
)
FASTER = 1.5
"""So many times as fast is a speed-up worth the name."""
GAIN = 0.05
"""So much larger must the share of starts be that reach the lowest basin."""
REGIMES = {
    "equal steps": "each at its best rate",
    "same rate": "at its best rate",
    "same small rate": "at a rate at which it follows the slope",
}
MOMENTA = ("momentum", "heavy_ball", "nesterov")


@claim(
    "C13",
    "Momentum speeds up convergence where gradients keep their direction.",
    criterion=(
        "Where plain descent’s steps keep their direction, each form of momentum is at least "
        f"{number(FASTER)} times as fast (median over the problems, the whole 95 % interval above 1): at "
        "the largest learning rate at which they do so, at a tenth of that, and each at its best rate; and "
        "no form gains as much where steps turn."
    ),
    section="optimizers",
    needs=("choosing_direction_pooled", "optimizers", "e07_optimizers"),
    shown_by=("choosing_direction",),
)
def momentum_where_straight(tables: Tables) -> Decision:
    """Whether gradients keep their direction is measured and not read off a label: at most a twentieth of
    plain descent’s steps may go back on the step before. The same rate for both is the comparison of the
    sentence, and as “where” does not say how large it is, there are two of them; but a rate is not
    the same thing to every method, so the best rates are compared as well. Half as fast again is a
    gain that pays for a second buffer of the size of the parameters. The sentence says “where”, so the
    gain must be smaller where plain descent’s steps turn, which is where a quarter of them go back.
    """
    rows = records(tables["choosing_direction_pooled"])
    titles = titles_of(tables, "optimizer")
    straight, turning = (
        {(row["optimizer"], row["regime"]): row for row in rows if row["steps"] == steps}
        for steps in ("keep", "turn")
    )
    if not straight:
        raise MissingEvidence("the grid has no momentum beside plain descent on a straight way")
    evidence = [
        measured(
            f"speed-up where steps {row['steps']}{' their direction' if row['steps'] == 'keep' else ''}: "
            f"{titles[row['optimizer']]}, {row['regime']}, median of {counted(row['problems'], 'problem')}",
            *(row, "speed_up", "", DIRECTION),
        )
        for row in rows
    ]
    evidence += races(tables, ("momentum",))
    fits = [key for key, row in straight.items() if _times(row) >= FASTER and row["low"] > 1]
    contrary = [
        key
        for key in straight
        if key in turning and _times(turning[key]) > max(1, _times(straight[key]))
    ]
    if len(fits) == len(straight) and not contrary:
        return Decision(HOLDS, tuple(evidence))
    condition = f"So much faster: {_named(fits, titles) or 'none'}."
    if contrary:
        condition += f" More is gained where steps turn: {_named(contrary, titles)}."
    return Decision(DEPENDS if fits else FAILS, tuple(evidence), condition)


def _times(row: Row) -> float:
    """A speed-up; an empty one is infinite."""
    return math.inf if pd.isna(row["speed_up"]) else float(row["speed_up"])


def _named(keys: list[tuple[str, str]], titles: dict[str, str]) -> str:
    """Optimizers by the regime: Momentum and Nesterov (own best)."""
    regimes = dict.fromkeys(regime for _, regime in keys)
    return "; ".join(
        f"{listing(titles[name] for name, of in keys if of == regime)} ({regime})"
        for regime in regimes
    )


@claim(
    "C14",
    "Momentum can carry a run over small local minima.",
    criterion=(
        "On the problems with many minima, with the full batch and each at its best rate, at least "
        f"{percent(GAIN)} of the starts more reach the lowest basin with momentum than with plain descent, "
        "the whole 95 % interval above zero, for each form of momentum."
    ),
    section="optimizers",
    needs=("choosing_escape_pooled", "choosing_escape", "optimizers", "problems"),
    shown_by=("choosing_momentum",),
)
def momentum_over_minima(tables: Tables) -> Decision:
    """Plain descent too passes over small minima if its steps are long, so it may choose its best rate for
    exactly this purpose, and only what momentum adds to that counts. There is no noise in these runs,
    and to get there is to hold a target that lies below every other minimum. A twentieth of the starts
    is a gain that one would notice. Where that fails, both are compared at one rate as well: at plain
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
    evidence = [
        measured(
            f"more starts in the lowest basin than with plain descent: {titles[row['optimizer']]}, "
            f"{REGIMES[row['regime']]}",
            *(row, "difference", "share of starts", ESCAPE),
        )
        for row in rows
    ]
    evidence.append(Evidence("problems with many minima", own[0]["problems"], "", ESCAPE))
    fits = {
        regime: [
            titles[row["optimizer"]]
            for row in rows
            if row["regime"] == regime and row["difference"] >= GAIN and row["low"] > 0
        ]
        for regime in REGIMES
    }
    if len(fits["equal steps"]) == len(own):
        return Decision(HOLDS, tuple(evidence))
    told = [
        f"{'On average' if regime == 'equal steps' else 'Beside plain descent'}, {words}: "
        f"{listing(fits[regime]) or 'none of them'}."
        for regime, words in REGIMES.items()
    ]
    single = _single_gains(tables, titles)
    some = any(fits.values()) or bool(single)
    told.append(f"Single problems on which best rates clearly show it: {single or 'none'}.")
    return Decision(DEPENDS if some else FAILS, tuple(evidence), " ".join(told))


def _single_gains(tables: Tables, titles: dict[str, str]) -> str:
    """On which single problems momentum at its best rate clearly brings more starts there, if any."""
    problems = titles_of(tables, "problem")
    found: dict[str, list[str]] = {}
    for row in records(tables["choosing_escape"]):
        own = (row["tags"], row["regime"]) == ("many minima", "equal steps")
        if own and row["optimizer"] in MOMENTA and row["difference"] >= GAIN and row["low"] > 0:
            found.setdefault(problems[row["problem"]], []).append(titles[row["optimizer"]])
    return listing(f"{problem} ({', '.join(names)})" for problem, names in found.items())
