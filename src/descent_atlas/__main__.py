"""``python -m descent_atlas STAGE …`` runs one stage of the pipeline; ``STAGE --help`` explains it."""

import ast
import importlib
import pkgutil
import sys
from pathlib import Path

from descent_atlas import stages
from descent_atlas.spelling import nearest

USAGE = "usage: python -m descent_atlas STAGE [options]; what the rules of the pipeline call.\n\nstages:"


def main() -> None:
    names = sorted(module.name for module in pkgutil.iter_modules(stages.__path__))
    stage, *options = sys.argv[1:] or ["--help"]
    if stage in ("-h", "--help"):
        width = max(map(len, names)) + 2
        print(USAGE, *(f"  {name:<{width}}{summary(name)}" for name in names), sep="\n")
    elif stage not in names:
        sys.exit(f"there is no stage '{stage}'; {nearest(stage, names)}")
    else:
        importlib.import_module(f"descent_atlas.stages.{stage}").main(options)


def summary(name: str) -> str:
    """The first sentence of a stage's file, read without importing what it imports."""
    text = (Path(stages.__path__[0]) / f"{name}.py").read_text(encoding="utf-8")
    return (ast.get_docstring(ast.parse(text)) or "").split("\n")[0]


if __name__ == "__main__":
    main()
