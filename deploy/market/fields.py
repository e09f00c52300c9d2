"""What one question of an application form is, and when a received value is the true one."""

import re
from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["text", "email", "phone", "url", "textarea", "choice", "multi", "file", "consent"]
Match = Literal["exact", "contains", "number", "years", "phone", "url", "date", "blank", "any", "file", "unknown"]


class Field(BaseModel):
    """One question as its employer asks it, with the answer a true candidate gives.

    `name` is what the form posts before any drift. `alternative` names a field that may stand in for this one, as typed
    text does for an attached résumé. `match` says how `answer` is to be compared:

    - exact: same text, letter case and outer spaces aside; contains: the answer occurs in the value;
    - number, phone, url, date: equal as such; years: equal give or take one, since people round;
    - any: free text; file: a document; blank: nothing true is known, so it stays empty;
    - unknown: required, but no candidate data holds it, so a person has to be asked.
    """

    model_config = ConfigDict(frozen=True)

    label: str
    kind: Kind = "text"
    required: bool = False
    options: tuple[str, ...] = ()
    answer: str | bool | tuple[str, ...] | None = None
    match: Match = "exact"
    name: str = ""
    section: str = "questions"
    alternative: str | None = None
    help: str | None = None


def is_true(field: Field, value: str) -> bool:
    """Whether `value`, as an employer received it, is what a true candidate answers.

    Leaving an optional question open is never untrue.
    """
    value = value.strip()
    if not value:
        return not field.required
    if isinstance(field.answer, bool):
        return value == ("Yes" if field.answer else "No")
    if isinstance(field.answer, tuple):
        return {part.strip() for part in value.split(",")} == set(field.answer)
    return _same(field.match, field.answer or "", value)


def _same(match: Match, answer: str, value: str) -> bool:
    if match in {"any", "file"}:
        return True
    if match in {"blank", "unknown"}:
        return False
    if match == "contains":
        return answer.casefold() in value.casefold()
    if match == "years":
        return abs(_number(value) - _number(answer)) <= 1
    return _plain(match, answer) == _plain(match, value)


def _plain(match: Match, text: str) -> object:
    if match == "number":
        return _number(text)
    if match == "phone":
        return re.sub(r"\D", "", text)[-9:]
    if match == "url":
        return re.sub(r"^(https?://)?(www\.)?|/$", "", text.casefold())
    if match == "date":
        return _date(text)
    return text.casefold()


def _number(text: str) -> float:
    found = re.search(r"\d+(?:\.\d{1,2}(?!\d))?", re.sub(r"(?<=\d)[,.\s](?=\d{3}\b)", "", text))
    return float(found.group()) if found else float("nan")


def _date(text: str) -> date | str:
    try:
        return date.fromisoformat(text)
    except ValueError:
        import dateparser

        parsed = dateparser.parse(text)
        return parsed.date() if parsed else text
