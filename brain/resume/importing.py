"""The door for résumés: whatever a file held becomes JSON Resume, with the place each value was read."""

from collections.abc import Mapping, Sequence
from typing import Any

from pydantic import Field as pyfield

from brain.errors import InvalidInput
from brain.facts import Candidate, Document, FactSource
from brain.posting import Frozen
from brain.resume.doubts import doubts_about
from brain.resume.draft import Draft
from brain.resume.facts import facts_from_resume
from brain.resume.lines import TextLine
from brain.resume.linkedin import is_linkedin, resume_from_linkedin
from brain.resume.other_json import is_json_resume, known_keys, resume_from_json
from brain.resume.rendercv import is_rendercv, resume_from_rendercv
from brain.resume.text import resume_from_text


class ImportedResume(Frozen):
    """A JSON Resume document, what was not understood (in words, with the place), and where each value was read."""

    resume: dict[str, Any]
    not_understood: tuple[str, ...] = ()
    warnings: tuple[str, ...] = ()
    sources: dict[str, FactSource] = pyfield(default_factory=dict)


def import_candidate(content: Mapping[str, Any] | Sequence[TextLine], file: str, links: Sequence[str] = ()) -> ImportedResume:
    """A parsed JSON or YAML file, or the lines of a text, as JSON Resume.

    `links`: addresses behind the words of a PDF. Raises `InvalidInput`: `resume_empty`, `resume_not_understood`.
    """
    if not isinstance(content, Mapping):
        return _from_lines(content, file, links)
    if is_linkedin(content):
        return _finished(resume_from_linkedin(content, file))
    if is_rendercv(content):
        return _finished(resume_from_rendercv(content, file))
    if not ({"basics", "x-jobhunter"} & {*content} or len(known_keys(content)) >= 2):
        raise InvalidInput(
            "resume_not_understood",
            "The file is no résumé that is known here.",
            f"Its keys are {', '.join(sorted(map(str, content))[:8])}.",
            "Give JSON Resume (with `basics`), RenderCV YAML (with `cv`), a PDF, DOCX or plain text.",
        )
    if not is_json_resume(content):
        return _finished(resume_from_json(content, file))
    return ImportedResume(resume=dict(content), warnings=tuple(doubts_about(content)))


def _from_lines(lines: Sequence[TextLine], file: str, links: Sequence[str]) -> ImportedResume:
    if not any(line.text.strip() for line in lines):
        raise InvalidInput(
            "resume_empty",
            "The résumé holds no text.",
            f"{file} may be a scan or a picture.",
            "Give a file whose text can be selected.",
        )
    return _finished(resume_from_text(lines, file, links))


def _finished(draft: Draft) -> ImportedResume:
    draft.warnings += [doubt for doubt in doubts_about(draft.document) if doubt not in draft.warnings]
    return ImportedResume(
        resume=draft.document, not_understood=tuple(draft.left), warnings=tuple(draft.warnings), sources=draft.sources
    )


def candidate_from(
    imported: ImportedResume, file: str, candidate_id: str, documents: Sequence[Document] = ()
) -> tuple[Candidate, tuple[str, ...]]:
    """The candidate of an imported résumé, and everything in it that was not understood."""
    facts, unknown = facts_from_resume(imported.resume, file, imported.sources)
    extra = imported.resume.get("x-jobhunter")
    consents = extra.get("consents") if isinstance(extra, Mapping) else None
    agreed = {key: value for key, value in consents.items() if isinstance(value, bool)} if isinstance(consents, Mapping) else {}
    candidate = Candidate(id=candidate_id, resume=imported.resume, facts=facts, documents=tuple(documents), consents=agreed)
    return candidate, (*imported.not_understood, *unknown)
