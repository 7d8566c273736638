"""Run one of the article's experiments and write its tables, arrays and facts."""

from __future__ import annotations

import argparse
import importlib
import json
import pkgutil
from pathlib import Path
from typing import Any

import numpy as np

from descent_atlas import experiments
from descent_atlas.files import replacing, write_json


def main(arguments: list[str]) -> None:
    modules = {
        module.name.split("_")[0]: module.name
        for module in pkgutil.iter_modules(experiments.__path__)
        if module.name[:1] == "e" and module.name[1:3].isdigit()
    }
    parser = argparse.ArgumentParser(prog="python -m descent_atlas experiment", description=__doc__)
    parser.add_argument("experiment", choices=sorted(modules), help="the experiment's id")
    parser.add_argument("--output", type=Path, required=True, help="the folder of all results")
    parser.add_argument(
        "--settings", type=json.loads, default={}, help="sizes that the configuration sets (JSON)"
    )
    options = parser.parse_args(arguments)
    # By name, so that an experiment's results depend on its own sources only.
    experiment = importlib.import_module(f"{experiments.__name__}.{modules[options.experiment]}")
    for name, content in experiment.run(**options.settings).items():
        write(options.output / name, content)


def write(path: Path, content: Any) -> None:
    """Facts as JSON, a frame as CSV with every digit, a mapping of arrays as .npz."""
    if path.suffix == ".json":
        write_json(path, content)
        return
    with replacing(path) as temporary:
        if path.suffix == ".csv":
            content.to_csv(temporary, index=False)
        else:
            np.savez_compressed(temporary, **content)
