"""The claim of the section on optimizers that plain descent is usually beaten. (E7, grid)"""

from __future__ import annotations

from descent_atlas.claim import (
    DEPENDS,
    FAILS,
    HOLDS,
    Decision,
    MissingEvidence,
    Tables,
    claim,
)
from descent_atlas.claims.races import races
from descent_atlas.claims.reading import Row, measured, records, titles_of
from descent_atlas.words import VARIANTS, listing, percent

PAIRS = "results/tables/choosing_pairs.csv"
USUALLY = 0.5
"""Whoever wins on more than this share usually wins."""
CHALLENGERS = ("momentum", "rmsprop", "adam")


@claim(
    "C17",
    "Momentum, RMSprop and Adam usually beat plain gradient descent, in speed and in reliability.",
    criterion=(
        f"Each of the three beats plain descent on more than {percent(USUALLY)} of the tasks on which that "
        "is possible, in expected running time and in the share of successful starts, "
        "at the default rates and at their best ones (a win: the whole 95 % interval; in time, by more "
        "than a tenth)."
    ),
    section="optimizers",
    needs=("choosing_pairs", "optimizers", "e07_optimizers"),
    shown_by=("choosing_pairs",),
)
def challengers_usually_win(tables: Tables) -> Decision:
    """“Usually” is more often than not, so a tie is no win. Tasks on which nobody can win are
    left out: for speed, where neither ever succeeds; for reliability, where both always do or both
    never do. A task is a problem in one of the descent variants. Default rates are what most people
    use, the best ones what the methods can do, so both are asked for; the interval is a bootstrap over
    problems, since other problems would be the test of “usually”.
    """
    pairs = tables["choosing_pairs"]
    against = (pairs["rival"] == "gradient_descent") & pairs["optimizer"].isin(CHALLENGERS)
    every = records(pairs[against].dropna(subset="share"))
    rows = [row for row in every if row["variant"] == "all"]
    missing = [name for name in CHALLENGERS if name not in {row["optimizer"] for row in rows}]
    if missing:
        raise MissingEvidence(f"the grid has no {' and no '.join(missing)} beside plain descent")
    titles = titles_of(tables, "optimizer")
    evidence = [
        measured(
            f"{titles[row['optimizer']]}, {_respect(row)}: ahead on {row['wins']}, behind on "
            f"{row['losses']}, tied on {row['ties']}",
            *(row, "share", "share of tasks won", PAIRS),
        )
        for row in rows
    ]
    evidence += races(tables, CHALLENGERS)
    usual = _named([row for row in rows if row["share"] > USUALLY], titles)
    if all(row["share"] > USUALLY for row in rows):
        return Decision(HOLDS, tuple(evidence))
    single = [row for row in every if row["variant"] != "all" and row["share"] > USUALLY]
    more = _named([row for row in rows if row["wins"] > row["losses"]], titles)
    condition = (
        f"More often than not: {usual or 'none of them'}. In one variant alone: "
        f"{_named(single, titles) or 'none of them'}. Ahead more often than behind: {more or 'none'}."
    )
    return Decision(DEPENDS if usual or single else FAILS, tuple(evidence), condition)


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
