"""Which line of a résumé opens a section, and what words tell its parts apart."""

import re
from functools import cache

from brain.data import roles
from brain.tables import table
from brain.words import fold, words

SECTIONS = (
    "work", "volunteer", "education", "skills", "languages", "certificates", "projects", "awards", "publications",
    "interests", "references", "summary", "contact", "qualifications", "other",
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
    text = re.sub(r"^(?:\d{1,2}|[ivx]{1,4})[.)]\s+", "", re.sub(r"^\W+|[^\w)]+$", "", fold(line)))
    if not text or len(text) > 48 or re.search(r"[\d@,]", text):
        return None
    found = (
        _headings().get(text)
        or _headings().get(text.replace("&", "and"))
        or _headings().get(
            re.sub(r"^(my|our|selected|relevant|other|additional|further|previous|weitere|autres?|otr[ao]s) ", "", text)
        )
    )
    if found:
        return found
    if re.fullmatch(r"(?:\w )+\w", text):
        return _spaced_out().get(text.replace(" ", ""))
    return _compound(text)


def heading_by_word(line: str) -> str:
    """The section of a line that is known to be a heading, by one of its words: `Driving experience`, `Compétences clés`."""
    words_of = [word for word in re.findall(r"[^\W\d_]+", fold(line)) if word in _headings()]
    named = [
        _headings()[word] for word in (*reversed(words_of),) if _headings()[word] not in {"other", "contact", "qualifications"}
    ]
    if "summary" in named:
        return "summary"
    return next((section for section in SECTIONS if section in named), "other")


@cache
def _spaced_out() -> dict[str, str]:
    return {name.replace(" ", ""): section for name, section in _headings().items()}


def _compound(text: str) -> str | None:
    """`Education & Certifications` opens what it names first."""
    parts = [part for part in re.split(r"\s*(?:&|/|\band\b|\bund\b|\bet\b|\by\b)\s*", text) if part]
    if len(parts) > 1 and all(part in _headings() for part in parts):
        named = [_headings()[part] for part in parts]
        return next((section for section in named if section not in {"other", "qualifications"}), named[0])
    return None


def is_break(text: str) -> bool:
    """What stands where a title does and is none: `Elternzeit`, `Career break`."""
    return fold(text).strip(" .()") in _named("breaks")


def has_title_word(text: str) -> bool:
    return any(form in _named("title_words") for word in _pieces(text) for form in _forms(word)) or any(
        _is_compound(word) or _FORMED.search(word) for word in _pieces(text)
    )


# `Accompagnatrice`, `Projektleiterin`: endings that make the word for a person.
_FORMED = re.compile(r"\w{4}(?:atrice|trices?|ateure?|euse|leiterin|meisterin|beraterin|fuhrerin)$")


def _forms(word: str) -> set[str]:
    """A word without the endings of its plural and of its feminine in German, French and Spanish."""
    short = {word, word.rstrip("s")}
    if len(word) > 6:
        short |= {word.removesuffix("in"), word.removesuffix("innen"), word.removesuffix("e"), word.removesuffix("a")}
    return short


def _is_compound(word: str) -> bool:
    """`Softwareentwickler`: German writes the title and what it is about as one word."""
    return len(word) > 10 and any(
        form.endswith(title) for form in {word, word.removesuffix("in")} for title in _named("title_words") if len(title) > 5
    )


def has_school_word(text: str) -> bool:
    return any(word in _named("school_words") for word in _pieces(text)) or bool(
        re.search(r"universi|hochschule|akademie|\w(?:gymnasium|schule|kolleg)\b", fold(text))
    )


def has_company_word(text: str) -> bool:
    return any(word.strip(".") in _named("company_words") for word in _pieces(text))


def _pieces(text: str) -> list[str]:
    return [piece for word in words(text) for piece in {word, *re.split(r"[/.&-]", word)} if piece]


_BULLET = re.compile(r"^\s*(?:[•●○▪▫◦‣⁃∙·*■□◆◇★☆▶▸▹➢➤➔➜►✓✔✗❖❯›»→⇒>–—-]|\+(?=\s)|o(?=\s{2,})|\d{1,2}[.)])\s+")


def is_bullet(text: str) -> bool:
    return bool(_BULLET.match(text))


def bare_bullet(text: str) -> str:
    return " ".join(_BULLET.sub("", text, count=1).split())
