"""Profiles: which share of the runs is done at which cost, and how often one is close to the fastest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from descent_atlas.figures.axes import decade_axis, key, line_handle, percent_axis, sheet, titled
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.rows import nothing
from descent_atlas.figures.standings import (
    BOUND_DASHES,
    METHOD,
    REGIMES,
    subset_words,
    titles_of,
)
from descent_atlas.figures.style import Theme
from descent_atlas.words import counted, listing, number, percent

EXTENSION = "svg"
EMPTY = "no optimizer was run on every task here"
PANELS = {
    "profile_data": (
        "Data profile",
        "runs that hold the target of success",
        "cost",
        "passes over the data",
    ),
    "profile_ecdf": ("ECDF of times", "runs × 8 targets held", "cost", "iterations"),
    "profile_performance": (
        "Performance profile",
        "tasks on which the time is within this ratio of the best shown",
        "ratio",
        "ratio to the lowest expected running time",
    ),
}
"""Title, what is counted, the column of the axis and its label."""


@dataclass(frozen=True)
class Chart:
    """Curves by the table that each panel shows."""

    panels: dict[str, Table]
    """Columns optimizer, at, share, low, high, of those in front"""
    behind: dict[str, Table]
    """The same of the other methods"""
    front: dict[str, str]
    """Titles by name of the methods in front"""
    bounds: dict[str, str]
    """Titles by name of the sanity bounds"""
    slots: dict[str, int]
    words: str
    regime: str
    others: int


def select(inputs: Inputs) -> Chart:
    """The curves of one subset and one regime."""
    panels: dict[str, Table] = {}
    behind: dict[str, Table] = {}
    names: dict[str, set[str]] = {"front": set(), "bounds": set(), "behind": set()}
    for table, (_, _, column, _) in PANELS.items():
        rows = inputs.table(table).rename(columns={column: "at"})
        if "among" in rows:
            rows = rows[rows["among"] == "shown"]
        shown = rows["shown"].astype(bool)
        method = rows["role"] == METHOD
        panels[table] = rows[shown | ~method]
        behind[table] = rows[~shown & method]
        names["front"] |= set(rows["optimizer"][shown])
        names["bounds"] |= set(rows["optimizer"][~method])
        names["behind"] |= set(rows["optimizer"][~shown & method])
    return Chart(
        panels=panels,
        behind=behind,
        front=titles_of(inputs, names["front"]),
        bounds=titles_of(inputs, names["bounds"]),
        slots=inputs.slots(),
        words=subset_words(dict(inputs.where)),
        regime=REGIMES.get(inputs.where.get("regime", ""), "all regimes"),
        others=len(names["behind"]),
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A panel for each profile, one above the other."""
    if not chart.front:
        return nothing(EMPTY, theme)
    figure = sheet(70 + 235 * len(PANELS) + 20 * (-(-len(chart.front | chart.bounds) // 2)))
    axes = figure.subplots(len(PANELS), 1, squeeze=False)[:, 0]
    for one, (table, (title, note, _, label)) in zip(axes, PANELS.items(), strict=True):
        titled(one, title, note, theme)
        for _, curve in chart.behind[table].groupby("optimizer"):
            one.plot(curve["at"], curve["share"], color=theme.muted, lw=0.7, alpha=0.45)
        _draw_front(one, chart, chart.panels[table], theme)
        at = chart.panels[table]["at"]
        decade_axis(one, "x", at.min(), at.max(), 7)
        one.set_xlabel(label)
        one.set_ylim(0, 1)
        percent_axis(one.yaxis)
    figure.supylabel("share, in %", fontsize="medium")
    key(figure, _handles(chart, theme), 2)
    return figure


def _draw_front(axes: Axes, chart: Chart, table: Table, theme: Theme) -> None:
    """Methods with their bands, and the sanity bounds in muted dashes."""
    for name, curve in table.groupby("optimizer"):
        if name in chart.front:
            mark = theme.mark(chart.slots[name])
            axes.fill_between(
                curve["at"], curve["low"], curve["high"], color=mark.colour, alpha=0.18, lw=0
            )
            axes.plot(curve["at"], curve["share"], color=mark.colour, linestyle=mark.dash, zorder=3)
        else:
            axes.plot(
                curve["at"],
                curve["share"],
                color=theme.muted,
                lw=1.4,
                zorder=2,
                **_dash(chart, name),
            )


def _dash(chart: Chart, name: str) -> dict[str, Any]:
    return {"linestyle": BOUND_DASHES[list(chart.bounds).index(name) % len(BOUND_DASHES)]}


def _handles(chart: Chart, theme: Theme) -> list[Line2D]:
    methods = [
        line_handle(title, theme.mark(chart.slots[name]), marker=False)
        for name, title in chart.front.items()
    ]
    bounds = [
        Line2D([], [], color=theme.muted, lw=1.4, label=title, **_dash(chart, name))
        for name, title in chart.bounds.items()
    ]
    return methods + bounds


def describe(chart: Chart) -> Caption:
    """How many runs each holds at the end, and how many tasks it is the fastest on."""
    if not chart.front:
        return Caption(f"Profiles: {EMPTY}.", "There is nothing to read.", EMPTY)
    cost, ends = _ends(chart, "profile_data")
    _, firsts = _ends(chart, "profile_performance", first=True)
    thin = f" Thin lines: {counted(chart.others, 'other method')}." if chart.others else ""
    caption = (
        f"Profiles, {chart.words}, {chart.regime}. Runs that hold the target within "
        f"{number(cost)} passes over the data: {ends}. Tasks on which nobody shown is faster: {firsts}.{thin}"
    )
    reading = (
        "Higher and further left is better; bands are 95 % over other starts. The first two do not depend "
        "on the rivals. The third does, so it is computed anew among the methods in colour alone. A method "
        "below a dashed line does worse than that yardstick. The ranking’s area is the mean of those "
        "under each task’s own data profile, from its first step to its budget."
    )
    return Caption(caption, reading, f"Line charts of three profiles. {caption}")


def _ends(chart: Chart, table: str, first: bool = False) -> tuple[float, str]:
    """The last (or first) point of an axis, and everybody's share there, from the highest."""
    rows = chart.panels[table]
    at = float(rows["at"].min() if first else rows["at"].max())
    shares = rows[np.isclose(rows["at"], at)].set_index("optimizer")["share"].to_dict()
    titles = chart.front | chart.bounds
    order = sorted((name for name in titles if name in shares), key=lambda name: -shares[name])
    return at, listing(f"{titles[name]} {percent(shares[name])}" for name in order)
