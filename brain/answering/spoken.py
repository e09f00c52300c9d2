"""A value the person gave, put into a field: in the words they chose, in the options the field has."""

import re

from brain.answering.fitting import declines, fit
from brain.answering.given import GivenValue
from brain.answering.meaning import Amount, Day, Duration, Gap, Meaning, Paper, Several, Topic, Words, YesNo
from brain.answering.options import days_in, polarity
from brain.answering.questions import Question
from brain.dates import partial
from brain.form import Field, FieldValue, FilePath

_TOPICS: dict[str, Topic] = {
    "country": "country", "citizenship": "country", "phone_country": "phone_country", "current_location": "place",
    "city": "place", "region": "region", "demographics.gender": "gender", "demographics.race": "race",
    "demographics.veteran": "veteran", "demographics.disability": "disability", "demographics.hispanic": "hispanic",
    "pronouns": "pronouns", "heard_from": "source", "degree": "degree", "language_level": "fluency", "link": "link",
}  # fmt: skip


def put(field: Field, question: Question, value: GivenValue) -> FieldValue | Gap:
    """The field's value for what the person said, or why it does not fit."""
    gap: Gap | None = None
    for meaning in _meanings(field, question, value):
        found = fit(field, meaning)
        if not isinstance(found, Gap):
            return found
        gap = gap or found
    return gap or Gap("no_option_fits", "The field takes another kind of value.")


def _meanings(field: Field, question: Question, value: GivenValue) -> list[Meaning]:
    match value:
        case bool():
            return [YesNo(value), Words("Yes" if value else "No", topic=_TOPICS.get(question.id, "plain"))]
        case float() | int():
            return [Amount(float(value)), Words(f"{value:.10g}")]
        case tuple():
            return (
                [Several(tuple(Words(item) for item in value))]
                if len(value) != 1
                else [Words(value[0]), Several((Words(value[0]),))]
            )
        case FilePath():
            return [Paper(value)]
        case str():
            return _worded(field, question, value)


def _worded(field: Field, question: Question, text: str) -> list[Meaning]:
    """Everything a text may mean, its own words first."""
    topic = _TOPICS.get(question.id, "plain")
    said: list[Meaning] = [Words(text, topic=topic)]
    day, number, sign, span = partial(text), _number(text), polarity(text), days_in(text)
    if field.kind == "date" and day:
        said.insert(0, Day(day))
    if field.kind in {"number", "slider", "rating"} and number is not None:
        said.insert(0, Amount(number))
    if sign is not None and len(text.split()) <= 6:
        said.append(YesNo(sign))
    if field.options:
        said += [Amount(number)] if number is not None else []
        said += [Duration(text, span[0])] if span and span[0] == span[1] else []
        said += [Day(day)] if day else []
        said += [Words(text, topic=topic, decline=True)] if declines(text) else []
    return said


def _number(text: str) -> float | None:
    said = text.replace(" ", "")
    grouped = re.fullmatch(r"[-+]?\d{1,3}(?:,\d{3})+(?:\.\d+)?", said)
    plain = said.replace(",", "") if grouped else said.replace(",", ".")  # "1,5" is one and a half, "1,500" fifteen hundred
    return float(plain) if re.fullmatch(r"[-+]?\d+(?:\.\d+)?", plain) else None
