"""Paths of the grid's descents: one optimizer on every plane, or all optimizers on one problem."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from matplotlib.figure import Figure

from descent_atlas.figures import contour
from descent_atlas.figures.caption import Caption, ended, rate
from descent_atlas.figures.contour import Landscape, Panel
from descent_atlas.figures.descent import Descent
from descent_atlas.figures.groups import the_best
from descent_atlas.figures.inputs import Arrays, Inputs
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, counted, listing

EXTENSION = "webp"
MOST = 12
"""Optimizers on one problem that are shown: plain descent and those that do best."""


@dataclass(frozen=True)
class Chart:
    """Panels, and what they have in common."""

    panels: list[Panel]
    subject: str
    by_problem: bool
    """Whether the panels are problems, of one optimizer; or optimizers, on one problem."""
    variant: str
    others: int = 0
    """How many optimizers are not shown, as they do not do so well."""


def select(inputs: Inputs) -> Chart:
    """A panel for each shard, at the learning rate that was best in the first variant."""
    by_problem = "optimizer" in inputs.where
    slots = inputs.slots()
    first = next(iter(inputs.shards.values()))
    variant = str(first["variants"][0])
    table = inputs.table("best_rates")
    best = table.set_index(["variant", "problem", "optimizer"])["learning_rate"]
    chosen = {optimizer for _, optimizer in inputs.shards}
    if not by_problem:
        chosen = set(the_best(table[table["variant"] == variant], MOST))
    panels = []
    for (problem, optimizer), shard in inputs.shards.items():
        if optimizer not in chosen:
            continue
        title = inputs.title(*(("problem", problem) if by_problem else ("optimizer", optimizer)))
        descent = _descent(shard, best[variant, problem, optimizer], title, slots[optimizer])
        landscape = Landscape.from_arrays(inputs.landscapes[problem])
        note = f"{rate(descent.learning_rate)} · {descent.ending}"
        panels.append((slots[optimizer], Panel(title, note, landscape, (descent,))))
    kind = "optimizer" if by_problem else "problem"
    panels.sort(key=lambda entry: entry[0])
    subject = inputs.title(kind, inputs.where[kind])
    others = len(inputs.shards) - len(panels)
    return Chart([panel for _, panel in panels], subject, by_problem, VARIANTS[variant], others)


def draw(chart: Chart, theme: Theme) -> Figure:
    """A contour plot for each shard."""
    return contour.draw_panels(chart.panels, theme, ("θ₁", "θ₂"))


def describe(chart: Chart) -> Caption:
    """How each of the descents ended."""
    what = "problem" if chart.by_problem else "optimizer"
    endings: dict[str, list[Panel]] = {}
    for panel in chart.panels:
        endings.setdefault(panel.descents[0].ending, []).append(panel)
    told = "; ".join(_outcome(ending, panels) for ending, panels in endings.items())
    scene = f"{chart.subject} ({chart.variant}) from the classical start"
    others = (
        f" Not shown: {counted(chart.others, 'other')} that do less well." if chart.others else ""
    )
    return Caption(
        caption=f"{scene}, at the best learning rate for each {what}. {told}.{others}",
        reading=(
            "Darker is lower, and from one contour line to the next the gap to the lowest value "
            f"grows by the same factor{contour.dots_told(chart.panels)}."
        ),
        alt=f"Contour plots, one for each {what}, with one path each: {scene}. {told}.",
    )


def _descent(shard: Arrays, best: float, label: str, slot: int) -> Descent:
    """The path of the classical start in the first variant at the rate nearest to ``best``."""
    index = int(np.abs(np.log(shard["learning_rates"] / best)).argmin())
    points = shard["paths"][0, index]
    known = np.all(np.isfinite(points), axis=1)
    return Descent(
        label=label,
        slot=slot,
        learning_rate=float(shard["learning_rates"][index]),
        iterations=shard["path_iterations"][0][known],
        points=points[known],
        ending=str(shard["endings"][shard["ending"][0, 0, index]]),
        ended_at=int(shard["ended_at"][0, 0, index]),
    )


def _outcome(ending: str, panels: list[Panel]) -> str:
    """Which panels ended so, and when."""
    iterations = [panel.descents[0].ended_at for panel in panels]
    return f"{listing(panel.title for panel in panels)} {ended(ending, iterations)}"
