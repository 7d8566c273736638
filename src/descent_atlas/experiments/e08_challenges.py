"""E8: many minima, a saddle point and a plateau: what each optimizer does there."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from descent_atlas.comparison.sooner import BEST, COMMON_RATE, PLAIN, SAME, TELLING, summary
from descent_atlas.experiments import scenes
from descent_atlas.experiments.crossing_times import arrivals
from descent_atlas.experiments.descents import Descents, descend_rates
from descent_atlas.experiments.scenes import Scene
from descent_atlas.grid import learning_rates
from descent_atlas.optimizer import Optimizer
from descent_atlas.optimizers.adam import Adam
from descent_atlas.optimizers.gradient_descent import GradientDescent
from descent_atlas.optimizers.heavy_ball import HeavyBall
from descent_atlas.optimizers.momentum import Momentum
from descent_atlas.optimizers.nesterov import Nesterov
from descent_atlas.optimizers.rmsprop import RMSprop

OPTIMIZERS: dict[str, Optimizer] = {
    "gradient_descent": GradientDescent(),
    "momentum": Momentum(),
    "heavy_ball": HeavyBall(),
    "nesterov": Nesterov(),
    "rmsprop": RMSprop(),
    "adam": Adam(),
}
LOWEST, HIGHEST, PER_DECADE = 1e-4, 100.0, 4
RATES = learning_rates(LOWEST, HIGHEST, PER_DECADE)
"""As fine as the benchmark's, and up to where plain descent is unstable on each of the surfaces."""
ITERATIONS = 2_000
DENSE, SPARSE = 100, 100
"""A path has each of the first DENSE iterates, then SPARSE of the rest, evenly on a log scale."""


def run() -> dict[str, Any]:
    """The tables, the arrays and the facts, by their path under the results."""
    stage = scenes.all_scenes()
    tables, paths = [], []
    for scene in stage:
        for name in OPTIMIZERS:
            descents = descend(scene, name)
            tables.append(run_table(scene, name, descents))
            paths.append(path(scene, name, descents))
    runs = pd.concat(tables, ignore_index=True)
    compared, escape = summary(runs, ITERATIONS), escape_table(runs)
    return {
        "tables/e08_runs.csv": runs,
        "tables/e08_summary.csv": compared,
        "tables/e08_kin.csv": kin_table(),
        "tables/e08_telling.csv": runs[runs["start"] == TELLING].drop(columns="start"),
        "tables/e08_paths.csv": pd.concat(paths, ignore_index=True),
        "tables/e08_escape.csv": escape,
        "tables/e08_points.csv": pd.concat([s.point_table() for s in stage], ignore_index=True),
        "tables/e08_starts.csv": pd.concat([s.start_table() for s in stage], ignore_index=True),
        **{f"experiments/e08_{scene.name}.npz": scene.landscape() for scene in stage},
        "facts/e08.json": facts(stage, runs, compared, escape),
    }


def descend(scene: Scene, name: str) -> Descents:
    """One optimizer on one surface, from each start at every rate; the runs of a rate stand together."""
    starts, rates = np.tile(scene.starts, (len(RATES), 1)), np.repeat(RATES, len(scene.starts))
    return descend_rates(scene.problem, OPTIMIZERS[name], starts, rates, ITERATIONS)


def run_table(scene: Scene, name: str, descents: Descents) -> pd.DataFrame:
    """How each run ended, and the iterations until it was at its goal, and a tenth of the way, for good."""
    failed = np.array(descents.endings) == "diverged"
    frame = pd.DataFrame(
        {
            "problem": scene.name,
            "optimizer": name,
            "learning_rate": descents.learning_rates,
            "start": np.tile(np.arange(len(scene.starts)), len(RATES)),
            "ending": descents.endings,
            "final_value": descents.final_losses,
        }
    )
    for column, level in (("goal", scene.goal), ("tenth", scene.tenth)):
        times = pd.Series(arrivals(descents.losses, np.tile(level, len(RATES)), failed))
        frame[f"iterations_to_{column}"] = times.replace(np.inf, np.nan).astype("Int64")
    return frame


def kin_table() -> pd.DataFrame:
    """The comparison once more, on other surfaces with a saddle or a plateau: ``kind`` says with which."""
    parts = []
    for kind, others in scenes.kin().items():
        for scene in others:
            tables = [run_table(scene, name, descend(scene, name)) for name in OPTIMIZERS]
            compared = summary(pd.concat(tables, ignore_index=True), ITERATIONS)
            parts.append(compared.assign(kind=kind, title=scene.problem.title))
    return pd.concat(parts, ignore_index=True)


