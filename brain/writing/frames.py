"""The frames of letters by rules, and courtesy: they say nothing about the person. What was put into them needs support."""

import re
from functools import cache

from brain.tables import table
from brain.writing.own_style import without_courtesy


def claims_of(text: str) -> str:
    """A letter's text without the words of our own frames and without courtesy; every value that was filled in stays, and every
    other sentence whole.

    What is left is what the critic holds against the facts: frames and courtesy of four languages are not for it to judge.
    """
    return "\n".join(_claims(line) for line in text.split("\n"))


def _claims(line: str) -> str:
    left = line.strip()
    for frame in _frames():
        left = " ".join(frame.sub(_values, left).split())
    return without_courtesy(left)


def _values(found: re.Match[str]) -> str:
    held = ", ".join(value for value in found.groups() if value)
    return f" {held}. " if held else " "


@cache
def _frames() -> tuple[re.Pattern[str], ...]:
    """One pattern per sentence of the letters' table, the longest first; each stands for whole sentences alone."""
    texts = {
        text for tones in table("letters").values() for tone in tones.values() if isinstance(tone, dict) for text in tone.values()
    }
    return tuple(_frame(text) for text in sorted(filter(None, texts), key=len, reverse=True))


def _frame(text: str) -> re.Pattern[str]:
    parts = re.split(r"\{\w+\}", text)
    # A value ends where the frame goes on: it holds no end of a sentence of its own unless a letter or digit follows at once.
    return re.compile(r"(?:^|(?<=[.!?]\s))" + r"((?:[^\n.!?]|[.!?](?=\S))+?)".join(map(re.escape, parts)) + r"(?=\s|$)")
