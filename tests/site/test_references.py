"""The glossary and the bibliography: in order, whole, and with anchors that other pages can rely on."""

from __future__ import annotations

import re
import unicodedata

import pytest
import yaml

from project import PROJECT

DOCS = PROJECT / "docs"
FRONT_MATTER = re.compile(r"\A---\n(.*?)\n---\n", re.DOTALL)
TERM = re.compile(r"^\*\*([^*]+)\*\* \{#([^}]+)\}\n:   (.+?)(?=\n\n|\Z)", re.MULTILINE | re.DOTALL)
CITED = re.compile(r"bibliography\.md#([\w-]+)")

PAPERS = [
    paper
    for group in yaml.safe_load(
        FRONT_MATTER.match((DOCS / "bibliography.md").read_text(encoding="utf-8"))[1]
    )["references"]
    for paper in group["papers"]
]
TERMS = TERM.findall((DOCS / "glossary.md").read_text(encoding="utf-8"))


def plain(text: str) -> str:
    """Lower case, without accents."""
    letters = unicodedata.normalize("NFKD", text.lower())
    return "".join(letter for letter in letters if letter.isalnum() or letter == " ")


@pytest.mark.parametrize("paper", PAPERS, ids=lambda paper: paper["id"])
def test_a_reference_is_whole_and_named_by_its_first_author_and_year(paper):
    assert {"id", "authors", "title", "venue", "year", "use"} <= set(paper)
    surname = plain(paper["authors"].split(",")[0]).split()[-1]
    assert paper["id"] == f"{surname}{paper['year']}"
    assert paper["use"].endswith(".")
    assert not paper["title"].endswith(".")
    for identifier in paper.get("identifier", "").split(", "):
        assert re.fullmatch(r"|doi:10\.\d{4,}/\S+|arXiv:(\d{4}\.\d{4,5}|[a-z-]+/\d{7})", identifier)


def test_no_reference_is_there_twice():
    for field in ("id", "title"):
        values = [paper[field] for paper in PAPERS]
        assert len(set(values)) == len(values)


def test_what_pages_cite_is_there():
    known = {paper["id"] for paper in PAPERS}
    for page in DOCS.rglob("*.md"):
        assert set(CITED.findall(page.read_text(encoding="utf-8"))) <= known, page.name


def test_the_glossary_is_in_alphabetical_order():
    names = [plain(name.replace("-", " ")) for name, _, _ in TERMS]
    assert len(names) > 40
    assert names == sorted(set(names))


@pytest.mark.parametrize(("name", "anchor", "text"), TERMS, ids=[term[1] for term in TERMS])
def test_a_term_is_told_in_a_sentence_or_two_with_a_link(name, anchor, text):
    assert anchor == name.lower().replace(" ", "-")
    told, links = re.split(r"\sSee\s", text, maxsplit=1)
    assert "](" in links
    assert len(re.findall(r"[.](?=\s|$)", told)) <= 2


def test_a_pages_entries_are_all_of_its_form():
    """No entry was missed above because of a slip in its form."""
    text = (DOCS / "glossary.md").read_text(encoding="utf-8")
    assert text.count("\n:   ") == len(TERMS)
