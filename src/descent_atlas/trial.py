"""A trial step of an optimizer, so that a mistake in its file is one sentence before any job starts."""

from __future__ import annotations

import numpy as np

from descent_atlas.optimizer import Array, Optimizer

TEXTS = ("title", "formula", "reference", "convention")


def complaint(optimizer: Optimizer) -> str | None:
    """What is wrong with an optimizer, as half a sentence; None if a trial shows nothing."""
    for name in (*TEXTS, "default_learning_rate"):
        if not hasattr(optimizer, name):
            return f"it has no '{name}'; optimizers/gradient_descent.py shows where it stands"
    runs, dimension = 3, 2
    x = _read_only(np.arange(1.0, 7).reshape(runs, dimension))
    gradient, rate = _read_only(x - 2), _read_only(np.full((runs, 1), 0.1))
    told = (_read_only(np.ones((runs, 1))),) if optimizer.uses_gap else ()
    try:
        state = optimizer.init(x)
        if not isinstance(state, tuple) or not all(len(array) == runs for array in state):
            return "'init' must return a tuple of arrays whose first axis is the runs"
        state = tuple(map(_read_only, state))
        after = optimizer.step(x, gradient, state, rate, 1, *told)
        reported = np.shape(optimizer.reported(x, state))
    except Exception as error:
        if "read-only" in str(error):
            return "'step' changes its arguments in place; it must return new arrays"
        return f"a trial step failed with {type(error).__name__}: {error}"
    if not (isinstance(after, tuple) and len(after) == 2 and isinstance(after[1], tuple)):
        return "'step' must return the next iterate and the next state, a tuple of arrays"
    if np.shape(after[0]) != x.shape:
        shapes = f"here {x.shape}, not {np.shape(after[0])}"
        return f"'step' must return an iterate of shape (runs, dimension), {shapes}"
    if [np.shape(array) for array in after[1]] != [array.shape for array in state]:
        return "'step' must return a state like the one that 'init' made: as many arrays, of the same shapes"
    if reported != x.shape:
        return f"'reported' must return points of shape (runs, dimension), here {x.shape}, not {reported}"
    return None


def _read_only(array: Array) -> Array:
    array = np.asfortranarray(array)
    array.flags.writeable = False
    return array
