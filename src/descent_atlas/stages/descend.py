"""Descend all runs of one optimizer on one problem; and where a map is made, once more from everywhere."""

from __future__ import annotations

import argparse
import json
import math
from typing import Any

import numpy as np

from descent_atlas import endings, everywhere, metrics
from descent_atlas.files import replacing
from descent_atlas.grid import Grid, Prepared
from descent_atlas.optimizer import Array, Optimizer
from descent_atlas.problem import Problem
from descent_atlas.registry import build_optimizer, build_problem
from descent_atlas.shard import descend_shard


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas descend", description=__doc__)
    parser.add_argument("--problem", required=True, help="the problem's name")
    parser.add_argument("--optimizer", required=True, help="the optimizer's name")
    parser.add_argument("--prepared", required=True, help="the problem's .npz")
    parser.add_argument("--settings", type=json.loads, required=True, help="the grid (JSON)")
    parser.add_argument("--data", help="the data set's .npz, for a finite sum")
    parser.add_argument("--output", required=True, help="the .npz to write")
    options = parser.parse_args(arguments)
    data = dict(np.load(options.data)) if options.data else None
    problem, optimizer = build_problem(options.problem, data), build_optimizer(options.optimizer)
    prepared = read_prepared(options.prepared)
    shard = descend_all(options.problem, problem, optimizer, prepared, options.settings)
    with replacing(options.output) as path:
        np.savez_compressed(path, **shard)  # type: ignore[arg-type]


def read_prepared(path: str) -> Prepared:
    """What the runs on a problem share."""
    with np.load(path) as file:
        return Prepared(
            starts=file["starts"],
            noise_scale=float(file["noise_scale"]),
            typical_gradient_norm=float(file["typical_gradient_norm"]),
        )


def descend_all(
    name: str, problem: Problem, optimizer: Optimizer, prepared: Prepared, settings: dict[str, Any]
) -> dict[str, Array]:
    """The arrays of ``results/runs/{name}/OPTIMIZER.npz``."""
    grid = Grid.from_settings(settings)
    if optimizer.full_batch_only:
        grid = grid.without_noise()
    shard = {
        "variants": np.array(list(grid.variants)),
        "learning_rates": grid.learning_rates,
        "endings": np.array(endings.NAMES),
        **descend_shard(name, problem, optimizer, prepared, grid),
    }
    if not everywhere.is_mapped(problem, grid.variants):
        return shard
    target = metrics.NAMES[round(-math.log10(settings["success_target"])) - 1]
    iterations = grid.iterations[everywhere.FULL]
    return shard | everywhere.map_ends(problem, optimizer, shard, target, iterations)
