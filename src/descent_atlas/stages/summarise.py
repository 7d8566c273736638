"""From the run table to the tables that people and figures read."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pyarrow.parquet as pq

from descent_atlas.comparison import endings, learning_rates
from descent_atlas.files import replacing, six_digits

READ = [*learning_rates.CELL, "start", "initial_gap", "final_gap", "ending", "ended_at"]
"""What is read of the run table, beside the times at which success is held."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas summarise", description=__doc__)
    parser.add_argument("runs", help="the run table (Parquet)")
    parser.add_argument("--success-target", type=float, required=True, help="such as 1e-4")
    parser.add_argument(
        "--budgets", type=json.loads, required=True, help="iterations by variant (JSON)"
    )
    parser.add_argument("--output", type=Path, required=True, help="the folder to write into")
    options = parser.parse_args(arguments)
    target = f"1e-{round(-math.log10(options.success_target))}"
    parts: dict[str, list[pd.DataFrame]] = {"learning_rates": [], "best_rates": [], "endings": []}
    for runs in by_problem(options.runs, [*READ, f"hold_{target}"]):
        parts["learning_rates"].append(learning_rates.curves(runs, target, options.budgets))
        parts["best_rates"].append(learning_rates.best_rates(runs, target, options.budgets))
        parts["endings"].append(endings.count(runs))
    for name, tables in parts.items():
        with replacing(options.output / f"{name}.csv") as path:
            six_digits(pd.concat(tables), but=["learning_rate"]).to_csv(path, index=False)


def by_problem(path: str | Path, columns: list[str]) -> Iterator[pd.DataFrame]:
    """The run table one problem at a time, as it was written: all of it would take a gigabyte."""
    file = pq.ParquetFile(path)
    for group in range(file.num_row_groups):
        runs = file.read_row_group(group, columns).to_pandas()
        words = runs.select_dtypes("category")
        # Without what other problems' runs have, of which there would be empty cells.
        yield runs.assign(**{name: words[name].cat.remove_unused_categories() for name in words})
