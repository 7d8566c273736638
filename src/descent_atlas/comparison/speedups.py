"""Where momentum and RMSprop are faster than plain descent, and by how much: with the full batch.

A speed-up is the expected running time of plain descent over that of the other, on the judged starts.
"""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pandas as pd

from descent_atlas.comparison import pairs
from descent_atlas.comparison.basins import FULL, KEEPS, MOMENTA, TARGETS
from descent_atlas.comparison.cube import Array, Cube, median_reversals
from descent_atlas.comparison.defaults import Rates
from descent_atlas.comparison.duels import BASELINE, concatenated
from descent_atlas.comparison.times import best_rates, success_rates

TURNS = 0.25
"""Steps turn where at least this share of them reverse, in the median over the starts."""
RELIABLE = 0.5
"""Only rates are compared at which plain descent succeeds from this share of the starts."""
DIRECTION = ["problem", "steps", "regime", "optimizer", "rate_of_descent", "learning_rate"]
DIRECTION_COLUMNS = [*DIRECTION, "reversals", "speed_up", "low", "high"]
SHAPES = (
    "aligned_quadratic",
    "rotated_quadratic",
    "ellipsoid",
    "ellipsoid_10d",
    "sphere",
    "sphere_10d",
)
"""Unequal curvatures along the axes, the same off them, and equal ones."""
SHAPE_COLUMNS = [
    *("problem", "optimizer", "target", "rate_of_descent", "learning_rate", "edge"),
    *("success_of_descent", "success_rate", "speed_up", "low", "high"),
]
POOLED_COLUMNS = ["steps", "regime", "optimizer", "problems", "speed_up", "low", "high"]


def direction(cube: Cube, rates: Rates) -> dict[str, pd.DataFrame]:
    """The tables ``direction`` (each problem) and ``direction_pooled`` (medians over the problems).

    ``steps`` says what plain descent's steps do at the rate compared: keep their direction, or turn. The
    *same rate* is the largest at which they keep it, or the smallest at which they turn, chosen on the
    first half of the starts among rates at which plain descent is reliable; the *same small rate* is a tenth
    of the former, if it is reliable there too. At their *own best* rates it is found on the judged half.
    ``cube`` holds ``hold`` and ``reversals``.
    """
    entries: list[tuple[list[object], Array]] = []
    if BASELINE in cube.names["optimizer"] and FULL in cube.names["variant"]:
        for p, problem in enumerate(cube.names["problem"]):
            entries += _directions(cube, rates, p, problem)
    rows = [[*row, *_summary(draws)] for row, draws in entries]
    return {
        "direction": pd.DataFrame(rows, columns=DIRECTION_COLUMNS),
        "direction_pooled": pd.DataFrame(_medians(entries), columns=POOLED_COLUMNS),
    }


def _directions(
    cube: Cube, rates: Rates, p: int, problem: str
) -> Iterator[tuple[list[object], Array]]:
    """Rows without their numbers, and the draws of log speed-ups, the first of which is no resample."""
    v, plain = cube.place("variant", FULL), cube.place("optimizer", BASELINE)
    turned = [median_reversals(cube, p, plain, half)[v] for half in (cube.first, cube.second)]
    reliable = success_rates(cube["hold"][v, p, plain][:, cube.first]) >= RELIABLE
    straight = np.flatnonzero(reliable & (turned[0] <= KEEPS))[-1:]
    crooked = np.flatnonzero(reliable & (turned[0] >= TURNS))[:1]
    best = rates.by_regime["own best"][v, p]
    plans = [("keep", "same rate", r, r) for r in straight]
    tenth = straight - cube.rates_per_decade
    plans += [("keep", "same small rate", r, r) for r in tenth if r >= 0 and reliable[r]]
    plans += [("turn", "same rate", r, r) for r in crooked]
    own = turned[1][best[plain]]
    if rates.solvable[v, p] and (own <= KEEPS or own >= TURNS):
        plans += [("keep" if own <= KEEPS else "turn", "own best", best[plain], -1)]
    for name in MOMENTA:
        if name not in cube.names["optimizer"]:
            continue
        o = cube.place("optimizer", name)
        for steps, regime, base, rate in plans:
            mine = best[o] if rate < 0 else rate
            draws = _draws(cube, "hold", (v, p), (plain, base), (o, mine))
            row = [
                problem,
                steps,
                regime,
                name,
                cube.rates[base],
                cube.rates[mine],
                turned[1][base],
            ]
            yield row, draws


