"""Into which basin: whether noise or momentum carries a run past minima that are not the lowest.

Let G be the gap of the lowest minimum that is not global, from the list of all critical points (E1): a
property of the problem, which no run decides. Where the points cannot be listed G is not known, and
the problem is left out. A gap below G exists in no basin but the lowest ones. A run *reaches the lowest
basin* if it hits a target below G within the steps compared and if its last gap, too, is below G. The rule
is the same with noise and without: a run that only flies through is not there in the end, and noise
that keeps a run from the minimum itself does not count against it.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from descent_atlas.comparison import pairs
from descent_atlas.comparison.cube import Array, Cube, median_reversals
from descent_atlas.comparison.duels import BASELINE, concatenated
from descent_atlas.comparison.intervals import ends, wilson
from descent_atlas.comparison.times import best_indices

TARGETS = tuple(range(1, 9))
"""Exponents of the targets in the run table."""
EQUALLY_LOW = 1e-6
"""Minima are equally low if their values differ by less than this share of the lowest, or this at all."""
FULL = "full_batch"
MOMENTA = ("momentum", "heavy_ball", "nesterov")
STEPS, SAMPLES = "equal steps", "equal samples"
"""At their own best rates, within the steps or the gradient samples of the variant that has the fewest."""
SAME, SMALL = "same rate", "same small rate"
"""Within equal steps, at plain descent's best rate or at the largest of the grid at which it follows the
slope: at that rate and all smaller ones its steps keep their direction."""
KEEPS = 0.05
"""Steps keep their direction where at most this share of them reverse, in the median over the starts."""
COLUMNS = [
    *("problem", "tags", "optimizer", "variant", "regime", "learning_rate", "edge"),
    *("runs", "reached", "share", "share_low", "share_high", "difference", "low", "high"),
]
POOLED = ["tags", "optimizer", "variant", "regime", "problems", "difference", "low", "high"]


def traps(points: pd.DataFrame) -> pd.Series:
    """G of each problem that has a minimum which is not global; ``points`` is E1's table of them."""
    minima = points[points["kind"] == "minimum"]
    lowest = minima.groupby("problem")["value"].transform("min")
    gaps = minima["value"] - lowest
    higher = gaps > EQUALLY_LOW * np.maximum(1, lowest.abs())
    return gaps[higher].groupby(minima["problem"][higher]).min()


def arrivals(cube: Cube, problem: str, trap: float) -> Array:
    """When a run that ends below the trap first hit a target below it, (variants, optimizers, rates, starts).

    Infinite where it never does. ``cube`` holds ``initial_gap``, ``final_gap`` and every ``hit_…``.
    """
    p = cube.place("problem", problem)
    gaps = cube["initial_gap"][:, p]
    times = np.full(gaps.shape, np.inf)
    for exponent in reversed(TARGETS):
        deep = 10.0**-exponent * gaps < trap
        times = np.where(deep, cube[f"hit_1e-{exponent}"][:, p], times)
    # A run that settles in the trap itself has its gap up to rounding, on either side.
    ended = cube["final_gap"][:, p] < (1 - EQUALLY_LOW) * trap
    return np.where(np.isnan(gaps), np.nan, np.where(ended, times, np.inf))


def within(cube: Cube, times: Array, samples: Array, regime: str) -> tuple[Array, Array]:
    """Arrivals within what every variant has, inf for later ones, and that limit in iterations (variants,).

    ``samples`` (variants,) are gradient samples a step.
    """
    budgets = cube.variant_budgets
    equal = samples if regime == SAMPLES else np.ones(len(budgets))
    limit = (budgets * equal).min() / equal
    return np.where(times > limit[:, None, None, None], np.inf, times), limit


def escapes(
    cube: Cube, trap: pd.Series, samples: Array, tags: pd.Series
) -> dict[str, pd.DataFrame]:
    """The tables ``escape`` (problem by problem) and ``escape_pooled`` (means over problems).

    Shares of the judged starts that reach the lowest basin, and their ``difference`` to plain descent with
    the full batch, whose interval is a paired bootstrap over starts within problems. ``samples`` has shape
    (variants, problems). Problems tagged with few or many minima are compared; none without a trap.
    """
    entries: list[tuple[dict[str, object], Array]] = []
    if BASELINE in cube.names["optimizer"] and FULL in cube.names["variant"]:
        for problem in cube.names["problem"]:
            kind = next((t for t in tags[problem].split(";") if t.endswith(" minima")), None)
            if problem in trap.index and kind:
                times = arrivals(cube, problem, float(trap[problem]))
                here = samples[:, cube.place("problem", problem)]
                entries += _shares(cube, {"problem": problem, "tags": kind}, times, here)
    return {
        "escape": concatenated([pd.DataFrame([row]) for row, _ in entries], COLUMNS),
        "escape_pooled": pd.DataFrame(_pooled(entries), columns=POOLED),
    }


