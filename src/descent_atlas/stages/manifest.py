"""Write the SHA-256 of every result, so that two people can tell whether they have the same bytes."""

from __future__ import annotations

import argparse
import hashlib
import json
import sys
from pathlib import Path

from descent_atlas.files import read_json, write_json


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas manifest", description=__doc__)
    parser.add_argument("results", nargs="*", type=Path, help="the files to list")
    parser.add_argument("--output", help="the manifest to write")
    parser.add_argument("--check", type=Path, help="a manifest to compare the files here with")
    options = parser.parse_args(arguments)
    if options.output:
        write_json(options.output, {path.as_posix(): digest(path) for path in options.results})
    elif options.check:
        sys.exit(check(options.check))
    else:
        parser.error("one of --output and --check is needed")


def check(manifest: Path) -> str | None:
    """What differs from a manifest, a name on each line; None, and a word of it, if nothing does."""
    try:
        expected = read_json(manifest)
    except (OSError, json.JSONDecodeError):
        return f"{manifest} is no manifest: results/manifest.json of the other results is needed"
    if not isinstance(expected, dict) or not expected:
        return f"{manifest} lists no files: results/manifest.json of the other results is needed"
    differing = [name for name, value in expected.items() if digest(Path(name)) != value]
    if differing:
        missing = sum(not Path(name).exists() for name in differing)
        head = f"{len(differing)} of {len(expected)} files differ, {missing} of them missing here"
        hint = " (was it made from another configuration?)" if missing else ""
        return "\n  ".join([head + hint, *differing])
    print(f"all {len(expected)} files are the same, byte for byte")
    return None


def digest(path: Path) -> str:
    """The SHA-256 of a file, or an empty text if there is none."""
    return hashlib.sha256(path.read_bytes()).hexdigest() if path.is_file() else ""
