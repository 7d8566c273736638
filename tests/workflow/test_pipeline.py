"""The real pipeline on the smoke grid: complete, the same bytes twice, and able to go on after a kill."""

from __future__ import annotations

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import numpy as np
import pandas as pd
import pytest

from descent_atlas.config import read_config
from descent_atlas.endings import NAMES
from descent_atlas.grid import Grid
from descent_atlas.stages.collect import COLUMNS
from project import PROJECT, SMOKE, copy_project

pytestmark = pytest.mark.slow
together = pytest.mark.xdist_group("pipeline")


@together
def test_the_run_table_has_a_row_for_every_run_of_the_grid(smoke):
    config = read_config(PROJECT / "config/smoke.yaml")
    grid = Grid.from_settings(config.model_dump(exclude_none=True))
    runs = pd.read_parquet(smoke / "results/tables/runs.parquet")
    assert len(runs) == len(config.problems) * len(config.optimizers) * int(np.prod(grid.shape))
    keys = ["problem", "optimizer", "variant", "learning_rate", "start"]
    assert not runs.duplicated(keys).any()
    assert list(runs.columns) == list(COLUMNS)
    assert set(runs["ending"]) <= set(NAMES)
    counts = pd.read_csv(smoke / "results/tables/endings.csv")
    assert counts[list(NAMES)].to_numpy().sum() == len(runs)


@together
def test_no_run_that_stayed_lacks_a_number(smoke):
    runs = pd.read_parquet(smoke / "results/tables/runs.parquet")
    left = runs["ending"].isin(["diverged", "escaped"])
    assert runs.loc[~left, "final_gap"].notna().all()
    assert runs.loc[left, "final_gap"].isna().all()
    numbers = runs.select_dtypes(float)
    assert not np.isinf(numbers.to_numpy()).any()


@together
def test_a_hold_is_never_before_its_hit_and_tighter_targets_come_later(smoke):
    runs = pd.read_parquet(smoke / "results/tables/runs.parquet")
    for k in range(1, 9):
        hit, hold = runs[f"hit_1e-{k}"], runs[f"hold_1e-{k}"]
        both = hit.notna() & hold.notna()
        assert (hold[both] >= hit[both]).all()
        assert not (hold.notna() & hit.isna()).any()
        if k > 1:
            easier = runs[f"hit_1e-{k - 1}"]
            assert (hit[hit.notna()] >= easier[hit.notna()]).all()


@together
def test_tables_never_print_nan_or_infinity(smoke):
    for path in (smoke / "results/tables").glob("*.csv"):
        words = path.read_text(encoding="utf-8").lower().replace("\n", ",").split(",")
        assert not {"nan", "inf", "-inf"} & set(words), path.name
    for path in (smoke / "results/facts").glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)


@together
def test_one_core_and_two_give_the_same_bytes(pipeline, tmp_path_factory):
    alone = copy_project(tmp_path_factory.mktemp("alone"))
    alone.run(cores="1")
    for folder in ("results", "site"):
        ours, theirs = _digests(pipeline.root / folder), _digests(alone.root / folder)
        assert ours.keys() == theirs.keys()
        assert [name for name in ours if ours[name] != theirs[name]] == []


def _digests(folder: Path) -> dict[str, str]:
    return {
        path.relative_to(folder).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


def test_a_killed_pipeline_goes_on_with_the_same_command(tmp_path):
    killed = copy_project(tmp_path)
    targets = ["results/tables/runs.parquet"]
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "src")}
    command = [Path(sys.executable).parent / "snakemake", "--cores", "2", *SMOKE, "--", *targets]
    process = subprocess.Popen(
        command, cwd=tmp_path, env=environment, start_new_session=True, stderr=subprocess.DEVNULL
    )
    _wait_for(lambda: any((tmp_path / "results/runs").glob("*/*.npz")))
    os.killpg(process.pid, signal.SIGINT)
    process.wait(timeout=60)
    assert not (tmp_path / targets[0]).exists()
    killed.run("--", *targets)
    runs = pd.read_parquet(tmp_path / targets[0])
    assert runs["ending"].notna().all()
    assert killed.pending("--", *targets) == {}


def _wait_for(condition, seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("starts: 8", "starts: eight"), ["starts", "eight"]),
        (("starts: 8", "starst: 8"), ["starst", "did you mean 'starts'?"]),
        (("starts: 8", "starts: 0"), ["starts", "greater than or equal to 2"]),
        (("- rosenbrock", "- rosenbrok"), ["rosenbrok", "did you mean 'rosenbrock'?"]),
    ],
)
def test_a_mistake_in_the_configuration_is_one_sentence_before_any_job(tmp_path, change, words):
    wrong = copy_project(tmp_path)
    wrong.edit("config/smoke.yaml", lambda text: text.replace(*change))
    done = wrong.snakemake()
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert len(said) == 1
    assert all(word in said[0] for word in [*words, "config/smoke.yaml"])
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "results").exists()


def test_the_published_configuration_is_valid_and_large_enough():
    config = read_config(PROJECT / "config/config.yaml")
    grid = Grid.from_settings(config.model_dump(exclude_none=True))
    variants, starts, rates = grid.shape
    assert (variants, starts >= 32, rates >= 25) == (3, True, True)
    assert grid.learning_rates[-1] / grid.learning_rates[0] >= 1e6
    assert min(grid.iterations.values()) >= 1000
