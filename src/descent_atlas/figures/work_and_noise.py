"""What a variant's steps save and what they cost, over many repeats of one fit (E6)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from matplotlib.figure import Figure

from descent_atlas.figures.axes import decade_axis, key, mark_handle, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, count, listing, percent

EXTENSION = "svg"


@dataclass(frozen=True)
class Chart:
    """A dot for each repeat."""

    table: Table
    """variant, bulk_after, floor, of the repeats that covered the bulk of the way"""
    repeats: int
    """Of each variant"""

    def of(self, variant: str) -> Table:
        """The rows of one variant."""
        return self.table[self.table["variant"] == variant]

    @property
    def variants(self) -> list[str]:
        """Those that are there, in their usual order."""
        return [name for name in VARIANTS if len(self.of(name))]


def select(inputs: Inputs) -> Chart:
    """The repeats that have both numbers."""
    table = inputs.tables["e06_repeats"]
    known = table[table["bulk_after"].notna() & (table["floor"] > 0)]
    return Chart(known, int(table["repeat"].nunique()))


def draw(chart: Chart, theme: Theme) -> Figure:
    """Work against height, both logarithmic."""
    figure = sheet(390)
    axes = figure.add_subplot()
    work, floor = chart.table["bulk_after"], chart.table["floor"]
    decade_axis(axes, "x", work.min() / 2, work.max() * 2)
    decade_axis(axes, "y", floor.min() / 2, floor.max() * 2)
    handles = []
    for name in chart.variants:
        mark, rows = theme.variant_mark(name), chart.of(name)
        axes.plot(
            rows["bulk_after"], rows["floor"], mark.marker, ms=4, mew=0, alpha=0.35, c=mark.colour
        )
        looks: dict[str, Any] = {"mfc": mark.colour, "mec": theme.paper, "mew": 0.9}
        middle = rows[["bulk_after", "floor"]].median()
        axes.plot(*middle, mark.marker, ms=11, zorder=4, **looks)
        handles.append(mark_handle(VARIANTS[name], mark.marker, 9, **looks))
    axes.set(
        xlabel="gradient samples until nine tenths of the way down hold",
        ylabel="late height over the lowest loss",
    )
    key(figure, handles, 3)
    return figure


def describe(chart: Chart) -> Caption:
    """The medians of each variant."""
    medians = chart.table.groupby("variant")[["bulk_after", "floor"]].median()
    told = listing(
        f"{VARIANTS[name]} {count(medians['bulk_after'][name])} samples and "
        f"{percent(medians['floor'][name])}"
        for name in chart.variants
    )
    caption = (
        f"{count(chart.repeats)} repeats of each variant from random starts: the work it takes to "
        "cover nine tenths of the way down for good, and how far above the lowest loss the second half of "
        f"the run hovers. Medians: {told}."
    )
    return Caption(
        caption=caption,
        reading=(
            "Further left is cheaper, lower is steadier; small marks are single repeats, large "
            "ones the medians."
        ),
        alt=f"Scatter plot on logarithmic axes. {caption}",
    )
