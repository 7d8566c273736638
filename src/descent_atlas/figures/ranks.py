"""Ranks of the optimizers with their intervals, and the groups that tests do not tell apart."""

from __future__ import annotations

import textwrap
from collections.abc import Sequence
from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure

from descent_atlas.figures.axes import key, mark_handle, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.rows import height_of, named_rows, nothing
from descent_atlas.figures.standings import (
    METHOD,
    REGIMES,
    interval,
    mark_of,
    subset_words,
    titles_of,
)
from descent_atlas.figures.style import Theme
from descent_atlas.words import count, counted, listing

EXTENSION = "svg"
EMPTY = "no optimizer was run on every task here"
MEASURE = "data profile"
GROUPS = 12
"""At most so many groups are drawn."""

LINES = (
    "A vertical line with dots joins methods of which Wilcoxon’s test with Holm’s correction for all pairs "
    "tells no two apart over the problems. "
)


@dataclass(frozen=True)
class Chart:
    """Scores and ranks by regime."""

    panels: dict[str, Table]
    """By regime, indexed by optimizer: role, value, low, high, rank, rank_low, rank_high"""
    optimizers: dict[str, str]
    """Titles by name, from the best of the last panel; who is not ranked stands last"""
    groups: list[list[str]]
    """Names, of the only regime; none if there are several"""
    slots: dict[str, int]
    words: str
    close: list[str] | None
    """Names of who is not told from the first, of the only regime; None if it was not tested"""

    @property
    def ranked(self) -> int:
        """How many have a rank."""
        return int(next(iter(self.panels.values()))["rank"].notna().sum())


def select(inputs: Inputs) -> Chart:
    """The regimes of one subset that there are; the groups if there is one of them."""
    table = inputs.table("ranking_scores")
    table = table[table["measure"] == MEASURE]
    panels = {
        regime: table[table["regime"] == regime].set_index("optimizer")
        for regime in REGIMES
        if regime in set(table["regime"])
    }
    titles = titles_of(inputs, table["optimizer"])
    last = list(panels.values())[-1] if panels else table.set_index("optimizer")
    order = sorted(titles, key=lambda name: (last["rank"].fillna(1e9)[name], -last["value"][name]))
    alone = len(panels) == 1
    groups = inputs.table("ranking_groups") if alone else None
    return Chart(
        panels=panels,
        optimizers={name: titles[name] for name in order},
        groups=[] if groups is None else [str(cell).split(";") for cell in groups["members"]],
        slots=inputs.slots(),
        words=subset_words(dict(inputs.where)),
        close=_close(inputs.table("ranking_tests")) if alone else None,
    )


def _close(tests: Table) -> list[str] | None:
    """The names in the only row of the tests; None if nothing was tested."""
    if not len(tests) or not bool(tests["tested"].iloc[0]):
        return None
    return [name for name in str(tests["close_to_first"].fillna("").iloc[0]).split(";") if name]


