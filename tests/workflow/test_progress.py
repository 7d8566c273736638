"""The line that says how far a run is: what it promises, what it hides, and what it never hides."""

from __future__ import annotations

import io
import logging
from types import SimpleNamespace

import pytest
from snakemake_interface_logger_plugins.common import LogEvent

from snakemake_logger_plugin_progress import LogHandler
from snakemake_logger_plugin_progress.estimate import Estimate, guess, told


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def shown():
    """A handler whose clock stands still until it is told."""

    def make(stream=None, dryrun=False):
        handler = LogHandler(SimpleNamespace(dryrun=dryrun, verbose=False), None)
        handler.stream, handler.now = stream or io.StringIO(), 0.0
        handler.clock = lambda: handler.now
        handler._began = handler._shown = 0.0
        return handler

    return make


def tell(handler, event=None, message="", level=logging.INFO, **fields):
    record = logging.LogRecord("snakemake", level, "", 0, message, None, None)
    vars(record).update(fields, event=event)
    handler.handle(record)


def run(handler, jobs: int, seconds: float) -> None:
    """So many shards of this length, one after the other, of 100."""
    tell(handler, LogEvent.RUN_INFO, stats={"descend": 100, "total": 100})
    for job in range(jobs):
        tell(handler, LogEvent.JOB_INFO, jobid=job, rule_name="descend", rule_msg="Descending")
        handler.now += seconds
        tell(handler, LogEvent.JOB_FINISHED, job_id=job)
        tell(handler, LogEvent.PROGRESS, done=job + 1, total=100)


def test_a_line_now_and_then_says_how_far_it_is_and_how_long_it_takes(shown):
    handler = shown()
    run(handler, 70, 3)
    lines = handler.stream.getvalue().splitlines()[1:]
    assert len(lines) == 7
    assert lines[0] == "10 of 100 steps, 10 %, about 4 minutes left"
    assert lines[-1] == "70 of 100 steps, 70 %, about 2 minutes left"


def test_a_terminal_shows_one_line_that_changes(shown):
    handler = shown(Terminal())
    run(handler, 70, 3)
    last = handler.stream.getvalue().split("\r\x1b[K")[-1]
    assert last == "70 of 100 steps, 70 %, about 2 minutes left: Descending"
    assert "\n" not in last


def test_what_goes_wrong_is_shown_and_what_goes_right_is_not(shown):
    handler = shown()
    tell(handler, message="Select jobs to execute...")
    tell(handler, LogEvent.SHELLCMD, "python -m descent_atlas descend")
    assert handler.stream.getvalue() == ""
    tell(handler, LogEvent.JOB_ERROR, "Error in rule descend", logging.ERROR)
    tell(handler, message="Exiting because a job execution failed", level=logging.ERROR)
    assert "Error in rule descend" in handler.stream.getvalue()
    assert "Exiting because" in handler.stream.getvalue()


def test_a_dry_run_shows_everything(shown):
    handler = shown(dryrun=True)
    tell(handler, LogEvent.JOB_INFO, "rule descend", jobid=1, rule_name="descend", rule_msg="")
    assert "rule descend" in handler.stream.getvalue()


def test_the_end_says_how_long_it_took(shown):
    handler = shown()
    run(handler, 100, 3)
    assert handler.stream.getvalue().endswith("100 of 100 steps, in 5.0 minutes\n")


def test_two_at_a_time_take_half_as_long_but_no_job_is_cut_in_two():
    estimate = Estimate()
    estimate.expect({"descend": 10})
    for job in range(4):
        estimate.start(job, "descend", now=6.0 * (job // 2))
        if job % 2:
            estimate.end(job - 1, now=6.0 * (job // 2) + 6)
            estimate.end(job, now=6.0 * (job // 2) + 6)
    assert estimate.seconds_left(now=12) == pytest.approx(6 * 6 / 2)
    estimate.expect({})
    estimate.start(9, "descend", now=12)
    assert estimate.seconds_left(now=14) == pytest.approx(4)
    assert estimate.seconds_left(now=99) == 0


def test_a_guess_follows_how_fast_the_machine_is():
    estimate = Estimate()
    estimate.expect({"descend": 1, "build_site": 1})
    assert estimate.seconds_left(now=0) == guess("descend") + guess("build_site")
    estimate.start(0, "descend", now=0)
    estimate.end(0, now=3 * guess("descend"))
    assert estimate.seconds_left(now=9) == pytest.approx(3 * guess("build_site"))


def test_times_are_told_as_people_tell_them():
    assert told(20) == "less than a minute left"
    assert told(80) == "about 1 minute left"
    assert told(899) == "about 15 minutes left"
