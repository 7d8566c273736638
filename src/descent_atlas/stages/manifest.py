"""Write the SHA-256 of every result, so that two machines can tell whether they have the same bytes."""

from __future__ import annotations

import argparse
import hashlib
import sys
from pathlib import Path

from descent_atlas.files import read_json, write_json


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas manifest", description=__doc__)
    parser.add_argument("results", nargs="*", type=Path, help="the files to list")
    parser.add_argument("--output", help="the manifest to write")
    parser.add_argument("--check", help="a manifest to compare the files that it lists with")
    options = parser.parse_args(arguments)
    if options.output:
        write_json(options.output, {path.as_posix(): digest(path) for path in options.results})
    if options.check:
        expected = read_json(options.check)
        differing = [name for name, value in expected.items() if digest(Path(name)) != value]
        if differing:
            sys.exit("differing or missing: " + ", ".join(differing))
        print(f"all {len(expected)} files are the same, byte for byte")


def digest(path: Path) -> str:
    """The SHA-256 of a file, or an empty text if there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
