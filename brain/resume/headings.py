"""Which line of a résumé opens a section, and what words tell its parts apart."""

import re
from functools import cache

from brain.data import roles
from brain.tables import table
from brain.words import fold, words

SECTIONS = (
    "work", "volunteer", "education", "skills", "languages", "certificates", "projects", "awards", "publications",
    "interests", "references", "summary", "other",
)  # fmt: skip


@cache
def _headings() -> dict[str, str]:
    return {heading: section for section in SECTIONS for heading in table("sections")[section]}


@cache
def _named(group: str) -> frozenset[str]:
    extra = roles.HEADS.split() if group == "title_words" else []
    return frozenset([*table("sections")[group], *extra])


def heading(line: str) -> str | None:
    """The section a line opens: `work`, `education`, …, `other` for one that is none of them; None for no heading."""
    text = fold(line).strip(" :.-_|•*#=")
    if not text or len(text) > 48 or re.search(r"[\d@,]", text):
        return None
    found = (
        _headings().get(text)
        or _headings().get(text.replace("&", "and"))
        or _headings().get(re.sub(r"^(my|selected|relevant) ", "", text))
    )
    if found:
        return found
    spaced_out = text.replace(" ", "")
    if re.fullmatch(r"(?:\w )+\w", text):
        return next((section for name, section in _headings().items() if name.replace(" ", "") == spaced_out), None)
    return _compound(text, line.strip())


def _compound(text: str, shown: str) -> str | None:
    """`Education & Certifications` opens what it names first; a short line all in capitals opens something unknown."""
    parts = [part for part in re.split(r"\s*(?:&|/|\band\b|\bund\b|\bet\b|\by\b)\s*", text) if part]
    if len(parts) > 1 and all(part in _headings() for part in parts):
        return _headings()[parts[0]]
    return "other" if shown.isupper() and len(shown) > 3 and 1 <= len(text.split()) <= 4 else None


def has_title_word(text: str) -> bool:
    return any(
        word in _named("title_words") or word.rstrip("s") in _named("title_words") or _is_compound(word) for word in _pieces(text)
    )


def _is_compound(word: str) -> bool:
    """`Softwareentwickler`: German writes the title and what it is about as one word."""
    return len(word) > 10 and any(word.endswith(title) for title in _named("title_words") if len(title) > 5)


def has_school_word(text: str) -> bool:
    return any(word in _named("school_words") for word in _pieces(text)) or bool(
        re.search(r"universi|hochschule|akademie", fold(text))
    )


def has_company_word(text: str) -> bool:
    return any(word.strip(".") in _named("company_words") for word in _pieces(text))


def _pieces(text: str) -> list[str]:
    return [piece for word in words(text) for piece in {word, *re.split(r"[/.&-]", word)} if piece]
