"""Claims of the section on optimizers: a step for each parameter, and Adam. (grid)"""

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
from descent_atlas.claims.reading import (
    FASTER,
    FEWEST,
    Row,
    beyond,
    measured,
    records,
    titles_of,
    without_controls,
)
from descent_atlas.words import VARIANTS, listing, number, percent

SHAPES, TUNING = (f"results/tables/choosing_{name}.csv" for name in ("shapes", "tuning"))
MANY = 0.5
"""Doing well on more than this share of the problems is doing well across many."""
ALIGNED, TURNED = "aligned_quadratic", "rotated_quadratic"
UNEQUAL, ROUND = (ALIGNED, "ellipsoid"), "sphere"


@claim(
    "C15",
    "RMSprop’s step for each parameter helps when parameters need different learning rates.",
    criterion=(
        f"RMSprop is at least {number(FASTER)} times as fast as plain descent on each bowl whose curvatures "
        "differ along the axes (the whole 95 % interval above 1; where plain descent’s best rate is not at "
        "the grid’s edge), and its speed-up on each is clearly larger than on the same bowl turned off "
        "the axes and than on a round one (intervals apart). Each at a target that needs every parameter."
    ),
    section="optimizers",
    needs=("choosing_shapes", "problems"),
    shown_by=("choosing_shapes",),
)
def rmsprop_along_axes(tables: Tables) -> Decision:
    """A step for each parameter can only help by the axes, so two things are asked. It must be faster
    than plain descent where the curvatures differ along them, each at its best rate, by a
    factor that is worth a second buffer. And the gain must come from the axes: a turn by 30 degrees
    changes nothing for plain descent and takes the reason away, as does a bowl in which all parameters
    need the same rate. Speed is the expected running time to a small share of the initial gap. If the
    curvatures differ by a factor of a million, the flat parameter has a millionth of the gap, and looser
    targets are reached without it; so the target is the loosest of the grid’s that is no looser than
    success is there and at most a tenth of one over that factor. Where that fails, the condition
    looks at all targets that need every parameter.
    """
    shapes = tables["choosing_shapes"]
    rows = records(shapes[shapes["optimizer"] == "rmsprop"])
    if not {ALIGNED, TURNED} <= {row["problem"] for row in rows}:
        raise MissingEvidence("the grid has no long bowl along the axes and off them")
    titles = titles_of(tables, "problem")
    judged = [row for row in rows if row["judged"]]
    bowls = [row for row in judged if _unequal(row) and _tuned(row)]
    if not bowls:
        raise MissingEvidence("the grid has no long bowl on which plain descent could be tuned")
    helps, by_axes = along_axes(bowls, rows)
    evidence = tuple(
        measured(
            f"speed-up of RMSprop to {number(row['target'])}: {titles[row['problem']]}"
            f"{'' if _tuned(row) else ', which cannot be judged'}",
            *(row, "speed_up", "", SHAPES),
        )
        for row in judged
    )
    if helps and by_axes:
        return Decision(HOLDS, evidence)
    good = _good_targets(rows)
    faults = [] if helps else [f"RMSprop is not {number(FASTER)} times as fast as plain descent"]
    faults += (
        [] if by_axes else ["its speed-up is not clearly larger than on bowls without a reason"]
    )
    condition = f"At the loosest targets that need every parameter, {listing(faults)}."
    condition += (
        f" At the targets {listing(map(number, good))} it is so."
        if good
        else " At no tighter target are the two found together."
    )
    left_out = [titles[row["problem"]] for row in judged if _unequal(row) and not _tuned(row)]
    if left_out:
        condition += f" Left out: {listing(left_out)}; plain descent could not be tuned there."
    return Decision(DEPENDS if helps or by_axes or good else FAILS, evidence, condition)


def along_axes(bowls: list[Row], rows: list[Row]) -> tuple[bool, bool]:
    """Whether RMSprop helps on these bowls along the axes, and whether the axes are the reason.

    Each is compared with the bowls among ``rows`` that give no reason, at its own target.
    """
    helps, by_axes = True, True
    for bowl in bowls:
        value, low, _ = _ends(bowl)
        helps &= value >= FASTER and low > 1
        others = [
            row
            for row in rows
            if row["target"] == bowl["target"] and _contrasts(row, bowl) and _tuned(row)
        ]
        by_axes &= all(low > _ends(row)[2] for row in others)
    return helps, by_axes


