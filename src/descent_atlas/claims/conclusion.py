"""The claim of the conclusion: what a small training loss is worth. (E11)"""

from __future__ import annotations

import pandas as pd

from descent_atlas.claim import (
    DEPENDS,
    FAILS,
    HOLDS,
    Decision,
    Evidence,
    MissingEvidence,
    Tables,
    claim,
)
from descent_atlas.words import count, listing, percent

SETTINGS, EQUAL = (f"results/tables/e11_{name}.csv" for name in ("generalization", "equal"))
OPTIMIZERS = {"adam": "Adam", "gradient_descent": "plain descent"}
RISE = 0.05
"""A rise of the held-out loss by this share is a worse model, not an accident of measurement."""


@claim(
    "C25",
    "A minimum of the training loss is not what we want in itself: generalization is.",
    criterion=(
        "For every training set and optimizer, going on from the epoch at which one half of the "
        "held-out samples would stop lowers the training loss and raises the loss on the other half "
        f"by {percent(RISE)} or more, with the whole 95 % interval above zero."
    ),
    section="conclusion",
    needs=("e11_generalization", "e11_equal"),
    shown_by=("e11_training_curves", "e11_generalization"),
)
def training_loss_is_a_proxy(tables: Tables) -> Decision:
    """What we ought to want, no data decide. What they can decide is whether the two wishes part: whether
    a lower training loss comes with a higher loss on samples that were not trained on. The epoch
    to stop at is chosen on one half of the held-out samples and judged on the other, since on the
    same half the end could never do better. The rise must be a twentieth at least, and more than
    chance explains. The held-out accuracy stands beside it because it answers another question: a
    network can become surer of its mistakes without making more of them.
    """
    table = tables["e11_generalization"].sort_values(["samples", "optimizer"])
    if table.empty:
        raise MissingEvidence("no network was trained")
    evidence = [
        *(_rise(row) for _, row in table.iterrows()),
        *(_accuracy(row) for _, row in table.iterrows()),
        *(_spread(row) for _, row in tables["e11_equal"].iterrows()),
    ]
    falling = table["training_loss_end"] < table["training_loss_stop"]
    parted = falling & (table["rise"] >= RISE) & (table["rise_low"] > 0)
    if parted.all():
        return Decision(HOLDS, tuple(evidence))
    if not parted.any():
        most = f"The held-out loss rises by {percent(max(table['rise'].max(), 0))} at most."
        return Decision(FAILS, tuple(evidence), most)
    return Decision(DEPENDS, tuple(evidence), _exceptions(table[~parted], table[parted]))


def _exceptions(others: pd.DataFrame, parted: pd.DataFrame) -> str:
    """Where it is not so, and whether that is where training got least far."""
    settings = len(others) + len(parted)
    named = listing(_named(row) for _, row in others.iterrows())
    least = others["training_loss_end"].min() > parted["training_loss_end"].max()
    why = ", where the training loss is still highest at the end" if least else ""
    return f"In {count(len(parted))} of {count(settings)} settings; not with {named}{why}."


def _rise(row: pd.Series) -> Evidence:
    name = f"rise of the held-out loss, {_named(row)}"
    return Evidence(name, row["rise"], "share", SETTINGS, row["rise_low"], row["rise_high"])


def _accuracy(row: pd.Series) -> Evidence:
    ends = row["accuracy_change_low"], row["accuracy_change_high"]
    name = f"change of the held-out accuracy, {_named(row)}"
    return Evidence(name, row["accuracy_change"], "share of the samples", SETTINGS, *ends)


def _spread(row: pd.Series) -> Evidence:
    """How far the held-out losses of runs with the same training loss are apart."""
    name = f"highest over lowest held-out loss at the same training loss, {_samples(row)}"
    ratio = row["held_out_loss_highest"] / row["held_out_loss_lowest"]
    return Evidence(name, float(ratio), "", EQUAL)


def _named(row: pd.Series) -> str:
    return f"{_samples(row)} and {OPTIMIZERS[row['optimizer']]}"


def _samples(row: pd.Series) -> str:
    return f"{count(row['samples'])} samples"
