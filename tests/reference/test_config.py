"""Mistakes in a configuration: one sentence each, with the file, the key and the nearest valid name."""

from __future__ import annotations

import copy
from pathlib import Path

import numpy as np
import pytest
import yaml

from descent_atlas.config import ConfigError, read_config, validate
from descent_atlas.grid import Grid, learning_rates
from project import PROJECT

GOOD = yaml.safe_load((PROJECT / "config/smoke.yaml").read_text(encoding="utf-8"))


def mistaken(**changes):
    """The smoke configuration with keys replaced; a dotted key reaches inside, None removes it."""
    content = copy.deepcopy(GOOD)
    for key, value in changes.items():
        *path, last = key.split("__")
        place = content
        for part in path:
            place = place[part]
        if value is None:
            del place[last]
        else:
            place[last] = value
    return content


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"optimisers": ["adam"]}, ["'optimisers'", "did you mean 'optimizers'?"]),
        ({"noise__scael": 1.0}, ["noise.scael", "did you mean 'scale'?"]),
        ({"variants__mini_batch__size": 3}, ["variants.mini_batch.size", "batch_size"]),
        ({"variants__minibatch": {}}, ["variants.minibatch", "did you mean 'mini_batch'?"]),
        ({"problems": ["himelblau"]}, ["problems", "himelblau", "did you mean 'himmelblau'?"]),
        ({"problems": ["beale_10d"]}, ["problems", "beale", "one dimension"]),
        ({"problems": ["zzz"]}, ["zzz", "there are: ", "rosenbrock"]),
        ({"problems": []}, ["problems", "at least 1"]),
        ({"optimizers": ["adam", "adam"]}, ["optimizers", "'adam' is listed twice"]),
        ({"optimizers": "adam"}, ["optimizers", "list", "'adam'"]),
        ({"starts": 8.5}, ["starts", "integer", "8.5"]),
        ({"starts": True}, ["starts", "True"]),
        ({"seed": -1}, ["seed", "greater than or equal to 0", "-1"]),
        ({"learning_rates__lowest": 0}, ["learning_rates.lowest", "greater than 0"]),
        ({"learning_rates__highest": 1e-9}, ["learning_rates", "must be above lowest"]),
        ({"learning_rates__highest": 0.5}, ["learning_rates", "whole number of steps"]),
        ({"noise__samples": 16}, ["variants.mini_batch.batch_size (32)", "noise.samples (16)"]),
        ({"variants__full_batch__iterations": 3}, ["variants.full_batch.iterations", "10"]),
        ({"variants": {}}, ["variants", "at least one variant"]),
        ({"success_target": 3e-4}, ["success_target", "power of ten"]),
        ({"starts": None}, ["'starts' is missing"]),
        (
            {"fewer_starts": {"himelblau": 4}},
            ["fewer_starts", "himelblau", "did you mean 'himmelblau'?"],
        ),
        ({"fewer_starts": {"himmelblau": 8}}, ["fewer_starts.himmelblau (8)", "below starts (8)"]),
        ({"fewer_starts": {"himmelblau": 1}}, ["fewer_starts.himmelblau", "2", "not 1"]),
        ({"fewer_starts": 4}, ["fewer_starts", "4"]),
        (
            {"variants__full_batch": None, "optimizers": ["adam", "rprop"]},
            ["'rprop'", "full batch only", "signs of successive gradients"],
        ),
    ],
)
def test_a_mistake_is_told_in_one_sentence(changes, words):
    with pytest.raises(ConfigError) as error:
        validate(mistaken(**changes), "config/mine.yaml")
    sentence = str(error.value)
    assert sentence.startswith("config/mine.yaml: ")
    assert "\n" not in sentence
    assert [word for word in words if word not in sentence] == []


def test_a_file_that_is_not_yaml_or_not_there_says_so(tmp_path):
    broken = tmp_path / "broken.yaml"
    broken.write_text("seed: 1\nproblems: [a\nstarts: 3\n")
    with pytest.raises(ConfigError, match=r"broken\.yaml, line 3: expected"):
        read_config(broken)
    with pytest.raises(ConfigError, match="no such file"):
        read_config(tmp_path / "nothing.yaml")
    broken.write_text("- a\n- b\n")
    with pytest.raises(ConfigError, match="a mapping of keys is expected"):
        read_config(broken)


def test_a_key_that_stands_twice_is_refused(tmp_path):
    twice = tmp_path / "twice.yaml"
    twice.write_text("seed: 1\noptimizers: [adam]\noptimizers: [momentum]\n")
    with pytest.raises(
        ConfigError, match=r"twice\.yaml, line 2: the key 'optimizers' stands in it twice"
    ):
        read_config(twice)


def test_exponents_without_a_point_are_numbers_too():
    content = mistaken(learning_rates__lowest="1e-6", success_target="1e-4")
    assert validate(content, "x").learning_rates.lowest == 1e-6


@pytest.mark.parametrize(
    "path", sorted(Path(PROJECT / "config").glob("*.yaml")), ids=lambda p: p.name
)
def test_every_configuration_that_ships_is_valid(path):
    read_config(path)


def test_learning_rates_are_log_spaced_and_powers_of_ten_are_exact():
    rates = learning_rates(lowest=1e-6, highest=10.0, per_decade=4)
    assert len(rates) == 29
    assert np.diff(np.log10(rates)) == pytest.approx(0.25)
    assert {1e-6, 1e-3, 1e-2, 1.0, 10.0} <= set(rates.tolist())


def test_the_order_of_names_does_not_matter():
    backwards = mistaken(problems=GOOD["problems"][::-1], optimizers=GOOD["optimizers"][::-1])
    assert validate(backwards, "a") == validate(GOOD, "b")


def test_a_variant_that_is_left_out_is_not_run():
    settings = validate(mistaken(variants__stochastic=None), "x").model_dump(exclude_none=True)
    assert list(Grid.from_settings(settings).variants) == ["full_batch", "mini_batch"]
