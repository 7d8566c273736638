"""What a claim is: a sentence of the article, and the function that decides it from results.

A function that decides takes the tables it asked for and returns a Decision. It computes with
frames alone, runs no descent, and knows its thresholds before it sees any result: they are constants
of its module, argued in its docstring and named in its criterion.
"""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

import pandas as pd

Tables = Mapping[str, pd.DataFrame]
"""Frames by the name of their file below results/tables/, without its extension."""

HOLDS, FAILS, DEPENDS = "holds", "fails", "depends"
VERDICTS = (HOLDS, FAILS, DEPENDS)

SECTIONS = {
    "optimization": "What optimization is",
    "loss-functions": "Loss functions",
    "gradient-descent": "Gradient descent",
    "descent-variants": "Descent variants",
    "optimizers": "Optimizers",
    "challenges": "Challenges",
    "choosing": "Choosing",
    "conclusion": "Conclusion",
}
"""The article's sections that make claims, in their order: page below article/, and title."""


class MissingEvidence(Exception):  # noqa: N818 (an absence, not an error)
    """What the results lack to decide a claim, in words: "the grid has no problem with a plateau"."""


@dataclass(frozen=True)
class Evidence:
    """One number behind a verdict."""

    name: str
    """What it is, in words that stand by themselves"""
    value: float | int | str
    unit: str
    """Its unit in words, such as "iterations"; empty for a pure number"""
    source: str
    """The file it was computed from, such as results/tables/e05_between.csv"""
    low: float | None = None
    high: float | None = None
    """The ends of its 95 % interval, where there is sampling"""

    def __post_init__(self) -> None:
        numbers = (self.value, self.low, self.high)
        if not all(math.isfinite(n) for n in numbers if isinstance(n, int | float)):
            raise ValueError(f"the evidence '{self.name}' is no finite number: {numbers}")


@dataclass(frozen=True)
class Decision:
    """A verdict and what it rests on."""

    verdict: str
    evidence: tuple[Evidence, ...]
    condition: str = ""
    """When it depends: on what. When it fails: where it would hold. Computed, never typed."""

    def __post_init__(self) -> None:
        if self.verdict not in VERDICTS:
            raise ValueError(f"'{self.verdict}' is no verdict; it is one of {', '.join(VERDICTS)}")
        if self.verdict == DEPENDS and not self.condition:
            raise ValueError("a verdict that depends says on what")


@dataclass(frozen=True)
class Claim:
    """A sentence that results decide."""

    id: str
    sentence: str
    criterion: str
    """What must be found for it to hold, in one sentence with its thresholds"""
    section: str
    """One of SECTIONS"""
    needs: tuple[str, ...]
    """The tables that decide it"""
    shown_by: tuple[str, ...]
    """The figures, or else the tables, that show it"""
    decide: Callable[[Tables], Decision]
    reason: str
    """Why this criterion and this threshold: the docstring of ``decide``"""

    def entry(self, tables: Tables) -> dict[str, Any]:
        """The claim's entry in the ledger. A grid too small to decide it is a condition, not an error."""
        try:
            decision = self.decide({name: tables[name] for name in self.needs})
        except MissingEvidence as missing:
            decision = Decision(DEPENDS, (), f"These results cannot decide it: {missing}.")
        return {
            "id": self.id,
            "sentence": self.sentence,
            "verdict": decision.verdict,
            "condition": decision.condition,
            "criterion": self.criterion,
            "reason": self.reason,
            "evidence": [_plain(evidence) for evidence in decision.evidence],
            "section": self.section,
            "shown_by": list(self.shown_by),
        }


def claim(
    id: str,
    sentence: str,
    *,
    criterion: str,
    section: str,
    needs: tuple[str, ...],
    shown_by: tuple[str, ...],
) -> Callable[[Callable[[Tables], Decision]], Claim]:
    """Make a claim of the function that decides it."""

    def of(decide: Callable[[Tables], Decision]) -> Claim:
        reason = " ".join((decide.__doc__ or "").split())
        return Claim(id, sentence, criterion, section, needs, shown_by, decide, reason)

    return of


def _plain(evidence: Evidence) -> dict[str, Any]:
    """An entry without the interval that it does not have."""
    return {name: value for name, value in vars(evidence).items() if value is not None}
