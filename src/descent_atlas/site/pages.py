"""The generated pages: one for each optimizer and problem, their overviews, benchmark and ledger.

Every value comes from a file of the results; here it is only arranged and formatted.
"""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping
from functools import partial
from typing import Any

from jinja2 import Environment, PackageLoader, StrictUndefined

from descent_atlas import words
from descent_atlas.site import conformance, overview, tables
from descent_atlas.site.claims import SECTIONS, VERDICTS, badge, ledger_entry, ledger_facts
from descent_atlas.site.critical_points import critical_points
from descent_atlas.site.downloads import catalogue, run_table, table_links
from descent_atlas.site.figure import both_themes, figure_html, published
from descent_atlas.site.results import Results

MARKDOWN = re.compile(r"([\\`*_{}\[\]$#|])")
FEW = 4
"""A point with more coordinates is cut short."""


def pages(results: Results) -> Iterator[tuple[str, str]]:
    """Each page's place below docs/ and its Markdown."""
    render = _renderer(results)
    for kind, one in (("optimizers", "optimizer"), ("problems", "problem")):
        yield f"{kind}/index.md", render(f"{kind}.md", up="../", entries=_by_title(results, kind))
        for name, entry in results.catalogue[kind].items():
            yield f"{kind}/{name}.md", render(f"{one}.md", up="../", name=name, entry=entry)
    endings = [name for name in results.table("endings")[0] if name in results.catalogue["endings"]]
    yield "benchmark.md", render("benchmark.md", up="", endings=endings)
    yield "library-disagreements.md", render("library-disagreements.md", up="")
    yield "ledger.md", render("ledger.md", up="", **_ledger(results))


def _ledger(results: Results) -> dict[str, Any]:
    """The claims by section, and how many have which verdict."""
    groups = [
        (slug, title, [entry for entry in results.ledger if entry["section"] == slug])
        for slug, title in SECTIONS.items()
    ]
    return {
        "groups": [group for group in groups if group[-1]],
        "meanings": VERDICTS,
        "ledger": ledger_facts(results.ledger),
        "badge": badge,
        "ledger_entry": lambda entry: ledger_entry(results, entry, up=""),
    }


def _by_title(results: Results, kind: str) -> list[tuple[str, dict[str, Any]]]:
    return sorted(results.catalogue[kind].items(), key=lambda item: item[1]["title"].casefold())


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("descent_atlas.site"),
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=True,
    )
    for name in ("number", "count", "percent", "listing", "counted", "variant_title"):
        environment.filters[name] = getattr(words, name)
    environment.filters |= {"text": text, "place": place, "box": box, "quoted": json.dumps}
    return environment


def _renderer(results: Results) -> Any:
    environment = _environment()
    environment.tests["a_figure"] = results.has_figure

    def render(template: str, up: str, **values: Any) -> str:
        parts = {name: partial(part, results) for name, part in PARTS.items()}
        linked = linking(results)
        return environment.get_template(template).render(
            grid=results.fact("grid"),
            ranking=results.fact("ranking"),
            catalogue=results.catalogue,
            up=up,
            function_of=function_of,
            memory=memory,
            **parts,
            **linked,
            **values,
        )

    return render


PARTS: dict[str, Callable[..., Any]] = {
    "disagreements": conformance.disagreements,
    "verified_by": conformance.verified_by,
    "solved_in": overview.solved_in,
    "tuning_of": overview.tuning_of,
    "absent": tables.absent,
}
"""What templates ask for by name, of the results alone."""


def linking(results: Results) -> dict[str, Callable[..., str]]:
    """The same for what has links, and so has to know where the page is."""
    return {
        "figure": lambda name, up: figure_html(results.figure(name), up),
        "picture": lambda name, up: both_themes(results.figure(name), up),
        "published": published,
        "table_links": table_links,
        "run_table": partial(run_table, results),
        "downloads": lambda up: "\n".join(catalogue(results, up)),
        "per_variant": partial(tables.per_variant, results),
        "best_rates": partial(tables.best_rates, results),
        "critical_points": partial(critical_points, results),
        "verified": partial(conformance.verified, results),
        "all_disagreements": partial(conformance.all_disagreements, results),
        "by_regime": partial(overview.by_regime, results),
        "by_tag": partial(overview.by_tag, results),
        "tag_matrix": partial(overview.tag_matrix, results),
        "tuning": partial(overview.tuning, results),
        "optimizer_list": partial(tables.optimizer_list, results),
        "problem_list": partial(tables.problem_list, results),
    }


def text(plain: str) -> str:
    """Plain text as Markdown that shows it as it is."""
    escaped = plain.replace("&", "&amp;").replace("<", "&lt;")
    return MARKDOWN.sub(r"\\\1", " ".join(escaped.split()))


def place(point: list[float]) -> str:
    """A point for prose; one with many coordinates is cut short, or named by what they share."""
    if len(point) <= FEW:
        return words.point(point)
    if len(set(point)) == 1:
        return f"({words.number(point[0], 4)}, …, {words.number(point[0], 4)})"
    return f"({', '.join(words.number(value, 3) for value in point[:FEW])}, …)"


def box(domain: list[list[float]]) -> str:
    """A domain for prose: [−2, 2] in each coordinate, or [−2, 2] × [−1, 3]."""
    sides = [f"[{words.number(low, 4)}, {words.number(high, 4)}]" for low, high in domain]
    if len(sides) > 1 and len(set(sides)) == 1:
        return f"{sides[0]} in each coordinate"
    return " × ".join(sides)


STARTS = {
    "zero": "at zero",
    "start": r"at $\theta_0$ if it is a point",
    "other": "where the formula or the convention puts it",
}
"""Where an optimizer's memory starts."""


def memory(entry: Mapping[str, Any]) -> str:
    """A sentence on what an optimizer's memory holds before the first step, in Markdown with TeX."""
    starts = [words for kind, words in STARTS.items() if kind in entry["remembers"]]
    if not starts:
        return "It remembers nothing from one step to the next."
    told = f"what it remembers starts {' or '.join(starts)}."
    return f"Where the formula does not say otherwise, {told}"


def function_of(entry: Mapping[str, Any]) -> str:
    """The left-hand side of a problem's formula, in TeX."""
    if entry["dataset"]:
        return r"f(\theta)"
    in_y = entry["dimension"] == 2 and "x_" not in entry["formula"]
    return "f(x, y)" if in_y else "f(x)"
