"""Letters and résumés put on paper from their recipes, and what a person or program is told of each."""

import asyncio
from collections.abc import Sequence
from datetime import date
from pathlib import Path
from typing import Any

from brain.critic import audit_text
from brain.errors import Refused
from brain.facts import Candidate, Document
from brain.manifest import Doubt
from brain.posting import Frozen
from brain.writing import changes, claims_of, coverage, letterhead
from brain.writing.directed import DirectedResume
from brain.writing.drafting import Recipe, drafted_letter, drafted_resume, head_of
from brain.writing.edited import bullet_doubts
from brain.writing.letters import Letter
from workers.hands.documents import TypstDocuments
from workers.hands.machine_reading import machine_reading
from workers.hands.resume_sheet import sheet

_ADD_FACT = "If it is true, add it to your résumé and import that, so that it is a fact; else change the words."


class Made(Frozen):
    """A document on paper. `doubts`: what in the person's own words goes beyond their facts."""

    recipe: Recipe
    file: Document
    resume: DirectedResume | None = None
    letter: Letter | None = None
    doubts: tuple[Doubt, ...] = ()

    @property
    def text(self) -> str:
        return self.letter.text if self.letter else ""

    @property
    def said(self) -> tuple[Any, ...]:
        """What it says, whatever it looks like: two equal ones are the same to a reader."""
        return (self.text, self.resume.view.resume if self.resume else None, self.recipe.template, self.recipe.file_format)


def drafted(recipe: Recipe) -> tuple[DirectedResume | None, Letter | None, tuple[Doubt, ...]]:
    """What stands in the document, audited, on no paper yet. Raises `Refused` `letter_doubted`; `InvalidInput`."""
    if recipe.kind == "resume":
        resume = drafted_resume(recipe)
        return resume, None, bullet_doubts(resume.bullets, recipe.candidate, recipe.addressed)
    letter = drafted_letter(recipe)
    own = bool(recipe.directions.text)
    # What a person wrote themselves may stand on any of their facts, and on what no fact tells: they are told, not stopped.
    cited = [fact for fact in recipe.candidate.facts if own or fact.id in letter.fact_ids]
    doubts = audit_text(claims_of(letter.text), cited, recipe.addressed, recipe.candidate).doubts
    if doubts and not own:
        fix = "Write it yourself and give it with --text."
        raise Refused("letter_doubted", "The letter was not made.", doubts[0].detail, fix)
    return None, letter, doubts


async def put_on_paper(documents: TypstDocuments, user_id: str, recipe: Recipe) -> Made:
    """Raises as `drafted`; as `TypstDocuments.render_resume`."""
    resume, letter, doubts = await asyncio.to_thread(drafted, recipe)
    name, look = named(recipe.candidate), recipe.file_format
    if resume is not None:
        file = await documents.render_resume(
            user_id,
            recipe.candidate.id,
            resume.view,
            name,
            template=recipe.template,
            file_format=look,
        )
        return Made(recipe=recipe, file=file, resume=resume, doubts=doubts)
    assert letter is not None
    head = letterhead(head_of(recipe), recipe.addressed, letter.language, date.today())
    file = await documents.render_letter(user_id, recipe.candidate.id, letter.text, f"{name} Letter", head, look)
    file = file.model_copy(update={"fact_ids": letter.fact_ids})
    return Made(recipe=recipe, file=file, letter=letter, doubts=doubts)


async def report(made: Made, shown_at: Path | None = None) -> dict[str, Any]:
    """The document of `jobhunter resume` or `cover-letter`. `shown_at`: where a copy was written."""
    recipe, posting = made.recipe, made.recipe.posting
    shown: dict[str, Any] = {
        "document": {
            "id": made.file.id, "name": made.file.name, "path": str(shown_at or made.file.path), "kept_at": made.file.path,
            "sha256": made.file.sha256, "format": recipe.file_format,
        },
        "posting": {"title": posting.title, "company": posting.company, "locations": posting.locations, "url": posting.url},
    }  # fmt: skip
    if made.letter is not None:
        return shown | {
            "text": made.letter.text,
            "language": made.letter.language,
            "tone": made.letter.tone or None,
            "facts": made.letter.fact_ids,
            "notes": made.letter.notes,
            "doubts": [doubt.model_dump(mode="json") for doubt in made.doubts],
        }
    assert made.resume is not None
    shown["document"]["template"] = recipe.template if recipe.file_format == "pdf" else None
    return shown | await _resume_report(made, made.resume)


async def _resume_report(made: Made, resume: DirectedResume) -> dict[str, Any]:
    recipe, view = made.recipe, resume.view
    changed = changes(recipe.candidate, view)
    reading = await machine_reading(Path(made.file.path), sheet(view.resume), view.resume)
    return {
        "facts": view.fact_ids,
        "bullets": [bullet.model_dump(mode="json") for bullet in resume.bullets],
        "changes": changed.model_dump(mode="json"),
        "coverage": coverage(recipe.candidate, recipe.posting, view).model_dump(mode="json"),
        "reading": reading.model_dump(mode="json"),
        "doubts": [doubt.model_dump(mode="json") for doubt in made.doubts],
        "warnings": [
            *changed.warnings(),
            *beyond_facts(made.doubts),
            *(f"A machine does not find “{text}” in the file." for text in reading.lost),
            *(() if reading.in_order else ("A machine reads the file in another order than it is printed.",)),
        ],
    }


def beyond_facts(doubts: Sequence[Doubt]) -> list[str]:
    """What a person is told of their own words that no fact bears out; the words stand."""
    said = [f"Your own words go beyond your facts: {doubt.detail}" for doubt in doubts]
    return [*dict.fromkeys(said), _ADD_FACT] if said else []


def named(candidate: Candidate) -> str:
    """The candidate's name for a file."""
    basics = candidate.resume.get("basics")
    return str((basics or {}).get("name") or "candidate") if isinstance(basics, dict) else "candidate"
