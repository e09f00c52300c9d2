"""What the person answered before: kept once per word of theirs, sealed, listed, changed, forgotten.

A forgotten or replaced answer leaves a row without question and value, so that the step or task it came from cannot bring it
back.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import func, select, update
from sqlalchemy.ext.asyncio import AsyncSession

from brain.answering.remembering import scope_for
from brain.answering.sameness import Meaning, meaning_of
from brain.errors import InvalidInput, NotFound
from brain.facts import RememberedAnswer
from brain.ports import Kept
from world_model.session import Database
from world_model.tables import RememberedAnswerRow
from world_model.vault import UserVault, Vault

MAX_VALUE = 20_000
PLACE = ("remembered_answers", "value_enc")
WITHOUT_A_VALUE = b""
Row = RememberedAnswerRow


@dataclass(frozen=True, slots=True)
class Said:
    """One answer as it came. `origin`: the intervention or task it came with; it is kept once from there."""

    question: str
    value: Any
    scope: str
    company: str = ""
    family: str = ""
    origin: str = ""


class RememberedAnswers:
    """The remembered answers of one database; every method works as the user it is given."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault

    async def list(self, user_id: str, candidate_id: str | None = None) -> tuple[RememberedAnswer, ...]:
        """Newest first; those of one candidate, or of all."""
        async with self._database.as_user(user_id) as session:
            return await alive(session, await self._vault.of(session, user_id), candidate_id)

    async def edit(self, user_id: str, answer_id: int, value: Any) -> RememberedAnswer:
        """Another value for the same question, from now on.

        Raises `NotFound` `answer_unknown`, `InvalidInput` `invalid_answer`.
        """
        checked = checked_value(value)
        async with self._database.as_user(user_id) as session:
            vault = await self._vault.of(session, user_id)
            row = await session.get(Row, answer_id, with_for_update=True)
            if row is None or row.forgotten_at is not None:
                raise _unknown(answer_id)
            row.value_enc = vault.seal(checked, *PLACE, row.id)
            row.answered_at = datetime.now(UTC)
            return _opened(row, vault)

    async def forget(self, user_id: str, answer_id: int) -> None:
        """Raises `NotFound` `answer_unknown`."""
        async with self._database.as_user(user_id) as session:
            if not await _wipe(session, Row.id == answer_id):
                raise _unknown(answer_id)

    async def forget_all(self, user_id: str) -> int:
        """Forgets every answer; tells how many."""
        async with self._database.as_user(user_id) as session:
            return await _wipe(session)


async def keep(session: AsyncSession, vault: UserVault, candidate_id: str, said: Said) -> Kept:
    """Keeps an answer, in the place of an earlier one to the same question in the same scope.

    What came from this origin before stays as the person left it since: changed, or forgotten.
    """
    meaning = meaning_of(said.question)
    if meaning is None or said.scope == "once":
        return Kept(value=said.value)
    scope = scope_for(meaning, said.scope)
    company = said.company if scope == "company" else None
    family = said.family if scope == "family" else None
    origin = f"{said.origin}|{company or family or ''}" if said.origin else ""
    same = [
        row
        for row in await _rows(session, candidate_id, scope)
        if _is(row, meaning) and (row.company, row.family) == (company, family)
    ]
    if origin and await _came_before(session, candidate_id, origin, meaning):
        held = max(same, key=lambda row: row.id, default=None)
        return Kept(id=held.id, value=vault.open(held.value_enc, *PLACE, held.id)) if held else Kept(forgotten=True)
    if same:
        await _wipe(session, Row.id.in_([row.id for row in same]))
    row = Row(
        user_id=vault.user_id, candidate_id=candidate_id, question=said.question, value_enc=WITHOUT_A_VALUE, scope=scope,
        company=company, family=family, meaning=digest(meaning), origin=origin,
    )  # fmt: skip
    session.add(row)
    await session.flush()
    row.value_enc = vault.seal(said.value, *PLACE, row.id)
    return Kept(id=row.id, value=said.value)


