"""How the runs ended: every run is counted, under exactly one ending."""

from __future__ import annotations

import pandas as pd

from descent_atlas.comparison.learning_rates import CELL
from descent_atlas.endings import NAMES


def count(runs: pd.DataFrame) -> pd.DataFrame:
    """One row for each problem, optimizer, variant and learning rate: the number of runs of each ending."""
    ending = pd.Categorical(runs["ending"], categories=list(NAMES))
    counts = pd.crosstab([runs[key] for key in CELL], ending, dropna=False)
    counts = counts.reindex(columns=list(NAMES), fill_value=0)
    counts.columns.name = None
    return counts[counts.sum(axis=1) > 0].reset_index()
