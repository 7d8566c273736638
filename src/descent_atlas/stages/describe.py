"""Write down what the grid consists of: every problem and optimizer in words, and the sizes of the grid."""

from __future__ import annotations

import argparse
import csv
import inspect
import json
import math
from dataclasses import asdict, is_dataclass
from pathlib import Path
from typing import Any

import numpy as np

from descent_atlas import endings, everywhere, metrics
from descent_atlas.files import replacing, write_json
from descent_atlas.grid import Grid, for_problem
from descent_atlas.optimizer import Optimizer
from descent_atlas.problem import FiniteSum, Problem
from descent_atlas.registry import build_optimizer, build_problem, problem_instance
from descent_atlas.stages.collect import COLUMNS

SUPERSCRIPT = str.maketrans("0123456789", "⁰¹²³⁴⁵⁶⁷⁸⁹")
COLUMNS_OF = {
    "problems": ("title", "dimension", "solvable", "tags", "samples", "lambda_max"),
    "optimizers": ("title", "default_learning_rate", "control", "beta"),
}
"""What the tables of problems and of optimizers say of each; ``samples`` is the number of parts that an
objective is the mean of, ``beta`` the hyperparameter of that name."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas describe", description=__doc__)
    parser.add_argument("--config", type=json.loads, required=True, help="the configuration (JSON)")
    parser.add_argument("--output", type=Path, required=True, help="the folder of the facts")
    parser.add_argument("--tables", type=Path, required=True, help="the folder of the tables")
    options = parser.parse_args(arguments)
    config = options.config
    catalogue: dict[str, Any] = {
        "problems": {
            name: {**problem_entry(name), "starts": for_problem(config, name)["starts"]}
            for name in config["problems"]
        },
        "optimizers": {name: optimizer_entry(name) for name in config["optimizers"]},
        "endings": endings.ENDINGS,
        "columns": COLUMNS,
    }
    write_json(options.output / "catalogue.json", catalogue)
    write_json(
        options.output / "grid.json",
        {**grid_entry(config), "minimum_at_zero": at_zero(catalogue["problems"])},
    )
    for kind, columns in COLUMNS_OF.items():
        said = {name: table_entry(entry, config) for name, entry in catalogue[kind].items()}
        write_table(options.tables / f"{kind}.csv", kind.removesuffix("s"), said, columns)


def table_entry(entry: dict[str, Any], config: dict[str, Any]) -> dict[str, Any]:
    """What a table can say of a problem or an optimizer, from its entry in the catalogue."""
    if "hyperparameters" in entry:
        return {"beta": entry["hyperparameters"].get("beta"), **entry}
    # A function without data is split into as many parts as the grid's noise has.
    return {**entry, "samples": entry["samples"] or config["noise"]["samples"]}


def write_table(path: Path, one: str, entries: dict[str, Any], columns: tuple[str, ...]) -> None:
    """A row for each problem or optimizer; a list becomes one cell, its items joined by ;."""
    with replacing(path) as temporary, temporary.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file, lineterminator="\n")
        writer.writerow([one, *columns])
        for name, entry in entries.items():
            cells = (entry[column] for column in columns)
            writer.writerow([name, *(";".join(c) if isinstance(c, list) else c for c in cells)])


def _idea(thing: Any) -> str:
    return " ".join((inspect.getdoc(type(thing)) or "").split())


def _code(kind: type) -> str:
    return inspect.getsource(inspect.getmodule(kind))  # type: ignore[arg-type]


def problem_entry(name: str) -> dict[str, Any]:
    """What readers are told of a problem."""
    problem, named = build_problem(name), problem_instance(name)
    data = problem if isinstance(problem, FiniteSum) else None
    return {
        "title": title(name, problem),
        "idea": problem.idea,
        "formula": problem.formula,
        "source": problem.source,
        "tags": list(problem.tags),
        "dimension": int(problem.dimension),
        "domain": problem.domain.tolist(),
        "start": problem.start.tolist(),
        "minimum": float(problem.minimum),
        "minimisers": problem.minimisers.tolist(),
        "bounded": problem.bounded,
        "complete": problem.complete,
        "solvable": problem.solvable,
        "lambda_max": lambda_max(problem),
        "dataset": data.dataset if data else None,
        "samples": int(data.sample_count) if data else None,
        "code": _code(named.kind),
        "module": f"src/descent_atlas/problems/{named.file}.py",
    }


def lambda_max(problem: Problem) -> float | None:
    """The largest curvature at a global minimiser, in units of f over units of x squared.

    The largest eigenvalue of the Hessian, over all minimisers; None where there is no minimiser, f is not
    smooth, or it is not curved upwards there.
    """
    if "not smooth" in problem.tags or len(problem.minimisers) == 0:
        return None
    with np.errstate(all="ignore"):
        hessians = problem.hessian(np.asfortranarray(problem.minimisers))
    if not np.isfinite(hessians).all():
        return None
    largest = float(np.linalg.eigvalsh(hessians).max())
    return largest if largest > 0 else None


def title(name: str, problem: Problem) -> str:
    """A problem's title, and what its name says beyond its file: dimension, condition number, rotation."""
    named = problem_instance(name)
    words = [named.kind.title]
    if "dimension" in named.arguments:
        words.append(f" in {problem.dimension} dimensions")
    if "kappa" in named.arguments:
        words.append(f", κ = {_power(named.arguments['kappa'])}")
    if named.rotated:
        words.append(", rotated")
    return "".join(words)


