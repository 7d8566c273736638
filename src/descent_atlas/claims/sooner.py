"""Who arrives sooner than plain descent: in E8, and in the grid on all problems of a kind."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
import pandas as pd

from descent_atlas.claim import DEPENDS, FAILS, HOLDS, Decision, Evidence, MissingEvidence, Tables
from descent_atlas.claims.reading import Row, records, titles_of
from descent_atlas.comparison.intervals import wilson
from descent_atlas.words import listing, number

SUMMARY, RUNS = "results/tables/e08_summary.csv", "results/tables/runs.parquet"
PLAIN, VARIANT = "gradient_descent", "full_batch"
SAME, BEST = "same rate", "best rate"
COMMON_RATE = 0.1
"""The one rate for all: the article's in E6 and E9."""
WORDS = {SAME: f"with α = {COMMON_RATE} for all", BEST: "each at its best rate"}
CRAWLING = 0.5
"""Slow: so much of the time to the goal passes before a tenth of the way down is made."""
MAJORITY = 0.5
"""Sooner is who is so from more than this share of the starts, with all of Wilson's 95 % interval."""
GOAL = "hold_1e-1"
"""In the grid: a tenth of the initial gap, held from then on."""

Sooner = dict[str, set[str]]
"""By regime, the optimizers that are sooner than plain descent."""
Cells = dict[tuple[str, str], Row]
"""E8's rows for one surface by regime and optimizer, at the common rate and at best rates."""


def escape(
    tables: Tables, problem: str, tag: str, names: Sequence[str], what: tuple[str, str]
) -> Decision:
    """Whether plain descent crawls on E8's surface, and whether all ``names`` are sooner than it.

    That is asked there and on the grid's problems with this tag; ``what`` they do and from
    where E8 starts, as in ("leave the saddle", "near it").
    """
    cells, titles = _cells(tables, problem), _titles(tables, (PLAIN, *names))
    near, grid = _sooner_in_experiment(cells, names), sooner_in_grid(tables, tag, names)
    crawls, pace = _pace(cells[SAME, PLAIN])
    evidence = [
        pace,
        *(_time(cells, regime, name, titles) for regime in (SAME, BEST) for name in titles),
        *(
            Evidence(
                f"sooner from most of the grid’s starts, {words}",
                *(_told(grid[regime], names, titles), "", RUNS),
            )
            for regime, words in WORDS.items()
        ),
    ]
    everyone = [found[regime] for found in (near, grid) for regime in WORDS]
    if crawls and all(sooner == set(names) for sooner in everyone):
        return Decision(HOLDS, tuple(evidence))
    parts = [
        f"{words}, {_told(near[regime], names, titles)} from E8’s starts and "
        f"{_told(grid[regime], names, titles)} from the grid’s"
        for regime, words in WORDS.items()
    ]
    manner = "Plain descent crawls" if crawls else "Plain descent does not crawl"
    condition = f"{manner}. Sooner than it {what[0]}: {'; '.join(parts)}. "
    condition += f"E8’s starts are {what[1]}, the grid’s anywhere."
    return Decision(DEPENDS if crawls and any(everyone) else FAILS, tuple(evidence), condition)


def _cells(tables: Tables, problem: str) -> Cells:
    rows = [row for row in records(tables["e08_summary"]) if row["problem"] == problem]
    return {
        (row["regime"], row["optimizer"]): row
        for row in rows
        if row["regime"] == BEST or np.isclose(row["learning_rate"], COMMON_RATE)
    }


def _pace(plain: Row) -> tuple[bool, Evidence]:
    """Whether plain descent crawls; where it does not even arrive from every start, it does."""
    name = "share of its time that plain descent crawls"
    share, *ends = (float(plain[f"crawl{end}"]) for end in ("", "_low", "_high"))
    if not np.isfinite(share):
        return True, Evidence(name, "it does not arrive from every start", "", SUMMARY)
    return share >= CRAWLING, Evidence(name, share, "", SUMMARY, *ends)


def _sooner_in_experiment(cells: Cells, names: Iterable[str]) -> Sooner:
    return {
        regime: {name for name in names if cells[regime, name]["sooner_low"] > MAJORITY}
        for regime in WORDS
    }


