"""Losses that behave as the claims of E3 and E4 say, and others that do not."""

import numpy as np
import pandas as pd

SIZES = [0.0, 1.0, 2.0, 20.0]
SQUARED, BETWEEN, ABSOLUTE = (
    {"shift": [0, 0.2, 0.4, 4.0], "growth": [1, 2, 6, 600]},
    {"shift": [0, 0.2, 0.3, 0.3], "growth": [1, 2, 4, 40]},
    {"shift": [0, 0.2, 0.1, 0.1], "growth": [1, 2, 2, 20]},
)


def c3(squared=SQUARED, absolute=ABSOLUTE, sizes=SIZES, **hubers):
    """``hubers`` by the name of their delta: one, ten."""
    deltas = {"one": 1.0, "ten": 10.0}
    losses = [("MSE", None, squared), ("MAE", None, absolute)]
    losses += [("Huber", deltas[name], rows) for name, rows in hubers.items()]
    parts = [
        pd.DataFrame({"loss": name, "delta": delta, "size": sizes} | rows).astype({"delta": float})
        for name, delta, rows in losses
    ]
    return {"e03_outlier": pd.concat(parts, ignore_index=True)}


RATES = [0.1, 0.01]


def c4(absolute=(0.02, 0.002), squared=(0.0, 0.0), slopes=(-1.0, 1.0)):
    settling = [
        pd.DataFrame({"loss": loss, "schedule": schedule, "learning_rate": RATES, "swing": swings})
        for schedule in ("constant", "shrinking")
        for loss, swings in (("MAE", absolute), ("MSE", squared))
    ]
    kinks = pd.DataFrame(
        [("MAE", 0.0, *slopes), ("MSE", 0.0, 0.0, 0.0), ("MAE", 1.0, 1.0, 1.0)],
        columns=["loss", "error", "slope_below", "slope_above"],
    )
    return {"e03_settling": pd.concat(settling), "e03_slopes": kinks}


P = np.array([0.1, 0.5, 0.9])


def c5(gradient=(10, 2, 1), logit=(0.9, 0.5, 0.1), squared=(0.1, 0.25, 0.02)):
    """The sizes at the probabilities P for the true label 1, and mirrored for the label 0."""
    columns = {"gradient": gradient, "logit_gradient": logit, "squared_logit_gradient": squared}
    one = pd.DataFrame({"probability": P, "label": 1} | columns)
    return {"e04_curves": pd.concat([one, one.assign(probability=1 - P, label=0)])}


CASES = {
    "C3": [
        (c3(one=BETWEEN), "holds"),
        (c3(one=ABSOLUTE), "holds"),
        (c3(one=SQUARED, ten=BETWEEN), "holds"),
        # Huber below the absolute error with the article's delta, between with another.
        (c3(one=BETWEEN | {"shift": [0, 0.2, 0.1, 0.09]}, ten=BETWEEN), "depends"),
        (c3(one=BETWEEN | {"growth": [1, 2, 7, 40]}, ten=BETWEEN), "depends"),
        (c3(one=BETWEEN | {"growth": [1, 2, 7, 40]}), "fails"),
        (c3(squared=BETWEEN, one=BETWEEN, absolute=BETWEEN), "fails"),
        (c3(one=BETWEEN, absolute=ABSOLUTE | {"shift": [0, 0.2, 0.25, 0.25]}), "fails"),
        # Small outliers are not judged, and if there are only small ones, nothing is.
        (c3(one=BETWEEN, sizes=[0.0, 0.1, 0.5, 1.9]), "depends"),
    ],
    "C4": [
        (c4(), "holds"),
        (c4(absolute=(0.02, 0.0)), "depends"),
        (c4(absolute=(0.0, 0.0)), "fails"),
        (c4(absolute=(0.009, 0.0009)), "fails"),
        (c4(slopes=(0.5, 0.5)), "fails"),
        # Where squared error has not come to rest, the comparison says nothing.
        (c4(absolute=(0.02, 0.0), squared=(0.0, 0.01)), "holds"),
        (c4(squared=(0.5, 0.05)), "depends"),
    ],
    "C5": [
        (c5(), "holds"),
        (c5(logit=(0.2, 0.5, 0.1)), "depends"),
        (c5(gradient=(10, 2, 2)), "depends"),
        (c5(gradient=(1, 2, 3), logit=(0.1, 0.1, 0.1)), "fails"),
        # The sign is that of the direction, not of the size.
        (c5(gradient=(-10, -2, -1)), "holds"),
    ],
}
