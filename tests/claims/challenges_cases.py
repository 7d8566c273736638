"""Runs that settle, circle, leave and cross as the claims of E8 and E9 say, and others that do not."""

from itertools import product

import pandas as pd

HELPERS = ("momentum", "heavy_ball", "nesterov", "rmsprop", "adam")
OPTIMIZERS = pd.DataFrame(
    [
        ("gradient_descent", "Gradient descent"),
        ("momentum", "Momentum"),
        ("heavy_ball", "Heavy ball"),
        ("nesterov", "Nesterov"),
        ("rmsprop", "RMSprop"),
        ("adam", "Adam"),
    ],
    columns=["optimizer", "title"],
)


def e09(endings):
    """Two starts at each rate; those that settle in a wrong basin do so at 1.5 and at 2.7."""
    rows = [
        (rate, start, {"wrong basin": place, "converged": -0.3}.get(ending, 0.0), ending)
        for rate, pair in endings.items()
        for (start, place), ending in zip(((1.0, 1.5), (2.0, 2.7)), pair, strict=True)
    ]
    table = pd.DataFrame(rows, columns=["learning_rate", "start", "final_x", "ending"])
    minima = pd.DataFrame({"x": [-0.3, 1.5, 2.7], "limit": [0.08, 0.09, 0.085]})
    rates = pd.DataFrame({"learning_rate": list(endings), "runs": 10, "in_other": 7, "minima": 3})
    cycles = table[["learning_rate", "start"]].assign(around=[1.5, 2.7] * len(endings))
    return {
        "e09_many_starts": table,
        "e09_minima": minima,
        "e09_rates": rates,
        "e09_cycles": cycles,
    }


CYCLE, WRONG, LOWEST = ("cycling",) * 2, ("wrong basin",) * 2, ("converged",) * 2
MIXED = ("converged", "wrong basin")


OPEN = float("nan")
"""The end of an interval that has none."""


def e08(problem, sooner, crawl=0.8):
    """The comparison; ``sooner`` holds (regime, optimizer)."""
    rows = []
    for regime, rate in (("same rate", 0.1), ("same rate", 0.01), ("best rate", 1.0)):
        for name in ("gradient_descent", *HELPERS):
            better = 0.9 if (regime, name) in sooner else 0.2
            rows.append((problem, name, regime, rate, 40.0, 30.0, OPEN, crawl, crawl, 1.0, better))
    columns = ["problem", "optimizer", "regime", "learning_rate", "median", "median_low"]
    columns += ["median_high", "crawl", "crawl_low", "crawl_high", "sooner_low"]
    return pd.DataFrame(rows, columns=columns)


def runs(problem, times, bounded=True, rates=(0.01, 0.1)):
    """Full-batch runs from 32 starts; ``times`` by optimizer and rate, None for never."""
    rows = []
    for name, rate, start in product(times, rates, range(32)):
        time = times[name][rates.index(rate)]
        escaped = not bounded and time is not None
        ending, ended = ("escaped", time) if escaped else ("moving", 2000)
        hold = time if bounded else None
        rows.append((problem, name, "full_batch", rate, start, ending, ended, hold))
    columns = ["problem", "optimizer", "variant", "learning_rate", "start", "ending", "ended_at"]
    frame = pd.DataFrame(rows, columns=[*columns, "hold_1e-1"])
    return frame.astype({"hold_1e-1": "Int64"})


def tables(problem, tag, sooner, grid, crawl=0.8, bounded=True):
    problems = pd.DataFrame(
        {"problem": ["pit"], "tags": [f"few minima;{tag}"], "solvable": bounded}
    )
    return {
        "e08_summary": e08(problem, sooner, crawl),
        "runs": runs("pit", grid, bounded),
        "problems": problems,
        "optimizers": OPTIMIZERS,
    }


def all_of(names):
    return {(regime, name) for regime in ("same rate", "best rate") for name in names}


PLAIN = {"gradient_descent": (500, 100)}
"""Iterations at the smaller and at the larger rate."""
FAST = PLAIN | dict.fromkeys(HELPERS, (50, 10))
SLOW = PLAIN | dict.fromkeys(HELPERS, (900, None))
TIED = PLAIN | dict.fromkeys(HELPERS, (500, 100))
ONLY_SHARED = {"gradient_descent": (5, 100)} | dict.fromkeys(HELPERS, (50, 10))
NEARLY = FAST | {"momentum": (500, 101)}
EVERYONE, ADAPTIVE = all_of(HELPERS), all_of(("rmsprop", "adam"))


def c21(sooner, grid, **options):
    return tables("saddle", "saddle", sooner, grid, **options)


def c22(sooner, grid, **options):
    return tables("tanh_plateau", "plateau", sooner, grid, **options)


def changed(name, column, value):
    """Everyone is sooner everywhere, but a column of a table is another."""
    found = c21(EVERYONE, FAST)
    return {**found, name: found[name].assign(**{column: value})}


CASES = {
    "C19": [
        (e09({0.01: WRONG, 0.1: MIXED}), "holds"),
        (e09({0.01: WRONG, 0.1: CYCLE}), "depends"),
        (e09({0.01: CYCLE, 0.1: LOWEST}), "fails"),
        (e09({0.01: LOWEST, 0.1: CYCLE}), "fails"),
        (e09({0.01: MIXED, 0.1: ("cycling", "wrong basin")}), "holds"),
    ],
    "C20": [
        (e09({0.01: CYCLE, 0.1: WRONG}), "holds"),
        (e09({0.01: CYCLE, 0.1: MIXED}), "holds"),
        (e09({0.01: WRONG, 0.1: CYCLE}), "depends"),
        (e09({0.01: MIXED, 0.1: ("cycling", "wrong basin")}), "depends"),
        (e09({0.01: LOWEST, 0.1: LOWEST}), "fails"),
    ],
    "C21": [
        (c21(EVERYONE, FAST), "holds"),
        (c21(EVERYONE, FAST, bounded=False), "holds"),
        (c21(EVERYONE, SLOW), "depends"),
        (c21(EVERYONE, TIED), "depends"),
        (c21(EVERYONE, ONLY_SHARED), "depends"),
        (c21(EVERYONE, NEARLY), "depends"),
        (c21(EVERYONE - {("same rate", "momentum")}, FAST), "depends"),
        (c21(set(), SLOW), "fails"),
        (c21(set(), SLOW, bounded=False), "fails"),
        (c21(EVERYONE, FAST, crawl=0.49), "fails"),
        # Nothing in the grid to compare:
        (changed("problems", "tags", "convex"), "depends"),
        (changed("runs", "variant", "stochastic"), "depends"),
        (changed("runs", "optimizer", "lion"), "depends"),
    ],
    "C22": [
        (c22(EVERYONE, FAST), "holds"),
        (c22(ADAPTIVE, NEARLY), "holds"),
        (c22(ADAPTIVE, NEARLY, crawl=OPEN), "holds"),
        (c22(all_of(("momentum", "rmsprop")), FAST), "depends"),
        (c22(ADAPTIVE, ONLY_SHARED), "depends"),
        (c22(ADAPTIVE - {("best rate", "adam")}, FAST), "depends"),
        (c22(all_of(("momentum",)), SLOW), "fails"),
        (c22(EVERYONE, FAST, crawl=0.2), "fails"),
    ],
}