def _draws(
    cube: Cube, column: str, task: tuple[int, int], base: tuple[int, int], other: tuple[int, int]
) -> Array:
    """Log speed-ups of ``other`` (optimizer, rate) over ``base``: from the starts, then from resamples."""
    v, p = task
    weights = pairs.with_all(pairs.judging_weights(cube, p))
    times = np.stack([cube[column][v, p, o, r, cube.second] for o, r in (base, other)])
    return pairs.log_ratio(*pairs.log_running_times(times, cube.variant_budgets[v], weights))


def _summary(draws: Array) -> list[float]:
    """A speed-up and its interval; empty where it is infinite since plain descent never succeeds."""
    with np.errstate(over="ignore"):
        numbers = np.exp([draws[0], *(float(end) for end in pairs.bounds(draws[1:]))])
    return [float(n) if n < np.inf else np.nan for n in numbers]


def _medians(entries: list[tuple[list[object], Array]]) -> list[list[object]]:
    """The median speed-up over the problems of each kind of steps, regime and optimizer."""
    groups: dict[tuple[object, ...], list[Array]] = {}
    for row, draws in entries:
        groups.setdefault(tuple(row[1:4]), []).append(draws)
    rows: list[list[object]] = []
    for names in sorted(groups, key=str):
        # Infinite speed-ups are large, not undefined: the lower of two middle ones is finite sooner.
        medians = np.quantile(groups[names], 0.5, axis=0, method="inverted_cdf")
        rows.append([*names, len(groups[names]), *_summary(medians)])
    return rows


def shapes(cube: Cube) -> pd.DataFrame:
    """RMSprop and Adam against plain descent on bowls of different shapes, for every held target.

    Each at the rate that is best for that target (most successes, then the lowest expected running time, on
    the first half of the starts); ``edge`` says whose best rate is the grid's lowest or highest: then it
    was not tuned. ``cube`` holds every ``hold_…``.
    """
    if BASELINE not in cube.names["optimizer"] or FULL not in cube.names["variant"]:
        return pd.DataFrame(columns=SHAPE_COLUMNS)
    v = cube.place("variant", FULL)
    frames = [
        _by_target(cube, v, problem, name)
        for problem in SHAPES
        for name in ("rmsprop", "adam")
        if problem in cube.names["problem"] and name in cube.names["optimizer"]
    ]
    return concatenated(frames, SHAPE_COLUMNS)


def _by_target(cube: Cube, v: int, problem: str, name: str) -> pd.DataFrame:
    p = cube.place("problem", problem)
    rows = []
    for exponent in TARGETS:
        column = f"hold_1e-{exponent}"
        chosen = {
            optimizer: (cube.place("optimizer", optimizer), _best(cube, column, v, p, optimizer))
            for optimizer in (BASELINE, name)
        }
        draws = _draws(cube, column, (v, p), chosen[BASELINE], chosen[name])
        last = len(cube.rates) - 1
        edges = [o for o, (_, rate) in chosen.items() if rate in (0, last)]
        used = [float(cube.rates[rate]) for _, rate in chosen.values()]
        success = [
            float(success_rates(cube[column][v, p, o, rate, cube.second]))
            for o, rate in chosen.values()
        ]
        row = [problem, name, 10.0**-exponent, *used, ";".join(edges), *success, *_summary(draws)]
        rows.append(row)
    return pd.DataFrame(rows, columns=SHAPE_COLUMNS)


def _best(cube: Cube, column: str, v: int, p: int, optimizer: str) -> int:
    times = cube[column][v, p, cube.place("optimizer", optimizer)][:, cube.first]
    return int(best_rates(times, cube.variant_budgets[v]))
