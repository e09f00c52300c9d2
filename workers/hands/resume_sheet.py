"""A JSON Resume → the sheet the template draws. Words are taken as they are; only dates are spelt and empty parts left out.

JSON Resume: https://jsonresume.org/schema (1.0.0). Unknown keys and values of another kind are left out, never guessed at.
"""

import re
from collections.abc import Callable, Iterable
from typing import Any

from brain.posting import Frozen

MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")
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


class Line(Frozen):
    name: str = ""
    text: str = ""


class Section(Frozen):
    title: str
    text: str = ""
    entries: tuple[Entry, ...] = ()
    lines: tuple[Line, ...] = ()


class Sheet(Frozen):
    """What a résumé template draws: `size` is the text size in points."""

    name: str
    title: str
    label: str = ""
    contacts: tuple[Link, ...] = ()
    links: tuple[Link, ...] = ()
    sections: tuple[Section, ...] = ()
    size: float = 10.5


def sheet(resume: dict[str, Any]) -> Sheet:
    """The résumé as it will be drawn, section by section, in the order people expect."""
    basics = _table(resume.get("basics"))
    name = _text(basics, "name")
    summary = _text(basics, "summary")
    sections = [
        Section(title="Summary", text=summary) if summary else None,
        _section("Experience", _rows(resume, "work"), _work),
        _section("Projects", _rows(resume, "projects"), _project),
        _section("Education", _rows(resume, "education"), _education),
        _section("Volunteering", _rows(resume, "volunteer"), _volunteer),
        _lines("Skills", (_skill(row) for row in _rows(resume, "skills"))),
        _section("Certificates", _rows(resume, "certificates"), _certificate),
        _section("Awards", _rows(resume, "awards"), _award),
        _section("Publications", _rows(resume, "publications"), _publication),
        _spoken(_rows(resume, "languages")),
        _lines("Interests", (_skill(row) for row in _rows(resume, "interests"))),
    ]
    shown = tuple(section for section in sections if section is not None)
    title = f"{name} – Résumé" if name else "Résumé"
    label, contacts, links = _text(basics, "label"), _contacts(basics), _links(basics)
    return Sheet(name=name, title=title, label=label, contacts=contacts, links=links, sections=shown)


def date_text(value: str) -> str:
    """`2021-03-01` → "Mar 2021", `2021` → "2021"; anything else as it is written."""
    found = DATE.fullmatch(value.strip())
    if not found:
        return value.strip()
    month = int(found[2]) if found[2] else 0
    return f"{MONTHS[month - 1]} {found[1]}" if 1 <= month <= 12 else found[1]


def _span(row: dict[str, Any], *, ongoing: bool) -> str:
    start, end = date_text(_text(row, "startDate")), date_text(_text(row, "endDate"))
    # JSON Resume leaves the end of what still lasts empty; for studies an empty end says nothing.
    if start and not end:
        return f"{start} – Present" if ongoing else f"since {start}"
    return f"{start} – {end}" if start and end and start != end else end or start


def _work(row: dict[str, Any]) -> Entry:
    organisation = _text(row, "name") or _text(row, "company")
    return _entry(row, _text(row, "position"), organisation, _span(row, ongoing=True))


def _volunteer(row: dict[str, Any]) -> Entry:
    return _entry(row, _text(row, "position"), _text(row, "organization"), _span(row, ongoing=True))


def _project(row: dict[str, Any]) -> Entry:
    dates = _span(row, ongoing=False)
    text = _text(row, "description") or _text(row, "summary")
    made = _entry(row, _text(row, "name"), _text(row, "entity"), dates, text)
    words = ", ".join(_texts(row.get("keywords")))
    return made.model_copy(update={"link": _link(_text(row, "url")), "bullets": (*made.bullets, *((words,) if words else ()))})


def _education(row: dict[str, Any]) -> Entry:
    degree = ", ".join(part for part in (_text(row, "studyType"), _text(row, "area")) if part)
    score = _text(row, "score") or _text(row, "gpa")
    courses = ", ".join(_texts(row.get("courses")))
    facts = [f"Grade: {score}" if score else "", f"Courses: {courses}" if courses else "", _text(row, "summary")]
    made = _entry(
        row, degree or _text(row, "institution"), _text(row, "institution") if degree else "", _span(row, ongoing=False)
    )
    return made.model_copy(update={"text": " · ".join(fact for fact in facts if fact)})


def _certificate(row: dict[str, Any]) -> Entry:
    return Entry(title=_text(row, "name"), organisation=_text(row, "issuer"), dates=date_text(_text(row, "date")))


def _award(row: dict[str, Any]) -> Entry:
    date = date_text(_text(row, "date"))
    return Entry(title=_text(row, "title"), organisation=_text(row, "awarder"), dates=date, text=_text(row, "summary"))


def _publication(row: dict[str, Any]) -> Entry:
    date = date_text(_text(row, "releaseDate"))
    link = _link(_text(row, "url"))
    return Entry(
        title=_text(row, "name"), organisation=_text(row, "publisher"), dates=date, text=_text(row, "summary"), link=link
    )


def _entry(row: dict[str, Any], title: str, organisation: str, dates: str, text: str | None = None) -> Entry:
    place, bullets = _text(row, "location"), tuple(_texts(row.get("highlights")))
    shown = _text(row, "summary") if text is None else text
    return Entry(title=title, organisation=organisation, place=place, dates=dates, text=shown, bullets=bullets)


def _skill(row: dict[str, Any]) -> Line:
    words, level = ", ".join(_texts(row.get("keywords"))), _text(row, "level")
    return Line(name=_text(row, "name"), text=f"{words} ({level})" if words and level else words or level)


def _spoken(rows: Iterable[dict[str, Any]]) -> Section | None:
    spoken = [(_text(row, "language"), _text(row, "fluency")) for row in rows]
    text = ", ".join(f"{language} ({fluency})" if fluency else language for language, fluency in spoken if language)
    return Section(title="Languages", text=text) if text else None


def _section(title: str, rows: list[dict[str, Any]], entry: Callable[[dict[str, Any]], Entry]) -> Section | None:
    entries = tuple(made for made in map(entry, rows) if made != Entry())
    return Section(title=title, entries=entries) if entries else None


def _lines(title: str, lines: Iterable[Line]) -> Section | None:
    # Skills that are names alone read better as one line than as a column of single words.
    made = [line for line in lines if line != Line()]
    bare = ", ".join(line.name for line in made if not line.text)
    kept = (*(line for line in made if line.text), *((Line(text=bare),) if bare else ()))
    return Section(title=title, lines=kept) if kept else None


def _contacts(basics: dict[str, Any]) -> tuple[Link, ...]:
    place = _table(basics.get("location"))
    where = ", ".join(dict.fromkeys(part for key in ("city", "region", "countryCode") if (part := _text(place, key))))
    email = _text(basics, "email")
    made = [Link(text=email, url=f"mailto:{email}")] if re.fullmatch(r"[^@\s]+@[^@\s]+", email) else []
    return (*made, *(Link(text=text) for text in (_text(basics, "phone"), where) if text))


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
