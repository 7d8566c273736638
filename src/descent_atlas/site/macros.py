"""What hand-written pages can use in [[ … ]]: facts, filters for numbers, figures, tables, claims."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

from descent_atlas import words
from descent_atlas.site.claims import claim_html, ledger_facts, verdict_link
from descent_atlas.site.downloads import run_table
from descent_atlas.site.figure import both_themes, figure_html
from descent_atlas.site.results import Results, select
from descent_atlas.site.table import Layout, headers, table_html
from descent_atlas.words import variant_title

FirstHere = Callable[[str], bool]
"""Whether an id has not been used on the page that is being written, and may be its anchor."""


def define_env(env: Any) -> None:
    """Called by mkdocs-macros once, with its environment.

    What a page asks for and the results do not have raises MissingResultError and ends the build.
    """
    results = Results.below(Path(env.conf["extra"]["results"]))
    env.variables.update(results.all_facts() | {"ledger": ledger_facts(results.ledger)})
    for name in ("number", "count", "percent", "point", "listing"):
        env.filter(_strict(getattr(words, name)))
    env.filter(variant_title)
    used: set[tuple[str, str]] = set()

    def up() -> str:
        return "../" * env.page.file.src_uri.count("/")

    def first_here(name: str) -> bool:
        place = (env.page.file.src_uri, name)
        first = place not in used
        used.add(place)
        return first

    _show_figures(env, results, up)
    _show_tables(env, results, up, first_here)
    _show_claims(env, results, up, first_here)


def _show_figures(env: Any, results: Results, up: Callable[[], str]) -> None:
    @env.macro
    def figure(name: str) -> str:
        """A figure with its caption and how it was made."""
        return figure_html(results.figure(name), up())

    @env.macro
    def picture(name: str) -> str:
        """The pictures of a figure alone, for a page that only points at it."""
        return both_themes(results.figure(name), up())


def _show_tables(env: Any, results: Results, up: Callable[[], str], first_here: FirstHere) -> None:
    @env.macro
    def table(
        name: str,
        columns: Mapping[str, str] | Sequence[str],
        where: dict[str, Any] | None = None,
        caption: str = "",
        digits: dict[str, int] | None = None,
        titles: dict[str, str] | None = None,
    ) -> str:
        """Rows of results/tables/NAME.csv."""
        layout = Layout(
            headers(columns),
            results.catalogue,
            up(),
            caption,
            digits or {},
            titles or {},
            anchored=first_here(f"table-{name}"),
        )
        return table_html(name, select(results.table(name), where or {}), layout)

    env.macro(lambda: run_table(results, up()), "run_table")


def _show_claims(env: Any, results: Results, up: Callable[[], str], first_here: FirstHere) -> None:
    @env.macro
    def claim(name: str) -> str:
        """A claim such as C6, with its verdict and what that rests on; on a line of its own."""
        entry = results.claim(name)
        return claim_html(results, entry, up(), anchored=first_here(f"claim-{name}"))

    @env.macro
    def verdict(name: str) -> str:
        """The verdict of a claim such as C6, within a line."""
        return verdict_link(results.claim(name), up())


def _strict(filter_: Any) -> Any:
    """The filter, naming itself when there is no value to show."""

    def checked(value: Any, *options: Any) -> str:
        if value is None:
            raise ValueError(f"there is no value to show (null | {filter_.__name__})")
        shown: str = filter_(value, *options)
        return shown

    checked.__name__ = filter_.__name__
    return checked
