"""Runs that settle, circle, leave and cross as the claims of E8 and E9 say, and others that do not."""

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
"""A number that does not exist."""
MOST, HALF, FEW, NO = (0.9, 0.8, 0.97), (0.55, 0.4, 0.7), (0.1, 0.02, 0.3), (OPEN, OPEN, OPEN)
"""Shares with their intervals: above one half, across it, below it, none."""
SLOW, EITHER, QUICK = MOST, HALF, FEW


def compared(surface, exceptions, crawl):
    """A surface on which everyone is sooner, but for ``exceptions`` by (regime, optimizer)."""
    rows = []
    cells = [("same rate", name, rate) for name in HELPERS for rate in (0.01, 0.1)]
    cells += [("same step", "momentum", 1.0)] + [("best rate", name, 3.0) for name in HELPERS]
    for regime, name, rate in cells:
        sooner = exceptions.get((regime, name), MOST)
        rows.append((surface, name, regime, rate, 4.0, 3.0, OPEN, *crawl, *sooner))
    for regime, rate in (("same rate", 0.01), ("same rate", 0.1), ("best rate", 1.0)):
        pace = crawl if rate == 0.1 else FEW
        rows.append((surface, "gradient_descent", regime, rate, 40.0, 30.0, 50.0, *pace, *NO))
    columns = ["problem", "optimizer", "regime", "learning_rate", "median", "median_low"]
    columns += ["median_high", "crawl", "crawl_low", "crawl_high"]
    return pd.DataFrame(rows, columns=[*columns, "sooner", "sooner_low", "sooner_high"])


def e08(problem, kind, own=(), kin=(), crawl=SLOW, kin_crawl=SLOW):
    """The article's surface and another of its kind, each with its exceptions."""
    others = compared("pit", dict(kin), kin_crawl).assign(kind=kind, title="Pit")
    strangers = compared("bog", dict.fromkeys(everyone(), FEW), QUICK)
    return {
        "e08_summary": pd.concat([compared(problem, dict(own), crawl), strangers]),
        "e08_kin": pd.concat([others, strangers.assign(kind="swamp", title="Bog")]),
        "optimizers": OPTIMIZERS,
    }


def everyone(names=HELPERS):
    """Every cell that counts; the averaging momentum has steps as long at ten times the rate."""
    shared = [("same step" if name == "momentum" else "same rate", name) for name in names]
    return [*shared, *(("best rate", name) for name in names)]


def c21(**options):
    return e08("saddle", "saddle", **options)


def c22(**options):
    return e08("tanh_plateau", "plateau", **options)


AS_FAST = dict.fromkeys(everyone(), FEW)
UNDECIDED = dict.fromkeys(everyone(), HALF)
NOBODY_ARRIVES = dict.fromkeys(everyone(), NO)

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
        (c21(), "holds"),
        # At plain descent's own rate the averaging form cannot be sooner, and is not asked to be.
        (c21(own={("same rate", "momentum"): FEW}), "holds"),
        # Where nobody arrives before the other, or plain descent not from everywhere, nothing is said.
        (c21(kin=NOBODY_ARRIVES, kin_crawl=NO), "holds"),
        (c21(own={("same step", "momentum"): FEW}), "depends"),
        (c21(own={("best rate", "adam"): HALF}), "depends"),
        (c21(kin={("best rate", "adam"): FEW}), "depends"),
        (c21(crawl=EITHER), "depends"),
        (c21(kin_crawl=QUICK), "depends"),
        (c21(crawl=QUICK, kin_crawl=QUICK), "fails"),
        (c21(own=AS_FAST, kin=AS_FAST), "fails"),
        (c21(own=UNDECIDED, kin=UNDECIDED), "depends"),
        (c21(own=AS_FAST), "depends"),
        (c21(own=NOBODY_ARRIVES, kin=NOBODY_ARRIVES), "depends"),
        (c21(crawl=NO, kin_crawl=NO), "depends"),
    ],
    "C22": [
        (c22(), "holds"),
        (c22(own=dict.fromkeys(everyone(("momentum", "heavy_ball", "nesterov")), FEW)), "holds"),
        (c22(own={("best rate", "adam"): FEW}), "depends"),
        (c22(own={("best rate", "adam"): HALF}), "depends"),
        (c22(crawl=EITHER), "depends"),
        (c22(own=AS_FAST, kin=AS_FAST), "fails"),
        (c22(crawl=QUICK, kin_crawl=QUICK), "fails"),
    ],
}
