"""Who arrives sooner than plain descent, from starts near a saddle or on a plateau. (E8)"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np

from descent_atlas.claim import DEPENDS, FAILS, HOLDS, Decision, Evidence, MissingEvidence, Tables
from descent_atlas.claims.reading import Row, records, titles_of
from descent_atlas.comparison.sooner import BEST, COMMON_RATE, PLAIN, SAME, STEP, STRETCH
from descent_atlas.words import listing, number, percent

SUMMARY, KIN = "results/tables/e08_summary.csv", "results/tables/e08_kin.csv"
WORDS = {SAME: f"with α = {COMMON_RATE} for all", BEST: "each at its best rate"}
CRAWLING = 0.5
"""Slow: so much of the time to the goal passes before a tenth of the way down is made."""
MAJORITY = 0.5
"""Sooner is who is so from more than this share of the starts that make a difference between the two."""

Cells = dict[tuple[str, str, str], Row]
"""Rows of the comparison by surface, regime and optimizer, at the common rate and at best rates."""


def escape(tables: Tables, problem: str, kind: str, names: Sequence[str], leave: str) -> Decision:
    """Whether plain descent crawls on the surfaces of a kind, and whether all ``names`` are sooner than it.

    The surfaces are the article's ``problem`` and its kin; ``leave`` says what is done there sooner, as
    in "leave the saddle".
    """
    cells, titles = _cells(tables, problem, kind), _titles(tables, (PLAIN, *names))
    paces = [cell for (_, regime, name), cell in cells.items() if (regime, name) == (SAME, PLAIN)]
    crawl = [_verdict(cell, "crawl", CRAWLING) for cell in paces]
    judged = {(regime, name): _judged(cells, regime, name) for regime in WORDS for name in names}
    own = next(iter(cells))[0]
    evidence = [
        *(_pace(cell) for cell in paces if np.isfinite(cell["crawl"])),
        *(_time(cells[own, regime, name], regime, titles) for regime in WORDS for name in titles),
        *(_share(cells, regime, name, titles) for (regime, name), found in judged.items() if found),
    ]
    sooner = [verdict for found in judged.values() for verdict in found.values()]
    known = [verdict for verdict in crawl if verdict is not None]
    if not known or not sooner:
        raise MissingEvidence(f"no surface of E8 shows who would {leave} sooner than plain descent")
    if all(verdict == HOLDS for verdict in [*known, *sooner]):
        return Decision(HOLDS, tuple(evidence))
    told = "; ".join(_told(judged, regime, titles) for regime in WORDS)
    condition = f"{_manner(paces, crawl)} Sooner than it {leave}: {told}."
    fails = any(all(verdict == FAILS for verdict in half) for half in (known, sooner))
    return Decision(FAILS if fails else DEPENDS, tuple(evidence), condition)


def _cells(tables: Tables, problem: str, kind: str) -> Cells:
    """The cells that count; the article's own surface comes first."""
    own = tables["e08_summary"].query("problem == @problem").assign(title=f"the article’s {kind}")
    kin = tables["e08_kin"].query("kind == @kind")
    cells: Cells = {}
    for frame, source in ((own, SUMMARY), (kin, KIN)):
        for row in records(frame):
            name, regime = str(row["optimizer"]), str(row["regime"])
            rate = COMMON_RATE * STRETCH.get(name, 1) if regime != BEST else row["learning_rate"]
            counts = regime in (BEST, STEP if name in STRETCH else SAME)
            if counts and np.isclose(row["learning_rate"], rate):
                regime = BEST if regime == BEST else SAME
                cells[str(row["title"]), regime, name] = row | {"source": source}
    return cells


def _verdict(row: Row, column: str, threshold: float) -> str | None:
    """Whether a number is above a threshold with all of its interval, or below; None without a number."""
    if not np.isfinite(row[column]):
        return None
    if row[f"{column}_low"] > threshold:
        return HOLDS
    return FAILS if row[f"{column}_high"] < threshold else DEPENDS


