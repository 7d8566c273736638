"""The real pipeline on the smoke grid: complete, the same bytes twice, and able to go on after a kill."""

from __future__ import annotations

import json
import re
import shutil

import numpy as np
import pandas as pd
import pytest
import yaml
from PIL import Image

from descent_atlas.config import read_config
from descent_atlas.endings import NAMES
from descent_atlas.grid import Grid, learning_rates
from descent_atlas.registry import build_optimizer, problem_dataset
from descent_atlas.schema import Config
from descent_atlas.stages.collect import COLUMNS
from project import PROJECT, Pipeline, copy_project, digest

pytestmark = pytest.mark.slow


def test_the_run_table_has_a_row_for_every_run_of_the_grid(smoke):
    runs = pd.read_parquet(smoke / "results/tables/runs.parquet")
    keys = ["problem", "optimizer", "variant", "learning_rate", "start"]
    expected = grid_of(read_config(PROJECT / "config/smoke.yaml"))
    found = list(runs[keys].astype(object).itertuples(index=False, name=None))
    assert len(found) == len(expected)
    assert set(found) == expected
    facts = json.loads((smoke / "results/facts/grid.json").read_text(encoding="utf-8"))
    assert facts["runs"] == len(expected)
    assert list(runs.columns) == list(COLUMNS)
    assert set(runs["ending"]) <= set(NAMES)
    counts = pd.read_csv(smoke / "results/tables/endings.csv")
    assert counts[list(NAMES)].to_numpy().sum() == len(runs)


def grid_of(config: Config) -> set[tuple[object, ...]]:
    """The keys of every run: some optimizers have one variant only, some problems fewer starts."""
    rates = learning_rates(**config.learning_rates.model_dump()).tolist()
    full_only = {"barzilai_borwein", "polyak_step", "random_search", "rprop"}
    return {
        (problem, optimizer, variant, rate, start)
        for problem in config.problems
        for optimizer in config.optimizers
        for variant in config.variants.model_dump(exclude_none=True)
        if variant == "full_batch" or optimizer not in full_only
        for rate in rates
        for start in range(config.fewer_starts.get(problem, config.starts))
    }


def test_what_is_not_run_is_missing_and_no_failure(smoke):
    for name in ("learning_rates", "best_rates", "endings"):
        table = pd.read_csv(smoke / f"results/tables/{name}.csv")
        assert set(table.loc[table["optimizer"] == "random_search", "variant"]) == {"full_batch"}
    curves = pd.read_csv(smoke / "results/tables/learning_rates.csv")
    assert set(curves.loc[curves["problem"] == "linear_regression", "runs"]) == {4}
    assert set(curves.loc[curves["problem"] == "rosenbrock", "runs"]) == {8}
    best = pd.read_csv(smoke / "results/tables/best_rates.csv").set_index("problem")
    assert set(best.loc["linear_regression", "runs"]) == {2}
    page = (smoke / "site/optimizers/random_search.html").read_text(encoding="utf-8")
    assert page.count("Not run. ") == 2
    page = (smoke / "site/problems/linear_regression.html").read_text(encoding="utf-8")
    assert "4 instead of 8" in page


def test_controls_stand_in_the_tables_and_win_nothing(smoke):
    winners = pd.read_csv(smoke / "results/tables/choosing_winners.csv")
    assert "random_search" not in set(winners["winner"])
    tuning = pd.read_csv(smoke / "results/tables/choosing_tuning.csv")
    assert "random_search" in set(tuning["optimizer"])
    ledger = (smoke / "results/claims/ledger.json").read_text(encoding="utf-8")
    assert "Random search" not in ledger


def test_no_run_that_stayed_lacks_a_number(smoke):
    runs = pd.read_parquet(smoke / "results/tables/runs.parquet")
    left = runs["ending"].isin(["diverged", "escaped"])
    assert runs.loc[~left, "final_gap"].notna().all()
    assert runs.loc[left, "final_gap"].isna().all()
    holds = runs.filter(like="hold_")
    assert holds[left].isna().all(axis=None)
    assert (runs["path_ratio"].dropna() >= 1).all()
    assert (runs["best_gap"] <= runs["final_gap"])[~left].all()
    numbers = runs.select_dtypes("floating")
    assert not np.isinf(numbers.to_numpy()).any()


def test_a_hold_is_never_before_its_hit_and_tighter_targets_come_later(smoke):
    runs = pd.read_parquet(smoke / "results/tables/runs.parquet")
    for k in range(1, 9):
        hit, hold = runs[f"hit_1e-{k}"], runs[f"hold_1e-{k}"]
        both = hit.notna() & hold.notna()
        assert (hold[both] >= hit[both]).all()
        assert not (hold.notna() & hit.isna()).any()
        if k > 1:
            easier = runs[f"hit_1e-{k - 1}"]
            assert (hit[hit.notna()] >= easier[hit.notna()]).all()


