"""What a reader can take along: every table as CSV and as Parquet, and the run table unless it is huge."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from pathlib import Path

from descent_atlas.site.figure import published
from descent_atlas.site.results import MissingResultError, Results
from descent_atlas.words import number

LARGEST = 25_000_000
"""Bytes of a file that is part of the site; a larger one is named, and whoever wants it makes it."""
ROW_OF = {
    "problems": "problem: title, dimension, tags",
    "optimizers": "optimizer: title, default learning rate",
    "learning_rates": "problem, optimizer, variant and learning rate: what it achieved",
    "best_rates": "problem, optimizer and variant: the selected rate and what it achieved",
    "endings": "problem, optimizer, variant and learning rate: how many runs ended in each way",
    "choosing_regimes": "task, optimizer and kind of rate: success at the default, one, or an own rate",
    "choosing_tuning": "variant and optimizer: how much tuning it needs",
    "choosing_one_rate": "variant, optimizer and learning rate: problems done well with that rate alone",
    "choosing_tries": "variant, optimizer and number of tries: the chance of doing well",
    "choosing_winners": "solvable task and optimizer: how far it is from the winner, with its interval",
    "choosing_duels": "task, optimizer and kind of rate: how far it is from plain descent",
    "choosing_pairs": "pair of optimizers: wins, ties and losses",
    "choosing_landscapes": "variant and kind of landscape: the best there",
    "ranking_scores": "subset, kind of rate, measure and optimizer: its score and rank, with intervals",
    "ranking_groups": "subset and kind of rate: a group of which the tests tell no two apart",
    "ranking_tests": "subset and kind of rate: Friedman’s test, who is not told from the first, pairs",
    "ranking_pairs": "subset and pair of optimizers: wins, probability of improvement, and tests",
    "ranking_robustness": "task and optimizer: the range of rates around the best one, with its interval",
    "ranking_robustness_pooled": "variant and optimizer: the median width of that range",
    "ranking_stability": "task and optimizer: the largest rate without divergence, beside the theory’s",
    "ranking_transfer": "variant and optimizer: what one rate costs against a rate each",
    "profile_data": "subset, optimizer and cost: the data profile",
    "profile_ecdf": "subset, optimizer and iteration: the ECDF of running times",
    "profile_performance": "subset, optimizer and factor: the performance profile",
    "by_tag_tuning": "variant, tag and optimizer: problems done well at three kinds of rates",
    "by_tag_wins": "variant, opponent, tag and optimizer: wins, ties and losses",
    "conformance": "optimizer and function of a library: how far they are apart",
    "e01_critical_points": "critical point of a problem with one parameter or two",
}
"""The tables of the benchmark, and what a row of each is for; others stand beside their figures."""


def table_links(name: str, up: str) -> str:
    """Links to a table in both formats."""
    csv, parquet = (f"{name}.{ending}" for ending in ("csv", "parquet"))
    return (
        f'<a href="{published(f"results/tables/{csv}", up)}" download>{csv}</a>, '
        f'<a href="{published(f"results/tables/{parquet}", up)}" download>{parquet}</a>'
    )


def run_table(results: Results, up: str) -> str:
    """A link to the run table; or where it is, if it is too large for the site."""
    path = results.tables / "runs.parquet"
    if not path.is_file():
        raise MissingResultError(f"there is no run table {path}")
    megabytes = f"{number(path.stat().st_size / 1e6, 2)} MB"
    if fits(path):
        address = published("results/tables/runs.parquet", up)
        return f'<a href="{address}" download>runs.parquet</a> ({megabytes})'
    return f"<code>results/tables/runs.parquet</code> ({megabytes}, too large for this site)"


def fits(path: Path) -> bool:
    """Whether a file is small enough to be part of the site."""
    return path.stat().st_size <= LARGEST


def catalogue(results: Results, up: str) -> Iterator[str]:
    """A row of Markdown for each table of the benchmark: what a row of it is, and where to get it."""
    for name, row in ROW_OF.items():
        if (results.tables / f"{name}.csv").is_file():
            yield f"| {escape(row)} | {table_links(name, up)} |"
