"""The claim of the section on optimizers that plain descent is usually beaten. (E7, grid)"""

from __future__ import annotations

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
from descent_atlas.claims.reading import FEWEST, Row, beyond, measured, records, titles_of
from descent_atlas.words import VARIANTS, listing, percent

PAIRS = "results/tables/choosing_pairs.csv"
USUALLY = 0.5
"""Whoever wins on more than this share usually wins."""
CHALLENGERS = ("momentum", "rmsprop", "adam")


@claim(
    "C17",
    "Momentum, RMSprop and Adam usually beat plain gradient descent, in speed and in reliability.",
    criterion=(
        f"Each of the three beats plain descent on more than {percent(USUALLY)} of the tasks that can tell "
        "them apart, with the whole 95 % interval, in expected running time and in the share of successful "
        "starts, at the default rates and at their best ones (a win: the whole 95 % interval over the "
        "starts; in time, by more than a tenth). It fails if no interval reaches above that."
    ),
    section="optimizers",
    needs=("choosing_pairs", "optimizers", "e07_optimizers"),
    shown_by=("choosing_pairs",),
)
def challengers_usually_win(tables: Tables) -> Decision:
    """“Usually” is more often than not, so a tie is no win. Tasks that cannot tell the two apart are
    left out: for speed, where neither ever succeeds; for reliability, where both always do or both
    never do. Where plain descent always succeeds and the other does not, that is a task, and lost or
    tied: who is beaten there is not the more reliable. A task is a problem in one of the descent
    variants. Default rates are what most people use, the best ones what the methods can do, so both
    are asked for; the interval of the share is a bootstrap over problems, since other problems
    would be the test of “usually”, and there must be at least five of them.
    """
    pairs = tables["choosing_pairs"]
    against = (pairs["rival"] == "gradient_descent") & pairs["optimizer"].isin(CHALLENGERS)
    every = records(pairs[against].dropna(subset="share"))
    rows = [row for row in every if row["variant"] == "all"]
    titles = titles_of(tables, "optimizer")
    missing = [name for name in ("gradient_descent", *CHALLENGERS) if name not in titles]
    if missing:
        raise MissingEvidence(f"the grid has no {' and no '.join(missing)}")
    if max((row["problems"] for row in rows), default=0) < FEWEST:
        raise MissingEvidence(f"the grid has no {FEWEST} problems that tell optimizers apart")
    evidence = (*(_share(row, titles) for row in rows), *races(tables, CHALLENGERS))
    sides = {side: [row for row in rows if _side(row) == side] for side in (1, 0, -1)}
    if len(sides[1]) == len(rows):
        return Decision(HOLDS, evidence)
    single = [row for row in every if row["variant"] != "all" and _side(row) > 0]
    parts = {
        "Ahead on more than half of the tasks": sides[1],
        "Too close to half to say": sides[0],
        "In one variant alone": single,
        "Ahead more often than behind, the rest being ties": [
            row for row in rows if row["wins"] > row["losses"]
        ],
    }
    condition = " ".join(
        f"{words}: {_named(found, titles)}." for words, found in parts.items() if found
    )
    if not sides[1]:
        condition = f"None of them is ahead on more than half of the tasks. {condition}".strip()
    return Decision(DEPENDS if sides[1] or sides[0] or single else FAILS, evidence, condition)


def _side(row: Row) -> int:
    return beyond(row["low"], row["high"], USUALLY)


def _share(row: Row, titles: dict[str, str]) -> Evidence:
    name = (
        f"{titles[row['optimizer']]}, {_respect(row)}: ahead on {row['wins']}, behind on "
        f"{row['losses']}, tied on {row['ties']}"
    )
    return measured(name, row, "share", "share of tasks won", PAIRS)


def _named(rows: list[Row], titles: dict[str, str]) -> str:
    """Optimizers by what they are ahead in."""
    found: dict[str, list[str]] = {}
    for row in rows:
        where = "" if row["variant"] == "all" else f", {VARIANTS[row['variant']]}"
        found.setdefault(_respect(row) + where, []).append(titles[row["optimizer"]])
    return "; ".join(f"{listing(names)} in {respect}" for respect, names in found.items())


def _respect(row: Row) -> str:
    """What is compared, and at which rates: "speed at the default rates"."""
    rates = "the default rates" if row["regime"] == "default" else "their best rates"
    return f"{row['measure']} at {rates}"
