"""What the rules left open in a résumé, named by a model: taken only where the text says it, refused and told otherwise.

A value counts when its words stand in the source, one after the other; an entry, when its parts stand together there and begin
on lines that the rules did not understand. So a model can point at what is written, and at nothing else.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from pydantic import BaseModel

from brain.dates import is_present, partial
from brain.errors import JobHunterError
from brain.facts import FactSource
from brain.ports import Model
from brain.prompting import clean, fenced, gives_orders, new_boundary, rendered, without_orders
from brain.resume.grounded import ungrounded
from brain.resume.importing import ImportedResume
from brain.resume.lines import TextLine
from brain.words import bare, fold

_MOST_TEXT = 12_000
_MOST_TOKENS = 1500
_TOGETHER = 6
_PLACE = re.compile(r"^(?:page \d+, )?line \d+: ")


class JobSaid(BaseModel):
    employer: str
    title: str
    start: str
    end: str


class SchoolSaid(BaseModel):
    school: str
    degree: str
    start: str
    end: str


class LanguageSaid(BaseModel):
    language: str
    fluency: str


class ResumeReply(BaseModel):
    """What a model may name. A part that the résumé does not hold is empty."""

    name: str
    label: str
    city: str
    work: list[JobSaid]
    education: list[SchoolSaid]
    skills: list[str]
    languages: list[LanguageSaid]
    certificates: list[str]


def leaves_open(imported: ImportedResume) -> bool:
    """Whether there is anything to ask a model about."""
    return bool(imported.not_understood)


async def filled(imported: ImportedResume, lines: Sequence[TextLine], file: str, model: Model) -> ImportedResume:
    """The résumé with what the model named and the text says. A model that fails changes nothing but the warnings."""
    if not leaves_open(imported):
        return imported
    try:
        reply = await model.answer(_prompt(imported, lines), ResumeReply, max_tokens=_MOST_TOKENS)
    except JobHunterError as error:
        return imported.model_copy(update={"warnings": (*imported.warnings, f"model_not_asked: {error.title}")})
    assert isinstance(reply, ResumeReply)
    return _Filling(imported, lines, file).take(reply)


def _prompt(imported: ImportedResume, lines: Sequence[TextLine]) -> str:
    text, _ = without_orders(clean("\n".join(line.text for line in lines), _MOST_TEXT))
    opened, _ = without_orders(clean("\n".join(imported.not_understood), _MOST_TEXT // 4))
    said, _ = without_orders(clean("\n".join(_known(imported.resume)), _MOST_TEXT // 4))
    boundary = new_boundary(text, opened, said)
    return rendered(
        "fill_resume",
        {
            "known": fenced("read", said, boundary),
            "open": fenced("open", opened, boundary),
            "resume": fenced("résumé", text, boundary),
        },
    )


def _known(resume: Mapping[str, Any]) -> Iterator[str]:
    basics = resume.get("basics", {})
    yield from (f"{key}: {basics[key]}" for key in ("name", "label") if basics.get(key))
    for entry in resume.get("work", ()):
        yield "job: " + ", ".join(str(entry[key]) for key in ("position", "name", "startDate") if entry.get(key))
    for entry in resume.get("education", ()):
        yield "school: " + ", ".join(str(entry[key]) for key in ("studyType", "area", "institution") if entry.get(key))


class _Filling:
    """Takes a reply value by value."""

    def __init__(self, imported: ImportedResume, lines: Sequence[TextLine], file: str) -> None:
        self._imported = imported
        # A line that gives orders to whoever reads is no statement about the person.
        self._lines = [line for line in lines if line.text.strip() and not gives_orders(line.text)]
        self._file = file
        self._left = "\n".join(said for text in imported.not_understood if not gives_orders(said := _PLACE.sub("", text)))
        self._resume: dict[str, Any] = {**imported.resume, "basics": dict(imported.resume.get("basics", {}))}
        self._sources = dict(imported.sources)
        self._taken: list[str] = []
        self._refused: list[str] = []

    def take(self, reply: ResumeReply) -> ImportedResume:
        for key in ("name", "label"):
            self._single(key, getattr(reply, key))
        if reply.city and "location" not in self._resume["basics"]:
            self._put("basics.location", "city", {"city": reply.city})
        for job in reply.work:
            self._entry("work", {"name": job.employer, "position": job.title}, job.start, job.end)
        for school in reply.education:
            self._entry("education", {"institution": school.school, "studyType": school.degree}, school.start, school.end)
        for skill in reply.skills:
            self._entry("skills", {"name": skill})
        for tongue in reply.languages:
            self._entry("languages", {"language": tongue.language, "fluency": tongue.fluency})
        for certificate in reply.certificates:
            self._entry("certificates", {"name": certificate})
        return self._done()

    def _single(self, key: str, value: str) -> None:
        if value.strip() and not self._resume["basics"].get(key):
            self._put(f"basics.{key}", key, {key: value.strip()})

    def _put(self, path: str, key: str, held: dict[str, str]) -> None:
        found = self._where(held)
        if found is None:
            self._refuse(path, held)
            return
        self._resume["basics"] |= {"location": held} if key == "city" else held
        self._take(f"{path}.city" if key == "city" else path, held, found)

    def _entry(self, section: str, held: dict[str, str], start: str = "", end: str = "") -> None:
        entry = {key: value.strip() for key, value in held.items() if value.strip()}
        dates = {"startDate": start.strip(), "endDate": "" if is_present(end) else end.strip()}
        if not entry or self._is_there(section, entry):
            return
        read = {key: partial(value) for key, value in dates.items() if value}
        whole = entry | {key: str(day) if day else dates[key] for key, day in read.items()}
        found = self._where(whole) if all(read.values()) else None
        if found is None:
            self._refuse(section, whole)
            return
        entries = [*self._resume.get(section, ()), whole]
        self._resume[section] = entries
        self._take(f"{section}[{len(entries) - 1}]", whole, found)

    def _is_there(self, section: str, entry: Mapping[str, str]) -> bool:
        """Whether the rules read it already: every part of the entry, in one of theirs or, for what is listed, in a group."""
        names = [bare(value) for value in entry.values()]
        for held in self._resume.get(section, ()):
            said = {bare(str(value)) for value in (*held.values(), *held.get("keywords", ()))}
            if names[0] in said and (section not in {"work", "education"} or all(name in said for name in names)):
                return True
        return False

    def _where(self, held: Mapping[str, str]) -> TextLine | None:
        """The first line of the place in the text where all parts stand together, begun by one that the rules left open."""
        names = {key: value for key, value in held.items() if key not in {"startDate", "endDate"}}
        if len(ungrounded(names, self._left)) == len(names):
            return None
        for start in range(len(self._lines)):
            near = self._lines[start : start + _TOGETHER]
            if not ungrounded(held, near) and any(not ungrounded({key: value}, near[:1]) for key, value in names.items()):
                return near[0]
        return None

    def _take(self, path: str, held: Mapping[str, str], line: TextLine) -> None:
        quote = " ".join(line.text.split())
        self._sources[path] = FactSource(file=self._file, page=line.page, line=line.line, quote=quote)
        self._taken.append(f"{path} ({', '.join(held.values())})")

    def _refuse(self, path: str, held: Mapping[str, str]) -> None:
        self._refused.append(f"{path} ({', '.join(held.values())})")

    def _done(self) -> ImportedResume:
        said = set(re.findall(r"\w{2,}", fold(" ".join(self._taken))))
        left = [
            text for text in self._imported.not_understood if not set(re.findall(r"\w{2,}", fold(_PLACE.sub("", text)))) <= said
        ]
        told = [f"filled_by_model: {text} was named by a model and stands in the text; look at it." for text in self._taken]
        told += [f"model_refused: {text} does not stand so in the text and was not taken." for text in self._refused]
        return self._imported.model_copy(
            update={
                "resume": self._resume, "sources": self._sources, "not_understood": tuple(left),
                "warnings": (*self._imported.warnings, *told),
            }
        )  # fmt: skip
