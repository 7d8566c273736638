"""What the guides say is what the code does."""

from __future__ import annotations

import importlib
import re

import numpy as np

from descent_atlas import crossings, endings, engine, metrics, record
from descent_atlas.comparison import (
    credit,
    intervals,
    ranking,
    robustness,
    separation,
    stability,
)
from project import PROJECT


def _page(name: str) -> str:
    return (PROJECT / "docs" / name).read_text(encoding="utf-8")


def test_the_example_of_an_optimizer_works(tmp_path, monkeypatch):
    code = re.search(
        r"```python title=\S+adagrad\.py\"\n(.*?)\n```", _page("add-an-optimizer.md"), re.S
    )
    assert code is not None
    (tmp_path / "adagrad.py").write_text(code[1], encoding="utf-8")
    monkeypatch.syspath_prepend(tmp_path)
    adagrad = importlib.import_module("adagrad").AdaGrad()
    x = np.array([[3.0, -2.0], [0.5, 0.25]])
    state = adagrad.init(x)
    rate = np.array([[0.5], [0.5]])
    for iteration in range(1, 201):
        x, state = adagrad.step(x, 2 * x, state, rate, iteration)
    assert np.abs(x).max() < 1e-3
    assert len(adagrad.title) > 0
    assert adagrad.default_learning_rate == 0.01


def test_the_definitions_name_the_constants_of_the_code():
    page = _page("how-optimizers-are-compared.md")
    definitions = [
        (metrics.TARGETS[0], "from $10^{-1}$"),
        (metrics.TARGETS[-1], "down to $10^{-8}$"),
        (crossings.HOLD_SHARE, r"for $95\,\%$ of the remaining evaluations"),
        (record.GAP_GROWTH, "above $10^3$ times the initial one"),
        (record.REACH, "further than $10^3$ domain diameters"),
        (endings.SETTLED_GRADIENT, "at most $10^{-6}$ of the typical one"),
        (endings.FLAT_CURVATURE, "smaller ones than $10^{-6}$ of the largest"),
        (endings.NEAR, "within $10^{-3}$ of the domain's diameter"),
        (intervals.CONFIDENCE, r"normal quantile for $95\,\%$"),
    ]
    for constant, said in definitions:
        assert said in " ".join(page.split()), said
        assert _value(said) == constant
    assert len(metrics.TARGETS) == 8


def test_the_definitions_count_as_the_code_does():
    page = " ".join(_page("how-optimizers-are-compared.md").split())
    assert (
        f"each of the first ${engine.WATCH_ALL}$ steps and every ${engine.WATCH_EVERY}$th after"
        in page
    )
    assert f"looked at every ${record.LOOK_EVERY}$ steps" in page
    assert rf"\ge {metrics.STANDARD_ERRORS} \sqrt{{s^2 + s'^2}}" in page
    assert f"$s^2 = v / {metrics.BATCHES}$" in page


def test_the_ranking_is_defined_as_it_is_computed():
    page = " ".join(_page("how-optimizers-are-compared.md").split())
    assert rf"\mathrm{{ERT}}(\alpha) \le {robustness.WIDE:g} \min" in page
    assert robustness.WIDE == 2
    assert "at which the expected running time is at most twice as long" in page
    assert f"$B = {intervals.RESAMPLES}$ times" in page
    tail = 100 * (1 - intervals.CONFIDENCE) / 2
    assert rf"quantiles at ${tail:.1f}\,\%$ and ${100 - tail:.1f}\,\%$" in page
    assert f"$p$ is below ${separation.LEVEL}$" in page
    assert rf"m\, 2^{{1 - n}} < {separation.LEVEL}" in page
    assert rf"with the whole ${100 * intervals.CONFIDENCE:g}\,\%$ interval of the ratio" in page
    assert "with eight targets instead of one" in page
    assert r"\frac{\log(B_p / c)}{\log(B_p / c_p)},\; 0,\; 1" in page
    assert "clip(log(B_p / c) / log(B_p / c_p), 0, 1)" in str(credit.__doc__)
    assert len(credit.TARGETS) == 8
    for regime in ("Default", "One rate for all", "Own best", "Best of [[ ranking.settings.tries"):
        assert f"- **{regime}" in page


def test_the_limits_of_stability_are_those_of_the_code():
    """The page's formulas, at a few values of beta."""
    page = " ".join(_page("how-optimizers-are-compared.md").split())
    for said in (
        r"\frac{2}{\lambda_{\max}} \text{ for plain descent}",
        r"\frac{2\,(1 + \beta)}{\lambda_{\max}} \text{ for the heavy ball}",
        r"$(1 - \beta)^{-1}$ times the latter for momentum that averages",
        r"$2\,(1 + \beta) / \bigl((1 + 2\beta)\, \lambda_{\max}\bigr)$ for Nesterov’s",
    ):
        assert said in page
    for beta in (0.0, 0.5, 0.9):
        ball = 2 * (1 + beta)
        expected = {
            "gradient_descent": 2.0,
            "heavy_ball": ball,
            "momentum": ball / (1 - beta),
            "nesterov": ball / (1 + 2 * beta),
        }
        assert {name: of(beta) for name, of in stability.FACTORS.items()} == expected


def test_the_settings_that_the_page_asks_for_are_among_the_facts():
    page = _page("how-optimizers-are-compared.md")
    asked = set(re.findall(r"ranking\.settings\.(\w+)", page))
    assert asked <= set(ranking.SETTINGS)
    assert ranking.SETTINGS["tries"] == credit.TRIES
    assert f"best of {credit.TRIES}" == credit.BEST_OF


def _value(said: str) -> float:
    power = re.search(r"10\^\{?(-?\d+)\}?", said)
    return float(f"1e{power[1]}") if power else int(re.search(r"(\d+)\\,\\%", said)[1]) / 100  # type: ignore[index]


def test_the_list_of_endings_is_complete():
    text = _page("how-optimizers-are-compared.md")
    order = text[text.index("The order of the tests") :]
    for ending in endings.NAMES:
        assert f"**{ending}**" in order, ending
    assert len(endings.NAMES) == 7
