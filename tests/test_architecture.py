"""Which way imports run, and the standards that hold for all code."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import grimp
import pytest

from project import PROJECT

SOURCE = PROJECT / "src/descent_atlas"
PLUGINS = ("problems", "optimizers", "variants", "losses")
CONTRACTS = {"problem", "optimizer"}
ARRAYS = (
    *("runs", "record", "engine", "endings", "crossings", "metrics", "outcomes", "packing"),
    *("zeros", "second_order", "critical_points", "everywhere"),
)
MODELS = ("datasets", "network", "random_fields", "softmax")
"""What experiments and problems are made of; they may use SciPy and scikit-learn."""
FRAMES = ("comparison", "claims", "figures")


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph("descent_atlas", cache_dir=None, include_external_packages=True)


def room(module: str) -> str:
    parts = module.split(".")
    return parts[1] if len(parts) > 1 else ""


def imports_of(graph: grimp.ImportGraph, *rooms: str) -> set[tuple[str, str]]:
    """(importer, imported) for every import inside these rooms."""
    return {
        (module, imported)
        for module in graph.modules
        if module.startswith("descent_atlas.") and room(module) in rooms
        for imported in graph.find_modules_directly_imported_by(module)
    }


def ours(imported: str) -> bool:
    return imported.split(".")[0] == "descent_atlas"


STANDARD = set(sys.stdlib_module_names) | {"descent_atlas"}


def test_plugins_import_numpy_and_their_contract_only_and_never_each_other(graph):
    """A problem may be made of a network or of a softmax, which are no plug-ins."""
    for module, imported in imports_of(graph, *PLUGINS):
        if ours(imported):
            models = {"network", "softmax"} if room(module) == "problems" else set()
            assert room(imported) in CONTRACTS | models, (module, imported)
        else:
            assert imported in STANDARD | {"numpy"}, (module, imported)


def test_the_array_floor_knows_no_names(graph):
    for module, imported in imports_of(graph, *ARRAYS):
        if ours(imported):
            assert room(imported) in CONTRACTS | {"variants", *ARRAYS}, (module, imported)
        else:
            assert imported in STANDARD | {"numpy"}, (module, imported)


def test_what_reads_frames_never_runs_a_descent(graph):
    forbidden = {
        *PLUGINS,
        *ARRAYS,
        *MODELS,
        "registry",
        "grid",
        "shard",
        "experiments",
        "config",
    } - {"endings"}
    for package in FRAMES:
        reached = graph.find_upstream_modules(f"descent_atlas.{package}", as_package=True)
        assert not {module for module in reached if room(module) in forbidden}


def test_the_site_reads_files_and_computes_nothing(graph):
    allowed = {"site", "files", "words", "spelling"}
    for module, imported in imports_of(graph, "site"):
        if ours(imported):
            assert room(imported) in allowed, (module, imported)
        else:
            assert imported not in {"numpy", "scipy", "matplotlib"}, (module, imported)


def test_lower_floors_never_import_higher_ones(graph):
    floors = [
        {
            "problem",
            "optimizer",
            "claim",
            "files",
            "randomness",
            "rotation",
            "words",
            "spelling",
            "picks",
        },
        {*PLUGINS, *MODELS, "trial"},
        set(ARRAYS),
        {"registry", "grid", "shard", "schema", "config", "comparison"},
        {"experiments", "claims", "figures", "site"},
        {"ledger"},
        {"stages"},
        {"__main__"},
    ]
    floor = {name: height for height, names in enumerate(floors) for name in names}
    for module in graph.modules:
        if not ours(module) or not room(module):
            continue
        for imported in graph.find_modules_directly_imported_by(module):
            if ours(imported) and room(imported):
                assert floor[room(imported)] <= floor[room(module)], (module, imported)


def test_no_modules_import_each_other_in_a_circle(graph):
    for module in graph.modules:
        if ours(module):
            assert module not in graph.find_upstream_modules(module)


def test_a_shard_starts_with_numpy_alone():
    """A job's overhead counts: pandas, SciPy or matplotlib would triple it."""
    code = (
        "import sys, descent_atlas.stages.descend;"
        "print(sorted({'pandas', 'scipy', 'matplotlib', 'sklearn', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"


def test_the_library_never_imports_the_workflow():
    for path in SOURCE.rglob("*.py"):
        assert "import snakemake" not in path.read_text(encoding="utf-8"), path


def test_every_public_function_of_the_library_is_documented():
    import ast

    bare = []
    for path in sorted(SOURCE.rglob("*.py")):
        if path.parent.name in ("problems", "optimizers"):
            continue  # their contracts document the methods
        tree = ast.parse(path.read_text(encoding="utf-8"))
        for node in tree.body:
            if isinstance(node, ast.FunctionDef | ast.ClassDef) and not node.name.startswith("_"):
                bare += [] if ast.get_docstring(node) else [f"{path.name}:{node.name}"]
    assert [name for name in bare if not name.endswith((":main", ":read_json"))] == []


TOOLS = {
    "ruff": ["ruff", "check", "."],
    "ruff format": ["ruff", "format", "--check", "."],
    "mypy": ["mypy"],
    "snakefmt": ["snakefmt", "--check", "Snakefile", "workflow"],
}


@pytest.mark.slow
@pytest.mark.parametrize("command", TOOLS.values(), ids=TOOLS)
def test_style_and_types(command):
    tool = Path(sys.executable).parent / command[0]
    done = subprocess.run(
        [tool, *command[1:]], cwd=PROJECT, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr


@pytest.mark.slow
def test_snakemake_finds_nothing_to_say_of_the_rules_but_one_thing():
    """It wants a conda environment or a container for each rule; here the locked .venv serves them all."""
    tool = Path(sys.executable).parent / "snakemake"
    environment = {**os.environ, "PATH": f"{tool.parent}{os.pathsep}{os.environ['PATH']}"}
    done = subprocess.run(
        [tool, "--lint"], cwd=PROJECT, env=environment, capture_output=True, text=True, check=False
    )
    said = {line.strip() for line in (done.stdout + done.stderr).splitlines() if " * " in line}
    assert {remark.split(":")[0] for remark in said} == {
        "* Specify a conda environment or container for each rule."
    }


def test_no_file_names_an_address_of_a_registry_or_a_path_of_a_machine():
    listed = subprocess.run(
        ["git", "ls-files"], cwd=PROJECT, capture_output=True, text=True, check=True
    ).stdout.split()
    hosts = ["pypi" + ".org", "registry." + "npmjs", "files." + "pythonhosted", "deb." + "debian"]
    paths = ["/" + "work/", "/" + "root/", "/" + "home/"]
    for name in listed:
        path = PROJECT / name
        if path.is_file() and path.suffix not in (".png", ".webp", ".npz"):
            text = path.read_text(encoding="utf-8")
            assert [part for part in hosts + paths if part in text] == [], name
