"""Loss against iterations: gradient descent's rates (E5), the variants (E6), four optimizers (E7)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.lines import Line2D
from matplotlib.ticker import MaxNLocator

from descent_atlas.figures.axes import decade_axis, key, leaving, line_handle, sheet, titled
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import RATE_SLOTS, Theme
from descent_atlas.figures.words import Caption, count, listing, number, rate

Array = np.ndarray
EXTENSION = "svg"
FLOOR = 1e-16
"""Where an axis ends at the latest: losses below are rounding."""
BUDGET = 100
"""Iterations of the article's own runs."""
REFERENCE: dict[str, Any] = {"linewidth": 1.1, "linestyle": (0, (2, 2)), "zorder": 1}


@dataclass(frozen=True)
class Line:
    """A run's loss; ``left_at`` is the iteration at which it diverged, None if it did not."""

    label: str
    look: int | str
    x: Array
    loss: Array
    left_at: int | None = None

    @property
    def result(self) -> str:
        """What it came to."""
        if self.left_at is not None:
            return f"diverged at iteration {count(self.left_at)}"
        final = self.loss[-1]
        return f"final loss {number(final)}" if final > FLOOR else f"final loss under {number(FLOOR)}"


@dataclass(frozen=True)
class Panel:
    """Lines on common axes; a wide one takes a row of its own."""

    title: str
    note: str
    lines: tuple[Line, ...]
    x_label: str = "iteration"
    wide: bool = True
    log_x: bool = False
    scale: int = 0
    """Panels with the same number share the axis of the loss."""


@dataclass(frozen=True)
class Chart:
    """Panels that share the axis of the loss."""

    panels: list[Panel]
    scene: str
    results: list[str]
    reference: tuple[str, float] | None = None


def select(inputs: Inputs) -> Chart:
    """The panels of the experiment whose tables are given."""
    builders: dict[str, Callable[[Inputs], Chart]] = {
        "e05_paths": _rates,
        "e06_history": _variants,
        "e07_paths": _optimizers,
    }
    return next(build(inputs) for table, build in builders.items() if table in inputs.tables)


