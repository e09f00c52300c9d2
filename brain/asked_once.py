"""Asked once, remembered: what the person has said is kept as their own, and two forms that ask the same ask one time."""

from collections.abc import Sequence
from typing import Any

from brain.answering.given import GivenAnswer, GivenAnswers
from brain.answering.sameness import meaning_of
from brain.asking import given_by
from brain.context import Context
from brain.facts import value_digest
from brain.form import FilePath
from brain.manifest import Unanswered
from brain.ports import Kept
from brain.posting import Posting


async def remember(ctx: Context, candidate_id: str, posting: Posting) -> GivenAnswers:
    """Everything the person has said for this form, the newest first; what may be used again is kept.

    What came with the task counts as they left it since, changed or forgotten.
    """
    told: list[GivenAnswer] = []
    for answer in ctx.step.given.answers:
        if answer.scope == "once" or answer.exact or isinstance(answer.value, FilePath):
            told.append(answer)
            continue
        kept = await _keep(ctx, candidate_id, posting, answer.question, answer.value, answer.scope, f"task:{ctx.step.task_id}")
        if not kept.forgotten:
            told.append(answer if kept.id is None else _as_kept(answer, kept.id, kept.value, kept.value))
    held: dict[tuple[str, int], int] = {}
    for human in ctx.step.answers:
        labels = human.context.get("labels", {})
        reusable = human.context.get("questions", labels)
        if not human.remember or human.scope == "once":
            continue
        for key, value in human.fields.items():
            if key in labels and key in reusable:
                origin = f"intervention:{human.intervention_id}"
                kept = await _keep(ctx, candidate_id, posting, labels[key], value, human.scope, origin)
                if kept.id is not None:
                    held[key, human.intervention_id] = kept.id
    said = [
        _as_kept(answer, number, answer.value, human.fields[answer.question])
        if (number := held.get((answer.question, human.intervention_id)))
        else answer
        for human in reversed(ctx.step.answers)
        for answer in given_by([human]).answers
    ]
    return GivenAnswers(answers=(*said, *told))


def _as_kept(answer: GivenAnswer, number: int, value: Any, said: Any) -> GivenAnswer:
    """The answer, with the remembered one it was kept as: where that says another thing one day, it is asked again."""
    return GivenAnswer.model_validate({**dict(answer), "value": value, "answer": number, "digest": value_digest(said)})


async def _keep(
    ctx: Context, candidate_id: str, posting: Posting, question: str, value: Any, scope: str, origin: str
) -> Kept:  # fmt: skip
    company, family = posting.company, posting.family or ""
    return await ctx.candidates.remember(ctx.step.user_id, candidate_id, question, value, scope, company, family, origin)


def about(asked: Sequence[Unanswered], candidate_id: str, posting: Posting) -> dict[str, Any]:
    """What an intervention's context says of its questions: `labels` by key; `questions`, what each means where its answer may be
    used again, equal for the same question on another form; `remembering`, whose answers they are."""
    meant = {u.field.key: meaning_of(u.field.label, u.field) for u in asked if u.field.kind != "file"}
    company = posting.company.casefold()
    return {
        "labels": {u.field.key: u.field.label for u in asked},
        "questions": {key: f"{m.text}@{company}" if m.bound else m.text for key, m in meant.items() if m is not None},
        "remembering": {"candidate_id": candidate_id, "company": posting.company, "family": posting.family or ""},
    }
