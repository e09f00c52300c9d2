"""What a document is made of, and the letter or résumé that comes of it: the same recipe is the same text."""

import hashlib
from collections.abc import Mapping
from datetime import date
from typing import Any, Literal

from brain.errors import InvalidInput
from brain.facts import Candidate
from brain.posting import WEB, Frozen, Posting
from brain.text_language import language_of
from brain.writing.coverage import shown_texts
from brain.writing.directed import DirectedResume, directed
from brain.writing.directions import Directions
from brain.writing.letters import Letter, composed
from brain.writing.revising import Paper
from brain.writing.tailoring import PRIVATE
from brain.writing.topics import Wanted


class Recipe(Frozen):
    """All a document is made of. `posting` stays the one it was first made for, also where it speaks to any employer."""

    kind: Paper
    candidate: Candidate
    posting: Posting
    directions: Directions = Directions()
    template: Literal["classic", "modern", "compact"] = "classic"
    file_format: Literal["pdf", "docx", "txt"] = "pdf"

    @property
    def digest(self) -> str:
        """The same for the same person, posting, wishes and look."""
        held = self.model_copy(update={"candidate": self.candidate.model_copy(update={"id": ""})})
        return hashlib.sha256(held.model_dump_json().encode()).hexdigest()

    @property
    def document(self) -> str:
        """What all versions of one document share: its kind, whom it tells of, and the posting it was made for."""
        shown = {key: value for key, value in self.candidate.resume.items() if key not in PRIVATE}
        told = Candidate(id="", resume=shown, facts=()).model_dump_json()
        return hashlib.sha256("\n".join((self.kind, told, self.posting.model_dump_json())).encode()).hexdigest()

    @property
    def addressed(self) -> Posting:
        """The posting it speaks to; one without employer and text where it is for any."""
        return self.posting if self.directions.targeted else for_any_employer(self.candidate)


def recipe_of(
    kind: Paper,
    candidate: Candidate,
    posting: Posting,
    directions: Directions | None = None,
    look: Mapping[str, str] | None = None,
) -> Recipe:
    """A recipe holds of a candidate only what documents are made of."""
    bare = Candidate(id=candidate.id, resume=candidate.resume, facts=candidate.facts)
    return Recipe(kind=kind, candidate=bare, posting=posting, directions=directions or Directions(), **(look or {}))


def drafted_resume(recipe: Recipe) -> DirectedResume:
    return directed(recipe.candidate, recipe.posting if recipe.directions.targeted else None, recipe.directions)


def drafted_letter(recipe: Recipe, *, today: date | None = None) -> Letter:
    """The person's own text, else the letter by rules, with a middle in a model's words where there is one."""
    wishes = recipe.directions
    if wishes.text:
        return Letter(text=wishes.text, fact_ids=(), language=language_of(wishes.text), tone="")
    posting = recipe.addressed
    language = wishes.language or (None if wishes.targeted else language_of("\n".join(shown_texts(recipe.candidate.resume))))
    made = composed(recipe.candidate, posting, wishes.tone, language=language, directions=wishes, today=today)
    parts = made.text.split("\n\n")
    if not wishes.middle or len(parts) < 4:
        return made
    text = "\n\n".join([*parts[:2], *(one.text for one in wishes.middle), *parts[-2:]])
    cited = {*made.fact_ids, *(number for one in wishes.middle for number in one.fact_ids)}
    return made.model_copy(update={"text": text, "fact_ids": tuple(sorted(cited))})


def head_of(recipe: Recipe) -> dict[str, Any]:
    """The résumé a letter's head is drawn from, without the lines that are to go."""
    gone = Wanted(recipe.directions, recipe.candidate).parts_gone
    basics = recipe.candidate.resume.get("basics")
    kept = {key: value for key, value in basics.items() if key not in gone} if isinstance(basics, dict) else {}
    return {**recipe.candidate.resume, "basics": kept}


def for_any_employer(candidate: Candidate) -> Posting:
    """A posting that says only what the person does. Raises `InvalidInput` `no_title_for_general`."""
    basics = candidate.resume.get("basics")
    label = basics.get("label") if isinstance(basics, dict) else None
    jobs = [fact.value.get("title") for fact in candidate.facts if fact.kind == "employment" and fact.value.get("title")]
    title = str(label or next(iter(jobs), ""))
    if not title:
        fix = "Add a headline (basics.label) or a job with a title to your résumé, or keep it targeted."
        raise InvalidInput("no_title_for_general", "Your résumé does not say what you do.", "", fix)
    return Posting(source=WEB, board="", external_id="", url="", apply_url="", title=title, company="")
