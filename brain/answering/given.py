"""Answers the person gave for this form, in a file or to a question: parsed at the door, matched to fields."""

from collections.abc import Callable, Iterable, Mapping
from typing import Any, Literal

from brain.answering.asked import PageView
from brain.answering.matching import Similarity, same_question
from brain.errors import InvalidInput
from brain.form import Field, FilePath, FormPage
from brain.posting import Frozen

GivenValue = str | float | bool | tuple[str, ...] | FilePath
Scope = Literal["everywhere", "company", "family", "once"]
OpenFile = Callable[[str], FilePath]
_FIX = (
    'Write {"answers": [{"question": …, "value": …}], "fields": {"<key, name or id>": value}} or one object of question: value.'
)
_SCOPES = ("everywhere", "company", "family", "once")


class GivenAnswer(Frozen):
    """One answer. `exact` ones name a field by key, name or id; the others are questions in the person's words.

    `answer` and `digest`: as which remembered answer it was kept, and what that says.
    """

    question: str
    value: GivenValue
    scope: Scope = "once"
    exact: bool = False
    answer: int | None = None
    digest: str = ""


class GivenAnswers(Frozen):
    """What `--answers FILE` holds, or what the person answered to this step."""

    answers: tuple[GivenAnswer, ...] = ()

    def match(self, field: Field, view: PageView, similar: Similarity | None = None) -> GivenAnswer | None:
        """The answer to a field: by key, then name, then id, then by what its label means; within an entry of a list by key."""
        if field.entry:
            return next((answer for answer in self.answers if answer.question == field.key), None)
        for name in (field.key, field.name, field.id):
            found = next((answer for answer in self.answers if name and answer.question == name), None)
            if found:
                return found
        asked = [answer for answer in self.answers if not answer.exact]
        return same_question(field, view.question(field), asked, similar)

    def unused(self, pages: Iterable[FormPage], similar: Similarity | None = None) -> tuple[str, ...]:
        """The questions that no field of these pages was matched with."""
        used = set()
        for page in pages:
            view = PageView(page)
            used |= {id(found) for field in page.fields if (found := self.match(field, view, similar))}
        return tuple(answer.question for answer in self.answers if id(answer) not in used)


def parse_given(content: Any, open_file: OpenFile | None = None) -> GivenAnswers:
    """The content of an answers file (JSON or YAML,
    parsed). `open_file` turns the path of a `{"file": …}` value into a `FilePath`.

    Raises `InvalidInput` `answers_invalid` with the place of the mistake.
    """
    if not isinstance(content, Mapping):
        raise _wrong("The file holds no object.")
    if not {"answers", "fields"} & set(content) or not _is_full_shape(content):
        return GivenAnswers(answers=tuple(_answer(str(key), value, "once", False, open_file) for key, value in content.items()))
    unknown = set(content) - {"answers", "fields", "$schema", "schema"}
    if unknown:
        raise _wrong(f"Unknown keys beside `answers` and `fields`: {', '.join(sorted(map(str, unknown)))}.")
    rows = [_row(number, row, open_file) for number, row in enumerate(content.get("answers") or (), 1)]
    fields = [_answer(str(key), value, "once", True, open_file) for key, value in (content.get("fields") or {}).items()]
    return GivenAnswers(answers=(*fields, *rows))


def _is_full_shape(content: Mapping[str, Any]) -> bool:
    return isinstance(content.get("answers", []), list | None) and isinstance(content.get("fields", {}), Mapping | None)


def _row(number: int, row: Any, open_file: OpenFile | None) -> GivenAnswer:
    if (
        not isinstance(row, Mapping)
        or not isinstance(row.get("question"), str)
        or not row["question"].strip()
        or "value" not in row
    ):
        raise _wrong(f"Answer {number} has no `question` and `value`.")
    scope = row.get("scope", "once")
    if scope not in _SCOPES:
        raise _wrong(f"Answer {number} has the scope {scope!r}; it is one of {', '.join(_SCOPES)}.")
    return _answer(row["question"], row["value"], scope, False, open_file)


def _answer(question: str, value: Any, scope: Scope, exact: bool, open_file: OpenFile | None) -> GivenAnswer:
    return GivenAnswer(question=question, value=_value(question, value, open_file), scope=scope, exact=exact)


def _value(question: str, value: Any, open_file: OpenFile | None) -> GivenValue:
    if isinstance(value, bool | str):
        return value
    if isinstance(value, int | float):
        return float(value)
    if isinstance(value, list) and all(isinstance(item, str) for item in value):
        return tuple(value)
    if isinstance(value, Mapping) and set(value) == {"file"} and isinstance(value["file"], str):
        if open_file is None:
            raise _wrong(f"“{question}” gives a file, which cannot be given here.")
        return open_file(value["file"])
    if hasattr(value, "isoformat"):
        return str(value.isoformat())  # YAML reads an unquoted date as one
    raise _wrong(f"The value of “{question}” is neither text, number, yes/no, a list of texts nor a file.")


def _wrong(detail: str) -> InvalidInput:
    return InvalidInput("answers_invalid", "The answers cannot be read.", detail, _FIX)