def _shares(
    cube: Cube, keys: dict[str, object], times: Array, samples: Array
) -> Iterator[tuple[dict[str, object], Array]]:
    """A row of the table, and the bootstrap draws of its difference, for all that is compared."""
    plain, full = cube.place("optimizer", BASELINE), cube.place("variant", FULL)
    problem = str(keys["problem"])
    weights = pairs.judging_weights(cube, cube.place("problem", problem))
    judged = slice(cube.second.start, cube.second.start + int(weights[:, 0].sum()))
    for regime in (STEPS, SAMPLES, SAME, SMALL):
        there, limit = within(cube, times, samples, regime)
        chosen = best_indices(there[..., cube.first], limit[:, None])
        some = np.isfinite(there[..., cube.first]).any(axis=(-2, -1))
        if regime == SAME:
            chosen[:] = chosen[full, plain]
        elif regime == SMALL:
            chosen[:] = _largest_straight(cube, problem)
        base = np.isfinite(there[full, plain, chosen[full, plain], judged])
        for v, o in _compared(cube, regime):
            reached = np.isfinite(there[v, o, chosen[v, o], judged])
            draws = (reached.astype(float) - base) @ weights[: len(base)] / len(base)
            names = {
                "optimizer": cube.names["optimizer"][o],
                "variant": cube.names["variant"][v],
                "regime": regime,
                "learning_rate": cube.rates[chosen[v, o]],
                # Where nobody arrives no rate was selected, so none is at the edge.
                "edge": bool(chosen[v, o] in (0, len(cube.rates) - 1) and some[v, o]),
            }
            yield {**keys, **names, **_numbers(reached, base, draws)}, draws


def _largest_straight(cube: Cube, problem: str) -> int:
    """The largest rate at which, as at all smaller ones, plain descent's steps keep their direction.

    The smallest rate where not even that one does; by the first half of the starts, with the full batch.
    """
    plain, full = cube.place("optimizer", BASELINE), cube.place("variant", FULL)
    turned = median_reversals(cube, cube.place("problem", problem), plain, cube.first)[full]
    return max(0, int(np.cumprod(turned <= KEEPS).sum()) - 1)


def _numbers(reached: Array, base: Array, draws: Array) -> dict[str, object]:
    low, high = (float(end) for end in wilson(np.array(reached.sum()), np.array(len(reached))))
    difference_low, difference_high = (float(end) for end in ends(draws))
    return {
        "runs": len(reached),
        "reached": int(reached.sum()),
        "share": reached.mean(),
        "share_low": low,
        "share_high": high,
        "difference": reached.mean() - base.mean(),
        "low": difference_low,
        "high": difference_high,
    }


def _compared(cube: Cube, regime: str) -> list[tuple[int, int]]:
    """Plain descent in every variant, and the methods with momentum with the full batch."""
    plain, full = cube.place("optimizer", BASELINE), cube.place("variant", FULL)
    noisy = [
        (v, plain)
        for v in range(len(cube.names["variant"]))
        if regime in (STEPS, SAMPLES) or v == full
    ]
    momenta = [
        (full, cube.place("optimizer", name))
        for name in MOMENTA
        if name in cube.names["optimizer"] and regime != SAMPLES
    ]
    return noisy + momenta


def _pooled(entries: list[tuple[dict[str, object], Array]]) -> list[list[object]]:
    """Mean differences over the problems with many minima, and over those with few or many."""
    groups: dict[tuple[object, ...], list[tuple[dict[str, object], Array]]] = {}
    for row, draws in entries:
        names = (row["optimizer"], row["variant"], row["regime"])
        for kind in {str(row["tags"]), "few or many minima"}:
            groups.setdefault((kind, *names), []).append((row, draws))
    pooled: list[list[object]] = []
    for group, members in groups.items():
        mean = float(np.mean([float(str(row["difference"])) for row, _ in members]))
        low, high = ends(np.sum([draws for _, draws in members], axis=0) / len(members))
        pooled.append([*group, len(members), mean, float(low), float(high)])
    return sorted(pooled, key=lambda row: [str(cell) for cell in row[:4]])
