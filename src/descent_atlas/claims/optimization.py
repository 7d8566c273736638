"""Claims of the section on what optimization is: critical points, and the steepest way. (E1, E2)"""

from __future__ import annotations

from collections.abc import Iterable

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
from descent_atlas.words import count, counted, listing, number

POINTS, ALL_POINTS, DIRECTIONS = (
    f"results/tables/{name}.csv" for name in ("e01_points", "e01_critical_points", "e02_directions")
)
ZERO = 1e-6
"""A gradient shorter than this counts as zero."""
KNOWN_OTHERS = ("saddle", "maximum")
"""What is no minimum for certain; where the second-order test is silent, a point counts for neither."""
ONE_STEP = 1.0
"""The steepest direction may be this many steps of the tried directions off the gradient's."""
SLACK = 1e-5
"""A slope that is larger by at most this share is not steeper: differences do not know it better."""


@claim(
    "C1",
    "Not all points with a zero gradient are minima.",
    criterion=(
        f"Among the article’s critical points, those with a gradient shorter than {number(ZERO)}, at least "
        "one is a saddle point or a maximum by the eigenvalues of its Hessian."
    ),
    section="optimization",
    needs=("e01_points", "e01_critical_points"),
    shown_by=("e01_surfaces", "e01_himmelblau"),
)
def more_than_minima(tables: Tables) -> Decision:
    """“Not all” needs one counterexample and no more, so no share is asked for. It must be beyond
    doubt: the gradient vanishes but for rounding, which leaves about 1e-13 here, and all eigenvalues
    of the Hessian stand clear of zero. A degenerate point, at which the test is silent, proves
    nothing and is not counted. How common such points are is shown beside the verdict, for the
    article’s three landscapes and for every problem of the grid.
    """
    own, everywhere = (
        tables[name][tables[name]["gradient_norm"] < ZERO]
        for name in ("e01_points", "e01_critical_points")
    )
    if own.empty:
        raise MissingEvidence("no point with a zero gradient was found")
    others = own[own["kind"].isin(KNOWN_OTHERS)]
    evidence = (
        Evidence("points with a zero gradient in the article’s landscapes", len(own), "", POINTS),
        Evidence("of which are no minima", len(others), "", POINTS),
        Evidence("the longest gradient among them", float(own["gradient_norm"].max()), "", POINTS),
        Evidence("all kinds in the article’s landscapes", _kinds(own), "", POINTS),
        Evidence(
            "all kinds in the benchmark’s table of points", _kinds(everywhere), "", ALL_POINTS
        ),
    )
    if len(others):
        return Decision(HOLDS, evidence)
    elsewhere = everywhere.loc[everywhere["kind"].isin(KNOWN_OTHERS), "problem"].unique()
    where = f"on {_names(elsewhere)}" if len(elsewhere) else "on no problem of the grid"
    return Decision(FAILS, evidence, f"It would hold {where}.")


@claim(
    "C2",
    "Among all unit directions, f rises fastest along the gradient.",
    criterion=(
        "At every point that is tried, no direction is steeper than the gradient’s (by more than "
        f"{number(SLACK)} of its slope), and the steepest is its neighbour: at most one step of the tried "
        "directions away. Slopes are differences of f."
    ),
    section="optimization",
    needs=("e02_directions",),
    shown_by=("e02_slopes", "e02_gradients"),
)
def steepest_along_the_gradient(tables: Tables) -> Decision:
    """The slope in the direction u is the product of the gradient and u, and so largest along the
    gradient: that is a theorem, and what is tested here is whether gradients and pictures obey it.
    So no slope may come from the gradient; each is a difference of f between two points close by.
    Only finitely many directions can be tried, and the gradient lies between two of them, so the
    steepest one may be one step away but not two. Differences know a slope to about a millionth;
    ten times that counts as equal. A point with no gradient to speak of has no direction to test.
    """
    table = tables["e02_directions"]
    table = table[table["gradient_norm"] >= ZERO]
    if table.empty:
        raise MissingEvidence("no point with a gradient was tried")
    excess = table["best_slope"] / table["gradient_slope"] - 1
    steeper = excess > SLACK
    failing = table[steeper | (table["angle_apart"] > ONE_STEP * 360 / table["directions"])]
    numbers = {
        ("points tried", ""): len(table),
        ("directions tried at each", ""): int(table["directions"].max()),
        ("points with a direction steeper than the gradient’s", ""): int(steeper.sum()),
        ("the most that a tried slope exceeds it, as a share", ""): float(excess.max()),
        ("the farthest that the steepest is off", "degrees"): float(table["angle_apart"].max()),
    }
    evidence = tuple(
        Evidence(name, value, unit, DIRECTIONS) for (name, unit), value in numbers.items()
    )
    if failing.empty:
        return Decision(HOLDS, evidence)
    good = sorted(set(table["problem"]) - set(failing["problem"]))
    if not good:
        rest = counted(len(table) - len(failing), "point")
        return Decision(FAILS, evidence, f"It would hold at {rest} of {count(len(table))} alone.")
    return Decision(DEPENDS, evidence, f"It holds on {_names(good)}.")


def _names(problems: Iterable[str]) -> str:
    """Problems in a sentence."""
    return listing(problem.replace("_", " ") for problem in problems)


def _kinds(points: pd.DataFrame) -> str:
    """How many points are of each kind: 4 minima, 4 saddles and 1 maximum."""
    kinds = points["kind"].value_counts()
    ordered = sorted(kinds.items(), key=lambda item: (-item[1], str(item[0])))
    return listing(
        counted(many, str(kind)) if many == 1 else f"{count(many)} {_plural(str(kind))}"
        for kind, many in ordered
    )


def _plural(kind: str) -> str:
    return {"minimum": "minima", "maximum": "maxima", "degenerate": "degenerate"}.get(
        kind, f"{kind}s"
    )
