"""What section 8 of the article says: the best on each kind of landscape, and every number it quotes."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.comparison.defaults import REGIMES, SOLVABLE, WELL
from descent_atlas.comparison.intervals import RESAMPLES
from descent_atlas.comparison.pairs import NOTICEABLE
from descent_atlas.comparison.robustness import WIDE
from descent_atlas.comparison.tuning import LIKELY
from descent_atlas.problem import TAGS
from descent_atlas.words import VARIANTS, listing

Tables = Mapping[str, pd.DataFrame]
NEAR_BEST = ("winner", "close")
LANDSCAPE_COLUMNS = [
    *("variant", "landscape", "problems", "solved", "best", "near_best", "lowest", "highest"),
]


def landscapes(found: Tables, lists: Tables) -> pd.DataFrame:
    """The best optimizers on each kind of landscape: a row for each variant and tag.

    ``solved`` counts its solvable problems, ``near_best`` on how many of them the best ones are the winner
    or too close to it to call; ``lowest`` and ``highest`` span their best learning rates there. Empty where
    no problem is solved.
    """
    titles = _titles(_methods(lists))
    problems = lists["problems"][lists["problems"]["bounded"].astype(bool)]
    winners = found["winners"][found["winners"]["optimizer"].isin(titles)]
    rates = found["regimes"][found["regimes"]["regime"] == "own best"]
    rows = []
    for variant in _variants(found["regimes"]):
        here = winners[winners["variant"] == variant]
        for tag in TAGS:
            names = {
                p
                for p, t in zip(problems["problem"], problems["tags"].fillna(""), strict=True)
                if tag in t.split(";")
            }
            if names:
                mine = here[here["problem"].isin(names)]
                used = rates[
                    (rates["variant"] == variant) & rates["problem"].isin(set(mine["problem"]))
                ]
                rows.append([variant, tag, len(names), *_best(mine, used, titles)])
    return pd.DataFrame(rows, columns=LANDSCAPE_COLUMNS).astype({"near_best": "Int64"})


def _methods(lists: Tables) -> pd.DataFrame:
    """The optimizers that are no controls: yardsticks are in the tables, and lead nowhere."""
    optimizers = lists["optimizers"]
    return optimizers[~optimizers["control"].astype(bool)]


def _titles(optimizers: pd.DataFrame) -> dict[str, str]:
    return dict(zip(optimizers["optimizer"], optimizers["title"], strict=True))


def _variants(frame: pd.DataFrame) -> list[str]:
    return [name for name in VARIANTS if name in set(frame["variant"])]


def _best(rows: pd.DataFrame, rates: pd.DataFrame, titles: dict[str, str]) -> list[Any]:
    """Solved problems, the best optimizers, on how many they are near the best, and their rates."""
    if rows.empty:
        return [0, "", None, None, None]
    near = rows["outcome"].isin(NEAR_BEST).groupby(rows["optimizer"]).sum()
    best = [name for name in titles if name in near.index and near[name] == near.max()]
    spans = rates[rates["optimizer"].isin(best)]["learning_rate"]
    told = listing(titles[name] for name in best)
    return [rows["problem"].nunique(), told, int(near.max()), spans.min(), spans.max()]


def facts(found: Tables, lists: Tables) -> dict[str, Any]:
    """Every number that the page quotes; what does not exist on a grid is left out or empty."""
    problems, optimizers = lists["problems"], _methods(lists)
    bounded = problems["bounded"].astype(bool)
    regimes = found["regimes"]
    variants = {name: _variant(name, found, lists) for name in _variants(found["tuning"])}
    main = next(iter(variants), None)
    return {
        "problems": int(bounded.sum()),
        "optimizers": len(optimizers),
        "unbounded": problems[~bounded]["title"].tolist(),
        "judged": int(regimes["runs"].max()),
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


def _widest_span(table: pd.DataFrame, variant: str | None) -> float:
    """The most decades between the best rates of the best optimizers on one kind of landscape."""
    rows = table[(table["variant"] == variant) & (table["solved"] > 0)]
    spans = np.log10(rows["highest"].to_numpy(float) / rows["lowest"].to_numpy(float))
    return float(spans.max(initial=0.0))


def _variant(name: str, found: Tables, lists: Tables) -> dict[str, Any]:
    """What one variant comes to."""
    problems, titles = lists["problems"], _titles(_methods(lists))
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
    gains = {key: entry["own_best"] - entry["default"] for key, entry in by_optimizer.items()}
    steady = min(gains, key=lambda key: gains[key])
    greedy = max(gains, key=lambda key: gains[key])
    tried = {key: entry["tries"] for key, entry in by_optimizer.items() if entry["tries"]}
    return {
        "title": VARIANTS[name],
        "solvable": int(rows["problems"].max()),
        "unsolved": problems[problems["problem"].isin(never)]["title"].tolist(),
        "by_optimizer": by_optimizer,
        **{
            regime.replace(" ", "_"): _leaders(by_optimizer, regime.replace(" ", "_"))
            for regime in REGIMES
        },
        "widest": _leaders(by_optimizer, "decades"),
        "gains_most": by_optimizer[greedy] | {"gain": gains[greedy]},
        "gains_least": by_optimizer[steady] | {"gain": gains[steady]},
        "fewest_tries": {
            "names": [by_optimizer[k]["title"] for k in tried if tried[k] == min(tried.values())],
            "tries": min(tried.values(), default=None),
        },
        "never_likely": [e["title"] for e in by_optimizer.values() if not e["tries"]],
        "edges": int(rows["edges"].sum()),
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
    titles = _titles(optimizers)
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
        "least_beaten": {"title": titles[least], "share": float(beaten[least])},
    }
