"""How long a pipeline still takes, from how long its jobs took so far."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Mapping

GUESSES = {
    "descend": 0.7,
    "draw_": 1.5,
    "run_e11": 90.0,
    "run_": 7.0,
    "collect_runs": 12.0,
    "summarise_runs": 35.0,
    "compare_optimizers": 20.0,
    "rank_optimizers": 45.0,
    "build_site": 30.0,
}
"""Seconds of a job, by what its rule's name begins with, until one of that rule has ended."""
ANY = 1.0


class Estimate:
    """Counts jobs and adds up their seconds, by rule."""

    def __init__(self) -> None:
        self.waiting: Counter[str] = Counter()
        self._running: dict[int, tuple[str, float]] = {}
        self._ended: Counter[str] = Counter()
        self._seconds: defaultdict[str, float] = defaultdict(float)
        self._together = 1

    def expect(self, jobs: Mapping[str, int]) -> None:
        """So many jobs of each rule will run."""
        self.waiting = Counter(jobs)

    def start(self, job: int, rule: str, now: float) -> None:
        """A job has begun."""
        self._running[job] = (rule, now)
        self.waiting[rule] -= 1
        self._together = max(self._together, len(self._running))

    def end(self, job: int, now: float) -> None:
        """A job has ended."""
        rule, since = self._running.pop(job, ("", now))
        self._ended[rule] += 1
        self._seconds[rule] += now - since

    def seconds_left(self, now: float) -> float:
        """The work that is left, by as many jobs side by side as there ever were."""
        work = sum(max(count, 0) * self._mean(rule) for rule, count in self.waiting.items())
        rest = [max(self._mean(rule) - (now - t), 0.0) for rule, t in self._running.values()]
        return max([(work + sum(rest)) / self._together, *rest])

    def _mean(self, rule: str) -> float:
        """What a job of a rule takes: as those before it, or else a guess for a machine as fast as this."""
        if self._ended[rule]:
            return self._seconds[rule] / self._ended[rule]
        guessed = sum(count * guess(name) for name, count in self._ended.items())
        pace = sum(self._seconds.values()) / guessed if guessed else 1.0
        return pace * guess(rule)


def guess(rule: str) -> float:
    """Seconds of a job of which nothing is known but the name of its rule."""
    return next((seconds for name, seconds in GUESSES.items() if rule.startswith(name)), ANY)


def told(seconds: float) -> str:
    """A time left for people: they do not want to know it to the second."""
    minutes = seconds / 60
    if minutes < 1:
        return "less than a minute left"
    return f"about {round(minutes)} minute{'s' if round(minutes) > 1 else ''} left"
