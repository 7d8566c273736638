"""Draw the figures of one kind that are made from the same files, one for each subject.

A process for each would spend more time on its imports, and on reading the same tables, than on drawing.
"""

from __future__ import annotations

import argparse
import json
from dataclasses import replace
from pathlib import Path

from descent_atlas.stages.draw import draw, kind_named, read_inputs


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m descent_atlas draw_series", description=__doc__
    )
    parser.add_argument("kind", help="a module of descent_atlas.figures")
    parser.add_argument("inputs", nargs="+", type=Path, help="tables, landscapes, shards")
    parser.add_argument("--titles", type=json.loads, required=True, help="title by name (JSON)")
    parser.add_argument(
        "--figures", type=json.loads, required=True, help="{NAME: {COLUMN: VALUE}} (JSON)"
    )
    parser.add_argument("--made-by", type=json.loads, required=True, help="rule, inputs, … (JSON)")
    parser.add_argument("--output", type=Path, required=True, help="results/figures")
    options = parser.parse_args(arguments)
    kind, inputs = kind_named(options.kind), read_inputs(options.inputs, options.titles, {})
    for name, where in options.figures.items():
        output = options.output / f"{name}.json"
        command = f"{options.made_by['command']} {output.as_posix()}"
        made_by = {**options.made_by, "command": command}
        draw(kind, replace(inputs, where=where), options.inputs, made_by, output)
