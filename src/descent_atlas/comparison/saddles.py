"""How long a run needs to leave a saddle that it starts close to, with and without noise."""

from __future__ import annotations

import numpy as np
import pandas as pd

from descent_atlas.comparison.cube import Cube
from descent_atlas.comparison.duels import BASELINE

COLUMNS = ["problem", "learning_rate", "variant", "left_after", "limit"]
CLASSICAL = 0
"""The start that lies by the saddle."""


def departures(cube: Cube, trapped: pd.Index, tags: pd.Series) -> pd.DataFrame:
    """When plain descent leaves, from the classical start: a row for each problem, rate and variant.

    The problems are those tagged as saddles that have no trap (see ``basins``), and whose classical start
    lies almost on the ridge. To have left is to hit a tenth of the initial gap; ``left_after`` is in
    iterations and empty where that does not happen within ``limit``, the budget of the variant with the
    shortest one. The same noise serves all rates, so rows of one problem are no independent tries.
    ``cube`` holds ``hit_1e-1``.
    """
    if BASELINE not in cube.names["optimizer"]:
        return pd.DataFrame(columns=COLUMNS)
    plain, limit = cube.place("optimizer", BASELINE), cube.variant_budgets.min()
    rows = [
        (problem, rate, variant, time if time <= limit else np.nan, limit)
        for p, problem in enumerate(cube.names["problem"])
        if "saddle" in tags[problem].split(";") and problem not in trapped
        for v, variant in enumerate(cube.names["variant"])
        for rate, time in zip(cube.rates, cube["hit_1e-1"][v, p, plain, :, CLASSICAL], strict=True)
    ]
    return pd.DataFrame(rows, columns=COLUMNS)
