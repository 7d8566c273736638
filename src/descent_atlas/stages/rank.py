"""Rank the optimizers: profiles, ranks with intervals, what tests tell apart, how robust the rates are."""

from __future__ import annotations

import argparse
import json
import math
from pathlib import Path

import pandas as pd

from descent_atlas.comparison import (
    defaults,
    profiles,
    ranking,
    ranks,
    rivals,
    robustness,
    sanity,
    separation,
    stability,
    transfer,
)
from descent_atlas.comparison.contest import Contest
from descent_atlas.comparison.credit import TARGETS
from descent_atlas.comparison.cube import Cube
from descent_atlas.files import replacing, six_digits, write_json

MEASURED = [*TARGETS, "gradient_samples"]
"""What is read of the run table."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas rank", description=__doc__)
    parser.add_argument("runs", help="the run table (Parquet)")
    for name in ("best-rates", "endings", "problems", "optimizers"):
        parser.add_argument(f"--{name}", required=True, help=f"the table of {name}")
    parser.add_argument("--success-target", type=float, required=True, help="such as 1e-4")
    parser.add_argument(
        "--budgets", type=json.loads, required=True, help="iterations by variant (JSON)"
    )
    parser.add_argument("--output", type=Path, required=True, help="the folder of all results")
    options = parser.parse_args(arguments)
    lists = {
        name: pd.read_csv(getattr(options, name))
        for name in ("best_rates", "endings", "problems", "optimizers")
    }
    cube = Cube.read(options.runs, MEASURED, options.budgets)
    found = rank(cube, lists, options.success_target)
    for name, table in found.items():
        with replacing(options.output / f"tables/{name}.csv") as path:
            six_digits(table, but=["learning_rate"]).to_csv(path, index=False)
    write_json(options.output / "facts/ranking.json", ranking.facts(found, lists))


def rank(
    whole: Cube, lists: dict[str, pd.DataFrame], success_target: float
) -> dict[str, pd.DataFrame]:
    """Every table of the stage, by its name.

    ``whole`` holds MEASURED; ``lists`` the tables best_rates, endings, problems and optimizers. Problems
    without a lower bound have no success and are left out.
    """
    contest, methods = contestants(whole, lists, success_target)
    drawn = robustness.widths(methods)
    widths = robustness.intervals(methods, drawn)
    scores = ranks.scores(contest)
    tables, tests = separation.tables(contest)
    return {
        "ranking_scores": scores,
        **{f"ranking_{name}": table for name, table in tables.items()},
        "ranking_pairs": rivals.table(contest, tests),
        "ranking_robustness": widths,
        "ranking_robustness_pooled": robustness.pooled(
            methods, drawn, widths, contest.rates.solvable
        ),
        "ranking_stability": stability.stability(
            lists["endings"], lists["problems"], lists["optimizers"]
        ),
        "ranking_transfer": transfer.transfer(contest),
        "profile_data": profiles.curves(contest, scores, "data profile"),
        "profile_ecdf": profiles.curves(contest, scores, "ecdf"),
        "profile_performance": profiles.performance(contest, scores),
    }


def contestants(
    whole: Cube, lists: dict[str, pd.DataFrame], success_target: float
) -> tuple[Contest, Cube]:
    """The contest with its sanity bounds, and the solvable problems' runs without them."""
    problems, optimizers = (lists[f"{kind}s"].set_index(kind) for kind in ("problem", "optimizer"))
    cube = whole.of_problems(set(problems.index[problems["solvable"].astype(bool)]))
    cube = cube.with_columns({"hold": cube[f"hold_1e-{round(-math.log10(success_target))}"]})
    controls = optimizers.index[optimizers["control"].astype(bool)]
    published = {str(name): rate for name, rate in optimizers["default_learning_rate"].items()}
    rates = defaults.choose_rates(cube, lists["best_rates"], published, controls)
    return Contest(*sanity.with_bound(cube, rates, problems["lambda_max"]), problems), cube
