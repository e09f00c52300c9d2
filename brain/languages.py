"""Languages by the names people give them."""

import gettext
from functools import cache

import pycountry

from brain.words import fold, words

_READ_IN = ("de", "fr", "es", "it", "nl", "pt", "pl", "sv")


def language_names(text: str) -> tuple[str, ...]:
    """What the language a text names is called in several languages; empty where it names none."""
    code = language_code(text)
    language = pycountry.languages.get(alpha_2=code) if code else None
    if language is None:
        return ()
    translated = (translation.gettext(language.name) for translation in _translations())
    return tuple(dict.fromkeys(name.split(" (")[0] for name in (language.name, *translated)))


def language_name(code: str) -> str:
    """What a language is called in English: `Portuguese` for `pt`; the code itself where it is none."""
    language = pycountry.languages.get(alpha_2=code)
    return str(language.name).split(" (")[0] if language else code


@cache
def _translations() -> tuple[gettext.NullTranslations, ...]:
    return tuple(gettext.translation("iso639-3", pycountry.LOCALES_DIR, languages=[language]) for language in _READ_IN)


@cache
def _names() -> dict[str, str]:
    """Living languages with a two-letter code, by their folded names in several languages and their own."""
    found: dict[str, str] = {"mandarin": "zh", "farsi": "fa", "castellano": "es", "dutch": "nl", "gaelic": "gd"}
    for language in pycountry.languages:
        code = getattr(language, "alpha_2", None)
        if code:
            name = str(language.name).split(" (")[0]
            found |= {
                fold(text.split(" (")[0]): str(code)
                for text in (name, *(translation.gettext(language.name) for translation in _translations()))
            }
    return found


def language_code(text: str) -> str | None:
    """The ISO 639-1 code of the first language a text names: `German`, `Deutsch`, `Level of German`."""
    whole = _names().get(fold(text))
    return whole or next((_names()[word] for word in words(text) if len(word) > 3 and word in _names()), None)
