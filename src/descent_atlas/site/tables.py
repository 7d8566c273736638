"""The tables and folded figures of the pages of optimizers and problems."""

from __future__ import annotations

from functools import cache
from html import escape

from descent_atlas.site.conformance import verified_by
from descent_atlas.site.figure import figure_html
from descent_atlas.site.overview import tuning_of
from descent_atlas.site.results import Results, Row
from descent_atlas.site.table import Cell, Layout, cells_table, headers, table_html
from descent_atlas.words import VARIANTS, count, listing, number, percent, variant_title

BEST_RATE_COLUMNS = ["learning_rate", "success", "ert", "against", "final_gap_median"]
KEYS = ("variant", "problem", "optimizer")
BESIDE = ("outcome", "times_slower", "low", "high")
FULL = "full_batch"


def best_rates(results: Results, lead: str, up: str, **where: str) -> str:
    """The best rate of one optimizer on each problem, or of each optimizer on one problem.

    Nothing where none was run.
    """
    rows = [_beside(results, row) for row in _rows(results, "best_rates", **where)]
    if not rows:
        return ""
    escapes = any(row["escape_time"] for row in rows)
    columns = headers([lead, *BEST_RATE_COLUMNS, *(["escape_time"] if escapes else [])])
    return table_html("best_rates", rows, Layout(columns, results.catalogue, up))


def absent(results: Results, variant: str) -> list[tuple[str, str]]:
    """The titles of the optimizers that are not run in a variant, and why."""
    if variant == FULL:
        return []
    entries = results.catalogue["optimizers"].values()
    return [(e["title"], e["full_batch_only"]) for e in entries if e["full_batch_only"]]


def per_variant(results: Results, name: str, up: str) -> str:
    """A figure that there is for each variant: the first one open, the others folded.

    One line for each, so that Markdown leaves it as it is.
    """
    shown = [variant for variant in VARIANTS if results.has_figure(f"{name}_{variant}")]
    figures = [figure_html(results.figure(f"{name}_{variant}"), up) for variant in shown]
    folded = [
        f'<details class="quiet folded"><summary>{variant_title(variant)}: the same</summary>{figure}'
        "</details>"
        for variant, figure in zip(shown[1:], figures[1:], strict=True)
    ]
    return "\n\n".join([*figures[:1], *folded])


def optimizer_list(results: Results, up: str) -> str:
    """Every optimizer with its default rate, what it does with it and after tuning, and who checks it."""
    rows = []
    for name, entry in results.catalogue["optimizers"].items():
        tuning = next(iter(tuning_of(results, name).values()), None)
        rows.append(
            [
                Cell(f'<a href="{name}.html">{escape(entry["title"])}</a>', entry["title"]),
                _number(entry["default_learning_rate"]),
                *(
                    _share(tuning[kind]) if tuning else Cell("—")
                    for kind in ("default", "own_best")
                ),
                _number(tuning["decades"]) if tuning else Cell("—"),
                Cell(escape(verified_by(results, name))),
            ]
        )
    heads = ["Optimizer", "Default rate", "Done well with it", "with a best rate for each"]
    return cells_table([*heads, "Useful decades", "Verified against"], rows, "Every optimizer")


def problem_list(results: Results, up: str) -> str:
    """Every problem with its dimension, its tags, and who is the quickest on it."""
    rows = []
    for name, entry in results.catalogue["problems"].items():
        tags = listing(entry["tags"], ", ")
        solved = _rows(results, "choosing_winners", problem=name)
        rows.append(
            [
                Cell(f'<a href="{name}.html">{escape(entry["title"])}</a>', entry["title"]),
                Cell(count(entry["dimension"]), str(entry["dimension"])),
                Cell(escape(tags), tags),
                *_quickest(results, solved, up),
            ]
        )
    heads = ["Problem", "Dimension", "Kind", "Quickest, full batch", "Too close to call"]
    return cells_table(heads, rows, "Every problem")


def _quickest(results: Results, rows: list[Row], up: str) -> list[Cell]:
    """The winner with the full batch, and how many others it cannot be told from."""
    rows = [row for row in rows if row["variant"] == FULL]
    if not rows:
        return [Cell("nobody solves it"), Cell("—")]
    name = rows[0]["winner"]
    title = results.catalogue["optimizers"][name]["title"]
    close = sum(row["outcome"] == "close" for row in rows)
    link = f'<a href="{up}optimizers/{name}.html">{escape(title)}</a>'
    return [Cell(link, title), Cell(count(close), str(close))]


def _rows(results: Results, table: str, **where: str) -> list[Row]:
    """The rows where these columns say so; maybe none."""
    return [
        row
        for row in results.table(table)
        if all(row[column] == value for column, value in where.items())
    ]


def _beside(results: Results, row: Row) -> Row:
    """The row with what stands beside the winner of its task, if anybody solves it."""
    found = _outcomes(results).get(tuple(row[key] for key in KEYS))
    return {**row, **{key: found[key] if found else "" for key in BESIDE}}


@cache
def _outcomes(results: Results) -> dict[tuple[str, ...], Row]:
    """The rows of the table of winners by task and optimizer."""
    return {tuple(row[key] for key in KEYS): row for row in results.table("choosing_winners")}


def _number(value: str | float) -> Cell:
    return Cell(number(float(value)), str(value))


def _share(value: str) -> Cell:
    return Cell(percent(float(value)), value)
