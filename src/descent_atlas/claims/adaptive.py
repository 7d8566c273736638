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
from descent_atlas.claims.reading import Row, measured, records, titles_of, without_controls
from descent_atlas.words import VARIANTS, listing, number, percent

SHAPES, TUNING = (f"results/tables/choosing_{name}.csv" for name in ("shapes", "tuning"))
FASTER = 1.5
"""So many times as fast is a speed-up worth the name."""
MANY = 0.5
"""Doing well on so large a share of the problems is doing well across many."""
TARGET = 1e-4
"""The share of the initial gap that is success in the published grid."""
ALIGNED, TURNED = "aligned_quadratic", "rotated_quadratic"


@claim(
    "C15",
    "RMSprop’s step for each parameter helps when parameters need different learning rates.",
    criterion=(
        f"RMSprop is at least {number(FASTER)} times as fast as plain descent on each bowl whose curvatures "
        "differ along the axes (the whole 95 % interval above 1; where plain descent’s best rate is not at "
        "the grid’s edge), and its speed-up there is clearly larger than on the same bowl turned off "
        "the axes and than on a round one (intervals apart)."
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
    need the same rate. Speed is the expected running time to a ten-thousandth of the initial gap, the
    target of the whole grid; where that fails, the condition looks at the other seven.
    """
    shapes = tables["choosing_shapes"]
    rows = records(shapes[shapes["optimizer"] == "rmsprop"])
    if not {ALIGNED, TURNED} <= {row["problem"] for row in rows}:
        raise MissingEvidence("the grid has no long bowl along the axes and off them")
    titles = titles_of(tables, "problem")
    by_target: dict[float, list[Row]] = {}
    for row in rows:
        by_target.setdefault(row["target"], []).append(row)
    target = min(by_target, key=lambda tau: abs(math.log(tau / TARGET)))
    helps, by_axes = along_axes(by_target[target])
    evidence = tuple(
        measured(
            f"speed-up of RMSprop: {titles[row['problem']]}{'' if _tuned(row) else ', rate at the edge'}",
            *(row, "speed_up", "", SHAPES),
        )
        for row in by_target[target]
    )
    if helps and by_axes:
        return Decision(HOLDS, evidence)
    good = [tau for tau in sorted(by_target, reverse=True) if all(along_axes(by_target[tau]))]
    where = f"the targets {listing(map(number, good))}" if good else "none of the eight targets"
    faults = [] if helps else ["it is not that much faster"]
    faults += [] if by_axes else ["its speed-up is no larger along the axes"]
    condition = f"At the target {number(target)} {listing(faults)}; both would hold for {where}."
    untuned = [titles[row["problem"]] for row in by_target[target] if not _tuned(row)]
    if untuned:
        condition += (
            f" Left out: {listing(untuned)}; plain descent’s best rate is at the grid’s edge."
        )
    return Decision(DEPENDS if helps or by_axes or good else FAILS, evidence, condition)


def along_axes(rows: list[Row]) -> tuple[bool, bool]:
    """Whether RMSprop helps along the axes, and whether they are the reason; rows of one target.

    An empty speed-up is infinite.
    """
    ends = {
        row["problem"]: [
            math.inf if pd.isna(row[c]) else float(row[c]) for c in ("speed_up", "low", "high")
        ]
        for row in rows
    }
    unequal = [
        row["problem"]
        for row in rows
        if _tuned(row) and row["problem"].startswith((ALIGNED, "ellipsoid"))
    ]
    helps = all(ends[name][0] >= FASTER and ends[name][1] > 1 for name in unequal)
    others = [name for name in ends if name.startswith((TURNED, "sphere"))]
    return bool(unequal) and helps, all(ends[ALIGNED][1] > ends[name][2] for name in others)


def _tuned(row: Row) -> bool:
    """Whether plain descent's best rate lies within the grid."""
    return "gradient_descent" not in str(row["edge"])


@claim(
    "C16",
    "Adam combines both, and performs well across many problems with its defaults.",
    criterion=(
        "At its default learning rate Adam does well on at least "
        f"{percent(MANY)} of the problems that some optimizer solves, in each descent variant; to do well is "
        "to succeed from at most a tenth of the starts fewer than the best optimizer at its best rate."
    ),
    section="optimizers",
    needs=("choosing_tuning", "optimizers"),
    shown_by=("choosing_defaults", "choosing_tuning"),
)
def adam_by_default(tables: Tables) -> Decision:
    """That Adam combines momentum with RMSprop can be read off its update rule and needs no test. To
    perform well with defaults is to come close to what could be had by tuning, whoever is tuned: so the
    yardstick is the best optimizer at its own best rate, and success within the grid’s
    budget is what is compared. Half of the problems are the least that “many” can mean. If that
    fails, the condition says which single rate would come closest.
    """
    rows = records(without_controls(tables["choosing_tuning"], tables))
    adam = {row["variant"]: row for row in rows if row["optimizer"] == "adam"}
    variants = [name for name in VARIANTS if name in adam]
    if not variants:
        raise MissingEvidence("the grid has no Adam on a problem that can be solved")
    titles = titles_of(tables, "optimizer")
    evidence: list[Evidence] = []
    for name in variants:
        rivals = [r for r in rows if r["variant"] == name and r["optimizer"] != "adam"]
        evidence += _well(adam[name], rivals, titles)
    well = [VARIANTS[name] for name in variants if adam[name]["default"] >= MANY]
    if len(well) == len(variants):
        return Decision(HOLDS, tuple(evidence))
    single = listing(
        f"{number(adam[name]['one_rate_learning_rate'])} on {percent(adam[name]['one_rate'])} "
        f"({VARIANTS[name]})"
        for name in variants
    )
    condition = f"The best single rate for all problems does well: {single}."
    if well:
        condition = f"At the default with {listing(well)}. {condition}"
    return Decision(DEPENDS if well else FAILS, tuple(evidence), condition)


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
