"""How the figures look: two themes, and one colour, marker and dash for each thing that is drawn.

Colours were searched for, not guessed: under normal vision and under full protanopia, deuteranopia
and tritanopia any two optimizers, endings or variants stay apart (a test says by how much).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np
from matplotlib.colors import LinearSegmentedColormap, to_hex

Dash = str | tuple[int, tuple[float, ...]]

WIDTH = 520
"""CSS pixels. A telephone shrinks a figure to two thirds, and text must stay legible there."""
TEXT = 14.5
SMALL = 13.75
PIXELS_PER_INCH = 96

FIRST = ("gradient_descent", "momentum", "heavy_ball", "nesterov", "rmsprop", "adam")
"""These keep their looks whatever joins them; any other optimizer takes the next free slot."""
RATE_SLOTS = (6, 0, 7)
"""The looks of gradient descent at a small, a middle and a large learning rate."""
VARIANT_DASHES: tuple[Dash, ...] = ("solid", (0, (8, 1.3)), (0, (3.5, 1)))
"""Hardly broken, since noise is dense."""
MARKERS = ("o", "s", "^", "D", "v", "P", "X", "p", "h", "<", ">")
DASHES: tuple[Dash, ...] = (
    "solid",
    (0, (6, 1.6)),
    (0, (1.2, 1.4)),
    (0, (6, 1.5, 1.2, 1.5)),
    (0, (3.5, 1.5)),
    (0, (9, 1.6, 2.5, 1.6)),
)
MOST_SHADES = 12
"""So many steps a scale has at most."""


def points(pixels: float) -> float:
    """CSS pixels as typographic points, the unit of Matplotlib's sizes."""
    return pixels * 72 / PIXELS_PER_INCH


SHAPES: dict[str, Any] = {
    "svg.fonttype": "path",
    "svg.hashsalt": "descent-atlas",
    "axes.titlesize": points(TEXT),
    **dict.fromkeys(("font.size", "axes.labelsize", "legend.fontsize"), points(SMALL)),
    **dict.fromkeys(("xtick.labelsize", "ytick.labelsize"), points(SMALL)),
    "legend.frameon": False,
    "legend.handlelength": 2.2,
    "legend.columnspacing": 1.4,
    "axes.linewidth": 0.8,
    **dict.fromkeys(("axes.facecolor", "figure.facecolor", "savefig.facecolor"), "none"),
    "axes.spines.top": False,
    "axes.spines.right": False,
    "axes.grid": True,
    "axes.axisbelow": True,
    "grid.linewidth": 0.7,
    "lines.linewidth": 1.8,
    "lines.solid_capstyle": "round",
    "lines.dash_capstyle": "butt",
    "path.simplify_threshold": 0.2,
    "mathtext.default": "regular",
}
"""Matplotlib's settings in both themes; text becomes paths, which no reader's fonts can move."""


@dataclass(frozen=True)
class Mark:
    """How one line is drawn."""

    colour: str
    marker: str
    dash: Dash


