"""How often each optimizer is ahead of plain descent: wins, ties and losses over all tasks."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from descent_atlas.figures.axes import key, percent_axis, sheet, titled
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.rows import height_of, in_order, named_rows, nothing
from descent_atlas.figures.style import Theme
from descent_atlas.words import listing, percent

EXTENSION = "svg"
BASELINE = "gradient_descent"
REGIMES = {"default": "at the default rates", "own best": "at their best rates"}
MEASURES = ("speed", "reliability")
PARTS = ("wins", "ties", "losses")
EMPTY = "no optimizer stands beside plain descent here"


@dataclass(frozen=True)
class Chart:
    """Shares of tasks by regime, measure and optimizer."""

    panels: dict[tuple[str, str], Table]
    """Indexed by optimizer, with the columns wins, ties and losses, in tasks."""
    optimizers: dict[str, str]
    """Titles by name, from the top."""


def select(inputs: Inputs) -> Chart:
    """The rows against plain descent over all variants together."""
    table = inputs.table("choosing_pairs")
    table = table[(table["rival"] == BASELINE) & (table["variant"] == "all")]
    names = in_order(inputs, table["optimizer"])
    panels = {
        (str(regime), str(measure)): rows.set_index("optimizer")
        .reindex(names)[list(PARTS)]
        .fillna(0)
        for (regime, measure), rows in table.groupby(["regime", "measure"])
    }
    return Chart(panels, {name: inputs.title("optimizer", name) for name in names})


def draw(chart: Chart, theme: Theme) -> Figure:
    """A column for each measure, a row of panels for each regime."""
    if not chart.optimizers:
        return nothing(EMPTY, theme)
    figure = sheet(60 + 2 * (75 + height_of(len(chart.optimizers))))
    grid = figure.subplots(2, 2, squeeze=False, sharex=True, sharey=True)
    for row, regime in enumerate(REGIMES):
        for column, measure in enumerate(MEASURES):
            axes = grid[row, column]
            named_rows(axes, list(chart.optimizers.values()), theme)
            _draw_bars(axes, chart.panels[regime, measure], theme)
            words = REGIMES[regime] if column == 0 else ""
            titled(axes, measure.capitalize(), words, theme)
            axes.set_xlim(0, 1)
            percent_axis(axes.xaxis)
    figure.supxlabel("tasks on which one could win, in %", fontsize="medium")
    patches = [
        Patch(color=colour, label=part)
        for part, colour in zip(("ahead", "tied", "behind"), _colours(theme), strict=True)
    ]
    key(figure, patches, 3)
    return figure


def describe(chart: Chart) -> Caption:
    """Who is ahead more often than behind, in each panel."""
    told = []
    for regime, words in REGIMES.items():
        for measure in MEASURES:
            rows = chart.panels.get((regime, measure))
            if rows is not None and len(rows):
                told.append(f"in {measure} {words}, {_best(chart, rows)}")
    counts = "; ".join(told) or EMPTY
    return Caption(
        caption=f"Against plain gradient descent, over all problems and variants: {counts}.",
        reading=(
            "Each bar is all tasks, a problem in a variant, on which one of the two could win: the "
            "more of it is ahead, the better. Tied means that the difference may be chance or, in "
            "speed, is less than a tenth."
        ),
        alt=f"Stacked bars of wins, ties and losses against plain descent. {counts}",
    )


def _best(chart: Chart, rows: Table) -> str:
    """The optimizer that is ahead on the largest share of the tasks, and that share."""
    shares = rows["wins"] / rows.sum(axis=1).replace(0, 1)
    if not shares.max():
        return "nobody is ahead anywhere"
    names = [chart.optimizers[name] for name in shares.index[shares == shares.max()]]
    verb = "is" if len(names) == 1 else "are"
    return f"{listing(names)} {verb} ahead most often ({percent(shares.max())})"


def _colours(theme: Theme) -> tuple[str, str, str]:
    return theme.endings["converged"], theme.endings["moving"], theme.endings["diverged"]


def _draw_bars(axes: Axes, rows: Table, theme: Theme) -> None:
    shares = rows.div(rows.sum(axis=1).replace(0, 1), axis=0)
    left = 0 * shares["wins"]
    for part, colour in zip(PARTS, _colours(theme), strict=True):
        axes.barh(range(len(rows)), shares[part], left=left, height=0.62, color=colour, zorder=2)
        left = left + shares[part]
