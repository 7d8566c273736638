"""Which minimum a run ends at, from everywhere on a plane: small maps, one for each optimizer."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, to_hex
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from descent_atlas.figures.axes import key, mark_handle, plates, sheet, titled
from descent_atlas.figures.caption import Caption
from descent_atlas.figures.groups import alphabetical, controls
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.minima_reached import LEFT, NOWHERE, Ends, Minima
from descent_atlas.figures.style import Theme
from descent_atlas.words import counted, listing, number, percent, point

Array = np.ndarray
EXTENSION = "webp"
LOSSLESS = True
COLUMNS, PANEL = 3, 205
"""And the CSS pixels of a row of maps."""
FEW = 8
"""Up to so many minima have a colour each; more, or unknown ones, are told apart by how low they are."""
BANDS = 5
"""Shades of the others in that case."""
NAMED = 3


@dataclass(frozen=True)
class Map:
    """One optimizer's."""

    title: str
    kinds: Array
    """(y, x): an index into the chart's labels, NOWHERE or LEFT"""
    lowest: float
    """The share of starts from which it ends at a global minimum."""


@dataclass(frozen=True)
class Chart:
    """All maps of a problem."""

    problem: str
    maps: list[Map]
    box: Array
    """((x low, x high), (y low, y high))"""
    minima: Array
    """Those that are marked, (count, 2): each that has a colour, or the global ones"""
    labels: list[str]
    """Of the colours, from the lowest"""
    few: bool

    @property
    def seen(self) -> set[int]:
        """The kinds that occur."""
        return {int(kind) for one in self.maps for kind in np.unique(one.kinds)}


def select(inputs: Inputs) -> Chart:
    """A map for each shard, optimizers in the order of the alphabet, controls left out."""
    (landscape,) = inputs.landscapes.values()
    minima = Minima.known(landscape, inputs.table("e01_critical_points"))
    shown = {optimizer for _, optimizer in inputs.shards} - controls(inputs)
    shards = {optimizer: shard for (_, optimizer), shard in inputs.shards.items()}
    ends = {name: minima.ends(shards[name]) for name in alphabetical(inputs, shown)[""]}
    few = 2 <= len(minima.points) <= FEW
    if few:
        kinds = {name: one.minimum for name, one in ends.items()}
        labels = [point(one) for one in minima.points.tolist()]
    else:
        kinds, labels = _by_height(ends)
    maps = [
        Map(inputs.title("optimizer", name), kinds[name], float(one.lowest.mean()))
        for name, one in ends.items()
    ]
    x, y = landscape["axis_x"], landscape["axis_y"]
    box = np.array([[x[0], x[-1]], [y[0], y[-1]]])
    return Chart(
        problem=inputs.title("problem", inputs.where["problem"]),
        maps=maps,
        box=box,
        minima=minima.points if few else minima.points[minima.lowest],
        labels=labels,
        few=few,
    )


def draw(chart: Chart, theme: Theme) -> Figure:
    """Small maps in three columns."""
    handles = _handles(chart, theme)
    rows = -(-len(chart.maps) // COLUMNS)
    figure = sheet(20 + 22 * -(-len(handles) // 2) + PANEL * rows)
    for axes, one in zip(plates(figure, len(chart.maps), COLUMNS), chart.maps, strict=True):
        _draw_map(axes, chart, one, theme)
    key(figure, handles, 2)
    return figure


def describe(chart: Chart) -> Caption:
    """From how many starts the optimizers reach a global minimum."""
    shares = sorted((one.lowest for one in chart.maps), reverse=True)
    most = listing(one.title for one in chart.maps if one.lowest == shares[0])
    starts = counted(chart.maps[0].kinds.size, "start")
    told = f"A global minimum is reached from {percent(shares[-1])} to {percent(shares[0])} of them"
    best = f", most often by {most}" if shares[0] > shares[-1] and most.count(",") < NAMED else ""
    caption = (
        f"Where runs end on {chart.problem} from {starts} all over its domain, full batch, each of "
        f"{counted(len(chart.maps), 'optimizer')} at its best rate. {told}{best}."
    )
    colours = (
        "Every point has the colour of the minimum at which a run from there ends"
        if chart.few
        else "The stronger the colour of a point, the lower a run from there ends"
    )
    return Caption(
        caption=caption,
        reading=(
            f"{colours}; stars mark {'these minima' if chart.few else 'global minima'}. Smooth borders "
            "mean that nearby starts share their end, frayed ones that it is a matter of luck."
        ),
        alt=f"Coloured maps of a plane, one for each optimizer. {caption}",
    )


def _by_height(ends: dict[str, Ends]) -> tuple[dict[str, Array], list[str]]:
    """Kinds by how far above the minimum a run ends: at a global one, then in bands of equal factors."""
    others = np.concatenate([one.gap[~one.lowest] for one in ends.values()])
    others = others[np.isfinite(others) & (others > 0)].astype(float)
    low, high = np.quantile(others, [0.02, 0.98]) if len(others) else (1.0, 10.0)
    bounds = np.geomspace(low, max(high, 1.01 * low), BANDS + 1)[1:-1]
    kinds = {}
    for name, one in ends.items():
        banded = np.where(one.lowest, 0, 1 + np.digitize(np.nan_to_num(one.gap), bounds))
        kinds[name] = np.where(one.minimum == LEFT, LEFT, banded)
    told = [number(bound, 2) for bound in bounds]
    between = [f"{a} to {b} above" for a, b in pairwise(told)]
    return kinds, [
        "at a global minimum", f"up to {told[0]} above", *between, f"over {told[-1]} above"
    ]  # fmt: skip


def _colours(chart: Chart, theme: Theme) -> list[str]:
    """Of left, nowhere, and the labels in their order."""
    if chart.few:
        ramp = theme.colour_map(theme.relief)
        own = [to_hex(ramp(share)) for share in np.linspace(0.08, 1, len(chart.labels))]
    else:
        own = theme.shades(len(chart.labels) + 1)[:0:-1]
    return [theme.endings["diverged"], theme.endings["moving"] if chart.few else theme.faint, *own]


def _draw_map(axes: Axes, chart: Chart, one: Map, theme: Theme) -> None:
    colours = _colours(chart, theme)
    axes.imshow(
        one.kinds - LEFT,
        cmap=ListedColormap(colours),
        vmin=-0.5,
        vmax=len(colours) - 0.5,
        origin="lower",
        extent=(*chart.box[0], *chart.box[1]),
        interpolation="nearest",
        aspect="auto",
    )
    axes.plot(*chart.minima.T, "*", ms=8, color=theme.ink, mec=theme.paper, mew=0.9, clip_on=False)
    axes.set(box_aspect=1, xticks=[], yticks=[])
    axes.spines[:].set_visible(False)
    titled(axes, one.title, f"{percent(one.lowest)} global", theme)


def _handles(chart: Chart, theme: Theme) -> list[Artist]:
    left, nowhere, *own = _colours(chart, theme)
    star: dict[str, Any] = {"color": theme.ink, "mec": theme.paper}
    name = "ends at {}" if chart.few else "{}"
    handles: list[Artist] = [
        Patch(color=colour, label=name.format(label))
        for kind, (colour, label) in enumerate(zip(own, chart.labels, strict=True))
        if kind in chart.seen
    ]
    if NOWHERE in chart.seen:
        handles.append(Patch(color=nowhere, label="at none of these"))
    if LEFT in chart.seen:
        handles.append(Patch(color=left, label="left the landscape"))
    if len(chart.minima):
        words = "minimum" if chart.few else "global minimum"
        handles.append(mark_handle(words, "*", 9, **star))
    return handles
