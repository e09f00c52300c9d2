"""What an action is handed: the step it runs for and the ports it may use. Nothing is looked up globally."""

from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from typing import Any, Protocol

from brain.answering.given import GivenAnswers
from brain.goal import Goal
from brain.intervention import HumanAnswer
from brain.ports import (
    Applications,
    Boards,
    Browser,
    Candidates,
    Credentials,
    Documents,
    Live,
    Mailbox,
    Model,
    Notifier,
    Postings,
    Recall,
    Sites,
    SiteSessions,
    Submissions,
    Tasks,
    Warm,
)
from brain.posting import Frozen


class Options(Frozen):
    """The task's options (CONTRACTS §4); unknown keys are refused at the door. `given`: answers given with the task, sealed."""

    review: bool = True
    sources: tuple[str, ...] | None = None
    count: int | None = None
    min_score: int = 70
    freshness: str | None = None
    research: bool = False
    tailor: bool = True
    letter: str = "when_asked"
    tone: str = "professional"
    max_cost_usd: float = 1.0
    max_steps: int = 2000
    deadline: str | None = None
    autopilot: dict[str, Any] | None = None
    candidate_id: str | None = None
    dry_run: bool = False
    applications_per_day: int = 40
    applications_per_company: int = 3
    given: str = ""


@dataclass(frozen=True, slots=True)
class StepView:
    """The claimed step as the action sees it. `answers` are the person's answers to this step's questions, oldest first;
    `given` what they gave with the task, before anything was asked."""

    id: int
    key: str
    action_type: str
    task_id: str
    user_id: str
    attempt: int
    goal: Goal
    prompt: str
    options: Options
    answers: tuple[HumanAnswer, ...] = ()
    given: GivenAnswers = field(default_factory=GivenAnswers)


class Emit(Protocol):
    def __call__(self, type: str, message: str, /, **data: Any) -> Awaitable[None]:
        """Writes one event of this step, in its own short transaction, fenced by the lease."""
        ...


@dataclass(frozen=True, slots=True)
class Context:
    step: StepView
    emit: Emit
    checkpoint: Callable[[str, Any], Awaitable[None]]
    recalled: Callable[[str], Awaitable[Any]]
    candidates: Candidates
    credentials: Credentials
    sessions: SiteSessions
    warm: Warm
    mailbox: Mailbox
    postings: Postings
    applications: Applications
    submissions: Submissions
    tasks: Tasks
    sites: Sites
    boards: Boards
    browser: Browser
    documents: Documents
    recall: Recall
    notifier: Notifier
    model: Model | None = None
    live: Live | None = None

    @property
    def persons_s(self) -> float:
        """How long the step has waited for people or was in their hands: not its own time."""
        return self.warm.waited_s + (self.live.held_s if self.live else 0.0)
