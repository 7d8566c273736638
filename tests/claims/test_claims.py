"""The claims: all there, argued, and able to come out differently.

Each module NAME_cases.py beside this one holds CASES, by the id of a claim: hand-made tables and the
verdict that they must lead to.
"""

from __future__ import annotations

import importlib.util
import json
from pathlib import Path

import pytest

from descent_atlas.claim import (
    DEPENDS,
    HOLDS,
    SECTIONS,
    VERDICTS,
    Decision,
    Evidence,
    MissingEvidence,
    claim,
)
from descent_atlas.ledger import all_claims

CLAIMS = {found.id: found for found in all_claims()}


def load_cases():
    cases = {}
    for path in sorted(Path(__file__).parent.glob("*_cases.py")):
        spec = importlib.util.spec_from_file_location(path.stem, path)
        module = importlib.util.module_from_spec(spec)
        spec.loader.exec_module(module)
        for id_, found in module.CASES.items():
            cases.setdefault(id_, []).extend(found)
    return cases


CASES = load_cases()
EACH_CASE = [
    pytest.param(id_, *case, id=f"{id_}-{number}-{case[1]}")
    for id_, cases in CASES.items()
    for number, case in enumerate(cases)
]


def test_the_article_makes_twenty_five_claims():
    assert list(CLAIMS) == [f"C{number}" for number in range(1, 26)]


@pytest.mark.parametrize("found", CLAIMS.values(), ids=CLAIMS)
def test_a_claim_says_what_it_claims_how_it_is_decided_and_why_so(found):
    assert found.section in SECTIONS
    assert found.sentence.endswith(".")
    assert found.criterion.endswith(".")
    assert len(found.reason.split()) > 20, "the threshold is to be argued"
    assert found.needs
    assert found.shown_by


@pytest.mark.parametrize("id_", CLAIMS)
def test_a_claim_can_come_out_differently(id_):
    assert len({verdict for _, verdict in CASES[id_]}) >= 2


@pytest.mark.parametrize(("id_", "tables", "verdict"), EACH_CASE)
def test_a_verdict_follows_from_the_tables(id_, tables, verdict):
    entry = CLAIMS[id_].entry(tables)
    assert entry["verdict"] == verdict, entry
    assert verdict == HOLDS or entry["condition"], "what does not hold says where it would"
    json.dumps(entry, allow_nan=False)
    for evidence in entry["evidence"]:
        assert evidence["source"].startswith("results/")
        if "low" in evidence:
            assert evidence["low"] <= evidence["value"] <= evidence["high"], evidence


def test_every_case_is_of_a_claim():
    assert set(CASES) == set(CLAIMS)


def sample(decide):
    return claim(
        "C99",
        "It does.",
        criterion="It must.",
        section="choosing",
        needs=("table",),
        shown_by=("table",),
    )(decide)


def test_what_a_grid_cannot_decide_depends_and_says_what_is_missing():
    def undecidable(tables):
        raise MissingEvidence("the grid has no problem with a plateau")

    entry = sample(undecidable).entry({"table": None})
    assert entry["verdict"] == DEPENDS
    assert "no problem with a plateau" in entry["condition"]


def test_a_claim_sees_only_the_tables_it_asked_for():
    seen = []

    def decide(tables):
        seen.extend(tables)
        return Decision(HOLDS, ())

    sample(decide).entry({"table": None, "another": None})
    assert seen == ["table"]


@pytest.mark.parametrize("value", [float("nan"), float("inf")])
def test_evidence_is_finite(value):
    with pytest.raises(ValueError, match="no finite number"):
        Evidence("a thing", value, "", "results/x.csv")


def test_a_decision_is_one_of_three_and_says_on_what_it_depends():
    with pytest.raises(ValueError, match=", ".join(VERDICTS)):
        Decision("maybe", ())
    with pytest.raises(ValueError, match="says on what"):
        Decision(DEPENDS, ())
