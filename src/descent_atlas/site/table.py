"""A table of results as HTML: numbers as people read them, sortable, with its data to download."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from html import escape
from typing import Any

from descent_atlas.site.downloads import table_links
from descent_atlas.site.results import Row, column_of
from descent_atlas.words import count, number, percent, variant_title

HEADERS = {
    "learning_rate": "Learning rate",
    "ert": "Expected running time",
    "escape_time": "Mean iterations to escape",
    "final_gap_median": "Median final gap",
    "success": "Success (95 % interval)",
    "against": "Beside the best",
}
"""Where the column's own name would not do."""
SHARES = (
    *("success_rate", "success_low", "success_high", "success_of_descent"),
    *("diverged", "diverged_low", "diverged_high", "escaped", "escaped_low", "escaped_high"),
    *("default", "one_rate", "own_best", "close_share", "close_low", "close_high"),
)
NEVER = ("ert", "hit_", "hold_", "tries")
"""Columns of iterations or tries, in which an empty cell means that it did not happen."""
CODE = ("function", "settings", "here")
"""Columns of code."""
OUTCOMES = {"winner": "the best", "close": "too close to call", "never": "never arrives", "": "—"}
NAMED = {"problem": "problems", "optimizer": "optimizers"}
WORDS = {"True": "yes", "False": "no"}
EDGES = {
    "lowest": "the lowest of the grid",
    "highest": "the highest of the grid",
}


@dataclass(frozen=True)
class Cell:
    """What a cell shows and what it is sorted by; an empty key comes last."""

    html: str
    key: str = ""

    @property
    def td(self) -> str:
        """The cell in its row."""
        return f'<td data-sort="{escape(self.key)}">{self.html}</td>'


@dataclass(frozen=True)
class Layout:
    """How the rows of a table are shown on a page."""

    columns: Mapping[str, str]
    """The header of each column, in their order"""
    catalogue: Mapping[str, Any]
    up: str
    """The way from the page to the site's root"""
    caption: str = ""
    digits: Mapping[str, int] = field(default_factory=dict)
    """Significant digits, where not three"""
    titles: Mapping[str, str] = field(default_factory=dict)
    """Of what the catalogue does not have, because the grid leaves it out"""
    anchored: bool = False
    """Whether the table can be linked to: the first of its name on a page of prose"""


def headers(columns: Mapping[str, str] | Sequence[str]) -> dict[str, str]:
    """The header of each column: as given, or else in words from its name."""
    if isinstance(columns, Mapping):
        return dict(columns)
    return {name: HEADERS.get(name, name.replace("_", " ").capitalize()) for name in columns}


def table_html(name: str, rows: Sequence[Row], layout: Layout) -> str:
    """The rows of the table results/tables/NAME.csv, with a link to all of it.

    One line, so that Markdown leaves it as it is. Raises MissingResultError for an unknown column.
    """
    body = "".join(f"<tr>{_cells(row, layout)}</tr>" for row in rows)
    own = f' id="table-{name}"' if layout.anchored else ""
    return (
        f'<div class="atlas-table"{own}>{scrolling_table(layout.columns.values(), body, layout.caption)}'
        f'<p class="download">{table_links(name, layout.up)}</p></div>'
    )


def cells_table(
    heads: Iterable[str],
    rows: Iterable[Sequence[Cell]],
    caption: str,
    kind: str = "",
    below: str = "",
) -> str:
    """A table of cells that are ready, as one line of HTML; ``below`` it, links to its data."""
    body = "".join(f"<tr>{''.join(cell.td for cell in row)}</tr>" for row in rows)
    note = f'<p class="download">{below}</p>' if below else ""
    return f'<div class="atlas-table {kind}">{scrolling_table(heads, body, caption)}{note}</div>'


def scrolling_table(heads: Iterable[str], body: str, caption: str = "", kind: str = "") -> str:
    """A table whose columns sort it, in a box that scrolls if it is wide, with the keyboard too."""
    label = escape(caption) or "Table"
    head = "".join(f'<th scope="col" data-sort-method="key">{text}</th>' for text in heads)
    shown = f"<caption>{escape(caption)}</caption>" if caption else ""
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="{label}">'
        f'<table class="sortable {kind}" data-search-exclude>{shown}'
        f"<thead><tr>{head}</tr></thead><tbody>{body}</tbody></table></div>"
    )


def _cells(row: Row, layout: Layout) -> str:
    return "".join(cell(row, column, layout).td for column in layout.columns)


def cell(row: Row, column: str, layout: Layout) -> Cell:
    """One cell. ``success`` is made of a row's success rate and its interval, ``against`` of how much
    slower it is than the best, with the interval of that."""
    if column in MADE:
        return MADE[column](row)
    text = column_of(row, column)
    if text == "":
        return Cell("never" if column.startswith(NEVER) else "—")
    if column in CODE:
        return Cell(f"<code>{escape(text)}</code>", text)
    if column in NAMED:
        return _named(NAMED[column], text, layout)
    if column == "variant":
        return Cell(variant_title(text), text)
    value = _value(text)
    if value is None:
        return Cell(escape(WORDS.get(text, text)), text)
    return Cell(_shown(column, text, value, layout) + _edge(row, column), text)


def edge_note(edge: str) -> str:
    """The flag of a best learning rate at the edge of the grid; nothing elsewhere."""
    return f'<span class="edge">{EDGES[edge]}</span>' if edge else ""


def _edge(row: Row, column: str) -> str:
    flag = edge_note(row.get("edge", "")) if column == "learning_rate" else ""
    return f" {flag}" if flag else ""


def _value(text: str) -> float | None:
    try:
        return float(text)
    except ValueError:
        return None


def _shown(column: str, text: str, value: float, layout: Layout) -> str:
    if column in SHARES:
        return percent(value)
    whole = text.lstrip("-").isdecimal()
    return count(value) if whole else number(value, layout.digits.get(column, 3))


def _success(row: Row) -> Cell:
    rate, low, high = (column_of(row, f"success_{end}") for end in ("rate", "low", "high"))
    interval = f"{percent(float(low))} – {percent(float(high))}"
    return Cell(f'{percent(float(rate))} <span class="interval">{interval}</span>', rate)


def _against(row: Row) -> Cell:
    outcome = column_of(row, "outcome")
    times, low, high = (row[column] for column in ("times_slower", "low", "high"))
    if outcome in OUTCOMES or not times:
        key = {"winner": "0", "close": "1", "never": "1e308"}.get(outcome, "")
        return Cell(OUTCOMES.get(outcome, OUTCOMES["never"]), key)
    interval = f"{number(float(low), 2)} – {number(float(high), 2) if high else '∞'}"
    slower = f"{number(float(times), 2)} × slower"
    return Cell(f'{slower} <span class="interval">{interval}</span>', times)


MADE = {"success": _success, "against": _against}
"""Columns that are made of several."""


def _named(kind: str, name: str, layout: Layout) -> Cell:
    entry = layout.catalogue[kind].get(name)
    if entry is None:
        title = layout.titles.get(name, name.replace("_", " ").capitalize())
        return Cell(escape(title), title)
    return Cell(
        f'<a href="{layout.up}{kind}/{name}.html">{escape(entry["title"])}</a>', entry["title"]
    )
