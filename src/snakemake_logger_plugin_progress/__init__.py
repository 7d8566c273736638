"""What a run shows: how far it is and how long it still takes, in one line.

A logger of Snakemake's, which the profile names. It stands in for Snakemake's own output, of which
every one of some thousand jobs would have ten lines; all of that is in .snakemake/log/. Whatever goes
wrong is shown, and a dry run or ``--verbose`` shows everything.
"""

from __future__ import annotations

import sys
import time
from logging import LogRecord

from snakemake_interface_logger_plugins.base import LogHandlerBase
from snakemake_interface_logger_plugins.common import LogEvent

from snakemake_logger_plugin_progress.estimate import Estimate, told

SILENT = {
    *(LogEvent.JOB_INFO, LogEvent.JOB_STARTED, LogEvent.JOB_FINISHED, LogEvent.GROUP_INFO),
    *(LogEvent.SHELLCMD, LogEvent.PROGRESS, LogEvent.RESOURCES_INFO),
}
"""What tells of jobs that do as they should."""
ROUTINE = ("None", "Select jobs to execute...")
"""What it says between jobs without an event of its own."""
SECONDS, SECONDS_ON_A_TERMINAL = 30.0, 0.5
"""Between two lines, and between two updates of the line that a terminal shows."""
ERASE = "\r\x1b[K"


class LogHandler(LogHandlerBase):
    """Shows progress on standard error."""

    writes_to_stream = True
    writes_to_file = has_filter = has_formatter = needs_rulegraph = False

    def __post_init__(self) -> None:
        self.clock, self.stream = time.monotonic, sys.stderr
        self._estimate = Estimate()
        self._began = self._shown = self.clock()
        self._doing = ""
        self._loud = self.common_settings.dryrun or self.common_settings.verbose

    def emit(self, record: LogRecord) -> None:
        """Take notice of what happened, and show it if somebody needs to know."""
        event = getattr(record, "event", None)
        self._notice(event, record)
        if self._loud or event not in SILENT:
            text = self.format(record)
            if self._loud or text not in ROUTINE:
                self._write(text + "\n")
        elif event == LogEvent.PROGRESS:
            self._progress(vars(record)["done"], vars(record)["total"])

    def _notice(self, event: LogEvent | None, record: LogRecord) -> None:
        fields, now = vars(record), self.clock()
        if event == LogEvent.RUN_INFO:
            jobs = fields["stats"]
            self._estimate.expect({rule: n for rule, n in jobs.items() if rule != "total"})
        elif event == LogEvent.JOB_INFO:
            self._estimate.start(fields["jobid"], fields["rule_name"], now)
            self._doing = fields["rule_msg"] or fields["rule_name"]
        elif event == LogEvent.JOB_FINISHED:
            self._estimate.end(fields["job_id"], now)

    def _progress(self, done: int, total: int) -> None:
        """Show the line, unless it was shown a moment ago."""
        now, terminal = self.clock(), self.stream.isatty()
        if done == total:
            self._write(f"{total} of {total} steps, in {(now - self._began) / 60:.1f} minutes\n")
        elif now - self._shown >= (SECONDS_ON_A_TERMINAL if terminal else SECONDS):
            self._shown = now
            left = told(self._estimate.seconds_left(now))
            line = f"{done} of {total} steps, {100 * done // total} %, {left}"
            self._write(f"{line}: {self._doing}"[:100] if terminal else f"{line}\n")

    def _write(self, text: str) -> None:
        self.stream.write((ERASE if self.stream.isatty() else "") + text)
        self.stream.flush()
