"""The benchmark in tables: who leads under which regime and on which landscape, and the tuning it takes."""

from __future__ import annotations

from collections.abc import Iterable
from html import escape

from descent_atlas.site.downloads import table_links
from descent_atlas.site.results import Results, Row
from descent_atlas.site.table import Cell, Layout, cells_table, scrolling_table, table_html
from descent_atlas.words import VARIANTS, count, percent, variant_title

LEADERS, TUNING = "by_tag_leaders", "choosing_tuning"
REGIMES = {
    "default": "its default",
    "one rate": "one for all problems",
    "own best": "a best one for each problem",
}
"""The learning rate of each regime, in a word or two."""
ALL = "all"
WORDY = "wordy leaders"
NAMED = 6
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
    """The leaders over all problems: a row for each variant and regime."""
    rows = []
    for variant in _variants(results, LEADERS):
        for regime, title in REGIMES.items():
            group = _group(results, variant=variant, regime=regime, tag=ALL)
            if group:
                first = [Cell(variant_title(variant), variant), Cell(title, title)]
                rows.append([*first, *_led(results, group, up)])
    heads = ("Variant", "Learning rate", *LED)
    return cells_table(heads, rows, "Who leads in which regime", WORDY, table_links(LEADERS, up))


def by_tag(results: Results, variant: str, up: str) -> str:
    """The leaders on each kind of problem, each optimizer at its best rates: a row for each tag."""
    rows = []
    tags = dict.fromkeys(row["tag"] for row in results.table(LEADERS))
    for tag in tags:
        group = _group(results, variant=variant, regime="own best", tag=tag)
        if group and tag != ALL:
            rows.append([Cell(tag, tag), *_led(results, group, up)])
    caption = f"Who leads on which kind of problem, {VARIANTS[variant]}, at the best rates"
    return cells_table(("Problems", *LED), rows, caption, WORDY, table_links(LEADERS, up))


LED = ("Leads", "Does well on", "Too close to call")


def _led(results: Results, group: list[Row], up: str) -> list[Cell]:
    """Who leads, on what share of how many problems, and who is too close to call."""
    leader = next(row for row in group if row["outcome"] == "leader")
    if float(leader["share"]) == 0:
        return [Cell("nobody"), Cell(f"of {count(int(leader['problems']))} none", "0"), Cell("—")]
    close = [row["optimizer"] for row in group if row["outcome"] == "close"]
    interval = f"{percent(float(leader['low']))} – {percent(float(leader['high']))}"
    share = f"{percent(float(leader['share']))} of {count(int(leader['problems']))}"
    return [
        Cell(_links(results, [leader["optimizer"]], up), leader["optimizer"]),
        Cell(f'{share} <span class="interval">{interval}</span>', leader["share"]),
        Cell(_links(results, close, up) if close else "nobody", str(len(close))),
    ]


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


def _group(results: Results, **where: str) -> list[Row]:
    rows = results.table(LEADERS)
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
