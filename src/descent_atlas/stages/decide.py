"""Decide every claim of the article from the tables, and write the ledger."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from descent_atlas.files import write_json
from descent_atlas.ledger import ledger


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas decide", description=__doc__)
    parser.add_argument("tables", nargs="+", type=Path, help="the tables that claims rest on")
    parser.add_argument("--output", type=Path, required=True, help="the ledger (JSON)")
    options = parser.parse_args(arguments)
    write_json(options.output, ledger({path.stem: read(path) for path in options.tables}))


def read(path: Path) -> pd.DataFrame:
    """A table; an empty cell of text is an empty text, as it was written."""
    frame = pd.read_csv(path)
    words: list[str] = frame.select_dtypes("str").columns.tolist()
    return frame.fillna(dict.fromkeys(words, ""))
