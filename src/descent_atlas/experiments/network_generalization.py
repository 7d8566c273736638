"""What a lower training loss is worth on digits that were held out (E11)."""

from __future__ import annotations

import numpy as np
import pandas as pd

from descent_atlas.comparison.intervals import bootstrap, means
from descent_atlas.problem import Array
from descent_atlas.randomness import generator

LEVEL = 0.01
"""A training loss that runs pass on their way, to compare them at."""
EQUAL = [
    "samples",
    "training_loss",
    "runs",
    "held_out_loss_lowest",
    "held_out_loss_median",
    "held_out_loss_highest",
    "difference",
    "difference_low",
    "difference_high",
]
RUN = ["samples", "optimizer", "seed"]


def stopping(runs: pd.DataFrame) -> pd.DataFrame:
    """Each run where one half of the held-out digits would stop it, and at its end.

    Held-out loss and accuracy are those on the other half: on the half that chooses the epoch, the
    loss at the end could only be higher.
    """
    runs = runs.sort_values([*RUN, "epoch"], ignore_index=True)
    groups = runs.groupby(RUN)
    rows = {"stop": groups["selecting_loss"].idxmin(), "end": groups["epoch"].idxmax()}
    columns = {
        "epoch": "epoch",
        "training_loss": "training_loss",
        "judged_loss": "held_out_loss",
        "judged_accuracy": "held_out_accuracy",
    }
    both = [
        runs.loc[row].set_index(RUN)[list(columns)].rename(columns=columns).add_suffix(f"_{name}")
        for name, row in rows.items()
    ]
    return pd.concat(both, axis=1).reset_index()


def summary(stops: pd.DataFrame) -> pd.DataFrame:
    """One row for each setting: what going on from the stop to the end does.

    ``rise`` is the mean rise of the held-out loss as a share of its mean at the stop. Intervals are
    over the seeds, and so over training samples, starts, shuffles and halves.
    """
    groups = stops.groupby(["samples", "optimizer"])
    return pd.DataFrame([_setting(group) for _, group in groups])


def _setting(group: pd.DataFrame) -> dict[str, float | int | str]:
    samples, optimizer = int(group["samples"].iloc[0]), str(group["optimizer"].iloc[0])
    names = ("bootstrap", "e11", samples, optimizer)
    losses = group[["held_out_loss_stop", "held_out_loss_end"]].to_numpy().T
    gain = (group["held_out_accuracy_end"] - group["held_out_accuracy_stop"]).to_numpy()
    rise = bootstrap(losses, _rise, generator(*names, "loss"))
    change = bootstrap(gain, means, generator(*names, "accuracy"))
    falling = group["training_loss_end"] < group["training_loss_stop"]
    return {
        "samples": samples,
        "optimizer": optimizer,
        "runs": len(group),
        "epoch_stop": float(group["epoch_stop"].median()),
        "epoch_end": int(group["epoch_end"].max()),
        "training_loss_stop": float(group["training_loss_stop"].median()),
        "training_loss_end": float(group["training_loss_end"].median()),
        "falling": float(falling.mean()),
        "held_out_loss_stop": float(losses[0].mean()),
        "held_out_loss_end": float(losses[1].mean()),
        "rise": float(_rise(losses)),
        "rise_low": float(rise[0]),
        "rise_high": float(rise[1]),
        "held_out_accuracy_stop": float(group["held_out_accuracy_stop"].mean()),
        "held_out_accuracy_end": float(group["held_out_accuracy_end"].mean()),
        "accuracy_change": float(gain.mean()),
        "accuracy_change_low": float(change[0]),
        "accuracy_change_high": float(change[1]),
    }


def at_equal_training_loss(runs: pd.DataFrame) -> pd.DataFrame:
    """The held-out losses of runs when their training loss passes LEVEL, for each number of samples.

    ``difference`` is that of the optimizers, as a share, first minus second in the order of their
    names, for the same samples and start.
    """
    passing = {key: _passing(run) for key, run in runs.groupby(RUN)}
    index = pd.MultiIndex.from_tuples(passing, names=RUN)
    losses = pd.Series(list(passing.values()), index).unstack("optimizer").dropna()
    rows = [_equal(group) for _, group in losses.groupby("samples")]
    return pd.DataFrame(rows, columns=EQUAL)


def _passing(run: pd.DataFrame) -> float:
    """The held-out loss of a run where it first passes LEVEL, between two records; else NaN."""
    run = run.sort_values("epoch")
    below = (run["training_loss"] <= LEVEL).to_numpy()
    if not below.any() or below[0]:
        return float("nan")
    pair = run.iloc[below.argmax() - 1 : below.argmax() + 1]
    # np.interp wants its x rising, and the training loss falls.
    depth = -np.log(pair["training_loss"].to_numpy())
    return float(np.interp(-np.log(LEVEL), depth, pair["held_out_loss"].to_numpy()))


def _equal(losses: pd.DataFrame) -> dict[str, float | int]:
    samples, values = int(losses.index[0][0]), losses.to_numpy().T
    ends = bootstrap(values[::-1], _rise, generator("bootstrap", "e11", samples, "equal"))
    spread = (float(values.min()), float(np.median(values)), float(values.max()))
    row = (samples, LEVEL, values.size, *spread, float(_rise(values[::-1])), *map(float, ends))
    return dict(zip(EQUAL, row, strict=True))


def _rise(pairs: Array) -> Array:
    """From the mean of the first row to that of the second, as a share; pairs (2, ..., seeds)."""
    before, after = means(pairs)
    share: Array = after / before - 1
    return share
