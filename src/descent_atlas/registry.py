"""Names to things: discovers the problems, optimizers and data sets by their files."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import fields, is_dataclass
from types import ModuleType
from typing import Any

from descent_atlas import datasets, optimizers, problems
from descent_atlas.optimizer import Array, Optimizer
from descent_atlas.problem import FiniteSum, Problem
from descent_atlas.spelling import nearest
from descent_atlas.trial import complaint

INSTANCE = re.compile(r"(?P<file>\w+?)(?:_(?P<dimension>[1-9]\d*)d)?")
"""``rosenbrock`` in its own dimension, or ``rosenbrock_10d``."""


class UnknownNameError(ValueError):
    """A name without a file; the message is one sentence with the nearest name that has one."""


class PluginError(ValueError):
    """A file that is no problem, optimizer or data set; the message is one sentence that names it."""


def _files(package: ModuleType) -> list[str]:
    return sorted(module.name for module in pkgutil.iter_modules(package.__path__))


def problem_names() -> list[str]:
    """The problems that have a file, sorted."""
    return _files(problems)


def optimizer_names() -> list[str]:
    """The optimizers that have a file, sorted."""
    return _files(optimizers)


def dataset_names() -> list[str]:
    """The data sets that have a file, sorted."""
    return _files(datasets)


def _module(package: ModuleType, name: str, kind: str) -> ModuleType:
    names = _files(package)
    if name not in names:
        folder = package.__name__.replace(".", "/")
        raise UnknownNameError(
            f"there is no {kind} '{name}' (no file src/{folder}/{name}.py); {nearest(name, names)}"
        )
    try:
        return importlib.import_module(f"{package.__name__}.{name}")
    except Exception as error:
        where = f"src/{package.__name__.replace('.', '/')}/{name}.py"
        raise PluginError(f"{where} cannot be read: {type(error).__name__}: {error}") from error


def _only_class(module: ModuleType, base: type) -> Any:
    found = [
        thing
        for thing in vars(module).values()
        if isinstance(thing, type)
        and issubclass(thing, base)
        and thing.__module__ == module.__name__
    ]
    if len(found) != 1:
        raise PluginError(
            f"src/{module.__name__.replace('.', '/')}.py must define one class derived from"
            f" {base.__name__}, it has {len(found)}"
        )
    return found[0]


def problem_file(name: str) -> str:
    """The file that a problem's name points at: ``sphere`` for ``sphere_10d``."""
    return problem_class(name)[1]


def problem_class(name: str) -> tuple[type[Problem], str, dict[str, int]]:
    """The class of a problem, its file's name, and the arguments in the name.

    Raises UnknownNameError if it has no file, or no such dimension.
    """
    match = INSTANCE.fullmatch(name)
    if name in problem_names() or match is None or match["dimension"] is None:
        return _only_class(_module(problems, name, "problem"), Problem), name, {}
    file, dimension = match["file"], int(match["dimension"])
    found: type[Problem] = _only_class(_module(problems, file, "problem"), Problem)
    if not (is_dataclass(found) and "dimension" in {field.name for field in fields(found)}):
        raise UnknownNameError(
            f"the problem '{file}' has one dimension only, so there is no '{name}'"
        )
    return found, file, {"dimension": dimension}


def problem_dataset(name: str) -> str | None:
    """The data set a problem is made from, None for a function without data."""
    found = problem_class(name)[0]
    return found.dataset if issubclass(found, FiniteSum) else None


def build_problem(name: str, data: dict[str, Array] | None = None) -> Problem:
    """The problem of this name; a finite sum is made from ``data``, or else from its data set."""
    found, _, arguments = problem_class(name)
    if issubclass(found, FiniteSum):
        return found.from_data(load_dataset(found.dataset) if data is None else data)
    return found(**arguments)


def build_optimizer(name: str) -> Optimizer:
    """The optimizer of this name at its published defaults.

    Raises UnknownNameError if it has no file, PluginError if the file's class fails a trial step.
    """
    found = _only_class(_module(optimizers, name, "optimizer"), Optimizer)
    try:
        optimizer: Optimizer = found()
    except TypeError as error:
        wrong: str | None = f"it cannot be made with its defaults: {error}"
    else:
        wrong = complaint(optimizer)
    if wrong:
        raise PluginError(f"src/descent_atlas/optimizers/{name}.py: {wrong}")
    return optimizer


def load_dataset(name: str) -> dict[str, Array]:
    """The arrays of a data set."""
    data: dict[str, Array] = _module(datasets, name, "data set").load()
    return data
