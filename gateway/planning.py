"""From a line and its options to a checked plan: by rules alone, without network, model or database."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict, Field, model_validator

from brain.action import Action
from brain.autopilot import Autopilot
from brain.context import Options
from brain.errors import InvalidInput
from brain.goal import MAX_COUNT, Goal
from brain.intent import compile_goal
from brain.plan import Plan, check_plan
from brain.planner import first_plan
from jobhunter.address import AddressPolicy

DAYS = {"day": 1, "week": 7, "month": 31, "year": 366}
MAX_STEPS = 2000
MAX_PER_DAY, MAX_PER_COMPANY = 500, 50


class TaskOptions(BaseModel):
    """The options of a task as a caller may give them; what is absent is taken from the prompt or the default."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    review: bool | None = None
    sources: tuple[str, ...] | None = Field(default=None, min_length=1, max_length=50)
    count: int | None = Field(default=None, ge=1, le=MAX_COUNT)
    min_score: int = Field(default=70, ge=0, le=100)
    freshness: Literal["day", "week", "month", "year"] | None = None
    research: bool = False
    tailor: bool = True
    letter: Literal["when_asked", "always", "never"] = "when_asked"
    tone: str = Field(default="professional", min_length=1, max_length=50)
    max_cost_usd: float = Field(default=1.0, ge=0, le=1000)
    max_steps: int = Field(default=MAX_STEPS, ge=1, le=MAX_STEPS)
    deadline: AwareDatetime | None = None
    autopilot: Autopilot | None = None
    candidate_id: str | None = Field(default=None, pattern=r"^[0-9a-fA-F-]{36}$")
    dry_run: bool = False
    applications_per_day: int = Field(default=40, ge=1, le=MAX_PER_DAY)
    applications_per_company: int = Field(default=3, ge=1, le=MAX_PER_COMPANY)
    draft_mode: bool | None = None
    auto_apply: bool | None = None

    @model_validator(mode="after")
    def _one_review(self) -> "TaskOptions":
        if self.review is not None and self.draft_mode not in (None, self.review):
            raise ValueError("review and draft_mode are the same option and differ")
        return self

    @property
    def asks_review(self) -> bool | None:
        return self.draft_mode if self.review is None else self.review


@dataclass(frozen=True, slots=True)
class Planned:
    """A goal with the options that hold for it, and its first plan, checked to be a DAG of known actions."""

    goal: Goal
    options: Options
    plan: Plan


class Planning:
    """Plans goals with the catalogue of actions. `today` is the person's day."""

    def __init__(
        self,
        catalogue: Mapping[str, Action],
        today: Callable[[], date] = lambda: datetime.now(UTC).date(),
        addresses: AddressPolicy | None = None,
    ) -> None:
        self._catalogue = catalogue
        self._today = today
        self._addresses = addresses or AddressPolicy()

    def goal(self, prompt: str, given: TaskOptions) -> Goal:
        """The goal of `prompt`, changed by the options that were given. Raises what `compile_goal` raises, and
        `url_not_allowed` for an address that no goal may name."""
        goal = compile_goal(prompt, now=self._today())
        for url in goal.urls:
            self._addresses.check_form(url)
        return _with_options(goal, given)

    def plan(self, goal: Goal, given: TaskOptions, known_sources: Sequence[str] | None) -> Planned:
        """The goal's first plan, checked.

        `known_sources`: the kinds of boards the world model has sites for; None where there is no world model to ask, so
        that a named source is taken as it is. Raises `InvalidInput` `source_unknown` or `verb_not_planned`, `InvalidPlan`.
        """
        if known_sources is not None:
            require_known(goal.sources, known_sources)
        options = _resolved(goal, given)
        plan = first_plan(goal, options, known_sources or ())
        check_plan(plan.steps, self._catalogue.keys(), options.max_steps)
        return Planned(goal, options, plan)


def steps_document(plan: Plan, ids: Mapping[str, int]) -> list[dict[str, Any]]:
    """The plan's steps as `POST /agent/tasks` and `run --plan-only` show them; `ids` by key, where they are stored."""
    return [
        {
            "id": ids.get(step.key),
            "key": step.key,
            "action_type": step.action_type,
            "role": step.role,
            "depends_on": list(step.depends_on),
            "title": step.title,
        }
        for step in plan.steps
    ]


def require_known(sources: Sequence[str], known: Sequence[str]) -> None:
    """Refuses a named source that no site of the world model offers. Raises `InvalidInput` `source_unknown`."""
    if unknown := [source for source in sources if source not in known]:
        detail = f"{', '.join(unknown)}; known here: {', '.join(known) or 'none'}."
        fix = "Name a known source, or import its boards: jobhunter sites import FILE"
        raise InvalidInput("source_unknown", "No boards of this source are known.", detail, fix, field="options.sources")


def _with_options(goal: Goal, given: TaskOptions) -> Goal:
    changes: dict[str, Any] = {}
    if given.count is not None:
        changes["count"] = given.count
    if given.sources is not None:
        changes["sources"] = given.sources
    if given.freshness is not None:
        changes["posted_within_days"] = DAYS[given.freshness]
    if given.asks_review is not None:
        changes["review"] = given.asks_review
    if given.auto_apply is False and goal.verb == "apply":
        changes["verb"] = "prepare"
    return goal.model_copy(update=changes)


def _resolved(goal: Goal, given: TaskOptions) -> Options:
    held = given.model_dump(mode="json", exclude={"draft_mode", "auto_apply", "review", "count"})
    return Options(**held, review=goal.review, count=goal.count)
