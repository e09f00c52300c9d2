"""A candidate's résumé document as the person completes it: the document, its facts and consents change in one transaction."""

from collections.abc import Callable, Mapping
from datetime import UTC, datetime
from typing import Any

from sqlalchemy import delete, select
from sqlalchemy.dialects.postgresql import insert
from sqlalchemy.ext.asyncio import AsyncSession

from brain.errors import InvalidInput
from brain.facts import Fact
from brain.profile_questions import EXTRA
from brain.resume.facts import facts_from_resume
from world_model.candidates import CandidateStore, add_facts, facts_of, no_candidate
from world_model.session import Database
from world_model.tables import CandidateRow, Consent, FactRow
from world_model.vault import Vault

YOUR_WORD = "your answer"  # the source of what was said and not read in a file
MAX_DOCUMENT = 512 * 1024
Edit = Callable[[dict[str, Any]], dict[str, Any]]


class Profiles:
    """The profiles of one database; every method works as the user it is given."""

    def __init__(self, database: Database, vault: Vault) -> None:
        self._database = database
        self._vault = vault
        self.candidates = CandidateStore(database, vault)

    async def change(self, user_id: str, candidate_id: str | None, edit: Edit) -> dict[str, Any]:
        """Stores what `edit` makes of the newest document and returns it; one change at a time.

        Facts that stay true keep their numbers. Raises `NotFound` `no_candidate`, and what `edit` raises.
        """
        async with self._database.as_user(user_id) as session:
            query = select(CandidateRow).order_by(CandidateRow.updated_at.desc()).limit(1).with_for_update()
            row = await session.scalar(query.where(CandidateRow.id == candidate_id) if candidate_id else query)
            if row is None:
                raise no_candidate()
            vault = await self._vault.of(session, user_id)
            before = vault.open(row.resume_enc, "candidates", "resume_enc", row.id)
            after = edit(before)
            if after == before:
                return after
            sealed = vault.seal(after, "candidates", "resume_enc", row.id)
            if len(sealed) > MAX_DOCUMENT:
                raise InvalidInput(
                    "profile_too_large", "The profile is too large.", "over 512 KB", "Leave out what no form asks for."
                )
            # The digest stays that of what was imported, so that the same file again finds this candidate.
            row.resume_enc, row.updated_at = sealed, datetime.now(UTC)
            _, unread_before = facts_from_resume(before, YOUR_WORD)
            facts, unread = facts_from_resume(after, YOUR_WORD)
            row.not_understood = [*(line for line in row.not_understood if line not in unread_before), *unread]
            held = await facts_of(session, vault, row.id)
            known = {_content(fact) for fact in held}
            wanted = {_content(fact) for fact in facts}
            if gone := [fact.id for fact in held if _content(fact) not in wanted]:
                await session.execute(delete(FactRow).where(FactRow.id.in_(gone)))
            await add_facts(session, vault, user_id, row.id, [fact for fact in facts if _content(fact) not in known])
            await _keep_consents(session, user_id, row.id, _consents(before), _consents(after))
            return after

    async def set_consent(self, user_id: str, name: str, given: bool | None, site: str = "") -> dict[str, bool]:
        """Keeps a consent of the newest candidate, or takes what was said back (None); answers all of them."""
        candidate = await self.candidates.load(user_id, None)
        if site:
            async with self._database.as_user(user_id) as session:
                where = (Consent.candidate_id == candidate.id, Consent.name == name, Consent.site == site)
                if given is None:
                    await session.execute(delete(Consent).where(*where))
            if given is not None:
                await self.candidates.keep_consent(user_id, candidate.id, name, site, given)
        else:

            def edit(resume: dict[str, Any]) -> dict[str, Any]:
                extra = dict(resume.get(EXTRA) or {})
                consents = {key: value for key, value in dict(extra.get("consents") or {}).items() if key != name}
                extra["consents"] = {**consents, **({} if given is None else {name: given})}
                return {**resume, EXTRA: extra}

            await self.change(user_id, candidate.id, edit)
        return await self.candidates.consents(user_id, candidate.id)


def _content(fact: Fact) -> tuple[Any, ...]:
    return (fact.path, fact.kind, fact.text, repr(sorted(fact.value.items())), fact.sensitivity)


def _consents(resume: Mapping[str, Any]) -> dict[str, bool]:
    extra = resume.get(EXTRA)
    held = extra.get("consents") if isinstance(extra, Mapping) else None
    return {str(k): v for k, v in held.items() if isinstance(v, bool)} if isinstance(held, Mapping) else {}


async def _keep_consents(
    session: AsyncSession, user_id: str, candidate_id: Any, before: Mapping[str, bool], after: Mapping[str, bool]
) -> None:
    for name in {*before, *after}:
        if before.get(name) == after.get(name):
            continue
        if name not in after:
            own = (Consent.candidate_id == candidate_id, Consent.name == name, Consent.site == "")
            await session.execute(delete(Consent).where(*own))
            continue
        said = insert(Consent).values(user_id=user_id, candidate_id=candidate_id, name=name, site="", given=after[name])
        newest = {"given": after[name], "at": datetime.now(UTC)}
        await session.execute(said.on_conflict_do_update(constraint="consents_once", set_=newest))
