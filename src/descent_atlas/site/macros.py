"""What hand-written pages can use in [[ … ]]: facts, filters for numbers, figures, tables."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

from descent_atlas import words
from descent_atlas.site.figure import both_themes, figure_html
from descent_atlas.site.results import Results, select
from descent_atlas.site.table import Layout, headers, table_html
from descent_atlas.words import variant_title


def define_env(env: Any) -> None:
    """Called by mkdocs-macros once, with its environment.

    What a page asks for and the results do not have raises MissingResultError and ends the build.
    """
    results = Results.below(Path(env.conf["extra"]["results"]))
    env.variables.update(results.all_facts())
    for name in ("number", "count", "percent", "point", "listing"):
        env.filter(_strict(getattr(words, name)))
    env.filter(variant_title)

    def up() -> str:
        return "../" * env.page.file.src_uri.count("/")

    @env.macro
    def figure(name: str) -> str:
        """A figure with its caption and how it was made."""
        return figure_html(results.figure(name), up())

    @env.macro
    def picture(name: str) -> str:
        """The pictures of a figure alone, for a page that only points at it."""
        return both_themes(results.figure(name), up())

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
            headers(columns), results.catalogue, up(), caption, digits or {}, titles or {}
        )
        return table_html(name, select(results.table(name), where or {}), layout)


def _strict(filter_: Any) -> Any:
    """The filter, naming itself when there is no value to show."""

    def checked(value: Any, *options: Any) -> str:
        if value is None:
            raise ValueError(f"there is no value to show (null | {filter_.__name__})")
        shown: str = filter_(value, *options)
        return shown

    checked.__name__ = filter_.__name__
    return checked