def path(scene: Scene, name: str, descents: Descents) -> pd.DataFrame:
    """The way from the telling start at the common rate, thinned where it is long."""
    spaced = np.rint(np.geomspace(DENSE, ITERATIONS, SPARSE)).astype(int)
    iterations = np.unique(np.concatenate([np.arange(DENSE + 1), spaced]))
    run = int(np.flatnonzero(descents.learning_rates == COMMON_RATE)[TELLING])
    iterations = np.unique(np.append(iterations, descents.ended_at[run]))
    of: dict[str, Any] = {"problem": scene.name, "optimizer": name, "learning_rate": COMMON_RATE}
    return descents.rows(run, iterations).assign(**of)[[*of, "iteration", "x", "y", "loss"]]


def escape_table(runs: pd.DataFrame) -> pd.DataFrame:
    """Plain descent off the saddle from the telling start, for each rate, beside what theory says.

    A step multiplies the distance from the ridge by 1 + 2α, so that from |y₀| it grows to r in
    ln(r / |y₀|) / ln(1 + 2α) steps. Along the ridge the factor is 1 − 2α: x rests from α = 0 to 1.
    """
    own = (runs["problem"] == "saddle") & (runs["optimizer"] == PLAIN) & (runs["start"] == TELLING)
    measured = runs[own].set_index("learning_rate")["iterations_to_goal"].reindex(RATES)
    far = np.log(np.sqrt(scenes.LEFT) / abs(scenes.ON_THE_RIDGE[1]))
    predicted = np.where(RATES < 1, far / np.log1p(2 * RATES), np.nan)
    columns = {"learning_rate": RATES, "measured": measured.to_numpy(), "predicted": predicted}
    return pd.DataFrame(columns)


def facts(
    stage: list[Scene], runs: pd.DataFrame, compared: pd.DataFrame, escape: pd.DataFrame
) -> dict[str, Any]:
    """Every number that the page quotes."""
    known = escape.dropna().astype(float)
    return {
        "titles": {name: optimizer.title for name, optimizer in OPTIMIZERS.items()},
        "common_rate": COMMON_RATE,
        "iterations": ITERATIONS,
        "starts": scenes.STARTS,
        "judged": int(compared["runs"].max()),
        "rates": {"count": len(RATES), "lowest": LOWEST, "highest": HIGHEST},
        "left": scenes.LEFT,
        "crossed": scenes.CROSSED,
        "tenth": scenes.TENTH,
        "flat": scenes.FLAT,
        "steepest_on_top": scenes.steepest_on_top(),
        "ridge": {"closest": scenes.CLOSEST, "farthest": scenes.FARTHEST},
        # Theory knows no whole steps, which alone make a difference of up to one.
        "escape": {
            "rates": len(known),
            "error": float((known["measured"] - known["predicted"]).abs().max()),
        },
        **{scene.name: scene_facts(scene, runs, compared) for scene in stage},
    }


def scene_facts(scene: Scene, runs: pd.DataFrame, compared: pd.DataFrame) -> dict[str, Any]:
    """The surface, and each optimizer at the common rate and at its best one."""
    of = compared[compared["problem"] == scene.name]
    same = of[(of["regime"] == SAME) & (of["learning_rate"] == COMMON_RATE)]
    shown = runs[(runs["problem"] == scene.name) & (runs["start"] == TELLING)]
    shown = shown[shown["learning_rate"] == COMMON_RATE].set_index("optimizer")
    return {
        "title": scene.problem.title,
        "start": scene.starts[TELLING].tolist(),
        "goal": float(scene.goal[TELLING]),
        "minimum": float(scene.problem.minimum),
        "telling": {
            name: {"ending": row["ending"], "iterations": _whole(row["iterations_to_goal"])}
            for name, row in shown.iterrows()
        },
        "same": {row.optimizer: _cell(row) for row in same.itertuples()},
        "best": {row.optimizer: _cell(row) for row in of[of["regime"] == BEST].itertuples()},
        # Who arrives at all from the telling start, and who sooner than plain descent from most starts.
        "reached": _named(shown["iterations_to_goal"].notna()),
        "sooner": {"same": _sooner(same), "best": _sooner(of[of["regime"] == BEST])},
    }


def _sooner(rows: pd.DataFrame) -> list[str]:
    return _named(rows.set_index("optimizer")["sooner_low"] > 0.5)


def _named(which: pd.Series) -> list[str]:
    """The titles of the optimizers for which it is so, in their order."""
    return [optimizer.title for name, optimizer in OPTIMIZERS.items() if which[name]]


def _cell(row: Any) -> dict[str, Any]:
    """A row of the comparison; null for a median that never comes, and for an open end."""
    names = ("learning_rate", "median", "median_low", "median_high", "arrived", "crawl", "sooner")
    numbers = {name: getattr(row, name) for name in names}
    known = {name: None if pd.isna(value) else float(value) for name, value in numbers.items()}
    return known | {"edge": row.edge}


def _whole(value: Any) -> int | None:
    return None if pd.isna(value) else int(value)
