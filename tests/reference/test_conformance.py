"""The optimizers against PyTorch, optax and the authors' own packages, as recorded by ``make conformance``.

None of these libraries is needed here: the record holds what they computed on gradients that are drawn anew.
"""

import json
from pathlib import Path

import numpy as np
import pytest

from descent_atlas.registry import build_optimizer
from reference.conformance.cases import CASES
from reference.conformance.sequences import SEEDS, checksum, deviation, follow, sequence

FOLDER = Path(__file__).parent / "conformance"
RECORD = json.loads((FOLDER / "conformance.json").read_text(encoding="utf-8"))
TOLERANCE = 1e-12
SETTINGS = [(case, setting) for case in CASES for setting in case.settings]
ALIGNED = [case for case, setting in SETTINGS if setting == "aligned"]


@pytest.fixture(scope="module")
def iterates():
    with np.load(FOLDER / "iterates.npz") as file:
        return dict(file)


@pytest.fixture(scope="module")
def drawn():
    return [sequence(seed) for seed in SEEDS]


def measured(case, setting, iterates, drawn) -> float:
    here = case.here if setting == "aligned" else {}
    optimizer = type(build_optimizer(case.optimizer))(**here)
    ours = np.stack([follow(optimizer, one, case.rate, case.bowl) for one in drawn])
    return deviation(ours, iterates[case.key(setting)])


def test_the_sequences_are_those_that_the_libraries_followed():
    assert checksum() == RECORD["sequences"], "`make conformance` records the libraries anew"


def test_the_record_holds_each_case_and_no_other(iterates):
    kept = ("optimizer", "library", "function", "selected", "aligned", "here")
    recorded = [{name: entry[name] for name in kept} for entry in RECORD["cases"]]
    assert recorded == [{name: getattr(case, name) for name in kept} for case in CASES]
    assert set(iterates) == {case.key(setting) for case, setting in SETTINGS}


@pytest.mark.parametrize("case", ALIGNED, ids=lambda case: case.key("aligned"))
def test_it_computes_what_the_library_computes(case, iterates, drawn):
    assert measured(case, "aligned", iterates, drawn) < TOLERANCE


def test_every_optimizer_that_is_compared_agrees_with_a_library():
    assert {case.optimizer for case in ALIGNED} == {case.optimizer for case in CASES}


def test_the_deviations_on_record_are_those_measured_here(iterates, drawn):
    """Where the two agree the record may be off by rounding; where they do not, by nothing."""
    for case, entry in zip(CASES, RECORD["cases"], strict=True):
        assert set(entry["deviation"]) == set(case.settings)
        for setting, recorded in entry["deviation"].items():
            now = measured(case, setting, iterates, drawn)
            if recorded is None:
                assert not np.isfinite(now)
            else:
                assert now == pytest.approx(recorded, rel=1e-6, abs=TOLERANCE)


@pytest.mark.parametrize("name", sorted({case.optimizer for case in CASES}))
def test_an_optimizer_names_those_libraries_that_by_default_do_otherwise(name):
    """No disagreement is claimed that was not measured, and none that was measured is left unsaid."""
    otherwise = set()
    for entry in RECORD["cases"]:
        found = entry["deviation"]
        apart = found.get("by_default", found.get("aligned"))
        if entry["optimizer"] == name and (apart is None or apart > TOLERANCE):
            otherwise.add(entry["library"])
    assert set(build_optimizer(name).disagreements) - {"paper"} == otherwise
