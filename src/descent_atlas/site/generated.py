"""A hook of MkDocs: results become pages and downloads without being copied into docs/."""

from __future__ import annotations

import re
from fnmatch import fnmatch
from pathlib import Path
from typing import Any

from mkdocs.config.defaults import MkDocsConfig
from mkdocs.exceptions import PluginError
from mkdocs.structure.files import File, Files
from mkdocs.utils.meta import get_data

from descent_atlas.site.cross_links import resolve
from descent_atlas.site.downloads import fits
from descent_atlas.site.figure import DATA

PUBLISHED = re.compile(rf'(?:href|src)="[./]*{DATA}/([^"#]+)"')
PLUGIN_LINK = re.compile(
    r"\[(?P<text>[^][]+)\]\((?:\.\./)*(?P<name>(?:optimizers|problems)/\w+)\.md(?:#[\w-]+)?\)"
)


def on_files(files: Files, config: MkDocsConfig) -> Files:
    """Add the generated pages, the ledger and the tables that are not huge; put the pages into the
    navigation."""
    results = Path(config.extra["results"])
    pages = results / "pages"
    if not pages.is_dir():
        raise PluginError(
            f"there are no pages in {pages}; run `make` (or `make smoke`) to generate them"
        )
    for path in sorted(pages.rglob("*.md")):
        _add(files, config, path.relative_to(pages).as_posix(), path)
    for pattern in ("tables/*.csv", "tables/*.parquet", "claims/*.json"):
        for path in filter(fits, sorted(results.glob(pattern))):
            _add(files, config, f"{DATA}/{path.relative_to(results).as_posix()}", path)
    config.nav = _expanded(config.nav, files) if config.nav else None
    return files


def on_page_markdown(markdown: str, page: Any, config: MkDocsConfig, files: Files) -> str:
    """Turn links to optimizers and problems that the grid leaves out into plain text.

    The article names more of them than a small grid runs; any other missing page ends the build.
    """
    sources = Path(config.config_file_path).parent / "src/descent_atlas"

    def plain(link: re.Match[str]) -> str:
        exists = (sources / f"{link['name']}.py").is_file()
        left_out = files.get_file_from_path(f"{link['name']}.md") is None
        return link["text"] if exists and left_out else link.group()

    return PLUGIN_LINK.sub(plain, markdown)


def on_env(env: Any, config: MkDocsConfig, files: Files) -> Any:
    """Add the pictures and data that pages show or link to, and lead links across pages to their aims.

    Only these: the results may still hold those of an optimizer that has left the grid.
    """
    results = Path(config.extra["results"])
    pages = [file.page for file in files.documentation_pages() if file.page is not None]
    resolve(pages)
    wanted = {name for page in pages for name in PUBLISHED.findall(page.content or "")}
    for name in sorted(wanted):
        address = f"{DATA}/{name}"
        if address not in files.src_uris:
            if not (results / name).is_file():
                raise PluginError(f"a page links to {results / name}, which does not exist")
            _add(files, config, address, results / name)
    return env


def _add(files: Files, config: MkDocsConfig, address: str, path: Path) -> None:
    files.append(File.generated(config, address, abs_src_path=str(path.resolve())))


def _expanded(nav: Any, files: Files) -> Any:
    """The navigation with each pattern, such as ``problems/*.md``, as its pages, by title."""
    if isinstance(nav, dict):
        return {title: _expanded(item, files) for title, item in nav.items()}
    if not isinstance(nav, list):
        return nav
    plain = {item for item in nav if isinstance(item, str) and "*" not in item}
    expanded: list[Any] = []
    for item in nav:
        if isinstance(item, str) and "*" in item:
            expanded += [uri for uri in _by_title(item, files) if uri not in plain]
        else:
            expanded.append(_expanded(item, files))
    return expanded


def _by_title(pattern: str, files: Files) -> list[str]:
    matching = [file for file in files if fnmatch(file.src_uri, pattern)]
    titles = {file.src_uri: get_data(file.content_string)[1]["title"] for file in matching}
    return sorted(titles, key=lambda uri: titles[uri].casefold())
