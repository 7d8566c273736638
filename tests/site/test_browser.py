"""The site in a real browser: themes, small screens, no other host, nothing on the console."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, sync_playwright

pytestmark = [pytest.mark.browser, pytest.mark.slow, pytest.mark.xdist_group("pipeline")]

BROWSERS = ("chromium", "chromium-browser", "google-chrome")
SWITCHES = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]
DESKTOP = {"width": 1280, "height": 900}
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
    "how-optimizers-are-compared.html",
    "add-an-optimizer.html",
    "reproduce.html",
)


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """A headless Chromium: the one in CHROMIUM, or else the system's."""
    found = os.environ.get("CHROMIUM") or next(filter(None, map(shutil.which, BROWSERS)), None)
    if found is None:
        pytest.skip("no Chromium or Chrome here; `apt-get install chromium` installs one")
    with sync_playwright() as playwright:
        running = playwright.chromium.launch(executable_path=found, args=SWITCHES, headless=True)
        yield running
        running.close()


def visit(browser: Browser, url: str, viewport: dict[str, int], scheme: str = "light") -> Page:
    """Open a page and scroll through it; whatever goes wrong is in ``page.complaints``."""
    page = browser.new_context(viewport=viewport, color_scheme=scheme).new_page()
    complaints: list[str] = []
    page.on("console", lambda said: complaints.append(said.text) if said.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.on("requestfailed", lambda request: complaints.append(f"failed: {request.url}"))
    host = url.split("/")[2]
    page.on(
        "request",
        lambda request: (
            None
            if request.url.startswith(("data:", "blob:", f"http://{host}/"))
            else complaints.append(f"another host: {request.url}")
        ),
    )
    page.goto(url)
    page.evaluate(
        "async () => { for (let y = 0; y < document.body.scrollHeight; y += 800) {"
        " scrollTo(0, y); await new Promise(requestAnimationFrame); } scrollTo(0, 0); }"
    )
    page.wait_for_load_state("networkidle")
    page.complaints = complaints  # type: ignore[attr-defined]
    return page


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_is_quiet_and_shows_the_pictures_of_its_theme(browser, address, site, scheme):
    other = {"light": "dark", "dark": "light"}[scheme]
    for path in sorted(site.rglob("*.html")):
        page = visit(browser, address + path.relative_to(site).as_posix(), DESKTOP, scheme)
        assert page.complaints == [], path.name
        assert not page.locator(f".only-{other}").locator("visible=true").count()
        for image in page.locator(f".only-{scheme} img").all():
            assert image.evaluate("image => image.complete && image.naturalWidth > 0"), path.name
        page.context.close()


@pytest.mark.parametrize("path", TYPICAL)
def test_nothing_is_wider_than_a_telephone(browser, address, path):
    page = visit(browser, address + path, TELEPHONE)
    assert page.complaints == []
    assert page.evaluate("document.documentElement.scrollWidth") <= TELEPHONE["width"]
    page.context.close()


def test_the_reader_can_choose_the_theme(browser, address):
    page = visit(browser, address + "optimizers/adam.html", DESKTOP, "light")
    scheme = "document.body.getAttribute('data-md-color-scheme')"
    seen = {page.evaluate(scheme)}
    for _ in range(2):
        page.locator("label.md-header__button[for^=__palette]:visible").click()
        seen.add(page.evaluate(scheme))
    assert seen == {"default", "slate"}
    page.context.close()


def test_a_table_is_sorted_by_click_and_by_key(browser, address):
    page = visit(browser, address + "optimizers/adam.html", DESKTOP)
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
    page.context.close()


def test_a_figure_opens_on_the_paper_of_the_dark_theme(browser, address):
    page = visit(browser, address + "problems/rosenbrock.html", DESKTOP, "dark")
    page.locator(".only-dark").first.click()
    picture = page.locator(".gslide.current img")
    picture.wait_for()
    assert ".dark." in str(picture.get_attribute("src"))
    ground = picture.evaluate("image => getComputedStyle(image).backgroundColor")
    assert ground == page.evaluate("getComputedStyle(document.body).backgroundColor")
    page.context.close()


def test_the_search_finds_a_problem(browser, address):
    page = visit(browser, address + "index.html", DESKTOP)
    page.locator(".md-search__input").click()
    page.locator(".md-search__input").press_sequentially("Rosenbrock")
    page.locator(".md-search-result__link").first.wait_for()
    found = page.locator(".md-search-result__link").evaluate_all("links => links.map(a => a.href)")
    assert any("problems/rosenbrock.html" in link for link in found)
    assert page.complaints == []
    page.context.close()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_text_stands_out_from_its_ground(browser, address, scheme):
    """WCAG AA: a contrast of 4.5 for every text of the article, the navigation and the footer."""
    for path in ("index.html", "optimizers/adam.html", "benchmark.html", "add-an-optimizer.html"):
        page = visit(browser, address + path, DESKTOP, scheme)
        faint = page.evaluate((Path(__file__).with_name("contrast.js")).read_text(encoding="utf-8"))
        assert faint == [], path
        page.context.close()
