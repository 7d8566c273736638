"""A figure as HTML: its two pictures, what it shows, how to read it, and how it was made."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape
from typing import Any

from descent_atlas.site.results import pictures
from descent_atlas.words import listing

DATA = "data"
"""The folder of the site that results are published in."""


def published(path: str, up: str) -> str:
    """Where a file under results/ is on the site; ``up`` leads from the page to the site's root."""
    return f"{up}{DATA}/{path.removeprefix('results/')}"


def formats(path: str) -> list[str]:
    """The files in which a result is on the site: a table is there as CSV and as Parquet."""
    if not path.startswith("results/tables/") or not path.endswith(".csv"):
        return [path]
    return [path, path.removesuffix(".csv") + ".parquet"]


def figure_html(record: dict[str, Any], up: str) -> str:
    """The figure described by ``record``, for a page from which ``up`` leads to the site's root.

    One line without a blank one inside, so that Markdown leaves it as it is.
    """
    return (
        f'<figure class="atlas-figure" id="figure-{record["name"]}">{both_themes(record, up)}'
        f"<figcaption><p>{escape(record['caption'])}</p>"
        f'<p class="reading"><strong>How to read it.</strong> {escape(record["reading"])}</p>'
        f"{_provenance(record, up)}</figcaption></figure>"
    )


def both_themes(record: dict[str, Any], up: str) -> str:
    """The pictures of both themes, opening in the lightbox; the style sheet shows one of them."""
    sources = (published(f"figures/{name}", up) for name in pictures(record))
    # As large as the window allows, in either direction.
    width = f"min(94vw, {round(90 * record['width'] / record['height'])}vh)"
    return "".join(
        f'<a class="glightbox only-{theme}" href="{source}" data-type="image" '
        f'data-gallery="{theme}" data-width="{width}" data-height="auto">'
        f"{image(source, record)}</a>"
        for theme, source in zip(("light", "dark"), sources, strict=True)
    )


def image(source: str, record: dict[str, Any]) -> str:
    """One picture; its size is given, so that nothing moves when it arrives."""
    return (
        f'<img src="{source}" alt="{escape(record["alt"])}" width="{record["width"]}" '
        f'height="{record["height"]}" loading="lazy" decoding="async">'
    )


def _provenance(record: dict[str, Any], up: str) -> str:
    made_by = record["made_by"]
    keys = made_by["config_keys"]
    entries = [
        ("Rule", _code([made_by["rule"]])),
        ("Configuration", _code(keys) if keys else "none: its settings are the article’s"),
        ("Made from", _code(made_by["inputs"])),
        ("Data", file_links((file for path in record["data"] for file in formats(path)), up)),
        ("Picture", file_links((f"results/figures/{name}" for name in pictures(record)), up)),
    ]
    listed = "".join(f"<dt>{term}</dt><dd>{content}</dd>" for term, content in entries)
    return (
        '<details class="provenance quiet"><summary>How this was made</summary>'
        f"<dl>{listed}<dt>Make it again</dt>"
        f"<dd><pre><code>{escape(made_by['command'])}</code></pre></dd></dl></details>"
    )


def _code(names: Iterable[str]) -> str:
    return ", ".join(f"<code>{escape(name)}</code>" for name in names)


def file_links(paths: Iterable[str], up: str) -> str:
    """Links to files under results/, by their names."""
    return listing(
        f'<a href="{published(path, up)}" download>{path.rsplit("/", 1)[-1]}</a>' for path in paths
    )
