"""A question to a person: what only a person can answer. One intervention gathers all open questions of its step."""

from typing import Any, Literal, Self

from pydantic import Field, model_validator

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


ExpiryPolicy = Literal["skip", "fail", "default"]


class DefaultAnswer(Frozen):
    """What holds where nobody answers; it may be private, and is sealed as an answer is."""

    human_input: str | None = None
    fields: dict[str, Any] = Field(default_factory=dict)


class Intervention(Frozen):
    """`question` is one sentence. `context` is what a person needs to decide (manifest hash, screenshots, posting).

    `prospect` is true when a yes is all that is missing (a review): such a branch still counts towards the goal.
    `on_expiry`: nobody answered: `skip` ends the branch, `fail` leaves the step as a dead letter that can be tried again,
    `default` answers with `default`. Only a plain question may have one: no approval, sign-in or word on what was sent is
    nobody's.
    """

    kind: InterventionKind
    question: str
    fields: tuple[AskedField, ...] = ()
    context: dict[str, Any] = Field(default_factory=dict)
    expires_in_s: float = 7 * 24 * 3600.0
    prospect: bool = False
    on_expiry: ExpiryPolicy = "skip"
    default: DefaultAnswer | None = None

    @model_validator(mode="after")
    def _only_what_is_harmless(self) -> Self:
        if (self.on_expiry == "default") != (self.default is not None):
            raise ValueError("a default answer and on_expiry=default belong together")
        if self.default is not None and (self.kind != "question" or self.prospect):
            raise ValueError(f"a {self.kind} is never answered by default")
        return self


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
