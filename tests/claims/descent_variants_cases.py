"""Batches that behave as the claims of E6 say, and others that do not."""

import numpy as np
import pandas as pd

REPEATS = 20
STEP = {"full_batch": 1000, "mini_batch": 32, "stochastic": 1}


def history(*losses):
    return pd.DataFrame({"variant": "full_batch", "loss": losses})


def between(*rises):
    rates = np.geomspace(1e-4, 1e-2, len(rises))
    final = [1.0 if rise is not None else None for rise in rises]
    return pd.DataFrame({"learning_rate": rates, "final_loss": final, "rises": rises})


def repeats(work, floor, rising=0.5, step=STEP):
    rows = [
        (name, repeat, step[name], work[name], floor[name] * (1 + repeat / 100), rising)
        for name in STEP
        for repeat in range(REPEATS)
    ]
    columns = ["variant", "repeat", "step_samples", "bulk_after", "floor", "rising"]
    frame = pd.DataFrame(rows, columns=columns)
    return {"e06_repeats": frame.astype({"bulk_after": "Int64"})}


WORK = {"full_batch": 3000, "mini_batch": 96, "stochastic": 10}
FLOOR = {"full_batch": 0.03, "mini_batch": 0.01, "stochastic": 0.2}
SLOW = WORK | {"stochastic": 2000}

CASES = {
    "C9": [
        ({"e06_history": history(3, 2, 1), "e05_between": between(0, 0, None)}, "holds"),
        ({"e06_history": history(3, 2, 1), "e05_between": between(0, 4, None)}, "depends"),
        ({"e06_history": history(3, 2, 1), "e05_between": between(2, 4)}, "depends"),
        ({"e06_history": history(3, 4, 1), "e05_between": between(0, 0)}, "fails"),
    ],
    "C10": [
        (repeats(WORK, FLOOR), "holds"),
        (repeats(WORK, FLOOR, rising=0.1), "depends"),
        (repeats(SLOW, FLOOR), "depends"),
        (repeats(SLOW, FLOOR, rising=0.1), "fails"),
        (repeats(WORK | {"full_batch": None}, FLOOR), "fails"),
    ],
    "C11": [
        (repeats(WORK, FLOOR), "holds"),
        (repeats(WORK, FLOOR | {"mini_batch": 0.3}), "depends"),
        (repeats(WORK | {"mini_batch": 4000}, FLOOR), "depends"),
        (
            repeats(
                WORK | {"mini_batch": 4000},
                FLOOR | {"mini_batch": 0.3},
                step=STEP | {"mini_batch": 1000},
            ),
            "fails",
        ),
        (repeats(WORK | {"mini_batch": None}, FLOOR), "fails"),
    ],
}
