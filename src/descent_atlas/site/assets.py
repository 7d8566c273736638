"""A hook of MkDocs: what the theme and the installed npm packages bring along."""

from __future__ import annotations

import re
from pathlib import Path

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files

OLD_FORMATS = re.compile(r',url\([^)]*\) format\("(?:woff|truetype)"\)')
"""Fonts for browsers that do not read woff2, of which there are none left."""


def on_config(config: MkDocsConfig) -> MkDocsConfig:
    """Leave out the theme's page for addresses that do not exist.

    It is shown at any depth, so without the site's own address its links would lead nowhere.
    """
    config.theme.static_templates.discard("404.html")
    return config


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add KaTeX's style sheet and fonts, and Tablesort, to the site."""
    katex = package(config, "katex") / "dist"
    style = OLD_FORMATS.sub("", (katex / "katex.min.css").read_text(encoding="utf-8"))
    files.append(File.generated(config, "assets/katex/katex.min.css", content=style))
    for font in sorted((katex / "fonts").glob("*.woff2")):
        _copy(files, config, f"assets/katex/fonts/{font.name}", font)
    tablesort = package(config, "tablesort") / "dist" / "tablesort.min.js"
    _copy(files, config, f"assets/{tablesort.name}", tablesort)
    return files


def package(config: MkDocsConfig, name: str) -> Path:
    """The folder of an installed npm package. Raises PluginError with the command that mends it."""
    folder = Path(config.extra["node_modules"], name).resolve()
    if not folder.is_dir():
        raise PluginError(
            f"the npm package '{name}' is not in {config.extra['node_modules']}; "
            "set the environment up again: rm -f .venv/.ready && make"
        )
    return folder


def _copy(files: Files, config: MkDocsConfig, address: str, path: Path) -> None:
    files.append(File.generated(config, address, abs_src_path=str(path)))
