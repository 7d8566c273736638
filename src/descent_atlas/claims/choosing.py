"""Claims of the section on choosing. (grid)"""

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
from descent_atlas.claims.reading import FEWEST, beyond, titles_of, without_controls
from descent_atlas.comparison.intervals import ends, resampling_weights, wilson
from descent_atlas.randomness import generator
from descent_atlas.words import listing, percent

WINNERS = "results/tables/choosing_winners.csv"
NAMED = 3
"""Problems that a condition names as examples."""
OFTEN = 0.25
"""Whoever is clearly beaten on more than this share of the tasks is no best choice for all of them."""


@claim(
    "C18",
    "The best optimizer depends on the problem.",
    criterion=(
        "Every optimizer, even the one that is beaten least, is clearly slower than the task’s own winner on "
        f"more than {percent(OFTEN)} of the tasks, with the whole 95 % interval (each at its best rate; "
        "“clearly”: by more than a tenth, with the whole interval over the starts). It fails if the "
        "interval lies wholly below."
    ),
    section="choosing",
    needs=("choosing_winners", "optimizers", "problems"),
    shown_by=("choosing_winners",),
)
def no_best_for_all(tables: Tables) -> Decision:
    """The sentence denies that one choice is good everywhere, so it is tested on the optimizer for which
    that comes closest to being true. A task is a problem in one of the descent variants. Its winner is
    chosen on half of the starts and everybody is compared with it on the other half, so nobody is
    beaten by a winner’s luck. An optimizer that is not made for sampled gradients is judged on the tasks
    of the full batch. A quarter is where a rule without exceptions has become a rule of thumb. The share
    is one of these problems, and others would give another one: its interval is a bootstrap over
    problems, there must be at least five of them, and where the interval holds the quarter within, they
    cannot decide.
    """
    table = without_controls(tables["choosing_winners"], tables)
    titles = titles_of(tables, "optimizer")
    if table["problem"].nunique() < FEWEST or table["optimizer"].nunique() < 2:
        raise MissingEvidence(
            f"the grid has no {FEWEST} problems that one of several optimizers solves"
        )
    beaten = table.assign(beaten=table["outcome"].isin(["slower", "never"]))
    shares = beaten.groupby("optimizer")["beaten"].mean().sort_values(kind="stable")
    least = str(shares.index[0])
    mine = beaten[beaten["optimizer"] == least]
    low, high = _interval(mine)
    share = Evidence("and that on", float(shares[least]), "share of tasks", WINNERS, low, high)
    wins = table.groupby(["variant", "problem"])["winner"].first().value_counts()
    run_on = (
        [Evidence("as it is run on", len(mine), "of the tasks", WINNERS)]
        if len(mine) < wins.sum()
        else []
    )
    evidence = _evidence(wins, titles, least, [share, *run_on])
    side = beyond(low, high, OFTEN)
    if side > 0:
        return Decision(HOLDS, evidence)
    problems = titles_of(tables, "problem")
    where = [problems[name] for name in sorted(set(mine[mine["beaten"]]["problem"]))]
    condition = f"{titles[least]} is beaten on {percent(float(shares[least]))} of the tasks"
    condition += f" (such as {listing(where[:NAMED])})." if where else "."
    if side == 0:
        condition += (
            f" That is too close to {percent(OFTEN)} to say; other problems would decide it."
        )
    return Decision(DEPENDS if side == 0 else FAILS, evidence, condition)


def _evidence(
    wins: pd.Series, titles: dict[str, str], least: str, beaten: list[Evidence]
) -> tuple[Evidence, ...]:
    """Who is beaten least and how often, and who wins how many tasks (``wins``)."""
    order = sorted(wins.items(), key=lambda item: (-item[1], str(item[0])))
    return (
        Evidence("tasks", int(wins.sum()), "problems in a variant", WINNERS),
        Evidence("different winners", len(wins), "optimizers", WINNERS),
        Evidence("beaten least often", titles[least], "", WINNERS),
        *beaten,
        *(
            Evidence(f"tasks won by {titles[str(name)]}", int(count), "tasks", WINNERS)
            for name, count in order
        ),
    )


def _interval(rows: pd.DataFrame) -> tuple[float, float]:
    """The bootstrap interval of the share beaten, problems drawn with all their variants.

    Where all are beaten or none, no resample differs: then Wilson’s, with the problems as trials.
    """
    by_problem = rows.groupby("problem")["beaten"].agg(["sum", "size"])
    value = float(rows["beaten"].mean())
    if value in (0, 1):
        count = len(by_problem)
        low, high = (float(end) for end in wilson(np.array(value * count), np.array(count)))
        return low, high
    weights = resampling_weights(len(by_problem), generator("claims", "choosing", "problems"))
    draws = (by_problem["sum"].to_numpy(float) @ weights) / (
        by_problem["size"].to_numpy(float) @ weights
    )
    low, high = (float(np.asarray(end)) for end in ends(draws))
    return min(low, value), max(high, value)
