"""A claim as HTML: its sentence, its verdict, and on request what the verdict rests on."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from html import escape
from typing import Any

from descent_atlas.site.cross_links import to
from descent_atlas.site.figure import file_links, formats
from descent_atlas.site.results import MissingResultError, Results
from descent_atlas.words import count, number, percent

Entry = Mapping[str, Any]
"""A claim as the ledger has it."""

VERDICTS = {
    "holds": "The results show what the criterion asks for.",
    "depends": "They show it under some conditions and not under others, and the entry says which; or "
    "they are too few to decide, and the entry says what is missing.",
    "fails": "They do not show it. The entry says where it would hold, if anywhere.",
}
"""What each verdict means, in the order in which pages list them."""
SECTIONS = {
    "optimization": "What optimization is",
    "loss-functions": "Loss functions",
    "gradient-descent": "Gradient descent",
    "descent-variants": "Descent variants",
    "optimizers": "Optimizers",
    "challenges": "Challenges",
    "choosing": "Choosing",
    "conclusion": "Conclusion",
}
"""The article's sections that make claims, as claim.py has them: the site imports no claims."""
LEDGER = "ledger.html"
CODE_OR_FORMULA = re.compile(r"`+([^`]+)`+|\$([^$]+)\$")
SHARE = "share"
"""What a unit begins with if the value is shown as a percentage, such as "share of the runs"."""
PLURAL = re.compile(r"(?<=[^s])s(?=$| of | in )")
"""The ending of a unit that one of it does not have."""


def ledger_facts(entries: Sequence[Entry]) -> dict[str, Any]:
    """How many claims there are in all and with each verdict, and their ids by verdict."""
    ids = {
        verdict: [entry["id"] for entry in entries if entry["verdict"] == verdict]
        for verdict in VERDICTS
    }
    return {"claims": len(entries), "ids": ids} | {name: len(ids[name]) for name in VERDICTS}


def anchor(entry: Entry) -> str:
    """Where a claim's entry is on the ledger's page."""
    return str(entry["id"]).lower()


def badge(entry: Entry) -> str:
    """The verdict as a word; the style sheet adds a shape and a colour."""
    return f'<span class="verdict {entry["verdict"]}">{entry["verdict"].capitalize()}</span>'


def verdict_link(entry: Entry, up: str) -> str:
    """The claim's number and verdict, for a line of text, leading to its entry in the ledger."""
    return (
        f'<a class="verdict {entry["verdict"]}" href="{up}{LEDGER}#{anchor(entry)}">'
        f"{entry['id']} {entry['verdict']}</a>"
    )


def claim_html(results: Results, entry: Entry, up: str, *, anchored: bool = True) -> str:
    """A claim beside the prose that makes it; ``up`` leads from the page to the site's root.

    One line without a blank one inside, so that Markdown leaves it as it is. ``anchored`` for the
    first of a page, since an id must not come twice.
    """
    ledger = f"{up}{LEDGER}#{anchor(entry)}"
    name = f'<a class="claim-id" href="{ledger}" title="In the ledger">{entry["id"]}</a>'
    own = f' id="claim-{anchor(entry)}"' if anchored else ""
    return (
        f'<div class="claim {entry["verdict"]}"{own}><div class="claim-head">'
        f'<p class="claim-sentence">{name} {prose(entry["sentence"])}</p>{badge(entry)}</div>'
        f"{_condition(entry)}"
        '<details class="quiet"><summary>How this was decided</summary>'
        f"<p><strong>Criterion.</strong> {prose(entry['criterion'])}</p>{_grounds(entry, up)}"
        f'{_exhibits(results, entry)}<p><a href="{ledger}">{entry["id"]} in the ledger</a></p>'
        "</details></div>"
    )


