"""What a machine reads of a résumé: the file goes through our own importer, and what comes out is held against what went in."""

from pathlib import Path
from typing import Any

from brain.errors import InvalidInput
from brain.posting import Frozen
from brain.resume import import_candidate
from brain.words import bare, fold
from workers.hands.resume_files import read_resume_file
from workers.hands.resume_sheet import Sheet


class PartRead(Frozen):
    """Of `shown` values of one part of a résumé, how many the parser gave back, and which it did not."""

    part: str
    shown: int
    read: int
    lost: tuple[str, ...] = ()


class MachineReading(Frozen):
    """`lost`: texts of the résumé that the file's extracted text does not hold. `in_order`: it reads from top to bottom.

    `parts`: what the parser made of the text (name, e-mail, telephone, employers, titles, schools, skills).
    """

    texts: int
    lost: tuple[str, ...]
    in_order: bool
    parts: tuple[PartRead, ...]


async def machine_reading(path: Path, sheet: Sheet, resume: dict[str, Any]) -> MachineReading:
    """Reads the file at `path`, made of `sheet` and `resume`. Raises `InvalidInput` `resume_…` where it cannot be read at all."""
    read = await read_resume_file(path)
    text = bare(" ".join(line.text for line in read.lines))
    shown = _texts(sheet)
    lost = tuple(part for part in shown if bare(part) and bare(part) not in text)
    try:
        parsed = import_candidate(read.content, read.name, read.links).resume
    except InvalidInput:
        parsed = {}
    return MachineReading(texts=len(shown), lost=lost, in_order=_in_order(sheet, text), parts=_parts(resume, parsed))


def _texts(sheet: Sheet) -> list[str]:
    found = [sheet.name, sheet.label, *(link.text for link in (*sheet.contacts, *sheet.links))]
    for section in sheet.sections:
        found += [section.title, section.text]
        for entry in section.entries:
            found += [entry.title, entry.organisation, entry.place, entry.dates, entry.text, *entry.bullets, entry.tags]
        found += [text for line in section.lines for text in (line.name, line.text)]
    return [text for text in found if text]


def _in_order(sheet: Sheet, text: str) -> bool:
    """Whether name, headings, entries and their bullets come one after the other."""
    at = 0
    wanted = [sheet.name]
    for section in sheet.sections:
        wanted.append(section.title)
        for entry in section.entries:
            wanted += [entry.title or entry.organisation, *entry.bullets]
    for part in wanted:
        place = text.find(bare(part), at)
        if place < 0:
            return False
        at = place + len(bare(part))
    return True


def _parts(resume: dict[str, Any], parsed: dict[str, Any]) -> tuple[PartRead, ...]:
    rows = {
        "name": (_values(resume, "basics", "name"), _values(parsed, "basics", "name")),
        "email": (_values(resume, "basics", "email"), _values(parsed, "basics", "email")),
        "phone": (_values(resume, "basics", "phone"), _values(parsed, "basics", "phone")),
        "employers": (_values(resume, "work", "name"), _values(parsed, "work", "name")),
        "titles": (_values(resume, "work", "position"), _values(parsed, "work", "position")),
        "schools": (_values(resume, "education", "institution"), _values(parsed, "education", "institution")),
        "skills": (_skills(resume), _skills(parsed)),
    }
    return tuple(_part(name, shown, read) for name, (shown, read) in rows.items() if shown)


def _part(name: str, shown: list[str], read: list[str]) -> PartRead:
    held = [bare(value) for value in read]
    lost = tuple(value for value in shown if not any(bare(value) in other for other in held))
    return PartRead(part=name, shown=len(shown), read=len(shown) - len(lost), lost=lost)


def _values(resume: dict[str, Any], section: str, key: str) -> list[str]:
    held = resume.get(section)
    rows = held if isinstance(held, list) else [held]
    return [str(row[key]) for row in rows if isinstance(row, dict) and row.get(key)]


def _skills(resume: dict[str, Any]) -> list[str]:
    found: list[str] = []
    for row in resume.get("skills") or ():
        if isinstance(row, dict):
            words = [str(word) for word in row.get("keywords") or ()]
            found += words or [str(row.get("name") or "")]
    return [name for name in found if fold(name)]
