"""Shares of minima that fall with the dimension as C23 says, and others that do not."""

import pandas as pd


def kinds(per_minimum, dimensions=(2, 10, 16), margin=1.1):
    """So many saddles for each minimum, as many maxima as minima, intervals of a factor around it."""
    rows = []
    for dimension, ratio in zip(dimensions, per_minimum, strict=True):
        share = 1 / (2 + ratio)
        for kind, each in (("saddles", ratio), ("minima", 1.0)):
            rows.append(
                {
                    "dimension": dimension,
                    "kind": kind,
                    "fraction": share * each,
                    "low": share * each / 1.01,
                    "high": min(1, share * each * 1.01),
                    "per_minimum": each,
                    "per_minimum_low": each / margin,
                    "per_minimum_high": each * margin,
                }
            )
    return {"e10_dimension": pd.DataFrame(rows)}


CASES = {
    "C23": [
        (kinds([2, 1000, 1e6]), "holds"),
        # Exactly a hundred to one, without any doubt.
        (kinds([2, 100, 100], margin=1.0), "holds"),
        # Enough in low dimension too.
        (kinds([500, 500, 500]), "holds"),
        (kinds([2, 3, 4]), "fails"),
        # Common only where the dimension is low.
        (kinds([500, 3, 4]), "fails"),
        # Enough only in a higher dimension.
        (kinds([2, 50, 1000]), "depends"),
        # Enough at first, then no longer.
        (kinds([2, 1000, 50]), "depends"),
        # Chance could have done it.
        (kinds([2, 120, 120], margin=1.5), "depends"),
        # High dimensions were not measured.
        (kinds([2, 1000], dimensions=(2, 9)), "depends"),
        (kinds([2, 1000], dimensions=(2, 10)), "holds"),
    ]
}
