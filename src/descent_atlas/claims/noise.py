"""The claim that noise helps to escape. (grid)"""

from __future__ import annotations

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
from descent_atlas.claims.reading import GAIN, Row, gains, measured, records, titles_of
from descent_atlas.words import counted, listing, number, percent

POOLED, SADDLES = (f"results/tables/choosing_{name}.csv" for name in ("escape_pooled", "saddles"))
ENOUGH = 16
"""So many starts by a saddle are enough for more than an anecdote."""
NOISY = {"stochastic": "single samples", "mini_batch": "mini-batches"}
STEPS = "equal steps"


@claim(
    "C12",
    "The noise of stochastic descent can help to escape local minima and saddle points.",
    criterion=(
        "With equal numbers of steps, each at its own best rate, single samples bring at least "
        f"{percent(GAIN)} of the starts more to the lowest basin than the full batch does, on average over "
        "the problems with other minima, with the whole 95 % interval above zero. It fails if the interval "
        "does not reach up to that, nor noise that far on a single problem. For the saddles too it would "
        f"need at least {ENOUGH} starts by each, from which single samples leave it sooner in more than half."
    ),
    section="descent-variants",
    needs=("choosing_escape", "choosing_escape_pooled", "choosing_saddles", "problems"),
    shown_by=("choosing_noise", "choosing_saddles"),
)
def noise_helps(tables: Tables) -> Decision:
    """Nothing but the noise may differ, so it is plain descent in all cases, at as many steps as the
    variant with the fewest has, and each may choose the rate that suits it: the full batch too can
    jump out of a basin if its steps are long. To get there is to come within these steps below every
    minimum that is not the lowest, and to be below in the end: one rule for all variants, to which a
    noise floor within the right basin is no failure. A problem whose minima cannot all be listed is
    left out. A twentieth of the starts is a gain that one would notice. With equal gradient samples,
    where noisy steps are cheaper, the comparison is harder on the full batch: it is shown, but the
    sentence is about noise and not about cost. How much sooner a saddle is left is shown as well. But
    the benchmark has one start by each saddle, and one sequence of noise there for all rates: a single
    observation, from which no interval can be had. So while that is all there is, the verdict says that it
    depends, and names the half that was shown.
    """
    pooled = tables["choosing_escape_pooled"]
    of_descent = pooled["optimizer"] == "gradient_descent"
    rows = records(pooled[(pooled["tags"] == "few or many minima") & of_descent])
    main = [r for r in rows if (r["variant"], r["regime"]) == ("stochastic", STEPS)]
    if not main:
        raise MissingEvidence("the grid has no descent that can be caught in a higher minimum")
    titles = titles_of(tables, "problem")
    leaving = times_sooner(tables["choosing_saddles"])
    evidence = (*_of_minima(rows), *_of_saddles(leaving, titles))
    if gains(main[0]):
        return _with_saddles(leaving, tables["choosing_saddles"], titles, evidence)
    more, where = _where_minima(tables["choosing_escape"], main[0], titles)
    possible = more or main[0]["high"] >= GAIN
    return Decision(DEPENDS if possible else FAILS, evidence, where)


def _with_saddles(
    leaving: dict[str, dict[str, float]],
    saddles: pd.DataFrame,
    titles: dict[str, str],
    evidence: tuple[Evidence, ...],
) -> Decision:
    """The verdict where noise helps out of minima: what the saddles add to it."""
    times = leaving.get("stochastic", {})
    if not times:
        return Decision(
            DEPENDS, evidence, "Shown for local minima; the grid has no start by a saddle."
        )
    starts = saddles["start"].nunique() if "start" in saddles else 1
    if starts >= ENOUGH and all(factor > 1 for factor in times.values()):
        return Decision(HOLDS, evidence)
    told = listing(f"{number(factor, 2)} on {titles[name]}" for name, factor in times.items())
    few = (
        f"with {counted(starts, 'start')} by each too few to decide"
        if starts < ENOUGH
        else "not so"
    )
    condition = (
        f"Shown for local minima. For saddle points {few}: single samples leave as many times as soon "
        f"as the full batch: {told}."
    )
    return Decision(DEPENDS, evidence, condition)


def times_sooner(saddles: pd.DataFrame) -> dict[str, dict[str, float]]:
    """By noisy variant and problem: the time to leave with the full batch over that with noise.

    The median over the rates at which one of the two leaves and none diverges; a run that does not
    leave counts with the limit, the longest time it was watched.
    """
    found: dict[str, dict[str, float]] = {}
    for problem, rows in saddles.groupby("problem"):
        lost = rows.loc[rows["diverged"].astype(bool), "learning_rate"]
        kept = rows[~rows["learning_rate"].isin(lost)]
        limit = float(rows["limit"].iloc[0])
        for name in NOISY:
            both = kept[kept["variant"].isin([name, "full_batch"])]
            leaves = both.groupby("learning_rate")["left_after"].transform("count") > 0
            some = both[leaves].fillna({"left_after": limit})
            wide = some.groupby(["learning_rate", "variant"])["left_after"].median().unstack()
            if {name, "full_batch"} <= set(wide):
                ratio = float((wide["full_batch"] / wide[name]).median())
                found.setdefault(name, {})[str(problem)] = ratio
    return found


def _of_minima(rows: list[Row]) -> list[Evidence]:
    evidence = [
        measured(
            f"more starts in the lowest basin than with the full batch: {NOISY[row['variant']]}, "
            f"{row['regime']}",
            row,
            "difference",
            "share of starts",
            POOLED,
        )
        for row in rows
        if row["variant"] in NOISY
    ]
    return [*evidence, Evidence("problems with other minima", rows[0]["problems"], "", POOLED)]


def _of_saddles(leaving: dict[str, dict[str, float]], titles: dict[str, str]) -> list[Evidence]:
    return [
        Evidence(
            f"times as soon from the saddle of {titles[problem]}, from one start: {NOISY[variant]}",
            times,
            "",
            SADDLES,
        )
        for variant, by_problem in leaving.items()
        for problem, times in by_problem.items()
    ]


def _where_minima(escape: pd.DataFrame, main: Row, titles: dict[str, str]) -> tuple[bool, str]:
    """Whether on a single problem noise clearly brings more starts there; and where, and where fewer."""
    rows = [
        row
        for row in records(escape)
        if (row["optimizer"], row["variant"], row["regime"])
        == ("gradient_descent", "stochastic", STEPS)
    ]
    share = float(main["difference"])
    told = (
        f"Local minima: {'−' if share < 0 else '+'}{percent(abs(share))} of the starts on average"
    )
    more = [r["problem"] for r in rows if gains(r)]
    fewer = [r["problem"] for r in rows if r["difference"] <= -GAIN and r["high"] < 0]
    for word, names in (("more", more), ("fewer", fewer)):
        if names:
            told += f", clearly {word} on {listing(titles[name] for name in names)}"
    return bool(more), f"{told}."
