"""Which line of a résumé opens a section, and what words tell its parts apart."""

import re
from collections.abc import Sequence
from functools import cache

from brain.data import roles
from brain.resume.lines import TextLine
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
    return len(word) > 10 and any(word.endswith(title) for title in _named("title_words") if len(title) > 5)


def has_school_word(text: str) -> bool:
    return any(word in _named("school_words") for word in _pieces(text)) or bool(
        re.search(r"universi|hochschule|akademie|\w(?:gymnasium|schule|kolleg)\b", fold(text))
    )


def has_company_word(text: str) -> bool:
    return any(word.strip(".") in _named("company_words") for word in _pieces(text))


def _pieces(text: str) -> list[str]:
    return [piece for word in words(text) for piece in {word, *re.split(r"[/.&-]", word)} if piece]


class Styles:
    """How this résumé prints its headings, learned from those whose words are known."""

    def __init__(self, lines: Sequence[TextLine]) -> None:
        sizes = [line.size for line in lines if line.size for _ in line.text.split()]
        self._body = max(set(sizes), key=sizes.count) if sizes else None
        known = [line for line in lines if heading(line.text) not in (None, "other")]
        self._known = {self._style(line) for line in known if self.stands_out(line)}
        self._in_capitals = bool(known) and sum(line.text.strip().isupper() for line in known) * 2 > len(known)

    @staticmethod
    def _style(line: TextLine) -> tuple[float | None, bool, bool]:
        return line.size, line.bold, line.text.strip().isupper()

    def stands_out(self, line: TextLine) -> bool:
        """Larger, bold, in capitals or marked in Markdown; where nothing is known of the print, every line may be one."""
        if line.text.lstrip().startswith("#") or line.text.strip().isupper():
            return True
        return self._body is None or line.bold or (line.size or 0) > self._body + 0.4

    def may_open(self, lines: Sequence[TextLine], index: int) -> bool:
        """A word that names a section may also be a skill; where headings are printed unlike the text, only those count."""
        line = lines[index]
        return not self._known or self._body is None or self.stands_out(line)

    def opens_inline(self, lines: Sequence[TextLine], index: int) -> tuple[str, str] | None:
        """The section and the text of `LANGUAGES: Armenian, Russian`, where headings are in capitals or bold."""
        line = lines[index]
        label, colon, rest = line.text.partition(":")
        section = heading(label) if colon and rest.strip() and not line.text.startswith(" ") else None
        above = lines[index - 1].text.strip() if index else ""
        marked = label.isupper() and self._in_capitals and not above
        return (section, rest.strip()) if section not in (None, "other", "contact") and marked else None

    def opens_other(self, lines: Sequence[TextLine], index: int) -> bool:
        """Whether a line whose words say nothing opens a section: it is printed as the known headings are, and set apart."""
        line = lines[index]
        text = line.text.strip()
        if not re.fullmatch(r"(?:# *)*[^\d@,.|•:#]{3,48}", text) or len(text.split()) > 5:
            return False
        if line.text.lstrip().startswith("#"):
            return True
        above = lines[index - 1].text.strip() if index else ""
        if any(character.isalnum() for character in above) or is_bullet(line.text):
            return False
        capitals = text.isupper() and self._in_capitals and not (has_company_word(text) or has_title_word(text))
        if self._body is None:
            return capitals
        return self._style(line) in self._known and (capitals or (line.size or 0) > self._body + 0.4)


_BULLET = re.compile(r"^\s*(?:[•●▪◦‣∙·*■□➢➤►✓❖>–—-]|o(?=\s{2,})|\d{1,2}[.)])\s+")


def is_bullet(text: str) -> bool:
    return bool(_BULLET.match(text))


def bare_bullet(text: str) -> str:
    return " ".join(_BULLET.sub("", text, count=1).split())
