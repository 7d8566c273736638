"""How long a descent takes at each learning rate, and which rates overshoot or diverge (E5)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure

from descent_atlas.figures.axes import decade_axis, key, mark_handle, rate_axis, sheet
from descent_atlas.figures.caption import Caption, rate
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import Theme
from descent_atlas.words import count, counted

EXTENSION = "svg"
SMOOTH, ROUGH, NEVER, DIVERGED = "smoothly", "overshooting", "does not stay", "diverges"
MARKERS = {SMOOTH: "o", ROUGH: "^", NEVER: "s", DIVERGED: "X"}


@dataclass(frozen=True)
class Chart:
    """The rates, and what came of each."""

    table: Table
    """learning_rate, iterations (empty if it never stays), rises, ending, and ``how`` it went"""

    def those(self, how: str) -> Table:
        """The rows of the rates that went like this."""
        return self.table[self.table["how"] == how]


def select(inputs: Inputs) -> Chart:
    """Every rate, with a word for how it went."""
    table = inputs.tables["e05_arrivals"].sort_values("learning_rate")
    arrived = table["iterations"].notna()
    how = np.select(
        [arrived & (table["rises"] == 0), arrived, table["ending"] == "diverged"],
        [SMOOTH, ROUGH, DIVERGED],
        NEVER,
    )
    return Chart(table.assign(how=how))


def draw(chart: Chart, theme: Theme) -> Figure:
    """Iterations against the rate; what has none stands at the upper edge."""
    figure = sheet(370)
    axes = figure.add_subplot()
    arrived = chart.table.dropna(subset="iterations")
    low, high = arrived["iterations"].min(), arrived["iterations"].max()
    top = 4 * high
    rate_axis(axes, chart.table["learning_rate"].to_numpy())
    decade_axis(axes, "y", low / 2, top)
    smooth = chart.those(SMOOTH)
    axes.plot(smooth["learning_rate"], smooth["iterations"], color=theme.mark(0).colour, lw=1.4)
    handles = []
    for how, colour in _colours(theme).items():
        rows = chart.those(how)
        if rows.empty:
            continue
        looks: dict[str, Any] = {"mfc": colour, "mec": theme.paper, "mew": 0.7}
        y = rows["iterations"].fillna(top)
        axes.plot(rows["learning_rate"], y, MARKERS[how], ms=8, clip_on=False, zorder=4, **looks)
        handles.append(mark_handle(how, MARKERS[how], 8, **looks))
    axes.set(xlabel="learning rate α", ylabel="iterations until the loss stays low")
    key(figure, handles, 2)
    return figure


def describe(chart: Chart) -> Caption:
    """The slowest and the fastest rate that arrive, and how many do not."""
    arrived = chart.table.dropna(subset="iterations")
    slow, fast = arrived.iloc[0], arrived.loc[arrived["iterations"].idxmin()]
    others = [
        f"{counted(len(chart.those(how)), 'rate')} {text}"
        for how, text in (
            (ROUGH, "let the loss rise on the way"),
            (NEVER, "never let it stay low"),
            (DIVERGED, "diverged"),
        )
        if len(chart.those(how))
    ]
    rest = f" {'; '.join(others)}." if others else ""
    caption = (
        "Iterations until the loss stays at or below a thousandth of the initial one: "
        f"{count(slow['iterations'])} at {rate(slow['learning_rate'])}, "
        f"{count(fast['iterations'])} at {rate(fast['learning_rate'])}.{rest}"
    )
    return Caption(
        caption=caption,
        reading=(
            "Lower is faster; both axes are logarithmic, so a straight line downwards means that "
            "twice the rate needs half the iterations. Marks on the upper edge never arrive."
        ),
        alt=f"Scatter plot of iterations against the learning rate. {caption}",
    )


def _colours(theme: Theme) -> dict[str, str]:
    return {
        SMOOTH: theme.mark(0).colour,
        ROUGH: theme.mark(1).colour,
        NEVER: theme.endings["cycling"],
        DIVERGED: theme.endings["diverged"],
    }
