"""What several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest
from xdist.scheduler import LoadScopeScheduling

from project import Pipeline, copy_project, digest

PIPELINE = {
    *(f"tests/workflow/test_{name}.py" for name in ("freshness", "pipeline")),
    *(f"tests/site/test_{name}.py" for name in ("browser", "claims", "ledger_browser", "pages")),
}
"""The files whose tests share one build of the smoke grid, so that one worker has to have them all."""


class ByFile(LoadScopeScheduling):
    """Each file's tests go to one worker, and those of all files that share the build to the same."""

    def _split_scope(self, nodeid: str) -> str:
        file = nodeid.split("::")[0]
        return "pipeline" if file in PIPELINE else file


def pytest_xdist_make_scheduler(config: pytest.Config, log: object) -> ByFile:
    """xdist's own groups, by a mark, are lost on pytest 9.2."""
    return ByFile(config, log)


@pytest.fixture(scope="session")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    """The smoke grid, built once by the real pipeline with two cores.

    Tests that use it stand in a file of PIPELINE, and leave it as they found it.
    """
    built = copy_project(tmp_path_factory.mktemp("pipeline"))
    built.run()
    built.digests.update(digest(built.root))
    return built


@pytest.fixture(scope="session")
def digests(pipeline: Pipeline) -> dict[str, str]:
    """The SHA-256 of every file of results/ and site/ just after the build, before any test's edits."""
    return pipeline.digests


@pytest.fixture(scope="session")
def smoke(pipeline: Pipeline) -> Path:
    """The folder with ``results/`` and ``site/`` of the smoke grid."""
    return pipeline.root
