"""E11, a small network: a small version of it, end to end, and its parts against hand-made ones."""

import json

import numpy as np
import pandas as pd
import pytest

from descent_atlas.claims import conclusion
from descent_atlas.comparison.intervals import bootstrap, means
from descent_atlas.experiments import (
    digit_samples,
    e11_small_network,
    network_generalization,
    network_minima,
    network_training,
)
from descent_atlas.files import read_json
from descent_atlas.randomness import generator
from descent_atlas.stages import experiment

SIZES = {
    "widths": [[1, 4], [2, 3]],
    "minima_samples": 60,
    "sizes": [20, 40],
    "runs": 3,
    "updates": 400,
}
RUN = ["samples", "optimizer", "seed"]


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    folder = tmp_path_factory.mktemp("results")
    experiment.main(["e11", "--output", str(folder), "--settings", json.dumps(SIZES)])
    return folder


@pytest.fixture
def table(results):
    return lambda name: pd.read_csv(results / "tables" / f"e11_{name}.csv")


def test_it_leaves_whole_tables_and_facts(results, table):
    shapes = {name: len(table(name)) for name in ("minima", "widths", "stopping", "generalization")}
    assert shapes == {"minima": 7, "widths": 2, "stopping": 12, "generalization": 4}
    for path in sorted((results / "tables").glob("*.csv")):
        assert np.isfinite(pd.read_csv(path).select_dtypes("number").to_numpy()).all(), path.name
    facts = read_json(results / "facts/e11.json")
    json.dumps(facts, allow_nan=False)
    assert facts["minima"]["verified"] == 7
    assert facts["training"]["settings"] == 4


def test_the_same_bytes_twice(results, tmp_path):
    experiment.main(["e11", "--output", str(tmp_path), "--settings", json.dumps(SIZES)])
    for path in sorted(tmp_path.rglob("*.*")):
        assert path.read_bytes() == (results / path.relative_to(tmp_path)).read_bytes()


def test_nothing_near_a_minimum_is_lower():
    """The check of minima by another route: the parameters shaken in all directions."""
    train, _ = digit_samples.load()
    few = train.at(e11_small_network.subset(train, 60))
    network = few.network(1, network_minima.PENALTY)
    start = network.start(np.random.default_rng(3))
    point = network_minima.polished(network, few, start)
    directions = np.random.default_rng(4).standard_normal((200, network.dimension))
    directions /= np.linalg.norm(directions, axis=1, keepdims=True)
    here = few.loss(network, point)
    least = network_minima.smallest_eigenvalue(network, few, point)
    for length in (1e-3, 1e-2):
        rises = few.loss(network, point + length * directions) - here
        assert rises.min() > 0.5 * 0.9 * least * length**2 > 0


def test_both_ways_to_the_smallest_eigenvalue_agree(monkeypatch):
    train, _ = digit_samples.load()
    few = train.at(np.arange(50))
    network = few.network(2, network_minima.PENALTY)
    point = network.start(np.random.default_rng(0))  # no minimum, so that it is negative
    whole = network_minima.smallest_eigenvalue(network, few, point)
    monkeypatch.setattr(network_minima, "DENSE", 0)
    assert network_minima.smallest_eigenvalue(network, few, point) == pytest.approx(whole, rel=1e-6)
    assert whole < 0


def minima_rows():
    """Two sizes of which one has three minima, one of them twice, and one that is none."""
    rows = [
        (1, 85, 0.0, 1.0, True),
        (1, 85, 0.0, 1.0, True),
        (1, 85, 0.005, 1.01, True),
        (1, 85, 0.5, 2.0, True),
        (1, 85, np.nan, 0.1, False),
        (2, 160, 0.0, 0.5, True),
        (3, 235, np.nan, 0.5, False),
    ]
    columns = ["width", "parameters", "relative_gap", "final_loss", "verified"]
    rest = {"initial_loss": 3.0, "held_out_loss": 1.5, "held_out_accuracy": 0.5}
    return pd.DataFrame(rows, columns=columns).assign(**rest)


def test_widths_are_summed_up_from_what_is_a_minimum():
    rows = network_minima.summary(minima_rows()).set_index("width")
    assert rows.index.tolist() == [1, 2]
    one = rows.loc[1]
    assert (one["starts"], one["minima"], one["distinct"], one["close"]) == (5, 4, 3, 3)
    assert (one["best_loss"], one["worst_loss"], one["worst_gap"]) == (1.0, 2.0, 0.5)
    assert one["median_gap"] == pytest.approx(0.0025)
    assert one["close_low"] < one["close_share"] == 0.75 < one["close_high"]


def test_facts_say_from_which_size_on_most_minima_are_close():
    widths = pd.DataFrame(
        {
            "width": [1, 2, 3, 4],
            "parameters": [10, 20, 30, 40],
            "close_low": [0.9, 0.2, 0.6, 0.8],
            "close_share": [1.0, 0.3, 0.7, 0.9],
        }
    )
    found = pd.DataFrame({"verified": [True, False]})
    facts = e11_small_network.minima_facts(found, widths)
    assert facts["from_parameters"] == 30
    assert facts["hardest"]["parameters"] == 20
    all_close = widths.assign(close_low=0.9)
    assert e11_small_network.minima_facts(found, all_close)["from_parameters"] == 10
    none_close = widths.assign(close_low=0.1)
    assert e11_small_network.minima_facts(found, none_close)["from_parameters"] is None