def sooner_in_grid(tables: Tables, tag: str, names: Iterable[str]) -> Sooner:
    """Who is sooner than plain descent from most starts of the grid, on all problems with this tag.

    An optimizer's best rate is chosen on the first half of the starts, separately for each problem: the
    one with the lowest mean time, where a run that never arrives counts as the longest run. The second
    half is counted, in both regimes. Raises MissingEvidence where the grid has nothing to compare.
    """
    runs = _runs(tables, tag)
    names = [name for name in names if name in set(runs["optimizer"])]
    if not names or PLAIN not in set(runs["optimizer"]):
        raise MissingEvidence(f"the grid has no optimizers to compare on a problem with a {tag}")
    wins: dict[tuple[str, str], list[np.ndarray]] = {}
    for _, group in runs.groupby("problem"):
        for regime, times in _times(group).items():
            for name in names:
                wins.setdefault((regime, name), []).append(times[name] < times[PLAIN])
    found: Sooner = {SAME: set(), BEST: set()}
    for (regime, name), parts in wins.items():
        won = np.concatenate(parts)
        if wilson(np.array(won.sum()), np.array(len(won)))[0] > MAJORITY:
            found[regime].add(name)
    return found


def _runs(tables: Tables, tag: str) -> pd.DataFrame:
    """The grid's runs on the problems with this tag, full batch, each with its time to the goal."""
    problems, runs = tables["problems"].set_index("problem"), tables["runs"]
    tagged = [name for name, tags in problems["tags"].items() if tag in str(tags).split(";")]
    runs = runs[runs["problem"].isin(tagged) & (runs["variant"] == VARIANT)]
    if runs.empty:
        raise MissingEvidence(f"the grid has no full-batch runs on a problem with a {tag}")
    if not np.isclose(runs["learning_rate"], COMMON_RATE).any():
        raise MissingEvidence(f"the grid has no learning rate of {COMMON_RATE}")
    # Without a minimum there is no gap to hold; there, to escape is to arrive.
    escaped = runs["ended_at"].where(runs["ending"] == "escaped")
    solvable = runs["problem"].map(problems["solvable"]).astype(bool)
    time = runs[GOAL].astype(float).where(solvable, escaped.astype(float))
    return runs.assign(time=time.fillna(np.inf))


def _times(group: pd.DataFrame) -> dict[str, dict[str, np.ndarray]]:
    """By regime and optimizer, the times on one problem from the second half of the starts."""
    times = group.pivot(index=["optimizer", "learning_rate"], columns="start", values="time")
    starts = times.columns.to_numpy()
    first = starts < (starts.max() + 1) / 2
    mean = times.loc[:, first].clip(upper=group["ended_at"].max()).mean(axis=1)
    best = mean.groupby("optimizer").idxmin()
    judged = times.loc[:, ~first]
    rates = judged.index.get_level_values("learning_rate")
    shared = judged[np.isclose(rates, COMMON_RATE)].droplevel("learning_rate")
    return {
        SAME: {str(name): shared.loc[name].to_numpy() for name in shared.index},
        BEST: {str(name): judged.loc[best[name]].to_numpy() for name in best.index},
    }


def _told(sooner: set[str], names: Sequence[str], titles: Mapping[str, str]) -> str:
    """Which of the names are sooner, in words."""
    some = [titles[name] for name in names if name in sooner]
    if len(some) == len(names):
        return "both" if len(names) == 2 else "all of them"
    return listing(some) or ("neither" if len(names) == 2 else "none of them")


def _titles(tables: Tables, names: Iterable[str]) -> dict[str, str]:
    """Of what the grid leaves out, the name."""
    known = titles_of(tables, "optimizer")
    return {name: known.get(name, name.replace("_", " ").capitalize()) for name in names}


def _time(cells: Cells, regime: str, name: str, titles: Mapping[str, str]) -> Evidence:
    """The median time of an optimizer in one regime; an interval with an open end is left out."""
    row = cells[regime, name]
    label = f"{titles[name]}, {regime} ({number(row['learning_rate'])})"
    median, *ends = (float(row[f"median{end}"]) for end in ("", "_low", "_high"))
    if not np.isfinite(median):
        return Evidence(label, "never within the budget", "", SUMMARY)
    interval = ends if np.isfinite(ends).all() else ()
    return Evidence(label, median, "iterations", SUMMARY, *interval)
