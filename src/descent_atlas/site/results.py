"""The results that pages show: facts, tables, figures and claims, each found by its name."""

from __future__ import annotations

import csv
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

from descent_atlas.files import read_json
from descent_atlas.spelling import nearest

Row = dict[str, str]
"""One line of a table, the text of each cell by its column."""


class MissingResultError(LookupError):
    """Something that a page asks for and the results do not have, in one sentence."""

    def __str__(self) -> str:
        return str(self.args[0])


@dataclass(frozen=True)
class Results:
    """The folders that the pipeline wrote."""

    facts: Path
    tables: Path
    figures: Path
    claims: Path

    @classmethod
    def below(cls, root: Path) -> Results:
        """The results in the usual folders of ``root``."""
        return cls(root / "facts", root / "tables", root / "figures", root / "claims")

    @cached_property
    def catalogue(self) -> dict[str, Any]:
        """What is known of every problem and optimizer of the grid."""
        return self.fact("catalogue")

    def fact(self, name: str) -> dict[str, Any]:
        """The content of a facts file. Raises MissingResultError."""
        facts: dict[str, Any] = read_json(self._file(self.facts, "facts file", name, ".json"))
        return facts

    def all_facts(self) -> dict[str, Any]:
        """Every facts file, by its name."""
        return {path.stem: read_json(path) for path in sorted(self.facts.glob("*.json"))}

    def table(self, name: str) -> list[Row]:
        """The rows of a table, which is read once. Raises MissingResultError."""
        if name not in self._read:
            path = self._file(self.tables, "table", name, ".csv")
            with path.open(encoding="utf-8", newline="") as file:
                self._read[name] = list(csv.DictReader(file))
        return self._read[name]

    @cached_property
    def _read(self) -> dict[str, list[Row]]:
        """The tables that were read before."""
        return {}

    def figure(self, name: str) -> dict[str, Any]:
        """What is known of a figure, its pictures being there. Raises MissingResultError."""
        record: dict[str, Any] = read_json(self._file(self.figures, "figure", name, ".json"))
        for picture in pictures(record):
            if not (self.figures / picture).is_file():
                raise MissingResultError(
                    f"the figure '{name}' has no picture {self.figures / picture}"
                )
        return record

    @cached_property
    def ledger(self) -> list[dict[str, Any]]:
        """Every claim with its verdict, in the order of their numbers. Raises MissingResultError."""
        entries: list[dict[str, Any]] = read_json(
            self._file(self.claims, "list of claims", "ledger", ".json")
        )
        return entries

    def claim(self, name: str) -> dict[str, Any]:
        """The entry of a claim, such as C6, in the ledger. Raises MissingResultError."""
        entries = {entry["id"]: entry for entry in self.ledger}
        if name not in entries:
            raise MissingResultError(f"there is no claim '{name}'; {nearest(name, entries)}")
        return entries[name]

    def exhibit(self, name: str) -> str:
        """Whether ``name`` is a "figure" or a "table". Raises MissingResultError if it is neither."""
        names = {path.stem: "table" for path in self.tables.glob("*.csv")}
        names |= {path.stem: "figure" for path in self.figures.glob("*.json")}
        if name not in names:
            raise MissingResultError(
                f"there is no figure and no table '{name}'; {nearest(name, names)}"
            )
        return names[name]

    def has_figure(self, name: str) -> bool:
        """Whether there is a figure of this name, for pages that show it only then."""
        return (self.figures / f"{name}.json").is_file()

    @staticmethod
    def _file(folder: Path, kind: str, name: str, suffix: str) -> Path:
        path = folder / f"{name}{suffix}"
        if not path.is_file():
            names = (other.stem for other in folder.glob(f"*{suffix}"))
            raise MissingResultError(
                f"there is no {kind} '{name}' (no {path}); {nearest(name, names)}"
            )
        return path


def pictures(record: dict[str, Any]) -> list[str]:
    """The file names of a figure's light and dark picture."""
    return [f"{record['name']}.{theme}.{record['extension']}" for theme in ("light", "dark")]


def select(rows: Iterable[Row], where: dict[str, Any]) -> list[Row]:
    """The rows whose cells are as ``where`` says: a column's text, or a list of possible ones.

    Raises MissingResultError if there is no such column, or no such row.
    """
    rows = list(rows)
    wanted = {
        column: {str(value) for value in (values if isinstance(values, list) else [values])}
        for column, values in where.items()
    }
    found = [row for row in rows if all(column_of(row, c) in v for c, v in wanted.items())]
    if not found:
        raise MissingResultError(f"the table has no row where {where}")
    return found


def column_of(row: Row, column: str) -> str:
    """The text of a cell. Raises MissingResultError if there is no such column."""
    if column not in row:
        raise MissingResultError(f"the table has no column '{column}'; {nearest(column, row)}")
    return row[column]
