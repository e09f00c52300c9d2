"""What in a résumé cannot all be true, or was not meant for this reader: said as warnings, never mended in silence.

A warning begins with its code: `no_name`, `name_too_long`, `end_before_start`, `second_person`, `language_unknown`.
"""

import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from brain.dates import is_present, partial
from brain.languages import language_name
from brain.text_language import SPOKEN, language_of
from brain.words import fold, words

LONGEST_NAME = 120
_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_FEWEST_WORDS = 25


def doubts_about(document: Mapping[str, Any]) -> list[str]:
    """Warnings about a JSON Resume document."""
    return [*_about_the_name(document), *_about_dates(document)]


def doubts_about_text(texts: Sequence[str]) -> list[str]:
    """Warnings about the lines a résumé was read from."""
    return [*_about_people(texts), *_about_the_language(texts)]


def _about_the_name(document: Mapping[str, Any]) -> Iterator[str]:
    basics = document.get("basics")
    name = basics.get("name") if isinstance(basics, Mapping) else None
    if not name:
        yield "no_name: No name was found."
    elif len(str(name)) > LONGEST_NAME:
        yield f"name_too_long: The name has {len(str(name))} characters; forms take fewer."


def _about_dates(document: Mapping[str, Any]) -> Iterator[str]:
    for section in ("work", "volunteer", "education", "projects"):
        entries = document.get(section)
        for index, entry in enumerate(entries if isinstance(entries, list) else ()):
            if not isinstance(entry, Mapping):
                continue
            start, end = (str(entry.get(key) or "") for key in ("startDate", "endDate"))
            first, last = partial(start), None if is_present(end) else partial(end)
            if first and last and (last.year, last.month or 12, last.day or 31) < (first.year, first.month or 1, first.day or 1):
                yield f"end_before_start: {section}[{index}] ends {end} before it starts {start}; neither was changed."


def _about_people(texts: Sequence[str]) -> Iterator[str]:
    """Two addresses of different people, each below something like a name, are two résumés in one file."""
    texts = [text for text in texts if not re.match(r"\s*(?:to|an|cc|bcc|para)\s*:", fold(text))]
    owners = Counter(match.lower() for text in texts for match in _EMAIL.findall(text))
    names = [" ".join(text.split()) for text in texts if re.match(r"\s*(?:name|nom|nombre)\s*:", fold(text))]
    if len(owners) > 1 or len({fold(name) for name in names}) > 1:
        shown = ", ".join(list(owners)[:3] or names[:3])
        yield f"second_person: The file names more than one e-mail address or person ({shown}); the first was taken."


def _about_the_language(texts: Sequence[str]) -> Iterator[str]:
    said = [word for text in texts for word in words(text)]
    letters = [letter for text in texts for letter in text if letter.isalpha()]
    latin = sum(letter < "\u0250" for letter in letters)
    if letters and latin * 2 < len(letters):
        yield "language_unknown: The résumé is in a script whose words are not known here; contacts and dates were looked for."
    elif len(said) >= _FEWEST_WORDS:
        written = language_of("\n".join(texts))
        if written not in SPOKEN:
            name = language_name(written)
            yield f"language_unknown: The résumé seems to be written in {name}; English, German, French and Spanish are read."
