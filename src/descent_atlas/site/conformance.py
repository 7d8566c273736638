"""What an optimizer was held against, and where libraries and papers do otherwise."""

from __future__ import annotations

from html import escape

from descent_atlas.site.results import Results, Row
from descent_atlas.site.table import Cell, Layout, cells_table, table_html
from descent_atlas.words import listing, number

TABLE = "conformance"
COLUMNS = {
    "library": "Library",
    "version": "Version",
    "function": "Function",
    "settings": "Arguments",
    "here": "Changed here",
    "deviation": "Largest deviation",
}
AGREES = 1e-12
"""A deviation up to here is rounding."""
COMPARED = (
    "The optimizer and each of these functions follow the same recorded gradients, so that nothing but "
    "the rule of the update is compared. The deviation is the largest difference of any coordinate of an "
    "iterate, in units of one plus its size; where it is tiny, it is rounding."
)
BY_PAPER = (
    "No library that was looked at has it. Its tests follow it beside the algorithm of its paper, "
    "written out for one number at a time."
)
YARDSTICK = "It is a yardstick of this atlas, so there is nothing to hold it against but its tests."
PAPER = "paper"
WORDY = "wordy"
"""A table whose cells may break into lines."""
HEADS = ("Who", "Does otherwise", "Function", "Arguments that align it", "Deviation by default")


def cases(results: Results, name: str) -> list[Row]:
    """The functions that an optimizer was compared with."""
    return [row for row in results.table(TABLE) if row["optimizer"] == name]


def agreeing(results: Results, name: str) -> list[Row]:
    """Those of them that compute the same, at least with the right arguments."""
    return [row for row in cases(results, name) if row["deviation"]]


def verified(results: Results, name: str, up: str) -> str:
    """The functions that compute what the optimizer does, as Markdown; else what it was held against."""
    rows = agreeing(results, name)
    if not rows:
        return YARDSTICK if results.catalogue["optimizers"][name]["control"] else BY_PAPER
    columns = {
        column: head
        for column, head in COLUMNS.items()
        if column != "here" or any(row["here"] for row in rows)
    }
    table = table_html(TABLE, rows, Layout(columns, results.catalogue, up))
    return f"{COMPARED}\n\n{table}"


def verified_by(results: Results, name: str) -> str:
    """The libraries that compute the same, in a few words."""
    rows = agreeing(results, name)
    if not rows:
        return "its own tests" if results.catalogue["optimizers"][name]["control"] else "its paper"
    return listing(dict.fromkeys(row["library"] for row in rows))


def disagreements(results: Results, name: str) -> str:
    """Who does otherwise, as one line of HTML; nothing where all do the same."""
    rows = _rows(results, name)
    title = results.catalogue["optimizers"][name]["title"]
    return cells_table(HEADS, rows, f"Who computes {title} otherwise", WORDY) if rows else ""


def all_disagreements(results: Results, up: str) -> str:
    """The same of every optimizer of the grid, by title; nothing where all do the same."""
    entries = results.catalogue["optimizers"]
    rows = []
    for name in sorted(entries, key=lambda name: entries[name]["title"].casefold()):
        title = escape(entries[name]["title"])
        link = Cell(f'<a href="{up}optimizers/{name}.html">{title}</a>', title)
        rows += [[link, *cells] for cells in _rows(results, name)]
    return cells_table(("Optimizer", *HEADS), rows, "Who does otherwise", WORDY) if rows else ""


def _rows(results: Results, name: str) -> list[list[Cell]]:
    """A row for each paper or library function that does otherwise."""
    told = results.catalogue["optimizers"][name]["disagreements"]
    rows = []
    for who, what in told.items():
        found = [row for row in cases(results, name) if row["library"] == who and _apart(row)]
        sentence = Cell(f'<span class="sentence">{escape(what, quote=False)}</span>', what)
        first = [_text("Its paper" if who == PAPER else who), sentence]
        rows += [[*first, *_measured(row)] for row in found] or [[*first, *[Cell("—")] * 3]]
    return rows


def _apart(row: Row) -> bool:
    """Whether the function as it comes computes something else; an empty deviation is not finite."""
    return row["deviation_by_default"] == "" or float(row["deviation_by_default"]) > AGREES


def _measured(row: Row) -> list[Cell]:
    """The function, the arguments that bring both together, and how far apart they are as it comes."""
    aligned = row["settings"] if row["deviation"] else ""
    if row["deviation"] and row["here"]:
        aligned = f"{aligned}, here {row['here']}".removeprefix(", ")
    deviation = row["deviation_by_default"]
    apart = Cell(number(float(deviation), 2), deviation) if deviation else Cell("not finite")
    arguments = Cell(f"<code>{escape(aligned)}</code>", aligned) if aligned else Cell("none would")
    return [Cell(f"<code>{escape(row['function'])}</code>", row["function"]), arguments, apart]


def _text(plain: str) -> Cell:
    return Cell(escape(plain, quote=False), plain)