async def keep_from_answer(
    session: AsyncSession, vault: UserVault, context: Mapping[str, Any], intervention_id: int, given: Mapping[str, Any]
) -> None:
    """Keeps what one answered intervention says, where its context tells whose answers and to which questions they are.

    `given`: `fields`, `scope` and `remember` as the person gave them.
    """
    about, labels = context.get("remembering"), context.get("labels", {})
    if not isinstance(about, dict) or not given.get("remember", True):
        return
    for key, value in (given.get("fields") or {}).items():
        if key in context.get("questions", {}) and key in labels and value not in (None, "", []):
            said = Said(
                labels[key], value, given.get("scope", "everywhere"), about.get("company", ""), about.get("family", ""),
                origin_of(intervention_id),
            )  # fmt: skip
            await keep(session, vault, about["candidate_id"], said)


def origin_of(intervention_id: int) -> str:
    return f"intervention:{intervention_id}"


async def alive(session: AsyncSession, vault: UserVault, candidate_id: Any) -> tuple[RememberedAnswer, ...]:
    """What is remembered, newest first; of all candidates where none is named."""
    query = select(Row).where(Row.forgotten_at.is_(None)).order_by(Row.id.desc())
    rows = (await session.execute(query.where(Row.candidate_id == candidate_id) if candidate_id else query)).scalars()
    return tuple(_opened(row, vault) for row in rows)


def checked_value(value: Any) -> Any:
    """A value a form may hold. Raises `InvalidInput` `invalid_answer`."""
    texts = value if isinstance(value, list) else [value]
    plain = isinstance(value, bool | int | float) or (texts and all(isinstance(t, str) and t.strip() for t in texts))
    if not plain or any(isinstance(t, str) and ("\0" in t or len(t) > MAX_VALUE) for t in texts) or value != value:
        fix = "Give text, a number, true or false, or a list of texts; `forget` removes an answer."
        raise InvalidInput("invalid_answer", "This is no answer that can be kept.", "", fix, field="value")
    return value


def digest(meaning: Meaning) -> str:
    """A meaning as it is stored: it is compared and never read, and says nothing when its answer is forgotten."""
    return hashlib.sha256(meaning.text.encode()).hexdigest()[:32]


async def _rows(session: AsyncSession, candidate_id: str, scope: str) -> list[Row]:
    query = select(Row).where(Row.candidate_id == candidate_id, Row.scope == scope, Row.forgotten_at.is_(None))
    return list((await session.execute(query.with_for_update())).scalars())


async def _came_before(session: AsyncSession, candidate_id: str, origin: str, meaning: Meaning) -> bool:
    where = (Row.candidate_id == candidate_id, Row.origin == origin, Row.meaning == digest(meaning))
    return bool(await session.scalar(select(func.count()).select_from(Row).where(*where)))


def _is(row: Row, meaning: Meaning) -> bool:
    if row.meaning:
        return row.meaning == digest(meaning)
    own = meaning_of(row.question)  # kept before meanings were
    return own is not None and own.text == meaning.text


async def _wipe(session: AsyncSession, *where: Any) -> int:
    gone = {"forgotten_at": datetime.now(UTC), "value_enc": WITHOUT_A_VALUE, "question": "", "company": None, "family": None}
    found = await session.execute(update(Row).where(Row.forgotten_at.is_(None), *where).values(gone).returning(Row.id))
    return len(found.all())


def _opened(row: Row, vault: UserVault) -> RememberedAnswer:
    return RememberedAnswer(
        id=row.id,
        question=row.question,
        value=vault.open(row.value_enc, *PLACE, row.id),
        scope=row.scope,
        company=row.company,
        family=row.family,
        answered_on=row.answered_at.date(),
    )


def _unknown(answer_id: int) -> NotFound:
    return NotFound("answer_unknown", "There is no such answer.", str(answer_id), "List them with `jobhunter answers`.")
