"""What re-runs after an edit: each row of the freshness table, by counting the jobs of a dry run or a run."""

from __future__ import annotations

import os
import textwrap
from pathlib import Path

import pandas as pd
import pytest
import yaml

from project import PROJECT, Pipeline

pytestmark = [pytest.mark.slow]

PROBLEMS, OPTIMIZERS = 4, 3
"""Sizes of the smoke grid."""
EXPERIMENTS = {
    f"run_{path.stem}"
    for path in (PROJECT / "src/descent_atlas/experiments").glob("e[0-9][0-9]_*.py")
}

MINE = '''
from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Array, Optimizer, State


@dataclass(frozen=True)
class Mine(Optimizer):
    """Step along the signs of the gradient only."""

    title = "My own descent"
    formula = r"\\theta_t &= \\theta_{t-1} - \\alpha\\, \\operatorname{sign}(g_t)"
    reference = "A test"
    convention = "None"
    default_learning_rate = 0.01

    def step(
        self, x: Array, gradient: Array, state: State, learning_rate: Array, iteration: int
    ) -> tuple[Array, State]:
        return x - learning_rate * np.sign(gradient), state
'''


@pytest.fixture(autouse=True)
def restored(pipeline: Pipeline):
    """The pipeline is as it was, and up to date, before and after each test."""
    files = {
        path: path.read_bytes()
        for part in ("src", "config", "docs", "workflow/envs", "workflow/rules", ".")
        for path in (pipeline.root / part).glob("*" if part == "." else "**/*")
        if path.is_file() and "node_modules" not in path.parts and "__pycache__" not in path.parts
    }
    yield
    for path, content in files.items():
        if not path.exists() or path.read_bytes() != content:
            path.write_bytes(content)
    (pipeline.root / "src/descent_atlas/optimizers/mine.py").unlink(missing_ok=True)


def test_a_second_run_does_nothing(pipeline):
    assert pipeline.pending() == {}


def test_touching_and_rewriting_everything_re_runs_nothing(pipeline):
    for part in ("src", "config", "docs", "workflow", "Snakefile", "mkdocs.yml"):
        path = pipeline.root / part
        for file in [path] if path.is_file() else path.rglob("*"):
            if file.is_file():
                os.utime(file)
    assert pipeline.pending() == {}


def test_another_order_and_a_comment_in_the_configuration_re_run_nothing(pipeline):
    path = pipeline.root / "config/smoke.yaml"
    content = yaml.safe_load(path.read_text())
    backwards = {key: content[key] for key in reversed(content)}
    backwards["problems"] = content["problems"][::-1]
    backwards["optimizers"] = content["optimizers"][::-1]
    path.write_text("# a comment\n" + yaml.safe_dump(backwards, sort_keys=False))
    assert pipeline.pending() == {}


def test_editing_an_optimizer_re_runs_its_shards_and_what_reads_them(pipeline):
    pipeline.add_comment("src/descent_atlas/optimizers/adam.py")
    pending = pipeline.pending()
    assert pending["descend"] == PROBLEMS
    assert pending["collect_runs"] == pending["summarise_runs"] == pending["build_site"] == 1
    assert not {"prepare_problem", "load_dataset"} & set(pending)


def test_editing_a_problem_re_runs_its_shards_and_what_reads_them(pipeline):
    pipeline.add_comment("src/descent_atlas/problems/himmelblau.py")
    pending = pipeline.pending()
    assert pending["descend"] == OPTIMIZERS
    assert pending["prepare_problem"] == pending["collect_runs"] == 1
    assert pending["find_critical_points"] == 1
    # The experiments that descend it themselves, and no other.
    assert EXPERIMENTS & set(pending) == {
        *("run_e01_critical_points", "run_e02_gradients", "run_e12_invariance"),
    }


def test_editing_the_engine_re_runs_every_shard(pipeline):
    pipeline.add_comment("src/descent_atlas/engine.py")
    pending = pipeline.pending()
    assert pending["descend"] == PROBLEMS * OPTIMIZERS
    assert not {"prepare_problem", "load_dataset"} & set(pending)


def test_editing_prose_builds_the_site_only(pipeline):
    pipeline.edit("docs/index.md", lambda text: text + "\nOne more sentence.\n")
    assert pipeline.pending() == {"build_site": 1}


