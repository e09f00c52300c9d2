"""A posting as text, pasted or saved: its title, employer and place by how such texts name them. What is not said stays empty."""

import hashlib
import re
from collections.abc import Iterator
from functools import cache

from brain.places import area, place_country
from brain.posting import WEB, Posting
from brain.requirements import requirements_in
from brain.roles import family, title_of
from brain.tables import table
from brain.words import fold
from workers.hands.boards.parsing.text import clean
from workers.hands.boards.parsing.words import employment_type_in, languages_in, places_in, seniority_in, workplace_in

HEAD_LINES = 12
LONGEST_TITLE = 100
LONGEST_NAME = 80
MOST_PLACES = 5
_ITEM = re.compile(r"\s*(?:[-–•*+]|\d{1,2}[.)])\s")
_MARKS = re.compile(r"^[\s#>*_=\-–•]+|[\s*_=#]+$")
_BETWEEN = re.compile(r"\s+[-–—|·•@]\s+|\s*[|·•]\s*|\s{3,}|\t")
_AT = re.compile(r"\s+(?:at|@|bei|chez|en)\s+(?=[A-ZÀ-Ý0-9])")
_WORK_MODE = re.compile(r"\b(remote|hybrid|hybride|on-?site|home ?office|télétravail|teletrabajo)\b", re.I)


def posting_from_text(text: str, *, url: str = "", title: str = "", company: str = "") -> Posting:
    """What a text says of its job. `title` and `company`, where given, come first; `title` stays empty where none is found."""
    lines = [line for line in map(_line, text.splitlines()) if line]
    head = [_line(line) for line in text.splitlines() if not _ITEM.match(line)]
    head = [line for line in head if line and fold(line) not in _headings()][:HEAD_LINES]
    labelled = dict(_labelled(lines))
    title = title or labelled.get("title") or _headline(head) or _sentence("titles", "title", text)
    named, beside = _split_title(title)
    company = (
        company or labelled.get("company") or beside or _beside_places(head, named) or _sentence("companies", "company", text)
    )
    places = _places(labelled.get("place", ""), head, named, text)
    joined = "\n".join(line.rstrip() for line in text.splitlines()).strip()
    digest = hashlib.sha256(joined.encode()).hexdigest()[:32]
    return Posting(
        source=WEB,
        board="",
        external_id=url or f"text:{digest}",
        url=url,
        apply_url=url,
        title=named[:LONGEST_TITLE],
        company=company[:LONGEST_NAME],
        locations=places,
        workplace=workplace_in(
            (*places, *(line for line in head if _WORK_MODE.search(line) and len(line) < LONGEST_NAME)), named
        ),
        employment_type=employment_type_in(named),
        seniority=seniority_in(named),
        skills=requirements_in(joined),
        languages=languages_in(named),
        description_text=joined,
    )


def _line(line: str) -> str:
    return clean(_MARKS.sub("", line))


def _labelled(lines: list[str]) -> Iterator[tuple[str, str]]:
    """`Location: Berlin` and the like, the first of each kind."""
    seen: set[str] = set()
    for line in lines:
        label, colon, value = line.partition(":")
        kind = _labels().get(fold(_MARKS.sub("", label))) if colon else None
        value = _MARKS.sub("", value)
        if kind and kind not in seen and 0 < len(value) <= LONGEST_TITLE:
            seen.add(kind)
            yield kind, value


def _headline(head: list[str]) -> str:
    """The first short line that names a trade, else the first line where it is short and no sentence."""
    short = [
        line
        for line in head
        if len(line) <= LONGEST_TITLE and len(line.split()) <= 14 and not line.endswith((".", "!", "?", ":"))
    ]
    for line in short[:6]:
        if _names_a_trade(_split_title(line)[0]):
            return line
    first = head[0] if head else ""
    return first if first in short and len(first.split()) <= 8 and not _labels().get(fold(first)) else ""


@cache
def _headings() -> frozenset[str]:
    return frozenset(table("pasted_postings")["headings"])


