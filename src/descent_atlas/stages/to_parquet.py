"""Write each table a second time, as Parquet: typed, compressed, and read in one line."""

from __future__ import annotations

import argparse
from pathlib import Path

import pandas as pd

from descent_atlas.files import replacing


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas to_parquet", description=__doc__)
    parser.add_argument("tables", nargs="+", type=Path, help="CSV files; each gets one beside it")
    options = parser.parse_args(arguments)
    for table in options.tables:
        with replacing(table.with_suffix(".parquet")) as path:
            convert(table).to_parquet(path, index=False, compression="zstd")


def convert(table: Path) -> pd.DataFrame:
    """A CSV file with every digit; whole numbers stay whole where some are missing."""
    frame = pd.read_csv(table, low_memory=False, float_precision="round_trip")
    text = pd.read_csv(table, dtype=str)
    for column in frame.select_dtypes("float"):
        written = text[column].dropna()
        if len(written) and written.str.fullmatch(r"-?\d+").all():
            frame[column] = frame[column].astype("Int64")
    return frame
