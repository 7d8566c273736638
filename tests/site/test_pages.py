"""The built pages, read as files: links, figures, formulas, numbers, and nothing from elsewhere."""

from __future__ import annotations

import re
from collections.abc import Iterator
from html import escape
from html.parser import HTMLParser
from pathlib import Path
from urllib.parse import unquote, urlsplit

import pandas as pd
import pytest

from descent_atlas.files import read_json

pytestmark = [pytest.mark.slow]

SILENT = ("script", "style", "pre", "code", "annotation")
"""Elements whose text is not prose: code may well say ``nan``."""
FETCHED = {"img": "src", "script": "src", "link": "href", "iframe": "src", "source": "src"}


class Page(HTMLParser):
    """What the tests want to know of a page."""

    def __init__(self, path: Path) -> None:
        super().__init__()
        self.path = path
        self.ids: set[str] = set()
        self.links: list[str] = []
        self.fetched: list[str] = []
        self.text: list[str] = []
        self._silent = 0
        self.html = path.read_text(encoding="utf-8")
        self.feed(self.html)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        values = dict(attrs)
        self.ids.add(values.get("id") or "")
        if tag == "a" and values.get("href"):
            self.links.append(str(values["href"]))
        if tag in FETCHED and values.get(FETCHED[tag]):
            self.fetched.append(str(values[FETCHED[tag]]))
        self._silent += tag in SILENT

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in SILENT

    def handle_data(self, data: str) -> None:
        if not self._silent:
            self.text.append(data)


@pytest.fixture(scope="module")
def pages(site: Path) -> dict[Path, Page]:
    """Every page of the site, by its file."""
    return {path: Page(path) for path in sorted(site.rglob("*.html"))}


def targets(page: Page, addresses: list[str]) -> Iterator[tuple[Path, str]]:
    """The files and fragments that a page's relative addresses lead to."""
    for address in addresses:
        parts = urlsplit(address)
        if parts.scheme in ("data", "mailto", "https"):
            continue
        assert not parts.scheme + parts.netloc, f"{page.path}: {address}"
        path = (page.path.parent / unquote(parts.path)).resolve() if parts.path else page.path
        yield (path / "index.html" if path.is_dir() else path), parts.fragment


def test_every_link_and_every_anchor_leads_somewhere(pages):
    broken = []
    for page in pages.values():
        for path, fragment in targets(page, page.links):
            if not path.is_file():
                broken.append((page.path.name, str(path)))
            elif fragment and path in pages and fragment not in pages[path].ids:
                broken.append((page.path.name, f"{path}#{fragment}"))
    assert broken == []


def test_every_file_that_a_page_fetches_is_part_of_the_site(pages):
    for page in pages.values():
        assert [address for address in page.fetched if "//" in address] == [], page.path
        missing = [path for path, _ in targets(page, page.fetched) if not path.is_file()]
        assert missing == [], page.path


def test_style_sheets_fetch_nothing_from_elsewhere(site):
    for path in site.rglob("*.css"):
        for address in re.findall(r"url\(([^)]+)\)", path.read_text(encoding="utf-8")):
            target = address.strip("'\"")
            if not target.startswith(("data:", "#")):
                assert (path.parent / urlsplit(target).path).is_file(), (path, target)


def test_every_problem_and_optimizer_has_its_page_and_no_other_has(smoke, site):
    catalogue = read_json(smoke / "results/facts/catalogue.json")
    for kind in ("problems", "optimizers"):
        assert {path.stem for path in (site / kind).glob("*.html")} == {"index", *catalogue[kind]}
        overview = (site / kind / "index.html").read_text(encoding="utf-8")
        for name, entry in catalogue[kind].items():
            page = (site / kind / f"{name}.html").read_text(encoding="utf-8")
            assert entry["title"] in page
            assert f'href="{name}.html"' in overview


