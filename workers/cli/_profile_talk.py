"""A person at a terminal, or a file of theirs, answers what applications ask."""

import asyncio
import sys
from collections.abc import Callable, Mapping
from typing import Any

from brain import profile_questions as profile
from brain.errors import InvalidInput, JobHunterError, NotFound
from jobhunter.console import out

STORED, SKIP, BACK, STOP = "stored", "skip", "back", "stop"
WORDS = {"": SKIP, "skip": SKIP, "back": BACK, "stop": STOP, "quit": STOP}


class Conversation:
    """Questions and answers with one person. `store` keeps a change of the newest document and answers what it became."""

    def __init__(self, resume: dict[str, Any], store: Callable[[Any], Any], countries: list[str]) -> None:
        self.resume = resume
        self.answered: list[str] = []
        self.refused: list[dict[str, str]] = []
        self._store = store
        self._countries = countries

    async def take(self, given: Mapping[str, Any]) -> None:
        """Stores what a file says, question by question; what is not taken is told and does not hinder the rest."""
        for name, value in sorted(given.items(), key=lambda row: not str(row[0]).startswith("consents")):
            try:
                await self._take_one(str(name), value)
                self.answered.append(str(name))
            except JobHunterError as error:
                self.refused.append({"id": str(name), "code": error.code, "detail": error.detail, "fix": error.fix})

    async def _take_one(self, name: str, value: Any) -> None:
        try:
            asked = self._find(name)
        except NotFound:
            if not isinstance(value, Mapping | list | None):
                raise
            self.resume = await self._store(lambda held: profile.merged(held, {name: value}))
            return
        self.resume = await self._store(lambda held: profile.answered(held, asked, value))

    def _find(self, name: str) -> profile.ProfileQuestion:
        """By its id, or by its words."""
        worded = next((q for q in profile.questions(self.resume, self._countries) if q.text == name), None)
        return worded or profile.find(self.resume, name)

    async def hold(self, everything: bool) -> None:
        """Asks until nothing is left or the person stops."""
        past: list[str] = []
        passed: set[str] = set()
        again: profile.ProfileQuestion | None = None
        while asked := again or self._next(everything, passed):
            again = None
            match await self._ask(asked):
                case "stop":
                    return
                case "back":
                    if past:
                        name = past.pop()
                        passed.discard(name)
                        again = profile.find(self.resume, name)
                case _:
                    past.append(asked.id)
                    passed.add(asked.id)

    def _next(self, everything: bool, passed: set[str]) -> profile.ProfileQuestion | None:
        listed = profile.questions(self.resume, self._countries) if everything else profile.missing(self.resume, self._countries)
        agreed = profile.find(self.resume, profile.CONSENT).value is True
        return next((q for q in listed if q.id not in passed and (agreed or q.sensitivity != "sensitive")), None)

    async def _ask(self, asked: profile.ProfileQuestion) -> str:
        """One question until it is answered, passed or the person stops; tells which."""
        hint = f" [{' / '.join(asked.options)}]" if asked.options else " [yes / no]" if asked.type == "yes_no" else ""
        known = "" if asked.value is None else f" (now: {_shown(asked.value)})"
        out.print(f"\n{asked.text}{hint}{known}  ({asked.sensitivity})", markup=False, highlight=False)
        while True:
            line = await asyncio.to_thread(sys.stdin.readline)
            if not line:
                return STOP
            said = line.strip()
            if word := WORDS.get(said.casefold()):
                return word
            try:
                self.resume = await self._store(lambda held: profile.answered(held, asked, said))  # noqa: B023 - used at once
            except InvalidInput as error:
                out.print(f"{error.detail} {error.fix}", markup=False, highlight=False, style="red")
                continue
            self.answered.append(asked.id)
            return STORED


def _shown(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, Mapping):
        return " ".join(str(part) for part in value.values() if part)
    return ", ".join(map(_shown, value)) if isinstance(value, list) else str(value)
