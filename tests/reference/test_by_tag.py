"""Comparisons by the tags of problems, worked out by hand; the record of the libraries; Parquet."""

from __future__ import annotations

import json

import numpy as np
import pandas as pd
import pytest

from descent_atlas.comparison import by_tag
from descent_atlas.stages import conformance, to_parquet

TAGS = pd.Series({"bowl": "convex", "valley": "convex;valley", "hills": "many minima", "odd": ""})


def regimes(well: dict[str, list[bool]], regime: str = "own best") -> pd.DataFrame:
    """Whether each optimizer does well on each problem; nobody solves ``odd``."""
    problems = ["bowl", "valley", "hills"]
    rows = [
        ("full_batch", problem, optimizer, regime, True, one)
        for optimizer, done in well.items()
        for problem, one in zip(problems, done, strict=True)
    ]
    rows += [("full_batch", "odd", optimizer, regime, False, False) for optimizer in well]
    columns = ["variant", "problem", "optimizer", "regime", "solvable", "well"]
    return pd.DataFrame(rows, columns=columns)


def test_a_problem_counts_for_each_of_its_tags_and_for_all():
    found = by_tag.tagged(pd.DataFrame({"problem": ["valley", "odd"]}), TAGS)
    assert found.to_numpy().tolist() == [
        ["valley", "all"],
        ["valley", "convex"],
        ["valley", "valley"],
        ["odd", "all"],
    ]


def test_shares_of_problems_done_well_are_those_of_the_solvable_ones():
    table = pd.concat(
        [
            regimes({"adam": [True, False, False]}, "default"),
            regimes({"adam": [True, True, False]}, "one rate"),
            regimes({"adam": [True, True, True]}),
        ]
    )
    rows = by_tag.tuning(table, TAGS).set_index("tag")
    assert list(rows.index) == ["all", "convex", "valley", "many minima"]
    assert rows["problems"].tolist() == [3, 2, 1, 1]
    assert rows["default"].tolist() == pytest.approx([1 / 3, 0.5, 0, 0])
    assert rows["one_rate"].tolist() == pytest.approx([2 / 3, 1, 1, 0])
    assert rows["own_best"].tolist() == [1, 1, 1, 1]
    # Wilson's interval of 0 out of 1 with z = 1.96: from 0 to z² / (1 + z²).
    assert rows.loc["valley", "default_low"] == 0
    assert rows.loc["valley", "default_high"] == pytest.approx(0.7935, abs=1e-4)


def test_wins_are_counted_against_the_best_and_against_plain_descent():
    winners = pd.DataFrame(
        [
            ("full_batch", "bowl", "adam", "winner"),
            ("full_batch", "valley", "adam", "close"),
            ("full_batch", "hills", "adam", "never"),
        ],
        columns=["variant", "problem", "optimizer", "outcome"],
    )
    duels = pd.DataFrame(
        [
            ("full_batch", "bowl", "default", "speed", "adam", "loss"),
            ("full_batch", "valley", "default", "speed", "adam", "win"),
            ("full_batch", "hills", "default", "speed", "adam", np.nan),
            ("full_batch", "bowl", "default", "reliability", "adam", "win"),
        ],
        columns=["variant", "problem", "regime", "measure", "optimizer", "outcome"],
    )
    rows = by_tag.wins(winners, duels, TAGS).set_index(["against", "tag"])
    counts = ["wins", "ties", "losses", "tasks"]
    assert rows.loc[("the best", "all"), counts].tolist() == [1, 1, 1, 3]
    assert rows.loc[("the best", "all"), "share"] == pytest.approx(2 / 3)
    assert rows.loc[("the best", "convex"), counts].tolist() == [1, 1, 0, 2]
    # Where neither succeeds nothing is counted, and reliability is no speed.
    assert rows.loc[("plain descent", "all"), counts].tolist() == [1, 0, 1, 2]
    assert rows.loc[("plain descent", "all"), "share"] == 0.5
    assert ("plain descent", "many minima") not in rows.index


def test_tables_without_any_task_are_empty_but_have_their_columns():
    none = regimes({"adam": [False] * 3}).assign(solvable=False)
    assert by_tag.tuning(none, TAGS).empty
    winners = pd.DataFrame(columns=["variant", "problem", "optimizer", "outcome"])
    duels = pd.DataFrame(
        columns=["variant", "problem", "regime", "measure", "optimizer", "outcome"]
    )
    found = by_tag.wins(winners, duels, TAGS)
    assert found.empty
    assert {"tag", "wins", "share", "low", "high"} <= set(found.columns)


CASE = {
    "optimizer": "rmsprop",
    "library": "PyTorch",
    "version": "2.0",
    "function": "torch.optim.RMSprop",
    "learning_rate": 0.01,
    "gradients": "recorded",
    "selected": {"centered": False},
    "aligned": {"alpha": 0.9},
    "here": {},
    "defaults": {"alpha": 0.99, "eps": 1e-8},
    "deviation": {"aligned": 1e-16, "by_default": 0.5},
}


def test_a_case_of_the_record_becomes_a_row():
    row = conformance.row(CASE)
    assert row["settings"] == "centered = False, alpha = 0.9"
    assert row["library_defaults"] == "alpha = 0.99"
    assert (row["deviation"], row["deviation_by_default"]) == (1e-16, 0.5)


def test_a_function_that_agrees_as_it_comes_deviates_by_default_as_little():
    row = conformance.row({**CASE, "aligned": {}, "deviation": {"aligned": 2e-16}})
    assert row["deviation_by_default"] == row["deviation"] == 2e-16


def test_a_function_that_never_agrees_has_no_deviation_of_its_own():
    row = conformance.row({**CASE, "deviation": {"by_default": None}})
    assert row["deviation"] is None
    assert row["deviation_by_default"] is None


def test_the_record_of_the_project_can_be_told(tmp_path):
    from project import PROJECT

    record = PROJECT / "tests/reference/conformance/conformance.json"
    conformance.main([str(record), "--output", str(tmp_path / "table.csv")])
    rows = pd.read_csv(tmp_path / "table.csv")
    assert len(rows) == len(json.loads(record.read_text(encoding="utf-8"))["cases"])
    assert list(rows.columns) == list(conformance.COLUMNS)
    assert rows["deviation"].dropna().max() < 1e-12


def test_parquet_has_every_digit_and_keeps_whole_numbers_whole(tmp_path):
    path = tmp_path / "waves.csv"
    third = 1 / 3
    path.write_text(f"name,height,count,edge\na,{third!r},1,\nb,,,lowest\n", encoding="utf-8")
    to_parquet.main([str(path)])
    frame = pd.read_parquet(path.with_suffix(".parquet"))
    assert frame["height"].iloc[0] == third
    assert str(frame["count"].dtype) == "Int64"
    assert frame["edge"].iloc[1] == "lowest"
    assert frame.isna().sum().tolist() == [0, 1, 1, 1]
