"""C17 on hand-made tables: challengers that usually win, that only tie, and that win in one respect."""

from __future__ import annotations

import pandas as pd

NAMES = {"momentum": "Momentum", "rmsprop": "RMSprop", "adam": "Adam"}
OPTIMIZERS = pd.DataFrame(
    {
        "optimizer": ["gradient_descent", *NAMES],
        "title": ["Gradient descent", *NAMES.values()],
        "default_learning_rate": 0.01,
    }
)
RACES = pd.DataFrame(
    [
        {"optimizer": name, "tuned": tuned, "iterations": 100, "final_loss": loss}
        for tuned in (False, True)
        for name, loss in (
            ("gradient_descent", None if tuned else 4.0),
            ("momentum", 3.0),
            ("rmsprop", 5.0),
            ("adam", None),
        )
    ]
)
WIN, TIE, LOSS = (9, 1, 0), (0, 10, 0), (1, 1, 8)


def pairs(counts, variant: str = "all", within: float = 0.1, problems: int = 10):
    """Rows against plain descent; ``counts`` gives wins, ties and losses by name, regime and measure.

    The interval of the share reaches ``within`` to both sides.
    """
    rows = []
    for name in NAMES:
        for regime in ("default", "own best"):
            for measure in ("speed", "reliability"):
                wins, ties, losses = counts(name, regime, measure)
                total = wins + ties + losses
                rows.append(
                    {
                        "variant": variant,
                        "regime": regime,
                        "measure": measure,
                        "optimizer": name,
                        "rival": "gradient_descent",
                        "wins": wins,
                        "ties": ties,
                        "losses": losses,
                        "share": wins / total if total else None,
                        "problems": problems,
                        "low": wins / total - within if total else None,
                        "high": wins / total + within if total else None,
                    }
                )
    return pd.DataFrame(rows)


def tables(table: pd.DataFrame):
    return {"choosing_pairs": table, "optimizers": OPTIMIZERS, "e07_optimizers": RACES}


def in_speed(name: str, regime: str, measure: str) -> tuple[int, int, int]:
    return WIN if measure == "speed" else TIE


CASES = {
    "C17": [
        (tables(pairs(lambda *_: WIN)), "holds"),
        (tables(pairs(lambda *_: LOSS)), "fails"),
        # A tie is no win, and exactly half is not more often than not, however many they are.
        (tables(pairs(lambda *_: TIE)), "fails"),
        (tables(pairs(lambda *_: (5, 5, 0), within=0.0)), "fails"),
        # More than half or less, other problems would have to tell.
        (tables(pairs(lambda *_: (6, 4, 0), within=0.2)), "depends"),
        (tables(pairs(lambda *_: (4, 6, 0), within=0.2)), "depends"),
        # Nobody can say “usually” of four problems.
        (tables(pairs(lambda *_: WIN, problems=4)), "depends"),
        (tables(pairs(in_speed)), "depends"),
        # Where nobody can win there is nothing to compare: speed alone decides.
        (tables(pairs(lambda _n, _r, m: WIN if m == "speed" else (0, 0, 0))), "holds"),
        # With the full batch only.
        (
            tables(
                pd.concat([pairs(lambda *_: LOSS), pairs(lambda *_: WIN, variant="full_batch")])
            ),
            "depends",
        ),
        (
            tables(pairs(lambda *_: WIN)) | {"optimizers": OPTIMIZERS.query("optimizer != 'adam'")},
            "depends",
        ),
    ]
}
