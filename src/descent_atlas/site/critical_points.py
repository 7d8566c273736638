"""Where a problem's gradient vanishes, for its page: how many such points, of which kind, and where."""

from __future__ import annotations

from collections import Counter

from descent_atlas.site.figure import figure_html
from descent_atlas.site.results import Results, Row
from descent_atlas.site.table import Layout, table_html
from descent_atlas.words import count, counted, listing

TABLE = "e01_critical_points"
COLUMNS = {
    "x": "x",
    "y": "y",
    "value": "Value",
    "eigenvalue_low": "Lower eigenvalue",
    "eigenvalue_high": "Higher eigenvalue",
    "kind": "Kind",
}
LINE_COLUMNS = {"x": "x", "value": "Value", "eigenvalue_low": "Second derivative", "kind": "Kind"}
"""In one dimension, where the Hessian is a number."""
PLURALS = {"minimum": "minima", "maximum": "maxima", "saddle": "saddles"}
TEST = {
    1: "The second derivative tells which is which: positive at a minimum, negative at a maximum.",
    2: "The eigenvalues of the Hessian tell which is which: all positive at a minimum, all negative "
    "at a maximum, of both signs at a saddle.",
}
SILENT = "At a degenerate point one of them is zero or does not exist, and the test is silent."
MANY = 20
"""Longer tables are folded."""


def critical_points(results: Results, problem: str, up: str) -> str:
    """The part of a problem's page, as Markdown; the reason alone where there is nothing to list."""
    found = results.fact("critical_points")[problem]
    if not found["finite"]:
        return _part(found["reason"])
    rows = [row for row in results.table(TABLE) if row["problem"] == problem]
    if not rows:
        return _part(found["reason"] or "In its domain the gradient vanishes nowhere.")
    name = f"problem_{problem}_critical_points"
    picture = [figure_html(results.figure(name), up)] if results.has_figure(name) else []
    return _part(_summary(rows), *picture, _table(results, rows, up))


def _part(*blocks: str) -> str:
    return "".join(f"{block}\n\n" for block in ("## Critical points", *blocks))


def _on_a_line(rows: list[Row]) -> bool:
    return not any(row["y"] for row in rows)


def _summary(rows: list[Row]) -> str:
    kinds = Counter(row["kind"] for row in rows)
    each = listing(_of_kind(kind, number) for kind, number in kinds.most_common())
    found = f"{counted(len(rows), 'point')} of its domain: {each}"
    sentences = [f"The gradient vanishes at {found}.", TEST[1 if _on_a_line(rows) else 2]]
    return " ".join([*sentences, SILENT] if "degenerate" in kinds else sentences)


def _of_kind(kind: str, number: int) -> str:
    return f"{count(number)} {kind if number == 1 else PLURALS.get(kind, kind)}"


def _table(results: Results, rows: list[Row], up: str) -> str:
    columns = LINE_COLUMNS if _on_a_line(rows) else COLUMNS
    digits = dict.fromkeys(("x", "y", "value"), 4)
    table = table_html(TABLE, rows, Layout(columns, results.catalogue, up, digits=digits))
    if len(rows) <= MANY:
        return table
    return (
        f'<details class="quiet"><summary>All {count(len(rows))} points</summary>{table}</details>'
    )
