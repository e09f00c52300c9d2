"""From the words beside a control to its label, and what those words say about being required."""

import re
from typing import NamedTuple

from workers.hands.browser.wording import OPTIONAL, REQUIRED, fold

_STARS = re.compile(r"\s*[*✱∗＊]+\s*")
_BRACKETS = re.compile(r"\s*[(\[（]\s*([^()\[\]（）]{2,30})\s*[)\]）]\s*")
_STAR_IN_BRACKETS = re.compile(r"[(\[]\s*[*✱∗＊]\s*[)\]]")
_TRAILING = re.compile(r"[\s:：–—-]+$")


_STAR_THEN_MORE = re.compile(r"^(\S.+?)\s*[*✱∗＊]\s+(\S.*)$")


class Label(NamedTuple):
    """A label without its marks. `required`: what they said, None = nothing. `rest`: words that followed the mark."""

    text: str
    required: bool | None
    rest: str = ""


def clean_label(text: str) -> Label:
    """`"First Name*"` → `First Name`, required; `"Headline (Optional)"` → `Headline`, not; `"Start* DD/MM/YYYY"` keeps a rest."""
    more = _STAR_THEN_MORE.match(text)
    if more and not _BRACKETS.fullmatch(more[2]):
        return Label(_read_marks(more[1]).text, True, more[2].strip())
    return _read_marks(text)


def _read_marks(text: str) -> Label:
    said: bool | None = None
    text = _STAR_IN_BRACKETS.sub("*", text)
    starred = bool(
        re.match(r"^\s*[*✱∗＊]", text) or re.search(r"[*✱∗＊]\s*[:：]?\s*$", text) or re.search(r"[*✱∗＊]\s*[(\[]", text)
    )
    if starred:
        said, text = True, _STARS.sub(" ", text)
    for bracket in _BRACKETS.finditer(text):
        mark = _mark(bracket.group(1))
        if mark is not None:
            said, text = mark, text.replace(bracket.group(0), " ", 1)
    words = text.strip().rsplit(maxsplit=1)
    if len(words) == 2 and len(words[0]) > 2 and (mark := _mark(words[1])) is not None:
        said, text = mark, words[0]
    return Label(_TRAILING.sub("", re.sub(r"\s+", " ", text)).strip(), said)


def _mark(words: str) -> bool | None:
    folded = fold(words).strip(" .:-–—*")
    if OPTIONAL.fullmatch(folded):
        return False
    if REQUIRED.fullmatch(folded):
        return True
    return None


def slug(label: str) -> str:
    """A label as a part of a key: `"Are you 18?"` → `"are_you_18"`; words of any script are kept."""
    return re.sub(r"\W+", "_", fold(label)).strip("_")[:60]
