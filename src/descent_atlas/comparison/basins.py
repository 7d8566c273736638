"""Into which basin: whether noise or momentum carries a run past minima that are not the lowest.

Let G be the gap of the lowest minimum that is not global, as far as runs of the full batch have found one:
the smallest final gap of a run that ended in the wrong basin. A run *reaches the lowest basin* if it
comes to hold a target below G, for such a gap exists in no other basin. Noise that keeps a run from the
minimum itself does not count against it, as long as its gaps stay below G.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from descent_atlas.comparison import pairs
from descent_atlas.comparison.cube import Array, Cube, median_reversals
from descent_atlas.comparison.duels import BASELINE, concatenated
from descent_atlas.comparison.intervals import wilson
from descent_atlas.comparison.times import best_rates

TARGETS = tuple(range(1, 9))
"""Exponents of the held targets in the run table."""
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


def traps(runs: pd.DataFrame) -> pd.Series:
    """G of each problem on which a run with the full batch ended in the wrong basin."""
    caught = runs[(runs["ending"] == "wrong basin") & (runs["variant"] == FULL)]
    lowest = caught.groupby("problem")["final_gap"].min()
    return lowest[lowest > 0]


def arrivals(cube: Cube, problem: str, trap: float) -> Array:
    """From which iteration a run holds a target below the trap, (variants, optimizers, rates, starts).

    Infinite where it never does. ``cube`` holds ``initial_gap`` and every ``hold_…``.
    """
    p = cube.place("problem", problem)
    gaps = cube["initial_gap"][:, p]
    times = np.where(np.isnan(gaps), np.nan, np.inf)
    for exponent in reversed(TARGETS):
        deep = 10.0**-exponent * gaps < trap
        times = np.where(deep, cube[f"hold_1e-{exponent}"][:, p], times)
    return times


def within(cube: Cube, times: Array, samples: Array, regime: str) -> tuple[Array, Array]:
    """Arrivals within what every variant has, inf for later ones, and that limit in iterations (variants,).

    ``samples`` (variants,) are gradient samples a step.
    """
    budgets = cube.variant_budgets
    equal = samples if regime == SAMPLES else np.ones(len(budgets))
    limit = (budgets * equal).min() / equal
    return np.where(times > limit[:, None, None, None], np.inf, times), limit


def best_indices(times: Array, limit: Array) -> Array:
    """The rate that brings most starts there, then the quickest, then the smallest, (variants, optimizers).

    ``times`` (variants, optimizers, rates, starts) of the starts on which rates are chosen.
    """
    return best_rates(times, limit[:, None, None, None])


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
    for regime in (STEPS, SAMPLES, SAME, SMALL):
        there, limit = within(cube, times, samples, regime)
        chosen = best_indices(there[..., cube.first], limit)
        if regime == SAME:
            chosen[:] = chosen[full, plain]
        elif regime == SMALL:
            chosen[:] = _largest_straight(cube, problem)
        judged = slice(cube.second.start, cube.second.start + int(weights[:, 0].sum()))
        base = np.isfinite(there[full, plain, chosen[full, plain], judged])
        for v, o in _compared(cube, regime):
            reached = np.isfinite(there[v, o, chosen[v, o], judged])
            draws = (reached.astype(float) - base) @ weights[: len(base)] / len(base)
            names = {
                "optimizer": cube.names["optimizer"][o],
                "variant": cube.names["variant"][v],
                "regime": regime,
                "learning_rate": cube.rates[chosen[v, o]],
                "edge": bool(chosen[v, o] in (0, len(cube.rates) - 1)),
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
    difference_low, difference_high = (float(end) for end in pairs.bounds(draws))
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
        (v, plain) for v in range(len(cube.budgets)) if regime in (STEPS, SAMPLES) or v == full
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
        low, high = pairs.bounds(np.sum([draws for _, draws in members], axis=0) / len(members))
        pooled.append([*group, len(members), mean, float(low), float(high)])
    return sorted(pooled, key=lambda row: [str(cell) for cell in row[:4]])
