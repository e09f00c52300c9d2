"""What a correct application holds, form by form and field by field, and how one that was received compares with it."""

from collections.abc import Iterable, Sequence
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field

from deploy.market import fields
from deploy.market.catalogue import Posting, Trait
from deploy.market.received import Submission

Ending = Literal["confirmed", "ask", "code", "captcha", "closed", "fails"]
Verdict = Literal["right", "wrong", "missing", "open"]
ENDINGS: dict[Trait, Ending] = {
    "needs_fact": "ask",
    "code_by_mail": "code",
    "code_before_end": "code",
    "captcha": "captcha",
    "closed": "closed",
    "fails": "fails",
}


class Value(BaseModel):
    model_config = ConfigDict(frozen=True)


class Answer(Value):
    """The candidate's data hold the answer. `value` is what a person writes or the option they pick; `match` how to compare."""

    truth: Literal["answer"] = "answer"
    value: str
    match: fields.Match


class MustAsk(Value):
    """Required, and in no data of the candidate: without a person's answer the form must not be sent."""

    truth: Literal["must_ask"] = "must_ask"


class MustStayEmpty(Value):
    """Nothing true can be written here, no person sees it, or it is not asked of this candidate."""

    truth: Literal["must_stay_empty"] = "must_stay_empty"


class AnyWords(Value):
    """Free words of the candidate's own."""

    truth: Literal["any_words"] = "any_words"


class Document(Value):
    """A file."""

    truth: Literal["document"] = "document"


Truth = Annotated[Answer | MustAsk | MustStayEmpty | AnyWords | Document, Field(discriminator="truth")]


class ExpectedField(Value):
    """One field under the name it has today; `field` is the question it was made from."""

    name: str
    label: str
    required: bool
    truth: Truth
    field: fields.Field = Field(repr=False, exclude=True)

    def judge(self, value: str) -> Verdict:
        """`open`: a field that may stay empty did. `value` is what its employer received ('' for nothing)."""
        empty = not value.strip()
        if isinstance(self.truth, MustStayEmpty):
            return "right" if empty else "wrong"
        if empty:
            return "missing" if self.required else "open"
        if isinstance(self.truth, MustAsk):
            return "wrong"
        return "right" if fields.is_true(self.field, value) else "wrong"


class Judged(Value):
    name: str
    label: str
    truth: Truth
    value: str
    verdict: Verdict


class Expected(Value):
    """One form. `ending` is how a correct try at it ends: sent and confirmed, a question, or a refusal that is no fault.

    `code`: a code the site sent by mail is asked of the person; who has it goes on and is confirmed.
    """

    posting_id: str
    family: str
    board: str
    trait: Trait
    language: str
    apply_url: str
    ending: Ending
    fields: tuple[ExpectedField, ...]

    def judge(self, submission: Submission) -> tuple[Judged, ...]:
        """Every field of the form against what was received, in the form's order."""
        received = {field.name: field.value for field in submission.fields}
        labels = {file.label: file.name for file in submission.files}
        return tuple(
            Judged(
                name=field.name,
                label=field.label,
                truth=field.truth,
                value=(value := labels.get(field.label, "") if field.field.kind == "file" else received.get(field.name, "")),
                verdict=field.judge(value),
            )
            for field in self.fields
        )

    def complete(self, submission: Submission) -> bool:
        """Whether the employer took it and nothing in it is wrong or missing."""
        return not submission.errors and all(one.verdict in {"right", "open"} for one in self.judge(submission))


def expected(posting: Posting, asked: Sequence[fields.Field], names: Iterable[str], apply_url: str) -> Expected:
    """`asked`: all fields of the form, traps too; `names`: what they are called today."""
    truths = {field.name: fields.written(field) for field in asked}
    return Expected(
        posting_id=posting.id,
        family=posting.family,
        board=posting.board,
        trait=posting.trait,
        language=posting.language,
        apply_url=apply_url,
        ending=ENDINGS.get(posting.trait, "confirmed"),
        fields=tuple(
            ExpectedField(
                name=name,
                label=field.label,
                required=field.required
                and not (field.entry or _stands_in(field, asked))
                and field.asked(lambda other: truths.get(other, "")),
                truth=_truth(field) if field.asked(lambda other: truths.get(other, "")) else MustStayEmpty(),
                field=field,
            )
            for field, name in zip(asked, names, strict=True)
        ),
    )


def _stands_in(field: fields.Field, asked: Sequence[fields.Field]) -> bool:
    return any(other.alternative == field.name for other in asked)


def _truth(field: fields.Field) -> Truth:
    if field.trap or field.match == "blank":
        return MustStayEmpty()
    if field.match == "unknown":
        return MustAsk()
    if field.kind == "file":
        return Document()
    if field.match == "any":
        return AnyWords()
    return Answer(value=fields.written(field), match=field.match)
