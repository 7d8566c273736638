"""From the record of what the libraries compute to a table: who was held against which function."""

from __future__ import annotations

import argparse
from typing import Any

import pandas as pd

from descent_atlas.files import read_json, replacing

COLUMNS = {
    "optimizer": "the optimizer's name",
    "library": "whose function it was held against",
    "version": "the library's version",
    "function": "its name there",
    "settings": "the arguments that make it this method; the learning rate aside",
    "here": "hyperparameters changed here to meet the function half-way",
    "library_defaults": "what the library has for those of the arguments that are not about which method",
    "learning_rate": "the learning rate of the comparison",
    "gradients": "recorded ones, or those of a bowl for a method that needs an answer",
    "deviation": "the largest difference of any coordinate of an iterate, in units of 1 + its size;"
    " empty where no arguments bring the two together",
    "deviation_by_default": "the same with the library's own defaults; empty if it is not finite",
}
"""The table's columns and their meaning."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m descent_atlas conformance", description=__doc__
    )
    parser.add_argument("record", help="conformance.json, as `make conformance` wrote it")
    parser.add_argument("--output", required=True, help="the CSV file to write")
    options = parser.parse_args(arguments)
    rows = [row(case) for case in read_json(options.record)["cases"]]
    with replacing(options.output) as path:
        pd.DataFrame(rows, columns=list(COLUMNS)).to_csv(path, index=False)


def row(case: dict[str, Any]) -> dict[str, Any]:
    """A line of the table from an entry of the record."""
    deviation = case["deviation"]
    aligned = deviation.get("aligned")
    own = {name: case["defaults"][name] for name in case["aligned"] if name in case["defaults"]}
    return {
        **{name: case[name] for name in COLUMNS if name in case},
        "settings": arguments_told({**case["selected"], **case["aligned"]}),
        "here": arguments_told(case["here"]),
        "library_defaults": arguments_told(own),
        "deviation": aligned,
        # A function that agrees as it stands was not run a second time.
        "deviation_by_default": deviation.get("by_default", aligned),
    }


def arguments_told(arguments: dict[str, Any]) -> str:
    """Arguments as one would write them: momentum = 0.9, nesterov = True."""
    return ", ".join(f"{name} = {value}" for name, value in arguments.items())
