"""Draw one figure in both themes, and write down what it shows and how it was made."""

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
from descent_atlas.figures.recolour import recoloured
from descent_atlas.figures.style import DARK, LIGHT, PIXELS_PER_INCH, THEMES, Theme
from descent_atlas.files import replacing, write_json


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas draw", description=__doc__)
    parser.add_argument("kind", help="a module of descent_atlas.figures")
    parser.add_argument("inputs", nargs="+", type=Path, help="tables, landscapes, shards")
    parser.add_argument("--titles", type=json.loads, required=True, help="title by name (JSON)")
    parser.add_argument("--where", action="append", default=[], help="keep rows of COLUMN=VALUE")
    parser.add_argument("--made-by", type=json.loads, required=True, help="rule, inputs, … (JSON)")
    parser.add_argument("--output", type=Path, required=True, help="results/figures/NAME.json")
    options = parser.parse_args(arguments)
    where = dict(restriction.split("=", 1) for restriction in options.where)
    inputs = read_inputs(options.inputs, options.titles, where)
    draw(kind_named(options.kind), inputs, options.inputs, options.made_by, options.output)


def kind_named(name: str) -> Any:
    """A kind's module; by name, so that an edit to one kind of figure re-draws that kind only."""
    return importlib.import_module(f"descent_atlas.figures.{name}")


def draw(kind: Any, inputs: Inputs, paths: list[Path], made_by: Any, output: Path) -> None:
    """Write ``output`` (.json) and beside it the picture in each theme; ``paths`` are the inputs' files."""
    chart = kind.select(inputs)
    tables = [path for path in paths if path.suffix == ".csv"]
    record = {
        "name": output.stem,
        "extension": kind.EXTENSION,
        **draw_themes(kind, chart, output),
        **vars(kind.describe(chart)),
        "data": [path.as_posix() for path in tables or paths],
        "made_by": made_by,
    }
    write_json(output, record)


def read_inputs(paths: list[Path], titles: Any, where: dict[str, str]) -> Inputs:
    """The files' contents; arrays below ``runs`` are shards, in a folder for each problem."""
    arrays = {path: np.load(path) for path in paths if path.suffix == ".npz"}
    shards = [path for path in arrays if path.parent.parent.name == "runs"]
    return Inputs(
        titles=titles,
        where=where,
        tables={path.stem: pd.read_csv(path) for path in paths if path.suffix == ".csv"},
        landscapes={path.stem: arrays[path] for path in arrays if path not in shards},
        shards={(path.parent.name, path.stem): arrays[path] for path in shards},
    )


def draw_themes(kind: Any, chart: Any, output: Path) -> dict[str, int]:
    """Write the figure in each theme beside ``output``; its size in CSS pixels."""
    light, dark = (output.with_name(f"{output.stem}.{t.name}.{kind.EXTENSION}") for t in THEMES)
    size = draw_theme(kind, chart, LIGHT, light)
    other = recoloured(light.read_text(encoding="utf-8")) if kind.EXTENSION == "svg" else None
    if other is None:
        return draw_theme(kind, chart, DARK, dark)
    with replacing(dark) as path:
        path.write_text(other, encoding="utf-8")
    return size


def draw_theme(kind: Any, chart: Any, theme: Theme, picture: Path) -> dict[str, int]:
    """Write the figure in one theme; its size in CSS pixels."""
    matplotlib.rcdefaults()  # whatever the settings of whoever runs it
    with matplotlib.rc_context(theme.rc), replacing(picture) as path:
        figure = kind.draw(chart, theme)
        save(figure, path, theme.paper, lossless=getattr(kind, "LOSSLESS", False))
    width, height = figure.get_size_inches() * PIXELS_PER_INCH
    return {"width": round(width), "height": round(height)}