def _judged(cells: Cells, regime: str, name: str) -> dict[str, str]:
    """By surface, whether an optimizer is sooner; without those where nobody arrives before the other."""
    verdicts = {
        surface: _verdict(row, "sooner", MAJORITY)
        for (surface, *cell), row in cells.items()
        if cell == [regime, name]
    }
    return {surface: verdict for surface, verdict in verdicts.items() if verdict is not None}


def _pace(plain: Row) -> Evidence:
    name = f"share of its time that plain descent crawls, {plain['title']}"
    ends = (float(plain["crawl_low"]), float(plain["crawl_high"]))
    return Evidence(name, float(plain["crawl"]), "", plain["source"], *ends)


def _manner(paces: Sequence[Row], crawl: Sequence[str | None]) -> str:
    """Whether plain descent crawls, and on which surfaces it does not or may not."""
    exceptions = {
        words: [row["title"] for row, found in zip(paces, crawl, strict=True) if found == verdict]
        for verdict, words in (
            (FAILS, "does not crawl"),
            (DEPENDS, f"spends too close to {percent(CRAWLING)} of its time crawling to say"),
        )
    }
    told = [f"{words} on {listing(found)}" for words, found in exceptions.items() if found]
    return f"Plain descent {' and '.join(told) or 'crawls'}."


def _told(
    judged: Mapping[tuple[str, str], Mapping[str, str]], regime: str, titles: Mapping[str, str]
) -> str:
    """Who is sooner in one regime on every surface, and who on some, in words."""
    every: list[str] = []
    some: list[str] = []
    for (of, name), found in judged.items():
        lacking = [surface for surface, verdict in found.items() if verdict != HOLDS]
        if of == regime and len(lacking) < len(found):
            who = _stretched(name, regime, titles)
            some += [f"{who} (not on {listing(lacking)})"] if lacking else []
            every += [] if lacking else [who]
    parts = [f"on every surface {listing(every)}"] if every else []
    parts += [f"on some {listing(some)}"] if some else []
    return f"{WORDS[regime]}, {', and '.join(parts) or 'nobody'}"


def _stretched(name: str, regime: str, titles: Mapping[str, str]) -> str:
    """An optimizer's title; where its rate is not the common one, with that rate."""
    if regime == BEST or name not in STRETCH:
        return titles[name]
    return (
        f"{titles[name]} (with {number(COMMON_RATE * STRETCH[name])}, where its steps are as long)"
    )


def _titles(tables: Tables, names: Iterable[str]) -> dict[str, str]:
    """Of what the grid leaves out, the name."""
    known = titles_of(tables, "optimizer")
    return {name: known.get(name, name.replace("_", " ").capitalize()) for name in names}


def _time(row: Row, regime: str, titles: Mapping[str, str]) -> Evidence:
    """The median time of an optimizer in one regime; an interval with an open end is left out."""
    label = f"{titles[row['optimizer']]}, {regime} ({number(row['learning_rate'])}), {row['title']}"
    median, *ends = (float(row[f"median{end}"]) for end in ("", "_low", "_high"))
    if not np.isfinite(median):
        return Evidence(label, "never within the budget", "", row["source"])
    interval = ends if np.isfinite(ends).all() else ()
    return Evidence(label, median, "iterations", row["source"], *interval)


def _share(cells: Cells, regime: str, name: str, titles: Mapping[str, str]) -> Evidence:
    """From how many of the starts an optimizer is sooner, on the surface where they are fewest."""
    rows = [
        row
        for (_, *cell), row in cells.items()
        if cell == [regime, name] and np.isfinite(row["sooner"])
    ]
    least = min(rows, key=lambda row: (float(row["sooner"]), float(row["sooner_low"])))
    label = (
        f"share of starts from which {_stretched(name, regime, titles)} is sooner, {WORDS[regime]}; "
        f"lowest of the surfaces: {least['title']}"
    )
    value, *ends = (float(least[f"sooner{end}"]) for end in ("", "_low", "_high"))
    return Evidence(label, value, "share", least["source"], *ends)
