"""Time to leave a saddle and to cross a plateau, against the learning rate, beside what theory says (E8)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from descent_atlas.figures.axes import (
    decade_axis,
    key,
    line_handle,
    rate_axis,
    sheet,
    titled,
)
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import Theme
from descent_atlas.words import count, listing, number

Array = np.ndarray
EXTENSION = "svg"
SHOWN = ("saddle", "tanh_plateau")
"""The surfaces on which all that counts is time."""
THEORY: dict[str, Any] = {"linestyle": (0, (1.5, 2)), "linewidth": 4.5, "alpha": 0.45, "zorder": 1}


@dataclass(frozen=True)
class Panel:
    """A surface: the time of each optimizer at every rate, NaN where it never arrives."""

    name: str
    title: str
    times: dict[str, Array]


@dataclass(frozen=True)
class Chart:
    """Panels that share their axes."""

    panels: list[Panel]
    rates: Array
    optimizers: dict[str, str]
    slots: dict[str, int]
    theory: Table
    """learning_rate, predicted: plain descent off the saddle"""

    @property
    def latest(self) -> float:
        """The longest time on any panel."""
        return max(float(np.nanmax(times)) for p in self.panels for times in p.times.values())


def select(inputs: Inputs) -> Chart:
    """The surfaces on which every run that goes on arrives."""
    table = inputs.table("e08_telling").sort_values("learning_rate", kind="stable")
    slots = inputs.slots()
    names = sorted(table["optimizer"].unique(), key=lambda name: slots[name])
    panels = []
    for problem in SHOWN:
        runs = table[table["problem"] == problem].groupby("optimizer")["iterations_to_goal"]
        times = {name: runs.get_group(name).to_numpy(float) for name in names}
        panels.append(Panel(problem, inputs.title("problem", problem), times))
    return Chart(
        panels=panels,
        rates=np.sort(table["learning_rate"].unique()),
        optimizers={name: inputs.title("optimizer", name) for name in names},
        slots=slots,
        theory=inputs.tables["e08_escape"].dropna(subset="predicted"),
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """One panel above the other."""
    figure = sheet(95 + 235 * len(chart.panels))
    plots = figure.subplots(len(chart.panels), 1, squeeze=False, sharex=True)[:, 0]
    for axes, panel in zip(plots, chart.panels, strict=True):
        for name, times in panel.times.items():
            mark = theme.mark(chart.slots[name])
            looks = {"color": mark.colour, "linestyle": mark.dash, "marker": mark.marker}
            axes.plot(chart.rates, times, ms=4.5, mec=theme.paper, mew=0.4, lw=1.5, **looks)
        if panel.name == "saddle":
            axes.plot(
                chart.theory["learning_rate"],
                chart.theory["predicted"],
                color=theme.muted,
                **THEORY,
            )
        _dress(axes, chart, panel, theme)
    plots[-1].set_xlabel("learning rate α")
    handles = [
        line_handle(title, theme.mark(chart.slots[name]))
        for name, title in chart.optimizers.items()
    ]
    theory = Line2D([], [], color=theme.muted, label="theory, plain descent", **THEORY)
    key(figure, [*handles, theory], 3)
    return figure


def describe(chart: Chart) -> Caption:
    """The fewest iterations of each, and at which rate."""
    told = "; ".join(f"{panel.title}: {_fastest(chart, panel)}" for panel in chart.panels)
    caption = (
        "Iterations until one run is at its goal for good, against the learning rate. The fewest, and "
        f"the smallest rate with so few: {told}."
    )
    return Caption(
        caption=caption,
        reading=(
            "Lower is sooner; both axes are logarithmic. A line ends where the run no longer arrives: on "
            "the left because its time is up, on the right because it is thrown about."
        ),
        alt=f"Line charts of iterations against the learning rate. {caption}",
    )


def _dress(axes: Axes, chart: Chart, panel: Panel, theme: Theme) -> None:
    rate_axis(axes, chart.rates, 7)
    decade_axis(axes, "y", 0.7, 1.5 * chart.latest)
    axes.set_ylabel("iterations")
    titled(axes, panel.title, "", theme)


def _fastest(chart: Chart, panel: Panel) -> str:
    words = []
    for name, title in chart.optimizers.items():
        times = panel.times[name]
        if np.isfinite(times).any():
            best = int(np.nanargmin(times))
            words.append(f"{title} {count(times[best])} at {number(chart.rates[best])}")
        else:
            words.append(f"{title} never")
    return listing(words)
