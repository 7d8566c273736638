"""C15 and C16 on hand-made tables: a step for each parameter that helps or not, and Adam's default."""

from __future__ import annotations

import pandas as pd

TITLES = {
    "aligned_quadratic": "Aligned quadratic",
    "rotated_quadratic": "Rotated quadratic",
    "ellipsoid": "Ellipsoid",
    "sphere": "Sphere",
}
PROBLEMS = pd.DataFrame({"problem": list(TITLES), "title": list(TITLES.values())})
OPTIMIZERS = pd.DataFrame(
    {
        "optimizer": ["adam", "rmsprop"],
        "title": ["Adam", "RMSprop"],
        "default_learning_rate": 0.001,
        "control": False,
    }
)
MUCH, SOME, LITTLE = (5.0, 4.0, 6.0), (2.0, 1.8, 2.2), (0.5, 0.4, 0.6)
ENDLESS = (None, None, None)


def shapes(at_target, elsewhere=None, edge: str = ""):
    """Speed-ups with their intervals by problem, at the grid's target and at another one."""
    rows = [
        (problem, "rmsprop", target, edge if problem == "ellipsoid" else "", *numbers)
        for target, found in ((1e-4, at_target), (1e-2, elsewhere or at_target))
        for problem, numbers in found.items()
    ]
    columns = ["problem", "optimizer", "target", "edge", "speed_up", "low", "high"]
    frame = pd.DataFrame(rows, columns=columns)
    frame = frame.astype({"speed_up": float, "low": float, "high": float})
    return {"choosing_shapes": frame, "problems": PROBLEMS}


def bowls(aligned, rotated, ellipsoid, sphere):
    return dict(zip(TITLES, (aligned, rotated, ellipsoid, sphere), strict=True))


def tuning(default: dict[str, float]):
    """Adam's share at its default, by variant, beside a better RMSprop."""
    rows = [
        {
            "variant": variant,
            "optimizer": name,
            "problems": 20,
            "default": value,
            "default_low": value / 2,
            "default_high": (1 + value) / 2,
            "default_learning_rate": 0.001,
            "one_rate": 0.8,
            "one_rate_learning_rate": 0.1,
            "own_best": 0.9,
        }
        for variant, share in default.items()
        for name, value in (("adam", share), ("rmsprop", 0.6))
    ]
    return {"choosing_tuning": pd.DataFrame(rows), "optimizers": OPTIMIZERS}


CASES = {
    "C15": [
        (shapes(bowls(MUCH, SOME, MUCH, LITTLE)), "holds"),
        # Plain descent never succeeds on the ellipsoid though it was tuned.
        (shapes(bowls(MUCH, SOME, ENDLESS, LITTLE)), "holds"),
        # It could not be tuned there, so that does not count, for or against.
        (shapes(bowls(MUCH, SOME, LITTLE, LITTLE), edge="gradient_descent"), "holds"),
        (shapes(bowls(LITTLE, SOME, LITTLE, LITTLE)), "fails"),
        (shapes(bowls(LITTLE, LITTLE, ENDLESS, LITTLE), edge="gradient_descent"), "fails"),
        # As fast off the axes as along them.
        (shapes(bowls(MUCH, MUCH, MUCH, LITTLE)), "depends"),
        # Not at this target, but at a looser one.
        (
            shapes(bowls(LITTLE, SOME, LITTLE, LITTLE), bowls(MUCH, SOME, MUCH, LITTLE)),
            "depends",
        ),
        (shapes({"sphere": LITTLE}), "depends"),
    ],
    "C16": [
        (tuning({"full_batch": 0.9, "stochastic": 0.5}), "holds"),
        (tuning({"full_batch": 0.1, "stochastic": 0.49}), "fails"),
        (tuning({"full_batch": 0.9, "stochastic": 0.1}), "depends"),
        (
            tuning({"full_batch": 0.9})
            | {"choosing_tuning": tuning({"full_batch": 0.9})["choosing_tuning"].iloc[1:]},
            "depends",
        ),
    ],
}
