"""Forms in German, French and Spanish: their labels, options, buttons and messages."""

import gettext
from functools import cache
from typing import Any

import pycountry

from deploy.market.catalogue import load
from deploy.market.fields import Field

ENGLISH = "en"
REQUIRED = " is required"


@cache
def _words() -> dict[str, dict[str, str]]:
    words: dict[str, dict[str, str]] = load("languages.yaml")
    return words


@cache
def _countries(language: str) -> gettext.NullTranslations:
    return gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language], fallback=True)


def say(language: str, text: str) -> str:
    """`text` in another language; a text nobody has translated stays English, as on many real sites."""
    if language == ENGLISH:
        return text
    known = _words().get(text, {}).get(language)
    if not known and text.endswith(REQUIRED):
        return say(language, "{}" + REQUIRED).format(text.removesuffix(REQUIRED))
    return known or _countries(language).gettext(text)


def translated(field: Field, language: str) -> Field:
    """The question as a form of that language asks it, its options and its true answer with it."""
    if language == ENGLISH:
        return field
    change: dict[str, Any] = {"label": say(language, field.label), "help": field.help and say(language, field.help)}
    if field.options:
        change["options"] = tuple(say(language, option) for option in field.options)
        change["answer"] = _answer(field, language)
    if field.when:
        change["when"] = (field.when[0], tuple(say(language, answer) for answer in field.when[1]))
    return field.model_copy(update=change)


def _answer(field: Field, language: str) -> str | bool | tuple[str, ...] | None:
    if isinstance(field.answer, tuple):
        return tuple(say(language, part) for part in field.answer)
    return say(language, field.answer) if isinstance(field.answer, str) else field.answer