def _power(number: float) -> str:
    """A power of ten: 10, 10², 10³."""
    exponent = round(math.log10(number))
    return "10" if exponent == 1 else "10" + str(exponent).translate(SUPERSCRIPT)


def optimizer_entry(name: str) -> dict[str, Any]:
    """What readers are told of an optimizer."""
    optimizer = build_optimizer(name)
    return {
        "title": optimizer.title,
        "idea": _idea(optimizer),
        "formula": inspect.cleandoc(optimizer.formula),
        "reference": optimizer.reference,
        "convention": optimizer.convention,
        "disagreements": optimizer.disagreements,
        "full_batch_only": optimizer.full_batch_only,
        "control": optimizer.control,
        "default_learning_rate": optimizer.default_learning_rate,
        "hyperparameters": asdict(optimizer) if is_dataclass(optimizer) else {},
        "remembers": remembers(optimizer),
        "code": _code(type(optimizer)),
        "module": f"src/descent_atlas/optimizers/{name}.py",
    }


def remembers(optimizer: Optimizer) -> list[str]:
    """What the memory of a fresh run holds: zeros, the start, something else; nothing without memory."""
    x = np.array([[0.5, -2.0, 3.0]])
    kinds = set()
    for array in optimizer.init(x):
        if not np.any(array):
            kinds.add("zero")
        else:
            kinds.add("start" if np.array_equal(array, x) else "other")
    return sorted(kinds)


def at_zero(entries: dict[str, Any]) -> list[str]:
    """The titles of the problems that have a minimiser at the origin, where decay of weights pulls."""
    return [
        entry["title"]
        for entry in entries.values()
        if any(not any(minimiser) for minimiser in entry["minimisers"])
    ]


def grid_entry(config: dict[str, Any]) -> dict[str, Any]:
    """The grid's settings and sizes.

    Not every optimizer is run in every variant, and some problems have fewer starts than the others.
    """
    grid = Grid.from_settings(config)
    optimizers = {name: build_optimizer(name) for name in config["optimizers"]}
    full_only = {n: built.title for n, built in optimizers.items() if built.full_batch_only}
    variants, starts, rates = grid.shape
    alone = len(grid.without_noise().variants)
    pairs = sum(alone if name in full_only else variants for name in optimizers)
    all_starts = sum(for_problem(config, name)["starts"] for name in config["problems"])
    return {
        "problems": len(config["problems"]),
        "optimizers": len(config["optimizers"]),
        "variants": {
            name: {"batch_size": variant.batch_size, "iterations": grid.iterations[name]}
            for name, variant in grid.variants.items()
        },
        "learning_rates": {**config["learning_rates"], "count": rates},
        "starts": starts,
        "fewer_starts": config["fewer_starts"],
        "full_batch_only": full_only,
        "controls": {n: built.title for n, built in optimizers.items() if built.control},
        "told_the_gap": {
            n: built.title
            for n, built in optimizers.items()
            if built.uses_gap and not built.control
        },
        "shards": len(config["problems"]) * len(optimizers),
        "runs": pairs * all_starts * rates,
        "map_cells": everywhere.CELLS,
        "targets": list(metrics.TARGETS),
        "success_target": config["success_target"],
        "noise": config["noise"],
        "seed": config["seed"],
    }