@pytest.mark.parametrize(
    ("path", "rules"),
    [
        ("docs/assets/style.css", {"build_site"}),
        ("mkdocs.yml", {"build_site"}),
        ("src/descent_atlas/site/formulas.py", {"build_site"}),
        ("src/descent_atlas/site/render_formulas.cjs", {"build_site"}),
        ("src/descent_atlas/site/templates/optimizer.md", {"write_pages", "build_site"}),
        ("src/descent_atlas/stages/manifest.py", {"write_manifest"}),
    ],
)
def test_editing_what_the_site_is_made_of_re_runs_what_reads_it(pipeline, path, rules):
    comment = (
        "\n" if path.endswith((".md", ".css")) else "\n// x\n" if path.endswith("js") else "\n# x\n"
    )
    pipeline.edit(path, lambda text: text + comment)
    assert set(pipeline.pending()) == rules


def test_editing_a_figure_draws_that_figure_only(pipeline):
    pipeline.add_comment("src/descent_atlas/figures/fitted_lines.py")
    pending = pipeline.pending()
    drawn = {rule: count for rule, count in pending.items() if rule.startswith("draw")}
    assert sum(drawn.values()) == 1
    assert pending["build_site"] == 1
    assert set(pending) - set(drawn) <= {"build_site", "write_pages", "write_manifest"}


def test_editing_a_claim_decides_the_ledger_and_runs_nothing_else(pipeline):
    pipeline.add_comment("src/descent_atlas/claims/loss_functions.py")
    assert set(pipeline.pending()) == {
        "decide_claims",
        "write_pages",
        "build_site",
        "write_manifest",
    }


def test_editing_an_experiment_runs_it_and_what_reads_it(pipeline):
    pipeline.add_comment("src/descent_atlas/experiments/e04_cross_entropy.py")
    pending = pipeline.pending()
    assert EXPERIMENTS & set(pending) == {"run_e04_cross_entropy"}
    assert pending["decide_claims"] == pending["build_site"] == 1
    assert not {"descend", "prepare_problem", "collect_runs"} & set(pending)


def test_other_sizes_of_an_experiment_run_that_experiment_only(pipeline):
    pipeline.edit("config/smoke.yaml", lambda text: text.replace("runs: 4", "runs: 5"))
    assert EXPERIMENTS & set(pipeline.pending()) == {"run_e11_small_network"}


def test_editing_the_lock_re_runs_everything(pipeline):
    pipeline.edit("workflow/envs/requirements.txt", lambda text: text + "\n# an edit\n")
    pending = pipeline.pending()
    assert pending["descend"] == PROBLEMS * OPTIMIZERS
    assert pending["prepare_problem"] == PROBLEMS
    assert pending["load_dataset"] == pending["build_site"] == 1
    assert set(pending) >= EXPERIMENTS


def test_a_name_without_a_file_is_one_clear_error_even_when_all_results_stand(pipeline):
    pipeline.edit("config/smoke.yaml", lambda text: text.replace("- adam", "- adamm"))
    done = pipeline.snakemake("--dry-run")
    assert done.returncode != 0
    said = [line for line in done.stderr.splitlines() if "adamm" in line]
    assert len(said) == 1
    assert "did you mean 'adam'?" in said[0]
    assert "config/smoke.yaml" in said[0]
    assert "Traceback" not in done.stderr


def test_one_more_optimizer_is_one_file_and_runs_its_shards_and_their_readers(pipeline):
    path = "src/descent_atlas/optimizers/mine.py"
    (pipeline.root / path).write_text(textwrap.dedent(MINE).lstrip(), encoding="utf-8")
    assert pipeline.pending() == {}, "a file that is not in the configuration runs nothing"
    pipeline.edit("config/smoke.yaml", lambda text: text.replace("- adam", "- adam\n  - mine"))
    pending = pipeline.pending()
    assert pending["descend"] == PROBLEMS
    assert not {"prepare_problem", "load_dataset"} & set(pending)
    # E12 asks of every optimizer what becomes of it when a problem is written down in another way.
    assert EXPERIMENTS & set(pending) == {"run_e12_invariance"}

    pipeline.run()
    assert _optimizers(pipeline.root) == {"adam", "gradient_descent", "random_search", "mine"}
    page = pipeline.root / "site/optimizers/mine.html"
    assert "My own descent" in page.read_text(encoding="utf-8")

    # Taking it out again runs no shard, and its page and its rows are gone.
    pipeline.edit("config/smoke.yaml", lambda text: text.replace("\n  - mine", ""))
    pending = pipeline.pending()
    assert "descend" not in pending
    assert pending["collect_runs"] == 1
    pipeline.run()
    assert _optimizers(pipeline.root) == {"adam", "gradient_descent", "random_search"}
    assert not page.exists()
    assert pipeline.pending() == {}


def _optimizers(root: Path) -> set[str]:
    return set(pd.read_parquet(root / "results/tables/runs.parquet")["optimizer"])
