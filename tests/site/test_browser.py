"""The site in a real browser: themes, small screens, no other host, nothing on the console."""

from __future__ import annotations

from pathlib import Path

import pytest

pytestmark = [pytest.mark.browser, pytest.mark.slow]

TELEPHONE = {"width": 375, "height": 812}
TYPICAL = (
    "index.html",
    "article/index.html",
    "article/optimizers.html",
    "optimizers/index.html",
    "optimizers/adam.html",
    "problems/index.html",
    "problems/rosenbrock.html",
    "benchmark.html",
    "ledger.html",
    "how-optimizers-are-compared.html",
    "add-an-optimizer.html",
    "reproduce.html",
)

SCROLL = (
    "async () => { for (let y = 0; y < document.body.scrollHeight; y += 800) {"
    " scrollTo(0, y); await new Promise(requestAnimationFrame); } scrollTo(0, 0); }"
)


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_quiet_and_shows_the_pictures_of_its_theme(visit, site, scheme):
    other = {"light": "dark", "dark": "light"}[scheme]
    for path in sorted(site.rglob("*.html")):
        page = visit(path.relative_to(site).as_posix(), scheme)
        page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })")
        page.evaluate(SCROLL)
        page.wait_for_load_state("networkidle")
        assert page.complaints == [], path.name
        assert not page.locator(f".only-{other}").locator("visible=true").count()
        for image in page.locator(f".only-{scheme} img").all():
            assert image.evaluate("image => image.complete && image.naturalWidth > 0"), path.name


@pytest.mark.parametrize("path", TYPICAL)
def test_nothing_is_wider_than_a_telephone(visit, path):
    page = visit(path, viewport=TELEPHONE)
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]


def test_the_reader_can_choose_the_theme(visit):
    page = visit("optimizers/adam.html", "light")
    scheme = "document.body.getAttribute('data-md-color-scheme')"
    seen = {page.evaluate(scheme)}
    for _ in range(2):
        page.locator("label.md-header__button[for^=__palette]:visible").click()
        seen.add(page.evaluate(scheme))
    assert seen == {"default", "slate"}


def test_a_table_is_sorted_by_click_and_by_key(visit):
    page = visit("optimizers/adam.html")
    table = page.locator("table.sortable").first
    header = table.locator("thead th").first

    def first_column() -> list[str]:
        return table.locator("tbody tr td:first-child").all_inner_texts()

    header.click()
    rising = first_column()
    assert rising == sorted(rising, key=str.casefold)
    header.press("Enter")
    assert first_column() == rising[::-1]
    assert header.get_attribute("aria-sort") == "descending"

    rates = table.locator("thead th").nth(1)
    rates.click()
    keys = table.locator("tbody tr td:nth-child(2)").evaluate_all(
        "cells => cells.map(cell => Number(cell.dataset.sort))"
    )
    assert keys == sorted(keys)


def test_a_figure_opens_on_the_paper_of_the_dark_theme(visit):
    page = visit("problems/rosenbrock.html", "dark")
    page.locator(".only-dark").first.click()
    picture = page.locator(".gslide.current img")
    picture.wait_for()
    assert ".dark." in str(picture.get_attribute("src"))
    ground = picture.evaluate("image => getComputedStyle(image).backgroundColor")
    assert ground == page.evaluate("getComputedStyle(document.body).backgroundColor")


def test_the_search_finds_a_problem(visit):
    page = visit("index.html")
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").press_sequentially("Rosenbrock")
    page.locator(".md-search-result__link").first.wait_for()
    found = page.locator(".md-search-result__link").evaluate_all("links => links.map(a => a.href)")
    assert any("problems/rosenbrock.html" in link for link in found)
    assert page.complaints == []


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(visit, scheme):
    """WCAG AA: a contrast of 4.5 for every text of the article, the navigation and the footer."""
    for path in (
        "index.html",
        "optimizers/adam.html",
        "benchmark.html",
        "ledger.html",
        "reproduce.html",
    ):
        page = visit(path, scheme)
        page.evaluate("document.querySelectorAll('details').forEach(it => { it.open = true; })")
        faint = page.evaluate((Path(__file__).with_name("contrast.js")).read_text(encoding="utf-8"))
        assert faint == [], path


def test_what_is_too_wide_fades_out_at_the_edge_behind_which_there_is_more(visit):
    page = visit("problems/rosenbrock.html", viewport=TELEPHONE)
    box = page.locator(".scroll").first
    box.scroll_into_view_if_needed()
    assert box.get_attribute("data-more") == "end"
    assert "linear-gradient" in box.evaluate("box => getComputedStyle(box).maskImage")
    box.evaluate("box => box.scrollBy(30, 0)")
    page.wait_for_function("document.querySelector('.scroll').dataset.more === 'both'")
    box.evaluate("box => box.scrollTo(box.scrollWidth, 0)")
    page.wait_for_function("document.querySelector('.scroll').dataset.more === 'start'")
    code = page.locator(".highlight code").first
    assert code.get_attribute("data-more") == "end"
    assert code.get_attribute("tabindex") == "0"


def test_what_fits_does_not_fade(visit):
    page = visit("problems/rosenbrock.html")
    assert page.locator(".scroll").first.get_attribute("data-more") is None


def test_a_folded_figure_is_fetched_when_it_is_unfolded(visit):
    page = visit("optimizers/adam.html")
    folded = page.locator("details.folded").first
    picture = folded.locator(".only-light img")
    assert picture.evaluate("image => image.naturalWidth") == 0
    folded.locator("summary").first.click()
    picture.scroll_into_view_if_needed()
    page.wait_for_function(
        "document.querySelector('details.folded .only-light img').naturalWidth > 0"
    )


def test_the_table_of_the_first_is_sorted_by_area(visit):
    page = visit("benchmark.html")
    table = page.locator("table.sortable").first
    table.locator("thead th", has_text="Area").click()
    keys = table.locator("tbody tr td:nth-child(4)").evaluate_all(
        "cells => cells.map(cell => cell.dataset.sort).filter(key => key).map(Number)"
    )
    assert keys == sorted(keys)
