"""Whether an answer fits its question: which actions a kind of intervention takes, and which values its fields take."""

from collections.abc import Mapping
from typing import Any, Literal

from pydantic import BaseModel, ConfigDict, Field, field_validator

from brain.errors import InvalidInput
from brain.intervention import AskedField, InterventionAction
from brain.manifest import Manifest
from brain.manifest_edits import edited
from world_model.interventions import AskedIntervention, GivenAnswer

MAX_TEXT = 20_000
MAX_STEP_ID = 2**63 - 1
CLOSED_CHOICE = {"select", "radio", "multiselect", "checkbox", "boolean", "text"}
ONLY_REVIEW = {"approve", "edit", "reject"}
NOT_REVIEW = {"answer"}
MOVES = {"retry", "skip"}
# What a sign-in may be answered with, beside its fields.
OF_ACCOUNTS = tuple(AskedField(key=key, label=key, kind="password", required=False) for key in ("password", "totp_secret"))


class InterveneBody(BaseModel):
    """What `POST /agent/tasks/{id}/intervene` and the frame `intervene` hold."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    step_id: int = Field(ge=1, le=MAX_STEP_ID)
    action: InterventionAction
    intervention_id: int | None = Field(default=None, ge=1, le=MAX_STEP_ID)
    human_input: str | None = Field(default=None, max_length=MAX_TEXT)
    fields: dict[str, Any] = Field(default_factory=dict, max_length=500)
    scope: Literal["everywhere", "company", "family", "once"] = "everywhere"
    remember: bool = True
    approve: bool = False
    manifest_hash: str | None = Field(default=None, min_length=1, max_length=100)

    @property
    def moves_a_step(self) -> bool:
        """Whether it may be meant for the step itself: it answers nothing that was asked."""
        return self.action in MOVES and not (self.intervention_id or self.human_input or self.fields)

    @field_validator("human_input")
    @classmethod
    def _storable(cls, text: str | None) -> str | None:
        if text is not None and "\0" in text:
            raise ValueError("may not hold a NUL character")
        return text


def checked(body: InterveneBody, asked: AskedIntervention) -> GivenAnswer:
    """The answer as it is stored. Raises `InvalidInput` `invalid_answer` that names the field."""
    review = asked.kind == "review"
    if body.action in ONLY_REVIEW and not review and not (body.action == "approve" and asked.context.get("ready")):
        raise _wrong("action", f"“{body.action}” answers a review; this is a {asked.kind}.", "Use answer, retry, skip or abort.")
    if body.action in NOT_REVIEW and review:
        raise _wrong("action", "A review is not answered but decided.", "Use approve, edit, reject, skip or abort.")
    if body.manifest_hash and body.action != "approve":
        raise _wrong("manifest_hash", f"It has no meaning with “{body.action}”.", "Leave it out, or approve.")
    if body.approve and body.action not in ("edit", "approve"):
        raise _wrong("approve", f"It has no meaning with “{body.action}”.", "Leave it out, or use edit.")
    fields = _fields(body, asked)
    if body.action == "answer":
        fields = _complete(body, asked, fields)
    elif body.action == "edit" and not fields:
        raise _wrong("fields", "An edit names the fields it changes.", "Send fields: {key: value}.")
    given = body.model_dump(exclude={"step_id", "intervention_id", "fields", "manifest_hash"})
    return GivenAnswer(**given, fields=fields)


def check_edit(manifest: Manifest, fields: Mapping[str, Any]) -> None:
    """Whether the form would take these values. Raises `InvalidInput` `invalid_answer` that names the field."""
    try:
        edited(manifest, fields, strict=True)
    except InvalidInput as error:
        raise _wrong(f"fields.{error.extra.get('field')}", f"{error.title} {error.detail}".strip(), error.fix) from error


def _fields(body: InterveneBody, asked: AskedIntervention) -> dict[str, Any]:
    known = {f.key: f for f in (*asked.fields, *(OF_ACCOUNTS if asked.kind == "login" else ()))}
    if unknown := sorted(set(body.fields) - set(known)):
        fix = f"Its fields are {', '.join(known) or 'none: use human_input'}."
        raise _wrong(f"fields.{unknown[0]}", "Nothing is asked under this key.", fix)
    return {key: _value(known[key], value) for key, value in body.fields.items()}


def _complete(body: InterveneBody, asked: AskedIntervention, fields: Mapping[str, Any]) -> dict[str, Any]:
    answers = dict(fields)
    if not answers and body.human_input:
        if len(asked.fields) > 1:
            keys = ", ".join(f.key for f in asked.fields)
            raise _wrong("fields", f"{len(asked.fields)} questions are open.", f"Answer each by its key: {keys}.")
        answers = {f.key: _value(f, body.human_input, at="human_input") for f in asked.fields}
    if not answers and not body.human_input:
        raise _wrong("fields" if asked.fields else "human_input", "There is no answer.", "Send human_input or fields.")
    if missing := [f.key for f in asked.fields if f.required and _empty(answers.get(f.key))]:
        raise _wrong(f"fields.{missing[0]}", "This question needs an answer.", "Answer it, or skip the whole step.")
    return answers


def _value(field: AskedField, value: Any, at: str = "") -> Any:
    place = at or f"fields.{field.key}"
    if not _is_value(value):
        raise _wrong(place, "This is no value of a form.", "Give text, a number, true or false, or a list of texts.")
    if not field.options or field.kind not in CLOSED_CHOICE or _empty(value):
        return value
    if isinstance(value, list):
        return [_option(field, item, place) for item in value]
    return _option(field, value, place)


def _option(field: AskedField, value: Any, place: str) -> str:
    """The option as it is written, whatever the case of the answer."""
    said = {True: "yes", False: "no"}.get(value, value) if isinstance(value, bool) else value
    for option in field.options or ():
        if option.strip().casefold() == str(said).strip().casefold():
            return option
    raise _wrong(place, "This is none of the choices.", f"Choose from: {', '.join(field.options or ())}")


def _is_value(value: Any) -> bool:
    if isinstance(value, str):
        return len(value) <= MAX_TEXT and "\0" not in value
    if isinstance(value, list):
        return len(value) <= 200 and all(isinstance(v, str) and _is_value(v) for v in value)
    if isinstance(value, dict):
        return set(value) == {"file"} and isinstance(value["file"], str)
    return value is None or isinstance(value, bool | int) or (isinstance(value, float) and value == value and abs(value) < 1e300)


def _empty(value: Any) -> bool:
    return value is None or value == [] or (isinstance(value, str) and not value.strip())


def _wrong(field: str, detail: str, fix: str) -> InvalidInput:
    return InvalidInput("invalid_answer", "The answer does not fit the question.", detail, fix, field=field)
