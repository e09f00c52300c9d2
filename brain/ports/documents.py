"""Résumés and letters on paper."""

from typing import Any, Protocol

from brain.facts import Document
from brain.posting import Frozen


class ResumeView(Frozen):
    """What a résumé shows, by reference: facts chosen and ordered, never new words. `resume` is the JSON Resume to draw."""

    resume: dict[str, Any]
    fact_ids: tuple[int, ...]


class Letterhead(Frozen):
    """What stands around a letter's text on paper: who writes, how to reach them, what it is about; `date` as it is written."""

    sender: str = ""
    label: str = ""
    contacts: tuple[str, ...] = ()
    subject: str = ""
    language: str = "en"
    date: str = ""


class Documents(Protocol):
    async def render_resume(self, user_id: str, candidate_id: str, view: ResumeView, name: str) -> Document:
        """A one- or two-page PDF. Identical input gives identical bytes, and the same document."""
        ...

    async def render_letter(
        self, user_id: str, candidate_id: str, text: str, name: str, head: Letterhead | None = None
    ) -> Document:
        """A letter of the text alone, below `head` where there is one."""
        ...
