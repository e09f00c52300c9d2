"""Prompts as text files, rendered strictly; text of a page enters them cleaned and between boundaries nobody can guess.

What a page says is data. Cleaning takes what hides (invisible characters, look-alike marks, pictures of letters), what imitates
markers of ours or of a model's, and lines that give orders to whoever reads for the applicant; those are told to the person.
"""

import re
import secrets
import unicodedata
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from string import Template

from brain.requirements import plain_text
from brain.tables import table
from brain.words import fold

_KEPT_CONTROLS = "\n\t"
_DROPPED = {"Cc", "Cf", "Cn", "Co", "Cs"}
_SELECTORS = re.compile("[\ufe00-\ufe0f\U000e0100-\U000e01ef\u2800-\u28ff]")  # variation selectors, Braille
_MOST_MARKS = 2  # no language stacks more on one letter
_BLOB = re.compile(r"[A-Za-z0-9+/_-]{48,}={0,2}")  # no word of a person: encoded text
_ADDRESS = re.compile(r"(?:https?://|www\.)\S+", re.I)
_COMMENT = re.compile(r"<!--.*?(?:-->|$)", re.S)
_HEADING = re.compile(r"(?m)^[ \t]*(?:#{1,6}|-{3,}|={3,}|`{3,}|\*{3,})[ \t]*")
_BRACKETS = str.maketrans({"<": "‹", ">": "›", "`": "'", "|": "¦"})
LEFT_OUT = "[a line is left out]"


def clean(text: str, most: int = 6000) -> str:
    """Page text as a prompt may hold it: at most `most` characters, one form of each letter, no markers, no addresses."""
    text = _COMMENT.sub(" ", text)
    shown = unicodedata.normalize("NFKC", plain_text(text) if "<" in text else text)
    shown = _SELECTORS.sub("", shown)
    shown = "".join(c for c in shown if c in _KEPT_CONTROLS or unicodedata.category(c) not in _DROPPED)
    shown = _unstacked(shown)
    shown = _ADDRESS.sub("[address]", _BLOB.sub("[…]", shown))
    shown = _HEADING.sub("", shown.translate(_BRACKETS))
    lines = (" ".join(line.split()) for line in shown.splitlines())
    return "\n".join(line for line in lines if line)[:most].strip()


def _unstacked(text: str) -> str:
    """The text with at most two combining marks on a letter."""
    kept: list[str] = []
    run = 0
    for character in unicodedata.normalize("NFD", text):
        run = run + 1 if unicodedata.combining(character) else 0
        if run <= _MOST_MARKS:
            kept.append(character)
    return unicodedata.normalize("NFC", "".join(kept))


def without_orders(cleaned: str) -> tuple[str, tuple[str, ...]]:
    """The text without sentences that instruct whoever reads for the applicant, and those sentences as they were said."""
    found: list[str] = []
    lines = []
    for line in cleaned.splitlines():
        parts = re.split(r"(?<=[.!?。！？؟])\s*", line)
        orders = [part for part in parts if gives_orders(part)]
        found += orders
        kept = " ".join(part for part in parts if part and part not in orders)
        lines.append(f"{kept} {LEFT_OUT}".strip() if orders else kept)
    return "\n".join(lines), tuple(found)


def gives_orders(sentence: str) -> bool:
    """Whether a sentence speaks to a machine that reads it: in the languages of `data/orders.yaml`, spaced and rotated too."""
    folded = fold(sentence)
    shown = (folded, re.sub(r"\b(\w) (?=\w\b)", r"\1", folded), folded.translate(_ROTATED))
    return any(pattern.search(text) for pattern in _orders() for text in shown)


_ALPHABET = "abcdefghijklmnopqrstuvwxyz"
_ROTATED = str.maketrans(_ALPHABET, _ALPHABET[13:] + _ALPHABET[:13])


@cache
def _orders() -> tuple[re.Pattern[str], ...]:
    return tuple(re.compile(fold(pattern) if pattern.isalpha() else pattern) for pattern in table("orders")["orders"])


def fenced(name: str, text: str, boundary: str) -> str:
    """`text` between two lines that bear this call's boundary."""
    return f"[{name} {boundary} begins]\n{text}\n[{name} {boundary} ends]"


def new_boundary(*texts: str) -> str:
    """A boundary for one call that occurs in none of the texts."""
    while True:
        made = secrets.token_hex(8)
        if not any(made in text for text in texts):
            return made


def rendered(name: str, values: Mapping[str, str]) -> str:
    """`brain/prompts/<name>.txt` with every `$name` replaced. Raises `KeyError` for one that is missing, or not asked for."""
    template = _template(name)
    if stray := set(values) - set(template.get_identifiers()):
        raise KeyError(f"the prompt {name} does not ask for {', '.join(sorted(stray))}")
    return template.substitute(values).strip() + "\n"


@cache
def _template(name: str) -> Template:
    return Template((files("brain.prompts") / f"{name}.txt").read_text(encoding="utf-8"))


def tokens(text: str) -> int:
    """How many tokens a text comes to, rather too many than too few: three bytes to a token, and a few for its frame."""
    return len(text.encode()) // 3 + 16
