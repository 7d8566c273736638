"""E11: a small network on handwritten digits: where training ends, and what the end is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from threadpoolctl import threadpool_limits  # type: ignore[import-untyped]

from descent_atlas.comparison.close_minima import CLOSE, from_size_on
from descent_atlas.experiments import digit_samples
from descent_atlas.experiments.digit_samples import Samples
from descent_atlas.experiments.network_generalization import (
    LEVEL,
    RUN,
    at_equal_training_loss,
    stopping,
    summary,
)
from descent_atlas.experiments.network_minima import (
    FLAT,
    LEARNING_RATE,
    PENALTY,
    STEPS,
    minima,
)
from descent_atlas.experiments.network_minima import summary as summary_of_minima
from descent_atlas.experiments.network_training import (
    BATCH,
    HIDDEN,
    OPTIMIZERS,
    Setting,
    training,
)
from descent_atlas.randomness import generator

WIDTHS = {1: 40, 2: 40, 3: 40, 4: 40, 6: 40, 8: 40, 16: 24, 32: 24}
"""Starts for each number of hidden units."""
MINIMA_SAMPLES = 500
SIZES = (100, 300, 1000)
"""Training sets, from few digits to many."""
RUNS, UPDATES = 16, 7500
"""For each training set and optimizer."""


def run(
    widths: Sequence[tuple[int, int]] = tuple(WIDTHS.items()),
    minima_samples: int = MINIMA_SAMPLES,
    sizes: Sequence[int] = SIZES,
    runs: int = RUNS,
    updates: int = UPDATES,
) -> dict[str, Any]:
    """The tables and the facts, by their path under the results.

    ``widths`` are pairs of hidden units and starts. On one thread, so that sums of linear algebra
    run in one order: a minimum depends on every digit of the way to it.
    """
    with threadpool_limits(limits=1):
        train, held_out = digit_samples.load()
        few = train.at(subset(train, minima_samples))
        found = pd.concat([minima(few, held_out, *pair) for pair in widths], ignore_index=True)
        settings = [
            Setting(size, name, updates // -(-size // BATCH), runs)
            for size in sizes
            for name in OPTIMIZERS
        ]
        curves = pd.concat([training(train, held_out, one) for one in settings], ignore_index=True)
    stops, by_width = stopping(curves), summary_of_minima(found)
    generalization, equal = summary(stops), at_equal_training_loss(curves)
    return {
        "tables/e11_minima.csv": found,
        "tables/e11_widths.csv": by_width,
        "tables/e11_training.csv": curves,
        "tables/e11_stopping.csv": stops,
        "tables/e11_generalization.csv": generalization,
        "tables/e11_equal.csv": equal,
        "facts/e11.json": {
            "data": {"training": len(train.labels), "held_out": len(held_out.labels)}
            | {"inputs": train.features.shape[1], "classes": digit_samples.CLASSES},
            "minima": minima_facts(found, by_width) | {"samples": minima_samples},
            "training": training_facts(train, curves, generalization, equal),
        },
    }


def subset(train: Samples, count: int) -> np.ndarray:
    """Random training samples, in their own order."""
    return np.sort(generator("e11", "minima", "samples").permutation(len(train.labels))[:count])


def minima_facts(found: pd.DataFrame, by_width: pd.DataFrame) -> dict[str, Any]:
    """Every number that the page quotes of the minima."""
    widths = by_width.sort_values("width").to_dict("records")
    sizes = by_width["parameters"].to_numpy(), by_width["close_low"].to_numpy()
    return {
        "penalty": PENALTY,
        "steps": STEPS,
        "learning_rate": LEARNING_RATE,
        "flat": FLAT,
        "close": CLOSE,
        "starts": len(found),
        "verified": int(found["verified"].sum()),
        "narrowest": widths[0],
        "hardest": min(widths, key=lambda row: row["close_share"]),
        "widest": widths[-1],
        "from_parameters": from_size_on(*sizes),
    }


def training_facts(
    train: Samples, curves: pd.DataFrame, generalization: pd.DataFrame, equal: pd.DataFrame
) -> dict[str, Any]:
    """Every number that the page quotes of the runs."""
    settings = generalization.to_dict("records")
    fitted = curves.groupby(RUN)["training_accuracy"].max().eq(1)
    low, high = generalization["accuracy_change_low"], generalization["accuracy_change_high"]
    return {
        "hidden": HIDDEN,
        "parameters": train.network(HIDDEN).dimension,
        "batch": BATCH,
        "learning_rates": {name: rate for name, (_, rate) in OPTIMIZERS.items()},
        "titles": {name: optimizer.title for name, (optimizer, _) in OPTIMIZERS.items()},
        "sizes": sorted(int(size) for size in curves["samples"].unique()),
        "runs": int(curves["seed"].nunique()),
        "all_runs": len(fitted),
        "fitted": int(fitted.sum()),
        "settings": len(settings),
        "rising": int((generalization["rise_low"] > 0).sum()),
        "most": max(settings, key=lambda row: row["rise"]),
        "least": min(settings, key=lambda row: row["rise"]),
        "highest_training_loss": float(generalization["training_loss_end"].max()),
        # In how many settings the held-out accuracy changes by more than chance explains.
        "accuracy": {"changed": int(((low > 0) | (high < 0)).sum())},
        "level": LEVEL,
        "equal": equal.to_dict("records"),
    }
