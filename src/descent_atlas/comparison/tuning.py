"""How much tuning an optimizer needs: how wide its useful range is, and how many tries find it."""

from __future__ import annotations

from math import comb

import numpy as np
import pandas as pd

from descent_atlas.comparison.cube import Array, Cube, ran
from descent_atlas.comparison.defaults import REGIMES, Rates
from descent_atlas.comparison.intervals import wilson
from descent_atlas.comparison.robustness import useful
from descent_atlas.comparison.times import (
    expected_running_times,
    ranked_rates,
    runs,
    success_rates,
)

LIKELY = 0.5
"""The chance of doing well for which tries are counted."""
COLUMNS = [
    *("variant", "optimizer", "problems"),
    *("default", "default_low", "default_high", "default_learning_rate"),
    *("one_rate", "one_rate_low", "one_rate_high", "one_rate_learning_rate"),
    *("own_best", "own_best_low", "own_best_high", "edges", "decades", "tries"),
]


def tuning(cube: Cube, rates: Rates, table: pd.DataFrame) -> pd.DataFrame:
    """How much tuning each optimizer needs: a row for each variant and optimizer.

    ``problems`` counts the solvable ones, and the columns of each regime are the share of them done well,
    with Wilson's interval; ``decades`` is the median over them of the width of the useful range of rates,
    and ``tries`` the least number of random rates of the grid the best of which does well at least
    half of the time (empty where no number is enough).
    """
    counted = table[table["solvable"]]
    keys = ["variant", "optimizer"]
    if counted.empty:
        return pd.DataFrame(columns=COLUMNS)
    rows = counted.groupby(keys).agg(problems=("problem", "nunique"))
    for regime in REGIMES:
        name = regime.replace(" ", "_")
        mine = counted[counted["regime"] == regime].groupby(keys)
        rows[name] = mine["well"].mean()
        ends = wilson(mine["well"].sum().to_numpy(float), rows["problems"].to_numpy(float))
        rows[f"{name}_low"], rows[f"{name}_high"] = ends
        if regime != "own best":
            rows[f"{name}_learning_rate"] = mine["learning_rate"].first()
        else:
            rows["edges"] = mine["edge"].sum()
    index = pd.MultiIndex.from_product([cube.names["variant"], cube.names["optimizer"]], names=keys)
    rows["decades"] = pd.Series(useful_decades(cube, rates).ravel(), index)
    chances = tries(cube, rates)
    enough = chances[chances["chance"] >= LIKELY].groupby(keys)["tries"].min()
    rows["tries"] = enough.astype("Int64").reindex(rows.index)
    return rows.reset_index()[COLUMNS]


def useful_decades(cube: Cube, rates: Rates) -> Array:
    """The median over solvable problems of the useful range's width, shape (variants, optimizers).

    The range is that of ``robustness.useful``, over all starts; its width is the number of its rates times
    their spacing, 0 where no rate succeeds.
    """
    budget = cube.variant_budgets[:, None, None, None, None]
    joined = useful(expected_running_times(cube["hold"], budget))
    width = joined.sum(axis=-1) / cube.rates_per_decade
    there = (runs(cube["hold"]) > 0).any(axis=-1) & rates.solvable[..., None]
    counted = np.where(there, width, np.nan)
    counted[:, 0][~there.any(axis=1)] = 0
    return np.nanmedian(counted, axis=1)


def tries(cube: Cube, rates: Rates) -> pd.DataFrame:
    """The chance of doing well with the best of k rates drawn from the grid, exactly.

    A row for each variant, optimizer and number of tries. With the R rates ranked on the first half of
    the starts, the best of k drawn without replacement is the j-th (from 0) with probability
    C(R - 1 - j, k - 1) / C(R, k); the chance is the mean over the solvable problems.
    """
    count = len(cube.rates)
    budget = cube.variant_budgets[:, None, None, None, None]
    ranked = ranked_rates(cube["hold"][..., cube.first], budget)
    well = rates.well(success_rates(cube["hold"][..., cube.second]))
    in_order = np.take_along_axis(well, ranked, axis=-1)
    frames = []
    for v, variant in enumerate(cube.names["variant"]):
        if not rates.solvable[v].any():
            continue
        by_rank = in_order[v][rates.solvable[v]].mean(axis=0)
        there = ran(cube)[v]
        names = {"variant": variant, "optimizer": np.array(cube.names["optimizer"], object)[there]}
        for k in range(1, count + 1):
            chance = (by_rank[there] * best_of(k, count)).sum(axis=-1)
            frames.append(pd.DataFrame({**names, "tries": k, "chance": chance}))
    columns = ["variant", "optimizer", "tries", "chance"]
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)


def best_of(k: int, count: int) -> Array:
    """The chance of each place in a ranking to be the best of k drawn without replacement, (count,).

    The j-th of R (from 0) is the best of k with probability C(R - 1 - j, k - 1) / C(R, k): the other
    k - 1 are among those behind it.
    """
    return np.array([comb(count - 1 - j, k - 1) / comb(count, k) for j in range(count)])


def one_for_all(cube: Cube, rates: Rates) -> pd.DataFrame:
    """The share of solvable problems that each single rate does well on, and its Wilson interval.

    A row for each variant, optimizer and learning rate.
    """
    well = rates.well(success_rates(cube["hold"][..., cube.second])).sum(axis=1)
    frame = pd.DataFrame(
        {
            "variant": np.array(cube.names["variant"], object).repeat(well[0].size),
            "optimizer": np.tile(
                np.array(cube.names["optimizer"], object).repeat(len(cube.rates)), len(well)
            ),
            "learning_rate": np.tile(cube.rates, well.shape[0] * well.shape[1]),
            "problems": rates.solvable.sum(axis=1).repeat(well[0].size),
            "done_well": well.ravel(),
        }
    )
    there = ran(cube).ravel().repeat(len(cube.rates))
    frame = frame[(frame["problems"] > 0) & there].reset_index(drop=True)
    frame["share"] = frame["done_well"] / frame["problems"]
    frame["low"], frame["high"] = wilson(
        frame["done_well"].to_numpy(float), frame["problems"].to_numpy(float)
    )
    return frame
