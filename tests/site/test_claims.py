"""Claims on pages: beside the prose that makes them, within a line, and in the ledger."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

from descent_atlas import claim as contract
from descent_atlas.files import read_json
from descent_atlas.site import claims
from descent_atlas.site.results import MissingResultError, Results

ON_SITE = [pytest.mark.slow]


def test_the_site_knows_the_verdicts_and_the_sections_of_the_contract():
    assert set(claims.VERDICTS) == set(contract.VERDICTS)
    assert claims.SECTIONS == contract.SECTIONS


@pytest.mark.parametrize(
    ("value", "unit", "shown"),
    [
        (15321, "iterations", "15\u202f321 iterations"),
        (1, "gradient samples", "1 gradient sample"),
        (1, "problems in a variant", "1 problem in a variant"),
        (1, "times", "1 times"),
        (1, "loss", "1 loss"),
        (0.012345, "", "0.0123"),
        (0.5, "share", "50\u202f%"),
        (1, "share", "100\u202f%"),
        (0.35, "share of the runs", "35\u202f% of the runs"),
        ("never within the budget", "iterations", "never within the budget"),
    ],
)
def test_a_value_has_its_unit(value, unit, shown):
    assert claims.quantity({"value": value, "unit": unit}) == shown


def test_plain_text_may_hold_code_and_formulas():
    assert claims.prose("a < b & `x_1` at $2/λ$ or ``y``.") == (
        "a &lt; b &amp; <code>x_1</code> at "
        '<span class="arithmatex">\\(2/λ\\)</span> or <code>y</code>.'
    )


def test_a_claim_stands_beside_its_prose(build, small):
    done = build('[[ figure("waves") ]]\n\n[[ claim("C6") ]]\n\nThen more.\n\n[[ claim("C6") ]]')
    assert done.returncode == 0, done.stdout + done.stderr
    page = (small / "site/index.html").read_text(encoding="utf-8")
    assert page.count('<div class="claim depends"') == 2
    assert page.count('id="claim-c6"') == 1
    block = re.search(r'<div class="claim depends" id.*?</details></div>', page, re.DOTALL)
    assert block is not None
    for shown in (
        'href="ledger.html#c6" title="In the ledger">C6</a> Waves of height <tex-formula',
        '<span class="verdict depends">Depends</span>',
        '<p class="condition">They break above 0.5.</p>',
        "</strong> At least half of them break.",
        "Half of them is <code>most</code>.",
        '<td>3 waves</td><td>—</td><td><a href="data/tables/waves.csv" download="">waves.csv</a>',
        "<td>62\u202f%</td><td>51\u202f% to 73\u202f%</td>",
        'Figure: <a href="#figure-waves">Waves</a>',
    ):
        assert shown in block[0]
    assert (small / "site/data/facts/waves.json").is_file()


def test_a_claim_links_to_the_first_table_that_shows_it(build, small, results):
    (small / "results/tables/tides.csv").write_text("height\n2\n3\n", encoding="utf-8")
    (small / "results/tables/tides.parquet").write_bytes(b"PAR1")
    ledger = [entry(results, shown_by=["tides"])]
    (small / "results/claims/ledger.json").write_text(json.dumps(ledger), encoding="utf-8")
    table = "[[ table('tides', ['height']) ]]"
    assert build(f"{table}\n\n{table}\n\n[[ claim('C6') ]]").returncode == 0
    page = (small / "site/index.html").read_text(encoding="utf-8")
    assert page.count('id="table-tides"') == 1
    assert 'Table: <a href="#table-tides"><code>tides</code></a>' in page


def test_a_verdict_stands_in_a_line(build, small):
    assert build('So it is said ([[ verdict("C6") ]]), often.').returncode == 0
    page = (small / "site/index.html").read_text(encoding="utf-8")
    assert '(<a class="verdict depends" href="ledger.html#c6">C6 depends</a>), often.' in page


def test_prose_can_count_claims(build, small):
    text = "[[ ledger.depends | count ]] of [[ ledger.claims | count ]]: [[ ledger.ids.depends | listing ]]."
    assert build(f"{text} [[ ledger.holds | count ]] holds.").returncode == 0
    assert "1 of 1: C6. 0 holds." in (small / "site/index.html").read_text(encoding="utf-8")


@pytest.fixture
def results(small: Path) -> Results:
    return Results.below(small / "results")


def entry(results: Results, **changes: Any) -> dict[str, Any]:
    return {**results.claim("C6"), **changes}


def test_a_claim_without_evidence_has_nothing_to_show(results):
    bare = entry(results, evidence=[], condition="The grid has no waves.", shown_by=["storms"])
    block = claims.claim_html(results, bare, "../")
    assert "The grid has no waves." in block
    assert "<table" not in block
    assert "storms" not in block


def test_a_claim_that_nothing_shows_is_named(results):
    with pytest.raises(MissingResultError, match=r"C6: .*'wave'; did you mean 'waves'\?"):
        claims.claim_html(results, entry(results, shown_by=["wave"]), "")


def test_an_interval_has_its_column_only_where_there_is_one(results):
    exact = [piece for piece in entry(results)["evidence"] if "low" not in piece]
    block = claims.claim_html(results, entry(results, evidence=exact), "")
    assert "interval" not in block
    assert "interval" in claims.claim_html(results, entry(results), "")


def blocks(page: Path) -> dict[str, str]:
    """The verdicts that the blocks of a page show, by claim."""
    html = page.read_text(encoding="utf-8")
    found = re.findall(
        r'<div class="claim (\w+)".*?title="[^"]+">(C\d+)</a>.*?<span class="verdict \1">(\w+)</span>',
        html,
        re.DOTALL,
    )
    assert all(word == style.capitalize() for style, _, word in found)
    assert len(found) == html.count('<div class="claim ')
    return {name: style for style, name, _ in found}


@pytest.fixture(scope="module")
def verdicts(smoke: Path) -> dict[str, str]:
    """The verdicts in the ledger of the smoke grid."""
    ledger = read_json(smoke / "results/claims/ledger.json")
    return {claim["id"]: claim["verdict"] for claim in ledger}


class TestSite:
    """The claims of the real pipeline's site."""

    pytestmark = ON_SITE

    def test_every_claim_is_on_the_ledgers_page_with_its_verdict(self, site, verdicts):
        assert len(verdicts) == 25
        assert blocks(site / "ledger.html") == verdicts

    def test_every_claim_stands_in_the_article_with_its_verdict(self, site, verdicts):
        shown: dict[str, str] = {}
        for page in sorted((site / "article").glob("*.html")):
            for name, verdict in blocks(page).items():
                assert verdict == verdicts[name], (page.name, name)
                shown[name] = verdict
        assert shown == verdicts

    def test_verdicts_within_lines_are_those_of_the_ledger(self, site, verdicts):
        for page in sorted(site.rglob("*.html")):
            html = page.read_text(encoding="utf-8")
            for style, name, word in re.findall(
                r'<a class="verdict (\w+)"[^>]*>(C\d+) (\w+)</a>', html
            ):
                assert style == word == verdicts[name], page.name

    def test_the_home_page_counts_them(self, site, verdicts):
        html = (site / "index.html").read_text(encoding="utf-8")
        for verdict in claims.VERDICTS:
            count = sum(found == verdict for found in verdicts.values())
            assert f'#verdict={verdict}"><strong>{count}</strong>' in html

    def test_the_ledger_can_be_downloaded_as_it_is(self, site, smoke):
        published = json.loads((site / "data/claims/ledger.json").read_text(encoding="utf-8"))
        assert published == read_json(smoke / "results/claims/ledger.json")

    def test_every_claim_shows_its_criterion_and_all_its_evidence(self, site, smoke):
        html = (site / "ledger.html").read_text(encoding="utf-8")
        ledger = read_json(smoke / "results/claims/ledger.json")
        assert html.count('<p class="criterion">') == len(ledger)
        pieces = sum(len(claim["evidence"]) for claim in ledger)
        assert len(re.findall(r'<th scope="row">', html)) == pieces
