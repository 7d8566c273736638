"""Gather the shards into the run table: a row for every run of the grid."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np
import pandas as pd
import pyarrow as pa
import pyarrow.parquet as pq

from descent_atlas import endings
from descent_atlas.files import replacing
from descent_atlas.words import VARIANTS

Array = np.ndarray
TIMES = ("hit_", "hold_")
"""Columns whose names begin so are iterations, -1 for never in a shard and empty in the table."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas collect", description=__doc__)
    parser.add_argument("shards", nargs="+", type=Path, help="results/runs/PROBLEM/OPTIMIZER.npz")
    parser.add_argument("--output", required=True, help="the Parquet file to write")
    options = parser.parse_args(arguments)
    with replacing(options.output) as path:
        write(path, options.shards)


def write(path: Path, shards: list[Path]) -> None:
    """Write the run table, one problem after the other: the whole need not fit into memory.

    Each problem is a row group, so that whoever wants one reads no other. ``shards`` has those of a
    problem side by side.
    """
    tables = frames(shards)
    first = pa.Table.from_pandas(next(tables), preserve_index=False)
    single = [field.name for field in first.schema if field.type == pa.float32()]
    words = [name for name in COLUMNS if name not in single]
    options = {
        **{"compression": "zstd", "compression_level": 9},
        **{"use_dictionary": words, "use_byte_stream_split": single},
    }
    with pq.ParquetWriter(path, first.schema, **options) as writer:
        writer.write_table(first)
        for frame in tables:
            writer.write_table(pa.Table.from_pandas(frame, first.schema, preserve_index=False))


def frames(shards: list[Path]) -> Iterator[pd.DataFrame]:
    """The runs of one problem after the other, in the order of the shards, columns as in COLUMNS."""
    levels = {
        "problem": sorted({path.parent.name for path in shards}),
        "optimizer": sorted({path.stem for path in shards}),
        "variant": list(VARIANTS),
        "ending": list(endings.NAMES),
    }
    for _, group in groupby(shards, key=lambda path: path.parent):
        parts = [read_shard(path, levels) for path in group]
        joined = {name: np.concatenate([part[name] for part in parts]) for name in COLUMNS}
        yield pd.DataFrame({name: _column(name, values, levels) for name, values in joined.items()})


def read_shard(path: Path, levels: dict[str, list[str]]) -> dict[str, Array]:
    """The runs of one shard in the order variants, starts, learning rates; arrays of shape (runs,).

    A word is the number of its place in ``levels``.
    """

    def codes(column: str, words: Array) -> Array:
        return np.array([levels[column].index(str(word)) for word in words], np.int16)

    with np.load(path) as shard:
        variant, start, rate = (axis.ravel() for axis in np.indices(shard["ending"].shape))
        known = {
            "problem": codes("problem", np.array([path.parent.name])).repeat(len(start)),
            "optimizer": codes("optimizer", np.array([path.stem])).repeat(len(start)),
            "variant": codes("variant", shard["variants"])[variant],
            "learning_rate": shard["learning_rates"][rate],
            "start": start.astype(np.int16),
            "ending": codes("ending", shard["endings"])[shard["ending"].ravel()],
        }
        return {name: shard[name].ravel() for name in COLUMNS if name not in known} | known


def _column(name: str, values: Array, levels: dict[str, list[str]]) -> Any:
    """A column as the table has it: a category, a number, or a time that may be missing."""
    if name in levels:
        return pd.Categorical.from_codes(values, pd.Index(levels[name]))
    if name.startswith(TIMES):
        return pd.arrays.IntegerArray(values.astype(np.int32), values < 0)
    if values.dtype.kind == "f":
        return values
    return values.astype(np.int64 if name == "gradient_samples" else np.int32)


COLUMNS = {
    "problem": "the problem's name",
    "optimizer": "the optimizer's name",
    "variant": "full_batch, mini_batch or stochastic",
    "learning_rate": "the learning rate",
    "start": "which start; 0 is the classical one",
    "initial_gap": "f - f* at the start (seven digits)",
    "final_gap": "f - f* at the last iterate (seven digits); empty if the run left the landscape",
    "best_gap": "the lowest f - f* on the way (seven digits)",
    **{
        f"{kind}_1e-{k}": f"first iteration {meaning} 1e-{k} of the initial gap; empty if never"
        for kind, meaning in (
            ("hit", "at or below"),
            ("hold", "after which the gap stays at or below"),
        )
        for k in range(1, 9)
    },
    "anytime_area": "mean progress towards 1e-8 over the budget, from 0 (none) to 1 (at once);"
    " this and the next five with four digits",
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