def test_every_figure_says_what_it_shows_how_to_read_it_and_how_it_was_made(pages):
    figures = [
        (page.path.name, figure)
        for page in pages.values()
        for figure in re.findall(r'<figure class="atlas-figure".*?</figure>', page.html, re.DOTALL)
    ]
    assert len(figures) >= 20
    for where, figure in figures:
        for image in re.findall(r"<img[^>]*>", figure):
            assert re.search(r' alt="[^"]{20,}"', image), where
            assert 'loading="lazy"' in image
            assert re.search(r'width="\d+"', image)
            assert re.search(r'height="\d+"', image)
        assert re.search(r"<figcaption>\s*<p>[^<]{20,}</p>", figure), where
        assert re.search(r"How to read it\.</strong> [^<]{20,}", figure), where
        made = figure[figure.index("<details") :]
        assert re.search(r"<code>draw_\w+</code>", made), where
        assert "snakemake" in made, where
        assert "data/figures/" in made, where


def test_both_themes_have_their_picture(pages):
    for page in pages.values():
        light = re.findall(r'data/figures/(\w+)\.light\.\w+" ', page.html)
        dark = re.findall(r'data/figures/(\w+)\.dark\.\w+" ', page.html)
        assert light == dark, page.path


def test_every_published_picture_is_shown(site, pages):
    shown = {path for page in pages.values() for path, _ in targets(page, page.links)}
    assert {path.resolve() for path in (site / "data/figures").iterdir()} <= shown


def test_the_site_is_complete_without_a_page_for_errors(site):
    """That page would be shown at any depth, where relative links lead nowhere."""
    assert not (site / "404.html").exists()
    assert (site / "index.html").is_file()


def test_formulas_need_no_javascript(pages):
    for page in pages.values():
        assert "arithmatex" not in page.html, page.path
        assert not re.search(r"<script[^>]*katex", page.html), page.path
    formulas = pages[next(path for path in pages if path.name.startswith("how-"))].html
    assert formulas.count('class="katex"') > 20


def test_no_page_shows_a_number_that_does_not_exist(pages):
    for page in pages.values():
        text = " ".join(page.text)
        assert not re.search(r"\b(?:nan|inf|null|undefined)\b", text, re.IGNORECASE), page.path
        assert not re.search(r"\bNone\b(?! of)", text), page.path


def test_a_best_rate_at_the_edge_of_the_grid_says_so(smoke, pages):
    table = (smoke / "results/tables/best_rates.csv").read_text(encoding="utf-8")
    edges = len(re.findall(r",(?:lowest|highest),", table))
    flags = [page.html.count('class="edge"') for page in pages.values()]
    # On the optimizer's page and on the problem's page.
    assert sum(flags) == 2 * edges


def test_the_navigation_lists_the_generated_pages_by_title(site, smoke):
    entries = read_json(smoke / "results/facts/catalogue.json")["problems"].values()
    titles = sorted((entry["title"] for entry in entries), key=str.casefold)
    page = (site / "problems/index.html").read_text(encoding="utf-8")
    places = [page.index(f">{title}<") if f">{title}<" in page else -1 for title in titles]
    navigation = page[page.index("md-nav--primary") : page.index("md-content")]
    found = [navigation.find(title) for title in titles]
    assert -1 not in found, places
    assert found == sorted(found)


def test_every_problem_lists_its_critical_points_or_says_why_not(smoke, site):
    table = (smoke / "results/tables/e01_critical_points.csv").read_text(encoding="utf-8")
    facts = read_json(smoke / "results/facts/critical_points.json")
    for path in (site / "problems").glob("*.html"):
        if path.stem == "index":
            continue
        page = path.read_text(encoding="utf-8")
        part = page[page.index('id="critical-points"') :]
        part = part[: part.index("<h2")]
        rows = re.findall(rf"^{path.stem},", table, re.MULTILINE)
        shown = part[part.index("<tbody>") :].count("<tr") if "<tbody>" in part else 0
        if facts[path.stem]["finite"]:
            assert shown == len(rows), path.stem
        else:
            assert shown == 0, path.stem
            assert escape(facts[path.stem]["reason"], quote=False) in part


def test_only_a_long_list_of_critical_points_is_folded(smoke, site):
    for path in (site / "problems").glob("*.html"):
        page = path.read_text(encoding="utf-8")
        folded = re.search(r"<summary>All (\d+) points</summary>.*?</details>", page, re.DOTALL)
        if folded:
            assert folded[0].count("<tr") - 1 == int(folded[1]) > 20


