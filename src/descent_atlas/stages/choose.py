"""Compare the optimizers: who beats whom, at which learning rate, on which landscape."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Collection, Mapping
from pathlib import Path

import numpy as np
import pandas as pd

from descent_atlas.comparison import basins, defaults, duels, landscapes, saddles, speedups, tuning
from descent_atlas.comparison.choosing import facts
from descent_atlas.comparison.cube import ENDING, Cube, samples_per_step
from descent_atlas.endings import NAMES
from descent_atlas.files import replacing, write_json

TIMES = [f"{event}_1e-{exponent}" for event in ("hit", "hold") for exponent in basins.TARGETS]
MEASURED = ["initial_gap", "final_gap", "reversals", "gradient_samples", *TIMES]
COLUMNS = [*MEASURED, "ended_at", ENDING]
"""What is read of the run table."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas choose", description=__doc__)
    parser.add_argument("runs", help="the run table (Parquet)")
    parser.add_argument("--best-rates", required=True, help="the table of best rates")
    parser.add_argument("--problems", required=True, help="the table of problems")
    parser.add_argument("--optimizers", required=True, help="the table of optimizers")
    parser.add_argument(
        "--critical-points", required=True, help="E1's table of all critical points"
    )
    parser.add_argument("--catalogue", type=Path, required=True, help="the catalogue of problems")
    parser.add_argument("--success-target", type=float, required=True, help="such as 1e-4")
    parser.add_argument(
        "--budgets", type=json.loads, required=True, help="iterations by variant (JSON)"
    )
    parser.add_argument("--output", type=Path, required=True, help="the folder of all results")
    options = parser.parse_args(arguments)
    lists = {
        "best_rates": pd.read_csv(options.best_rates),
        "problems": pd.read_csv(options.problems),
        "optimizers": pd.read_csv(options.optimizers),
        "critical_points": pd.read_csv(options.critical_points),
    }
    entries = json.loads(options.catalogue.read_text(encoding="utf-8"))["problems"]
    starts, domains = ({name: e[key] for name, e in entries.items()} for key in ("start", "domain"))
    ridges = saddles.ridges(lists["critical_points"], starts, domains)
    runs = Cube.read(options.runs, COLUMNS, options.budgets)
    found = choose(runs, lists, ridges, options.success_target)
    found["landscapes"] = landscapes.landscapes(found, lists)
    for name, table in found.items():
        with replacing(options.output / f"tables/choosing_{name}.csv") as path:
            table.to_csv(path, index=False)
    write_json(options.output / "facts/choosing.json", facts(found, lists))


def choose(
    runs: Cube,
    lists: Mapping[str, pd.DataFrame],
    ridges: Collection[str],
    success_target: float,
) -> dict[str, pd.DataFrame]:
    """Every table of the stage, by its name after ``choosing_``.

    ``runs`` holds COLUMNS, ``lists`` best_rates, problems, optimizers and critical_points; ``ridges`` are
    the problems that start by a saddle. Problems without a minimum have no success and are left out of
    everything but the departures from saddles.
    """
    problems, optimizers = (lists[f"{one}s"].set_index(one) for one in ("problem", "optimizer"))
    tags, solvable = problems["tags"].fillna(""), problems["solvable"].astype(bool)
    whole = judged(runs, success_target)
    cube = whole.of_problems(set(solvable[solvable].index))
    trap = basins.traps(lists["critical_points"])
    published = {str(name): rate for name, rate in optimizers["default_learning_rate"].items()}
    controls = optimizers.index[optimizers["control"].astype(bool)]
    rates = defaults.choose_rates(cube, lists["best_rates"], published, controls)
    table = defaults.regimes(cube, rates)
    return {
        "regimes": table,
        "tuning": tuning.tuning(cube, rates, table),
        "tries": tuning.tries(cube, rates),
        "one_rate": tuning.one_for_all(cube, rates),
        **duels.tables(cube, rates),
        "winners": duels.winners(cube, rates),
        **basins.escapes(cube, trap, samples_per_step(cube), tags),
        "saddles": saddles.departures(whole, ridges, tags),
        **speedups.direction(cube, rates),
        "shapes": speedups.shapes(cube, success_target),
    }


def judged(runs: Cube, success_target: float) -> Cube:
    """What is measured, with ``hold``, the time of success, ``escaped_at`` and ``diverged``."""
    escaped, diverged = (runs[ENDING] == NAMES.index(name) for name in ("escaped", "diverged"))
    return runs.with_columns(
        {
            "hold": runs[f"hold_1e-{round(-math.log10(success_target))}"],
            "escaped_at": np.where(escaped, runs["ended_at"], np.nan),
            "diverged": diverged,
        }
    )
