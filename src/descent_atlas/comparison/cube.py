"""The run table as arrays with an axis for each of its keys, in which a comparison is one operation."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

Array = np.ndarray
AXES = ("variant", "problem", "optimizer", "learning_rate", "start")


@dataclass(frozen=True)
class Cube:
    """Columns of the run table; an array has shape (variants, problems, optimizers, rates, starts)."""

    names: Mapping[str, list[str]]
    """The names along the first three axes, sorted"""
    rates: Array
    """The learning rates, rising, shape (rates,)"""
    starts: int
    columns: Mapping[str, Array]
    """NaN where a cell is empty or a run is not in the table"""
    budgets: Mapping[str, int]
    """Iterations by variant"""

    @classmethod
    def of(cls, runs: pd.DataFrame, columns: list[str], budgets: Mapping[str, int]) -> Cube:
        """The cube of these numeric columns of the run table."""
        levels = [sorted(runs[axis].unique()) for axis in AXES[:4]]
        starts = int(runs["start"].max()) + 1
        codes = [
            pd.Index(level).get_indexer(runs[axis])
            for axis, level in zip(AXES[:4], levels, strict=True)
        ]
        shape = (*map(len, levels), starts)
        flat = np.ravel_multi_index((*codes, runs["start"].to_numpy()), shape)
        filled = {}
        for column in columns:
            array = np.full(int(np.prod(shape)), np.nan)
            array[flat] = runs[column].to_numpy(float, na_value=np.nan)
            filled[column] = array.reshape(shape)
        names = {
            axis: list(map(str, level)) for axis, level in zip(AXES[:3], levels[:3], strict=True)
        }
        return cls(names, np.array(levels[3], dtype=float), starts, filled, budgets)

    def __getitem__(self, column: str) -> Array:
        return self.columns[column]

    def of_problems(self, problems: Collection[str]) -> Cube:
        """The part that belongs to these problems, which may be none of them."""
        places = [p for p, name in enumerate(self.names["problem"]) if name in problems]
        kept = [self.names["problem"][p] for p in places]
        columns = {name: array[:, places] for name, array in self.columns.items()}
        return replace(self, names={**self.names, "problem": kept}, columns=columns)

    @property
    def first(self) -> slice:
        """The starts on which choices are made; as in the table of best rates."""
        return slice(0, -(-self.starts // 2))

    @property
    def second(self) -> slice:
        """The starts on which they are judged."""
        return slice(-(-self.starts // 2), None)

    @property
    def variant_budgets(self) -> Array:
        """The iterations of each variant, shape (variants,)."""
        return np.array([self.budgets[name] for name in self.names["variant"]], dtype=float)

    @property
    def rates_per_decade(self) -> int:
        """How many steps of the grid make a factor of ten."""
        decades = np.log10(self.rates[-1] / self.rates[0]) if len(self.rates) > 1 else 1
        return max(1, round((len(self.rates) - 1) / decades))

    def place(self, axis: str, name: str) -> int:
        """Where a name stands on its axis. Raises ValueError for a name that is not there."""
        return self.names[axis].index(name)

    def rate_indices(self, rates: Array) -> Array:
        """The grid's learning rate nearest to each of ``rates`` on a log scale, as indices."""
        distance = np.abs(np.log(np.asarray(rates, float)[..., None]) - np.log(self.rates))
        return distance.argmin(axis=-1)


def at_rates(array: Array, chosen: Array) -> Array:
    """What an array (..., rates, starts) holds at the chosen rates (...), shape (..., starts)."""
    return np.take_along_axis(array, chosen[..., None, None], axis=-2)[..., 0, :]


def merits(times: Array, limit: Array) -> Array:
    """How good each rate is by these starts, shape (..., rates): the higher, the better.

    By the number of starts that arrive, then by the mean time, in which those that do not count with the
    ``limit`` (...). ``times`` (..., rates, starts) are NaN for never.
    """
    ceiling = np.asarray(limit, float)[..., None]
    arrived = (~np.isnan(times)).sum(axis=-1)
    cost = np.where(np.isnan(times), ceiling[..., None], times).mean(axis=-1) / ceiling
    # The cost is at most one, so half of it decides only among equals.
    merit: Array = arrived - 0.5 * cost
    return merit


def best_indices(times: Array, limit: Array) -> Array:
    """The rate with the highest merit, among equals the smallest, shape (...); see ``merits``."""
    return np.argmax(merits(times, limit), axis=-1)


def median_reversals(cube: Cube, problem: int, optimizer: int, half: slice) -> Array:
    """The median share of steps that reverse, over these starts, shape (variants, rates)."""
    shares: Array = np.median(cube["reversals"][:, problem, optimizer, :, half], axis=-1)
    return shares
