"""Descents along a curve from several starts, with a learning rate that settles and one that does not."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from descent_atlas.figures.axes import key, mark_handle, sheet, titled
from descent_atlas.figures.caption import Caption, rate
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import RATE_SLOTS, Theme
from descent_atlas.words import count, listing, minus, number

Array = np.ndarray
EXTENSION = "svg"
EVERY = 3
"""Of the curve's points one in so many is drawn, which no eye can tell."""
LAST = 2
"""Iterates at the end of a run that are marked: one place for a run at rest, two for one that swings."""
TOLD = {
    "converged": "settles in the lowest minimum, at {}",
    "wrong basin": "settles at {}",
    "saddle": "stops at {}",
    "cycling": "never settles",
    "moving": "is still moving",
    "diverged": "diverges",
}


@dataclass(frozen=True)
class Run:
    """Iterates on the curve."""

    learning_rate: float
    points: Array
    """(iterations + 1, 2), finite"""
    ending: str

    @property
    def told(self) -> str:
        """How it ended, in a few words."""
        where = minus(f"{self.points[-1, 0]:.2f}")
        return f"with {rate(self.learning_rate)} it {TOLD[self.ending].format(where)}"


@dataclass(frozen=True)
class Chart:
    """The runs of each start, by learning rate."""

    runs: dict[float, list[Run]]
    curve: Array
    """(points, 2)"""
    steps: int


def select(inputs: Inputs) -> Chart:
    """A panel for each start; the smaller learning rate comes first."""
    ends = inputs.tables["e09_many_starts"].set_index(["start", "learning_rate"])["ending"]
    paths = inputs.tables["e09_paths"].dropna()
    runs: dict[float, list[Run]] = {}
    for (start, value), run in paths.groupby(["start", "learning_rate"]):
        path = run.sort_values("iteration")[["x", "f"]].to_numpy(float)
        runs.setdefault(start, []).append(Run(float(value), path, str(ends[start, value])))
    curve = inputs.tables["e09_curve"][["x", "f"]].to_numpy()[::EVERY]
    return Chart(runs, curve, int(paths["iteration"].max()))


def draw(chart: Chart, theme: Theme) -> Figure:
    """Wide panels, one above the other, in the colours of a small and of a large learning rate."""
    figure = sheet(55 + 165 * len(chart.runs))
    plots = figure.subplots(len(chart.runs), 1, squeeze=False, sharex=True)[:, 0]
    for axes, (start, runs) in zip(plots, chart.runs.items(), strict=True):
        axes.plot(*chart.curve.T, color=theme.muted, linewidth=1, alpha=0.8)
        for run, slot in zip(runs[::-1], _slots(runs)[::-1], strict=True):
            _draw_run(axes, run, theme.mark(slot).colour, theme)
        low, high = chart.curve[:, 1].min(), chart.curve[:, 1].max()
        axes.set(xlim=chart.curve[[0, -1], 0], ylim=(low - 0.7, high + 0.3), ylabel="f(x)")
        titled(axes, f"from {number(start)}", ", ".join(run.told for run in runs), theme)
    plots[-1].set_xlabel("x")
    key(figure, _handles(next(iter(chart.runs.values())), theme), 3)
    return figure


def describe(chart: Chart) -> Caption:
    """How each run ended."""
    told = "; ".join(
        f"from {number(start)}, {listing(run.told for run in runs)}"
        for start, runs in chart.runs.items()
    )
    caption = f"Gradient descent for {count(chart.steps)} iterations: {told}."
    return Caption(
        caption=caption,
        reading=(
            "A line joins each iterate on the curve with the next, and the last two have large dots: "
            "where a run has settled these are one, where it swings to and fro they are two."
        ),
        alt=f"A rippled curve, once for each start, with descents on it. {caption}",
    )


def _slots(runs: list[Run]) -> tuple[int, ...]:
    return (RATE_SLOTS[0], RATE_SLOTS[-1])[-len(runs) :]


def _draw_run(axes: Axes, run: Run, colour: str, theme: Theme) -> None:
    axes.plot(*run.points.T, "o-", color=colour, linewidth=1.3, ms=2.6, mew=0)
    end: dict[str, Any] = {"color": colour, "mec": theme.paper, "mew": 0.7, "zorder": 5}
    axes.plot(*run.points[-LAST:].T, "o", ms=7, **end)
    ring: dict[str, Any] = {"mfc": theme.paper, "mec": theme.ink, "mew": 1.4, "zorder": 4}
    axes.plot(*run.points[0], "o", ms=7, **ring)


def _handles(runs: list[Run], theme: Theme) -> list[Any]:
    ring = {"mfc": theme.paper, "mec": theme.ink, "mew": 1.4}
    ends = [
        mark_handle(f"end with {rate(run.learning_rate)}", "o", 7, color=theme.mark(slot).colour)
        for run, slot in zip(runs, _slots(runs), strict=True)
    ]
    return [mark_handle("start", "o", 7, **ring), *ends]
