"""No result is typed by hand: what looks like one in the prose has to come from the results.

The rule: outside of code, formulas, values in [[ ]], headings, labels such as E5 or 2-D and the
targets of links, prose holds no number but whole ones of a single digit and years. Small numbers
count things that the text itself lists; a year dates a publication. Everything else is a result or
a setting, and both are in results/facts.
"""

from __future__ import annotations

import re

import pytest

from project import PROJECT

PAGES = sorted((PROJECT / "docs").rglob("*.md"))
NOT_PROSE = re.compile(
    r"""
    \A---\n.*?\n---\n          # front matter
    | ^(```+|~~~+).*?^\1       # fenced code
    | \[\[.*?\]\] | \[%.*?%\] | \[\#.*?\#\]  # macros
    | \$\$.*?\$\$ | (?<!\\)\$[^$\n]+\$       # formulas
    | (`+)[^`]+\2              # code in a line
    | <!--.*?--> | <[^>]+>     # HTML
    | ^\#+\ .*?$               # headings
    | (?<=\])\([^)]*\) | \{[^}]*\}  # targets of links, attributes
    | ^\d\.\ (?=\S)            # numbered lists
    """,
    re.VERBOSE | re.DOTALL | re.MULTILINE,
)
LABEL = re.compile(r"\b[A-Z]+\d+\b|\b\d-D\b|\b(?:1[5-9]|20)\d\d\b")
NUMBER = re.compile(r"\d+(?:[.,\u202f]\d+)+|\d{2,}|\d\s*%|\d[eE][-+]?\d|[⁰¹²³⁴⁵⁶⁷⁸⁹]|\d\s*×")


def typed_results(markdown: str) -> list[str]:
    """What in a page's prose looks like a typed result."""
    return NUMBER.findall(LABEL.sub("", NOT_PROSE.sub(" ", markdown)))


@pytest.mark.parametrize(
    "page", PAGES, ids=lambda page: page.relative_to(PROJECT / "docs").as_posix()
)
def test_no_result_is_typed(page):
    assert typed_results(page.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize(
    "prose",
    [
        "The final loss is 3.81.",
        "It took 1500 steps, sorry: 15000 steps.",
        "It succeeded in 85 % of the runs.",
        "It ends at 3 × 10⁻⁵.",
        "Down to 1e-5.",
        "In 5% of all cases.",
        "**12 optimizers** met",
    ],
)
def test_the_rule_finds_typed_results(prose):
    assert typed_results(f"# A page\n\n{prose}\n")


@pytest.mark.parametrize(
    "prose",
    [
        "Three steps, [[ e05.loss | number(2) ]] high, for $x = 0.12$ and $$y = 3.4$$.",
        "In `0.5` and\n\n```python\nx = 1e-8\n```\n",
        "Experiment E10, in 2-D, by H. Robbins in 1951; see [there](page.md#at-0.5).",
        "1. The first of 3 things.\n2. The second.",
    ],
)
def test_the_rule_leaves_the_rest_alone(prose):
    assert typed_results(prose) == []
