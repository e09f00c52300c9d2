"""A question to a person: what only a person can answer. One intervention gathers all open questions of its step."""

from typing import Any, Literal

from pydantic import Field

from brain.posting import Frozen

InterventionKind = Literal["code", "login", "captcha", "question", "review", "verify"]
InterventionAction = Literal["answer", "retry", "skip", "approve", "edit", "reject", "abort"]


class AskedField(Frozen):
    """One question as a person reads it. `options` are the labels to choose from; `reason` says why it is asked."""

    key: str
    label: str
    kind: str = "text"
    options: tuple[str, ...] | None = None
    required: bool = True
    reason: str = ""


class Intervention(Frozen):
    """`question` is one sentence. `context` is what a person needs to decide (manifest hash, screenshots, posting).

    `prospect` is true when a yes is all that is missing (a review): such a branch still counts towards the goal.
    """

    kind: InterventionKind
    question: str
    fields: tuple[AskedField, ...] = ()
    context: dict[str, Any] = Field(default_factory=dict)
    expires_in_s: float = 7 * 24 * 3600.0
    prospect: bool = False


class HumanAnswer(Frozen):
    """What the person said to one intervention, as the step sees it when it runs again."""

    intervention_id: int
    kind: InterventionKind
    action: InterventionAction
    human_input: str | None = None
    fields: dict[str, Any] = Field(default_factory=dict)
    scope: Literal["everywhere", "company", "family", "once"] = "everywhere"
    remember: bool = True
    approve: bool = False
    context: dict[str, Any] = Field(default_factory=dict)
    answered_by: str = ""
