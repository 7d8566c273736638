"""Compare the optimizers: who beats whom, at which learning rate, on which landscape."""

from __future__ import annotations

import argparse
import json
import math
from collections.abc import Mapping
from pathlib import Path

import pandas as pd

from descent_atlas.comparison import basins, defaults, duels, saddles, speedups, tuning
from descent_atlas.comparison.choosing import facts, landscapes
from descent_atlas.comparison.cube import Cube, samples_per_step
from descent_atlas.files import replacing, write_json

HOLDS = [f"hold_1e-{exponent}" for exponent in basins.TARGETS]
MEASURED = ["initial_gap", "hit_1e-1", "reversals", "gradient_samples", *HOLDS]
TRAPPED = ["problem", "variant", "final_gap", "ending"]
"""What is read of the run table: as arrays, and as rows."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas choose", description=__doc__)
    parser.add_argument("runs", help="the run table (Parquet)")
    parser.add_argument("--best-rates", required=True, help="the table of best rates")
    parser.add_argument("--problems", required=True, help="the table of problems")
    parser.add_argument("--optimizers", required=True, help="the table of optimizers")
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
    }
    trap = basins.traps(pd.read_parquet(options.runs, columns=TRAPPED))
    whole = Cube.read(options.runs, MEASURED, options.budgets)
    found = choose(whole, trap, lists, options.success_target)
    found["landscapes"] = landscapes(found, lists)
    for name, table in found.items():
        with replacing(options.output / f"tables/choosing_{name}.csv") as path:
            table.to_csv(path, index=False)
    write_json(options.output / "facts/choosing.json", facts(found, lists))


def choose(
    whole: Cube, trap: pd.Series, lists: Mapping[str, pd.DataFrame], success_target: float
) -> dict[str, pd.DataFrame]:
    """Every table of the stage, by its name after ``choosing_``.

    ``whole`` holds MEASURED, ``trap`` is what ``basins.traps`` found; ``lists`` holds best_rates, problems
    and optimizers. Problems without a lower bound have no success and are left out of everything but the
    departures from saddles.
    """
    problems, optimizers = (lists[f"{kind}s"].set_index(kind) for kind in ("problem", "optimizer"))
    tags = problems["tags"].fillna("")
    left = saddles.departures(whole, trap.index, tags)
    cube = whole.only("problem", problems.index[problems["bounded"].astype(bool)])
    cube = cube.with_columns({"hold": cube[f"hold_1e-{round(-math.log10(success_target))}"]})
    published = optimizers["default_learning_rate"].to_dict()
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
        "saddles": left,
        **speedups.direction(cube, rates),
        "shapes": speedups.shapes(cube),
    }
