"""Where descents are in the long run, against the learning rate: at rest, in a cycle, or all over (E9)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.figure import Figure
from matplotlib.lines import Line2D

from descent_atlas.figures.axes import key, mark_handle, percent_axis, sheet
from descent_atlas.figures.caption import Caption, rate
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import Theme
from descent_atlas.words import percent

Array = np.ndarray
EXTENSION = "webp"
LIMIT: dict[str, Any] = {"linewidth": 0.8, "linestyle": (0, (4, 3))}
ARTICLE: dict[str, Any] = {"linewidth": 1.2}


@dataclass(frozen=True)
class Chart:
    """The last iterates of every run."""

    rates: Array
    """(rates,)"""
    tails: Array
    """(rates, starts, iterates), NaN for runs that left"""
    settled: Array
    """(rates, starts)"""
    limits: Array
    """The stability limits of the minima, ascending"""
    article: float
    """The article's own learning rate"""

    @property
    def shares(self) -> Array:
        """The share of the runs that settle, shape (rates,)."""
        return self.settled.mean(axis=1)


def select(inputs: Inputs) -> Chart:
    """The tails, the minima's limits, and the larger rate of the paths, which is the article's."""
    arrays = inputs.landscapes["e09_tails"]
    return Chart(
        rates=arrays["learning_rates"],
        tails=arrays["tails"],
        settled=arrays["settled"],
        limits=np.sort(inputs.tables["e09_minima"]["limit"].to_numpy()),
        article=float(inputs.tables["e09_paths"]["learning_rate"].max()),
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """The last iterates above; below, the share of the runs that settle."""
    figure = sheet(540)
    axes, strip = figure.subplots(2, 1, sharex=True, height_ratios=(1, 0.15))
    looks = {"settled": theme.endings["converged"], "not settled": theme.endings["diverged"]}
    for which, colour in zip((chart.settled, ~chart.settled), looks.values(), strict=True):
        x = chart.tails[which]
        rates = np.broadcast_to(chart.rates[:, None], which.shape)[which]
        axes.plot(np.repeat(rates, x.shape[1]), x.ravel(), "o", ms=1.1, mew=0, color=colour)
    for limit in chart.limits:
        axes.axvline(limit, color=theme.muted, zorder=0, **LIMIT)
    for plot in (axes, strip):
        plot.axvline(chart.article, color=theme.ink, zorder=0, **ARTICLE)
    strip.fill_between(chart.rates, chart.shares, color=looks["settled"], lw=0, step="mid")
    axes.set(ylabel="last iterates x", xlim=chart.rates[[0, -1]])
    strip.set(xlabel="learning rate α", ylabel="settled, %", ylim=(0, 1))
    percent_axis(strip.yaxis)
    handles = [mark_handle(label, "o", 6, color=colour) for label, colour in looks.items()]
    handles += [
        Line2D([], [], color=theme.muted, label="a minimum’s limit 2/f″", **LIMIT),
        Line2D([], [], color=theme.ink, label=f"the article’s {rate(chart.article)}", **ARTICLE),
    ]
    key(figure, handles, 2)
    return figure


def describe(chart: Chart) -> Caption:
    """Up to which rate all runs settle, from which on none does, and what is so at the article's."""
    everyone, none = chart.rates[chart.shares == 1], chart.rates[chart.shares == 0]
    own = chart.shares[np.abs(chart.rates - chart.article).argmin()]
    told = [f"all of them settle up to {rate(everyone.max())}"] if len(everyone) else []
    told += [f"none does from {rate(none.min())} on"] if len(none) else []
    told += [f"at the article’s {rate(chart.article)}, {percent(own)} do"]
    caption = (
        f"The last {chart.tails.shape[2]} iterates of long runs from {chart.tails.shape[1]} starts, at "
        f"{len(chart.rates)} learning rates: {'; '.join(told)}."
    )
    return Caption(
        caption=caption,
        reading=(
            "Each column is a learning rate. A run at rest leaves one dot, a run that jumps between two "
            "points two of them, and a column full of dots is a run that never repeats itself."
        ),
        alt=f"Dots of where descents are in the long run, against the learning rate. {caption}",
    )
