"""How long a run needs to leave a saddle that it starts close to, with and without noise."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence

import numpy as np
import pandas as pd

from descent_atlas.comparison.cube import Cube
from descent_atlas.comparison.duels import BASELINE

COLUMNS = ["problem", "learning_rate", "variant", "left_after", "diverged", "limit"]
CLASSICAL = 0
"""The start that lies by the saddle."""
ALMOST = 1e-3
"""A start is almost on a ridge if one of its coordinates is so close to the saddle's, as a share of the
domain's width: along that axis the exact gradient has next to nothing to say."""
UNDECIDED = ("saddle", "degenerate")
"""Kinds of critical points from which one can fall."""


def ridges(
    points: pd.DataFrame,
    starts: Mapping[str, Sequence[float]],
    domains: Mapping[str, Sequence[Sequence[float]]],
) -> set[str]:
    """The problems whose classical start lies almost on the ridge of a saddle.

    ``points`` is E1's table of critical points, with the coordinates x and y; ``domains`` are boxes,
    each a lower and an upper end for every coordinate. That a problem is among them is a property of
    the problem and of no run.
    """
    found = set()
    for row in points[points["kind"].isin(UNDECIDED)].to_dict("records"):
        name = str(row["problem"])
        start = np.array(starts[name], float)
        point = np.array([row["x"], row["y"]], float)[: len(start)]
        width = np.ptp(np.array(domains[name], float), axis=1)
        if len(start) == len(point) and (np.abs(start - point) <= ALMOST * width).any():
            found.add(name)
    return found


def departures(cube: Cube, problems: Collection[str], tags: pd.Series) -> pd.DataFrame:
    """When plain descent leaves, from the classical start: a row for each problem, rate and variant.

    Of these ``problems`` (see ``ridges``) those count that are tagged as saddles. To have left is to hit a
    tenth of the initial gap or, where the function has no lower bound, to escape, which a long step
    can do without being seen on the way. ``left_after`` is in iterations and empty where neither
    happens within ``limit``, the budget of the variant with the shortest one; a run that ``diverged``
    did not stay either, but when it left is not known. The same noise serves all rates, so rows of one
    problem are no independent tries. ``cube`` holds ``hit_1e-1``, ``escaped_at`` and ``diverged``.
    """
    if BASELINE not in cube.names["optimizer"]:
        return pd.DataFrame(columns=COLUMNS)
    plain, limit = cube.place("optimizer", BASELINE), cube.variant_budgets.min()
    left = np.fmin(cube["hit_1e-1"], cube["escaped_at"])[..., plain, :, CLASSICAL]
    diverged = cube["diverged"][..., plain, :, CLASSICAL] == 1
    rows = [
        (problem, rate, variant, time if time <= limit else np.nan, bool(upwards), limit)
        for p, problem in enumerate(cube.names["problem"])
        if problem in problems and "saddle" in tags[problem].split(";")
        for v, variant in enumerate(cube.names["variant"])
        for rate, time, upwards in zip(cube.rates, left[v, p], diverged[v, p], strict=True)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
