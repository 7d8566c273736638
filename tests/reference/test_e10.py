"""E10 against closed forms, plain sampling and functions whose critical points are known."""

import itertools
import json
import math

import numpy as np
import pandas as pd
import pytest

from descent_atlas.claims.dimension import saddles_are_common
from descent_atlas.comparison import shares
from descent_atlas.experiments import e10_dimension
from descent_atlas.files import read_json
from descent_atlas.random_fields import critical_points, hessians, theory
from descent_atlas.random_fields.periodic import CUTOFF, PERIOD, PeriodicField
from descent_atlas.random_fields.pfaffian import pfaffian
from descent_atlas.stages import experiment

EXTREMA_TO_SADDLES = (29 - 6 * math.sqrt(6)) / (29 + 6 * math.sqrt(6))
"""In three dimensions: Bardeen, Bond, Kaiser and Szalay, Astrophysical Journal 304, 1986."""


# The exact shares


def test_shares_in_one_to_three_dimensions_are_the_known_ones():
    assert theory.index_shares(1) == pytest.approx([1 / 2, 1 / 2], rel=1e-12)
    assert theory.index_shares(2) == pytest.approx([1 / 4, 1 / 2, 1 / 4], rel=1e-12)
    saddle = 1 / (2 + 2 * EXTREMA_TO_SADDLES)
    extremum = 1 / 2 - saddle
    expected = [extremum, saddle, saddle, extremum]
    assert theory.index_shares(3) == pytest.approx(expected, rel=1e-12)


