"""Rows in groups: problems by what they are first of all, optimizers by the alphabet."""

from __future__ import annotations

import re
from collections.abc import Iterable

from descent_atlas.figures.inputs import Inputs, Table
from descent_atlas.problem import TAGS
from descent_atlas.words import VARIANTS

DIMENSIONS = re.compile(r" in (\d+) dimensions")
OTHER = "other"
BASELINE = "gradient_descent"


def short(title: str) -> str:
    """A title for a row: Rosenbrock 10-D instead of Rosenbrock in 10 dimensions."""
    return DIMENSIONS.sub(r" \1-D", title)


def by_first_tag(inputs: Inputs, names: Iterable[str]) -> dict[str, list[str]]:
    """Problems by their first tag, these in their usual order; the table of problems must be there."""
    table = inputs.tables["problems"].set_index("problem")["tags"].fillna("")
    first = {name: table[name].split(";")[0] or OTHER for name in names}
    groups = {
        tag: sorted(
            (name for name in first if first[name] == tag),
            key=lambda name: inputs.title("problem", name).casefold(),
        )
        for tag in (*TAGS, OTHER)
    }
    return {tag: members for tag, members in groups.items() if members}


def controls(inputs: Inputs) -> set[str]:
    """The optimizers that are yardsticks; the table of optimizers must be there."""
    table = inputs.tables["optimizers"]
    return set(table.loc[table["control"].astype(bool), "optimizer"])


def alphabetical(inputs: Inputs, names: Iterable[str]) -> dict[str, list[str]]:
    """Optimizers by title, controls last, in one group without a title."""
    last = controls(inputs)

    def place(name: str) -> tuple[bool, str]:
        return name in last, inputs.title("optimizer", name).casefold()

    return {"": sorted(names, key=place)}


def the_best(best: Table, most: int) -> list[str]:
    """All optimizers of a table of best rates, or if they are more than ``most`` plain descent and those
    that do best on its problem, in its first variant."""
    if best["optimizer"].nunique() <= most:
        return list(best["optimizer"].unique())
    first = next(name for name in VARIANTS if name in set(best["variant"]))
    order = best[best["variant"] == first].sort_values(
        ["success_rate", "ert", "final_gap_median", "optimizer"],
        ascending=[False, True, True, True],
    )
    names = order["optimizer"].tolist()
    plain = [name for name in names if name == BASELINE]
    return [*plain, *(name for name in names if name not in plain)][:most]
