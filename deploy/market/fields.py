"""What one question of an application form is, and when a received value is the true one."""

import re
from collections.abc import Callable
from datetime import date, datetime
from typing import Literal

from pydantic import BaseModel, ConfigDict

Kind = Literal["text", "email", "phone", "url", "textarea", "date", "choice", "multi", "file", "consent"]
Match = Literal["exact", "contains", "number", "years", "phone", "dialled", "url", "date", "blank", "any", "file", "unknown"]


class Field(BaseModel):
    """One question as its employer asks it, with the answer a true candidate gives.

    `name` is what the form posts before any drift. `alternative` names a field that may stand in for this one, as typed
    text does for an attached résumé. `match` says how `answer` is to be compared:

    - exact: same text, letter case and outer spaces aside; contains: the answer occurs in the value;
    - number, phone, url, date: equal as such;
    - dialled: a phone number whose country must be the right one too;
    - years: equal give or take one, since people round;
    - any: free text; file: a document; blank: nothing true is known, so it stays empty;
    - unknown: required, but no candidate data holds it, so a person has to be asked.

    `widget`: how the page draws it where its family has several ways. `source`: the list its options are loaded from while
    one types. `when`: another field's name and the answers to it after which this one is asked. `page`: its page in a wizard.
    `prefill`: what the page itself puts there once it has read a résumé. `trap`: no person sees it. `date_format`: the only
    form of a date the site takes (`strptime`).
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
    widget: str = ""
    source: str = ""
    when: tuple[str, tuple[str, ...]] | None = None
    page: int = 1
    prefill: str | None = None
    placeholder: str = ""
    trap: bool = False
    date_format: str = ""

    @property
    def entry(self) -> str:
        """The repeater this belongs to: its questions are asked once an entry is added. Empty for all others."""
        return self.widget if self.name.startswith(f"{self.widget}[") else ""

    def asked(self, answers: Callable[[str], str]) -> bool:
        """Whether the form asks this, given the visible answers to its other fields."""
        return self.when is None or answers(self.when[0]) in self.when[1]


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
    if field.match == "date" and field.date_format and not isinstance(field.answer, bool):
        return date_of(field, value) == date.fromisoformat(field.answer or "")
    return _same(field.match, field.answer or "", value)


def date_of(field: Field, value: str) -> date | None:
    """The day a value names in the form of a date the field takes; None where it is in another form."""
    try:
        return datetime.strptime(value, field.date_format).date()
    except ValueError:
        return None


def written(field: Field) -> str:
    """The true answer as a person writes it into this field; empty where nothing true is to be written."""
    if field.match == "date" and field.date_format and isinstance(field.answer, str):
        return date.fromisoformat(field.answer).strftime(field.date_format)
    if isinstance(field.answer, bool):
        return "Yes" if field.answer else "No"
    if isinstance(field.answer, tuple):
        return ", ".join(field.answer)
    return field.answer or ""


def _same(match: Match, answer: str, value: str) -> bool:
    if match in {"any", "file"}:
        return True
    if match in {"blank", "unknown"}:
        return False
    if match == "contains":
        return answer.casefold() in value.casefold()
    if match == "dialled":
        code, national = re.sub(r"[^\d+ ]", "", answer).split(" ", 1)
        return re.sub(r"\D", "", value).removeprefix("00") in {re.sub(r"\D", "", code + zero + national) for zero in ("", "0")}
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
