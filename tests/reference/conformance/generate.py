"""Run the real libraries on the recorded gradients and keep what they compute: ``make conformance``.

Writes ``iterates.npz``, the iterates of each case at a few steps, and ``conformance.json``, what was run and
how far the optimizers here are from it. Everything is in float64, on one thread.
"""

from __future__ import annotations

import importlib
import inspect
import json
import warnings
from importlib.metadata import version
from pathlib import Path
from typing import Any

import jax
import jax.numpy as jnp
import numpy as np
import optax
import torch

from descent_atlas.registry import build_optimizer
from reference.conformance.cases import CASES, OPTAX, SCHEDULES, Case
from reference.conformance.sequences import (
    KEPT,
    NOISE,
    SEEDS,
    Sequence,
    checksum,
    deviation,
    follow,
    sequence,
)

FOLDER = Path(__file__).parent
PACKAGES = {"PyTorch": "torch"}
ROWS = np.array(KEPT) - 1
NAMES_OF_RATE = {"optax.polyak_sgd": "scaling"}
"""The argument that multiplies the step, where it is not called learning_rate or lr."""


def main() -> None:
    """Run every case at its settings."""
    jax.config.update("jax_enable_x64", True)
    torch.set_num_threads(1)
    torch.set_default_dtype(torch.float64)  # or NAdam keeps its product in single precision
    warnings.simplefilter("ignore")  # the older packages call PyTorch in its older ways
    drawn = [sequence(seed) for seed in SEEDS]
    iterates, entries = {}, []
    for case in CASES:
        entry = describe(case)
        for setting in case.settings:
            arguments = case.selected | (case.aligned if setting == "aligned" else {})
            theirs = np.stack([run(case, one, arguments) for one in drawn])
            here = case.here if setting == "aligned" else {}
            ours = type(build_optimizer(case.optimizer))(**here)
            mine = np.stack([follow(ours, one, case.rate, case.bowl) for one in drawn])
            entry["deviation"][setting] = finite(deviation(mine, theirs))
            iterates[case.key(setting)] = theirs
        entries.append(entry)
        print(case.optimizer, case.function, entry["deviation"])
    np.savez_compressed(FOLDER / "iterates.npz", **iterates)
    record = {"sequences": checksum(), "cases": entries}
    text = json.dumps(record, indent=1, ensure_ascii=False) + "\n"
    (FOLDER / "conformance.json").write_text(text, encoding="utf-8")


def describe(case: Case) -> dict[str, Any]:
    """What is run, for the record."""
    return {
        "optimizer": case.optimizer,
        "library": case.library,
        "version": version(PACKAGES.get(case.library, case.library)).split("+")[0],
        "function": case.function,
        "learning_rate": case.rate,
        "gradients": "a bowl's, with noise" if case.bowl else "recorded",
        "selected": case.selected,
        "aligned": case.aligned,
        "here": case.here,
        "defaults": defaults(find(case.function)),
        "deviation": {},
    }


def find(function: str) -> Any:
    """The thing a dotted name stands for."""
    module, _, name = function.rpartition(".")
    return getattr(importlib.import_module(module), name)


def defaults(function: Any) -> dict[str, Any]:
    """The library's own values of its numeric arguments."""
    values = {name: p.default for name, p in inspect.signature(function).parameters.items()}
    plain = {name: list(v) if isinstance(v, tuple) else v for name, v in values.items()}
    return {name: v for name, v in plain.items() if isinstance(v, bool | int | float | list)}


def finite(value: float) -> float | None:
    """JSON has no NaN."""
    return value if np.isfinite(value) else None


def run(case: Case, drawn: Sequence, arguments: dict[str, Any]) -> np.ndarray:
    """The library's iterates and reported points at the kept steps, shape (2, kept, dimension)."""
    runner = with_optax if case.library == OPTAX else with_torch
    return runner(case, drawn, arguments)


def with_torch(case: Case, drawn: Sequence, arguments: dict[str, Any]) -> np.ndarray:
    """With an optimizer of PyTorch, or one written for it."""
    x = torch.nn.Parameter(torch.tensor(drawn.start))
    clipping = case.function == "torch.nn.utils.clip_grad_norm_"
    if clipping:
        optimizer = torch.optim.SGD([x], lr=case.rate)
    else:
        optimizer = find(case.function)([x], lr=case.rate, **arguments)
    kept = []
    for step, gradient in enumerate(drawn.gradients, start=1):
        modes(optimizer, "train")
        x.grad = torch.tensor(gradient)
        if case.bowl:
            x.grad = torch.tensor(drawn.curvatures) * x.detach() + NOISE * x.grad
        if clipping:
            torch.nn.utils.clip_grad_norm_([x], **arguments)
        optimizer.step()
        if step in KEPT:
            iterate = x.detach().numpy().copy()
            modes(optimizer, "eval")
            kept.append((iterate, x.detach().numpy().copy()))
    return np.array(kept).transpose(1, 0, 2)


def modes(optimizer: Any, mode: str) -> None:
    """Schedule-free optimizers keep two points, and show one of them at a time."""
    if hasattr(optimizer, mode):
        getattr(optimizer, mode)()


def with_optax(case: Case, drawn: Sequence, arguments: dict[str, Any]) -> np.ndarray:
    """With a transformation of optax."""
    name = NAMES_OF_RATE.get(case.function, "learning_rate")
    function = find(case.function)
    rate: Any = case.rate
    if "schedule" in arguments:
        arguments = dict(arguments)
        factor = SCHEDULES[arguments.pop("schedule")]
        rate = lambda count: case.rate * factor(count + 1.0)  # noqa: E731
    if case.function == "optax.lookahead":
        rule = function(optax.sgd(case.rate, momentum=0.9), **arguments)
    elif name in inspect.signature(function).parameters:
        rule = function(**{name: rate}, **arguments)
    else:
        rule = optax.chain(function(**arguments), optax.scale_by_learning_rate(case.rate))
    rule = optax.with_extra_args_support(rule)
    x = jnp.asarray(drawn.start)
    if case.function == "optax.lookahead":
        x = optax.LookaheadParams.init_synced(x)

    def step(carry: Any, met: Any) -> Any:
        x, state = carry
        gradient, gap = met
        if case.bowl:
            gradient = drawn.curvatures * x + NOISE * gradient
        more = {"value": gap} if case.function == "optax.polyak_sgd" else {}
        updates, state = rule.update(gradient, state, x, **more)
        x = optax.apply_updates(x, updates)
        return (x, state), (x, reported(case, x, state))

    met = (jnp.asarray(drawn.gradients), jnp.asarray(drawn.gaps))
    _, (x, shown) = jax.lax.scan(step, (x, rule.init(x)), met)
    x = getattr(x, "fast", x)
    return np.stack([np.asarray(x)[ROWS], np.asarray(shown)[ROWS]])


def reported(case: Case, x: Any, state: Any) -> Any:
    """The point that the documentation says to evaluate."""
    if case.function == "optax.contrib.schedule_free_sgd":
        return optax.contrib.schedule_free_eval_params(state, x)
    return getattr(x, "slow", x)


if __name__ == "__main__":
    main()
