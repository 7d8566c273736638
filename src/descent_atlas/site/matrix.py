"""The best learning rates of one variant as a matrix: a row a problem, a column an optimizer."""

from __future__ import annotations

from html import escape

from descent_atlas.site.results import Row
from descent_atlas.site.table import Layout, edge_note, scrolling_table
from descent_atlas.words import count, number, percent

NOT_RUN = '<td data-sort="" title="not run">—</td>'


def best_rate_matrix(rows: list[Row], layout: Layout) -> str:
    """Each cell: the share of runs that succeeded at the best rate, and that rate; in one line."""
    cells = {(row["problem"], row["optimizer"]): _cell(row) for row in rows}
    problems = _titled(rows, "problem", layout)
    optimizers = _titled(rows, "optimizer", layout)
    body = "".join(
        f'<tr><th scope="row" data-sort="{escape(title)}">'
        f'<a href="{layout.up}problems/{name}.html">{escape(title)}</a></th>'
        f"{''.join(cells.get((name, other), NOT_RUN) for _, other in optimizers)}</tr>"
        for title, name in problems
    )
    heads = ["Problem", *(escape(title) for title, _ in optimizers)]
    return f'<div class="atlas-table">{scrolling_table(heads, body, kind="matrix")}</div>'


def _titled(rows: list[Row], column: str, layout: Layout) -> list[tuple[str, str]]:
    """The titles and ids in a column, sorted by title."""
    entries = layout.catalogue[f"{column}s"]
    return sorted({(entries[row[column]]["title"], row[column]) for row in rows})


def _cell(row: Row) -> str:
    rate = float(row["success_rate"])
    share = percent(rate)
    if rate == 0 and row["escape_time"]:
        share = f"escapes in {count(round(float(row['escape_time'])))}"
    return (
        f'<td data-sort="{row["success_rate"]}" class="share-{round(4 * rate)}">'
        f"<strong>{share}</strong>"
        f'<span class="rate">at {number(float(row["learning_rate"]))}</span>'
        f"{edge_note(row['edge'])}</td>"
    )
