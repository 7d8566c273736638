"""What a figure is made from: tables, landscapes, shards, and the titles of things."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from pandas.api.types import is_string_dtype

from descent_atlas.figures.style import optimizer_slots

Array = np.ndarray
Arrays = Mapping[str, Array]
Table = Any
"""A DataFrame; what its cells hold is known to the file that it comes from, not to its type."""


@dataclass(frozen=True)
class Inputs:
    """The contents of a figure's files, by the name that each file has."""

    titles: Mapping[str, Mapping[str, str]]
    """{"problem": {name: title}, "optimizer": {name: title}, "unbounded": {name: title}}; the last
    are those of the problems that are unbounded below."""
    where: Mapping[str, str] = field(default_factory=dict)
    """What the figure is restricted to, e.g. {"optimizer": "adam"}."""
    tables: Mapping[str, Table] = field(default_factory=dict)
    landscapes: Mapping[str, Arrays] = field(default_factory=dict)
    shards: Mapping[tuple[str, str], Arrays] = field(default_factory=dict)
    """By (problem, optimizer)."""

    def table(self, name: str) -> Table:
        """The rows of a table that the figure is restricted to."""
        frame = self.tables[name]
        if "edge" in frame:
            frame = frame.assign(edge=frame["edge"].astype(object).fillna(""))
        for column, value in self.where.items():
            cells = frame[column]
            frame = frame[(cells if is_string_dtype(cells) else cells.astype(str)) == value]
        return frame

    def title(self, kind: str, name: str) -> str:
        """The title of a problem or an optimizer."""
        return self.titles[kind][name]

    @property
    def unbounded(self) -> Mapping[str, str]:
        """Titles of the problems without a minimum, on which no run can succeed."""
        return self.titles["unbounded"]

    def slots(self) -> dict[str, int]:
        """The slot of each optimizer's looks, from all that have a title."""
        return optimizer_slots(self.titles["optimizer"])
