"""Each optimizer's path over a difficult surface, from one start at one learning rate (E8)."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.figure import Figure

from descent_atlas.figures import contour
from descent_atlas.figures.caption import Caption, rate
from descent_atlas.figures.contour import Landscape, Panel
from descent_atlas.figures.descent import Descent
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import Theme
from descent_atlas.words import count, point

EXTENSION = "webp"
ENDED = {
    "converged": "ends at the lowest minimum",
    "wrong basin": "ends in a higher minimum",
    "saddle": "ends at a saddle",
    "cycling": "keeps circling",
    "moving": "is still moving",
    "escaped": "falls on without end",
    "diverged": "diverges",
}


@dataclass(frozen=True)
class Chart:
    """A panel for each optimizer, on one surface."""

    title: str
    panels: list[Panel]
    learning_rate: float
    arrivals: list[str]
    """For each panel: when its run was at its goal for good, and how it ended."""


def select(inputs: Inputs) -> Chart:
    """The runs on the one surface that is given."""
    problem, slots = inputs.where["problem"], inputs.slots()
    landscape = Landscape.from_arrays(inputs.landscapes[f"e08_{problem}"])
    paths, runs = inputs.table("e08_paths"), inputs.table("e08_telling")
    shown = float(paths["learning_rate"].iloc[0])
    ends = runs[runs["learning_rate"] == shown].set_index("optimizer")
    panels, arrivals = [], []
    by_optimizer = dict(iter(paths.groupby("optimizer")))
    for name in sorted(by_optimizer, key=lambda name: slots[str(name)]):
        run, end = by_optimizer[name], ends.loc[name]
        title = inputs.title("optimizer", str(name))
        time = end["iterations_to_goal"]
        known = time == time
        note = f"at the goal after {count(time)}" if known else "never at the goal"
        panels.append(Panel(title, note, landscape, (_descent(title, slots[str(name)], run, end),)))
        told = f"is {note} iterations" if known else "is never at the goal for good"
        arrivals.append(f"{title} {told} and {ENDED[end['ending']]}")
    return Chart(inputs.title("problem", problem), panels, shown, arrivals)


def draw(chart: Chart, theme: Theme) -> Figure:
    """The paths on the contours of the surface."""
    return contour.draw_panels(chart.panels, theme, ("x", "y"))


def describe(chart: Chart) -> Caption:
    """When each run reached its goal, and where it ended."""
    start = chart.panels[0].descents[0].points[0]
    told = "; ".join(chart.arrivals)
    caption = f"{chart.title}, from {point(start)} with {rate(chart.learning_rate)}: {told}."
    return Caption(
        caption=caption,
        reading=(
            "Darker is lower; under each name stands how many iterations it took to be at the goal "
            f"for good{contour.dots_told(chart.panels)}."
        ),
        alt=f"Contour plots of a surface, one for each optimizer, with its path. {caption}",
    )


def _descent(title: str, slot: int, run: Table, end: Table) -> Descent:
    return Descent(
        label=title,
        slot=slot,
        learning_rate=float(run["learning_rate"].iloc[0]),
        iterations=run["iteration"].to_numpy(),
        points=run[["x", "y"]].to_numpy(),
        ending=str(end["ending"]),
        ended_at=int(run["iteration"].iloc[-1]),
    )
