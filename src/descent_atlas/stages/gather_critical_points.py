"""Gather the critical points of every problem into one table, with a summary of each problem."""

from __future__ import annotations

import argparse
from collections import Counter
from pathlib import Path
from typing import Any

import pandas as pd

from descent_atlas.files import read_json, replacing, write_json
from descent_atlas.second_order import KINDS, CriticalPoint

COLUMNS = {
    "problem": "the problem's name",
    "x": "the first coordinate",
    "y": "the second coordinate; empty for one parameter",
    "value": "f there",
    "eigenvalue_low": "the Hessian's lowest eigenvalue; empty where the Hessian is not finite",
    "eigenvalue_high": "its highest eigenvalue; for one parameter the same",
    "kind": "minimum, maximum, saddle, or degenerate: the Hessian is singular and cannot tell",
    "gradient_norm": "what rounding leaves of the gradient",
}
"""The table's columns and their meaning."""


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m descent_atlas gather_critical_points", description=__doc__
    )
    parser.add_argument("surveys", nargs="+", help="results/critical_points/PROBLEM.json")
    parser.add_argument("--table", type=Path, required=True, help="the CSV file to write")
    parser.add_argument("--facts", type=Path, required=True, help="the JSON file to write")
    options = parser.parse_args(arguments)
    surveys = [read_json(path) for path in options.surveys]
    with replacing(options.table) as path:
        gather(surveys).to_csv(path, index=False)
    write_json(options.facts, {survey["problem"]: facts(survey) for survey in surveys})


def gather(surveys: list[dict[str, Any]]) -> pd.DataFrame:
    """A row for each point of the problems with one parameter or two, columns as in COLUMNS."""
    rows = [
        {"problem": survey["problem"], **CriticalPoint(**point).row}
        for survey in surveys
        for point in survey["points"]
        if len(point["point"]) <= 2
    ]
    return pd.DataFrame(rows, columns=list(COLUMNS))


def facts(survey: dict[str, Any]) -> dict[str, Any]:
    """What prose says of a problem's critical points."""
    kinds = Counter(point["kind"] for point in survey["points"])
    return {
        "finite": survey["finite"],
        "reason": survey["reason"],
        "count": len(survey["points"]),
        "kinds": {kind: kinds[kind] for kind in KINDS},
        "index_sum": survey["index_sum"],
        "winding_number": survey["winding_number"],
    }
