"""What each optimizer is good for: how it does on the problems of each tag.

A problem with several tags counts for each of them; the tag ``all`` has every problem. Within one variant a
task is a problem, and Wilson's interval is one for a share of problems. It takes them as independent, which
problems of one family are not: it is narrower than for as many problems of different kinds.
"""

from __future__ import annotations

import pandas as pd

from descent_atlas.comparison.defaults import REGIMES
from descent_atlas.comparison.intervals import wilson
from descent_atlas.problem import TAGS

ALL = "all"
ORDER = (ALL, *TAGS)
TUNING_KEYS = ["variant", "tag", "optimizer"]
WINS_KEYS = ["variant", "regime", "against", "tag", "optimizer"]
BEST, PLAIN = "the best", "plain descent"
"""Against whom: the winner of each task, or plain gradient descent."""
AHEAD = {"winner": "wins", "close": "ties", "win": "wins", "tie": "ties", "loss": "losses"}
"""An outcome as a win or a tie; any other one is a loss."""
COUNTS = ["wins", "ties", "losses"]


def tagged(rows: pd.DataFrame, tags: pd.Series) -> pd.DataFrame:
    """The rows once for each tag of their problem, and once for ``all``, in a column ``tag``.

    ``tags`` has the tags of each problem, joined by ``;``.
    """
    own = rows["problem"].map(tags).fillna("").str.split(";")
    every = pd.Series(
        [[ALL, *filter(None, names)] for names in own], index=rows.index, dtype=object
    )
    return rows.assign(tag=every).explode("tag", ignore_index=True)


def tuning(regimes: pd.DataFrame, tags: pd.Series) -> pd.DataFrame:
    """The share of solvable problems done well in each regime, a row for each variant, tag and optimizer.

    ``regimes`` is the table of that name; each share comes with its interval.
    """
    rows = tagged(regimes[regimes["solvable"].astype(bool)], tags)
    frames = []
    for regime in REGIMES:
        name = regime.replace(" ", "_")
        groups = rows[rows["regime"] == regime].groupby(TUNING_KEYS)["well"]
        problems, well = groups.size(), groups.sum().astype(float)
        low, high = wilson(well.to_numpy(), problems.to_numpy(float))
        ends = {name: well / problems, f"{name}_low": low, f"{name}_high": high}
        frames.append(pd.DataFrame({"problems": problems, **ends}))
    merged = pd.concat([frames[0], *(frame.iloc[:, 1:] for frame in frames[1:])], axis=1)
    return _in_order(merged.reset_index(), TUNING_KEYS)


def wins(winners: pd.DataFrame, duels: pd.DataFrame, tags: pd.Series) -> pd.DataFrame:
    """Wins, ties and losses in speed: a row for each variant, regime, opponent, tag and optimizer.

    Against the best of a task, at their best rates: a win is to be it, a tie to be too close to it to call.
    Against plain descent also at the default rates. ``share`` is that of the wins; against the best the ties
    belong to it, since nobody is clearly ahead. ``winners`` and ``duels`` are the tables of those names.
    """
    best = winners.assign(regime="own best", against=BEST)
    plain = duels[(duels["measure"] == "speed") & duels["outcome"].fillna("").ne("")]
    both = pd.concat([best, plain.assign(against=PLAIN)], ignore_index=True)
    rows = tagged(both, tags)
    outcome = rows["outcome"].map(AHEAD).fillna("losses")
    keys = [rows[key] for key in WINS_KEYS]
    frame = pd.DataFrame({name: (outcome == name).groupby(keys).sum() for name in COUNTS})
    frame = frame.reset_index()
    tasks = frame[COUNTS].sum(axis=1)
    good = frame["wins"] + frame["ties"].where(frame["against"] == BEST, 0)
    frame["tasks"], frame["share"] = tasks, good / tasks
    frame["low"], frame["high"] = wilson(good.to_numpy(float), tasks.to_numpy(float))
    return _in_order(frame, WINS_KEYS)


def _in_order(frame: pd.DataFrame, keys: list[str]) -> pd.DataFrame:
    """Sorted by the keys, tags in their usual order."""
    place = frame["tag"].map({tag: number for number, tag in enumerate(ORDER)})
    sortable = frame.assign(tag_place=place).sort_values(
        ["tag_place" if key == "tag" else key for key in keys], kind="stable"
    )
    return sortable.drop(columns="tag_place").reset_index(drop=True)
