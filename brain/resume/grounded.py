"""Whether a résumé says only what its source says: every value must occur in the text it was read from."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from brain.dates import PartialDate, partial, span
from brain.places import city_country, country_names, place_country
from brain.posting import Frozen
from brain.resume.lines import TextLine
from brain.resume.rows import columns
from brain.words import fold, words

_DATES = {"startDate", "endDate", "date", "releaseDate"}
_PARTED = re.compile(r"(?<=[^\W\d_])[-\u00ad\u2010]\s*\n\s*(?=[^\W\d_])")


class Ungrounded(Frozen):
    """A value that the source does not hold, with its place in the document."""

    path: str
    value: str


def ungrounded(document: Mapping[str, Any], source: str | Sequence[TextLine]) -> tuple[Ungrounded, ...]:
    """The values of a JSON Resume document whose words do not stand, one after the other, in the source text.

    A date is held against the dates of the text, a country code against the places it names.
    """
    text = source if isinstance(source, str) else "\n".join(line.text for line in source)
    held = _Source(text)
    return tuple(Ungrounded(path=path, value=value) for path, key, value in _leaves(document, "") if not held.says(key, value))


class _Source:
    def __init__(self, text: str) -> None:
        # A word parted at the end of a line may be one word or two joined by the hyphen; both readings count.
        self._tokens = [
            _tokens(text),
            _tokens(_PARTED.sub("", text)),
            _tokens(_PARTED.sub("-", text)),
            _tokens(re.sub(r"\s{4,}", " ", text)),
        ]
        shown = "\n".join(columns(line)[0] for line in text.splitlines())
        self._tokens += [_tokens(shown), _tokens(_PARTED.sub("", shown)), _tokens(_PARTED.sub("-", shown))]
        self._digits = re.sub(r"[^\d+]", "", text)
        self._bare = re.sub(r"\s", "", fold(text))
        self._dates = set(_dates(text))
        self._text = text

    def says(self, key: str, value: str) -> bool:
        if key in _DATES:
            read = partial(value)
            return read is not None and any(_within(read, date) for date in self._dates)
        if key == "countryCode":
            return self._names_country(value)
        if key in {"url", "username", "network"}:
            return re.sub(r"^https?://(?:www\.)?|/$|\s", "", fold(value)) in self._bare
        if key == "phone":
            return re.sub(r"[^\d+]", "", value) in self._digits
        return any(_tokens(value) in tokens for tokens in self._tokens)

    def _names_country(self, code: str) -> bool:
        if any(name in fold(self._text) for name in map(fold, country_names(code)) if len(name) > 2):
            return True
        parts = [part for part in re.split(r"[\n|•·–—]|\s{3,}", self._text) if 0 < len(part) < 100]
        return any(place_country(part.strip()) == code for part in parts) or any(
            city_country(run) == code for run in _runs(parts)
        )


def _runs(parts: list[str]) -> Iterator[str]:
    for text in parts:
        said = text.split()[:12]
        yield from (" ".join(said[start : start + long]) for long in (1, 2, 3) for start in range(len(said)))


def _tokens(text: str) -> str:
    return " " + " ".join(part for word in words(text) for part in re.split(r"[.'&/-]", word) if part) + " "


def _dates(text: str) -> Iterator[PartialDate]:
    for line in text.splitlines():
        shown = fold(line)
        while (read := span(shown)) and read.words:
            yield from (date for date in (read.start, read.end) if date)
            shown = shown.replace(read.words, " ", 1)


def _within(said: PartialDate, written: PartialDate) -> bool:
    """A date that says no more than the text does: `2019` where it says March 2019."""
    return said.year == written.year and said.month in (None, written.month) and said.day in (None, written.day)


def _leaves(value: Any, path: str, key: str = "") -> Iterator[tuple[str, str, str]]:
    if isinstance(value, Mapping):
        for name, held in value.items():
            yield from _leaves(held, f"{path}.{name}" if path else str(name), str(name))
    elif isinstance(value, list):
        for index, held in enumerate(value):
            yield from _leaves(held, f"{path}[{index}]", key)
    elif value is not None and str(value).strip():
        yield path, key, str(value)
