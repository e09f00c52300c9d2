"""Drains the outbox: who is to be told what, in one message for each target, when it may be told."""

import asyncio
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Protocol

import structlog
from pydantic import SecretStr

from brain.telling import Message, News, NewsKind, by_link, message_of
from jobhunter.faults import fault
from workers.hands.notify import NotSent
from world_model.answer_links import AnswerLinks
from world_model.interventions import AskedIntervention, Interventions
from world_model.notification_targets import NotificationTargets, Target
from world_model.outbox import AGAIN_AFTER_S, Batch, OutboxRow, OutboxStore
from world_model.quiet_hours import quiet_until
from world_model.session import Database
from world_model.vault import Vault

log = structlog.get_logger(__name__)
EVERY_S = 2.0
AT_ONCE = 4
STALE = timedelta(days=2)  # news of a task that nobody could be told for so long


class Sender(Protocol):
    async def send(self, url: SecretStr, message: Message) -> None:
        """Raises `NotSent`."""
        ...


@dataclass(frozen=True, slots=True)
class Due:
    """One row that is still to be told: of which kind, and the question where it is one."""

    row: OutboxRow
    kind: NewsKind
    asked: AskedIntervention | None = None
    about: str = ""


class OutboxDrain:
    """Tells people what the outbox holds. Any number of these may run: what one has claimed the others leave alone."""

    def __init__(
        self,
        database: Database,
        vault: Vault,
        sender: Sender,
        public_url: str,
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._outbox = OutboxStore(database)
        self._targets = NotificationTargets(database, vault)
        self._interventions = Interventions(database, vault)
        self._links = AnswerLinks(database, self._interventions)
        self._sender = sender
        self._home = public_url.rstrip("/")
        self._now = now

    async def run(self) -> None:
        """Never ends by itself: a database that is away is asked again."""
        while True:
            try:
                while await self.drain_once():
                    pass
            except Exception as error:
                log.warning("outbox_failed", error=type(error).__name__)
            await asyncio.sleep(EVERY_S)

    async def drain_once(self) -> bool:
        """Tells one user what is due for them; False where nothing is due for anybody."""
        batch = await self._outbox.claim()
        if batch is None:
            return False
        due = await self._due(batch)
        targets = await self._targets.all(batch.user_id) if due else ()
        at_once = asyncio.Semaphore(AT_ONCE)

        async def tell(target: Target) -> None:
            async with at_once:
                await self._tell(batch.user_id, target, [d for d in due if _is_for(target, d)])

        ends = await asyncio.gather(*(tell(target) for target in targets), return_exceptions=True)
        await self._outbox.settle(batch.user_id, [d.row.id for d in due])
        if failed := [end for end in ends if isinstance(end, BaseException)]:
            raise failed[0]
        return True

    async def _due(self, batch: Batch) -> list[Due]:
        """What is still worth telling; the rest ends here."""
        ids = [int(r.payload["intervention_id"]) for r in batch.rows if "intervention_id" in r.payload]
        asked = await self._interventions.of_ids(batch.user_id, ids) if ids else {}
        names = await self._outbox.named(batch.user_id, list(asked.values()))
        due, pointless = [], []
        for row in batch.rows:
            one = asked.get(int(row.payload.get("intervention_id", 0)))
            if "intervention_id" in row.payload:
                if one is not None and one.status == "open" and one.expires_at > datetime.now(UTC):
                    if one.snoozed_until and one.snoozed_until > datetime.now(UTC):
                        await self._outbox.put_off(batch.user_id, [row.id], one.snoozed_until)
                    else:
                        due.append(Due(row, "reminder" if row.payload.get("reminder") else one.kind, one, names[one.id]))
                    continue
            elif row.topic == "trial" or row.created_at > datetime.now(UTC) - STALE:
                due.append(Due(row, "task"))
                continue
            pointless.append(row.id)
        if pointless:
            await self._outbox.end(batch.user_id, pointless, "pointless")
        return due

    async def _tell(self, user_id: str, target: Target, due: Sequence[Due]) -> None:
        if not due:
            return
        await self._outbox.plan(user_id, target.id, [d.row.id for d in due])
        rules = target.rules
        quiet = quiet_until(self._now(), rules.quiet_from, rules.quiet_to, target.zone)
        held = [d.row.id for d in due if quiet and d.kind not in rules.urgent and d.row.topic != "trial"]
        if quiet and held:
            await self._outbox.hold_back(user_id, target.id, held, quiet)
        taken = await self._outbox.take(user_id, target.id, [d.row.id for d in due if d.row.id not in held])
        for trial in (True, False):
            if now := [d for d in due if d.row.id in taken and (d.row.topic == "trial") == trial]:
                await self._send(user_id, target, now, again_after_s=() if trial else AGAIN_AFTER_S)

    async def _send(self, user_id: str, target: Target, due: Sequence[Due], again_after_s: Sequence[float]) -> None:
        rows = [d.row.id for d in due]
        once = _each_once(due)
        tokens = {
            d.row.id: await self._links.issue(user_id, d.asked) for d in once if d.asked and by_link(d.asked.kind, d.asked.fields)
        }
        news = [self._news(d, tokens.get(d.row.id)) for d in once]
        try:
            await self._sender.send(target.url, message_of(news, f"{self._home}/"))
        except NotSent as error:
            for token in tokens.values():
                await self._links.withdraw(user_id, token)
            given_up = await self._outbox.failed(user_id, target.id, rows, str(error), again_after_s)
            log.warning("not_told", target_id=target.id, rows=rows, error=str(error), given_up=given_up)
            return
        fault("after_telling", str(target.id))
        await self._outbox.told(user_id, target.id, rows)
        log.info("told", target_id=target.id, rows=rows)

    def _news(self, due: Due, token: str | None) -> News:
        payload = due.row.payload
        if due.row.topic == "trial":
            return News(kind="task", title="JobHunter can reach you", body="This is the trial message you asked for.")
        link = f"{self._home}/a/{token}" if token else ""
        return News(kind=due.kind, about=due.about, title=payload.get("title", ""), body=payload.get("body", ""), link=link)


def _is_for(target: Target, due: Due) -> bool:
    if due.row.topic == "trial":
        return due.row.payload.get("target_id") == target.id
    return due.kind in target.rules.kinds


def _each_once(due: Iterable[Due]) -> list[Due]:
    """A question and its reminder in one message are one piece of news."""
    kept: dict[object, Due] = {}
    for one in due:
        kept.setdefault(one.asked.id if one.asked else (one.row.id,), one)
    return list(kept.values())
