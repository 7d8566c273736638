"""Who beats whom: each optimizer against plain descent, against each other, and against the winner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from descent_atlas.comparison import pairs
from descent_atlas.comparison.cube import Array, Cube, at_rates
from descent_atlas.comparison.defaults import Rates, success_rates

BASELINE = "gradient_descent"
DUELLED = ("default", "own best")
"""The regimes in which optimizers are compared."""
MEASURES = ("speed", "reliability")
ALL = "all"
"""In the column of variants: all of them together."""
INTERVAL = ["value", "low", "high"]
DUEL_COLUMNS = ["variant", "problem", "regime", "measure", "optimizer", *INTERVAL, "outcome"]
WINNER_COLUMNS = [
    "variant",
    "problem",
    "winner",
    "optimizer",
    "times_slower",
    *INTERVAL[1:],
    "outcome",
]


@dataclass(frozen=True)
class Duel:
    """Each against each on one task, arrays of shape (optimizers, rivals); see ``pairs``."""

    variant: str
    problem: str
    regime: str
    measures: dict[str, dict[str, Array]]


def duels(cube: Cube, rates: Rates) -> Iterator[Duel]:
    """Every task in every regime, on the judged starts; variants within problems within regimes."""
    for regime in DUELLED:
        times = at_rates(cube["hold"], rates.by_regime[regime])[..., cube.second]
        for p, problem in enumerate(cube.names["problem"]):
            weights = pairs.start_weights(problem, times.shape[-1])
            for v, variant in enumerate(cube.names["variant"]):
                found = {
                    "speed": pairs.speed(times[v, p], cube.variant_budgets[v], weights),
                    "reliability": pairs.reliability(times[v, p], weights),
                }
                yield Duel(variant, problem, regime, found)


def tables(cube: Cube, rates: Rates) -> dict[str, pd.DataFrame]:
    """The tables ``duels`` (against plain descent, task by task) and ``pairs`` (each against each).

    In both, ``speed`` compares expected running times, as the factor by which the optimizer is faster,
    and ``reliability`` shares of successful starts, as a difference. A factor of 0 means that the optimizer
    never succeeds, an empty one that it is infinite: plain descent never does.
    """
    shape = (len(cube.names["problem"]), len(cube.names["variant"]))
    outcomes = {
        (regime, measure): np.full((*shape, *(len(cube.names["optimizer"]),) * 2), np.nan)
        for regime in DUELLED
        for measure in MEASURES
    }
    rows: list[pd.DataFrame] = []
    for number, duel in enumerate(duels(cube, rates)):
        place = np.unravel_index(number % (shape[0] * shape[1]), shape)
        for measure, found in duel.measures.items():
            outcomes[duel.regime, measure][place] = found["outcome"]
        if BASELINE in cube.names["optimizer"]:
            rows.append(_against_baseline(cube, duel))
    return {
        "duels": concatenated(rows, DUEL_COLUMNS),
        "pairs": _pair_table(cube, outcomes),
    }


def _against_baseline(cube: Cube, duel: Duel) -> pd.DataFrame:
    base = cube.place("optimizer", BASELINE)
    names = [name for name in cube.names["optimizer"] if name != BASELINE]
    frames = []
    for measure, found in duel.measures.items():
        mine = {name: np.delete(array[:, base], base) for name, array in found.items()}
        turn = np.exp if measure == "speed" else np.asarray
        with np.errstate(over="ignore"):
            numbers = {name: turn(mine[name]) for name in INTERVAL}
        frame = pd.DataFrame({"optimizer": names, **numbers})
        if measure == "speed":
            frame = frame.replace(np.inf, np.nan)
        frame["outcome"] = pd.Series(mine["outcome"]).map(pairs.OUTCOMES).fillna("")
        keys = {
            "variant": duel.variant,
            "problem": duel.problem,
            "regime": duel.regime,
            "measure": measure,
        }
        frames.append(frame.assign(**keys)[[*keys, *frame.columns]])
    return pd.concat(frames, ignore_index=True)


def _pair_table(cube: Cube, outcomes: dict[tuple[str, str], Array]) -> pd.DataFrame:
    """Wins, ties and losses of each against each over all variants; within one, against plain descent."""
    optimizers = cube.names["optimizer"]
    frames = []
    for (regime, measure), array in outcomes.items():
        slices = {ALL: array} | {
            variant: array[:, [v]] for v, variant in enumerate(cube.names["variant"])
        }
        for variant, part in slices.items():
            counts = pairs.win_shares(part)
            mine, rival = np.indices(counts["win"].shape)
            frame = pd.DataFrame(
                {
                    "variant": variant,
                    "regime": regime,
                    "measure": measure,
                    "optimizer": np.array(optimizers, object)[mine.ravel()],
                    "rival": np.array(optimizers, object)[rival.ravel()],
                    "wins": counts["win"].ravel(),
                    "ties": counts["tie"].ravel(),
                    "losses": counts["loss"].ravel(),
                    **{n: counts[n].ravel() for n in ("problems", "share", "low", "high")},
                }
            )
            kept = (frame["rival"] == BASELINE) | (variant == ALL)
            frames.append(frame[kept & (frame["optimizer"] != frame["rival"])])
    return pd.concat(frames, ignore_index=True)


def winners(cube: Cube, rates: Rates) -> pd.DataFrame:
    """Each solvable task's winner, and how far the other optimizers are from it at their best rates.

    The winner has the lowest expected running time on the first half of the starts. ``times_slower`` is
    ERT over the winner's on the other half; ``outcome`` is winner, close (too close to call), slower
    (the whole interval says so, by more than a tenth) or never (where no run succeeds).
    """
    times = at_rates(cube["hold"], rates.by_regime["own best"])
    frames = [_beside_winner(cube, times[v, p], v, p) for v, p in np.argwhere(rates.solvable)]
    return concatenated(frames, WINNER_COLUMNS)


def _beside_winner(cube: Cube, times: Array, v: int, p: int) -> pd.DataFrame:
    """The rows of one task; ``times`` (optimizers, starts) at the best rates."""
    problem, budget = cube.names["problem"][p], cube.variant_budgets[v]
    first, second = times[:, cube.first], times[:, cube.second]
    once = pairs.log_running_times(first, budget, np.ones((first.shape[1], 1)))[:, 0]
    winner = int(once.argmin())
    weights = pairs.start_weights(problem, second.shape[1])
    found = {name: array[winner] for name, array in pairs.speed(second, budget, weights).items()}
    outcome = np.where(found["outcome"] == 1, "slower", "close").astype(object)
    outcome[(success_rates(second) == 0) & (outcome == "slower")] = "never"
    outcome[winner] = "winner"
    with np.errstate(over="ignore"):
        numbers = [np.exp(found[name]) for name in INTERVAL]
    keys = [cube.names["variant"][v], problem, cube.names["optimizer"][winner]]
    columns = [*keys, cube.names["optimizer"], *numbers, outcome]
    frame = pd.DataFrame(dict(zip(WINNER_COLUMNS, columns, strict=True)))
    return frame.replace(np.inf, np.nan)


def concatenated(frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """One frame of all, or an empty one with these columns."""
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
