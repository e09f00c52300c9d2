"""A posting from a file or from pasted text: a saved page, JSON of several shapes, PDF, Word, Markdown or plain text."""

import asyncio
import json
import re
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Any

import lxml.html

from brain.errors import InvalidInput
from brain.posting import Posting, Skills
from brain.requirements import requirements_in
from workers.hands.boards.parsing.posting_page import posting_of_page
from workers.hands.boards.parsing.text import clean, description
from workers.hands.fetch import decode_text
from workers.hands.pasted_posting import posting_from_text
from workers.hands.resume_files import read_resume_file

MAX_BYTES = 5 * 1024 * 1024
FEWEST_WORDS = 5
_FIX = "Give a saved page (HTML), JSON, PDF, DOCX, Markdown or text file of at most 5 MB, or paste the posting's text."
_TITLES = ("title", "job_title", "jobTitle", "position", "role", "name")
_COMPANIES = ("company", "company_name", "companyName", "hiringOrganization", "employer", "organization", "organisation")
_PLACES = ("locations", "location", "jobLocation", "city", "place")
_TEXTS = (
    "description_html", "description_text", "description", "content", "summary", "about", "responsibilities", "duties", "tasks",
    "requirements", "qualifications", "must_have", "nice_to_have", "preferred", "preferred_qualifications", "benefits",
)  # fmt: skip
_HEADED = {
    "responsibilities",
    "requirements",
    "qualifications",
    "nice_to_have",
    "preferred",
    "preferred_qualifications",
    "must_have",
}


async def read_posting_file(path: Path, *, title: str = "", company: str = "", number: int | None = None) -> Posting:
    """The posting of a file. `number` (from 1) chooses one where a file holds several.

    Raises `InvalidInput`: `posting_not_found`, `posting_too_large`, `posting_unreadable`, `posting_empty`, `posting_ambiguous`,
    `posting_title_unknown`.
    """
    data = await asyncio.to_thread(_bytes, path)
    if not data.startswith((b"%PDF-", b"PK\x03\x04")):
        return posting_of(_decoded(data, path.name), title=title, company=company, number=number)
    try:
        read = await read_resume_file(path)
    except InvalidInput as error:
        # The same reader under the same limits; only what it read is called by another name.
        raise InvalidInput("posting_unreadable", "The file cannot be read.", error.detail, _FIX) from error
    return posting_of("\n".join(line.text for line in read.lines), title=title, company=company)


def _bytes(path: Path) -> bytes:
    if not path.is_file():
        raise InvalidInput("posting_not_found", "There is no such file.", str(path), "Check the path.")
    if path.stat().st_size > MAX_BYTES:
        raise InvalidInput("posting_too_large", "The posting is too large.", f"{path.name} has more than 5 MB.", _FIX)
    return path.read_bytes()


def posting_of(text: str, *, title: str = "", company: str = "", number: int | None = None) -> Posting:
    """The posting of a text: HTML, JSON or words. Raises as `read_posting_file`."""
    stripped = text.lstrip("\ufeff \t\r\n")
    if stripped.startswith(("{", "[")) and (held := _json(stripped)) is not None:
        made = _of_json(held, number)
    elif re.search(r"<(?:!doctype html|html|body|div|p|h1|article|main|script)\b", stripped[:20_000], re.IGNORECASE):
        made = _of_page(stripped)
    else:
        made = posting_from_text(text, title=title, company=company)
    made = made.model_copy(update={"title": title or made.title, "company": company or made.company})
    if len(f"{made.description_text} {made.description_html}".split()) < FEWEST_WORDS:
        raise InvalidInput("posting_empty", "There is no posting in it.", f"It holds fewer than {FEWEST_WORDS} words.", _FIX)
    if not made.title:
        fix = 'Say it yourself: --title "Registered Nurse".'
        raise InvalidInput("posting_title_unknown", "The posting does not tell its job title.", made.description_text[:80], fix)
    return made


def _decoded(data: bytes, name: str) -> str:
    text = decode_text(data)
    if "\0" in text or sum(character < " " and character not in "\n\r\t\f" for character in text[:4000]) > 20:
        raise InvalidInput(
            "posting_unreadable", "The file cannot be read.", f"{name} is neither text, HTML, JSON, PDF nor DOCX.", _FIX
        )
    return text


def _json(text: str) -> Any:
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None


def _of_page(text: str) -> Posting:
    url = _own_address(text)
    made = posting_of_page(url or "https://page.invalid/", text)
    unknown = made.company in {"", "page.invalid"}
    named = "" if made.title == "page.invalid" else made.title
    # A page without linked data tells the rest in its own words, as a pasted text does.
    told = posting_from_text(f"{named}\n{made.description_text}", title=named)
    return made.model_copy(
        update={
            "url": url,
            "apply_url": url,
            "external_id": made.external_id if url else told.external_id,
            "board": made.board if url else "",
            "title": named or told.title,
            "company": told.company if unknown else made.company,
            "locations": made.locations or told.locations,
            "workplace": made.workplace or told.workplace,
            "skills": requirements_in(made.description_html or made.description_text),
        }
    )


