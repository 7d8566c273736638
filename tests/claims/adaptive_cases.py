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
ENDLESS, EQUAL, NEVER = (None, None, None), (1.0, 1.0, 1.0), (0.0, 0.0, 0.0)


def shapes(judged, tighter=None, edge: str = "", success=(1.0, 1.0), looser=None):
    """Speed-ups with their intervals by problem, at a target, a tighter one, and one that asks for less."""
    rows = [
        {
            "problem": problem,
            "optimizer": "rmsprop",
            "target": target,
            "needs_all": target < 1e-2,
            "judged": target == 1e-4,
            "edge": edge if problem == "ellipsoid" else "",
            "success_of_descent": success[0] if problem == "ellipsoid" else 1.0,
            "success_rate": success[1] if problem == "ellipsoid" else 1.0,
            **dict(zip(("speed_up", "low", "high"), numbers, strict=True)),
        }
        for target, found in (
            (1e-2, looser or judged),
            (1e-4, judged),
            (1e-6, tighter or judged),
        )
        for problem, numbers in found.items()
    ]
    frame = pd.DataFrame(rows).astype({"speed_up": float, "low": float, "high": float})
    return {"choosing_shapes": frame, "problems": PROBLEMS}


def bowls(aligned, rotated, ellipsoid, sphere):
    return dict(zip(TITLES, (aligned, rotated, ellipsoid, sphere), strict=True))


SURELY, UNSURE, HARDLY = (0.9, 0.7, 0.97), (0.6, 0.38, 0.78), (0.1, 0.03, 0.3)


def tuning(default, problems: int = 20):
    """Adam's share at its default with its interval, by variant, beside a better RMSprop."""
    rows = [
        {
            "variant": variant,
            "optimizer": name,
            "problems": problems,
            **dict(zip(("default", "default_low", "default_high"), numbers, strict=True)),
            "default_learning_rate": 0.001,
            "one_rate": 0.8,
            "one_rate_learning_rate": 0.1,
            "own_best": 0.9,
        }
        for variant, share in default.items()
        for name, numbers in (("adam", share), ("rmsprop", (0.6, 0.4, 0.8)))
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
        # As fast off the axes as along them on one of the two bowls that should gain.
        (shapes(bowls(MUCH, SOME, SOME, SOME)), "depends"),
        # Not at this target, but at a tighter one.
        (
            shapes(bowls(LITTLE, SOME, LITTLE, LITTLE), bowls(MUCH, SOME, MUCH, LITTLE)),
            "depends",
        ),
        # A target that is reached without the flat parameter says nothing, either way.
        (
            shapes(bowls(LITTLE, SOME, LITTLE, LITTLE), looser=bowls(MUCH, SOME, MUCH, LITTLE)),
            "fails",
        ),
        (
            shapes(bowls(MUCH, SOME, MUCH, LITTLE), looser=bowls(LITTLE, SOME, LITTLE, MUCH)),
            "holds",
        ),
        # Neither arrives on the ellipsoid, which is told as equally fast: it is left out.
        (shapes(bowls(MUCH, SOME, EQUAL, LITTLE), success=(0.0, 0.0)), "holds"),
        # RMSprop never arrives there, which counts.
        (shapes(bowls(MUCH, SOME, NEVER, LITTLE), success=(1.0, 0.0)), "fails"),
        (shapes({"sphere": LITTLE}), "depends"),
    ],
    "C16": [
        (tuning({"full_batch": SURELY, "stochastic": SURELY}), "holds"),
        (tuning({"full_batch": HARDLY, "stochastic": HARDLY}), "fails"),
        (tuning({"full_batch": SURELY, "stochastic": HARDLY}), "depends"),
        # More than half of these problems, but other problems could make it less.
        (tuning({"full_batch": UNSURE}), "depends"),
        (tuning({"full_batch": UNSURE, "stochastic": HARDLY}), "depends"),
        # Four problems are too few to say “many”.
        (tuning({"full_batch": SURELY}, problems=4), "depends"),
        (
            tuning({"full_batch": SURELY})
            | {"choosing_tuning": tuning({"full_batch": SURELY})["choosing_tuning"].iloc[1:]},
            "depends",
        ),
    ],
}
