"""A posting by its page alone: its linked data where it carries any (schema.org `JobPosting`), else its headline and title.

All of it is untrusted page text. It names the job for people and for the ledger's second look; the address stays the one given.
"""

import json
import re
from collections.abc import Iterator
from typing import Any
from urllib.parse import unquote, urlsplit

from lxml import html
from lxml.etree import ParserError

from brain.places import area, place_country
from brain.posting import WEB, Posting
from brain.posting_address import BoardAddress, canonical_url
from brain.sites import domain_of
from workers.hands.boards.parsing.json_board import SkillsIn, no_skills
from workers.hands.boards.parsing.text import description

LONGEST = 200
LONGEST_LD = 500_000
LONGEST_PLACE = 120
MOST_PLACES = 5
AROUND_A_COMPANY = re.compile(
    r"^(?:job application for|apply (?:for|to)|bewerbung (?:als|für)|"
    r"(?:careers?|jobs?|karriere|stellen\w*)(?: (?:at|bei|with))?)\b"
    r"|\b(?:careers?|jobs?|stellenangebote?)$",
    re.IGNORECASE,
)
BETWEEN = re.compile(r"^\W+|\W+$|^\s*(?:at|bei|chez|en)\s+", re.IGNORECASE)


def posting_of_page(url: str, text: str, known: BoardAddress | None = None, skills_in: SkillsIn = no_skills) -> Posting:
    """What the page at `url` says of its job. `known`: its board and number, where the address itself names them."""
    page = _parsed(text)
    said = next(_linked(page), {})
    title = _line(said.get("title")) or _headline(page) or _line(unquote(urlsplit(url).path.rstrip("/").rpartition("/")[2]))
    company = _named(said.get("hiringOrganization")) or _meta(page, "og:site_name") or _beside(title, _title(page))
    plain, markup = description(str(said.get("description") or "") or _words_of(page))
    source, board, external_id = WEB, domain_of(url), canonical_url(url)
    company = company or domain_of(url)
    if known is not None:
        source, board, external_id = known.board.source, known.board.board, known.external_id
        company = known.board.company or company
    return Posting(
        source=source,
        board=board,
        external_id=external_id,
        url=url,
        apply_url=url,
        title=title or domain_of(url),
        company=company,
        locations=tuple(dict.fromkeys(_linked_places(said))) or tuple(dict.fromkeys(_stated_places(page)))[:MOST_PLACES],
        skills=skills_in(plain),
        family=known.board.source if known else None,
        description_text=plain,
        description_html=markup,
    )


def _parsed(text: str) -> html.HtmlElement:
    try:
        return html.document_fromstring(text.encode(), parser=html.HTMLParser(encoding="utf-8", no_network=True))
    except (ParserError, ValueError):
        return html.document_fromstring("<html></html>")


def _linked(page: html.HtmlElement) -> Iterator[dict[str, Any]]:
    for script in page.iter("script"):
        held = script.text or ""
        if script.get("type", "").strip().lower() != "application/ld+json" or len(held) > LONGEST_LD:
            continue
        try:
            yield from _jobs(json.loads(held))
        except (ValueError, RecursionError):
            continue


def _jobs(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, list):
        for item in value:
            yield from _jobs(item)
    elif isinstance(value, dict):
        kinds = value.get("@type")
        if "JobPosting" in (kinds if isinstance(kinds, list) else [kinds]):
            yield value
        yield from _jobs(value.get("@graph") or [])


def _named(value: Any) -> str:
    return _line(value.get("name") if isinstance(value, dict) else value)


def _linked_places(said: dict[str, Any]) -> Iterator[str]:
    yield from _places(said.get("jobLocation"))
    if said.get("jobLocationType") == "TELECOMMUTE":
        required = said.get("applicantLocationRequirements") or [{}]
        for where in required if isinstance(required, list) else [required]:
            yield f"Remote - {_named(where)}" if _named(where) else "Remote"


def _stated_places(page: html.HtmlElement) -> Iterator[str]:
    """What stands under the headline, or in a box that is named for it, and names a place or says remote."""
    near = page.xpath("//*[@itemprop='jobLocation'] | //*[contains(@class, 'location') or contains(@class, 'Location')]")
    for head in page.xpath("(//h1)[1]"):
        near += head.xpath("following-sibling::*[position() <= 3]") + head.xpath("../following-sibling::*[1]")
    for box in near:
        line = _line(box.text_content()) if box.tag != "form" else ""
        if 0 < len(line) <= LONGEST_PLACE:
            yield from (part for part in re.split(r"\s*[·•|;/]\s*", line) if _is_place(part))


def _is_place(text: str) -> bool:
    named = [part.strip() for part in re.split(r" [–-] |,|\(|\)", text)]
    return bool(re.search(r"\bremote\b", text, re.IGNORECASE)) or any(place_country(part) or area(part) for part in named if part)


def _places(value: Any) -> Iterator[str]:
    for place in value if isinstance(value, list) else [value]:
        address = place.get("address") if isinstance(place, dict) else place
        if isinstance(address, dict):
            parts = (_named(address.get(key)) for key in ("addressLocality", "addressRegion", "addressCountry"))
            address = ", ".join(dict.fromkeys(part for part in parts if part))
        if line := _line(address):
            yield line


def _headline(page: html.HtmlElement) -> str:
    """The first headline, but a second one where only that is part of the page's title."""
    for tag in ("h1", "h2"):
        for head in page.iter(tag):
            line = _line(head.text_content())
            if line and (tag == "h1" or line.casefold() in _title(page).casefold()):
                return line
    return _meta(page, "og:title") or _title(page)


def _words_of(page: html.HtmlElement) -> str:
    """The page's own words as markup, without its form and what stands around them."""
    whole = next(iter(page.xpath("//main | //*[@role='main'] | //article | //body")), None)
    if whole is None:
        return ""
    for other in whole.xpath(".//form | .//nav | .//header | .//footer | .//aside | .//script | .//style | .//noscript"):
        other.drop_tree()
    return str(html.tostring(whole, encoding="unicode"))


def _title(page: html.HtmlElement) -> str:
    return next((line for node in page.iter("title") if (line := _line(node.text_content()))), "")


def _meta(page: html.HtmlElement, name: str) -> str:
    return next((line for node in page.iter("meta") if node.get("property") == name and (line := _line(node.get("content")))), "")


def _beside(title: str, whole: str) -> str:
    """What a page's title says beside the job's: mostly the company. Empty where it does not hold the job's."""
    before, found, after = whole.partition(title) if title else ("", "", "")
    if not found:
        return ""
    for rest in (after, before):
        bare = BETWEEN.sub("", BETWEEN.sub("", rest)).strip()
        bare = AROUND_A_COMPANY.sub("", re.split(r"\s[|–—-]\s", bare)[0]).strip(" |–—-:,")
        if bare:
            return bare
    return ""


def _line(value: Any) -> str:
    return " ".join(value.split())[:LONGEST] if isinstance(value, str) else ""
