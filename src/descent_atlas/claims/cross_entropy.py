"""The claim of the section on loss functions about confident mistakes. (E4)"""

from __future__ import annotations

import numpy as np
import pandas as pd

from descent_atlas.claim import DEPENDS, FAILS, HOLDS, Decision, Evidence, Tables, claim
from descent_atlas.words import listing, number

CURVES = "results/tables/e04_curves.csv"


@claim(
    "C5",
    "Cross-entropy gives a larger gradient the more confidently wrong the prediction is.",
    criterion=(
        "Along the whole range of probabilities and for either label, the gradient grows in size "
        "with every step away from the true label, both in the probability and in the logit."
    ),
    section="loss-functions",
    needs=("e04_curves",),
    shown_by=("e04_curves",),
)
def confident_mistakes(tables: Tables) -> Decision:
    """“The more, the larger” is a statement about an order, so every pair of neighbours has to obey
    it, without exception. A model does not set the probability, it sets the logit behind it, and a
    gradient that is large in the one need not be so in the other: squared error shows that. So the
    claim has to hold for both.
    """
    table = tables["e04_curves"]
    wrong = table.assign(wrong=(table["label"] - table["probability"]).abs()).sort_values("wrong")
    columns = {"gradient": "in the probability", "logit_gradient": "in the logit"}
    grows = {words: _grows(wrong, column) for column, words in columns.items()}
    ends = wrong[wrong["label"] == 1].iloc[[0, -1]].abs()
    squared = {"squared_logit_gradient": "of squared error in the logit"}
    evidence = tuple(
        Evidence(f"size of the gradient {words} at p = {number(p)}, true label 1", size, "", CURVES)
        for column, words in (columns | squared).items()
        for p, size in zip(ends["probability"].tolist(), ends[column].tolist(), strict=True)
    )
    true = [words for words, every in grows.items() if every]
    if len(true) == len(grows):
        return Decision(HOLDS, evidence)
    if true:
        return Decision(DEPENDS, evidence, f"It holds for the gradient {listing(true)} only.")
    return Decision(FAILS, evidence, "It holds neither in the probability nor in the logit.")


def _grows(wrong: pd.DataFrame, column: str) -> bool:
    """Whether the size grows from each row to the next, for every label."""
    return all(bool(np.all(np.diff(rows[column].abs()) > 0)) for _, rows in wrong.groupby("label"))
