"""Gather the shards into the run table: a row for every run of the grid."""

from __future__ import annotations

import argparse
from pathlib import Path

import numpy as np
import pandas as pd

from descent_atlas.files import replacing

KEYS = ("problem", "optimizer", "variant", "learning_rate", "start")
COUNTS = ("ended_at", "gradient_samples", "minimiser")


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas collect", description=__doc__)
    parser.add_argument("shards", nargs="+", help="results/runs/PROBLEM/OPTIMIZER.npz")
    parser.add_argument("--output", required=True, help="the Parquet file to write")
    options = parser.parse_args(arguments)
    runs = pd.concat([read_shard(Path(shard)) for shard in options.shards], ignore_index=True)
    with replacing(options.output) as path:
        runs.to_parquet(path, index=False, compression="zstd")


def read_shard(path: Path) -> pd.DataFrame:
    """The runs of one shard, in the order variants, starts, learning rates.

    The columns are documented on the site's page on reproducing the results, and in
    ``descent_atlas.stages.collect.COLUMNS``.
    """
    with np.load(path) as shard:
        shape = shard["ending"].shape
        variant, start, rate = (axis.ravel() for axis in np.indices(shape))
        frame = pd.DataFrame(
            {
                "problem": path.parent.name,
                "optimizer": path.stem,
                "variant": shard["variants"][variant],
                "learning_rate": shard["learning_rates"][rate],
                "start": start,
            }
        )
        for name in COLUMNS:
            if name not in KEYS:
                frame[name] = _column(name, shard)
    return frame[list(COLUMNS)]


def _column(name: str, shard: np.lib.npyio.NpzFile) -> pd.Series:
    values = shard[name].ravel()
    if name == "ending":
        return pd.Series(shard["endings"][values])
    if name.startswith(("hit_", "hold_")):
        return pd.Series(values, dtype="Int64").mask(values < 0)
    return pd.Series(values)


COLUMNS = {
    "problem": "the problem's name",
    "optimizer": "the optimizer's name",
    "variant": "full_batch, mini_batch or stochastic",
    "learning_rate": "the learning rate",
    "start": "which start; 0 is the classical one",
    "initial_gap": "f - f* at the start",
    "final_gap": "f - f* at the last iterate; empty if the run left the landscape",
    "best_gap": "the lowest f - f* on the way (seven digits)",
    **{
        f"{kind}_1e-{k}": f"first iteration {meaning} 1e-{k} of the initial gap; empty if never"
        for kind, meaning in (
            ("hit", "at or below"),
            ("hold", "after which the gap stays at or below"),
        )
        for k in range(1, 9)
    },
    "anytime_area": "mean progress towards 1e-8 over the budget, from 0 (none) to 1 (at once)",
    "descent_rate": "decades an iteration over the last decade of descent",
    "overshoot": "the largest gap on the way, in initial gaps",
    "path_ratio": "length of the path over the distance covered, estimated from every step up to 40"
    " and each twentieth after; empty if the run left",
    "reversals": "share of consecutive steps at an obtuse angle, estimated likewise",
    "noise_floor": "median gap over the last tenth, in initial gaps; noisy variants only",
    "minimiser": "which global minimiser the run ended at, -1 for none",
    "held_out_loss": "mean loss on held-out data; empty where there are none",
    "ending": "how the run ended, one of seven",
    "ended_at": "the iteration at which it held 1e-8, or left, or the last one",
    "gradient_samples": "gradients of single samples evaluated, until it left or its budget ended",
}
"""The run table's columns and their meaning."""
