"""Write a data set's arrays, so that everything after reads the same file."""

from __future__ import annotations

import argparse

import numpy as np

from descent_atlas.files import replacing
from descent_atlas.registry import load_dataset


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas dataset", description=__doc__)
    parser.add_argument("--dataset", required=True, help="the data set's name")
    parser.add_argument("--output", required=True, help="the .npz to write")
    options = parser.parse_args(arguments)
    with replacing(options.output) as path:
        np.savez_compressed(path, **load_dataset(options.dataset))  # type: ignore[arg-type]
