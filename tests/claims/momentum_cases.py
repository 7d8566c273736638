"""C13 and C14 on hand-made tables: momentum that speeds up, or carries on, everywhere or somewhere."""

from __future__ import annotations

import pandas as pd

NAMES = {"momentum": "Momentum", "heavy_ball": "Heavy ball", "nesterov": "Nesterov"}
OPTIMIZERS = pd.DataFrame(
    {
        "optimizer": ["gradient_descent", *NAMES],
        "title": ["Gradient descent", *NAMES.values()],
        "default_learning_rate": 0.01,
    }
)
PROBLEMS = pd.DataFrame({"problem": ["hills"], "title": ["Hills"]})
RACES = pd.DataFrame(
    [
        {"optimizer": name, "tuned": False, "iterations": 100, "final_loss": loss}
        for name, loss in (("gradient_descent", 4.0), ("momentum", 3.0))
    ]
)
FASTER, SLOWER, UNSURE = (3.0, 2.0, 4.0), (0.5, 0.4, 0.6), (2.0, 0.9, 4.0)
ENDLESS = (None, 2.0, None)


def direction(speed_up, turning=SLOWER):
    """``speed_up`` gives (value, low, high) by name and regime where steps keep their direction."""
    rows = [
        ("keep", regime, name, *speed_up(name, regime))
        for regime in ("same rate", "same small rate", "own best")
        for name in NAMES
    ]
    if turning:
        rows += [("turn", "same rate", name, *turning) for name in NAMES]
    frame = pd.DataFrame(rows, columns=["steps", "regime", "optimizer", "speed_up", "low", "high"])
    frame = frame.astype({"speed_up": float, "low": float, "high": float}).assign(problems=5)
    return {
        "choosing_direction_pooled": frame,
        "optimizers": OPTIMIZERS,
        "e07_optimizers": RACES,
    }


def escape(gain, own=None):
    """``gain`` gives (difference, low, high) by name and regime."""
    rows = [
        ("many minima", name, "full_batch", regime, 7, *gain(name, regime))
        for regime in ("equal steps", "same rate", "same small rate")
        for name in NAMES
    ]
    columns = ["tags", "optimizer", "variant", "regime", "problems", "difference", "low", "high"]
    pooled = pd.DataFrame(rows, columns=columns)
    single = [
        (
            "hills",
            "many minima",
            name,
            "full_batch",
            "equal steps",
            *(own or gain(name, "equal steps")),
        )
        for name in NAMES
    ]
    names = ["problem", "tags", "optimizer", "variant", "regime", "difference", "low", "high"]
    return {
        "choosing_escape_pooled": pooled,
        "choosing_escape": pd.DataFrame(single, columns=names),
        "optimizers": OPTIMIZERS,
        "problems": PROBLEMS,
    }


MORE, SAME, FEWER = (0.2, 0.1, 0.3), (0.0, -0.04, 0.04), (-0.2, -0.3, -0.1)
UNCLEAR = (0.0, -0.1, 0.1)
NOTHING = {
    "choosing_direction_pooled": direction(lambda *_: FASTER)["choosing_direction_pooled"].iloc[:0]
}
NO_HILLS = {"choosing_escape_pooled": escape(lambda *_: MORE)["choosing_escape_pooled"].iloc[:0]}

CASES = {
    "C13": [
        (direction(lambda *_: FASTER), "holds"),
        # Without a place where steps turn, “where they keep their direction” cannot be told apart.
        (direction(lambda *_: FASTER, turning=None), "depends"),
        # The averaging form at a common rate cannot be faster by its formula, so it is not asked.
        (
            direction(lambda n, r: SLOWER if n == "momentum" and r != "own best" else FASTER),
            "holds",
        ),
        # Plain descent never arrives: infinitely faster is faster.
        (direction(lambda *_: ENDLESS), "holds"),
        (direction(lambda *_: SLOWER), "fails"),
        # Twice as fast, but it may be chance.
        (direction(lambda *_: UNSURE), "fails"),
        (direction(lambda n, _: SLOWER if n == "momentum" else FASTER), "depends"),
        (direction(lambda _, r: FASTER if r == "same small rate" else SLOWER), "depends"),
        # It helps as much where steps turn, so “where” is not the point.
        (direction(lambda *_: FASTER, turning=(5.0, 4.0, 6.0)), "depends"),
        (direction(lambda *_: FASTER) | NOTHING, "depends"),
    ],
    "C14": [
        (escape(lambda *_: MORE), "holds"),
        (escape(lambda _, r: MORE if r == "equal steps" else FEWER), "holds"),
        (escape(lambda *_: FEWER), "fails"),
        (escape(lambda *_: SAME), "fails"),
        # As many here, but the interval reaches up to a gain that one would notice.
        (escape(lambda *_: UNCLEAR), "depends"),
        (escape(lambda n, _: MORE if n == "heavy_ball" else SAME), "depends"),
        # Only at a rate at which plain descent follows the slope.
        (escape(lambda _, r: MORE if r == "same small rate" else SAME), "depends"),
        # On average nowhere, but clearly on one problem.
        (escape(lambda *_: SAME, own=MORE), "depends"),
        (escape(lambda *_: MORE) | NO_HILLS, "depends"),
    ],
}