@pytest.mark.parametrize("dimension", [4, 9, 16])
def test_minima_and_maxima_balance_saddles_as_on_a_torus(dimension):
    found = theory.index_shares(dimension)
    signs = (-1.0) ** np.arange(dimension + 1)
    assert found.sum() == pytest.approx(1)
    assert found @ signs == pytest.approx(0, abs=1e-14)
    assert found == pytest.approx(found[::-1], rel=1e-9)
    assert (np.diff(found[: dimension // 2 + 1]) > 0).all()


def test_more_nodes_change_nothing(monkeypatch):
    before = [theory.index_shares(d) for d in (5, 16)]
    monkeypatch.setattr(theory, "NODES", 110)
    monkeypatch.setattr(theory, "PLACES", 180)
    for cached in (theory.index_shares, theory._ordered_pairs):
        cached.cache_clear()
    after = [theory.index_shares(d) for d in (5, 16)]
    for cached in (theory.index_shares, theory._ordered_pairs):
        cached.cache_clear()
    for one, other in zip(before, after, strict=True):
        assert one == pytest.approx(other, rel=1e-8)


def test_exact_shares_decide_c23_too():
    """Without any sampling: (1 − 2 p) / p saddles for each minimum, and no interval at all."""
    rows = []
    for d in range(1, 17):
        minimum = theory.index_shares(d)[0]
        ratio = max(0.0, (1 - 2 * minimum) / minimum)
        ends = dict.fromkeys(("per_minimum", "per_minimum_low", "per_minimum_high"), ratio)
        rows.append({"dimension": d, "kind": "saddles", **ends})
    entry = saddles_are_common.entry({"e10_dimension": pd.DataFrame(rows)})
    assert entry["verdict"] == "holds"
    assert entry["evidence"][-1]["value"] == "from dimension 7 on"


def goe(generator, matrices, size):
    entries = generator.standard_normal((matrices, size, size))
    return (entries + entries.transpose(0, 2, 1)) / math.sqrt(2)


@pytest.mark.parametrize("dimension", [3, 6])
def test_the_exact_shares_are_means_over_a_larger_goe(dimension):
    eigenvalues = np.linalg.eigvalsh(goe(np.random.default_rng(1), 40_000, dimension + 1))
    means = np.exp(-(eigenvalues**2) / 4)
    found = shares.shares(means)
    error = (found.high - found.low) / 4
    assert (np.abs(found.value - theory.index_shares(dimension)) < 4 * error).all()


def test_a_goe_matrix_is_positive_definite_as_seldom_as_known():
    known = [1 / 2, (2 - math.sqrt(2)) / 4, (math.pi - 2 * math.sqrt(2)) / (4 * math.pi)]
    assert [theory.definite_share(d) for d in (1, 2, 3)] == pytest.approx(known, rel=1e-10)
    eigenvalues = np.linalg.eigvalsh(goe(np.random.default_rng(2), 200_000, 4))
    positive = (eigenvalues[:, 0] > 0).mean()
    assert positive == pytest.approx(theory.definite_share(4), rel=4 / math.sqrt(200_000 * 0.0024))
    # Dean and Majumdar: the logarithm falls like d² ln 3 / 4.
    second = np.diff([math.log(theory.definite_share(d)) for d in range(1, 11)], 2)
    assert -second[3:] == pytest.approx(math.log(3) / 2, rel=0.02)


def test_pfaffians():
    a, b, c, d, e, f = 2, 3, 5, 7, 11, 13
    small = np.array([[0, a, b, c], [-a, 0, d, e], [-b, -d, 0, f], [-c, -e, -f, 0]], dtype=complex)
    assert pfaffian(small[None])[0] == pytest.approx(a * f - b * e + c * d)
    parts = np.random.default_rng(3).standard_normal((2, 5, 6, 6))
    skew = parts[0] + 1j * parts[1]
    skew = skew - skew.transpose(0, 2, 1)
    skew[0, 0, 1] = skew[0, 1, 0] = 0  # needs a pivot
    assert pfaffian(skew) ** 2 == pytest.approx(np.linalg.det(skew))


# Shares with their intervals


def test_a_share_of_equal_draws_has_an_interval_of_no_width():
    found = shares.shares(np.array([[1.0, 3.0, 0.0]] * 5))
    for values in (found.value, found.low, found.high):
        assert values.tolist() == [0.25, 0.75, 0]


def test_nineteen_of_twenty_intervals_hold_the_truth():
    """Clusters of draws with their own share, as points of one random function have."""
    generator, hits = np.random.default_rng(4), np.zeros(3)
    for _ in range(600):
        size, own = generator.poisson(12, 60) + 1, generator.beta(2, 6, 60)
        first = generator.binomial(size, own)
        amounts = np.column_stack([first, size - first]).astype(float)
        share, ratio = shares.shares(amounts), shares.ratios(amounts, kind=1)
        heights = amounts * generator.normal(3, 1, (60, 1))
        mean = shares.means(heights, amounts)
        hits += [
            share.low[0] <= 1 / 4 <= share.high[0],
            ratio.low[0] <= 1 / 3 <= ratio.high[0],
            mean.low[0] <= 3 <= mean.high[0],
        ]
    assert hits / 600 == pytest.approx(0.95, abs=0.03)


def test_ratios_to_one_kind():
    found = shares.ratios(np.array([[1.0, 2, 0], [1.0, 4, 0]]), kind=0)
    assert found.value.tolist() == [1, 3, 0]
    assert found.low[0] == found.high[0] == 1
    assert found.low[1] < 3 < found.high[1]
    assert found.low[1] * found.high[1] == pytest.approx(9)


def test_effective_draws():
    assert shares.effective(np.array([[1.0, 0], [1.0, 0], [2.0, 0]])) == pytest.approx([16 / 6, 0])


# Sampled Hessians


@pytest.mark.parametrize("dimension", [2, 3, 4])
def test_sampled_hessians_agree_with_plain_ones(dimension):
    """H = GOE + normal · I, weighted by |det H|, without any importance sampling."""
    generator = np.random.default_rng(5)
    matrices = goe(generator, 100_000, dimension)
    matrices += generator.standard_normal(100_000)[:, None, None] * np.eye(dimension)
    eigenvalues = np.linalg.eigvalsh(matrices)
    index = (eigenvalues < 0).sum(axis=1)
    weights = np.abs(eigenvalues.prod(axis=1))
    plain = shares.shares(weights[:, None] * (index[:, None] == np.arange(dimension + 1)))
    sample = hessians.sample(dimension, 20_000, 32, np.random.default_rng(6))
    found = shares.shares(sample.weights)
    error = np.hypot(plain.high - plain.low, found.high - found.low) / 4
    assert (np.abs(plain.value - found.value) < 4 * error).all()
    # The value given H: its mean is −tr H / (d + 2), by Cov(f, H) = −I.
    trace = eigenvalues.sum(axis=1)
    value = -(weights * trace)[index == 0].sum() / weights[index == 0].sum() / (dimension + 2)
    ours = shares.means(sample.values, sample.weights)
    assert ours.value[0] == pytest.approx(value, rel=0.02)


def test_rare_minima_are_found_with_certainty():
    sample = hessians.sample(12, 4_000, 32, np.random.default_rng(7))
    found, exact = shares.shares(sample.weights), theory.index_shares(12)
    error = (found.high - found.low) / 4
    assert (np.abs(found.value - exact) < 4 * error).all()
    assert (error / exact < 0.1).all()


# Random functions


def plain_value(field, point):
    """f, wave by wave."""
    waves = range(-CUTOFF, CUTOFF + 1)
    return sum(
        (
            field.coefficients[tuple(k + CUTOFF for k in wave)] * np.exp(1j * np.dot(wave, point))
        ).real
        for wave in itertools.product(waves, repeat=field.dimension)
    )


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_derivatives_are_those_of_the_function(dimension):
    generator = np.random.default_rng(8)
    field = PeriodicField.draw(dimension, generator)
    points = generator.uniform(0, PERIOD, (4, dimension))
    local, h = field.at(points), 1e-5
    for i, point in enumerate(points):
        assert local.value[i] == pytest.approx(plain_value(field, point))
    for j, step in enumerate(h * np.eye(dimension)):
        above, below = field.at(points + step), field.at(points - step)
        slope = (above.value - below.value) / (2 * h)
        assert local.gradient[:, j] == pytest.approx(slope, abs=1e-8)
        bend = (above.gradient - below.gradient) / (2 * h)
        assert local.hessian[:, j] == pytest.approx(bend, abs=1e-8)
    places, grid = field.on_grid(3)
    same = field.at(places)
    for name in ("value", "gradient", "hessian"):
        assert getattr(grid, name) == pytest.approx(getattr(same, name), abs=1e-12)


def test_the_covariance_is_that_of_the_theory():
    """Variance 1 of f and of each first derivative; E[H_11²] = 3, E[H_11 H_22] = E[H_12²] = 1."""
    waves = np.arange(-CUTOFF, CUTOFF + 1.0)
    variance = np.exp(-(waves**2) / 2)
    variance /= variance.sum()
    assert variance @ waves**2 == pytest.approx(1, abs=1e-4)
    assert variance @ waves**4 == pytest.approx(3, abs=1e-4)
    generator = np.random.default_rng(9)
    values = [PeriodicField.draw(2, generator).at(np.zeros((1, 2))) for _ in range(4000)]
    value, hessian = (np.array([getattr(v, n)[0] for v in values]) for n in ("value", "hessian"))
    assert np.mean(value**2) == pytest.approx(1, abs=0.1)
    assert np.mean(hessian[:, 0, 0] ** 2) == pytest.approx(3, abs=0.3)
    assert np.mean(hessian[:, 0, 1] ** 2) == pytest.approx(1, abs=0.1)
    assert np.mean(value * hessian[:, 1, 1]) == pytest.approx(-1, abs=0.1)


@pytest.mark.parametrize("dimension", [1, 2, 3])
def test_critical_points_of_a_sum_of_cosines(dimension):
    """Σ cos(x_j − s_j): each coordinate is at its crest s_j or at its trough s_j + π."""
    shift = np.array([0.3, 1.1, 2.3])[:dimension]
    coefficients = np.zeros((2 * CUTOFF + 1,) * dimension, dtype=complex)
    for j in range(dimension):
        coefficients[tuple(CUTOFF + (i == j) for i in range(dimension))] = np.exp(-1j * shift[j])
    found = critical_points.find(PeriodicField(coefficients), (16,))
    places = [shift + np.pi * np.array(way) for way in itertools.product((0, 1), repeat=dimension)]
    assert len(found.points) == len(places)
    for place in places:
        (at,) = np.flatnonzero(np.abs(found.points - np.mod(place, PERIOD)).max(axis=1) < 1e-9)
        crests = int(np.sum(np.isclose(np.mod(place - shift, PERIOD), 0)))
        assert found.index[at] == crests
        assert found.values[at] == pytest.approx(2 * crests - dimension)
    assert found.counts.tolist() == [math.comb(dimension, k) for k in range(dimension + 1)]
    assert found.balanced


def test_in_one_dimension_every_change_of_sign_of_the_slope_is_found():
    for number in range(30):
        field = e10_dimension.drawn_field(1, number)
        slope = field.on_grid(20_000)[1].gradient[:, 0]
        changes = np.count_nonzero(np.sign(slope) != np.sign(np.roll(slope, 1)))
        assert len(critical_points.find(field, e10_dimension.GRIDS).points) == changes


@pytest.mark.parametrize(("dimension", "fields", "finer"), [(2, 25, 80), (3, 5, 40)])
def test_a_finer_search_finds_the_same_points(dimension, fields, finer):
    for number in range(fields):
        field = e10_dimension.drawn_field(dimension, number)
        one = critical_points.find(field, e10_dimension.GRIDS)
        other = critical_points.find(field, (finer,))
        assert one.points == pytest.approx(other.points, abs=1e-7)
        assert np.abs(field.at(one.points).gradient).max() < 1e-7


def test_a_grid_that_is_too_coarse_is_noticed():
    fields = [e10_dimension.drawn_field(2, number) for number in range(20)]
    coarse = [critical_points.find(field, (5,)) for field in fields]
    assert not all(points.balanced for points in coarse)
    assert all(critical_points.find(field, (5, 24)).balanced for field in fields)


# The experiment


@pytest.fixture
def small(monkeypatch):
    monkeypatch.setattr(e10_dimension, "DIMENSIONS", (1, 2, 3, 12))
    monkeypatch.setattr(e10_dimension, "MATRICES", 2000)
    monkeypatch.setattr(e10_dimension, "FIELDS", {1: 5, 2: 10, 3: 5})


def test_e10_writes_the_same_bytes_again(small, tmp_path):
    for name in ("a", "b"):
        experiment.main(["e10", "--output", str(tmp_path / name)])
    files = sorted(p.relative_to(tmp_path / "a") for p in (tmp_path / "a").rglob("*.*"))
    assert [str(path) for path in files] == [
        "experiments/e10_field.npz",
        "facts/e10.json",
        "tables/e10_dimension.csv",
        "tables/e10_fields.csv",
        "tables/e10_index.csv",
    ]
    for path in files:
        assert (tmp_path / "a" / path).read_bytes() == (tmp_path / "b" / path).read_bytes()


def test_e10_tables_fit_together(small):
    results = e10_dimension.run()
    kinds, indices, fields = (
        results[f"tables/e10_{name}.csv"] for name in ("dimension", "index", "fields")
    )
    for table, keys in ((kinds, "dimension"), (indices, "dimension"), (fields, "dimension")):
        assert table.groupby(keys)[["fraction", "theory"]].sum().to_numpy() == pytest.approx(1)
        assert (table["low"] <= table["fraction"]).all()
        assert (table["fraction"] <= table["high"]).all()
    rows = kinds.set_index(["dimension", "kind"])
    two = indices[indices["dimension"] == 3]
    assert rows.loc[(3, "saddles"), "fraction"] == pytest.approx(two["fraction"].iloc[1:3].sum())
    ratio = rows["fraction"] / rows.xs("minima", level="kind")["fraction"]
    assert rows["per_minimum"].to_numpy() == pytest.approx(ratio.to_numpy())
    assert rows.loc[(1, "saddles"), ["fraction", "low", "high", "per_minimum"]].tolist() == [0] * 4
    assert rows.loc[12, "plain_goe"].isna().all()
    assert rows["coin_flip"].unstack().loc[3].to_dict() == {
        "minima": 1 / 8,
        "saddles": 6 / 8,
        "maxima": 1 / 8,
    }
    assert (fields["balanced"] == fields["fields"]).all()
    assert fields["value"].isna().tolist() == [False, True] + [False] * 7
    fact = results["facts/e10.json"]
    json.dumps(fact, allow_nan=False)
    assert fact["at"]["d3"]["minima"]["fraction"] == rows.loc[(3, "minima"), "fraction"]
    assert fact["highest"] == fact["at"]["d12"]
    assert fact["at"]["d12"]["plain_goe"] is None
    assert fact["fields"]["points"] == fields["count"].sum()
    counts = fields[fields["dimension"] == 2].set_index("kind")["count"]
    assert counts["minima"] + counts["maxima"] == counts["saddles"]


def test_e10_draws_the_function_whose_points_it_marks(small):
    picture = e10_dimension.run()["experiments/e10_field.npz"]
    field = e10_dimension.drawn_field(2, 0)
    for row, column in ((0, 0), (7, 100), (160, 31)):
        place = np.array([[picture["axis_x"][column], picture["axis_y"][row]]])
        assert picture["values"][row, column] == pytest.approx(field.at(place).value[0])
    assert np.bincount(picture["index"]) @ [1, -1, 1] == 0


@pytest.mark.slow
def test_e10_agrees_with_itself_in_every_way(tmp_path):
    """Sampled, exact and counted: every pair within four standard errors."""
    experiment.main(["e10", "--output", str(tmp_path)])
    kinds, indices, fields = (
        pd.read_csv(tmp_path / f"tables/e10_{name}.csv")
        for name in ("dimension", "index", "fields")
    )
    for table in (kinds, indices, fields):
        error = (table["high"] - table["low"]) / 4 + 1e-12
        assert (np.abs(table["fraction"] - table["theory"]) < 4 * error).all()
    assert (kinds["effective_samples"][kinds["fraction"] > 0] > 1000).all()
    # The mean value at minima of counted functions, and of sampled Hessians.
    sampled = indices[indices["index"] == 0].set_index("dimension")
    for row in fields[fields["kind"] == "minima"].itertuples():
        error = (row.value_high - row.value_low) / 4
        assert abs(row.value - sampled["value"][row.dimension]) < 4 * error
    fact = read_json(tmp_path / "facts/e10.json")
    assert fact["fields"]["all_balanced"]
    assert fact["theory_inside"] >= 13