def test_the_claim_says_whether_an_exception_is_where_training_got_least_far():
    table = pd.DataFrame(
        {
            "samples": [100, 1000],
            "optimizer": ["adam", "gradient_descent"],
            "training_loss_stop": 0.1,
            "training_loss_end": [1e-4, 1e-2],
            "rise": [0.4, 0.01],
            "rise_low": [0.3, 0.0],
            "rise_high": [0.5, 0.02],
            "accuracy_change": 0.0,
            "accuracy_change_low": -0.1,
            "accuracy_change_high": 0.1,
        }
    )
    others = pd.DataFrame(columns=["samples", "held_out_loss_lowest", "held_out_loss_highest"])

    def condition(settings):
        tables = {"e11_generalization": settings, "e11_equal": others}
        return conclusion.training_loss_is_a_proxy.decide(tables).condition

    where = "In 1 of 2 settings; not with 1\u202f000 samples and plain descent"
    assert condition(table) == f"{where}, where the training loss is still highest at the end."
    assert condition(table.assign(training_loss_end=1e-4)) == f"{where}."


def curves(training, selecting, judged, **setting):
    """One run, an epoch a value."""
    return pd.DataFrame(
        {
            "samples": 100,
            "optimizer": "adam",
            "seed": 0,
            "epoch": np.arange(len(training)),
            "training_loss": training,
            "held_out_loss": judged,
            "selecting_loss": selecting,
            "judged_loss": judged,
            "judged_accuracy": np.linspace(0.5, 0.9, len(training)),
        }
        | setting
    )


def test_one_half_stops_and_the_other_judges():
    run = curves([3, 2, 1, 0.5], [3, 1, 2, 2], [3, 2, 1.5, 4])
    row = network_generalization.stopping(run).iloc[0]
    assert (row["epoch_stop"], row["epoch_end"]) == (1, 3)
    assert (row["training_loss_stop"], row["training_loss_end"]) == (2, 0.5)
    assert (row["held_out_loss_stop"], row["held_out_loss_end"]) == (2, 4)
    assert (row["held_out_accuracy_stop"], row["held_out_accuracy_end"]) == (
        pytest.approx(0.5 + 0.4 / 3),
        0.9,
    )


def test_a_rise_is_a_share_of_the_mean_at_the_stop():
    runs = [
        curves([3, 2, 1], [3, 1, 2], [3, 2.0, 3.0], seed=0),
        curves([3, 2, 1], [3, 1, 2], [3, 4.0, 6.0], seed=1),
        curves([3, 2, 1], [3, 2, 1], [3, 3.0, 2.0], seed=2),  # it stops at the end
    ]
    stops = network_generalization.stopping(pd.concat(runs))
    row = network_generalization.summary(stops).iloc[0]
    assert row["rise"] == pytest.approx((3 + 6 + 2) / (2 + 4 + 2) - 1)
    assert row["falling"] == pytest.approx(2 / 3)
    assert 0 <= row["rise_low"] <= row["rise"] <= row["rise_high"] <= 0.5


def test_runs_are_compared_where_their_training_losses_are_equal():
    """From 0.1 to 0.001 in a step, 0.01 is half way on a log scale."""
    runs = [
        curves([0.1, 0.001], [1, 1], [1.0, 3.0], seed=seed, optimizer=name)
        if name == "adam"
        else curves([1, 0.1, 0.01, 0.001], [1] * 4, [9, 8, 4, 7], seed=seed, optimizer=name)
        for seed in range(3)
        for name in ("adam", "gradient_descent")
    ]
    row = network_generalization.at_equal_training_loss(pd.concat(runs)).iloc[0]
    assert (row["held_out_loss_lowest"], row["held_out_loss_highest"]) == (pytest.approx(2), 4)
    assert row["difference"] == pytest.approx(2 / 4 - 1)
    late = pd.concat([curves([1, 0.5], [1, 1], [1, 1], seed=0)])
    assert network_generalization.at_equal_training_loss(late).empty


def test_halves_share_nothing_and_are_alike():
    _, held_out = digit_samples.load()
    selecting, judged = network_training.halves(held_out, 2)
    assert selecting.labels.shape == judged.labels.shape == (2, 180)
    for one, other in zip(selecting.labels, judged.labels, strict=True):
        assert np.abs(np.bincount(one) - np.bincount(other)).max() <= 1
    both = np.concatenate([selecting.features[0], judged.features[0]])
    np.testing.assert_array_equal(np.sort(both, axis=0), np.sort(held_out.features, axis=0))
    assert not np.array_equal(selecting.labels[0], selecting.labels[1]) or not np.array_equal(
        selecting.features[0], selecting.features[1]
    )


def test_both_optimizers_begin_alike_and_small_sets_are_parts_of_large_ones():
    train, held_out = digit_samples.load()
    settings = [
        network_training.Setting(samples, name, 1, 2)
        for samples in (20, 40)
        for name in network_training.OPTIMIZERS
    ]
    first = [
        network_training.training(train, held_out, one).query("epoch == 0") for one in settings
    ]
    assert first[0]["training_loss"].equals(first[1]["training_loss"])
    assert first[0]["held_out_loss"].equals(first[3]["held_out_loss"])
    small, large = (network_training.chosen(100, one) for one in settings[::2])
    assert np.array_equal(small, large[:, :20])


def test_an_interval_of_means_is_the_one_of_the_normal_law():
    values = np.random.default_rng(0).standard_normal(400)
    low, high = bootstrap(values, means, generator("bootstrap", "test"))
    half = 1.96 * values.std() / 20
    assert (low, high) == (
        pytest.approx(values.mean() - half, abs=0.01),
        pytest.approx(values.mean() + half, abs=0.01),
    )