def _good_targets(rows: list[Row]) -> list[float]:
    """The targets at which both hold, on all bowls that need every parameter there."""
    bowls: dict[float, list[Row]] = {}
    for row in rows:
        if row["needs_all"] and _unequal(row) and _tuned(row):
            bowls.setdefault(row["target"], []).append(row)
    return [
        target for target in sorted(bowls, reverse=True) if all(along_axes(bowls[target], rows))
    ]


def _ends(row: Row) -> list[float]:
    """A speed-up and its interval; empty is infinite."""
    return [math.inf if pd.isna(row[c]) else float(row[c]) for c in ("speed_up", "low", "high")]


def _unequal(row: Row) -> bool:
    return str(row["problem"]).startswith(UNEQUAL)


def _contrasts(row: Row, bowl: Row) -> bool:
    """Whether a row is of a round bowl, or of the same one off the axes."""
    turned = row["problem"] == TURNED and bowl["problem"] == ALIGNED
    return turned or str(row["problem"]).startswith(ROUND)


def _tuned(row: Row) -> bool:
    """Whether plain descent’s best rate lies within the grid, and one of the two ever arrives."""
    never = row["success_of_descent"] == 0 and row["success_rate"] == 0
    return "gradient_descent" not in str(row["edge"]) and not never


@claim(
    "C16",
    "Adam combines both, and performs well across many problems with its defaults.",
    criterion=(
        f"At its default learning rate Adam does well on more than {percent(MANY)} of the problems that some "
        "optimizer solves, in each descent variant, with the whole 95 % interval; to do well is to succeed "
        "from at most a tenth of the starts fewer than the best optimizer at its best rate. It fails if the "
        "interval nowhere reaches above that."
    ),
    section="optimizers",
    needs=("choosing_tuning", "optimizers"),
    shown_by=("choosing_defaults", "choosing_tuning"),
)
def adam_by_default(tables: Tables) -> Decision:
    """That Adam combines momentum with RMSprop can be read off its update rule and needs no test. To
    perform well with defaults is to come close to what could be had by tuning, whoever is tuned: so the
    yardstick is the best optimizer at its own best rate, and success within the grid’s
    budget is what is compared. Half of the problems are the least that “many” can mean. Other problems
    would give another share, so the verdict asks for the whole of Wilson’s interval, and for at least
    five problems. If that fails, the condition says which single rate would come closest.
    """
    rows = records(without_controls(tables["choosing_tuning"], tables))
    enough = [row for row in rows if row["problems"] >= FEWEST]
    adam = {row["variant"]: row for row in enough if row["optimizer"] == "adam"}
    variants = [name for name in VARIANTS if name in adam]
    if not variants:
        raise MissingEvidence(f"the grid has no Adam on {FEWEST} problems that can be solved")
    titles = titles_of(tables, "optimizer")
    evidence: list[Evidence] = []
    for name in variants:
        rivals = [r for r in rows if r["variant"] == name and r["optimizer"] != "adam"]
        evidence += _well(adam[name], rivals, titles)
    sides = {
        name: beyond(adam[name]["default_low"], adam[name]["default_high"], MANY)
        for name in variants
    }
    if all(side > 0 for side in sides.values()):
        return Decision(HOLDS, tuple(evidence))
    single = listing(
        f"{number(adam[name]['one_rate_learning_rate'])} on {percent(adam[name]['one_rate'])} "
        f"({VARIANTS[name]})"
        for name in variants
    )
    condition = f"The best single rate for all problems does well: {single}."
    for side, words in (
        (0, "too close to half of the problems to say"),
        (-1, "on clearly less than half of the problems"),
        (1, "on clearly more than half of the problems"),
    ):
        found = [VARIANTS[name] for name in variants if sides[name] == side]
        if found:
            condition = f"At the default, {listing(found)}: {words}. {condition}"
    return Decision(
        FAILS if all(side < 0 for side in sides.values()) else DEPENDS, tuple(evidence), condition
    )


def _well(adam: Row, rivals: list[Row], titles: dict[str, str]) -> list[Evidence]:
    """Adam's shares of problems done well in one variant, and the best other default."""
    where = VARIANTS[adam["variant"]]
    ends = {"low": adam["default_low"], "high": adam["default_high"]}
    found = [
        measured(f"done well at the default, {where}", adam | ends, "default", "share", TUNING),
        Evidence(f"done well at a best rate each, {where}", adam["own_best"], "share", TUNING),
    ]
    if rivals:
        best = max(rivals, key=lambda row: float(row["default"]))
        words = f"best of the other defaults, {where}: {titles[best['optimizer']]}"
        found.append(Evidence(words, best["default"], "share", TUNING))
    return found
