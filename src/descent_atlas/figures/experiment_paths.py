"""Paths on Rosenbrock's valley: gradient descent at several rates (E5), four optimizers (E7)."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from descent_atlas.figures import contour
from descent_atlas.figures.caption import Caption, rate
from descent_atlas.figures.contour import Landscape, Panel
from descent_atlas.figures.descent import Descent
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import RATE_SLOTS, Theme
from descent_atlas.words import count, number, point

EXTENSION = "webp"


@dataclass(frozen=True)
class Chart:
    """Panels, what they show, and what each run came to."""

    panels: list[Panel]
    scene: str
    results: list[str]


def select(inputs: Inputs) -> Chart:
    """E5's single panel with all rates, or a panel for each of E7's optimizers, shortest runs."""
    landscape = Landscape.from_arrays(inputs.landscapes["rosenbrock_landscape"])
    return (
        _rates(inputs, landscape)
        if "e05_paths" in inputs.tables
        else _optimizers(inputs, landscape)
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """The paths on the contours of the valley."""
    return contour.draw_panels(chart.panels, theme, ("x", "y"))


def describe(chart: Chart) -> Caption:
    """Where each path ends, or when it leaves."""
    told = "; ".join(chart.results)
    levels = chart.panels[0].landscape.levels
    span = f"from {number(levels[0], 1)} to {number(levels[-1], 1)}"
    return Caption(
        caption=f"{chart.scene}. {told}.",
        reading=(
            "Darker is lower, and from one contour line to the next the objective grows by the "
            f"same factor ({span}){contour.dots_told(chart.panels)}."
        ),
        alt=f"Contour plot of a curved valley. {chart.scene}. {told}.",
    )


def _rates(inputs: Inputs, landscape: Landscape) -> Chart:
    summary = inputs.tables["e05_summary"].set_index("learning_rate")
    runs = inputs.tables["e05_paths"].groupby("learning_rate")
    descents = []
    for slot, (value, run) in zip(RATE_SLOTS, runs, strict=False):
        ending, ended_at = summary.loc[value, ["ending", "ended_at"]]
        left = f", diverged at iteration {count(ended_at)}" if ending == "diverged" else ""
        descents.append(_descent(rate(float(value)) + left, slot, run, str(ending), int(ended_at)))
    scene = _scene("Gradient descent", descents)
    panel = Panel("", "", landscape, tuple(descents))
    return Chart([panel], scene, [f"{rate(d.learning_rate)} {_result(d)}" for d in descents])


def _optimizers(inputs: Inputs, landscape: Landscape) -> Chart:
    runs, ends = inputs.table("e07_paths"), inputs.table("e07_optimizers")
    budget = runs["iterations"].min()
    ends = ends[ends["iterations"] == budget].set_index("optimizer")
    slots = inputs.slots()
    descents = []
    for name, run in runs[runs["iterations"] == budget].groupby("optimizer"):
        ending, ended_at = ends.loc[name, ["ending", "ended_at"]]
        title = inputs.title("optimizer", str(name))
        descents.append(_descent(title, slots[str(name)], run, str(ending), int(ended_at)))
    descents.sort(key=lambda descent: descent.slot)
    tuned = inputs.where.get("tuned") == "True"
    how = (
        "each at its own tuned learning rate"
        if tuned
        else f"all with {rate(descents[0].learning_rate)}"
    )
    panels = [Panel(d.label, rate(d.learning_rate), landscape, (d,)) for d in descents]
    scene = _scene(f"The optimizers, {how},", descents)
    return Chart(panels, scene, [f"{d.label} {_result(d)}" for d in descents])


def _descent(label: str, slot: int, run: Table, ending: str, ended_at: int) -> Descent:
    run = run[np.isfinite(run["x"]) & np.isfinite(run["y"])]
    return Descent(
        label=label,
        slot=slot,
        learning_rate=float(run["learning_rate"].iloc[0]),
        iterations=run["iteration"].to_numpy(),
        points=run[["x", "y"]].to_numpy(),
        ending=ending,
        ended_at=ended_at,
    )


def _scene(subject: str, descents: list[Descent]) -> str:
    start, steps = descents[0].points[0], max(descent.iterations[-1] for descent in descents)
    return f"{subject} on Rosenbrock’s valley from {point(start)}, {count(steps)} iterations"


def _result(descent: Descent) -> str:
    if descent.ending == "diverged":
        return f"diverged at iteration {count(descent.ended_at)}"
    return f"ends at {point(descent.points[-1])}"
