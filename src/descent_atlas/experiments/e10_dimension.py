"""E10: which kind of critical point a smooth random function has, as the dimension grows.

Found in three ways, none of which rests on another: Hessians sampled by the Kac-Rice formula, an exact
integral, and random functions on a torus whose critical points are all found and counted.
"""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.experiments.kinds_of_points import KINDS, field_table, index_table, kind_table
from descent_atlas.random_fields import critical_points, hessians
from descent_atlas.random_fields.critical_points import CriticalPoints
from descent_atlas.random_fields.periodic import PERIOD, PeriodicField
from descent_atlas.randomness import generator

Array = np.ndarray
DIMENSIONS = tuple(range(1, 17))
MATRICES, SHIFTS = 20_000, 32
"""Sampled Hessians in each dimension: symmetric matrices, and scalars for each of them."""
FIELDS = {1: 100, 2: 400, 3: 300}
"""How many random functions are searched, by dimension."""
GRIDS = (16, 24, 36, 54)
"""Points of the search grid along an axis; a finer one where Morse's count shows that one is missing."""
PICTURE = 160
"""Points along an axis of the random function that is drawn."""


def run() -> dict[str, Any]:
    """The tables, the random function that is drawn, and the facts, by their path under the results."""
    sampled = {
        d: hessians.sample(d, MATRICES, SHIFTS, generator("e10", "hessians", d)) for d in DIMENSIONS
    }
    found = {d: search(d, count) for d, count in FIELDS.items()}
    kinds, indices, fields = kind_table(sampled), index_table(sampled), field_table(found)
    return {
        "tables/e10_dimension.csv": kinds,
        "tables/e10_index.csv": indices,
        "tables/e10_fields.csv": fields,
        "experiments/e10_field.npz": picture(found[2][0]),
        "facts/e10.json": facts(kinds, indices, fields),
    }


def search(dimension: int, count: int) -> list[CriticalPoints]:
    """All critical points of ``count`` random functions."""
    return [critical_points.find(drawn_field(dimension, i), GRIDS) for i in range(count)]


def drawn_field(dimension: int, number: int) -> PeriodicField:
    """The random function of this number; it depends on no other."""
    return PeriodicField.draw(dimension, generator("e10", "field", dimension, number))


def picture(points: CriticalPoints) -> dict[str, Array]:
    """The first of the random functions of two parameters over its torus, rows are y."""
    values = drawn_field(2, 0).on_grid(PICTURE)[1].value.reshape(PICTURE, PICTURE).T
    axis = np.arange(PICTURE + 1) * PERIOD / PICTURE
    return {
        "axis_x": axis,
        "axis_y": axis,
        "values": np.pad(values, (0, 1), mode="wrap"),
        "points": points.points,
        "index": points.index,
        "point_values": points.values,
    }


def facts(kinds: pd.DataFrame, indices: pd.DataFrame, fields: pd.DataFrame) -> dict[str, Any]:
    """Every number that the page quotes; ``at`` has one entry for each dimension: d1, d2 and so on."""
    minima = kinds[kinds["kind"] == "minima"]
    inside = minima["theory"].between(minima["low"] - 1e-12, minima["high"] + 1e-12)
    at = {f"d{d}": _dimension_facts(d, kinds, indices) for d in kinds["dimension"].unique()}
    highest = int(kinds["dimension"].max())
    exact = minima["theory"].to_numpy()
    return {
        "lowest": int(kinds["dimension"].min()),
        "matrices": MATRICES,
        "shifts": SHIFTS,
        "dimensions": len(minima),
        "theory_inside": int(inside.sum()),
        "widest": float(((minima["high"] - minima["low"]) / (2 * minima["fraction"])).max()),
        "fewest_effective": float(minima["effective_samples"].min()),
        "at": at,
        "highest": at[f"d{highest}"],
        # By how much the last dimension has made minima rarer.
        "last_factor": float(exact[-2] / exact[-1]),
        "fields": _field_facts(fields),
    }


def _dimension_facts(d: int, kinds: pd.DataFrame, indices: pd.DataFrame) -> dict[str, Any]:
    rows = kinds[kinds["dimension"] == d].set_index("kind").to_dict("index")
    (lowest,) = indices[(indices["dimension"] == d) & (indices["index"] == 0)].to_dict("records")
    minima = rows["minima"]
    return {
        "dimension": int(d),
        **{kind: _share(rows[kind]) for kind in KINDS},
        "effective_samples": minima["effective_samples"],
        "saddles_per_minimum": rows["saddles"]["per_minimum"],
        "coin_flip": minima["coin_flip"],
        "coin_over_minima": minima["coin_flip"] / minima["theory"],
        "plain_goe": minima["plain_goe"] if np.isfinite(minima["plain_goe"]) else None,
        "value": lowest["value"],
        "value_spread": lowest["value_spread"],
    }


def _field_facts(fields: pd.DataFrame) -> dict[str, Any]:
    sizes = fields[fields["kind"] == KINDS[0]]
    by_dimension = {
        f"d{dimension}": {
            "functions": int(rows["fields"].max()),
            "points": int(rows["count"].sum()),
            **{row["kind"]: _share(row) for row in rows.to_dict("records")},
        }
        for dimension, rows in fields.groupby("dimension")
    }
    return {
        "functions": int(sizes["fields"].sum()),
        "points": int(fields["count"].sum()),
        "all_balanced": bool((fields["balanced"] == fields["fields"]).all()),
        **by_dimension,
    }


def _share(row: dict[Any, Any]) -> dict[str, float]:
    return {name: row[name] for name in ("fraction", "low", "high", "theory")}
