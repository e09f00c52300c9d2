"""Nothing is dropped: the words of the source that stand neither in the résumé nor in the list of what was not understood."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Any

from brain.dates import span
from brain.places import country_names
from brain.resume.draft import Draft
from brain.resume.headings import heading
from brain.resume.labels import label_kind, without_label
from brain.resume.lines import TextLine
from brain.resume.rows import columns
from brain.tables import table
from brain.words import fold

_WORD = re.compile(r"[^\W_]{2,}")


def list_what_is_left(draft: Draft, lines: Sequence[TextLine]) -> None:
    """Adds every line to the list whose words were lost, with those words."""
    known = {word for value in _texts(draft.document) for word in _words(value)} | {
        word for said in draft.left for word in _words(said)
    }
    country = (draft.basics.get("location") or {}).get("countryCode")
    known |= {word for name in (country_names(country) if country else ()) for word in _words(name)}
    known |= {part for text in (*_texts(draft.document), *draft.left) for part in _joined(text)}
    plain = set(table("entry_labels")["says_nothing"].split())
    for index, line in enumerate(lines):
        lost = [word for word in _words(_undated(line.text)) if word not in known and word not in plain]
        below = lines[index + 1].text if index + 1 < len(lines) else ""
        lost = [word for word in lost if not _halved(word, line.text, below, lines[index - 1].text if index else "", known)]
        if lost and heading(line.text) is None:
            for part in re.split(r"\s{4,}|\t+|\s[|•·]\s", line.text.strip()):
                if set(_words(without_label(part))) & set(lost) and heading(part) is None and label_kind(part) is None:
                    draft.leave(line, part)
                    known |= set(_words(part))


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, Mapping):
        for held in value.values():
            yield from _texts(held)
    elif isinstance(value, list):
        for held in value:
            yield from _texts(held)
    elif value is not None:
        yield str(value)


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _joined(text: str) -> list[str]:
    """Words that a hyphen or dot joins, also as one: what was parted at the end of a line."""
    return [re.sub(r"[^\w]", "", word) for word in fold(text).split()]


def _undated(text: str) -> str:
    """The line without its dates: they are in the résumé in another form."""
    shown = fold(text)
    while (read := span(shown)) and read.words:
        shown = shown.replace(read.words, " ", 1)
    return shown


def _halved(word: str, text: str, below: str, above: str, known: set[str]) -> bool:
    """Half of a word that was parted at the end of a line and is whole in the résumé."""
    first, last = _words(below)[:1], _words(above)[-1:]
    text, above = columns(text)[0], columns(above)[0]
    ends = re.search(r"[-\u00ad\u2010/.]\s*$", text) and _words(text)[-1:] == [word]
    begins = re.search(r"[-\u00ad\u2010/.]\s*$", above) and _words(text)[:1] == [word]
    return bool((ends and first and word + first[0] in known) or (begins and last and last[0] + word in known))
