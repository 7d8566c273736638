"""Mistakes in an author's file: one sentence that names the file, before any job starts."""

from __future__ import annotations

import importlib
import textwrap

import pytest

from descent_atlas import optimizers, registry

GOOD = '''
from dataclasses import dataclass

import numpy as np

from descent_atlas.optimizer import Optimizer


@dataclass(frozen=True)
class Mine(Optimizer):
    """An idea."""

    title = "Mine"
    formula = "x"
    reference = "x"
    convention = "x"
    default_learning_rate = 0.1
    beta: float = 0.9

    def init(self, x):
        return (np.zeros_like(x),)

    def step(self, x, gradient, state, learning_rate, iteration):
        (v,) = state
        v = v + gradient
        return x - learning_rate * v, (v,)
'''


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """Puts a file ``mine_under_test.py`` beside the optimizers and builds what it defines."""
    monkeypatch.setattr(optimizers, "__path__", [*optimizers.__path__, str(tmp_path)])
    monkeypatch.delitem(
        importlib.sys.modules, "descent_atlas.optimizers.mine_under_test", raising=False
    )

    def build(text: str):
        (tmp_path / "mine_under_test.py").write_text(
            textwrap.dedent(text).lstrip(), encoding="utf-8"
        )
        return registry.build_optimizer("mine_under_test")

    return build


def test_a_file_without_mistakes_is_built(mine):
    assert mine(GOOD).title == "Mine"


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        ('    title = "Mine"\n', "", "it has no 'title'"),
        ("    default_learning_rate = 0.1\n", "", "it has no 'default_learning_rate'"),
        ("beta: float = 0.9", "beta: float", "it cannot be made with its defaults"),
        (
            "return x - learning_rate * v, (v,)",
            "return x[:, 0], (v,)",
            "iterate of shape (runs, dimension)",
        ),
        (
            "return x - learning_rate * v, (v,)",
            "return x - learning_rate * v, v",
            "the next iterate and the next state",
        ),
        ("return (np.zeros_like(x),)", "return np.zeros_like(x)", "'init' must return a tuple"),
        (
            "        return (np.zeros_like(x),)\n",
            "        return (np.zeros_like(x),)\n\n    def reported(self, x, state):\n        return x[0]\n",
            "'reported' must return points of shape (runs, dimension)",
        ),
        (
            "    beta: float = 0.9\n",
            "    uses_gap = True\n    beta: float = 0.9\n",
            "a trial step failed",
        ),
        ("v = v + gradient", "v += gradient", "changes its arguments in place"),
        ("v = v + gradient", "v = v + gradent", "NameError"),
        ("import numpy as np", "import nunpy as np", "cannot be read: ModuleNotFoundError"),
        ("def step(", "def step(:", "cannot be read: SyntaxError"),
        (
            "class Mine(Optimizer)",
            "class Mine",
            "must define one class derived from Optimizer, it has 0",
        ),
    ],
)
def test_a_mistake_is_one_sentence_that_names_the_file(mine, old, new, words):
    assert old in GOOD
    with pytest.raises(registry.PluginError) as error:
        mine(GOOD.replace(old, new))
    sentence = str(error.value)
    assert words in sentence
    assert "src/descent_atlas/optimizers/mine_under_test.py" in sentence
    assert "\n" not in sentence
