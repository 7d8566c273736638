"""Learning rates that behave as the claims of E5 say, and others that do not."""

import pandas as pd

RATES = [1e-4, 1e-3, 1e-2]


def arrivals(iterations, rises=(0, 0, 0), endings=("moving",) * 3, rates=RATES):
    return pd.DataFrame(
        {
            "learning_rate": rates,
            "iterations": pd.array(iterations, dtype="Int64"),
            "rises": rises,
            "ending": endings,
        }
    )


def summary(ending="diverged", ended_at=2):
    endings, ended = ["moving", "moving", ending], [100, 100, ended_at]
    return pd.DataFrame({"learning_rate": RATES, "ending": endings, "ended_at": ended})


def stability(found=0.5):
    return pd.DataFrame({"limit": [0.5, 1.0], "largest_stable": [found, 1.0]})


LEAVES = ("moving", "moving", "diverged")


def c6(*iterations):
    return {"e05_arrivals": arrivals(iterations), "e05_summary": summary()}


def c8(endings, largest="diverged", found=0.5):
    return {
        "e05_arrivals": arrivals([900, 90, None], endings=endings),
        "e05_summary": summary(largest),
        "e05_stability": stability(found),
    }


CASES = {
    "C6": [
        (c6(1000, 100, None), "holds"),
        (c6(500, 100, None), "holds"),
        (c6(499, 100, None), "fails"),
        (c6(None, 100, None), "holds"),
        (c6(None, None, None), "fails"),
    ],
    "C7": [
        ({"e05_arrivals": arrivals([900, 90, 9], rises=(0, 0, 1))}, "holds"),
        ({"e05_arrivals": arrivals([900, 90, 9])}, "depends"),
        ({"e05_arrivals": arrivals([900, 90, 99], rises=(0, 0, 1))}, "depends"),
        ({"e05_arrivals": arrivals([900, 901, 9], rises=(0, 0, 1))}, "fails"),
        ({"e05_arrivals": arrivals([900, None, None])}, "fails"),
    ],
    "C8": [
        (c8(LEAVES), "holds"),
        (c8(("moving",) * 3, largest="cycling"), "fails"),
        (c8(("moving", "diverged", "cycling")), "depends"),
        (c8(LEAVES, largest="cycling"), "depends"),
        (c8(LEAVES, found=0.49), "depends"),
    ],
}
