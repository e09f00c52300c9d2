"""Answers the person gave before, used again where the same question comes again; in doubt it is asked again."""

from brain.answering.asked import Asked
from brain.answering.matching import THRESHOLD, Similarity, words_alike
from brain.answering.sameness import Meaning, meaning_of
from brain.dates import partial
from brain.facts import RememberedAnswer
from brain.form import Field
from brain.money import currencies_in

_FREE = ("text", "textarea")


def recalled(asked: Asked, similar: Similarity | None = None) -> RememberedAnswer | None:
    """The answer to the same question, in the same words or others; with `similar` also to one that differs in words alike."""
    ours = meaning_of(asked.field.label, asked.field)
    if ours is None:
        return None
    mine = [one for one in _in_scope(asked) if _still_holds(one, asked)]
    meant = [(one, meaning_of(one.question, _like(asked.field))) for one in mine]
    same = [one for one, theirs in meant if theirs and theirs.text == ours.text and _may_be_used(ours, one)]
    if same or similar is None:
        return max(same, key=lambda one: one.id, default=None)
    near = [
        (similar(asked.field.label, one.question), one)
        for one, theirs in meant
        if theirs and _may_be_used(ours, one) and words_alike(ours, theirs, similar)
    ]
    near = [row for row in near if row[0] >= THRESHOLD]
    return max(near, key=lambda row: row[0])[1] if near else None


def scope_for(meaning: Meaning, scope: str) -> str:
    """Where an answer may be used: what belongs to one employer stays there, whatever was said."""
    return "company" if meaning.bound and scope in {"everywhere", "family"} else scope


def _in_scope(asked: Asked) -> list[RememberedAnswer]:
    """What was answered before and may be used here. An answer meant for once is used once."""
    family = asked.page.page.family or asked.posting.family
    company = asked.posting.company.casefold()
    return [
        answer
        for answer in asked.profile.candidate.remembered
        if answer.scope == "everywhere"
        or (answer.scope == "company" and (answer.company or "").casefold() == company)
        or (answer.scope == "family" and family is not None and answer.family == family)
    ]


def _like(field: Field) -> Field:
    """A field of the same kind that says nothing but its label: the words that were remembered had no name and no section."""
    return Field(key="", label="", kind=field.kind, options=field.options)


def _may_be_used(meaning: Meaning, answer: RememberedAnswer) -> bool:
    return not meaning.bound or answer.scope == "company"


def _still_holds(answer: RememberedAnswer, asked: Asked) -> bool:
    """A day that has passed is no start any more; an amount without a currency is only known where one is named."""
    match asked.question.id:
        case "start_date":
            day = partial(answer.value) if isinstance(answer.value, str) else None
            return day is None or day.months >= asked.profile.today.year * 12 + asked.profile.today.month - 1
        case "salary" | "current_salary":
            named = currencies_in(f"{asked.field.label} {asked.field.help}")
            told = currencies_in(str(answer.value))
            return bool(named) or (bool(told) and asked.field.kind in _FREE) or answer.scope == "company"
        case _:
            return True
