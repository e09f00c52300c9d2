"""A JSON Resume → the sheet the templates draw. Words are taken as they are; only dates are spelt and empty parts left out.

Headings and dates are in the résumé's own language where that is one of ours.
JSON Resume: https://jsonresume.org/schema (1.0.0). Unknown keys and values of another kind are left out, never guessed at.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from brain.posting import Frozen
from brain.tables import table
from brain.text_language import RIGHT_TO_LEFT, is_right_to_left, language_of, spoken_or_english
from brain.writing.coverage import shown_texts
from brain.writing.heads import contact_texts

DATE = re.compile(r"(\d{4})(?:-(\d{1,2}))?(?:-\d{1,2})?(?:T.*)?")


class Link(Frozen):
    text: str
    url: str | None = None


class Entry(Frozen):
    title: str = ""
    organisation: str = ""
    place: str = ""
    dates: str = ""
    link: Link | None = None
    text: str = ""
    bullets: tuple[str, ...] = ()
    tags: str = ""


class Line(Frozen):
    name: str = ""
    text: str = ""


class Section(Frozen):
    title: str
    text: str = ""
    entries: tuple[Entry, ...] = ()
    lines: tuple[Line, ...] = ()


class Sheet(Frozen):
    """What a résumé template draws; `lang` is the language of its words (ISO 639-1)."""

    name: str
    title: str
    label: str = ""
    contacts: tuple[Link, ...] = ()
    links: tuple[Link, ...] = ()
    sections: tuple[Section, ...] = ()
    lang: str = "en"
    rtl: bool = False


def sheet(resume: dict[str, Any], language: str | None = None) -> Sheet:
    """The résumé as it will be drawn, section by section, in the order people expect. `language`: of its words, where known."""
    words = "\n".join(shown_texts(resume))
    lang = language or language_of(words)
    made = _Maker(table("papers")[spoken_or_english(lang)])
    basics = _table(resume.get("basics"))
    name, summary = _text(basics, "name"), _text(basics, "summary")
    work, education = made.section("work", resume, made.work), made.section("education", resume, made.education)
    projects = made.section("projects", resume, made.project)
    # Who has not worked yet is known by what they learnt.
    main = (
        {"work": work, "projects": projects, "education": education} if work else {"education": education, "projects": projects}
    )
    drawn = {
        "summary": Section(title=made.said["summary"], text=summary) if summary else None,
        **main,
        "volunteer": made.section("volunteer", resume, made.volunteer),
        "skills": made.lines("skills", resume),
        "certificates": made.section("certificates", resume, made.certificate),
        "awards": made.section("awards", resume, made.award),
        "publications": made.section("publications", resume, made.publication),
        "languages": made.spoken(_rows(resume, "languages")),
        "interests": made.lines("interests", resume),
    }
    # A person may want another order; a summary stays above all.
    wanted = [str(key) for key in _table(resume.get("meta")).get("sections") or () if key in drawn]
    sections = [drawn[key] for key in dict.fromkeys(("summary", *wanted, *drawn))]
    return Sheet(
        name=name,
        title=f"{name} – {made.said['resume']}" if name else made.said["resume"],
        label=_text(basics, "label"),
        contacts=_contacts(basics),
        links=_links(basics),
        sections=tuple(section for section in sections if section is not None),
        lang=lang,
        rtl=lang in RIGHT_TO_LEFT or is_right_to_left(words),
    )


def date_text(value: str, months: Sequence[str] | None = None) -> str:
    """`2021-03-01` → "Mar 2021", `2021` → "2021"; anything else as it is written. `months`: their names, January first."""
    found = DATE.fullmatch(value.strip())
    if not found:
        return value.strip()
    month = int(found[2]) if found[2] else 0
    names = months or table("papers")["en"]["months"]
    return f"{names[month - 1]} {found[1]}" if 1 <= month <= 12 else found[1]


class _Maker:
    """Makes entries of a résumé's rows. `said`: the words of its language that are not the person's own."""

    def __init__(self, said: Mapping[str, Any]) -> None:
        self.said = said

    def section(self, key: str, resume: dict[str, Any], entry: Callable[[dict[str, Any]], Entry]) -> Section | None:
        entries = tuple(made for made in map(entry, _rows(resume, key)) if made != Entry())
        return Section(title=self.said[key], entries=entries) if entries else None

    def lines(self, key: str, resume: dict[str, Any]) -> Section | None:
        # Skills that are names alone read better as one line than as a column of single words.
        made = [line for line in map(_skill, _rows(resume, key)) if line != Line()]
        bare = ", ".join(line.name for line in made if not line.text)
        kept = (*(line for line in made if line.text), *((Line(text=bare),) if bare else ()))
        return Section(title=self.said[key], lines=kept) if kept else None

    def spoken(self, rows: Iterable[dict[str, Any]]) -> Section | None:
        spoken = [(_text(row, "language"), _text(row, "fluency")) for row in rows]
        text = ", ".join(f"{language} ({fluency})" if fluency else language for language, fluency in spoken if language)
        return Section(title=self.said["languages"], text=text) if text else None

    def date(self, row: dict[str, Any], key: str) -> str:
        return date_text(_text(row, key), self.said["months"])

    def span(self, row: dict[str, Any], *, ongoing: bool) -> str:
        start, end = self.date(row, "startDate"), self.date(row, "endDate")
        # JSON Resume leaves the end of what still lasts empty; for studies an empty end says nothing.
        if start and not end:
            return f"{start} – {self.said['present']}" if ongoing else f"{self.said['since']} {start}"
        return f"{start} – {end}" if start and end and start != end else end or start

    def work(self, row: dict[str, Any]) -> Entry:
        organisation = _text(row, "name") or _text(row, "company")
        return _entry(row, _text(row, "position"), organisation, self.span(row, ongoing=True))

    def volunteer(self, row: dict[str, Any]) -> Entry:
        return _entry(row, _text(row, "position"), _text(row, "organization"), self.span(row, ongoing=True))

    def project(self, row: dict[str, Any]) -> Entry:
        text = _text(row, "description") or _text(row, "summary")
        made = _entry(row, _text(row, "name"), _text(row, "entity"), self.span(row, ongoing=False), text)
        return made.model_copy(update={"link": _link(_text(row, "url"))})

    def education(self, row: dict[str, Any]) -> Entry:
        degree = ", ".join(part for part in (_text(row, "studyType"), _text(row, "area")) if part)
        school = _text(row, "institution")
        score, courses = _text(row, "score") or _text(row, "gpa"), ", ".join(_texts(row.get("courses")))
        facts = [
            f"{self.said['grade']}: {score}" if score else "",
            f"{self.said['courses']}: {courses}" if courses else "",
            _text(row, "summary"),
        ]
        made = _entry(row, degree or school, school if degree else "", self.span(row, ongoing=False))
        return made.model_copy(update={"text": " · ".join(fact for fact in facts if fact)})

    def certificate(self, row: dict[str, Any]) -> Entry:
        return Entry(title=_text(row, "name"), organisation=_text(row, "issuer"), dates=self.date(row, "date"))

    def award(self, row: dict[str, Any]) -> Entry:
        dates, text = self.date(row, "date"), _text(row, "summary")
        return Entry(title=_text(row, "title"), organisation=_text(row, "awarder"), dates=dates, text=text)

    def publication(self, row: dict[str, Any]) -> Entry:
        return Entry(
            title=_text(row, "name"),
            organisation=_text(row, "publisher"),
            dates=self.date(row, "releaseDate"),
            text=_text(row, "summary"),
            link=_link(_text(row, "url")),
        )


def _entry(row: dict[str, Any], title: str, organisation: str, dates: str, text: str | None = None) -> Entry:
    shown = _text(row, "summary") if text is None else text
    return Entry(
        title=title,
        organisation=organisation,
        place=_text(row, "location"),
        dates=dates,
        text=shown,
        bullets=tuple(_texts(row.get("highlights"))),
        tags=", ".join(_texts(row.get("keywords"))),
    )


def _skill(row: dict[str, Any]) -> Line:
    words, level = ", ".join(_texts(row.get("keywords"))), _text(row, "level")
    return Line(name=_text(row, "name"), text=f"{words} ({level})" if words and level else words or level)


def _contacts(basics: dict[str, Any]) -> tuple[Link, ...]:
    return tuple(Link(text=text, url=f"mailto:{text}" if "@" in text else None) for text in contact_texts(basics))


def _links(basics: dict[str, Any]) -> tuple[Link, ...]:
    made = (_link(_text(basics, "url")), *(_profile(row) for row in _rows(basics, "profiles")))
    return tuple(dict.fromkeys(link for link in made if link is not None))


def _profile(row: dict[str, Any]) -> Link | None:
    url, network, user = _link(_text(row, "url")), _text(row, "network"), _text(row, "username")
    if url is not None:
        return url
    return Link(text=f"{network}: {user}") if network and user else None


def _link(url: str) -> Link | None:
    if not url:
        return None
    shown = re.sub(r"^https?://(www\.)?", "", url).rstrip("/")
    return Link(text=shown, url=url if re.match(r"https?://", url, re.IGNORECASE) else None)


def _rows(table: dict[str, Any], key: str) -> list[dict[str, Any]]:
    value = table.get(key)
    return [row for row in value if isinstance(row, dict)] if isinstance(value, list) else []


def _table(value: Any) -> dict[str, Any]:
    return value if isinstance(value, dict) else {}


def _text(table: dict[str, Any], key: str) -> str:
    value = table.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return " ".join(value.split()) if isinstance(value, str) else ""


def _texts(value: Any) -> list[str]:
    found = [" ".join(part.split()) for part in value if isinstance(part, str)] if isinstance(value, list) else []
    return [part for part in found if part]
