"""What the tests of the site share: the pages of the smoke grid, a small project, server and browser."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import threading
from collections.abc import Callable, Iterator
from functools import partial
from http.server import SimpleHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path

import pytest
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from project import PROJECT

Build = Callable[..., subprocess.CompletedProcess[str]]
Visit = Callable[..., Page]

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}


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


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium: the one in CHROMIUM, or else the system's."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no Chromium or Chrome here; `apt-get install chromium` installs one")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=SWITCHES, headless=True)
        yield running
        running.close()


@pytest.fixture
def visit(browser: Browser, address: str) -> Iterator[Visit]:
    """Open a page of the site, instead of the one before, and scroll through it.

    What goes wrong is in ``page.complaints``.
    """
    contexts: list[BrowserContext] = []

    def close() -> None:
        while contexts:
            contexts.pop().close()

    def open_(path: str, scheme: str = "light", **options: object) -> Page:
        close()
        options = {"viewport": DESKTOP, "color_scheme": scheme, **options}
        contexts.append(browser.new_context(**options))  # type: ignore[arg-type]
        page = contexts[-1].new_page()
        page.complaints = []  # type: ignore[attr-defined]
        _listen(page, address)
        page.goto(address + path)
        if "#" not in path:
            page.evaluate(
                "async () => { for (let y = 0; y < document.body.scrollHeight; y += 800) {"
                " scrollTo(0, y); await new Promise(requestAnimationFrame); } scrollTo(0, 0); }"
            )
        page.wait_for_load_state("networkidle")
        return page

    yield open_
    close()


def _listen(page: Page, address: str) -> None:
    complain = page.complaints.append  # type: ignore[attr-defined]
    ours = ("data:", "blob:", "/".join(address.split("/")[:3]) + "/")
    page.on("console", lambda said: complain(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complain(str(error)))
    page.on("requestfailed", lambda request: complain(f"failed: {request.url}"))
    page.on(
        "request",
        lambda request: (
            None if request.url.startswith(ours) else complain(f"another host: {request.url}")
        ),
    )


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
CLAIM = {
    "id": "C6",
    "sentence": "Waves of height $h$ break.",
    "verdict": "depends",
    "condition": "They break above 0.5.",
    "criterion": "At least half of them break.",
    "reason": "Half of them is `most`.",
    "evidence": [
        {"name": "waves", "value": 3, "unit": "waves", "source": "results/tables/waves.csv"},
        {
            "name": "of them, broken",
            "value": 0.62,
            "unit": "share",
            "source": "results/facts/waves.json",
            "low": 0.51,
            "high": 0.73,
        },
    ],
    "section": "gradient-descent",
    "shown_by": ["waves"],
}


@pytest.fixture
def small(tmp_path: Path) -> Path:
    """A project with the real configuration of the site, one figure, table, claim and page."""
    results = tmp_path / "results"
    for folder in ("facts", "tables", "figures", "claims", "pages"):
        (results / folder).mkdir(parents=True)
    facts = {"height": 0.5, "nothing": None}
    (results / "facts/waves.json").write_text(json.dumps(facts))
    (results / "facts/catalogue.json").write_text('{"problems": {}, "optimizers": {}}')
    (results / "tables/waves.csv").write_text("height,ending\n0.5,moving\n,diverged\n")
    (results / "tables/waves.parquet").write_bytes(b"PAR1")
    (results / "figures/waves.json").write_text(json.dumps(FIGURE))
    (results / "claims/ledger.json").write_text(json.dumps([CLAIM]))
    for theme in ("light", "dark"):
        (results / f"figures/waves.{theme}.svg").write_text(
            "<svg xmlns='http://www.w3.org/2000/svg'/>"
        )
    text = (PROJECT / "mkdocs.yml").read_text(encoding="utf-8")
    (tmp_path / "mkdocs.yml").write_text(text[: text.index("\nnav:")], encoding="utf-8")
    for name in ("src", "workflow"):
        (tmp_path / name).symlink_to(PROJECT / name)
    shutil.copytree(PROJECT / "docs/assets", tmp_path / "docs/assets")
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
