"""How reliably each optimizer solves each problem at its best learning rate."""

from __future__ import annotations

from dataclasses import dataclass, replace

from matplotlib.figure import Figure

from descent_atlas.figures.axes import banded, key, line_handle, percent_axis, selected, sheet
from descent_atlas.figures.caption import Caption, without
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, counted, listing, percent

EXTENSION = "svg"
ROW = 12
"""CSS pixels for each optimizer within a problem's band."""


@dataclass(frozen=True)
class Chart:
    """Best-rate success of every optimizer on every problem."""

    table: Table
    """problem, optimizer, variant, success_rate, success_low, success_high, edge"""
    problems: dict[str, str]
    """Titles by name, from the top."""
    optimizers: dict[str, str]
    """Titles by name, in the order of their slots."""
    slots: dict[str, int]
    variants: list[str]
    unbounded: dict[str, str]
    """Titles by name of the problems on which no run can succeed."""


def select(inputs: Inputs) -> Chart:
    """All rows of the table of best rates."""
    table = inputs.table("best_rates")
    problems = sorted(table["problem"].unique())
    slots = inputs.slots()
    optimizers = sorted(table["optimizer"].unique(), key=lambda name: slots[name])
    return Chart(
        table=table,
        problems={name: inputs.title("problem", name) for name in problems},
        optimizers={name: inputs.title("optimizer", name) for name in optimizers},
        slots=slots,
        variants=[name for name in VARIANTS if name in set(table["variant"])],
        unbounded={name: inputs.unbounded[name] for name in problems if name in inputs.unbounded},
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A band for each problem, a column for each variant, an interval for each optimizer."""
    band = len(chart.optimizers) + 1
    figure = sheet(120 + ROW * band * len(chart.problems))
    columns = figure.subplots(1, len(chart.variants), squeeze=False, sharey=True)[0]
    problems, optimizers = list(chart.problems), list(chart.optimizers)
    for axes, variant in zip(columns, chart.variants, strict=True):
        banded(axes, list(chart.problems.values()), band, theme)
        for row in chart.table[chart.table["variant"] == variant].itertuples():
            y = problems.index(row.problem) * band + optimizers.index(row.optimizer) + 1
            mark = theme.mark(chart.slots[row.optimizer])
            axes.plot(
                [row.success_low, row.success_high], [y, y], color=mark.colour, lw=1.6, alpha=0.75
            )
            selected(axes, row.success_rate, y, mark, bool(row.edge), theme)
        axes.set_title(VARIANTS[variant], loc="left", fontsize="medium", color=theme.muted)
        axes.set_xlim(0, 1)
        percent_axis(axes.xaxis)
    columns[len(columns) // 2].set_xlabel("runs that succeed, in %")
    marks = [(title, theme.mark(chart.slots[name])) for name, title in chart.optimizers.items()]
    key(figure, [line_handle(title, replace(mark, dash="none")) for title, mark in marks], 3)
    return figure


def describe(chart: Chart) -> Caption:
    """The mean success of each optimizer, and the problems that none solves."""
    edges = int(chart.table["edge"].ne("").sum())
    flagged = f" At the grid’s edge (hollow marks): {counted(edges, 'best rate')}." if edges else ""
    caption = (
        f"Success at the best learning rate, {VARIANTS[chart.variants[0]]}, on the judged starts"
        f"{_means(chart)}.{flagged}"
    )
    return Caption(
        caption=caption,
        reading=(
            "Further right is more reliable. The rate was selected on half of the starts and is "
            "judged on the other half; lines are Wilson’s 95 % intervals: where they overlap "
            "widely, the difference may be chance."
        ),
        alt=f"Dot plot of success rates with intervals, a band for each problem. {caption}",
    )


def _means(chart: Chart) -> str:
    """The first variant's means over the problems that can be solved, and those that never are."""
    rows = chart.table[chart.table["variant"] == chart.variants[0]]
    rows = rows[~rows["problem"].isin(chart.unbounded)]
    apart = without(list(chart.unbounded.values()))
    if rows.empty:
        return apart
    means = rows.groupby("optimizer")["success_rate"].mean()
    told = listing(f"{title} {percent(means[name])}" for name, title in chart.optimizers.items())
    best = rows.groupby("problem")["success_rate"].max()
    unsolved = listing(title for name, title in chart.problems.items() if best.get(name) == 0)
    nobody = f". At these rates and starts no optimizer solves {unsolved}" if unsolved else ""
    return f", averaged over {counted(len(best), 'problem')}{apart}: {told}{nobody}"
