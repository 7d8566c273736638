"""What several tests share."""

from __future__ import annotations

from pathlib import Path

import pytest

from project import Pipeline, copy_project, digest


@pytest.fixture(scope="session")
def pipeline(tmp_path_factory: pytest.TempPathFactory) -> Pipeline:
    """The smoke grid, built once by the real pipeline with two cores.

    Tests that use it carry ``xdist_group("pipeline")``, so that they share one worker and one build,
    and leave it as they found it.
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
