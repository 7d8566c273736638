"""Critical points and directions that are as the claims of E1 and E2 say, and others that are not."""

import pandas as pd


def points(*rows):
    """(kind, gradient norm), one row each."""
    return pd.DataFrame(
        {
            "problem": "made",
            "kind": [kind for kind, _ in rows],
            "gradient_norm": [norm for _, norm in rows],
        }
    )


def c1(*rows, everywhere=(("minimum", 0.0),)):
    return {"e01_points": points(*rows), "e01_critical_points": points(*everywhere)}


def directions(**changes):
    """Two points on each of two problems; the steepest of four directions is beside the gradient."""
    frame = pd.DataFrame(
        {
            "problem": ["bowl", "bowl", "valley", "valley"],
            "directions": 4,
            "gradient_norm": 2.0,
            "angle_apart": [0.0, 45.0, 90.0, 30.0],
            "best_slope": [2.0, 1.4, 0.1, 1.7],
            "gradient_slope": 2.0,
        }
    )
    return {"e02_directions": frame.assign(**changes)}


CASES = {
    "C1": [
        (c1(("minimum", 0.0), ("saddle", 1e-14)), "holds"),
        (c1(("maximum", 0.0)), "holds"),
        (c1(("minimum", 0.0), ("minimum", 0.0)), "fails"),
        # A point at which the test is silent proves nothing,
        (c1(("minimum", 0.0), ("degenerate", 0.0)), "fails"),
        # nor does one at which there still is a slope,
        (c1(("minimum", 0.0), ("saddle", 1e-3)), "fails"),
        # nor one of another problem, which is named.
        (c1(("minimum", 0.0), everywhere=(("saddle", 0.0),)), "fails"),
        (c1(("saddle", 1e-3)), "depends"),
    ],
    "C2": [
        (directions(), "holds"),
        (directions(best_slope=2.00001), "holds"),
        (directions(best_slope=2.0001), "fails"),
        (directions(best_slope=[2.0, 1.4, 0.1, 2.1]), "depends"),
        (directions(angle_apart=[0.0, 45.0, 91.0, 30.0]), "depends"),
        (directions(angle_apart=180.0), "fails"),
        # Without a gradient there is no direction to test.
        (directions(gradient_norm=[0.0, 2.0, 2.0, 2.0], best_slope=[9.0, 2, 2, 2]), "holds"),
        (directions(gradient_norm=0.0), "depends"),
    ],
}
