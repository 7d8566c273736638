"""What a figure is made from: the tables, landscapes and shards that its rule names, and the titles."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.figures.style import optimizer_slots

Array = np.ndarray
Arrays = Mapping[str, Array]


@dataclass(frozen=True)
class Inputs:
    """The contents of a figure's files, by the name that each file has."""

    catalogue: Mapping[str, Any]
    where: Mapping[str, str] = field(default_factory=dict)
    """What the figure is restricted to, e.g. {"optimizer": "adam"}."""
    tables: Mapping[str, pd.DataFrame] = field(default_factory=dict)
    landscapes: Mapping[str, Arrays] = field(default_factory=dict)
    shards: Mapping[tuple[str, str], Arrays] = field(default_factory=dict)
    """By (problem, optimizer)."""

    def table(self, name: str) -> pd.DataFrame:
        """The rows of a table that the figure is restricted to."""
        frame = self.tables[name]
        if "edge" in frame:
            frame = frame.assign(edge=frame["edge"].fillna(""))
        for column, value in self.where.items():
            frame = frame[frame[column].astype(str) == value]
        return frame

    def title(self, kind: str, name: str) -> str:
        """The title of a problem or an optimizer; its id in words where the catalogue has none."""
        entry = self.catalogue.get(f"{kind}s", {}).get(name)
        return entry["title"] if entry else name.replace("_", " ").capitalize()

    def slots(self) -> dict[str, int]:
        """The slot of each optimizer's looks."""
        return optimizer_slots(self.catalogue["optimizers"])