def part_of(site: Path, page: str, heading: str) -> str:
    """A page from the heading with this id to the next of its rank."""
    html = (site / page).read_text(encoding="utf-8")
    part = html[html.index(f'<h2 id="{heading}"') :]
    return part[: part.index("<h2", 4)] if "<h2" in part[4:] else part


def test_an_optimizer_says_what_it_was_verified_against(smoke, site):
    table = pd.read_csv(smoke / "results/tables/conformance.csv", keep_default_na=False)
    for name in ("adam", "gradient_descent"):
        part = part_of(site, f"optimizers/{name}.html", "verified-against")
        rows = table[(table["optimizer"] == name) & (table["deviation"] != "")]
        assert part[part.index("<tbody>") :].count("<tr") == len(rows) > 0
        for row in rows.itertuples():
            assert row.function in part
            assert row.version in part


def test_the_page_of_disagreements_has_each_that_an_optimizer_declares(smoke, site):
    page = (site / "library-disagreements.html").read_text(encoding="utf-8")
    declared = [
        what
        for entry in read_json(smoke / "results/facts/catalogue.json")["optimizers"].values()
        for what in entry["disagreements"].values()
    ]
    assert declared or "there is nobody" in page
    assert page.count("<tr") == len(declared) + bool(declared)
    for what in declared:
        assert escape(what, quote=False) in page


def test_every_table_on_a_page_can_be_had_as_csv_and_as_parquet(pages):
    downloads = 0
    for page in pages.values():
        for csv in re.findall(r'href="([^"]*data/tables/\w+)\.csv" download', page.html):
            assert f'href="{csv}.parquet" download' in page.html, page.path
            downloads += 1
    assert downloads > 30


def test_parquet_holds_what_the_csv_holds(smoke):
    for path in (smoke / "results/tables").glob("*.csv"):
        csv = pd.read_csv(path, float_precision="round_trip", low_memory=False)
        parquet = pd.read_parquet(path.with_suffix(".parquet"))
        assert list(parquet.columns) == list(csv.columns), path.name
        pd.testing.assert_frame_equal(parquet, csv, check_dtype=False, check_exact=True)


def test_what_there_is_for_each_variant_is_shown_once_and_else_folded(site):
    for page, figure in (
        ("optimizers/adam.html", "optimizer_adam_rate_map"),
        ("optimizers/adam.html", "optimizer_adam_wins_by_tag"),
        ("problems/rosenbrock.html", "problem_rosenbrock_ranking"),
        ("problems/rosenbrock.html", "problem_rosenbrock_rate_map"),
    ):
        html = (site / page).read_text(encoding="utf-8")
        shown = html.index(f'id="figure-{figure}_full_batch"')
        for variant in ("mini_batch", "stochastic"):
            folded = html.index(f'id="figure-{figure}_{variant}"')
            opened = html.rindex("<details", 0, folded)
            assert shown < opened < folded
            assert "folded" in html[opened:folded]


def test_where_there_are_several_minima_a_page_maps_where_runs_end(site):
    assert "problem_himmelblau_basins" in part_of(
        site, "problems/himmelblau.html", "where-runs-end"
    )
    rosenbrock = (site / "problems/rosenbrock.html").read_text(encoding="utf-8")
    assert 'id="where-runs-end"' not in rosenbrock


def test_the_benchmark_names_the_first_for_each_kind_of_rate(smoke, site):
    table = pd.read_csv(smoke / "results/tables/ranking_scores.csv")
    first = table.query("landscape == 'all' and variant != 'all' and rank == 1")
    first = first[first["measure"] == "data profile"]
    page = (site / "benchmark.html").read_text(encoding="utf-8")
    part = page[page.index("<caption>Who is first in which regime") :]
    part = part[: part.index("</table>")]
    assert part.count("<tr") - 1 == first.groupby(["variant", "regime"]).ngroups > 0


def test_no_page_has_more_pictures_than_a_reader_can_take(pages):
    """Two for each figure, of which one is shown and only what is in view is fetched."""
    for page in pages.values():
        if page.path.parent.name != "article":
            assert page.html.count("<img") <= 2 * 20, page.path
