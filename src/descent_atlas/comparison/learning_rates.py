"""The learning-rate curve: what each learning rate achieved, for every optimizer on every problem."""

from __future__ import annotations

import numpy as np
import pandas as pd

from descent_atlas.comparison.cube import Array
from descent_atlas.comparison.intervals import bootstrap_ert, resampling_weights, wilson
from descent_atlas.randomness import generator

CELL = ["problem", "optimizer", "variant", "learning_rate"]
PAIR = CELL[:3]
REPORTED = [
    *("runs", "successes", "success_rate", "success_low", "success_high"),
    *("ert", "ert_low", "ert_high", "final_gap_low", "final_gap_median", "final_gap_high"),
    *("diverged", "diverged_low", "diverged_high"),
    *("escaped", "escaped_low", "escaped_high", "escape_time"),
]
"""What the table of best rates says of each."""


def curves(
    runs: pd.DataFrame, target: str, budgets: dict[str, int], intervals: bool = True
) -> pd.DataFrame:
    """One row for each problem, optimizer, variant and learning rate.

    ``target`` is the name of the held target that counts as success, such as ``1e-4``; ``budgets`` the
    iterations of each variant. ERT is the expected running time in iterations until success, the sum of
    min(T_hold, budget) over the runs over the number of successes (Hansen, Auger, Ros, Mersmann, Tušar
    and Brockhoff, COCO, Optimization Methods and Software 36, 2021); empty where no run succeeded, and
    an interval's open end is empty too, and both are without ``intervals``. The shares of runs that
    succeeded, ``diverged`` and ``escaped`` each have Wilson's interval. ``escape_time`` is the mean of
    min(iteration of escape, budget), empty where no run escaped.
    """
    runs = runs.sort_values([*CELL, "start"], kind="stable")
    cells = runs.groupby(CELL, sort=True, observed=True)
    hold = runs[f"hold_{target}"]
    frame = pd.DataFrame(
        {
            "runs": cells.size(),
            "successes": hold.notna().groupby([runs[key] for key in CELL], observed=True).sum(),
        }
    )
    frame["success_rate"] = frame["successes"] / frame["runs"]
    frame["success_low"], frame["success_high"] = wilson(
        frame["successes"].to_numpy(), frame["runs"].to_numpy()
    )
    times = _running_times(runs, target, budgets, intervals)
    frame = frame.join(times).join(_gaps(runs))
    by_cell = [runs[key] for key in CELL]
    frame = frame.join(_left(runs, by_cell))
    escape = runs["ended_at"].where(runs["ending"] == "escaped", runs["variant"].map(budgets))
    frame["escape_time"] = escape.astype(float).groupby(by_cell, observed=True).mean()
    frame["escape_time"] = frame["escape_time"].where(frame["escaped"] > 0)
    return frame.reset_index()


def _running_times(
    runs: pd.DataFrame, target: str, budgets: dict[str, int], intervals: bool
) -> pd.DataFrame:
    """ERT with its bootstrap interval, indexed by cell."""
    budget = runs["variant"].map(budgets).astype(float)
    cost = runs[f"hold_{target}"].astype(float).fillna(budget)
    table = runs[CELL].assign(
        cost=cost, success=runs[f"hold_{target}"].notna(), start=runs["start"]
    )
    costs = table.pivot(index=CELL, columns="start", values="cost")
    successes = table.pivot(index=CELL, columns="start", values="success")
    count = successes.sum(axis=1).to_numpy(float)
    ert = costs.sum(axis=1).to_numpy() / np.where(count > 0, count, np.nan)
    frame = pd.DataFrame({"ert": ert, "ert_low": np.nan, "ert_high": np.nan}, index=costs.index)
    if intervals:
        ends = _intervals(costs.to_numpy(), successes.to_numpy())
        frame["ert_low"], frame["ert_high"] = ends
    return frame.replace(np.inf, np.nan)


