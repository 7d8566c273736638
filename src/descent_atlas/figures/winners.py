"""Who wins where: how far each optimizer is from the best one of each problem."""

from __future__ import annotations

from dataclasses import dataclass

from matplotlib.collections import PatchCollection
from matplotlib.figure import Figure
from matplotlib.patches import Patch, Rectangle

from descent_atlas.figures.axes import key, sheet
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.figures.rows import in_order, nothing
from descent_atlas.figures.style import Theme
from descent_atlas.words import VARIANTS, count, counted, listing

EXTENSION = "svg"
EMPTY = "no problem is solved here"
WINNER, CLOSE, FAR, NEVER = "winner", "too close to call", "clearly slower", "never"
FACTOR = 3
"""So many times slower is drawn apart from less."""
KINDS = (WINNER, CLOSE, "slower", f"over {FACTOR} times slower", NEVER)
FEW, MOST = 9, 20
"""Up to so many optimizers are named at an angle; and so many have a column, the best ones."""


@dataclass(frozen=True)
class Chart:
    """The kind of each problem and optimizer in one variant."""

    variant: str
    kinds: Table
    """problem, optimizer, kind"""
    problems: dict[str, str]
    optimizers: dict[str, str]
    others: int
    """How many optimizers have no column."""


def select(inputs: Inputs) -> Chart:
    """The first variant's tasks."""
    table = inputs.table("choosing_winners")
    variant = next((name for name in VARIANTS if name in set(table["variant"])), "full_batch")
    table = table[table["variant"] == variant]
    far = (table["outcome"] == "slower") & ~(table["times_slower"] <= FACTOR)
    kind = table["outcome"].replace({"close": CLOSE}).mask(far, KINDS[3])
    near = kind.isin([WINNER, CLOSE]).groupby(table["optimizer"]).sum()
    every = in_order(inputs, table["optimizer"])
    best = sorted(every, key=lambda name: -near[name])[:MOST]
    names = [name for name in every if name in best]
    problems = sorted(table["problem"].unique(), key=lambda name: inputs.title("problem", name))
    return Chart(
        variant=variant,
        kinds=table[["problem", "optimizer"]].assign(kind=kind)[table["optimizer"].isin(names)],
        problems={name: inputs.title("problem", name) for name in problems},
        optimizers={name: inputs.title("optimizer", name) for name in names},
        others=len(every) - len(names),
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """A row for each problem, a column for each optimizer, a colour for each kind."""
    if not chart.problems:
        return nothing(EMPTY, theme)
    figure = sheet(150 + 21 * len(chart.problems))
    axes = figure.add_subplot()
    rows = {name: place for place, name in enumerate(chart.problems)}
    columns = {name: place for place, name in enumerate(chart.optimizers)}
    colours = dict(zip(KINDS, _colours(theme), strict=True))
    for kind, cells in chart.kinds.groupby("kind"):
        boxes = [
            Rectangle((columns[cell.optimizer] - 0.47, rows[cell.problem] - 0.43), 0.94, 0.86)
            for cell in cells.itertuples()
        ]
        axes.add_collection(PatchCollection(boxes, facecolor=colours[kind], linewidth=0))
    wins = chart.kinds[chart.kinds["kind"] == WINNER]
    axes.plot(
        wins["optimizer"].map(columns), wins["problem"].map(rows), "o", ms=5, color=theme.paper
    )
    axes.set_xlim(-0.5, len(columns) - 0.5)
    axes.set_ylim(len(rows) - 0.5, -0.5)
    axes.set_yticks(range(len(rows)), list(chart.problems.values()))
    angle = 30 if len(columns) <= FEW else 90
    axes.set_xticks(range(len(columns)), list(chart.optimizers.values()), rotation=angle)
    for label in axes.get_xticklabels():
        label.set_horizontalalignment("right" if angle == 30 else "center")
    axes.grid(False)
    axes.tick_params(length=0)
    for spine in axes.spines.values():
        spine.set_visible(False)
    seen = set(chart.kinds["kind"])
    key(figure, [Patch(color=colours[k], label=k) for k in KINDS if k in seen], 3)
    return figure


def describe(chart: Chart) -> Caption:
    """How many problems each optimizer wins, and how many it at least does not lose."""
    if not chart.problems:
        return Caption(f"Who wins where: {EMPTY}.", "There is nothing to read.", EMPTY)
    counts = chart.kinds.groupby(["optimizer", "kind"]).size().unstack(fill_value=0)
    counts = counts.reindex(columns=list(KINDS), fill_value=0)
    best = counts[[WINNER, CLOSE]].sum(axis=1)
    leaders = [name for name in chart.optimizers if best[name] == best.max()]
    winners = [name for name in chart.optimizers if counts[WINNER][name]]
    told = listing(f"{chart.optimizers[name]} {count(counts[WINNER][name])}" for name in winners)
    rest = (
        f" Not shown: {counted(chart.others, 'other')}, less often near the best."
        if chart.others
        else ""
    )
    caption = (
        f"The fastest on each of {counted(len(chart.problems), 'problem')} that can be solved, "
        f"{VARIANTS[chart.variant]}, each optimizer at its best rate. Wins: {told}. Most often the "
        f"winner or too close to call: {listing(chart.optimizers[n] for n in leaders)}, "
        f"on {count(best.max())}.{rest}"
    )
    return Caption(
        caption=caption,
        reading=(
            "A dot marks the winner of the row. An optimizer that is good everywhere would have a column "
            "without a break; clearly slower means by more than a tenth, with the whole 95 % interval."
        ),
        alt=f"A table of colours, a row for each problem and a column for each optimizer. {caption}",
    )


def _colours(theme: Theme) -> tuple[str, ...]:
    """From best to worst; the last is hardly there."""
    names = ("converged", "moving", "wrong basin", "diverged")
    return (*(theme.endings[name] for name in names), theme.faint)