def test_tables_never_print_nan_or_infinity(smoke):
    for path in (smoke / "results/tables").glob("*.csv"):
        words = path.read_text(encoding="utf-8").lower().replace("\n", ",").split(",")
        assert not {"nan", "inf", "-inf"} & set(words), path.name
    for path in (smoke / "results/facts").glob("*.json"):
        json.loads(path.read_text(encoding="utf-8"), parse_constant=pytest.fail)


def test_the_picture_of_the_readme_is_the_one_that_the_pipeline_draws(smoke):
    readme = (PROJECT / "README.md").read_text(encoding="utf-8")
    shown = Image.open(PROJECT / re.search(r'<img src="([^"]+)"', readme)[1]).convert("L")
    drawn = Image.open(smoke / "results/figures/e07_tuned_paths.light.webp").convert("RGBA")
    ground = Image.new("RGBA", drawn.size, "white")
    ground.alpha_composite(drawn)
    assert shown.size == ground.size, "`make picture` renews it"
    difference = np.asarray(shown, float) - np.asarray(ground.convert("L"), float)
    assert np.abs(difference).mean() < 2, "`make picture` renews it"


def test_one_core_and_two_give_the_same_bytes(digests, tmp_path):
    alone = copy_project(tmp_path)
    alone.run(cores="1")
    again = digest(tmp_path)
    assert again.keys() == digests.keys()
    assert [name for name in again if again[name] != digests[name]] == []


@pytest.mark.parametrize("problem", ["rosenbrock", "saddle"])
def test_a_grid_on_which_nothing_succeeds_has_a_site_too(pipeline, tmp_path, problem):
    """One optimizer on one problem: too hard for so short a run, or without any minimum at all."""
    shutil.copytree(pipeline.root, tmp_path / "poor", symlinks=True)
    poor = Pipeline(tmp_path / "poor")
    content = yaml.safe_load((poor.root / "config/smoke.yaml").read_text(encoding="utf-8"))
    content |= {"problems": [problem], "optimizers": ["adam"], "fewer_starts": {}}
    (poor.root / "config/smoke.yaml").write_text(yaml.safe_dump(content), encoding="utf-8")
    # The site once; it is the dearer half.
    target = ["site"] if problem == "rosenbrock" else ["results/claims/ledger.json"]
    poor.run("--", *target)
    ledger = json.loads((poor.root / "results/claims/ledger.json").read_text(encoding="utf-8"))
    assert len(ledger) == 25
    assert problem != "rosenbrock" or (poor.root / "site/article/choosing.html").is_file()


@pytest.mark.parametrize(
    ("change", "words"),
    [
        (("starts: 8", "starts: eight"), ["starts", "eight"]),
        (("starts: 8", "starst: 8"), ["starst", "did you mean 'starts'?"]),
        (("starts: 8", "starts: 0"), ["starts", "greater than or equal to 2"]),
        (("- rosenbrock", "- rosenbrok"), ["rosenbrok", "did you mean 'rosenbrock'?"]),
    ],
)
def test_a_mistake_in_the_configuration_is_one_sentence_before_any_job(tmp_path, change, words):
    wrong = copy_project(tmp_path)
    wrong.edit("config/smoke.yaml", lambda text: text.replace(*change))
    done = wrong.snakemake()
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if line.startswith("Error: ")]
    assert len(said) == 1
    assert all(word in said[0] for word in [*words, "config/smoke.yaml"])
    assert "Traceback" not in done.stderr
    assert not (tmp_path / "results").exists()


def test_the_published_configuration_is_valid_and_large_enough():
    config = read_config(PROJECT / "config/config.yaml")
    grid = Grid.from_settings(config.model_dump(exclude_none=True))
    variants, starts, rates = grid.shape
    assert (variants, starts >= 32, rates >= 25) == (3, True, True)
    assert config.learning_rates.per_decade >= 4
    built = [build_optimizer(name) for name in config.optimizers]
    assert sum(not optimizer.control for optimizer in built) >= 34
    assert {optimizer.title for optimizer in built if optimizer.control} == {
        "Never moves",
        "Random search",
    }
    dear = [name for name in config.fewer_starts if problem_dataset(name)]
    assert list(config.fewer_starts) == dear, "only sums over data have fewer starts"
    assert grid.learning_rates[-1] / grid.learning_rates[0] >= 1e6
    assert min(grid.iterations.values()) >= 1000
