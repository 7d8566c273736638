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
from descent_atlas.claims.reading import titles_of, without_controls
from descent_atlas.comparison.intervals import resampling_weights
from descent_atlas.comparison.pairs import bounds
from descent_atlas.randomness import generator
from descent_atlas.words import counted, listing, percent

WINNERS = "results/tables/choosing_winners.csv"
OFTEN = 0.25
"""Whoever is clearly beaten on so large a share of the tasks is no best choice for all of them."""
CHANCE = 0.05
"""Whoever is beaten on no more is as good as the best everywhere: so many would be beaten by chance."""


@claim(
    "C18",
    "The best optimizer depends on the problem.",
    criterion=(
        "Every optimizer, even the one that is beaten least, is clearly slower than the task’s own winner on "
        f"at least {percent(OFTEN)} of the tasks (each at its best rate; “clearly”: by more than a tenth, "
        f"with the whole 95 % interval). It fails if one is so on at most {percent(CHANCE)} of them."
    ),
    section="choosing",
    needs=("choosing_winners", "optimizers", "problems"),
    shown_by=("choosing_winners",),
)
def no_best_for_all(tables: Tables) -> Decision:
    """The sentence denies that one choice is good everywhere, so it is tested on the optimizer for
    which that comes closest to being true. A task is a problem in one of the descent variants. Its
    winner is chosen on half of the starts and everybody is compared with it on the other half, so
    nobody is beaten by a winner’s luck; a true equal would still seem beaten in one comparison of
    forty, which is why a twentieth counts as nothing. An optimizer that is not made for sampled
    gradients is judged on the tasks of the full batch. A quarter is where a rule without exceptions has
    become a rule of thumb.
    """
    table = without_controls(tables["choosing_winners"], tables)
    titles = titles_of(tables, "optimizer")
    if table.empty or table["optimizer"].nunique() < 2:
        raise MissingEvidence("the grid has no problem that one of several optimizers solves")
    beaten = table.assign(beaten=table["outcome"].isin(["slower", "never"]))
    shares = beaten.groupby("optimizer")["beaten"].mean().sort_values(kind="stable")
    least = str(shares.index[0])
    own = beaten[beaten["optimizer"] == least]
    low, high = _interval(own)
    tasks = table.groupby(["variant", "problem"])["winner"].first()
    wins = tasks.value_counts()
    evidence = [
        Evidence("tasks", len(tasks), "problems in a variant", WINNERS),
        Evidence("different winners", len(wins), "optimizers", WINNERS),
        Evidence("beaten least often", titles[least], "", WINNERS),
        Evidence("and that on", float(shares[least]), "share of tasks", WINNERS, low, high),
        *(
            [Evidence("as it is run on", len(own), "of the tasks", WINNERS)]
            if len(own) < len(tasks)
            else []
        ),
        *(
            Evidence(f"tasks won by {titles[str(name)]}", int(count), "tasks", WINNERS)
            for name, count in sorted(wins.items(), key=lambda item: (-item[1], str(item[0])))
        ),
    ]
    if shares[least] >= OFTEN:
        return Decision(HOLDS, tuple(evidence))
    if shares[least] <= CHANCE:
        return Decision(
            FAILS, tuple(evidence), f"{titles[least]} is as good as the best everywhere."
        )
    mine = own[own["beaten"]]
    names = titles_of(tables, "problem")
    problems = [names[name] for name in sorted(set(mine["problem"]))]
    condition = (
        f"{titles[least]} is beaten on {percent(float(shares[least]))} of the tasks only, "
        f"on {counted(len(problems), 'problem')}: {listing(problems)}."
    )
    return Decision(DEPENDS, tuple(evidence), condition)


def _interval(rows: pd.DataFrame) -> tuple[float, float]:
    """The bootstrap interval of the share beaten, problems drawn with all their variants."""
    by_problem = rows.groupby("problem")["beaten"].agg(["sum", "size"])
    weights = resampling_weights(len(by_problem), generator("claims", "choosing", "problems"))
    draws = (by_problem["sum"].to_numpy(float) @ weights) / (
        by_problem["size"].to_numpy(float) @ weights
    )
    low, high = (float(np.asarray(end)) for end in bounds(draws))
    value = float(rows["beaten"].mean())
    return min(low, value), max(high, value)
