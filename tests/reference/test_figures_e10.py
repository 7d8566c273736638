"""E10's figures, end to end, on small made-up results: words that follow the data, fixed bytes."""

import json

import numpy as np
import pandas as pd
import pytest

from descent_atlas.figures import critical_kinds, critical_values
from descent_atlas.figures.inputs import Inputs
from descent_atlas.figures.style import LIGHT, THEMES, WIDTH
from descent_atlas.stages import draw

TITLES = {"problem": {}, "optimizer": {}, "unbounded": {}}
MADE_BY = {"rule": "draw", "inputs": [], "config_keys": [], "command": "snakemake"}
DIMENSIONS = (1, 2, 5, 10)


def kind_rows(dimensions, field=False):
    rows = []
    for d in dimensions:
        minimum = 3.0**-d if d > 1 else 0.5
        for kind, share in {
            "minima": minimum,
            "saddles": 1 - 2 * minimum,
            "maxima": minimum,
        }.items():
            row = {"dimension": d, "kind": kind, "fraction": share, "low": share * 0.9}
            row |= {"high": min(1, share * 1.1), "theory": share}
            own = {
                "per_minimum": share / minimum,
                "coin_flip": 2.0**-d,
                "plain_goe": 9.0 ** -(d**2),
            }
            rows.append(row | ({"fields": 40} if field else own))
    return pd.DataFrame(rows)


def index_rows():
    parts = [
        pd.DataFrame(
            {
                "dimension": d,
                "index": np.arange(d + 1),
                "downhill": np.arange(d + 1) / d,
                "value": np.linspace(-d / 2, d / 2, d + 1),
                "value_spread": 0.25,
            }
        )
        for d in range(1, 11)
    ]
    return pd.concat(parts)


def field_arrays():
    axis = np.linspace(0, 2 * np.pi, 33)
    x, y = np.meshgrid(axis, axis)
    return {
        "axis_x": axis,
        "axis_y": axis,
        "values": np.cos(x - 0.3) + np.cos(y - 1.1),
        "points": np.array([[0.3, 1.1], [3.44, 1.1], [0.3, 4.24], [3.44, 4.24]]),
        "index": np.array([2, 1, 1, 0]),
        "point_values": np.array([2.0, 0.0, 0.0, -2.0]),
    }


FIGURES = {
    "e10_critical_kinds": ("critical_kinds", ["tables/e10_dimension.csv", "tables/e10_fields.csv"]),
    "e10_critical_values": ("critical_values", ["tables/e10_index.csv"]),
    "e10_field": ("critical_field", ["experiments/e10_field.npz"]),
}


@pytest.fixture(scope="module")
def results(tmp_path_factory):
    root = tmp_path_factory.mktemp("results")
    (root / "tables").mkdir()
    (root / "experiments").mkdir()
    kind_rows(DIMENSIONS).to_csv(root / "tables/e10_dimension.csv", index=False)
    kind_rows((1, 2), field=True).to_csv(root / "tables/e10_fields.csv", index=False)
    index_rows().to_csv(root / "tables/e10_index.csv", index=False)
    np.savez(root / "experiments/e10_field.npz", **field_arrays())
    return root


def drawn(name, results, folder):
    kind, inputs = FIGURES[name]
    draw.main(
        [
            kind,
            *(str(results / path) for path in inputs),
            *("--titles", json.dumps(TITLES), "--made-by", json.dumps(MADE_BY)),
            *("--output", str(folder / f"{name}.json")),
        ]
    )
    record = json.loads((folder / f"{name}.json").read_text(encoding="utf-8"))
    names = (f"{name}.{theme.name}.{record['extension']}" for theme in THEMES)
    return record, [(folder / picture).read_bytes() for picture in names]


@pytest.mark.filterwarnings("error")
@pytest.mark.parametrize("name", FIGURES)
def test_a_figure_is_complete_and_the_same_each_time(name, results, tmp_path):
    record, pictures = drawn(name, results, tmp_path / "first")
    assert (record, pictures) == drawn(name, results, tmp_path / "second")
    assert pictures[0] != pictures[1]
    assert record["width"] == WIDTH
    for words in (record["alt"], record["caption"], record["reading"]):
        assert len(words) > 40
        assert words.endswith(".")
        assert not {"nan", "inf", "none"} & set(words.lower().replace(".", " ").split())


def test_what_the_captions_say(results, tmp_path):
    kinds = drawn("e10_critical_kinds", results, tmp_path)[0]["caption"]
    assert "falls from 0.11 in dimension 2 to 1.7 × 10⁻⁵ in dimension 10" in kinds
    assert "about 59\u202f000 saddle points for each minimum" in kinds  # 3^10 = 59 049
    assert "within 4 of the 4 measured intervals" in kinds
    assert "80 random functions" in kinds
    values = drawn("e10_critical_values", results, tmp_path)[0]["caption"]
    assert "−1 ± 0.25 for d = 2" in values
    assert "−5 ± 0.25 for d = 10" in values
    field = drawn("e10_field", results, tmp_path)[0]["caption"]
    assert "1 minimum, 2 saddle points and 1 maximum" in field
    assert "−2 at the minima, 0 at the saddle points and 2 at the maxima" in field


def test_a_theory_off_the_measured_intervals_is_told():
    table = kind_rows(DIMENSIONS)
    table.loc[table["dimension"] == 5, "theory"] *= 2
    tables = {"e10_dimension": table, "e10_fields": kind_rows((1, 2), field=True)}
    chart = critical_kinds.select(Inputs(TITLES, tables=tables))
    assert "within 3 of the 4 measured intervals" in critical_kinds.describe(chart).caption


def test_no_wrong_picture_stretches_the_axis():
    tables = {
        "e10_dimension": kind_rows(DIMENSIONS),
        "e10_fields": kind_rows((1, 2), field=True),
    }
    chart = critical_kinds.select(Inputs(TITLES, tables=tables))
    low, high = critical_kinds.draw(chart, LIGHT).axes[0].get_ylim()
    assert low == pytest.approx(0.9 * 3.0**-10 / critical_kinds.ROOM)
    assert high == 2


def test_dimensions_that_were_not_measured_are_not_drawn():
    table = index_rows()
    inputs = Inputs(TITLES, tables={"e10_index": table[table["dimension"].isin([1, 2, 3])]})
    assert list(critical_values.select(inputs).dimensions) == [2, 3]
    assert critical_values.describe(critical_values.select(inputs)).caption
