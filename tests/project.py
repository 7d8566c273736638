"""A copy of the project in which the real pipeline runs."""

from __future__ import annotations

import hashlib
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

PROJECT = Path(__file__).parents[1]
PARTS = (
    *("Snakefile", "mkdocs.yml", "profiles", "workflow", "src", "config", "docs"),
    "tests/reference/conformance/conformance.json",
)
SMOKE = ("--configfile", "config/smoke.yaml")


@dataclass(frozen=True)
class Pipeline:
    """A copy of the project that the pipeline runs in, with its own sources."""

    root: Path
    digests: dict[str, str] = field(default_factory=dict)

    def snakemake(self, *arguments: str, cores: str = "2") -> subprocess.CompletedProcess[str]:
        """Run snakemake on the smoke grid, or as the arguments say."""
        configuration = () if "--configfile" in arguments else SMOKE
        environment = {
            **os.environ,
            "PYTHONPATH": str(self.root / "src"),
            "PATH": f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}",
        }
        return subprocess.run(
            ["snakemake", "--cores", cores, *configuration, *arguments],
            cwd=self.root,
            env=environment,
            capture_output=True,
            text=True,
            timeout=600,
            check=False,
        )

    def run(self, *arguments: str, cores: str = "2") -> subprocess.CompletedProcess[str]:
        """Run snakemake; it must succeed."""
        done = self.snakemake(*arguments, cores=cores)
        assert done.returncode == 0, (done.stdout + done.stderr)[-5000:]
        return done

    def pending(self, *arguments: str) -> dict[str, int]:
        """How many jobs of each rule a run would start now."""
        done = self.run("--dry-run", *arguments)
        table = re.search(
            r"Job stats:\njob +count\n[- ]+\n(.*?)\n\n", done.stdout + done.stderr, re.S
        )
        if table is None:
            assert "Nothing to be done" in done.stdout + done.stderr
            return {}
        counts = dict(line.split() for line in table[1].splitlines())
        return {rule: int(count) for rule, count in counts.items() if rule not in ("all", "total")}

    def edit(self, path: str, change: Callable[[str], str]) -> str:
        """Change a file's text; returns the text as it was."""
        file = self.root / path
        text = file.read_text(encoding="utf-8")
        file.write_text(change(text), encoding="utf-8")
        assert file.read_text(encoding="utf-8") != text
        return text

    def add_comment(self, path: str) -> str:
        """Append a comment to a source file; returns the text as it was."""
        return self.edit(path, lambda text: text + "\n# an edit\n")


def copy_project(root: Path) -> Pipeline:
    """The project's sources at ``root``, without results; libraries and assets are those installed."""
    skip = shutil.ignore_patterns("__pycache__", "node_modules")
    for part in PARTS:
        source = PROJECT / part
        if source.is_dir():
            shutil.copytree(source, root / part, ignore=skip)
        else:
            (root / part).parent.mkdir(parents=True, exist_ok=True)
            shutil.copy2(source, root / part)
    assets = PROJECT / "workflow/envs/node_modules"
    if assets.is_dir():
        (root / "workflow/envs/node_modules").symlink_to(assets)
    return Pipeline(root)


def digest(root: Path) -> dict[str, str]:
    """The SHA-256 of every file below results/ and site/."""
    return {
        path.relative_to(root).as_posix(): hashlib.sha256(path.read_bytes()).hexdigest()
        for folder in ("results", "site")
        for path in sorted((root / folder).rglob("*"))
        if path.is_file()
    }
