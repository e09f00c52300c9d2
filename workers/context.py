"""Hands an action what it may use: the ports of this process, bound to the claimed step."""

import base64
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from pydantic import BaseModel
from sqlalchemy import text

from brain.answering.given import GivenAnswers
from brain.context import Context, Options, StepView
from brain.goal import Goal
from brain.intervention import HumanAnswer, Intervention
from brain.ports import Boards, Browser, Documents, Mailbox, Model, Notifier, Recall, Sites
from jobhunter.faults import fault
from workers.hands.no_mailbox import NO_MAILBOX
from workers.live import LiveBridge, WatchedBrowser
from workers.metered_model import FREE, MeteredModel, Prices
from world_model.applications import ApplicationStore
from world_model.branches import BranchStore
from world_model.candidates import CandidateStore
from world_model.credentials import CredentialStore
from world_model.live_wire import LiveWire
from world_model.postings import PostingStore
from world_model.session import Database
from world_model.site_sessions import SiteSessionStore
from world_model.sites import SiteStore
from world_model.steps import Claim, Event, Steps
from world_model.submissions import SubmissionLedger
from world_model.tasks import TaskStore
from world_model.vault import UserVault, Vault
from world_model.warm_slots import WarmWait

AGENTS = {
    "draft": "applier",
    "browser": "applier",
    "pipeline": "planner",
    "task": "system",
    "hitl": "system",
    "step": "system",
    "model": "system",
}
Nudge = Callable[[str], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Desk:
    """The ports of one worker process, shared by all steps it runs. `sites`: those of the database where none are given."""

    database: Database
    vault: Vault
    steps: Steps
    boards: Boards
    browser: Browser
    documents: Documents
    recall: Recall
    notifier: Notifier
    nudge: Nudge
    model: Model | None = None
    prices: Prices = FREE
    sites: Sites | None = None
    live: LiveBridge | None = None
    mailbox: Mailbox = NO_MAILBOX
    warm_slots: int = 1

    async def context(self, claim: Claim) -> Context:
        """What the action of this claim is handed."""
        async with self.database.as_user(claim.user_id) as session:
            vault = await self.vault.of(session, claim.user_id)
        emit = self._emit(claim)
        watched = WatchedBrowser(self.browser, self.live, LiveWire(vault, claim.id), emit) if self.live else None
        return Context(
            step=_view(claim, vault, claim.answers),
            emit=emit,
            checkpoint=self._checkpoint(claim, vault),
            recalled=self._recalled(claim, vault),
            candidates=CandidateStore(self.database, self.vault),
            credentials=CredentialStore(self.database, self.vault),
            sessions=SiteSessionStore(self.database, self.vault),
            warm=WarmWait(self.database, claim, vault, self.warm_slots),
            mailbox=self.mailbox,
            postings=PostingStore(self.database),
            applications=ApplicationStore(self.database, self.vault),
            submissions=SubmissionLedger(self.database, claim),
            tasks=BranchStore(self.database),
            sites=self.sites or SiteStore(self.database),
            boards=self.boards,
            browser=watched or self.browser,
            live=watched,
            documents=self.documents,
            recall=self.recall,
            notifier=self.notifier,
            model=MeteredModel(self.model, self.prices, self._money(claim), emit) if self.model and claim.may_spend else None,
        )

    async def as_asked(self, claim: Claim, asked: Intervention) -> dict[str, Any]:
        """A question as it is stored: its default answer sealed for the round it is asked in."""
        document = asked.model_dump(mode="json", exclude={"default"})
        if asked.default is None:
            return document
        async with self.database.as_user(claim.user_id) as session:
            vault = await self.vault.of(session, claim.user_id)
            # What was asked on the way, while the step ran on, had a round of its own.
            query = text("SELECT round FROM task_steps WHERE id = :id")
            asked_before = (await session.execute(query, {"id": claim.id})).scalar_one()
        held = {**asked.default.model_dump(mode="json"), "scope": "once", "remember": False, "approve": False}
        sealed = vault.seal(held, "interventions", "answer_enc", f"{claim.id}:{asked_before + 1}")
        return document | {"default_sealed": base64.b64encode(sealed).decode()}

    def _money(self, claim: Claim) -> Callable[[], Awaitable[tuple[float, float]]]:
        async def money() -> tuple[float, float]:
            task = await TaskStore(self.database).get(claim.user_id, claim.task_id)
            return task.spent_usd, task.max_cost_usd

        return money

    def _emit(self, claim: Claim) -> Callable[..., Awaitable[None]]:
        async def emit(type: str, message: str, /, **data: Any) -> None:
            screenshot = data.pop("screenshot", None)
            prefix = type.split(":", 1)[0]
            if screenshot:
                data["screenshot"] = screenshot
            event = Event(type, AGENTS.get(prefix, prefix), message, data, screenshot=screenshot)
            await self.steps.append(claim, [event])
            await self.nudge(claim.task_id)

        return emit

    def _checkpoint(self, claim: Claim, vault: UserVault) -> Callable[[str, Any], Awaitable[None]]:
        async def checkpoint(name: str, value: Any) -> None:
            fault("before_checkpoint", claim.action_type)
            await self.steps.keep(claim, name, vault.seal(value, "checkpoints", "value_enc", f"{claim.id}:{name}"))

        return checkpoint

    def _recalled(self, claim: Claim, vault: UserVault) -> Callable[[str], Awaitable[Any]]:
        async def recalled(name: str) -> Any:
            sealed = await self.steps.kept(claim, name)
            return None if sealed is None else vault.open(sealed, "checkpoints", "value_enc", f"{claim.id}:{name}")

        return recalled


def _view(claim: Claim, vault: UserVault, answers: list[dict[str, Any]]) -> StepView:
    known = _known(Options, claim.options)
    options = Options.model_validate({**known, "candidate_id": claim.candidate_id or known.get("candidate_id")})
    return StepView(
        id=claim.id,
        key=claim.key,
        action_type=claim.action_type,
        task_id=claim.task_id,
        user_id=claim.user_id,
        attempt=claim.attempt,
        goal=Goal.model_validate(_known(Goal, claim.goal)),
        prompt=claim.prompt,
        options=options,
        answers=tuple(_human(claim, vault, a) for a in answers),
        given=opened_answers(vault, options.given),
    )


def sealed_answers(vault: UserVault, given: GivenAnswers) -> str:
    """Answers given with a task, as its options hold them: sealed."""
    if not given.answers:
        return ""
    return base64.b64encode(vault.seal(given.model_dump(mode="json"), "tasks", "given", vault.user_id)).decode()


def opened_answers(vault: UserVault, sealed: str) -> GivenAnswers:
    """The other way round. Raises `SealBroken`."""
    if not sealed:
        return GivenAnswers()
    return GivenAnswers.model_validate(vault.open(base64.b64decode(sealed), "tasks", "given", vault.user_id))


def _known(model: type[BaseModel], stored: Mapping[str, Any]) -> dict[str, Any]:
    # What a newer release knows beyond this worker is left out: both may share a task while one replaces the other.
    return {name: value for name, value in stored.items() if name in model.model_fields}


def _human(claim: Claim, vault: UserVault, row: dict[str, Any]) -> HumanAnswer:
    said = (
        vault.open(base64.b64decode(row["answer"]), "interventions", "answer_enc", f"{claim.id}:{row['round']}")
        if row["answer"]
        else {}
    )
    return HumanAnswer(
        intervention_id=row["id"],
        kind=row["kind"],
        action=row["action"],
        context=row["context"],
        answered_by=row["by"] or "",
        **said,
    )
