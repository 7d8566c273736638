"""C18 on hand-made tables: one optimizer for all problems, a different one for each, and in between."""

from __future__ import annotations

import pandas as pd

OPTIMIZERS = pd.DataFrame(
    {
        "optimizer": ["adam", "gradient_descent", "never_moves"],
        "title": ["Adam", "Gradient descent", "Never moves"],
        "default_learning_rate": [0.001, 0.01, 1.0],
        "control": [False, False, True],
    }
)
COUNT = 20
PROBLEMS = pd.DataFrame(
    {
        "problem": [f"p{place}" for place in range(COUNT)],
        "title": [f"Problem {place}" for place in range(COUNT)],
        "dimension": 2,
        "solvable": True,
        "tags": "convex",
    }
)


def tables(outcomes: list[tuple[str, ...]]):
    """For each problem, what becomes of Adam, of plain descent and of the control; "" if it is not run."""
    rows = [
        {
            "variant": "full_batch",
            "problem": f"p{place}",
            "winner": "adam" if pair[0] == "winner" else "gradient_descent",
            "optimizer": name,
            "times_slower": 1.0 if outcome in ("winner", "close") else 4.0,
            "low": 1.0,
            "high": 5.0,
            "outcome": outcome,
        }
        for place, pair in enumerate(outcomes)
        for name, outcome in zip(OPTIMIZERS["optimizer"], pair, strict=False)
        if outcome
    ]
    columns = [
        "variant",
        "problem",
        "winner",
        "optimizer",
        "times_slower",
        "low",
        "high",
        "outcome",
    ]
    return {
        "choosing_winners": pd.DataFrame(rows, columns=columns),
        "optimizers": OPTIMIZERS,
        "problems": PROBLEMS,
    }


ADAM, DESCENT = ("winner", "slower"), ("never", "winner")
TIE = ("winner", "close")

CASES = {
    "C18": [
        (tables([ADAM, DESCENT] * 10), "holds"),
        # Adam is never beaten, or hardly ever.
        (tables([ADAM] * 20), "fails"),
        (tables([ADAM] * 19 + [DESCENT]), "fails"),
        # Nobody is clearly beaten anywhere: each of them will do.
        (tables([TIE] * 20), "fails"),
        # Beaten on three of twenty, on five, on seven: other problems could make it a quarter.
        (tables([ADAM] * 17 + [DESCENT] * 3), "depends"),
        (tables([ADAM] * 15 + [DESCENT] * 5), "depends"),
        (tables([ADAM] * 13 + [DESCENT] * 7), "depends"),
        # Too few problems to say anything.
        (tables([ADAM]), "depends"),
        (tables([ADAM, DESCENT] * 2), "depends"),
        # Never beaten, but on six problems that could be luck.
        (tables([ADAM] * 6), "depends"),
        (tables([]), "depends"),
        # A control that nobody clearly beats is no best choice; one that has no noisy variants may be.
        (tables([(*ADAM, "close"), (*DESCENT, "close")] * 10), "holds"),
        (tables([ADAM] * 15 + [("", "winner")] * 5), "fails"),
    ]
}
