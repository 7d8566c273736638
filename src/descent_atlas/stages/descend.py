"""Descend all runs of one optimizer on one problem."""

from __future__ import annotations

import argparse
import json

import numpy as np

from descent_atlas import endings
from descent_atlas.files import replacing
from descent_atlas.grid import Grid, Prepared
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
    optimizer = build_optimizer(options.optimizer)
    grid = Grid.from_settings(options.settings)
    if optimizer.full_batch_only:
        grid = grid.without_noise()
    with np.load(options.prepared) as file:
        prepared = Prepared(
            starts=file["starts"],
            noise_scale=float(file["noise_scale"]),
            typical_gradient_norm=float(file["typical_gradient_norm"]),
        )
    data = dict(np.load(options.data)) if options.data else None
    problem = build_problem(options.problem, data)
    shard = descend_shard(options.problem, problem, optimizer, prepared, grid)
    with replacing(options.output) as path:
        np.savez_compressed(
            path,
            variants=np.array(list(grid.variants)),
            learning_rates=grid.learning_rates,
            endings=np.array(endings.NAMES),
            **shard,  # type: ignore[arg-type]
        )
