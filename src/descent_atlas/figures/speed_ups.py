"""How many times as fast as plain descent: speed-ups with their intervals, on a log axis."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from matplotlib.figure import Figure

from descent_atlas.figures.axes import banded, decade_axis, key, line_handle, selected, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.rows import in_order, nothing
from descent_atlas.figures.style import Theme
from descent_atlas.words import listing, number

EXTENSION = "svg"
ROW = 16
FLOOR, CEILING = 1e-3, 1e3
"""A speed-up outside of these stands at the border."""
STEPS = {"keep": "Straight", "turn": "Turning"}
REGIMES = {"same rate": "same rate", "same small rate": "small rate", "own best": "own best"}
EMPTY = "nobody stands beside plain descent here"


@dataclass(frozen=True)
class Chart:
    """Speed-ups by band and optimizer."""

    table: Table
    """band, optimizer, speed_up, low, high (empty: infinite), untuned"""
    bands: list[str]
    optimizers: dict[str, str]
    slots: dict[str, int]
    about: str
    """What is compared, for the caption"""


def select(inputs: Inputs) -> Chart:
    """Bowls of several shapes at their targets, or medians by what plain descent's steps do."""
    table, about = _bowls(inputs) if "choosing_shapes" in inputs.tables else _ways(inputs)
    names = in_order(inputs, table["optimizer"])
    return Chart(
        table=table,
        bands=list(dict.fromkeys(table["band"])),
        optimizers={name: inputs.title("optimizer", name) for name in names},
        slots=inputs.slots(),
        about=about,
    )


def _bowls(inputs: Inputs) -> tuple[Table, str]:
    table = inputs.table("choosing_shapes")
    table = table[table["judged"].astype(bool)]
    never = (table["success_of_descent"] == 0) & (table["success_rate"] == 0)
    at_edge = table["edge"].fillna("").astype(str).str.contains("gradient_descent")
    bands = [inputs.title("problem", name) for name in table["problem"]]
    table = table.assign(band=bands, untuned=(at_edge | never).astype(bool))
    targets = table.groupby("band", sort=False)["target"].first()
    shares = [number(targets.max())] if len(targets) else []
    shares += [f"for {n} {number(t)}" for n, t in targets.items() if t < targets.max()]
    told = "each at its best rate, to the loosest target that needs every parameter"
    return table, f"{told} ({', '.join(shares)} of the initial gap)"


def _ways(inputs: Inputs) -> tuple[Table, str]:
    table = inputs.table("choosing_direction_pooled")
    order = table["steps"].map(list(STEPS).index) * 3 + table["regime"].map(list(REGIMES).index)
    table = table.iloc[np.argsort(order.to_numpy(int), kind="stable")]
    bands = table["steps"].map(STEPS) + ", " + table["regime"].map(REGIMES)
    return table.assign(band=bands, untuned=False), (
        "median over the problems, full batch. Straight: plain descent’s steps keep their direction"
        " (at the largest rate at which they do, at a tenth of it, each at its best); turning: a"
        " quarter of them go back"
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A band for each situation, in it an interval for each optimizer."""
    if not chart.bands:
        return nothing(EMPTY, theme)
    height = max(len(chart.optimizers) + 1, 3.6)
    figure = sheet(110 + ROW * height * len(chart.bands))
    axes = figure.add_subplot()
    banded(axes, chart.bands, height, theme)
    shift = (height - len(chart.optimizers) + 1) / 2
    for row in chart.table.itertuples():
        place = list(chart.optimizers).index(row.optimizer)
        y = chart.bands.index(row.band) * height + place + shift
        mark = theme.mark(chart.slots[row.optimizer])
        low, value, high = np.clip(
            [np.inf if np.isnan(n) else n for n in (row.low, row.speed_up, row.high)],
            *_limits(chart),
        )
        axes.plot([low, high], [y, y], color=mark.colour, lw=1.8, alpha=0.75)
        selected(axes, value, y, mark, row.untuned, theme)
    axes.axvline(1, color=theme.muted, lw=1.2)
    decade_axis(axes, "x", *_limits(chart), 7)
    axes.set_xlabel("times as fast as plain descent")
    handles = [
        line_handle(title, replace(theme.mark(chart.slots[name]), dash="none"))
        for name, title in chart.optimizers.items()
    ]
    key(figure, handles, 3)
    return figure


def describe(chart: Chart) -> Caption:
    """The speed-ups of every band."""
    if not chart.bands:
        return Caption(f"Speed-ups: {EMPTY}.", "There is nothing to read.", EMPTY)
    told = []
    for band in chart.bands:
        rows = chart.table[chart.table["band"] == band].set_index("optimizer")["speed_up"]
        shown = listing(
            f"{title} {_times(rows[name])}"
            for name, title in chart.optimizers.items()
            if name in rows.index
        )
        told.append(f"{band}: {shown}")
    hollow = " Hollow: plain descent was not tuned; its best rate is at the grid’s edge, or nobody arrives."
    caption = (
        f"Times as fast as plain descent, {chart.about}. {'; '.join(told)}."
        f"{hollow if chart.table['untuned'].any() else ''}"
    )
    return Caption(
        caption=caption,
        reading=(
            "Right of the line at 1 is faster than plain descent, left of it slower; lines are 95 % "
            "bootstrap intervals over the starts. A mark at the border stands for a number beyond it."
        ),
        alt=f"Dot plot of speed-ups with intervals on a log axis. {caption}",
    )


def _times(value: float) -> str:
    """A speed-up in words: empty is infinite, zero is never."""
    if np.isnan(value):
        return "without end, since plain descent never succeeds"
    return number(value, 2) if value else "never succeeds"


def _limits(chart: Chart) -> tuple[float, float]:
    """Whole decades around all numbers, between the floor and the ceiling."""
    numbers = chart.table[["low", "speed_up", "high"]].to_numpy(float).ravel()
    numbers = numbers[np.isfinite(numbers) & (numbers > 0)]
    infinite = chart.table[["speed_up", "high"]].isna().to_numpy().any()
    low = 10.0 ** np.floor(np.log10(numbers.min(initial=0.5)))
    high = 10.0 ** np.ceil(np.log10(numbers.max(initial=2.0)))
    return max(low, FLOOR), CEILING if infinite else min(high, CEILING)
