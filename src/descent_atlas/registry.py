"""Names to things: discovers the problems, optimizers and data sets by their files."""

from __future__ import annotations

import importlib
import pkgutil
import re
from dataclasses import dataclass, field, fields, is_dataclass
from types import ModuleType
from typing import Any

from descent_atlas import datasets, optimizers, problems
from descent_atlas.optimizer import Array, Optimizer
from descent_atlas.problem import FiniteSum, Problem
from descent_atlas.rotation import Rotated
from descent_atlas.spelling import nearest
from descent_atlas.trial import complaint

INSTANCE = re.compile(
    r"(?P<file>\w+?)(?:_kappa1e(?P<kappa>[1-9]))?(?:_(?P<dimension>[1-9]\d*)d)?(?P<rotated>_rotated)?"
)
"""``rosenbrock`` as its file has it, or with a condition number, a dimension, or a rotation of its own:
``least_squares_kappa1e3``, ``rosenbrock_10d``, ``rosenbrock_10d_rotated``."""


@dataclass(frozen=True)
class Instance:
    """What the name of a problem says."""

    kind: type[Problem]
    file: str
    arguments: dict[str, Any] = field(default_factory=dict)
    """``kappa`` and ``dimension``, if the name gives them."""
    rotated: bool = False


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
    return problem_instance(name).file


def problem_instance(name: str) -> Instance:
    """What a problem's name says.

    Raises UnknownNameError if it has no file, or its problem comes in no such dimension, with no such
    condition number, or in no rotation.
    """
    match = INSTANCE.fullmatch(name)
    file = name if match is None or name in problem_names() else match["file"]
    found: type[Problem] = _only_class(_module(problems, file, "problem"), Problem)
    if match is None or file == name:
        return Instance(found, name)
    parameters = {one.name for one in fields(found)} if is_dataclass(found) else set[str]()
    arguments: dict[str, Any] = {}
    if match["kappa"]:
        arguments["kappa"] = 10.0 ** int(match["kappa"])
        _must("kappa" in parameters, f"'{file}' has one condition number only, so", name)
    if match["dimension"]:
        arguments["dimension"] = int(match["dimension"])
        _must("dimension" in parameters, f"'{file}' has one dimension only, so", name)
    if match["rotated"]:
        _must(
            "dimension" in parameters and found.bounded,
            f"'{file}' is not in any number of dimensions, or falls without end outside its domain, so",
            name,
        )
    return Instance(found, file, arguments, bool(match["rotated"]))


def _must(possible: bool, reason: str, name: str) -> None:
    if not possible:
        raise UnknownNameError(f"the problem {reason} there is no '{name}'")


def problem_dataset(name: str) -> str | None:
    """The data set a problem is made from, None for a function without data."""
    found = problem_instance(name).kind
    return found.dataset if issubclass(found, FiniteSum) else None


def build_problem(name: str, data: dict[str, Array] | None = None) -> Problem:
    """The problem of this name; a finite sum is made from ``data``, or else from its data set."""
    named = problem_instance(name)
    if issubclass(named.kind, FiniteSum):
        make: Any = named.kind.from_data
        return make(load_dataset(named.kind.dataset) if data is None else data, **named.arguments)
    problem = named.kind(**named.arguments)
    return Rotated(problem) if named.rotated else problem


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