def _intervals(costs: Array, successes: Array) -> tuple[Array, Array]:
    """The bootstrap's ends for each cell; the starts are drawn jointly for all cells with equally many.

    Arrays have shape (cells, starts); NaN where a problem has fewer starts than another.
    """
    there = ~np.isnan(costs)
    low, high = np.empty((2, len(costs)))
    for count in np.unique(there.sum(axis=1)):
        weights = resampling_weights(count, generator("bootstrap", "starts"))
        alike = np.flatnonzero(there.sum(axis=1) == count)
        for cells in np.array_split(alike, max(1, len(alike) // 500)):
            own = (a[cells][there[cells]].reshape(-1, count) for a in (costs, successes))
            cost, success = (a.astype(float) for a in own)
            low[cells], high[cells] = bootstrap_ert(cost, success, weights)
    return low, high


def _left(runs: pd.DataFrame, by_cell: list[pd.Series]) -> pd.DataFrame:
    """The shares of the runs that diverged and that escaped, with Wilson's interval, indexed by cell."""
    frames = []
    for ending in ("diverged", "escaped"):
        ended = (runs["ending"] == ending).groupby(by_cell, observed=True)
        ends = wilson(ended.sum().to_numpy(), ended.size().to_numpy())
        names = (f"{ending}_low", f"{ending}_high")
        columns = {ending: ended.mean(), **dict(zip(names, ends, strict=True))}
        frames.append(pd.DataFrame(columns))
    return pd.concat(frames, axis=1)


def _gaps(runs: pd.DataFrame) -> pd.DataFrame:
    """Median and quartiles of the final normalised gap over the runs that did not leave."""
    relative = (runs["final_gap"] / runs["initial_gap"]).groupby(
        [runs[key] for key in CELL], observed=True
    )
    quarters = np.array([0.25, 0.5, 0.75])
    quantiles = relative.quantile(quarters).unstack().reindex(columns=quarters)
    quantiles.columns = pd.Index(["final_gap_low", "final_gap_median", "final_gap_high"])
    return quantiles


def best_rates(runs: pd.DataFrame, target: str, budgets: dict[str, int]) -> pd.DataFrame:
    """The best learning rate of each problem, optimizer and variant, and what it achieves.

    It is selected on the first half of the starts and reported on the second, so that luck in the choice
    is not reported as merit: highest success rate, then lowest ERT, then (where the function has no lower
    bound) the earliest escape, then lowest median final gap, then the smaller rate. The halves are blocks
    of a Sobol sequence, so each covers the domain; every other point would cover half of it. ``edge``
    says where the rate is the lowest or the highest of the grid: then the optimizer was not tuned.
    """
    # A run that left has no gap; in the choice it counts as the worst, not as absent.
    worst = runs.assign(final_gap=runs["final_gap"].fillna(np.inf))
    first = runs["start"] < (runs.groupby("problem")["start"].transform("max") + 1) / 2
    selection = curves(worst[first], target, budgets, intervals=False)
    order = selection.fillna(
        {"ert": np.inf, "escape_time": np.inf, "final_gap_median": np.inf}
    ).sort_values(
        [*PAIR, "success_rate", "ert", "escape_time", "final_gap_median", "learning_rate"],
        ascending=[True, True, True, False, True, True, True, True],
        kind="stable",
    )
    chosen = order.groupby(PAIR, sort=True, observed=True).head(1)[CELL]
    rates = selection["learning_rate"]
    edges = np.select(
        [chosen["learning_rate"] == rates.min(), chosen["learning_rate"] == rates.max()],
        ["lowest", "highest"],
        "",
    )
    # Only what was chosen is reported, so that intervals are affordable.
    report = curves(runs[~first].merge(chosen, on=CELL), target, budgets)
    merged = chosen.assign(edge=edges).merge(report, on=CELL, validate="one_to_one")
    return merged[[*CELL, "edge", *REPORTED]]