def draw(chart: Chart, theme: Theme) -> Figure:
    """Of one regime the scores and the ranks with the groups; of several the ranks of each."""
    if not chart.panels or not chart.ranked:
        return nothing(EMPTY, theme)
    alone = len(chart.panels) == 1
    figure = sheet((120 if alone else 150) + height_of(len(chart.optimizers)))
    columns = figure.subplots(1, 2 if alone else len(chart.panels), squeeze=False, sharey=True)[0]
    titles = list(chart.optimizers.values())
    for axes in columns:
        named_rows(axes, titles, theme)
    if alone:
        _draw_alone(columns, chart, theme)
    else:
        for axes, (regime, panel) in zip(columns, chart.panels.items(), strict=True):
            _draw_ranks(axes, chart, panel, theme)
            words = "\n".join(textwrap.wrap(REGIMES[regime], 9))
            axes.set_title(words, loc="left", fontsize="medium", color=theme.muted)
        columns[len(columns) // 2].set_xlabel("rank")
    looks = {"mfc": theme.paper, "mec": theme.muted, "mew": 1.2}
    handles = [
        mark_handle("ranked, with 95 %", "o", 7, color=theme.muted),
        mark_handle("not ranked: where it would stand", "d", 7, **looks),
    ]
    key(figure, handles, 2)
    return figure


def describe(chart: Chart) -> Caption:
    """Who leads each regime, and who cannot be told from the first."""
    if not chart.panels or not chart.ranked:
        return Caption(f"Ranks: {EMPTY}.", "There is nothing to read.", EMPTY)
    told = []
    for regime, panel in chart.panels.items():
        first = [chart.optimizers[name] for name in panel.index[panel["rank"] == 1]]
        close = int((panel["rank_low"] == 1).sum())
        told.append(
            f"{REGIMES[regime]}, {listing(first)} ({count(close)} could be from other starts)"
        )
    drawn = len(chart.groups) - GROUPS
    rest = f" {counted(drawn, 'more group')} not drawn." if drawn > 0 else ""
    caption = (
        f"Ranks of {counted(chart.ranked, 'method')} by the area under the data profile, "
        f"in the mean over the tasks, {chart.words}. "
        f"First: {'; '.join(told)}.{_alike(chart)}{rest}"
    )
    reading = (
        "A bar is the 95 % interval of the rank over other starts. "
        f"{LINES if chart.groups else ''}Yardsticks, and methods that were not run on every task, are not "
        "ranked; a hollow mark says where they would stand."
    )
    return Caption(caption, reading, f"Dot plot of ranks, a row for each optimizer. {caption}")


def _alike(chart: Chart) -> str:
    """Whom the problems do not tell from the first, as a sentence, for a chart of one regime."""
    if chart.close is None:
        asked = len(chart.panels) == 1 and chart.ranked > 1
        return " The problems are too few to tell anybody from the first." if asked else ""
    names = listing(chart.optimizers[name] for name in chart.close) or "nobody"
    names = "everybody else" if len(chart.close) == max(2, chart.ranked - 1) else names
    return f" Not told from the first by the problems: {names}."


def _draw_alone(columns: Sequence[Axes], chart: Chart, theme: Theme) -> None:
    (panel,) = chart.panels.values()
    _draw_scores(columns[0], chart, panel, theme)
    _draw_ranks(columns[1], chart, panel, theme)
    _draw_groups(columns[1], chart, theme)
    columns[0].set_title("Data profile", loc="left", fontsize="medium", color=theme.muted)
    columns[1].set_title("Rank, groups", loc="left", fontsize="medium", color=theme.muted)
    columns[0].set_xlabel("area under it")
    columns[1].set_xlabel("rank")


def _draw_scores(axes: Axes, chart: Chart, panel: Table, theme: Theme) -> None:
    for place, name in enumerate(chart.optimizers):
        row, mark = panel.loc[name], mark_of(chart.slots, name, theme)
        interval(axes, (row["low"], row["high"]), place, mark.colour)
        fill = mark.colour if row["rank"] > 0 else theme.paper
        axes.plot(row["value"], place, mark.marker, ms=6, mfc=fill, mec=mark.colour, mew=1.2)
    axes.set_xlim(0, 1.08 * max(panel["high"].max(), 1e-3))


def _draw_ranks(axes: Axes, chart: Chart, panel: Table, theme: Theme) -> None:
    ranked = panel[panel["rank"].notna()]
    for place, name in enumerate(chart.optimizers):
        if name not in panel.index:
            continue
        row, mark = panel.loc[name], mark_of(chart.slots, name, theme)
        if name in ranked.index:
            interval(axes, (row["rank_low"], row["rank_high"]), place, mark.colour)
            axes.plot(row["rank"], place, mark.marker, ms=6, color=mark.colour)
        else:
            would = 1 + (ranked["value"] > row["value"]).sum()
            colour = mark.colour if row["role"] == METHOD else theme.muted
            axes.plot(would, place, "d", ms=6, mfc=theme.paper, mec=colour, mew=1.2)
    axes.set_xlim(0.3, len(ranked) + 1.7)
    step = max(1, -(-len(ranked) // 3))
    axes.set_xticks(range(1, len(ranked) + 1, step))


def _draw_groups(axes: Axes, chart: Chart, theme: Theme) -> None:
    """A line for each group to the right of the ranks, with a dot in the row of each member."""
    rows = {name: place for place, name in enumerate(chart.optimizers)}
    width = (chart.ranked + 1) * 0.05
    for number, members in enumerate(chart.groups[:GROUPS]):
        x = chart.ranked + 1.7 + (number + 0.5) * width
        places = [rows[name] for name in members]
        axes.plot([x, x], [min(places), max(places)], color=theme.ink, lw=1.1)
        axes.plot([x] * len(places), places, ".", ms=4.5, color=theme.ink)
    axes.set_xlim(0.3, chart.ranked + 2 + min(GROUPS, len(chart.groups)) * width)
