"""Training runs whose held-out loss rises at the end, and others whose does not."""

import pandas as pd

EQUAL = pd.DataFrame(
    {"samples": [100], "held_out_loss_lowest": [0.3], "held_out_loss_highest": [0.5]}
)


def runs(*rises, half_width=0.02, training_end=0.001):
    """One setting for each rise of the held-out loss, given as a share."""
    rows = [
        {
            "samples": 100 * (place // 2 + 1),
            "optimizer": ("adam", "gradient_descent")[place % 2],
            "training_loss_stop": 0.01,
            "training_loss_end": training_end,
            "rise": rise,
            "rise_low": rise - half_width,
            "rise_high": rise + half_width,
            "accuracy_change": -0.001,
            "accuracy_change_low": -0.01,
            "accuracy_change_high": 0.008,
        }
        for place, rise in enumerate(rises)
    ]
    return {"e11_generalization": pd.DataFrame(rows), "e11_equal": EQUAL}


CASES = {
    "C25": [
        (runs(0.4, 0.2, 0.3), "holds"),
        (runs(0.05), "holds"),
        (runs(0.4, 0.03), "depends"),
        (runs(0.4, 0.1, half_width=0.15), "depends"),
        (runs(0.04, 0.0, -0.1), "fails"),
        # It may as well be chance.
        (runs(0.1, 0.2, half_width=0.3), "fails"),
        # The loss rises, but not because the training loss falls.
        (runs(0.4, 0.2, training_end=0.01), "fails"),
        (runs(0.4) | {"e11_equal": EQUAL.head(0)}, "holds"),
    ],
}
