"""Which questions a model may write an answer to, and what a field makes of its words."""

import re
from functools import cache

from brain.answering.options import polarity
from brain.answering.questions import classify
from brain.answers import may_ask_model
from brain.form import Field, FieldValue
from brain.manifest import Doubt
from brain.tables import table
from brain.words import fold

MOST_TEXT = 4000
_OPEN = {"unknown", "why_us", "summary", "has_skill"}  # other known questions have a rule; where it found no fact there is none
_ASK_FOR_PROSE = {"why_us", "summary"}
_YES_NO = re.compile(r"^(?:yes|no|ja|nein|oui|non|si|true|false)\b")
_PROSE_KINDS = ("text", "textarea")
_CHOICE_KINDS = ("select", "radio", "combobox", "multiselect", "checkbox")
_SEVERAL_KINDS = ("multiselect", "checkbox")


def may_be_written(asked: Field) -> bool:
    """Whether a model may propose an answer: prose about one's work, or a choice that facts of it decide. In doubt it may not."""
    if not may_ask_model(asked) or classify(asked).id not in _OPEN:
        return False
    labels = [option.label for option in asked.options or ()]
    label = fold(f"{asked.label} {asked.help}")
    told = [label, fold(asked.section), *map(fold, labels)]
    if any(pattern.search(text) for pattern in _patterns("never") for text in told):
        return False
    if asked.kind in _PROSE_KINDS and not labels:
        short = asked.constraints.pattern or (asked.constraints.max_length or MOST_TEXT) < 40
        return not short and (
            classify(asked).id in _ASK_FOR_PROSE or any(pattern.search(label) for pattern in _patterns("prose"))
        )
    if asked.kind not in _CHOICE_KINDS or not 2 <= len(labels) <= 60 or not asked.options_complete:
        return False
    # Yes and no stand in no fact.
    return not any(_YES_NO.search(fold(text)) for text in labels) and any(p.search(label) for p in _patterns("choice"))


@cache
def _patterns(name: str) -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(pattern) for pattern in table("by_model")[name])


def form_of(asked: Field) -> str:
    """What the field takes, in words."""
    if asked.options:
        many = asked.kind in _SEVERAL_KINDS
        return "the words of one or more of the choices, one on each line" if many else "the words of one of the choices"
    most = min(asked.constraints.max_length or 1500, 1500)
    return f"at most {most} characters" + ("" if asked.kind == "textarea" else ", one line")


def value_of(asked: Field, said: str) -> tuple[FieldValue, list[Doubt]]:
    """What the field would hold for a model's words, or None and why it cannot."""
    if asked.options:
        by_words = {fold(option.label): option.label for option in asked.options}
        many = asked.kind in _SEVERAL_KINDS
        parts = [part for line in said.splitlines() if (part := line.strip().removeprefix("- ").strip())] if many else [said]
        unknown = [part for part in parts if fold(part) not in by_words]
        if unknown:
            detail = f"“{unknown[0][:160]}” is none of the options."
            return None, [Doubt(key=asked.key, check="not_an_option", detail=detail)]
        chosen = tuple(dict.fromkeys(by_words[fold(part)] for part in parts))
        if denying := [label for label in chosen if polarity(label) is not None]:
            # That something is not so stands in no fact either.
            return None, [Doubt(key=asked.key, check="not_in_facts", detail=f"No fact says “{denying[0][:160]}”.")]
        return (chosen if many else chosen[0]), []
    text = said if asked.kind == "textarea" else " ".join(said.split())
    if len(text) > (asked.constraints.max_length or MOST_TEXT):
        return None, [Doubt(key=asked.key, check="too_long", detail=f"{len(text)} characters are more than the field takes.")]
    return text, []
