"""How long plain descent needs to leave a saddle, with and without noise, at every learning rate."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from descent_atlas.figures.axes import (
    decade_axis,
    key,
    line_handle,
    plates,
    rate_axis,
    sheet,
    titled,
)
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.rows import nothing
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, count, listing, number

EXTENSION = "svg"
PANEL = 190
"""CSS pixels for each problem."""
EMPTY = "no problem of this grid has a start by a saddle"


@dataclass(frozen=True)
class Chart:
    """A panel for each problem."""

    table: Table
    """problem, learning_rate, variant, left_after (empty if it stays or diverges), limit"""
    problems: dict[str, str]
    """Titles by name"""

    @property
    def variants(self) -> list[str]:
        """Those that are there, in their usual order."""
        return [name for name in VARIANTS if name in set(self.table["variant"])]

    def run(self, problem: str, variant: str) -> Table:
        """The rates of one problem and variant, from the smallest."""
        rows = self.table.query("problem == @problem and variant == @variant")
        return rows.sort_values("learning_rate")


def select(inputs: Inputs) -> Chart:
    """All rows, in the order of the problems."""
    table = inputs.table("choosing_saddles")
    names = list(dict.fromkeys(table["problem"]))
    return Chart(table, {name: inputs.title("problem", name) for name in names})


def draw(chart: Chart, theme: Theme) -> Figure:
    """Iterations against the rate, both logarithmic; a line ends where a run no longer leaves."""
    if not chart.problems:
        return nothing(EMPTY, theme)
    figure = sheet(60 + PANEL * len(chart.problems))
    panels = plates(figure, len(chart.problems), 1, sharex=True)
    for axes, (name, title) in zip(panels, chart.problems.items(), strict=True):
        rate_axis(axes, np.sort(chart.table["learning_rate"].unique()))
        decade_axis(axes, "y", 0.7, 1.4 * chart.table["limit"].max(), 4)
        titled(axes, title, "", theme)
        for variant in chart.variants:
            mark, rows = theme.variant_mark(variant), chart.run(name, variant)
            looks: dict[str, Any] = {
                "color": mark.colour,
                "linestyle": mark.dash,
                "marker": mark.marker,
            }
            axes.plot(rows["learning_rate"], rows["left_after"], ms=4, **looks)
        axes.set_ylabel("iterations")
    panels[-1].set_xlabel("learning rate α")
    handles = [line_handle(VARIANTS[name], theme.variant_mark(name)) for name in chart.variants]
    key(figure, handles, 3)
    return figure


def describe(chart: Chart) -> Caption:
    """The smallest rate with which each variant leaves each saddle in time."""
    if not chart.problems:
        return Caption(
            caption=EMPTY.capitalize() + ".",
            reading="A grid with such a problem shows a line for each variant here.",
            alt=EMPTY,
        )
    limit = count(chart.table["limit"].max())
    told = "; ".join(
        f"{title}: {listing(_smallest(chart, name, variant) for variant in chart.variants)}"
        for name, title in chart.problems.items()
    )
    caption = (
        "Iterations until plain descent has left a saddle, from one start almost on its ridge. The "
        f"smallest learning rate with which it leaves within {limit} iterations: {told}."
    )
    return Caption(
        caption=caption,
        reading=(
            "Lower is sooner; where a line has no mark, the run did not leave in time, or left upwards "
            "and diverged. To have left is to be a tenth of the way from the bottom or, where there "
            "is none, below everything in the domain. All rates meet the same noise."
        ),
        alt=f"Line plots on logarithmic axes, one for each problem. {caption}",
    )


def _smallest(chart: Chart, problem: str, variant: str) -> str:
    left = chart.run(problem, variant).dropna(subset="left_after")["learning_rate"]
    return f"{VARIANTS[variant]} {number(left.min()) if len(left) else 'none'}"
