"""Write the pages of the site that are generated from results, as Markdown."""

from __future__ import annotations

import argparse
from pathlib import Path

from descent_atlas.files import replacing_folder
from descent_atlas.site.pages import pages
from descent_atlas.site.results import Results


def main(arguments: list[str]) -> None:
    parser = argparse.ArgumentParser(prog="python -m descent_atlas pages", description=__doc__)
    parser.add_argument("--facts", type=Path, required=True, help="the folder of the facts (JSON)")
    parser.add_argument("--tables", type=Path, required=True, help="the folder of the tables (CSV)")
    parser.add_argument("--figures", type=Path, required=True, help="the folder of the figures")
    parser.add_argument(
        "--claims", type=Path, required=True, help="the folder of the ledger (JSON)"
    )
    parser.add_argument("--output", type=Path, required=True, help="the folder to write into")
    options = parser.parse_args(arguments)
    results = Results(options.facts, options.tables, options.figures, options.claims)
    with replacing_folder(options.output) as folder:
        for address, markdown in pages(results):
            path = folder / address
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_text(markdown, encoding="utf-8")