@dataclass(frozen=True)
class Theme:
    """The colours of one theme; the page's own background shows through."""

    name: str
    ink: str
    muted: str
    faint: str
    paper: str
    series: tuple[str, ...]
    endings: dict[str, str]
    variants: dict[str, str]
    ground: tuple[str, ...]
    """Behind paths, from the lowest value to the highest: quiet, since the paths matter."""
    relief: tuple[str, ...]
    """A landscape of its own, from the lowest value to the highest."""
    ramp: tuple[str, ...]
    """From nothing to all: close to the paper first, ever further from it after."""

    def mark(self, slot: int) -> Mark:
        """The looks of a slot; colours, markers and dashes differ in number, so few coincide."""
        return Mark(
            colour=self.series[slot % len(self.series)],
            marker=MARKERS[slot % len(MARKERS)],
            dash=DASHES[slot % len(DASHES)],
        )

    def variant_mark(self, name: str) -> Mark:
        """The looks of a descent variant."""
        slot = list(self.variants).index(name)
        return Mark(self.variants[name], MARKERS[slot], VARIANT_DASHES[slot])

    def look(self, of: int | str) -> Mark:
        """The looks of a slot or of a variant."""
        return self.mark(of) if isinstance(of, int) else self.variant_mark(of)

    def colour_map(self, stops: tuple[str, ...]) -> LinearSegmentedColormap:
        """A smooth scale through ``stops``."""
        return LinearSegmentedColormap.from_list(self.name, list(stops))

    def shades(self, count: int) -> list[str]:
        """So many colours from nothing to all."""
        ramp = self.colour_map(self.ramp)
        return [to_hex(ramp(share)) for share in np.linspace(0, 1, count)]

    @property
    def colours(self) -> list[str]:
        """Every colour, those of the same role at the same place in both themes."""
        named = [self.ink, self.muted, self.faint, self.paper, *self.series]
        named += [*self.endings.values(), *self.variants.values(), *self.ground, *self.relief]
        return named + [
            shade for count in range(2, MOST_SHADES + 1) for shade in self.shades(count)
        ]

    @property
    def rc(self) -> Any:
        """Matplotlib's settings."""
        return SHAPES | {
            "text.color": self.ink,
            "axes.labelcolor": self.ink,
            "axes.titlecolor": self.ink,
            "axes.edgecolor": self.muted,
            "grid.color": self.faint,
            "xtick.color": self.muted,
            "ytick.color": self.muted,
            "xtick.labelcolor": self.ink,
            "ytick.labelcolor": self.ink,
        }


def optimizer_slots(names: Iterable[str]) -> dict[str, int]:
    """A slot for each optimizer, from all of them: fixed ones first, then the others by name."""
    others = sorted(set(names) - set(FIRST))
    return {name: slot for slot, name in enumerate((*FIRST, *others))}


LIGHT = Theme(
    name="light",
    ink="#262b33",
    muted="#6a7381",
    faint="#e4e7ec",
    paper="#ffffff",
    series=(
        "#3550c0",
        "#d86615",
        "#1f8a70",
        "#7a5b00",
        "#8e6cee",
        "#9c1482",
        "#00a0c4",
        "#7c1619",
    ),
    endings={
        "converged": "#2c887b",
        "wrong basin": "#ebb64b",
        "saddle": "#8e6ccb",
        "cycling": "#46618d",
        "moving": "#b5d6ea",
        "escaped": "#ce86b6",
        "diverged": "#8f2436",
    },
    variants={"full_batch": "#33415c", "mini_batch": "#0f9b9d", "stochastic": "#d68101"},
    ground=("#a3b4cd", "#c6d1e0", "#e3e9f0", "#f5f7fa"),
    relief=("#17304f", "#1d6478", "#4f9f8c", "#b9c98c", "#f3e9c6"),
    ramp=("#edf0f4", "#c3d9d6", "#86bdb3", "#3f9a92", "#17707a", "#0d3f52"),
)

DARK = Theme(
    name="dark",
    ink="#e3e6ec",
    muted="#98a1b0",
    faint="#373c48",
    paper="#1e2129",
    series=(
        "#6785fb",
        "#ef9039",
        "#55d1a7",
        "#f2ce3a",
        "#b9a7ff",
        "#b878af",
        "#98e2fa",
        "#e0604f",
    ),
    endings={
        "converged": "#54a661",
        "wrong basin": "#f0c05a",
        "saddle": "#a986ea",
        "cycling": "#65768f",
        "moving": "#acd4f0",
        "escaped": "#e78caf",
        "diverged": "#b63744",
    },
    variants={"full_batch": "#c8dcf4", "mini_batch": "#43b8ad", "stochastic": "#f4a527"},
    ground=("#0d1016", "#1b1f29", "#2b313e", "#3a4252"),
    relief=("#10233d", "#195569", "#43907f", "#a9ba7c", "#ece2bd"),
    ramp=("#2a2f3a", "#2c4a57", "#2f6d74", "#45968c", "#86c3a0", "#e6efc0"),
)

THEMES = (LIGHT, DARK)
