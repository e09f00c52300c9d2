"""The prompt as a workspace: recognisers look at what is still open, take what they understood or report what they refuse."""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Generic, TypeVar

from brain.errors import InvalidInput
from brain.intent_rules.words import STOP

MAX_CHARACTERS = 2000
TAKEN = "\0"
REPORTED = "\1"
_TOKEN = re.compile(r"(?:[^\W\d_]\.){2,}|[^\W\d_]+(?:['’][^\W\d_]+)*(?:\+\+|#)?|\d+|[^\s\0\1]")
_SENTENCE_START = re.compile(r"(?:^|[.!?:;]\s)\W*$")
_QUOTES = str.maketrans({"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "‑": "-", "−": "-"})

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Token:
    start: int
    end: int
    text: str

    @property
    def low(self) -> str:
        return self.text.lower()

    @property
    def is_word(self) -> bool:
        return self.text[0].isalnum()


@dataclass(frozen=True, slots=True)
class Hit(Generic[T]):
    """A phrase of a lexicon found in the prompt."""

    start: int
    end: int
    value: T


def clean(prompt: str) -> str:
    """NFC text of printable characters and single spaces.

    Raises `InvalidInput`: `prompt_invalid`, `prompt_empty`, `prompt_too_long`.
    """
    if any(character == "\0" or "\ud800" <= character <= "\udfff" for character in prompt):
        raise InvalidInput(
            "prompt_invalid",
            "The goal holds characters that are not text.",
            "It contains NUL or half a surrogate pair.",
            "Type the goal again as plain text.",
        )
    if len(prompt) > MAX_CHARACTERS:
        raise InvalidInput(
            "prompt_too_long",
            "The goal is too long.",
            f"It has {len(prompt)} characters; at most {MAX_CHARACTERS} are read.",
            "Say it in fewer words.",
        )
    text = unicodedata.normalize("NFC", "".join(_plain(character) for character in prompt)).translate(_QUOTES)
    text = re.sub(r"\s+", " ", text).strip()
    if not text:
        raise InvalidInput(
            "prompt_empty",
            "There is no goal.",
            "The line is empty.",
            'Say what to do, for example "Find 5 remote python jobs and apply."',
        )
    return text


def _plain(character: str) -> str:
    """One character without disguise: full-width forms folded, invisible ones dropped, controls as spaces."""
    category = unicodedata.category(character)
    if category == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return ""
    if category.startswith(("C", "Z")):
        return " "
    folded = unicodedata.normalize("NFKC", character)
    return folded if "\uff00" <= character <= "\uffef" or category in {"Lu", "Ll"} else character


class Prompt:
    """Text with the state of every character: open, taken (understood) or reported (seen, but not expressible)."""

    def __init__(self, text: str, originals: Mapping[int, str] | None = None) -> None:
        """`originals`: what the person wrote where a word was corrected, by the corrected word's start."""
        self.text = text
        self.low = "".join(lower if len(lower := character.lower()) == 1 else character for character in text)
        self.open = self.low
        self.tokens = [Token(match.start(), match.end(), match.group()) for match in _TOKEN.finditer(text)]
        self._originals = dict(originals or {})
        self._index = {token.start: number for number, token in enumerate(self.tokens)}
        self.case_tells = not any(self._needlessly_capital(token) for token in self.tokens[1:])

    # looking

    def find(self, pattern: str) -> re.Match[str] | None:
        return re.search(pattern, self.open)

    def find_all(self, pattern: str) -> list[re.Match[str]]:
        return list(re.finditer(pattern, self.open))

    def before(self, position: int, pattern: str) -> re.Match[str] | None:
        """The match of `pattern` that ends exactly at `position` in the open text."""
        return re.search(rf"(?:{pattern})$", self.open[:position])

    def after(self, position: int, pattern: str) -> re.Match[str] | None:
        return re.compile(pattern).match(self.open, position)

    def is_open(self, start: int, end: int) -> bool:
        return TAKEN not in self.open[start:end] and REPORTED not in self.open[start:end]

    def index_at(self, position: int) -> int:
        """The number of the first token at or after `position`."""
        return next((number for number, token in enumerate(self.tokens) if token.start >= position), len(self.tokens))

    def is_name(self, token: Token) -> bool:
        """Is the token's capital letter a sign of a name (not of a sentence's start or of a shouted line)?"""
        return self.case_tells and token.text[0].isupper() and not _SENTENCE_START.search(self.text[: token.start])

    def _needlessly_capital(self, token: Token) -> bool:
        """A small word with a capital, as in a title or a shouted line: capitals there tell nothing."""
        return (
            token.low in STOP
            and len(token.text) > 1
            and token.text[0].isupper()
            and not _SENTENCE_START.search(self.text[: token.start])
        )

    def phrases(self, lexicon: Mapping[str, T], *, longest: int = 6) -> Iterator[Hit[T]]:
        """Open phrases of `lexicon` (lower-case keys), longest first, left to right, without overlap."""
        number = 0
        while number < len(self.tokens):
            hit = self.phrase_at(number, lexicon, longest=longest)
            if hit:
                yield hit
                number = self.index_at(hit.end)
            else:
                number += 1

    def phrase_at(self, number: int, lexicon: Mapping[str, T], *, longest: int = 6) -> Hit[T] | None:
        start = self.tokens[number].start
        for last in range(min(number + longest, len(self.tokens)) - 1, number - 1, -1):
            end = self.tokens[last].end
            value = lexicon.get(self.low[start:end])
            if value is not None and self.is_open(start, end):
                return Hit(start, end, value)
        return None

    # marking

    def take(self, start: int, end: int) -> None:
        self._mark(start, end, TAKEN)

    def take_all(self, pattern: str) -> bool:
        """Take every match of `pattern`; true when there was one."""
        matches = self.find_all(pattern)
        for match in matches:
            self.take(*match.span())
        return bool(matches)

    def report(self, start: int, end: int) -> None:
        self._mark(start, end, REPORTED)

    def _mark(self, start: int, end: int, mark: str) -> None:
        self.open = self.open[:start] + mark * (end - start) + self.open[end:]

    def original(self, start: int, end: int) -> str:
        """What the person wrote between two positions."""
        text, position = "", start
        for token in self.tokens:
            if start <= token.start and token.end <= end and token.start in self._originals:
                text += self.text[position : token.start] + self._originals[token.start]
                position = token.end
        return text + self.text[position:end]
