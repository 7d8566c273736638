"""Sort the comparison by the tags of problems: what each optimizer is good for."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from descent_atlas.comparison import by_tag
from descent_atlas.files import replacing


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas by_tag", description=__doc__)
    for name in ("regimes", "winners", "duels"):
        parser.add_argument(f"--{name}", required=True, help=f"the table choosing_{name}")
    parser.add_argument("--problems", required=True, help="the table of problems")
    parser.add_argument("--output", type=Path, required=True, help="the folder to write into")
    options = parser.parse_args(arguments)
    tags = pd.read_csv(options.problems).set_index("problem")["tags"].fillna("")
    regimes, winners, duels = (
        pd.read_csv(path) for path in (options.regimes, options.winners, options.duels)
    )
    tables = {
        "tuning": by_tag.tuning(regimes, tags),
        "wins": by_tag.wins(winners, duels, tags),
    }
    for name, table in tables.items():
        with replacing(options.output / f"by_tag_{name}.csv") as path:
            table.to_csv(path, index=False)
