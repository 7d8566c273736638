"""What section 8 of the article says: the best on each kind of landscape, and every number it quotes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.comparison.defaults import REGIMES, SOLVABLE, WELL
from descent_atlas.comparison.intervals import RESAMPLES
from descent_atlas.comparison.landscapes import (
    NEAR_BEST,
    Tables,
    methods_of,
    titles_of,
    variants_of,
)
from descent_atlas.comparison.pairs import NOTICEABLE
from descent_atlas.comparison.robustness import WIDE
from descent_atlas.comparison.tuning import LIKELY
from descent_atlas.words import VARIANTS


def facts(found: Tables, lists: Tables) -> dict[str, Any]:
    """Every number that the page quotes; what does not exist on a grid is left out or empty."""
    problems, optimizers = lists["problems"], methods_of(lists)
    solvable = problems["solvable"].astype(bool)
    regimes = found["regimes"]
    variants = {name: _variant(name, found, lists) for name in variants_of(found["tuning"])}
    main = next(iter(variants), None)
    return {
        "problems": int(solvable.sum()),
        "optimizers": len(optimizers),
        "unbounded": problems[~solvable]["title"].tolist(),
        "judged": int(regimes["runs"].max()) if len(regimes) else 0,
        "basins": _basins(found["escape"], lists),
        "settings": {
            "solvable": SOLVABLE,
            "well": WELL,
            "noticeable": NOTICEABLE,
            "wide": WIDE,
            "likely": LIKELY,
            "resamples": RESAMPLES,
        },
        "main": main,
        "widest_span": _widest_span(found["landscapes"], main),
        "variants": variants,
        **_tasks(found["winners"], optimizers),
    }


def _basins(escape: pd.DataFrame, lists: Tables) -> dict[str, list[str]]:
    """On which problems the lowest basin is asked for, and on which it cannot be told from others."""
    problems = lists["problems"].set_index("problem")
    several = problems["tags"].fillna("").str.contains(" minima") & problems["solvable"].astype(
        bool
    )
    listed = set(lists["critical_points"]["problem"])
    unknown = [name for name in problems[several].index if name not in listed]
    compared = [name for name in problems.index if name in set(escape["problem"])]
    return {
        "compared": problems["title"][compared].tolist(),
        "unknown": problems["title"][unknown].tolist(),
    }


def _widest_span(table: pd.DataFrame, variant: str | None) -> dict[str, Any]:
    """The most decades between the best rates of one optimizer that leads on a kind of landscape."""
    rows = table[(table["variant"] == variant) & (table["solved"] > 0)]
    spans = np.log10(rows["highest"].to_numpy(float) / rows["lowest"].to_numpy(float))
    if not len(rows):
        return {"decades": 0.0}
    widest = rows.iloc[int(spans.argmax())]
    names = {"title": widest["widest"], "landscape": widest["landscape"]}
    return {"decades": float(spans.max()), **names}


def _variant(name: str, found: Tables, lists: Tables) -> dict[str, Any]:
    """What one variant comes to."""
    problems, titles = lists["problems"], titles_of(methods_of(lists))
    rows = found["tuning"][found["tuning"]["variant"] == name].set_index("optimizer")
    rows = rows[rows.index.isin(titles)]
    own = found["regimes"]
    own = own[(own["variant"] == name) & (own["regime"] == "own best")]
    never = set(own["problem"]) - set(own[own["solvable"].astype(bool)]["problem"])
    by_optimizer = {
        key: _optimizer(dict(rows.loc[[key]].iloc[0]), titles[key])
        for key in titles
        if key in rows.index
    }
    regimes = {regime.replace(" ", "_") for regime in REGIMES}
    return {
        "title": VARIANTS[name],
        "solvable": int(rows["problems"].max()),
        "unsolved": problems[problems["problem"].isin(never)]["title"].tolist(),
        "by_optimizer": by_optimizer,
        **{regime: _leaders(by_optimizer, regime) for regime in sorted(regimes)},
        "widest": _leaders(by_optimizer, "decades"),
        **_effort(by_optimizer),
        "edges": int(rows["edges"].sum()),
    }


def _effort(entries: dict[str, dict[str, Any]]) -> dict[str, Any]:
    """Who gains most and least by tuning, and who needs the fewest tries or never has enough of them."""
    gains = {key: entry["own_best"] - entry["default"] for key, entry in entries.items()}
    steady = min(gains, key=lambda key: gains[key])
    greedy = max(gains, key=lambda key: gains[key])
    tried = {key: entry["tries"] for key, entry in entries.items() if entry["tries"]}
    return {
        "gains_most": entries[greedy] | {"gain": gains[greedy]},
        "gains_least": entries[steady] | {"gain": gains[steady]},
        "fewest_tries": {
            "names": [entries[k]["title"] for k in tried if tried[k] == min(tried.values())],
            "tries": min(tried.values(), default=None),
        },
        "never_likely": [e["title"] for e in entries.values() if not e["tries"]],
    }


def _optimizer(row: Mapping[Any, Any], title: str) -> dict[str, Any]:
    names = ("default", "one_rate", "own_best", "decades")
    rates = ("default_learning_rate", "one_rate_learning_rate")
    numbers = {name: float(row[name]) for name in (*names, *rates)}
    return {
        "title": title,
        **numbers,
        "tries": None if pd.isna(row["tries"]) else int(row["tries"]),
    }


def _leaders(entries: dict[str, dict[str, Any]], column: str) -> dict[str, Any]:
    """Who has the highest and who the lowest value, and these."""
    values = [entry[column] for entry in entries.values()]
    return {
        "names": [e["title"] for e in entries.values() if e[column] == max(values)],
        "value": max(values),
        "last": [e["title"] for e in entries.values() if e[column] == min(values)],
        "last_value": min(values),
    }


def _tasks(winners: pd.DataFrame, optimizers: pd.DataFrame) -> dict[str, Any]:
    """How the wins are spread over all tasks."""
    winners = winners[winners["optimizer"].isin(optimizers["optimizer"])]
    if winners.empty:
        return {"tasks": 0}
    titles = titles_of(optimizers)
    tasks = winners.groupby(["variant", "problem"])
    near = (
        winners["outcome"].isin(NEAR_BEST).groupby([winners["variant"], winners["problem"]]).sum()
    )
    wins = tasks["winner"].first().value_counts()
    beaten = (~winners["outcome"].isin(NEAR_BEST)).groupby(winners["optimizer"]).mean()
    order = [name for name in titles if name in beaten.index]
    least = min(order, key=lambda name: float(beaten[name]))
    most = max(order, key=lambda name: int(wins.get(name, 0)))
    return {
        "tasks": len(near),
        "winners": [titles[name] for name in order if wins.get(name, 0)],
        "most_wins": {"title": titles[most], "wins": int(wins[most])},
        "shared": int((near > 1).sum()),
        "near_best": float(near.mean()),
        "least_beaten": {
            "title": titles[least],
            "share": float(beaten[least]),
            "tasks": int((winners["optimizer"] == least).sum()),
        },
    }
