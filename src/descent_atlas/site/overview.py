"""The benchmark in tables: who leads under which regime and on which landscape, and the tuning it takes."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from descent_atlas.site.downloads import table_links
from descent_atlas.site.results import Results, Row
from descent_atlas.site.table import Cell, Layout, cells_table, scrolling_table, table_html
from descent_atlas.words import VARIANTS, count, number, percent, variant_title

SCORES, TESTS, TUNING = "ranking_scores", "ranking_tests", "choosing_tuning"
AREA = "data profile"
"""The measure that the ranking goes by."""
REGIMES = {
    "default": "its default",
    "one rate": "one for all problems",
    "best of 5": "the best of 5 tries",
    "own best": "a best one for each problem",
}
"""The learning rate of each regime, in a word or two, from the least tuning to the most."""
ALL = "all"
WORDY = "wordy leaders"
NAMED = 3
"""So many of those that are too close to call are named."""
TUNING_COLUMNS = {
    "optimizer": "Optimizer",
    "default": "Done well at its default",
    "one_rate": "with one rate for all",
    "one_rate_learning_rate": "that rate",
    "own_best": "with a rate for each",
    "decades": "Useful decades",
    "tries": "Tries",
}


def by_regime(results: Results, up: str) -> str:
    """Who is first over all problems: a row for each variant and regime."""
    rows = []
    for variant in _variants(results, SCORES):
        for regime, title in REGIMES.items():
            led = _led(results, up, variant=variant, regime=regime, landscape=ALL)
            if led:
                rows.append([Cell(variant_title(variant), variant), Cell(title, title), *led])
    heads = ("Variant", "Learning rate", *LED)
    return cells_table(heads, rows, "Who is first in which regime", WORDY, table_links(SCORES, up))


def by_tag(results: Results, variant: str, up: str) -> str:
    """Who is first on each kind of problem, each optimizer at its best rates: a row for each tag."""
    rows = []
    for tag in dict.fromkeys(row["landscape"] for row in results.table(SCORES)):
        led = _led(results, up, variant=variant, regime="own best", landscape=tag)
        if led and tag != ALL:
            tasks = _scores(results, variant=variant, regime="own best", landscape=tag)[0]["tasks"]
            rows.append([Cell(tag, tag), Cell(count(int(tasks)), tasks), *led])
    caption = f"Who is first on which kind of problem, {VARIANTS[variant]}, at the best rates"
    heads = ("Kind", "Problems", *LED)
    return cells_table(heads, rows, caption, WORDY, table_links(SCORES, up))


LED = ("First", "Area", "Could be first, other starts", "Too close, other problems")


def _led(results: Results, up: str, **where: str) -> list[Cell]:
    """Who is first with what area, who could be, and whom no test tells from the first; nothing if nobody."""
    scores = _scores(results, **where)
    first = [row["optimizer"] for row in scores if row["rank"] and float(row["rank"]) == 1]
    if not first:
        return []
    best = next(row for row in scores if row["optimizer"] == first[0])
    ends = (number(float(best[end]), 3) for end in ("low", "high"))
    area = f'{number(float(best["value"]), 3)} <span class="interval">{" – ".join(ends)}</span>'
    could = [
        row["optimizer"]
        for row in scores
        if row["rank_low"] and float(row["rank_low"]) == 1 and row["optimizer"] not in first
    ]
    test = _rows(results, TESTS, **where)[0]
    close = _close(test, first)

    def named(names: list[str]) -> str:
        return _links(results, names, up) if names else "nobody else"

    return [
        Cell(_links(results, first, up), first[0]),
        Cell(area, best["value"]),
        Cell(named(could), str(len(could))),
        Cell(
            _alike(test, close) or named(close or []),
            "" if close is None else str(len(close)),
        ),
    ]


def _alike(test: Row, close: list[str] | None) -> str:
    """What needs no names: that nothing was tested, or that nobody was told from the first."""
    if close is None:
        return "too few problems to tell"
    everybody = len(close) > 1 and test["close_to_first"].count(";") + 1 == int(test["rivals"])
    return "everybody else" if everybody else ""


def _close(test: Row, first: list[str]) -> list[str] | None:
    """Who is not told from the first by the tests; None if there were too few problems to test."""
    if test["tested"] != "True":
        return None if test["rivals"] != "0" else []
    return [name for name in test["close_to_first"].split(";") if name and name not in first]


def tag_matrix(results: Results, variant: str, up: str) -> str:
    """The share of problems done well by tag: a row for each optimizer, the best first; one line of HTML."""
    rows = [row for row in results.table("by_tag_tuning") if row["variant"] == variant]
    tags = list(dict.fromkeys(row["tag"] for row in rows))
    cells = {(row["optimizer"], row["tag"]): row for row in rows}
    names = [row["optimizer"] for row in rows if row["tag"] == ALL]
    names.sort(key=lambda name: (-float(cells[name, ALL]["own_best"]), name))
    entries = results.catalogue["optimizers"]
    body = "".join(
        f'<tr><th scope="row" data-sort="{escape(entries[name]["title"])}">'
        f'<a href="{up}optimizers/{name}.html">{escape(entries[name]["title"])}</a></th>'
        f"{''.join(_share(cells.get((name, tag))) for tag in tags)}</tr>"
        for name in names
    )
    heads = ["Optimizer", *(f"{tag} ({_most(rows, tag)})" for tag in tags)]
    caption = (
        f"Problems done well, {VARIANTS[variant]}: at the best rates, and below at the default; in "
        "brackets how many problems there are"
    )
    table = scrolling_table(heads, body, caption, "matrix")
    links = table_links("by_tag_tuning", up)
    return f'<div class="atlas-table">{table}<p class="download">{links}</p></div>'


def tuning(results: Results, variant: str, up: str) -> str:
    """How much tuning each optimizer needs, the one that does best at its default first."""
    rows = [row for row in results.table(TUNING) if row["variant"] == variant]
    rows.sort(key=lambda row: (-float(row["default"]), -float(row["own_best"])))
    caption = f"How much tuning each needs, {VARIANTS[variant]}"
    return table_html(TUNING, rows, Layout(TUNING_COLUMNS, results.catalogue, up, caption))


def solved_in(results: Results) -> list[str]:
    """The variants in which some problem is solved."""
    return _variants(results, TUNING)


def tuning_of(results: Results, name: str) -> dict[str, Row]:
    """What is known of the tuning that an optimizer needs, by variant."""
    rows = [row for row in results.table(TUNING) if row["optimizer"] == name]
    found = {row["variant"]: row for row in rows}
    return {variant: found[variant] for variant in VARIANTS if variant in found}


def _variants(results: Results, table: str) -> list[str]:
    seen = {row["variant"] for row in results.table(table)}
    return [variant for variant in VARIANTS if variant in seen]


def _scores(results: Results, **where: str) -> list[Row]:
    """The scores of one subset and regime, the best first."""
    rows = _rows(results, SCORES, measure=AREA, **where)
    return sorted(rows, key=lambda row: -float(row["value"] or 0))


def _rows(results: Results, table: str, **where: str) -> list[Row]:
    rows = results.table(table)
    return [row for row in rows if all(row[column] == value for column, value in where.items())]


def _links(results: Results, names: list[str], up: str) -> str:
    """Links to some optimizers; only the first of many are named."""
    entries = results.catalogue["optimizers"]
    shown = [
        f'<a href="{up}optimizers/{name}.html">{escape(entries[name]["title"])}</a>'
        for name in names[:NAMED]
    ]
    more = len(names) - NAMED
    return ", ".join(shown) + (f" and {count(more)} more" if more > 0 else "")


def _most(rows: Iterable[Row], tag: str) -> str:
    return count(max(int(row["problems"]) for row in rows if row["tag"] == tag))


def _share(row: Row | None) -> str:
    if row is None:
        return '<td data-sort="">—</td>'
    best, default = float(row["own_best"]), float(row["default"])
    return (
        f'<td data-sort="{row["own_best"]}" class="share-{round(4 * best)}">'
        f'<strong>{percent(best)}</strong><span class="rate">{percent(default)}</span></td>'
    )
