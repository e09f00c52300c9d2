"""Names in a sentence: products, employers, places and people. Each must be known from the sources."""

import re
from functools import cache

from brain.critique.support import Support
from brain.critique.wording import Wording, is_ordinary
from brain.data import roles
from brain.places import place_country
from brain.skills import skill_key, skills_in
from brain.tables import table
from brain.text_language import spoken_language_of
from brain.words import fold, numbers, words

# Which currency a number is in is the number's concern.
CURRENCIES = {
    "eur", "usd", "gbp", "chf", "cad", "aud", "nzd", "sgd", "hkd", "inr", "sek", "dkk",
    "nok", "pln", "czk", "huf", "jpy", "cny", "brl", "mxn", "zar", "aed",
}  # fmt: skip
_TOKEN = re.compile(r"[^\W_][\w'’.+#&-]*[\w+#]|[^\W_]")
_FORM = re.compile(
    r"(?:ed|ing|ly|ions?|ments?|ity|ities|ness|ances?|ences?|ors?|ive|ives|able|ful|ical|ism|ists?|ship|ships|hood|ages?|ures?|"
    r"ung|ungen|keit|heit|schaft|iert|tion|tions|eur|euse|ation|ciones|cion|dor|dora|ando|iendo)$"
)
# German writes every noun with a capital; a name is what stands bare where a noun would have an article.
_BARE = {"bei", "in", "aus", "nach", "von", "fur", "at", "for"}
_NOUN = re.compile(r"(?:ung|ungen|keit|heit|schaft|en|er|eit|tion|tionen|ien|ment|tat|nis|ik|ie|ur|anz|enz)$")


def names_not_known(sentence: str, support: Support, wording: Wording | None = None) -> list[str]:
    """The names of a sentence that no source holds. With the `wording` of what is cited, its first word is judged too."""
    tokens = [(match.group(), match.start()) for match in _TOKEN.finditer(sentence)]
    german = spoken_language_of(sentence, spoken_language_of("\n".join(support.own_texts))) == "de"
    found = []
    for position, (token, start) in enumerate(tokens):
        if not token[0].isupper() and not _odd(token):
            continue
        if all(is_known(word, support) for word in words(token)) or skills_in(token) or fold(token) in CURRENCIES:
            continue
        if wording is not None and all(wording.knows(piece) for word in words(token) for piece in re.split(r"[./&'-]", word)):
            continue
        before = fold(tokens[position - 1][0]) if position and sentence[:start].rstrip()[-1:] not in ".!?:" else ""
        if position == 0 and not _odd(token):
            if _first_is_name(token, wording, german):
                found.append(token)
        elif german and not _odd(token):
            beside = [tokens[place][0] for place in (position - 1, position + 1) if 0 < place < len(tokens)]
            if _german_name(token, before, beside, wording):
                found.append(token)
        elif not _number(token):
            found.append(token)
    if wording is not None:
        found += [
            word for word in _AT.findall(fold(sentence)) if not (wording.bears(word) or is_ordinary(word) or word in _PLACES)
        ]
    return found


# An employer in small letters: what stands bare after “at” and ends the clause, unless it is one of these.
_AT = re.compile(r"\b(?:at|bei|chez) ([^\W\d_]{3,})(?=\s*(?:[.,;:]|$))")
_PLACES = frozenset(
    {
        "scale",
        "night",
        "home",
        "school",
        "events",
        "lunch",
        "sea",
        "height",
        "heights",
        "speed",
        "source",
        "peak",
        "short",
        "noon",
    }
)


def _odd(token: str) -> bool:
    """Capitals or figures inside a word: no everyday word is written so."""
    inner = any(character.isupper() for character in token[1:])
    ordinal = re.fullmatch(r"\d+[a-zé]{1,4}", token.casefold())
    return inner or (bool(re.search(r"[^\W\d_]\d|\d[^\W\d_]", token)) and not ordinal)


def _number(token: str) -> bool:
    return bool(numbers(token))


def _first_is_name(token: str, wording: Wording | None, german: bool) -> bool:
    said = fold(token)
    if re.search(r"'s$", said) and not is_ordinary(said[:-2]):
        return wording is None or not wording.bears(said[:-2])
    if wording is None or german:
        return False
    return not (wording.bears(said) or is_ordinary(said) or _FORM.search(said) or said in _occupations() or len(said) < 4)


def _german_name(token: str, before: str, beside: list[str], wording: Wording | None) -> bool:
    """A place, what stands bare after a preposition, or one of two names together, as nouns do not stand."""
    said = fold(token)
    if wording is not None and wording.bears(said):
        return False
    if place_country(token):
        return True
    together = wording is not None and any(other[0].isupper() and not wording.bears(fold(other)) for other in beside)
    return (before in _BARE or together) and not _NOUN.search(said) and not is_ordinary(said)


@cache
def _occupations() -> frozenset[str]:
    return frozenset(roles.HEADS.split())


@cache
def _words_of_no_weight() -> frozenset[str]:
    return frozenset(table("words")["letters"].split())


def is_known(word: str, support: Support) -> bool:
    if word in support.words or skill_key(word) in support.skills:
        return True
    parts = [part for part in re.split(r"[./&'-]", word) if part]
    return all(part in support.words or part in _words_of_no_weight() or part.isdigit() or numbers(part) for part in parts)
