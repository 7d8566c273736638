"""Loss against iterations: learning rates (E5), descent variants (E6), optimizers (E7)."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from matplotlib.figure import Figure

from descent_atlas.figures import losses
from descent_atlas.figures.caption import Caption, rate
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.losses import Chart, Line, Panel
from descent_atlas.figures.style import RATE_SLOTS, Theme
from descent_atlas.words import VARIANTS, count, listing, number

EXTENSION = "svg"


def select(inputs: Inputs) -> Chart:
    """The panels of the experiment whose tables are given."""
    builders: dict[str, Callable[[Inputs], Chart]] = {
        "e05_paths": _rates,
        "e06_history": _variants,
        "e07_paths": _optimizers,
    }
    return next(build(inputs) for table, build in builders.items() if table in inputs.tables)


def draw(chart: Chart, theme: Theme) -> Figure:
    """Its panels."""
    return losses.draw(chart, theme)


def describe(chart: Chart) -> Caption:
    """What each run came to."""
    return losses.describe(chart)


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
    return Chart(
        panels, "Gradient descent on Rosenbrock’s valley at different learning rates", results
    )


def _variants(inputs: Inputs) -> Chart:
    history = inputs.tables["e06_history"].groupby("variant")
    names = [name for name in VARIANTS if name in history.groups]
    by = {
        axis: [_line(history.get_group(name), VARIANTS[name], name, None, axis) for name in names]
        for axis in ("update", "gradient_samples")
    }
    fits = inputs.tables["e06_variants"].set_index("variant")["final_loss"]
    best = float(fits["least squares"])
    batch, *noisy = by["update"]
    together = listing(line.label for line in noisy).capitalize()
    cost = tuple(by["gradient_samples"])
    panels = [
        Panel(batch.label.capitalize(), "", (batch,), "update", scale=1),
        Panel(together, "", tuple(noisy), "update", log_x=True, scale=2),
        Panel("By what they cost", "", cost, "gradient samples", log_x=True, scale=3),
    ]
    results = [f"{VARIANTS[name].capitalize()}: final loss {number(fits[name])}" for name in names]
    scene = f"Mean squared error of a fitted line; the least-squares line reaches {number(best)}"
    return Chart(panels, scene, results, ("least squares", best))


def _optimizers(inputs: Inputs) -> Chart:
    """All together and each alone at the first budget; or every budget, untuned beside tuned."""
    runs = inputs.table("e07_paths")
    groups = {}
    for (budget, tuned), group in runs.groupby(["iterations", "tuned"]):
        groups[int(budget), bool(tuned)] = _optimizer_lines(inputs, group, int(budget), bool(tuned))
    if inputs.where:
        return _together_and_alone(groups[min(groups)], runs["learning_rate"].iloc[0])
    panels, results = [], []
    for (budget, tuned), lines in groups.items():
        title, note = f"{count(budget)} iterations", "each tuned" if tuned else "one rate for all"
        panels.append(Panel(title, note, lines, wide=False, scale=budget))
        best = min(lines, key=lambda line: np.inf if line.left_at is not None else line.loss[-1])
        results.append(f"{title}, {note}: lowest {best.label} ({best.result})")
    scene = f"{listing(line.label for line in lines)} on Rosenbrock’s valley"
    return Chart(panels, f"{scene}, at one learning rate for all and at one each", results)


def _together_and_alone(lines: tuple[Line, ...], learning_rate: float) -> Chart:
    together = Panel("Together", "", lines)
    alone = [Panel(line.label, line.result, (line,), wide=False) for line in lines]
    scene = f"Optimizers on Rosenbrock’s valley, all with {rate(learning_rate)}"
    return Chart([together, *alone], scene, [f"{line.label}: {line.result}" for line in lines])


def _optimizer_lines(inputs: Inputs, group: Table, budget: int, tuned: bool) -> tuple[Line, ...]:
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
    run: Table, label: str, look: int | str, left_at: int | None, axis: str = "iteration"
) -> Line:
    return Line(label, look, run[axis].to_numpy(), run["loss"].to_numpy(), left_at)
