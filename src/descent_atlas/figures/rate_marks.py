"""The selected and the default learning rate of each row of a heat map."""

from __future__ import annotations

from typing import Any

import numpy as np
from matplotlib.artist import Artist
from matplotlib.axes import Axes

from descent_atlas.figures.axes import mark_handle
from descent_atlas.figures.heat import Array, Rows, column_of
from descent_atlas.figures.style import Theme

ABSENT = "not run in this variant"
BAR = 2.2
"""Points; a seam of paper on either side sets it off from any shade."""


def draw_rate_marks(
    axes: Axes,
    rows: Rows,
    rates: Array,
    marks: tuple[Array, Array, Array],
    theme: Theme,
) -> None:
    """``marks`` are the selected rates, whether each is at the grid's edge, and the defaults, (rows,).

    NaN for a selected rate where none is any good, and for a default where nothing was run.
    """
    for top, best, edge, default in zip(rows.places, *marks, strict=True):
        if np.isnan(default):
            note = axes.text(len(rates) / 2, top + 0.5, ABSENT, color=theme.muted)
            note.set(ha="center", va="center")
            continue
        x, ends = column_of(rates, default), [top + 0.04, top + 0.96]
        if x is not None:
            for colour, width in ((theme.paper, BAR + 2), (theme.ink, BAR)):
                axes.plot([x, x], ends, color=colour, lw=width, solid_capstyle="butt", zorder=4)
        if not np.isnan(best):
            where = (column_of(rates, best) or 0.0, top + 0.5)
            rim: dict[str, Any] = {"mfc": "none", "mec": theme.paper, "mew": 1.2}
            axes.plot(*where, "o", ms=7.6, zorder=5, clip_on=False, **rim)
            axes.plot(*where, "o", ms=6, zorder=6, clip_on=False, **_dot(bool(edge), theme))


def rate_handles(theme: Theme) -> list[Artist]:
    """Their entries in the key."""
    return [
        mark_handle("selected rate", "o", 6, **_dot(False, theme)),
        mark_handle("default rate", "|", 9, color=theme.ink, mew=BAR),
    ]


def _dot(edge: bool, theme: Theme) -> dict[str, Any]:
    """Hollow where the selected rate is the grid's first or last."""
    fill = theme.paper if edge else theme.endings["wrong basin"]
    return {"mfc": fill, "mec": theme.ink, "mew": 1.2}
