"""C12 on hand-made tables: noise that helps, noise that does not, and saddles that it leaves sooner."""

from __future__ import annotations

import pandas as pd

PROBLEMS = pd.DataFrame(
    {
        "problem": ["hills", "pass", "ridge"],
        "title": ["Hills", "Pass", "Ridge"],
        "dimension": 2,
        "bounded": True,
        "tags": ["many minima", "saddle", "saddle"],
    }
)


def pooled(difference: float, low: float, high: float, tags: str = "few or many minima"):
    rows = [
        ("full_batch", regime, 0.0, 0.0, 0.0) for regime in ("equal steps", "equal samples")
    ] + [
        ("stochastic", "equal steps", difference, low, high),
        ("stochastic", "equal samples", 0.5, 0.4, 0.6),
    ]
    frame = pd.DataFrame(rows, columns=["variant", "regime", "difference", "low", "high"])
    return frame.assign(tags=tags, optimizer="gradient_descent", problems=1)


def escape(difference: float, low: float, high: float):
    row = {
        "problem": "hills",
        "tags": "many minima",
        "optimizer": "gradient_descent",
        "variant": "stochastic",
        "regime": "equal steps",
        "difference": difference,
        "low": low,
        "high": high,
    }
    return pd.DataFrame([row])


def saddles(*times: tuple[str, float | None, float | None]):
    """(problem, with the full batch, with single samples), at one rate after another."""
    rows = [
        {
            "problem": problem,
            "learning_rate": 10.0**-place,
            "variant": variant,
            "left_after": time,
            "diverged": False,
            "limit": 1000.0,
        }
        for place, (problem, full, noisy) in enumerate(times)
        for variant, time in (("full_batch", full), ("stochastic", noisy))
    ]
    return pd.DataFrame(rows).astype({"left_after": float})


def tables(gain: tuple[float, float, float], leaving: pd.DataFrame):
    return {
        "choosing_escape": escape(*gain),
        "choosing_escape_pooled": pooled(*gain),
        "choosing_saddles": leaving,
        "problems": PROBLEMS,
    }


HELPS, HARDLY, HARMS = (0.2, 0.1, 0.3), (0.02, 0.01, 0.03), (-0.2, -0.3, -0.1)
UNSURE = (0.2, -0.01, 0.4)
SOONER = saddles(("pass", 300, 100), ("pass", 90, 30), ("ridge", 500, 100))
NO_SOONER = saddles(("pass", 100, 100), ("ridge", 90, 80))
NEVER_WITHOUT = saddles(("pass", None, 400), ("ridge", None, 500), ("ridge", None, None))


def of_many_starts(leaving: pd.DataFrame) -> pd.DataFrame:
    """The same from sixteen starts."""
    return pd.concat([leaving.assign(start=start) for start in range(16)], ignore_index=True)


CASES = {
    "C12": [
        (tables(HELPS, of_many_starts(SOONER)), "holds"),
        (tables(HELPS, of_many_starts(NEVER_WITHOUT)), "holds"),
        (tables(HARMS, NO_SOONER), "fails"),
        (tables(HARDLY, NO_SOONER), "fails"),
        # One start by each saddle is no evidence for a verdict, for or against.
        (tables(HARDLY, SOONER), "fails"),
        (tables(HELPS, SOONER), "depends"),
        (tables(HELPS, SOONER.iloc[:0]), "depends"),
        # A gain that may be chance.
        (tables(UNSURE, SOONER), "depends"),
        # On average not, but clearly on one problem.
        (tables(HARDLY, SOONER) | {"choosing_escape": escape(*HELPS)}, "depends"),
        # Nothing to be caught in.
        (
            tables(HELPS, SOONER) | {"choosing_escape_pooled": pooled(*HELPS).iloc[:0]},
            "depends",
        ),
    ]
}
