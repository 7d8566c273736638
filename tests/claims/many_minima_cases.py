"""Networks whose minima are alike, and others whose are not."""

import pandas as pd


def minima(gaps_of, verified=True, each=20):
    """Twenty starts for each number of parameters, their gaps the given ones in turn."""
    rows = [
        (parameters, seed, gaps[seed % len(gaps)], verified)
        for parameters, gaps in gaps_of.items()
        for seed in range(each)
    ]
    columns = ["parameters", "seed", "relative_gap", "verified"]
    return {"e11_minima": pd.DataFrame(rows, columns=columns)}


ALIKE, APART = [0.0, 0.001], [0.0, 0.2, 0.3, 0.4]
HALF = [0.0, 0.2]
"""Half of them are close: by chance as likely as not, so not most."""

CASES = {
    "C24": [
        (minima({85: APART, 1210: ALIKE, 2410: ALIKE}), "holds"),
        (minima({85: ALIKE, 1210: ALIKE, 2410: ALIKE}), "holds"),
        # A narrow network may be easy, as long as it is no high dimension.
        (minima({85: ALIKE, 235: APART, 1000: ALIKE}), "holds"),
        (minima({85: APART, 1210: APART, 2410: ALIKE}), "depends"),
        (minima({85: APART, 1210: HALF, 2410: ALIKE}), "depends"),
        (minima({85: APART, 1210: ALIKE, 2410: HALF}), "fails"),
        (minima({85: ALIKE, 1210: ALIKE, 2410: APART}), "fails"),
        # All of three are close, but three are too few to say that most are.
        (minima({1210: ALIKE}, each=3), "fails"),
        # Nothing large enough, or nothing that was found to be a minimum.
        (minima({85: ALIKE, 999: ALIKE}), "depends"),
        (minima({85: ALIKE, 1210: ALIKE}, verified=False), "depends"),
    ],
}
