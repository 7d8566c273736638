"""Who leads in which regime, and who is too close to call: by the share of problems done well.

Within one variant and one kind of problems, the leader of a regime is the method that does well on most of
the solvable ones. Another method is behind only if the paired difference of the two shares is above zero with
its whole 95 % interval, a bootstrap over the problems; until then it is too close to call.
"""

from __future__ import annotations

from collections.abc import Collection

import numpy as np
import pandas as pd

from descent_atlas.comparison.by_tag import ORDER, tagged
from descent_atlas.comparison.intervals import ends, resampling_weights, wilson
from descent_atlas.randomness import generator

KEYS = ["variant", "regime", "tag"]
COLUMNS = [
    *(*KEYS, "optimizer", "problems", "share", "low", "high"),
    *("behind", "behind_low", "behind_high", "outcome"),
]
LEADER, CLOSE, BEHIND, CONTROL = "leader", "close", "behind", "control"


def leaders(regimes: pd.DataFrame, tags: pd.Series, controls: Collection[str]) -> pd.DataFrame:
    """A row for each variant, regime, tag and optimizer, the leader first.

    ``regimes`` is the table of that name. ``share`` is that of the problems done well, with Wilson's
    interval; ``behind`` is how far it is below the leader's, with the interval of that. A control
    leads nowhere.
    """
    rows = tagged(regimes[regimes["solvable"].astype(bool)], tags)
    frames = []
    for names, group in rows.groupby(KEYS, sort=False):
        frame = _ranked(group, controls)
        for key, name in zip(KEYS, names, strict=True):
            frame[key] = str(name)
        frames.append(frame)
    if not frames:
        return pd.DataFrame(columns=COLUMNS)
    merged = pd.concat(frames, ignore_index=True)[COLUMNS]
    merged["place"] = merged["tag"].map({tag: number for number, tag in enumerate(ORDER)})
    merged = merged.sort_values(["variant", "regime", "place"], kind="stable", ignore_index=True)
    return merged.drop(columns="place")


def _ranked(group: pd.DataFrame, controls: Collection[str]) -> pd.DataFrame:
    """The optimizers of one group by their shares, those with equal ones by name."""
    well = group.pivot(index="problem", columns="optimizer", values="well").dropna(axis=1)
    done = well.to_numpy(float)
    share = done.mean(axis=0)
    method = ~well.columns.isin(list(controls))
    leader = int(np.where(method, share, -1).argmax())
    weights = resampling_weights(len(done), generator("leaders", *sorted(well.index)))
    apart = (done[:, [leader]] - done).T @ weights / len(done)
    behind_low, behind_high = ends(apart)
    low, high = wilson(done.sum(axis=0), np.full(len(share), float(len(done))))
    outcome = np.where(behind_low > 0, BEHIND, CLOSE)
    outcome[leader] = LEADER
    frame = pd.DataFrame(
        {
            "optimizer": well.columns,
            "problems": len(done),
            "share": share,
            "low": low,
            "high": high,
            "behind": share[leader] - share,
            "behind_low": behind_low,
            "behind_high": behind_high,
            "outcome": np.where(method, outcome, CONTROL),
        }
    )
    frame["others"] = frame["optimizer"] != well.columns[leader]
    frame = frame.sort_values(["share", "others", "optimizer"], ascending=[False, True, True])
    return frame.drop(columns="others")