def _names_a_trade(text: str) -> bool:
    return any(len(family(head)) > 1 or head in _trades() for head in title_of(text).heads)


@cache
def _trades() -> frozenset[str]:
    return frozenset(table("sections")["title_words"])


def _split_title(line: str) -> tuple[str, str]:
    """Title and employer of `Nurse at City Hospital` or `Nurse – City Hospital`; the employer is empty where none is named."""
    parts = _AT.split(line, maxsplit=1)
    if len(parts) == 2 and _names_a_trade(parts[0]) and not _is_place(parts[1]):
        return parts[0].strip(" ,"), _BETWEEN.split(parts[1])[0].strip(" ,")
    return line.strip(), ""


def _beside_places(head: list[str], title: str) -> str:
    """The employer on a line of its own parts, as boards print it under the title: `City Hospital · Cork, Ireland (On-site)`."""
    # A title inside a sentence has nothing printed under it.
    place = next((n for n, line in enumerate(head) if title and title in line and not line.endswith((".", "!", "?"))), -1)
    for line in head[place + 1 : place + 3] if place >= 0 else []:
        parts = [part.strip(" ,") for part in _BETWEEN.split(line) if part.strip(" ,")]
        named = [part for part in parts if not _is_place(part) and not _WORK_MODE.fullmatch(part) and ":" not in part]
        if named and (len(parts) > len(named) or len(head) > 3) and _is_name(named[0]):
            return named[0]
    return ""


def _is_name(text: str) -> bool:
    """A name of at most six words, each with a capital or a small word between."""
    words = text.split()
    small = {"of", "and", "&", "for", "the", "de", "des", "du", "la", "le", "und", "für", "y", "et"}
    return 0 < len(words) <= 6 and not text.endswith(".") and all(word in small or not word[0].islower() for word in words)


def _places(labelled: str, head: list[str], title: str, text: str) -> tuple[str, ...]:
    if labelled:
        return places_in(labelled)[:MOST_PLACES]
    found: list[str] = []
    for line in head:
        if line == title or len(line) > LONGEST_TITLE:
            continue
        found += [part.strip(" ,") for part in _BETWEEN.split(line) if _is_place(part)]
    return tuple(dict.fromkeys(found or _told_places(text)))[:MOST_PLACES]


def _told_places(text: str) -> list[str]:
    """The first place a sentence names: where the work is based, else any `in Bristol`."""
    found = (match["place"] for pattern in _patterns("places") for match in pattern.finditer(text[:4000]))
    return next(([place] for place in found if _is_place(place)), [])


def _is_place(text: str) -> bool:
    bare = re.sub(r"\([^)]*\)", "", text).strip(" ,")
    if not bare or len(bare) > LONGEST_NAME or len(bare.split()) > 6:
        return False
    parts = [part.strip() for part in bare.split(",")]
    return bool(_WORK_MODE.fullmatch(bare)) or any(place_country(part) or area(part) for part in parts if part)


def _sentence(kind: str, group: str, text: str) -> str:
    """What the first fitting sentence names; of titles, first one that names a known trade."""
    plain = "\n".join(_line(line) for line in text.splitlines())
    found = [match[group].strip(" ,-–") for pattern in _patterns(kind) for match in pattern.finditer(plain)]
    found = [said for said in found if said and fold(said) not in _headings()]
    if kind != "titles":
        return found[0] if found else ""
    return _plain_title(next((said for said in found if _names_a_trade(said)), found[0] if found else ""))


def _plain_title(text: str) -> str:
    """A title out of a sentence: no words of praise before it (`talented and driven nurse`)."""
    words = text.split()
    while (
        len(words) > 1
        and words[0][0].islower()
        and re.search(r"(?:ed|ful|ing|ive|ous|en|er|and|und|et|y|an?|,)$", words[0])
        and _names_a_trade(" ".join(words[1:]))
    ):
        words.pop(0)
    return " ".join(words)


@cache
def _labels() -> dict[str, str]:
    return {name: kind for kind, names in table("pasted_postings")["labels"].items() for name in names}


@cache
def _patterns(kind: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in table("pasted_postings")[kind])
