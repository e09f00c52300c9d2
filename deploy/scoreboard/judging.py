"""One try at one form against what a correct application to it holds."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Literal

from brain.form import FieldValue, FilePath
from brain.manifest import Manifest
from brain.posting import Frozen
from deploy.market.expected import Ending, Expected, ExpectedField, MustAsk
from deploy.market.received import Submission
from workers.application_report import Outcome

Fault = Literal["wrong", "missing", "left_open", "ending"]
STOPS: tuple[Ending, ...] = ("ask", "code")


class Blemish(Frozen):
    """One thing that is not as it should be. `label` is empty where the whole form is meant."""

    fault: Fault
    label: str
    wanted: str
    got: str


class FormResult(Frozen):
    """How one try at one form went. `fields` and `right` count the fields that were required or filled in, and those of them that
    held the truth; `left_open` the optional ones that the candidate's data answer and that stayed empty.

    `complete`: it ended as a correct try does: sent once, confirmed, nothing wrong or missing; or, where the form asks what no
    data of the candidate hold, or takes no application, nothing was sent and it said so.
    """

    posting_id: str
    family: str
    trait: str
    language: str
    ending: Ending
    status: str
    code: str
    detail: str
    fields: int
    right: int
    left_open: int
    complete: bool
    wrong_answers: int
    asked: bool
    seconds: float
    llm_calls: int
    selector_hits: int
    blemishes: tuple[Blemish, ...]


def judge(
    expected: Expected,
    outcome: Outcome,
    manifest: Manifest | None,
    accepted: Sequence[Submission],
    rejected: Sequence[Submission],
    effort: Mapping[str, float],
) -> FormResult:
    """`accepted` and `rejected`: what its employer got from this try. `effort`: `seconds`, `llm_calls`, `selector_hits`.

    Fields are judged as the employer received them; in a form that never arrived, as they stood filled and read back.
    """
    arrived = [*accepted, *rejected]
    values = _received(expected, arrived[-1]) if arrived else _filled(expected, manifest)
    blemishes: list[Blemish] = []
    due = right = 0
    reached = bool(arrived) or expected.ending not in STOPS
    for field in expected.fields:
        value = values.get(field.name, "")
        verdict = field.judge(value)
        if _counts(field, value, expected.ending, bool(arrived)):
            due += 1
            right += verdict == "right"
        if fault := None if expected.ending == "closed" else _fault(field, verdict, value, reached or bool(value)):
            wanted = getattr(field.truth, "value", field.truth.truth)
            blemishes.append(Blemish(fault=fault, label=field.label or field.name, wanted=wanted, got=value[:200]))
    wrong = sum(one.judge(_received(expected, sent).get(one.name, "")) == "wrong" for sent in arrived for one in expected.fields)
    ended = _ended_well(expected, outcome, accepted, rejected)
    if not ended:
        said = outcome.error["code"] if outcome.error else ""
        blemishes.insert(0, Blemish(fault="ending", label="", wanted=expected.ending, got=f"{outcome.status} {said}".strip()))
    return FormResult(
        posting_id=expected.posting_id,
        family=expected.family,
        trait=expected.trait,
        language=expected.language,
        ending=expected.ending,
        status=outcome.status,
        code=outcome.error["code"] if outcome.error else "",
        detail=_detail(outcome),
        fields=due,
        right=right,
        left_open=sum(one.fault == "left_open" for one in blemishes),
        complete=ended and not wrong and all(expected.complete(one) for one in accepted),
        wrong_answers=wrong,
        asked=outcome.status == "asked",
        seconds=round(effort["seconds"], 2),
        llm_calls=int(effort["llm_calls"]),
        selector_hits=int(effort["selector_hits"]),
        blemishes=tuple(blemishes),
    )


def _ended_well(expected: Expected, outcome: Outcome, accepted: Sequence[Submission], rejected: Sequence[Submission]) -> bool:
    code = outcome.error["code"] if outcome.error else ""
    match expected.ending:
        case "confirmed":
            return outcome.status == "confirmed" and len(accepted) == 1
        case "ask":
            return outcome.status == "asked" and not accepted and _asks_only(expected, outcome)
        case "code":
            # The code goes to the candidate's own mailbox: it is asked of the person, and what has it is sent like any other.
            if outcome.status == "confirmed":
                return len(accepted) == 1
            sent_for = bool(rejected) or expected.trait != "code_by_mail"  # one comes only when the whole form was sent
            return outcome.status == "asked" and not accepted and sent_for
        case "captcha":
            named = "captcha" in " ".join([_detail(outcome), code]).casefold()
            return outcome.status in ("asked", "refused") and not accepted and named
        case "closed":
            return outcome.status == "refused" and code == "posting_closed" and not accepted
        case "fails":
            return outcome.status in ("failed", "refused", "unknown", "asked") and bool(rejected) and not accepted


def _asks_only(expected: Expected, outcome: Outcome) -> bool:
    """Whether what holds the form up is what no data of the candidate answer, and nothing else."""
    unknown = {_folded(field.label or field.name) for field in expected.fields if isinstance(field.truth, MustAsk)}
    asked = [_folded(str(one.get("label") or "")) for one in outcome.questions if one.get("required", True)]
    return bool(asked) and all(any(label == known or label.startswith(known) for known in unknown) for label in asked)


def _folded(label: str) -> str:
    return " ".join(label.casefold().replace("*", " ").split())


def _counts(field: ExpectedField, value: str, ending: Ending, arrived: bool) -> bool:
    # An empty field that must stay empty is no achievement, and words of the candidate's own are theirs to leave out.
    if ending == "closed" or isinstance(field.truth, MustAsk):
        return False
    if ending in STOPS and not arrived:
        return bool(value)  # where it rightly stopped to ask, later pages were never seen
    return bool(value) or (field.required and field.truth.truth != "must_stay_empty")


def _fault(field: ExpectedField, verdict: str, value: str, reached: bool) -> Fault | None:
    if not reached:
        return None
    if verdict == "wrong":
        return "wrong"
    if verdict == "missing" and not isinstance(field.truth, MustAsk):
        return "missing"
    if verdict == "open" and field.truth.truth == "answer" and field.truth.value and not value:
        return "left_open"
    return None


def _received(expected: Expected, submission: Submission) -> dict[str, str]:
    return {one.name: one.value for one in expected.judge(submission)}


def _filled(expected: Expected, manifest: Manifest | None) -> dict[str, str]:
    if manifest is None:
        return {}
    held = [one for one in manifest.fields if one.read_back is not None or isinstance(one.value, FilePath)]
    by_name = {one.name: one.value for one in held if one.name}
    by_label = {one.label.casefold(): one.value for one in held}
    found = {field.name: by_name.get(field.name, by_label.get(field.label.casefold())) for field in expected.fields}
    asked = {field.name: field for field in expected.fields}
    return {name: _as_sent(asked[name], _text(value)) for name, value in found.items() if value is not None}


def _as_sent(field: ExpectedField, value: str) -> str:
    """A day of the manifest as this field writes it: a page holds it in its own form."""
    whole = f"{value}-01" if len(value) == len("2020-04") else value
    try:
        return date.fromisoformat(whole).strftime(field.field.date_format) if field.field.date_format else value
    except ValueError:
        return value


def _text(value: FieldValue) -> str:
    if isinstance(value, FilePath):
        return value.name
    if isinstance(value, bool):
        return "Yes" if value else "No"
    if isinstance(value, tuple):
        return ", ".join(value)
    return str(value)


def _detail(outcome: Outcome) -> str:
    said = [str(one.get("label") or one.get("key")) + ": " + str(one.get("detail") or "") for one in outcome.questions]
    return "; ".join([outcome.error["detail"] if outcome.error else "", *said])[:600].strip("; ")