def ledger_entry(results: Results, entry: Entry, up: str) -> str:
    """A claim on the ledger's page, with a heading, so that the search and outlines find it."""
    here = anchor(entry)
    name = f'<a class="claim-id" href="#{here}" title="Link to this claim">{entry["id"]}</a>'
    article = to(f"claim-{here}", entry["section"])
    return (
        f'<div class="claim {entry["verdict"]}" data-verdict="{entry["verdict"]}">'
        f'<div class="claim-head"><h3 class="claim-sentence" id="{here}" '
        f'data-toc-label="{entry["id"]}">'
        f"{name} {prose(entry['sentence'])}</h3>{badge(entry)}</div>{_condition(entry)}"
        f'<p class="criterion"><strong>Criterion.</strong> {prose(entry["criterion"])}</p>'
        f'<details class="quiet"><summary>Evidence and reason</summary>{_grounds(entry, up)}'
        f'{_exhibits(results, entry)}<p><a href="{article}">{entry["id"]} in the article</a></p>'
        "</details></div>"
    )


def prose(text: str) -> str:
    """Plain text as HTML; what stands in backticks is code, what stands in dollars a formula."""
    parts = CODE_OR_FORMULA.split(text)
    shown = [escape(parts[0], quote=False)]
    for code, formula, rest in zip(parts[1::3], parts[2::3], parts[3::3], strict=True):
        tex = f'<span class="arithmatex">\\({escape(formula or "", quote=False)}\\)</span>'
        shown += [f"<code>{escape(code)}</code>" if code else tex, escape(rest, quote=False)]
    return "".join(shown)


def _condition(entry: Entry) -> str:
    return f'<p class="condition">{prose(entry["condition"])}</p>' if entry["condition"] else ""


def _grounds(entry: Entry, up: str) -> str:
    """The evidence as a table, and the reason for the criterion."""
    reason = f"<p><strong>Why so.</strong> {prose(entry['reason'])}</p>" if entry["reason"] else ""
    if not entry["evidence"]:
        return reason
    sampled = any("low" in piece for piece in entry["evidence"])
    heads = ["Evidence", "Value", *(["95\u202f% interval"] if sampled else []), "From"]
    head = "".join(f'<th scope="col">{text}</th>' for text in heads)
    body = "".join(_row(piece, up, sampled) for piece in entry["evidence"])
    return (
        f'<div class="scroll" tabindex="0" role="region" aria-label="Evidence for {entry["id"]}">'
        f'<table class="evidence" data-search-exclude><thead><tr>{head}</tr></thead>'
        f"<tbody>{body}</tbody></table></div>{reason}"
    )


def _row(piece: Entry, up: str, sampled: bool) -> str:
    interval = f"<td>{_interval(piece)}</td>" if sampled else ""
    return (
        f'<tr><th scope="row">{prose(piece["name"])}</th><td>{quantity(piece)}</td>{interval}'
        f"<td>{file_links(formats(piece['source']), up)}</td></tr>"
    )


def quantity(piece: Entry) -> str:
    """The value of a piece of evidence with its unit: 12 iterations, 35 % of the runs, never."""
    value, unit = piece["value"], piece["unit"]
    if isinstance(value, str):
        return prose(value)
    tail = unit.removeprefix(SHARE).strip() if unit.startswith(SHARE) else unit
    if value == 1 and tail != "times":
        tail = PLURAL.sub("", tail, count=1)
    return f"{_shown(value, unit)} {escape(tail)}".rstrip()


def _interval(piece: Entry) -> str:
    if "low" not in piece:
        return "—"
    return " to ".join(_shown(piece[end], piece["unit"]) for end in ("low", "high"))


def _shown(value: float, unit: str) -> str:
    if unit.startswith(SHARE):
        return percent(value)
    return count(value) if isinstance(value, int) else number(value)


def _exhibits(results: Results, entry: Entry) -> str:
    """Links to what shows the claim; a claim that could not be decided has nothing to show."""
    if not entry["evidence"]:
        return ""
    try:
        links = [_exhibit(results, name, entry["section"]) for name in entry["shown_by"]]
    except MissingResultError as missing:
        raise MissingResultError(f"{entry['id']}: {missing}") from missing
    return f'<ul class="exhibits">{"".join(f"<li>{link}</li>" for link in links)}</ul>'


def _exhibit(results: Results, name: str, section: str) -> str:
    kind = results.exhibit(name)
    text = f"<code>{name}</code>"
    if kind == "figure":
        # A caption's first sentence says what the figure shows.
        text = escape(re.split(r"\.\s", results.figure(name)["caption"])[0].removesuffix("."))
    return f'{kind.capitalize()}: <a href="{to(f"{kind}-{name}", section)}">{text}</a>'
