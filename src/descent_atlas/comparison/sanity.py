"""The sanity bounds: what stands in every table beside the methods, and takes no part in any ranking.

Two come from the grid: an optimizer that never moves, and random search with the same budget. The third is
plain descent at 1/L, the rate that needs no tuning where the curvature is known.
"""

from __future__ import annotations

from dataclasses import replace

import numpy as np
import pandas as pd

from descent_atlas.comparison.cube import Array, Cube
from descent_atlas.comparison.defaults import Rates
from descent_atlas.comparison.duels import BASELINE

AT_ONE_OVER_L = "descent_at_one_over_l"
ROUNDING = 1e-9


def one_over_l(cube: Cube, lambda_max: pd.Series) -> Array:
    """The grid's largest rate that is at most 1/L, as an index, shape (problems,); -1 where there is none.

    L is ``lambda_max`` (problem -> the largest curvature at a global minimiser), in units of f over units of
    x squared. It is a local L: far away the slope of the gradient can be larger. Plain descent at 1/L is the
    textbook choice (Y. Nesterov, Introductory Lectures on Convex Optimization, 2004, section 1.2.3).
    """
    wanted = 1 / lambda_max.reindex(cube.names["problem"]).to_numpy(float)
    with np.errstate(invalid="ignore"):
        below: Array = cube.rates <= wanted[:, None] * (1 + ROUNDING)
    return below.sum(axis=-1) - 1


def with_bound(cube: Cube, rates: Rates, lambda_max: pd.Series) -> tuple[Cube, Rates]:
    """The cube and its rates with one optimizer more, at the end: AT_ONE_OVER_L.

    Its runs are those of plain descent at that rate, whatever the rate asked for; it has none where L is
    not known, or smaller rates than 1/L are not in the grid. The same cube if plain descent is not in it.
    """
    if BASELINE not in cube.names["optimizer"]:
        return cube, rates
    at, plain = one_over_l(cube, lambda_max), cube.place("optimizer", BASELINE)
    columns = {}
    for name, array in cube.columns.items():
        chosen = np.take_along_axis(array[:, :, plain], at[None, :, None, None], axis=2)
        chosen = np.where(at[None, :, None, None] >= 0, chosen, np.nan).astype(array.dtype)
        whole = np.broadcast_to(chosen, array[:, :, plain].shape)
        columns[name] = np.concatenate([array, whole[:, :, None]], axis=2)
    names = {**cube.names, "optimizer": [*cube.names["optimizer"], AT_ONE_OVER_L]}
    grown = Rates(
        by_regime={name: _appended(a, 0) for name, a in rates.by_regime.items()},
        edge=_appended(rates.edge, False),
        best_success=rates.best_success,
        methods=np.append(rates.methods, False),
    )
    return replace(cube, names=names, columns=columns), grown


def _appended(array: Array, value: int | bool) -> Array:
    return np.concatenate([array, np.full((*array.shape[:-1], 1), value)], axis=-1)
