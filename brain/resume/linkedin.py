"""LinkedIn's data export (a ZIP of CSV files) to JSON Resume."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from brain.dates import partial
from brain.places import place_country
from brain.resume.contacts import add_link
from brain.resume.draft import Draft
from brain.resume.headings import bare_bullet, is_bullet
from brain.resume.lines import TextLine
from brain.resume.rendercv import place_of
from brain.words import key_words

Row = Mapping[str, str]
KEY = "linkedin-export"
_SECRETS = {"birth date", "maiden name", "license number"}
# By file: the section, and the key of JSON Resume for each column.
_TABLES: dict[str, tuple[str, dict[str, str]]] = {
    "positions": ("work", {"company name": "name", "title": "position", "location": "location", "started on": "startDate",
        "finished on": "endDate", "description": "summary"}),
    "volunteering": ("volunteer", {"company name": "organization", "role": "position", "started on": "startDate",
        "finished on": "endDate", "description": "summary"}),
    "education": ("education", {"school name": "institution", "degree name": "studyType", "start date": "startDate",
        "end date": "endDate", "notes": "summary", "activities": "highlights"}),
    "skills": ("skills", {"name": "name"}),
    "languages": ("languages", {"name": "language", "proficiency": "fluency"}),
    "certifications": ("certificates", {"name": "name", "authority": "issuer", "started on": "date", "url": "url"}),
    "projects": ("projects", {"title": "name", "description": "description", "url": "url", "started on": "startDate",
        "finished on": "endDate"}),
    "honors": ("awards", {"title": "title", "description": "summary", "issued on": "date"}),
    "publications": ("publications", {"name": "name", "published on": "releaseDate", "publisher": "publisher", "url": "url",
        "description": "summary"}),
}  # fmt: skip
_DATES = {"startDate", "endDate", "date", "releaseDate"}


def is_linkedin(document: Mapping[str, Any]) -> bool:
    return isinstance(document.get(KEY), Mapping)


def resume_from_linkedin(document: Mapping[str, Any], file: str) -> Draft:
    """Reads the tables of an export: file name without ending to its rows."""
    draft = Draft(file)
    tables: Mapping[str, Sequence[Row]] = document[KEY]
    for name, rows in tables.items():
        draft.file = f"{file}/{name}.csv"
        for number, row in enumerate(rows, 2):
            held = {key_words(str(key)): str(value).strip() for key, value in row.items() if key and str(value or "").strip()}
            _row(draft, key_words(name), held, TextLine(text=", ".join(held.values()), line=number))
    draft.file = file
    return draft


def _row(draft: Draft, name: str, row: Row, line: TextLine) -> None:
    if name == "profile":
        _profile(draft, row, line)
    elif name == "email addresses":
        if "email" in draft.basics and row.get("primary", "").lower() == "yes":
            draft.leave(line, draft.basics["email"])
            draft.put("basics.email", row.get("email address", ""), line)
        elif "email" in draft.basics:
            draft.leave(line, row.get("email address", ""))
        elif row.get("email address"):
            draft.put("basics.email", row["email address"], line)
    elif name == "phonenumbers" or name == "phone numbers":
        if "phone" not in draft.basics and row.get("number"):
            draft.put("basics.phone", row["number"], line)
        elif row.get("number"):
            draft.leave(line, row["number"])
    elif name in _TABLES:
        _entry(draft, name, row, line)
    else:
        draft.leave(line, f"{name}: {line.text}")


def _profile(draft: Draft, row: Row, line: TextLine) -> None:
    name = " ".join(row[part] for part in ("first name", "last name") if part in row)
    found = {"name": name, "label": row.get("headline"), "summary": row.get("summary")}
    for key, value in found.items():
        if value:
            draft.put(f"basics.{key}", value, line)
    if place := row.get("geo location"):
        draft.basics["location"] = place_of(place) if place_country(place) else {"city": place}
        for key in draft.basics["location"]:
            draft.cite(f"basics.location.{key}", line)
    for key, target in (("address", "address"), ("zip code", "postalCode")):
        if row.get(key):
            draft.basics.setdefault("location", {})[target] = row[key]
            draft.cite(f"basics.location.{target}", line)
    for url in re.findall(r"(?:https?://|www\.)[^\s,\]]+", row.get("websites", "")):
        add_link(draft, url, line)
    used = {"first name", "last name", "headline", "summary", "geo location", "address", "zip code", "websites"}
    _list_the_rest(draft, row, used, line)


def _entry(draft: Draft, name: str, row: Row, line: TextLine) -> None:
    section, names = _TABLES[name]
    entry: dict[str, Any] = {}
    for key, target in names.items():
        if not (value := row.get(key)):
            continue
        if target in _DATES:
            read = partial(value)
            entry[target] = str(read) if read else value
        elif target == "summary" and section in {"work", "volunteer"}:
            prose, bullets = _parted(value)
            entry |= {"summary": prose} if prose else {}
            entry |= {"highlights": bullets} if bullets else {}
        else:
            entry[target] = [value] if target == "highlights" else value
    if entry.get("studyType") and "," in entry["studyType"]:
        degree, _, area = entry["studyType"].partition(",")
        entry |= {"studyType": degree.strip(), "area": area.strip()}
    path = draft.add(section, entry, line)
    for number in range(len(entry.get("highlights", ()))):
        draft.cite(f"{path}.highlights[{number}]", line)
    _list_the_rest(draft, row, set(names), line)


def _parted(text: str) -> tuple[str, list[str]]:
    """Prose and bullets of a description."""
    lines = [line for line in text.splitlines() if line.strip()]
    prose = [line.strip() for line in lines if not is_bullet(line)]
    return " ".join(prose), [bare_bullet(line) for line in lines if is_bullet(line)]


def _list_the_rest(draft: Draft, row: Row, used: set[str], line: TextLine) -> None:
    for key, value in _others(row, used):
        draft.leave(line, f"{key}: kept out, it is never used in a form" if key in _SECRETS else f"{key}: {value}")


def _others(row: Row, used: set[str]) -> Iterator[tuple[str, str]]:
    return ((key, value) for key, value in row.items() if key not in used)
