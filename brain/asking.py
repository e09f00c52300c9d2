"""Turning open fields into questions for a person, and a person's answers back into values."""

from collections.abc import Sequence

from brain.answering.given import GivenAnswer
from brain.answers import GivenAnswers
from brain.intervention import AskedField, HumanAnswer
from brain.manifest import Unanswered

WHY = {
    "only_the_person": "Only you can answer this.",
    "no_fact": "No fact about you answers this.",
    "no_option_fits": "None of the choices says what is known about you.",
    "ambiguous": "It can be read in more than one way.",
    "not_allowed": "You have not agreed to give this away.",
    "refused_by_audit": "The answer did not hold against your facts.",
}


def asked_fields(unanswered: Sequence[Unanswered]) -> tuple[AskedField, ...]:
    """The open fields as a person reads them."""
    return tuple(
        AskedField(
            key=u.field.key,
            label=u.field.label,
            kind=u.field.kind,
            options=None if u.field.options is None else tuple(o.label for o in u.field.options),
            required=u.field.required,
            reason=f"{WHY[u.reason]} {u.detail}".strip(),
        )
        for u in unanswered
    )


def given_by(answers: Sequence[HumanAnswer]) -> GivenAnswers:
    """What the person answered to this step, the newest answer to a field first."""
    rows: list[GivenAnswer] = []
    for human in reversed(answers):
        if human.kind in ("login", "code"):
            continue  # a secret is no answer to a form
        rows += [GivenAnswer(question=key, value=value, scope=human.scope, exact=True) for key, value in human.fields.items()]
    return GivenAnswers(answers=tuple(rows))
