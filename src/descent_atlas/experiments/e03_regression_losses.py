"""E3: three losses for regression: their curves, what an outlier does to them, and what a kink does."""

from __future__ import annotations

from functools import partial
from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.experiments.offset_fits import (
    LAST,
    Array,
    Loss,
    best_offset,
    descend,
    outlier,
    schedules,
    settling,
)
from descent_atlas.losses import huber, mean_absolute_error, mean_squared_error

TARGETS = np.array([2.0, 3.5, 5.0, 7.2, 8.9])
PREDICTIONS = np.array([2.1, 3.2, 5.8, 7.0, 9.1])
DELTA = 1.0
DELTAS = (0.1, DELTA, 10.0)
LOSSES: dict[str, Loss] = {
    "MSE": mean_squared_error,
    "MAE": mean_absolute_error,
    "Huber": partial(huber, delta=DELTA),
}
ERRORS = np.linspace(-3, 3, 100)
SIZES = np.concatenate([[0.0], np.geomspace(0.1, 100, 31)])
"""How far a target is moved: ten sizes in each factor of ten."""
START, ITERATIONS, TRACED = 1.0, 10_000, 150
RATES = np.array([0.3, 0.03, 0.003])
KINKS = (-DELTA, 0.0, DELTA)
STEP, DECIMALS = 1e-6, 4
"""One-sided slopes are differences over STEP, and right to so many decimals."""


def run() -> dict[str, Any]:
    """The tables and the facts, by their path under the results."""
    values, curve, slopes = pairs(), curves(), one_sided()
    outliers, (trace, settled) = outlier_table(), descents()
    return {
        "tables/e03_losses.csv": values,
        "tables/e03_curves.csv": curve,
        "tables/e03_slopes.csv": slopes,
        "tables/e03_outlier.csv": outliers,
        "tables/e03_descent.csv": trace,
        "tables/e03_settling.csv": settled,
        "facts/e03.json": facts(values, curve, outliers, settled),
    }


def pairs() -> pd.DataFrame:
    """The losses of the article's five predictions."""
    values = [float(loss(PREDICTIONS, TARGETS)[0]) for loss in LOSSES.values()]
    return pd.DataFrame({"loss": list(LOSSES), "value": values})


def curves() -> pd.DataFrame:
    """Loss and gradient of a single pair against its error."""
    parts = []
    for name, loss in LOSSES.items():
        value, gradient = loss(ERRORS[:, None], np.zeros(1))
        columns = {"error": ERRORS, "loss": name, "value": value, "gradient": gradient[:, 0]}
        parts.append(pd.DataFrame(columns))
    return pd.concat(parts, ignore_index=True)


def one_sided() -> pd.DataFrame:
    """The slopes just below and just above an error, and the gradient that the library gives there."""
    rows = []
    for name, loss in LOSSES.items():
        for error in KINKS:
            below, at, above = loss(error + STEP * np.array([[-1], [0], [1]]), np.zeros(1))[0]
            gradient = loss(np.array([error]), np.zeros(1))[1][0]
            slopes = np.round([(at - below) / STEP, (above - at) / STEP, gradient], DECIMALS) + 0.0
            rows.append((name, error, *slopes))
    return pd.DataFrame(rows, columns=["loss", "error", "slope_below", "slope_above", "gradient"])


def outlier_table() -> pd.DataFrame:
    """What an outlier does to each loss and to the offset that it fits; delta is Huber's alone."""
    family: list[tuple[str, float | None, Loss]] = [
        ("MSE", None, mean_squared_error),
        *(("Huber", delta, partial(huber, delta=delta)) for delta in reversed(DELTAS)),
        ("MAE", None, mean_absolute_error),
    ]
    parts = []
    for name, delta, loss in family:
        part = outlier(loss, PREDICTIONS, TARGETS, SIZES)
        part.insert(0, "loss", name)
        part.insert(1, "delta", delta)
        parts.append(part.astype({"delta": float}))
    return pd.concat(parts, ignore_index=True)


def descents() -> tuple[pd.DataFrame, pd.DataFrame]:
    """The first iterates of descents to the best offset, and how they stood at the end."""
    trace, settled = [], []
    for schedule, steps in schedules(RATES, ITERATIONS).items():
        for name, loss in LOSSES.items():
            best = float(best_offset(loss, PREDICTIONS, TARGETS))
            offsets = descend(loss, PREDICTIONS, TARGETS, START, steps)
            run = {"loss": name, "schedule": schedule}
            settled.append(pd.DataFrame(run | {"learning_rate": RATES} | settling(offsets, best)))
            trace += [
                _traced(offsets[: TRACED + 1, place], best, run | {"learning_rate": rate})
                for place, rate in enumerate(RATES)
            ]
    return pd.concat(trace, ignore_index=True), pd.concat(settled, ignore_index=True)


def _traced(offsets: Array, best: float, run: dict[str, Any]) -> pd.DataFrame:
    iterations = np.arange(len(offsets))
    distances = np.abs(offsets - best)
    return pd.DataFrame(run | {"iteration": iterations, "offset": offsets, "distance": distances})


def facts(
    values: pd.DataFrame, curve: pd.DataFrame, outliers: pd.DataFrame, settled: pd.DataFrame
) -> dict[str, Any]:
    """Every number that the page quotes."""
    errors = PREDICTIONS - TARGETS
    last = curve[curve["error"] == ERRORS[-1]].set_index("loss")
    return {
        "targets": TARGETS.tolist(),
        "predictions": PREDICTIONS.tolist(),
        "delta": DELTA,
        "deltas": list(DELTAS),
        "largest_error": float(np.abs(errors).max()),
        "all_inside": bool(np.all(np.abs(errors) <= DELTA)),
        "values": values.set_index("loss")["value"].to_dict(),
        "points": len(ERRORS),
        "edge": {"error": float(ERRORS[-1])} | last[["value", "gradient"]].to_dict(),
        "outlier": _outlier_facts(outliers),
        "descent": _descent_facts(settled),
    }


def _outlier_facts(outliers: pd.DataFrame) -> dict[str, Any]:
    """The largest outlier, by loss; Huber by its place in DELTAS."""
    largest = outliers[outliers["size"] == SIZES[-1]]
    plain = largest[largest["delta"].isna()].set_index("loss")
    by_delta = largest.dropna(subset=["delta"]).set_index("delta").loc[list(DELTAS)]
    columns = ["shift", "most_shift", "value", "growth"]
    return {
        "size": float(SIZES[-1]),
        "cases": 2 * len(TARGETS),
        "best": {name: float(best_offset(f, PREDICTIONS, TARGETS)) for name, f in LOSSES.items()},
        **{str(name): row.to_dict() for name, row in plain[columns].iterrows()},
        "Huber": by_delta.loc[DELTA, columns].to_dict(),
        "by_delta": by_delta[columns].to_dict(orient="records"),
    }


def _descent_facts(settled: pd.DataFrame) -> dict[str, Any]:
    """How the descents stood at the end: by schedule and loss, in the order of the rates."""
    ends: dict[str, Any] = {
        str(schedule): {
            str(name): rows[["swing", "final_distance"]].to_dict(orient="list")
            for name, rows in part.groupby("loss")
        }
        for schedule, part in settled.groupby("schedule")
    }
    return {
        "start": START,
        "iterations": ITERATIONS,
        "last": LAST,
        "rates": RATES.tolist(),
        **ends,
    }
