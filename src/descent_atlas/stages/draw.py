"""Draw one figure in both themes and describe it: a kind of figure, its inputs, and what to restrict them to."""

from __future__ import annotations

import argparse
import importlib
import json
from pathlib import Path
from typing import Any

import matplotlib
import numpy as np
import pandas as pd

from descent_atlas.figures.export import save
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import PIXELS_PER_INCH, THEMES
from descent_atlas.files import read_json, replacing, write_json


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas draw", description=__doc__)
    parser.add_argument("kind", help="a module of descent_atlas.figures")
    parser.add_argument(
        "inputs", nargs="+", type=Path, help="tables (.csv), landscapes and shards (.npz)"
    )
    parser.add_argument(
        "--catalogue", required=True, help="the catalogue of problems and optimizers"
    )
    parser.add_argument("--where", nargs="*", default=[], help="restrictions, as column=value")
    parser.add_argument(
        "--made-by", type=json.loads, default={}, help="how the figure is made (JSON)"
    )
    parser.add_argument("--output", type=Path, required=True, help="results/figures/NAME.json")
    options = parser.parse_args(arguments)
    # By name, so that an edit to one kind of figure re-draws that kind only.
    kind = importlib.import_module(f"descent_atlas.figures.{options.kind}")
    where = dict(restriction.split("=", 1) for restriction in options.where)
    chart = kind.select(read_inputs(options.inputs, read_json(options.catalogue), where))
    size = draw_themes(kind, chart, options.output)
    write_json(
        options.output,
        {
            "name": options.output.stem,
            "extension": kind.EXTENSION,
            **size,
            **vars(kind.describe(chart)),
            "data": [path.as_posix() for path in options.inputs if path.suffix == ".csv"],
            "made_by": options.made_by,
        },
    )


def read_inputs(paths: list[Path], catalogue: dict[str, Any], where: dict[str, str]) -> Inputs:
    """The files' contents; a file in a problem's folder is that problem's shard."""
    tables = {path.stem: pd.read_csv(path) for path in paths if path.suffix == ".csv"}
    arrays = {path: np.load(path) for path in paths if path.suffix == ".npz"}
    shards = {
        (path.parent.name, path.stem): content
        for path, content in arrays.items()
        if path.parent.parent.name == "runs"
    }
    landscapes = {
        path.stem: content for path, content in arrays.items() if path.parent.parent.name != "runs"
    }
    return Inputs(catalogue, where, tables, landscapes, shards)


def draw_themes(kind: Any, chart: Any, output: Path) -> dict[str, int]:
    """Write the figure in each theme beside ``output``; its size in CSS pixels."""
    for theme in THEMES:
        with (
            matplotlib.rc_context(theme.rc),
            replacing(output.with_name(f"{output.stem}.{theme.name}.{kind.EXTENSION}")) as path,
        ):
            figure = kind.draw(chart, theme)
            save(figure, path)
    width, height = figure.get_size_inches() * PIXELS_PER_INCH
    return {"width": round(width), "height": round(height)}
