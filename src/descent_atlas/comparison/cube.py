"""The run table as arrays with an axis for each of its keys, in which a comparison is one operation."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
import pandas as pd

Array = np.ndarray
AXES = ("variant", "problem", "optimizer", "learning_rate", "start")
TIMES = ("hit_", "hold_")
"""Columns whose names begin so hold times; see ``times`` for how they are kept."""


@dataclass(frozen=True)
class Cube:
    """Columns of the run table; an array has shape (variants, problems, optimizers, rates, slots).

    A slot is a place for a start. The first half of each problem's starts stand in the slots ``first``,
    the second half in ``second``; where a problem has fewer starts than another, slots stay empty.
    """

    names: Mapping[str, list[str]]
    """The names along the first three axes, sorted"""
    rates: Array
    """The learning rates, rising, shape (rates,)"""
    starts: Array
    """How many starts each problem has, shape (problems,)"""
    columns: Mapping[str, Array]
    """NaN where a run is not in the table or, in a column that holds no times, where its cell is empty"""
    budgets: Mapping[str, int]
    """Iterations by variant"""

    @classmethod
    def of(cls, table: pd.DataFrame, columns: Iterable[str], budgets: Mapping[str, int]) -> Cube:
        """The cube of these numeric columns of the run table."""
        cube, flat = cls._empty(table[list(AXES)], budgets)
        return cube.with_columns({name: cube._filled(table[name], flat) for name in columns})

    @classmethod
    def read(cls, path: str | Path, columns: Iterable[str], budgets: Mapping[str, int]) -> Cube:
        """The same from a Parquet file, a column at a time: the whole table would not fit."""
        cube, flat = cls._empty(pd.read_parquet(path, columns=list(AXES)), budgets)
        parts = ((name, pd.read_parquet(path, columns=[name])[name]) for name in columns)
        return cube.with_columns({name: cube._filled(part, flat) for name, part in parts})

    @classmethod
    def _empty(cls, keys: pd.DataFrame, budgets: Mapping[str, int]) -> tuple[Cube, Array]:
        """The cube without columns, and the flat place of each row of the table in it."""
        coded = [pd.factorize(keys[axis], sort=True) for axis in AXES[:4]]
        codes, levels = zip(*coded, strict=True)
        start = keys["start"].to_numpy()
        starts = np.zeros(len(levels[1]), int)
        np.maximum.at(starts, codes[1], start + 1)
        names = {
            axis: [str(n) for n in level] for axis, level in zip(AXES, levels[:3], strict=False)
        }
        cube = cls(names, np.array(levels[3], dtype=float), starts, {}, budgets)
        first = -(-starts // 2)[codes[1]]
        slot = np.where(start < first, start, cube.first.stop + start - first)
        return cube, np.ravel_multi_index((*codes, slot), cube.shape)

    def _filled(self, values: pd.Series, flat: Array) -> Array:
        timed = str(values.name).startswith(TIMES)
        array = np.full(int(np.prod(self.shape)), np.nan, np.float32 if timed else np.float64)
        array[flat] = values.to_numpy(float, na_value=np.inf if timed else np.nan)
        return array.reshape(self.shape)

    def __getitem__(self, column: str) -> Array:
        return self.columns[column]

    def with_columns(self, columns: Mapping[str, Array]) -> Cube:
        """The cube with these columns too."""
        return replace(self, columns={**self.columns, **columns})

    def only(self, axis: str, names: Iterable[str]) -> Cube:
        """The part with these problems, optimizers or variants, those of them that are there."""
        kept = sorted(set(names) & set(self.names[axis]))
        where, along = [self.place(axis, name) for name in kept], AXES.index(axis)
        return replace(
            self,
            names={**self.names, axis: kept},
            starts=self.starts[where] if axis == "problem" else self.starts,
            columns={name: np.take(a, where, axis=along) for name, a in self.columns.items()},
        )

    @property
    def shape(self) -> tuple[int, ...]:
        """Of every array."""
        return (*(len(self.names[axis]) for axis in AXES[:3]), len(self.rates), self.second.stop)

    @property
    def first(self) -> slice:
        """The starts on which choices are made; as in the table of best rates."""
        return slice(0, int((-(-self.starts // 2)).max(initial=0)))

    @property
    def second(self) -> slice:
        """The starts on which they are judged."""
        return slice(self.first.stop, self.first.stop + int((self.starts // 2).max(initial=0)))

    @property
    def judged(self) -> Array:
        """How many starts of each problem judge, shape (problems,)."""
        return self.starts // 2

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
    """What an array (..., rates, slots) holds at the chosen rates (...), shape (..., slots)."""
    return np.take_along_axis(array, chosen[..., None, None], axis=-2)[..., 0, :]


def ran(cube: Cube) -> Array:
    """Which optimizers were run in which variants, shape (variants, optimizers), by the column ``hold``."""
    there: Array = ~np.isnan(cube["hold"]).all(axis=(1, 3, 4))
    return there


def median_reversals(cube: Cube, problem: int, optimizer: int, half: slice) -> Array:
    """The median share of steps that reverse, over these starts, shape (variants, rates)."""
    shares: Array = np.nanmedian(cube["reversals"][:, problem, optimizer, :, half], axis=-1)
    return shares


def samples_per_step(cube: Cube) -> Array:
    """Gradient samples a step, on average over an epoch's batches, shape (variants, problems).

    From ``gradient_samples`` of the runs that used their whole budget; there is one, or else the longest
    counts.
    """
    most = np.nanmax(cube["gradient_samples"], axis=(2, 3, 4))
    samples: Array = most / cube.variant_budgets[:, None]
    return samples
