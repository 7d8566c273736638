"""``python -m descent_atlas STAGE …`` runs one stage of the pipeline; ``STAGE --help`` explains it."""

import importlib
import pkgutil
import sys

from descent_atlas import stages


def main() -> None:
    names = sorted(module.name for module in pkgutil.iter_modules(stages.__path__))
    if len(sys.argv) < 2 or sys.argv[1] not in names:
        sys.exit(f"usage: python -m descent_atlas {{{','.join(names)}}} [--help]")
    stage = importlib.import_module(f"descent_atlas.stages.{sys.argv[1]}")
    stage.main(sys.argv[2:])


if __name__ == "__main__":
    main()
