"""Whether every word of a source is accounted for: in the résumé, listed as not understood, or a word that says nothing."""

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from brain.dates import MONTHS, PRESENT
from brain.places import country_names
from brain.resume import ImportedResume, TextLine
from brain.resume.headings import heading
from brain.resume.labels import label_kind, without_label
from brain.resume.text import FURNITURE
from brain.tables import table
from brain.words import fold

_WORD = re.compile(r"[^\W\d_]{3,}")
_PLAIN = {
    *(name for names in MONTHS for name in names), *(word for said in PRESENT for word in said.split()),
    *table("entry_labels")["says_nothing"].split(),
}  # fmt: skip


def unaccounted(lines: Sequence[TextLine], imported: ImportedResume) -> list[str]:
    """The words that went missing, in order."""
    country = imported.resume["basics"].get("location", {}).get("countryCode")
    said = [*_leaves(imported.resume), *imported.not_understood, *(country_names(country) if country else ())]
    known = {word for text in said for word in _words(text)} | {
        re.sub(r"[^\w]", "", word) for text in said for word in fold(text).split()
    }
    lost = []
    for line in lines:
        if FURNITURE.match(line.text):
            continue
        for part in re.split(r"\s{4,}", line.text.strip().strip("#* ")):
            if heading(part) is None and label_kind(part) is None:
                lost += [word for word in _words(without_label(part)) if word not in known | _PLAIN]
    # Halves of a word that was parted at the end of a line.
    return [
        word for word in lost if not any(word != whole and (whole.startswith(word) or whole.endswith(word)) for whole in known)
    ]


def _words(text: str) -> list[str]:
    return _WORD.findall(fold(text))


def _leaves(value: Any) -> Iterable[str]:
    if isinstance(value, dict):
        return [text for held in value.values() for text in _leaves(held)]
    if isinstance(value, list):
        return [text for held in value for text in _leaves(held)]
    return [value if isinstance(value, str) else json.dumps(value)]
