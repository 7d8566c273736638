"""Run tables small enough to work out by hand."""

from __future__ import annotations

import pandas as pd

BUDGETS = {"full_batch": 100, "stochastic": 400}
NEVER = None
HITS, HOLDS = ([f"{event}_1e-{k}" for k in range(1, 9)] for event in ("hit", "hold"))


def run_table(times: dict, *, reversals: dict | None = None, **columns) -> pd.DataFrame:
    """Runs from {(problem, optimizer, variant): {rate: [time of each start, None for never]}}."""
    rows = []
    for (problem, optimizer, variant), by_rate in times.items():
        for rate, starts in by_rate.items():
            for start, time in enumerate(starts):
                samples = 8 if variant == "full_batch" else 1
                row = {
                    "problem": problem,
                    "optimizer": optimizer,
                    "variant": variant,
                    "learning_rate": rate,
                    "start": start,
                    "initial_gap": 1.0,
                    "final_gap": 0.5 if time is NEVER else 1e-9,
                    "ending": "moving" if time is NEVER else "converged",
                    "reversals": (reversals or {}).get(rate, 0.0),
                    "gradient_samples": samples * BUDGETS[variant],
                    "ended_at": BUDGETS[variant] if time is NEVER else time,
                    **dict.fromkeys([*HITS, *HOLDS], time),
                }
                rows.append(row | columns)
    kinds = dict.fromkeys([*HITS, *HOLDS], "Int64")
    return pd.DataFrame(rows).astype(kinds)
