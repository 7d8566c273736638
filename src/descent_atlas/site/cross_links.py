"""Links to what stands on some page of the site, which is known only when all pages are rendered."""

from __future__ import annotations

import re
from collections import defaultdict
from functools import partial

from mkdocs.exceptions import PluginError
from mkdocs.structure.pages import Page

ANCHOR = re.compile(r'\bid="((?:figure|table|claim)-[\w-]+)"')
LINK = re.compile(r'href="find:(?P<anchor>[\w-]+)@(?P<section>[\w-]+)"')


def to(anchor: str, section: str) -> str:
    """The address of an anchor, to be resolved; most likely it is on this section's page."""
    return f"find:{anchor}@{section}"


def resolve(pages: list[Page]) -> None:
    """Turn these addresses into links: within the page if it has the anchor, else to its section's
    page, to another of the article, or to any other page.

    Raises PluginError if no page has it.
    """
    holders: defaultdict[str, list[Page]] = defaultdict(list)
    for page in pages:
        for anchor in ANCHOR.findall(page.content or ""):
            holders[anchor].append(page)
    for page in pages:
        page.content = LINK.sub(partial(_link, here=page, holders=holders), page.content or "")


def _link(link: re.Match[str], *, here: Page, holders: dict[str, list[Page]]) -> str:
    anchor, section = link["anchor"], link["section"]

    def distance(page: Page) -> tuple[bool, bool, bool]:
        uri = page.file.src_uri
        return page is not here, uri != f"article/{section}.md", not uri.startswith("article/")

    if not holders[anchor]:
        kind, name = anchor.split("-", 1)
        raise PluginError(
            f"{here.file.src_uri} refers to the {kind} {name}, which stands on no page; "
            f'[[ {kind}("{name.upper() if kind == "claim" else name}") ]] puts it on one'
        )
    nearest = min(holders[anchor], key=distance)
    way = "" if nearest is here else nearest.file.url_relative_to(here.file)
    return f'href="{way}#{anchor}"'
