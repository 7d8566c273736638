"""Who beats whom: each optimizer against plain descent, against each other, and against the winner."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
import pandas as pd

from descent_atlas.comparison import pairs
from descent_atlas.comparison.cube import Array, Cube, at_rates
from descent_atlas.comparison.defaults import Rates
from descent_atlas.comparison.times import expected_running_times, runs, successes

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
    """The optimizers on one task at the rates of one regime."""

    variant: str
    problem: str
    regime: str
    times: Array
    """(optimizers, judged starts)"""
    budget: float
    weights: Array

    def verdicts(self) -> dict[str, Array]:
        """Each against each in both measures, shape (optimizers, rivals); see ``pairs``."""
        return {
            "speed": pairs.speed_verdicts(self.times, self.budget, self.weights),
            "reliability": pairs.reliability_verdicts(self.times, self.weights),
        }

    def against(self, rival: int) -> dict[str, dict[str, Array]]:
        """Each against one in both measures, with intervals, shape (optimizers, 1)."""
        one, other = slice(None), slice(rival, rival + 1)
        return {
            "speed": pairs.speed(self.times, self.budget, self.weights, one, other),
            "reliability": pairs.reliability(self.times, self.weights, one, other),
        }


def duels(cube: Cube, rates: Rates) -> Iterator[Duel]:
    """Every task in every regime, on the judged starts; variants within problems within regimes."""
    for regime in DUELLED:
        times = at_rates(cube["hold"], rates.by_regime[regime])[..., cube.second]
        for p, problem in enumerate(cube.names["problem"]):
            weights = pairs.judging_weights(cube, p)
            for v, variant in enumerate(cube.names["variant"]):
                yield Duel(variant, problem, regime, times[v, p], cube.variant_budgets[v], weights)


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
        verdicts = duel.verdicts()
        for measure, outcome in verdicts.items():
            outcomes[duel.regime, measure][place] = outcome
        if BASELINE in cube.names["optimizer"]:
            rows.append(_against_baseline(cube, duel, verdicts))
    return {
        "duels": concatenated(rows, DUEL_COLUMNS),
        "pairs": _pair_table(cube, outcomes),
    }


def _against_baseline(cube: Cube, duel: Duel, verdicts: dict[str, Array]) -> pd.DataFrame:
    base = cube.place("optimizer", BASELINE)
    there = runs(duel.times) > 0
    there[base] = False
    names = np.array(cube.names["optimizer"], object)[there]
    frames = []
    for measure, found in duel.against(base).items():
        turn = np.exp if measure == "speed" else np.asarray
        with np.errstate(over="ignore"):
            numbers = {name: turn(found[name][there, 0]) for name in INTERVAL}
        frame = pd.DataFrame({"optimizer": names, **numbers})
        if measure == "speed":
            frame = frame.replace(np.inf, np.nan)
        outcome = pd.Series(verdicts[measure][there, base])
        frame["outcome"] = outcome.map(pairs.OUTCOMES).fillna("")
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
                    **{name: counts[name].ravel() for name in ("share", "low", "high")},
                }
            )
            kept = (frame["rival"] == BASELINE) | (variant == ALL)
            frames.append(frame[kept & (frame["optimizer"] != frame["rival"])])
    return pd.concat(frames, ignore_index=True)


def winners(cube: Cube, rates: Rates) -> pd.DataFrame:
    """Each solvable task's winner, and how far the other optimizers are from it at their best rates.

    The winner is the method with the lowest expected running time on the first half of the starts.
    ``times_slower`` is ERT over the winner's on the other half; ``outcome`` is winner, close (too close to
    call), slower (the whole interval says so, by more than a tenth) or never (where no run succeeds).
    """
    times = at_rates(cube["hold"], rates.by_regime["own best"])
    frames = []
    for v, p in np.argwhere(rates.solvable):
        first, second = times[v, p][:, cube.first], times[v, p][:, cube.second]
        once = expected_running_times(first, cube.variant_budgets[v])
        winner = int(np.where(rates.methods, np.nan_to_num(once, nan=np.inf), np.inf).argmin())
        frame = _beside_winner(
            second, cube.variant_budgets[v], pairs.judging_weights(cube, p), winner
        )
        frame["optimizer"] = cube.names["optimizer"]
        frame["variant"], frame["problem"] = cube.names["variant"][v], cube.names["problem"][p]
        frame["winner"] = cube.names["optimizer"][winner]
        frames.append(frame[runs(second) > 0][WINNER_COLUMNS])
    return concatenated(frames, WINNER_COLUMNS)


def _beside_winner(times: Array, budget: float, weights: Array, winner: int) -> pd.DataFrame:
    """How far every optimizer is from the winner, on the judged starts of one task."""
    one = slice(winner, winner + 1)
    found = pairs.speed(times, budget, weights, one, slice(None))
    verdict = pairs.speed_verdicts(times, budget, weights)[winner]
    outcome = np.where(verdict == 1, "slower", "close").astype(object)
    outcome[(successes(times) == 0) & (outcome == "slower")] = "never"
    outcome[winner] = "winner"
    with np.errstate(over="ignore"):
        numbers = {name: np.exp(found[name][0]) for name in INTERVAL}
    frame = pd.DataFrame({"times_slower": numbers["value"], **numbers, "outcome": outcome})
    return frame.drop(columns="value").replace(np.inf, np.nan)


def concatenated(frames: list[pd.DataFrame], columns: list[str]) -> pd.DataFrame:
    """One frame of all, or an empty one with these columns."""
    return pd.concat(frames, ignore_index=True) if frames else pd.DataFrame(columns=columns)
