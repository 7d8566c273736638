"""Find the critical points of one problem in its domain, or say why they cannot be listed."""

from __future__ import annotations

import argparse
from dataclasses import asdict

import numpy as np

from descent_atlas.critical_points import survey
from descent_atlas.files import write_json
from descent_atlas.registry import build_problem


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(
        prog="python -m descent_atlas critical_points", description=__doc__
    )
    parser.add_argument("--problem", required=True, help="the problem's name")
    parser.add_argument("--data", help="the data set's .npz, for a finite sum")
    parser.add_argument("--output", required=True, help="the JSON file to write")
    options = parser.parse_args(arguments)
    data = dict(np.load(options.data)) if options.data else None
    found = survey(build_problem(options.problem, data))
    write_json(options.output, {"problem": options.problem, **asdict(found)})
