"""What the tests of the site share: the pages of the smoke grid, a small project, and a server."""

from __future__ import annotations

import json
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest

from project import PROJECT

Build = Callable[..., subprocess.CompletedProcess[str]]


@pytest.fixture(scope="session")
def site(smoke: Path) -> Path:
    """The folder of the site that the real pipeline built."""
    return smoke / "site"


class _Quiet(SimpleHTTPRequestHandler):
    def log_message(self, *arguments: object) -> None:
        """Say nothing."""


@pytest.fixture(scope="session")
def address(site: Path) -> Iterator[str]:
    """Where the site is served, below a prefix of its own as on a host with several sites."""
    folder = site.parent
    server = ThreadingHTTPServer(("127.0.0.1", 0), partial(_Quiet, directory=folder))
    threading.Thread(target=server.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{server.server_port}/site/"
    server.shutdown()


FIGURE = {
    "name": "waves",
    "extension": "svg",
    "width": 520,
    "height": 300,
    "alt": "Two waves.",
    "caption": "Waves.",
    "reading": "Higher is more.",
    "data": ["results/tables/waves.csv"],
    "made_by": {"rule": "draw", "inputs": [], "config_keys": [], "command": "snakemake waves"},
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project with the real configuration of the site, one figure, one table and one page."""
    results = tmp_path / "results"
    for folder in ("facts", "tables", "figures", "pages"):
        (results / folder).mkdir(parents=True)
    facts = {"height": 0.5, "nothing": None}
    (results / "facts/waves.json").write_text(json.dumps(facts))
    (results / "facts/catalogue.json").write_text('{"problems": {}, "optimizers": {}}')
    (results / "tables/waves.csv").write_text("height,ending\n0.5,moving\n,diverged\n")
    (results / "figures/waves.json").write_text(json.dumps(FIGURE))
    for theme in ("light", "dark"):
        (results / f"figures/waves.{theme}.svg").write_text(
            "<svg xmlns='http://www.w3.org/2000/svg'/>"
        )
    text = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(text[: text.index("\nnav:")], encoding="utf-8")
    for name in ("src", "workflow"):
        (tmp_path / name).symlink_to(PROJECT / name)
    (tmp_path / "docs").mkdir()
    for asset in ("style.css", "tables.js", "mark.svg"):
        (tmp_path / "docs/assets").mkdir(exist_ok=True)
        (tmp_path / "docs/assets" / asset).write_bytes(
            (PROJECT / "docs/assets" / asset).read_bytes()
        )
    return tmp_path


@pytest.fixture
def build(small: Path) -> Build:
    """Build the small project with one page of this Markdown, as the pipeline would."""

    def run(markdown: str) -> subprocess.CompletedProcess[str]:
        (small / "docs/index.md").write_text(f"# A page\n\n{markdown}\n", encoding="utf-8")
        return subprocess.run(
            [Path(sys.executable).parent / "mkdocs", "build", "--strict"],
            cwd=small,
            capture_output=True,
            text=True,
            check=False,
        )

    return run
