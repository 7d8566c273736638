"""The ledger's filter in a real browser: by mouse, by keyboard, by address, and without JavaScript."""

from __future__ import annotations

from pathlib import Path

import pytest
from playwright.sync_api import Page

from descent_atlas.files import read_json

pytestmark = [pytest.mark.browser, pytest.mark.slow]


@pytest.fixture(scope="module")
def ledger(smoke: Path) -> list[dict[str, str]]:
    """The claims of the smoke grid."""
    entries: list[dict[str, str]] = read_json(smoke / "results/claims/ledger.json")
    return entries


def shown(page: Page) -> list[str]:
    """The numbers of the claims that can be seen."""
    return page.locator(".claim:visible .claim-id").all_inner_texts()


def ids(ledger: list[dict[str, str]], **wanted: str) -> set[str]:
    """The numbers of the claims with these properties."""
    return {entry["id"] for entry in ledger if all(entry[key] == wanted[key] for key in wanted)}


def fragment(page: Page) -> str:
    return str(page.evaluate("location.hash"))


def test_a_verdict_is_chosen_by_mouse(visit, ledger):
    page = visit("ledger.html")
    assert set(shown(page)) == ids(ledger)
    verdict = ledger[0]["verdict"]
    page.get_by_label(verdict.capitalize(), exact=True).check(force=True)
    assert set(shown(page)) == ids(ledger, verdict=verdict)
    assert fragment(page) == f"#verdict={verdict}"
    expected = f"{len(shown(page))} of {len(ledger)} claims shown"
    assert page.get_by_role("status").inner_text() == expected
    page.get_by_label("All", exact=True).check(force=True)
    assert set(shown(page)) == ids(ledger)
    assert fragment(page) == ""
    assert page.complaints == []


def test_verdict_and_section_are_chosen_by_keyboard(visit, ledger):
    page = visit("ledger.html")
    page.locator("input[name=verdict]:checked").focus()
    page.keyboard.press("ArrowRight")
    assert fragment(page) == "#verdict=holds"
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.id") == "ledger-section"
    page.keyboard.type("Optimizers")
    assert set(shown(page)) == ids(ledger, verdict="holds", section="optimizers")
    assert fragment(page) == "#verdict=holds&section=optimizers"


def test_a_filter_can_be_linked_to_and_the_way_back_leads_back(visit, ledger):
    page = visit("ledger.html#section=challenges")
    assert set(shown(page)) == ids(ledger, section="challenges")
    assert page.get_by_label("Section").input_value() == "challenges"
    page.evaluate("location.hash = '#verdict=holds'")
    page.wait_for_function("document.querySelector('[name=verdict]:checked').value === 'holds'")
    assert set(shown(page)) == ids(ledger, verdict="holds")
    page.go_back()
    page.wait_for_function("document.querySelector('[name=section]').value === 'challenges'")
    assert set(shown(page)) == ids(ledger, section="challenges")


def test_a_link_to_a_claim_opens_it_whatever_the_filter(visit, ledger):
    last = ledger[-1]["id"]
    page = visit(f"ledger.html#{last.lower()}")
    assert page.locator(f".claim:has(#{last.lower()}) details").get_attribute("open") is not None
    assert page.locator(f"#{last.lower()}").evaluate("it => it.getBoundingClientRect().top >= 0")
    first = ledger[0]
    page = visit(f"ledger.html#section={ledger[-1]['section']}")
    assert first["id"] not in shown(page)
    page.evaluate(f"location.hash = '#{first['id'].lower()}'")
    page.wait_for_function("document.querySelector('[name=section]').value === ''")
    assert set(shown(page)) == ids(ledger)


def test_an_unknown_filter_shows_everything(visit, ledger):
    page = visit("ledger.html#verdict=perhaps&section=nowhere")
    assert set(shown(page)) == ids(ledger)


def test_a_filter_that_nothing_matches_says_so(visit, ledger):
    page = visit("ledger.html")
    sections = page.locator("#ledger-section option").evaluate_all("all => all.map(o => o.value)")
    pairs = [
        (verdict, section)
        for verdict in ("holds", "depends", "fails")
        for section in filter(None, sections)
        if not ids(ledger, verdict=verdict, section=section)
    ]
    if not pairs:
        pytest.skip("here every section has every verdict")
    page.evaluate("hash => { location.hash = hash; }", "verdict={}&section={}".format(*pairs[0]))
    page.wait_for_function("document.querySelector('.ledger-status').textContent.startsWith('No')")
    assert shown(page) == []


def test_all_claims_are_opened_and_closed_at_once(visit, ledger):
    page = visit("ledger.html")
    page.get_by_role("button", name="Open all").click()
    assert page.locator(".claim details[open]").count() == len(ledger)
    page.get_by_role("button", name="Close all").click()
    assert page.locator(".claim details[open]").count() == 0


def test_without_javascript_everything_is_shown(visit, ledger):
    page = visit("ledger.html#verdict=fails", java_script_enabled=False)
    assert set(shown(page)) == ids(ledger)
    assert not page.locator(".ledger-filter").is_visible()
    page.locator(".claim summary").first.click()
    assert page.locator(".claim .evidence").first.is_visible()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_a_verdict_is_a_word_and_a_shape(visit, scheme):
    page = visit("ledger.html", scheme)
    shapes = set()
    for verdict in ("holds", "depends", "fails"):
        badge = page.locator(f".verdicts .verdict.{verdict}")
        assert badge.inner_text() == verdict.capitalize()
        shapes.add(badge.evaluate("it => getComputedStyle(it, '::before').maskImage"))
    assert len(shapes) == 3
    assert all("svg" in shape for shape in shapes)
