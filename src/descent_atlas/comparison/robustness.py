"""How wide the range of good learning rates is: the robustness interval, with its uncertainty."""

from __future__ import annotations

import numpy as np
import pandas as pd

from descent_atlas.comparison import pairs
from descent_atlas.comparison.cube import Array, Cube
from descent_atlas.comparison.intervals import RESAMPLES, resampling_weights
from descent_atlas.comparison.times import costs, runs
from descent_atlas.randomness import generator

WIDE = 2.0
"""A rate is useful where the expected running time is at most so many times that at the best rate."""
COLUMNS = [
    *("variant", "problem", "optimizer", "learning_rate", "ert", "lowest", "highest"),
    *("decades", "decades_low", "decades_high", "edge"),
]
POOLED = ["variant", "optimizer", "problems", "unsolved", "at_edge", "decades", "low", "high"]
EDGES = {(True, False): "lowest", (False, True): "highest", (True, True): "both"}


def useful(ert: Array) -> Array:
    """Which rates belong to the robustness interval, shape (..., rates); none where nothing succeeds.

    ``ert`` (..., rates) is in iterations, infinite or NaN without success. The interval holds the rates
    around the best one, without a gap, with ERT <= WIDE times that at the best; of equally good ones the
    smallest is the best. Its width in decades is the number of its rates over the grid's rates per decade:
    each rate stands for its step of the grid. Source: the definition is this atlas's own.
    """
    filled = np.where(np.isnan(ert), np.inf, ert)
    best = filled.argmin(axis=-1)[..., None]
    lowest = np.take_along_axis(filled, best, axis=-1)
    good = (filled <= np.minimum(lowest, np.finfo(filled.dtype).max / 2) * WIDE) & np.isfinite(
        filled
    )
    # Between the best rate and each other one, nothing useless may lie.
    gaps = np.cumsum(~good, axis=-1, dtype=np.int16)
    joined: Array = good & (gaps == np.take_along_axis(gaps, best, axis=-1))
    return joined


def start_weights(cube: Cube, p: int) -> Array:
    """How often each start of a problem stands in the sample and in each resample, (slots, 1 + RESAMPLES).

    Drawn jointly for all optimizers, rates and variants, from both halves of the starts.
    """
    count, half = int(cube.starts[p]), int(cube.starts[p] - cube.judged[p])
    drawn = resampling_weights(count, generator("ranking", "starts", cube.names["problem"][p]))
    weights = np.zeros((cube.shape[-1], 1 + RESAMPLES))
    slots = np.r_[:half, cube.first.stop : cube.first.stop + count - half]
    weights[slots, 0], weights[slots, 1:] = 1, drawn
    return weights


def expected_times(times: Array, budget: float, weights: Array) -> Array:
    """ERT (..., rates) of the sample and of each resample, shape (1 + RESAMPLES, ..., rates).

    ``times`` (..., rates, slots). Sums of iterations are whole; single precision holds them exactly up to
    2^24.
    """
    exact = np.float32 if weights[:, 0].sum() * budget < 2**24 else np.float64
    flat = times.reshape(-1, times.shape[-1])
    drawn = weights.T.astype(exact)
    with np.errstate(divide="ignore", invalid="ignore"):
        paid = drawn @ costs(flat, budget).T.astype(exact)
        ert = paid / (drawn @ np.isfinite(flat).T.astype(exact))
    return ert.reshape(-1, *times.shape[:-1])


def widths(cube: Cube) -> Array:
    """The number of useful rates in the sample and in each resample, (variants, problems, optimizers, ...).

    By the column ``hold``, over all starts; at most 127 count.
    """
    found = np.zeros((*cube.shape[:3], 1 + RESAMPLES), np.int8)
    for p in range(cube.shape[1]):
        weights = start_weights(cube, p)
        for v, budget in enumerate(cube.variant_budgets):
            for part in np.array_split(np.arange(cube.shape[2]), -(-cube.shape[2] // 8)):
                ert = expected_times(cube["hold"][v, p, part], budget, weights)
                found[v, p, part] = np.minimum(useful(ert).sum(axis=-1), 127).T
    return found


def intervals(cube: Cube, drawn: Array) -> pd.DataFrame:
    """The robustness interval of each variant, problem and optimizer; ``drawn`` are its ``widths``.

    ``learning_rate`` is the best rate, ``ert`` in iterations, ``lowest`` to ``highest`` the interval's
    rates, ``decades`` its width with a 95 % bootstrap interval over the starts (the best rate is chosen anew
    in each resample). ``edge`` says at which end of the grid the interval is cut off: it may be wider.
    """
    found = []
    for v, variant in enumerate(cube.names["variant"]):
        budget = cube.variant_budgets[v]
        for p, problem in enumerate(cube.names["problem"]):
            ert = expected_times(cube["hold"][v, p], budget, start_weights(cube, p)[:, :1])[0]
            frame = _described(cube, ert.astype(float))
            frame["variant"], frame["problem"] = variant, problem
            low, high = (end / cube.rates_per_decade for end in pairs.bounds(drawn[v, p, :, 1:]))
            frame["decades_low"], frame["decades_high"] = low, high
            there = (runs(cube["hold"][v, p]) > 0).any(axis=-1)
            found.append(frame[there])
    return pd.concat(found, ignore_index=True)[COLUMNS] if found else pd.DataFrame(columns=COLUMNS)


def _described(cube: Cube, ert: Array) -> pd.DataFrame:
    """The intervals of all optimizers on one task, from ERT (optimizers, rates)."""
    inside = useful(ert)
    some = inside.any(axis=-1)
    first, last = inside.argmax(axis=-1), ert.shape[-1] - 1 - inside[:, ::-1].argmax(axis=-1)
    best = np.where(np.isnan(ert), np.inf, ert).argmin(axis=-1)
    touched = zip(some & (first == 0), some & (last == ert.shape[-1] - 1), strict=True)
    return pd.DataFrame(
        {
            "optimizer": cube.names["optimizer"],
            "learning_rate": np.where(some, cube.rates[best], np.nan),
            "ert": np.where(some, np.take_along_axis(ert, best[:, None], axis=-1)[:, 0], np.nan),
            "lowest": np.where(some, cube.rates[first], np.nan),
            "highest": np.where(some, cube.rates[last], np.nan),
            "decades": inside.sum(axis=-1) / cube.rates_per_decade,
            "edge": [EDGES.get((bool(low), bool(high)), "") for low, high in touched],
        }
    )


def pooled(cube: Cube, drawn: Array, table: pd.DataFrame, solvable: Array) -> pd.DataFrame:
    """The median width over the solvable problems, a row for each variant and optimizer.

    ``table`` is that of ``intervals``; ``solvable`` has shape (variants, problems). ``unsolved`` counts
    those problems on which the optimizer never succeeds: their width is zero. ``at_edge`` counts those whose
    interval the grid cuts off.
    """
    rows = []
    keyed = table.set_index(["variant", "optimizer", "problem"])
    for v, variant in enumerate(cube.names["variant"]):
        names = np.array(cube.names["problem"])[solvable[v]]
        for o, optimizer in enumerate(cube.names["optimizer"]):
            if len(names) and (variant, optimizer) in keyed.index:
                mine = keyed.loc[(variant, optimizer)].reindex(names)
                median = np.median(drawn[v, solvable[v], o], axis=0) / cube.rates_per_decade
                low, high = pairs.bounds(median[1:])
                counts = [len(names), (mine["decades"] == 0).sum(), (mine["edge"] != "").sum()]
                rows.append([variant, optimizer, *counts, median[0], low, high])
    return pd.DataFrame(rows, columns=POOLED)
