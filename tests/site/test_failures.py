"""A mistake on a page ends the build with a sentence that says which page, and what is wrong."""

from __future__ import annotations

import json

import pytest


def test_a_page_without_mistakes_is_built(build, small):
    done = build("It is [[ waves.height | number ]] high: $x^2$.\n\n[[ figure('waves') ]]")
    assert done.returncode == 0, done.stdout + done.stderr
    page = (small / "site/index.html").read_text(encoding="utf-8")
    assert "It is 0.5 high" in page
    assert 'class="katex"' in page
    assert (small / "site/data/figures/waves.dark.svg").is_file()


MISTAKES = {
    "a bad formula": ("$\\frac{1}{$", ["index.md", "KaTeX", "\\\\frac{1}{"]),
    "an unknown value": ("[[ waves.hight | number ]]", ["index.md", "hight"]),
    "an unknown file of facts": ("[[ wave.height | number ]]", ["index.md", "wave"]),
    "a value that is null": ("[[ waves.nothing | number ]]", ["index.md", "no value to show"]),
    "an unknown figure": (
        "[[ figure('wafes') ]]",
        ["index.md", "there is no figure 'wafes'", "did you mean 'waves'?"],
    ),
    "an unknown table": ("[[ table('wafes', ['height']) ]]", ["there is no table 'wafes'"]),
    "an unknown column": (
        "[[ table('waves', ['hight']) ]]",
        ["no column 'hight'", "did you mean 'height'?"],
    ),
    "an unknown claim": (
        "[[ claim('C66') ]]",
        ["index.md", "there is no claim 'C66'", "did you mean 'C6'?"],
    ),
    "the verdict of an unknown claim": ("[[ verdict('C7') ]]", ["there is no claim 'C7'"]),
    "a claim whose figure is on no page": (
        "[[ claim('C6') ]]",
        [
            "index.md",
            "refers to the figure waves, which stands on no page",
            '[[ figure("waves") ]]',
        ],
    ),
    "rows that do not exist": (
        "[[ table('waves', ['height'], where={'ending': 'saddle'}) ]]",
        ["no row", "saddle"],
    ),
    "a broken link": ("[there](nowhere.md)", ["index.md", "nowhere.md"]),
    "a broken anchor": ("[there](#nowhere)", ["index.md", "#nowhere"]),
    "a broken picture": ("![a](nothing.png)", ["index.md", "nothing.png"]),
}


@pytest.mark.parametrize(("markdown", "said"), MISTAKES.values(), ids=MISTAKES)
def test_a_mistake_ends_the_build(build, markdown, said):
    done = build(markdown)
    assert done.returncode != 0
    for words in said:
        assert words in done.stdout + done.stderr


def test_a_figure_whose_picture_is_missing_ends_the_build(build, small):
    (small / "results/figures/waves.dark.svg").unlink()
    done = build("[[ figure('waves') ]]")
    assert done.returncode != 0
    assert "has no picture" in done.stdout + done.stderr


def test_missing_pages_say_what_to_run(build, small):
    (small / "results/pages").rmdir()
    done = build("Text.")
    assert done.returncode != 0
    assert "run `make`" in done.stdout + done.stderr


def test_a_missing_ledger_ends_the_build(build, small):
    (small / "results/claims/ledger.json").unlink()
    done = build("Text.")
    assert done.returncode != 0
    assert "there is no list of claims 'ledger'" in done.stdout + done.stderr


def test_missing_npm_packages_say_what_to_run(build, small):
    text = (small / "mkdocs.yml").read_text(encoding="utf-8")
    (small / "mkdocs.yml").write_text(text.replace("workflow/envs/node_modules", "nowhere"))
    done = build("Text.")
    assert done.returncode != 0
    assert "the npm package 'katex' is not in nowhere" in done.stdout + done.stderr
    assert "make" in done.stdout + done.stderr


def test_a_table_shows_numbers_for_people(build, small):
    assert build("[[ table('waves', ['height', 'ending'], caption='All') ]]").returncode == 0
    page = (small / "site/index.html").read_text(encoding="utf-8")
    assert "<caption>All</caption>" in page
    assert ">—</td>" in page
    assert 'href="data/tables/waves.csv"' in page


def test_pictures_that_no_page_shows_are_not_published(build, small):
    record = json.loads((small / "results/figures/waves.json").read_text())
    (small / "results/figures/old.json").write_text(json.dumps({**record, "name": "old"}))
    (small / "results/figures/old.light.svg").write_text("<svg/>")
    assert build("[[ figure('waves') ]]").returncode == 0
    published = sorted(path.name for path in (small / "site/data/figures").iterdir())
    assert published == ["waves.dark.svg", "waves.light.svg"]


def test_a_run_table_that_is_too_large_is_named_and_not_published(small, build, monkeypatch):
    from descent_atlas.site import downloads
    from descent_atlas.site.results import Results

    table = small / "results/tables/runs.parquet"
    table.write_bytes(b"x" * 3_000_000)
    results = Results.below(small / "results")
    assert 'data/tables/runs.parquet" download' in downloads.run_table(results, "")
    monkeypatch.setattr(downloads, "LARGEST", 2_000_000)
    told = downloads.run_table(results, "")
    assert "results/tables/runs.parquet" in told
    assert "3 MB, too large" in told
    assert "href" not in told
    table.write_bytes(b"x" * 26_000_000)
    done = build("[[ run_table() ]]")
    assert done.returncode == 0, done.stderr
    assert not (small / "site/data/tables/runs.parquet").exists()
    assert "26 MB" in (small / "site/index.html").read_text(encoding="utf-8")
