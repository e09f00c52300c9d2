"""What an action is, what it is handed and how it may end. An action is one file of `brain/actions/`."""

import importlib
import pkgutil
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field
from datetime import timedelta
from types import ModuleType
from typing import TYPE_CHECKING, Any, Literal

from pydantic import BaseModel

from brain.errors import InvalidPlan
from brain.intervention import Intervention
from brain.plan import PlanFragment
from brain.posting import Frozen

if TYPE_CHECKING:
    from brain.context import Context

Role = Literal["planner", "executor", "critic", "learner"]
StopKind = Literal["unsupported", "closed", "blocked", "invalid", "budget", "refused"]
ROLES: tuple[Role, ...] = ("planner", "executor", "critic", "learner")


@dataclass(frozen=True, slots=True)
class Done:
    """The step succeeded. `grow` is spliced into the plan in the transaction that finishes the step."""

    output: BaseModel
    grow: PlanFragment | None = None


@dataclass(frozen=True, slots=True)
class Retry:
    """A transient failure: tried again not before `after`, while the retry policy allows it; then it becomes `Stop`."""

    after: timedelta
    reason: str
    code: str = ""


@dataclass(frozen=True, slots=True)
class Ask:
    """Only a person can go on: the step parks in Postgres and holds nothing until the answer makes it ready again."""

    intervention: Intervention


@dataclass(frozen=True, slots=True)
class Stop:
    """Permanent: this step and the branch behind it end here, with the reason a person can read and its stable code, if any."""

    reason: str
    kind: StopKind
    code: str = ""


@dataclass(frozen=True, slots=True)
class PutOff:
    """Something it needs is taken just now: the step holds nothing, begins again after `after`, and nothing is counted."""

    after: timedelta
    reason: str


Outcome = Done | Retry | Ask | Stop | PutOff


class Empty(Frozen):
    """The input of an action that needs none, the output of one that has none."""


@dataclass(frozen=True, slots=True)
class RetryPolicy:
    """`max_attempts` bounds failures (retries, lost workers, unexpected errors); asking and waiting cost nothing."""

    max_attempts: int = 3
    backoff_s: float = 2.0


@dataclass(frozen=True, slots=True)
class Surface:
    """Shows an action by itself under `/api/v1/actions/{name}`, `jobhunter do NAME` and the dashboard's action page."""

    title: str
    inputs: tuple[str, ...]
    view: str


@dataclass(frozen=True, slots=True)
class Action:
    """One kind of step. `name` equals the file's name; `purpose` is what the planner may read.

    `timeout_s` bounds one attempt. `irreversible` actions change the outside world in a way that cannot be taken back;
    `idempotent` ones may be run again without harm, and in chunks where they are `short` as well (milliseconds, no network).
    """

    name: str
    purpose: str
    role: Role
    input: type[BaseModel]
    output: type[BaseModel]
    run: Callable[[Any, "Context"], Awaitable[Outcome]]
    timeout_s: float = 60.0
    retry: RetryPolicy = field(default_factory=RetryPolicy)
    irreversible: bool = False
    idempotent: bool = False
    short: bool = False
    surface: Surface | None = None


Catalogue = Mapping[str, Action]


def load_catalogue(package: ModuleType | None = None) -> Catalogue:
    """The catalogue: every file of `brain/actions/`, refused at start when it is malformed.

    Raises `InvalidPlan` with code `malformed_action` naming the file and what it lacks.
    """
    package = package or importlib.import_module("brain.actions")
    found: dict[str, Action] = {}
    for info in pkgutil.iter_modules(package.__path__):
        module = importlib.import_module(f"{package.__name__}.{info.name}")
        found[info.name] = _declared(info.name, module)
    return found


def _declared(name: str, module: ModuleType) -> Action:
    action = getattr(module, "action", None)
    problems = []
    if not isinstance(action, Action):
        problems.append("it declares no `action = Action(...)`")
    elif action.name != name:
        problems.append(f"its action is named {action.name!r}, its file {name!r}")
    elif action.role not in ROLES:
        problems.append(f"role {action.role!r} is none of {', '.join(ROLES)}")
    elif not action.purpose:
        problems.append("it has no purpose")
    if problems:
        raise InvalidPlan(
            "malformed_action",
            f"brain/actions/{name}.py is malformed.",
            "; ".join(problems),
            "Declare it as the other files of the folder do, or remove the file.",
        )
    assert isinstance(action, Action)
    return action
