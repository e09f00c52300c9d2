"""Rules over facts, one file per group of questions. A rule gets an `Asked` and finds a meaning, or says why there is none."""

from collections.abc import Callable

from brain.answering.asked import Asked
from brain.answering.meaning import Finding, Gap
from brain.answering.rules import documents, education, eligibility, experience, identity, personal, terms

Rule = Callable[[Asked], Finding | Gap]

RULES: dict[str, Rule] = {
    **identity.RULES,
    **eligibility.RULES,
    **personal.RULES,
    **terms.RULES,
    **experience.RULES,
    **education.RULES,
    **documents.RULES,
}


def find(asked: Asked) -> Finding | Gap:
    """What the candidate's facts answer. A question without a rule may be one the person gave a value for by name."""
    question = asked.question
    if question.who == "nobody":
        return Gap("only_the_person", "Never filled in by JobHunter: it belongs to you alone.")
    rule = RULES.get(question.id)
    if rule is not None:
        return rule(asked)
    if asked.field.kind == "file":
        return documents.by_kind(asked)
    stated = personal.stated_by_name(asked)
    if stated is not None:
        return stated
    return Gap("only_the_person") if question.who == "person" else Gap("no_fact", "No fact answers this question.")