def _own_address(text: str) -> str:
    """The address a saved page says it has; it is shown, never opened."""
    try:
        page = lxml.html.document_fromstring(text.encode(), parser=lxml.html.HTMLParser(encoding="utf-8", no_network=True))
    except (lxml.etree.ParserError, ValueError):
        return ""
    said = [*page.xpath("//link[@rel='canonical']/@href"), *page.xpath("//meta[@property='og:url']/@content")]
    return next((str(url).strip() for url in said if re.match(r"https?://[^\s/]+", str(url).strip())), "")


def _of_json(held: Any, number: int | None) -> Posting:
    rows = _rows(held)
    if not rows:
        raise InvalidInput("posting_empty", "There is no posting in it.", "The JSON holds no object with a title.", _FIX)
    if len(rows) > 1 and number is None:
        fix = f"Choose one with --number 1 to --number {len(rows)}."
        raise InvalidInput("posting_ambiguous", "The file holds several postings.", f"It holds {len(rows)}.", fix)
    chosen = (number or 1) - 1
    if not 0 <= chosen < len(rows):
        raise InvalidInput(
            "posting_not_found", "There is no such posting.", f"The file holds {len(rows)}.", "Choose another number."
        )
    return _of_row(rows[chosen])


def _rows(held: Any) -> list[Mapping[str, Any]]:
    if isinstance(held, list):
        return [row for part in held for row in _rows(part)]
    if not isinstance(held, dict):
        return []
    for key in ("postings", "jobs", "results", "data", "@graph", "offers", "content"):
        if isinstance(held.get(key), list) and (found := _rows(held[key])):
            return found
    return [held] if any(_text(held.get(key)) for key in _TITLES) else []


def _of_row(row: Mapping[str, Any]) -> Posting:
    title = next((text for key in _TITLES if (text := _text(row.get(key)))), "")
    company = next((text for key in _COMPANIES if (text := _text(row.get(key)))), "")
    url = next(
        (text for key in ("url", "absolute_url", "hostedUrl", "link") if (text := _text(row.get(key))).startswith("http")), ""
    )
    parts = [part for key in _TEXTS for part in _described(key, row.get(key))]
    joined = "\n".join(parts)
    plain, markup = description(joined) if re.search(r"</?[a-z][^<>]*>", joined, re.IGNORECASE) else (joined, "")
    places = tuple(dict.fromkeys(text for key in _PLACES for text in _place_texts(row.get(key))))
    skills = _skills(row.get("skills"))
    told = posting_from_text(f"{title}\n{plain}", title=title, company=company, url=url)
    return told.model_copy(
        update={
            "locations": places or told.locations,
            "skills": skills if skills.required or skills.preferred else requirements_in(markup or plain),
            "description_text": plain,
            "description_html": markup,
        }
    )


def _described(key: str, value: Any) -> list[str]:
    """A part's lines: lists as items, under a heading where the key itself tells what they are."""
    if isinstance(value, str) and value.strip():
        text = value.strip()
    elif isinstance(value, list) and value:
        text = "\n".join(f"- {_text(item)}" for item in value if _text(item))
    else:
        return []
    heading = key.replace("_", " ").capitalize()
    # A paragraph under a heading is sentences, each of which may ask for something.
    lines = (
        [f"- {part}" for part in re.split(r"(?<=[.;])\s+", text)]
        if isinstance(value, str) and "\n" not in text and "<" not in text
        else [text]
    )
    return ["", heading, *lines] if key in _HEADED else [text]


def _skills(value: Any) -> Skills:
    if isinstance(value, Mapping):
        required, preferred = (tuple(map(_text, value.get(key) or ())) for key in ("required", "preferred"))
        return Skills(required=required, preferred=preferred)
    names: list[str] = []
    for item in value if isinstance(value, list) else []:
        keywords = item.get("keywords") if isinstance(item, Mapping) else None
        names += [_text(word) for word in keywords] if isinstance(keywords, list) and keywords else [_text(item)]
    return Skills(required=tuple(dict.fromkeys(name for name in names if name)))


def _place_texts(value: Any) -> list[str]:
    if isinstance(value, str):
        return [clean(value)] if clean(value) else []
    if isinstance(value, Sequence):
        return [text for part in value for text in _place_texts(part)]
    if isinstance(value, Mapping):
        inner = value.get("address")
        held = inner if isinstance(inner, Mapping) else value
        keys = ("city", "addressLocality", "region", "addressRegion", "countryCode", "country", "addressCountry", "name")
        return [text] if (text := ", ".join(dict.fromkeys(part for key in keys if (part := _text(held.get(key)))))) else []
    return []


def _text(value: Any) -> str:
    if isinstance(value, Mapping):
        return _text(value.get("name"))
    return clean(value) if isinstance(value, str) else ""