def draw(chart: Chart, theme: Theme) -> Figure:
    """Wide panels first, then narrow ones in pairs."""
    wide = [panel for panel in chart.panels if panel.wide]
    narrow = [panel for panel in chart.panels if not panel.wide]
    rows = len(wide) + -(-len(narrow) // 2)
    several = max(len(panel.lines) for panel in chart.panels) > 1
    figure = sheet((75 if several else 15) + 205 * len(wide) + 190 * (rows - len(wide)))
    layout = figure.add_gridspec(rows, 2)
    places = [layout[row, :] for row in range(len(wide))]
    places += [layout[len(wide) + i // 2, i % 2] for i in range(len(narrow))]
    for place, panel in zip(places, [*wide, *narrow], strict=True):
        axes = figure.add_subplot(place)
        _draw_panel(axes, panel, chart, theme)
    if several:
        _draw_key(figure, chart, theme)
    return figure


def limits(lines: list[Line]) -> tuple[float, float]:
    """The axis of the loss, from the runs that stayed and from where all of them started."""
    stayed = [line.loss for line in lines if line.left_at is None]
    seen = np.concatenate([*stayed, [line.loss[0] for line in lines]])
    return max(float(seen[seen > 0].min()) / 1.6, FLOOR), float(seen.max()) * 1.6


def describe(chart: Chart) -> Caption:
    """What each run came to."""
    told = "; ".join(chart.results)
    low, high = limits([line for panel in chart.panels for line in panel.lines])
    span = f"logarithmic from {number(low, 1)} to {number(high, 1)}"
    left = any(line.left_at is not None for panel in chart.panels for line in panel.lines)
    cross = "; a cross at the upper border marks a run that diverged" if left else ""
    return Caption(
        caption=f"{chart.scene}. {told}.",
        reading=(
            "Lower is better; on this logarithmic scale the same drop anywhere is the same factor in the "
            f"loss{cross}."
        ),
        alt=f"Line charts of the loss, {span}, against the number of iterations. {chart.scene}. {told}.",
    )


def _draw_panel(axes: Axes, panel: Panel, chart: Chart, theme: Theme) -> None:
    low, high = limits([line for p in chart.panels if p.scale == panel.scale for line in p.lines])
    last = max(line.x[-1] for p in chart.panels if p.scale == panel.scale for line in p.lines)
    decade_axis(axes, "y", low, high, 5)
    for line in panel.lines:
        mark = theme.look(line.look)
        shown = np.maximum(line.loss, FLOOR / 10)
        axes.plot(line.x, shown, color=mark.colour, linestyle=mark.dash, linewidth=1.9)
        if line.left_at is not None:
            leaving(axes, crossing(line, high), high, mark.colour, theme)
    if chart.reference:
        axes.axhline(chart.reference[1], **REFERENCE, color=theme.muted)
    if panel.log_x:
        decade_axis(axes, "x", min(line.x[0] for line in panel.lines), last, 6)
    else:
        axes.set_xlim(0, last)
        axes.xaxis.set_major_locator(MaxNLocator(6 if panel.wide else 3, steps=[1, 2, 5, 10]))
        axes.xaxis.set_major_formatter(lambda value, _: count(value))
    axes.set_xlabel(panel.x_label)
    axes.set_ylabel("loss")
    titled(axes, panel.title, panel.note, theme)


def crossing(line: Line, high: float) -> float:
    """Where a line rises through the upper border for good, or else its last iteration."""
    below = np.flatnonzero(line.loss <= high)
    if len(below) == 0 or below[-1] + 1 == len(line.x):
        return float(line.x[-1])
    pair = slice(below[-1], below[-1] + 2)
    return float(np.interp(np.log(high), np.log(line.loss[pair]), line.x[pair]))


def _draw_key(figure: Figure, chart: Chart, theme: Theme) -> None:
    lines = {line.label: line for panel in chart.panels for line in panel.lines}
    handles = [line_handle(label, theme.look(line.look), False) for label, line in lines.items()]
    if chart.reference:
        handles.append(Line2D([], [], **REFERENCE, color=theme.muted, label=chart.reference[0]))
    key(figure, handles, 2)


def _rates(inputs: Inputs) -> Chart:
    summary = inputs.tables["e05_summary"].set_index("learning_rate")
    panels, results = [], []
    runs = inputs.tables["e05_paths"].groupby("learning_rate")
    for slot, (value, run) in zip(RATE_SLOTS, runs, strict=False):
        ending, ended_at = summary.loc[value, ["ending", "ended_at"]]
        left_at = int(ended_at) if ending == "diverged" else None
        line = _line(run, rate(float(value)), slot, left_at)
        panels.append(Panel(line.label, line.result, (line,)))
        results.append(f"{line.label}: {line.result}")
    return Chart(panels, "Gradient descent on Rosenbrock’s valley at different learning rates", results)


def _variants(inputs: Inputs) -> Chart:
    history = inputs.tables["e06_history"].groupby("variant")
    names = [name for name in VARIANT_TITLES if name in history.groups]
    by = {
        axis: [_line(history.get_group(name), VARIANT_TITLES[name], name, None, axis) for name in names]
        for axis in ("update", "gradient_samples")
    }
    fits = inputs.tables["e06_variants"].set_index("variant")["final_loss"]
    best = float(fits["least squares"])
    batch, *noisy = by["update"]
    panels = [
        Panel(batch.label.capitalize(), "", (batch,), "update", scale=1),
        Panel(listing(line.label for line in noisy).capitalize(), "", tuple(noisy), "update", log_x=True, scale=2),
        Panel("By what they cost", "", tuple(by["gradient_samples"]), "gradient samples", log_x=True, scale=3),
    ]
    results = [f"{VARIANT_TITLES[name].capitalize()}: final loss {number(fits[name])}" for name in names]
    scene = f"Mean squared error of a fitted line; the least-squares line reaches {number(best)}"
    return Chart(panels, scene, results, ("least squares", best))


VARIANT_TITLES = {"full_batch": "full batch", "mini_batch": "mini-batch", "stochastic": "stochastic"}


def _optimizers(inputs: Inputs) -> Chart:
    """At the article's budget all together and each alone; else every budget, untuned beside tuned."""
    runs = inputs.table("e07_paths")
    groups = {}
    for (budget, tuned), group in runs.groupby(["iterations", "tuned"]):
        groups[int(budget), bool(tuned)] = _optimizer_lines(inputs, group, int(budget), bool(tuned))
    if inputs.where:
        return _together_and_alone(groups[BUDGET, False], runs["learning_rate"].iloc[0])
    panels, results = [], []
    for (budget, tuned), lines in groups.items():
        title, note = f"{count(budget)} iterations", "each tuned" if tuned else "one rate for all"
        panels.append(Panel(title, note, lines, wide=False, scale=budget))
        best = min((line for line in lines if line.left_at is None), key=lambda line: line.loss[-1])
        results.append(f"{title}, {note}: lowest {best.label} ({best.result})")
    scene = f"{listing(line.label for line in lines)} on Rosenbrock’s valley"
    return Chart(panels, f"{scene}, at one learning rate for all and at one each", results)


def _together_and_alone(lines: tuple[Line, ...], learning_rate: float) -> Chart:
    together = Panel("Together", "", lines)
    alone = [Panel(line.label, line.result, (line,), wide=False) for line in lines]
    scene = f"Optimizers on Rosenbrock’s valley, all with {rate(learning_rate)}"
    return Chart([together, *alone], scene, [f"{line.label}: {line.result}" for line in lines])


def _optimizer_lines(
    inputs: Inputs, group: pd.DataFrame, budget: int, tuned: bool
) -> tuple[Line, ...]:
    ends = inputs.tables["e07_optimizers"].set_index(["optimizer", "tuned", "iterations"])
    slots = inputs.slots()
    lines = {}
    for name, run in group.groupby("optimizer"):
        ending, ended_at = ends.loc[(name, tuned, budget), ["ending", "ended_at"]]
        left_at = int(ended_at) if ending == "diverged" else None
        slot = slots[str(name)]
        lines[slot] = _line(run, inputs.title("optimizer", str(name)), slot, left_at)
    return tuple(lines[slot] for slot in sorted(lines))


def _line(
    run: pd.DataFrame, label: str, look: int | str, left_at: int | None, axis: str = "iteration"
) -> Line:
    return Line(label, look, run[axis].to_numpy(), run["loss"].to_numpy(), left_at)
