"""The edge of stability: the largest learning rate at which nothing diverges, beside the theory's."""

from __future__ import annotations

import numpy as np
import pandas as pd

from descent_atlas.comparison.basins import FULL

FACTORS = {
    "gradient_descent": lambda beta: 2.0,
    "heavy_ball": lambda beta: 2 * (1 + beta),
    "momentum": lambda beta: 2 * (1 + beta) / (1 - beta),
    "nesterov": lambda beta: 2 * (1 + beta) / (1 + 2 * beta),
}
"""On a quadratic, a method converges from every start if its rate is below this over lambda_max.

Source: B. T. Polyak, Introduction to Optimization, 1987, for the first two. The averaging form of momentum
is the heavy ball at (1 - beta) times the rate. For the last, the roots of
z^2 - (1 + beta)(1 - a) z + beta (1 - a) with a = rate times lambda leave the unit circle at z = -1; see
L. Lessard, B. Recht and A. Packard, Analysis and design of optimization algorithms via integral quadratic
constraints, SIAM Journal on Optimization 26, 2016.
"""
KEYS = ["variant", "problem", "optimizer"]
COLUMNS = [
    *(*KEYS, "largest_stable", "smallest_diverging", "edge"),
    *("lambda_max", "theory", "ratio"),
]


def stability(
    endings: pd.DataFrame, problems: pd.DataFrame, optimizers: pd.DataFrame
) -> pd.DataFrame:
    """A row for each variant, bounded problem and optimizer, from the table of endings.

    ``largest_stable`` is the largest rate of the grid such that at it, and at all smaller ones, no run
    diverged; it is empty, and ``edge`` says *lowest*, if one diverged at the lowest. ``edge`` says *highest*
    where none ever did: the true edge lies beyond. ``theory`` is FACTORS over ``lambda_max``, the largest
    curvature at a global minimiser, with the full batch only; ``ratio`` is ``largest_stable`` over it.
    """
    listed, methods = problems.set_index("problem"), optimizers.set_index("optimizer")
    bounded = listed.index[listed["bounded"].astype(bool)]
    kept = endings[endings["problem"].isin(bounded)].sort_values([*KEYS, "learning_rate"])
    diverged = (kept["diverged"] > 0).astype(int).groupby([kept[key] for key in KEYS]).cummax()
    by_key = [kept[key] for key in KEYS]
    table = pd.DataFrame(
        {
            "largest_stable": kept["learning_rate"].where(diverged == 0).groupby(by_key).max(),
            "smallest_diverging": kept["learning_rate"].where(diverged == 1).groupby(by_key).min(),
        }
    ).reset_index()
    none, all_ = table["largest_stable"].isna(), table["smallest_diverging"].isna()
    table["edge"] = np.select([none, all_], ["lowest", "highest"], "")
    table["lambda_max"] = table["problem"].map(listed["lambda_max"])
    known = {name: FACTORS[name](beta) for name, beta in methods["beta"].items() if name in FACTORS}
    factor = table["optimizer"].map(known).where(table["variant"] == FULL)
    table["theory"] = factor.astype(float) / table["lambda_max"]
    table["ratio"] = table["largest_stable"] / table["theory"]
    return table[COLUMNS]
