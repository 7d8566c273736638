"""A pipeline that is interrupted or killed goes on with the same command."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pandas as pd
import pytest

from project import SMOKE, copy_project

pytestmark = pytest.mark.slow


def interrupt(process: subprocess.Popen) -> None:
    """As Ctrl-C does: the pipeline and its workers."""
    os.killpg(process.pid, signal.SIGINT)


def kill(process: subprocess.Popen) -> None:
    """The pipeline alone, without a word; its workers go on writing."""
    process.kill()


@pytest.mark.parametrize("end", [interrupt, kill])
def test_a_killed_pipeline_goes_on_with_the_same_command(tmp_path, end):
    killed = copy_project(tmp_path)
    target = "results/tables/runs.parquet"
    environment = {**os.environ, "PYTHONPATH": str(tmp_path / "src")}
    command = [Path(sys.executable).parent / "snakemake", "--cores", "2", *SMOKE, "--", target]
    process = subprocess.Popen(
        command,
        cwd=tmp_path,
        env=environment,
        start_new_session=True,
        stderr=subprocess.DEVNULL,
        # A job in the background of a shell ignores Ctrl-C, and so would all that it starts.
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),
    )
    _wait_for(lambda: any((tmp_path / "results/runs").glob("*/*.npz")))
    end(process)
    process.wait(timeout=60)
    assert not (tmp_path / target).exists()
    killed.run("--", target)
    runs = pd.read_parquet(tmp_path / target)
    assert runs["ending"].notna().all()
    assert killed.pending("--", target) == {}


def _wait_for(condition, seconds: float = 90.0) -> None:
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "nothing happened"
        time.sleep(0.05)
