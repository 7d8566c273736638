"""From the run table to the tables that people and figures read."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import pandas as pd

from descent_atlas.comparison import endings, learning_rates
from descent_atlas.files import replacing


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas summarise", description=__doc__)
    parser.add_argument("runs", help="the run table (Parquet)")
    parser.add_argument("--success-target", type=float, required=True, help="such as 1e-4")
    parser.add_argument(
        "--budgets", type=json.loads, required=True, help="iterations by variant (JSON)"
    )
    parser.add_argument("--output", type=Path, required=True, help="the folder to write into")
    options = parser.parse_args(arguments)
    runs = pd.read_parquet(options.runs)
    target = f"1e-{round(-math.log10(options.success_target))}"
    tables = {
        "learning_rates": learning_rates.curves(runs, target, options.budgets),
        "best_rates": learning_rates.best_rates(runs, target, options.budgets),
        "endings": endings.count(runs),
    }
    for name, table in tables.items():
        with replacing(options.output / f"{name}.csv") as path:
            table.to_csv(path, index=False)
