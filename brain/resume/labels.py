"""Words that say what stands behind them in an entry: `Employer:`, `Zeitraum:`, `Poste :`, `Institución:`."""

import re
from functools import cache

from brain.tables import table
from brain.words import fold


@cache
def _label(of: str) -> re.Pattern[str]:
    groups = (f"(?P<{kind}>{'|'.join(re.escape(word) for word in held)})" for kind, held in table("entry_labels")[of].items())
    return re.compile(rf"^(?:{'|'.join(groups)})\.?\s*:\s*")


def labelled(text: str) -> tuple[str, str] | None:
    """`Employer: Kisumu County Library` as what it says it is (`employer`) and the words themselves."""
    match = _label("entry").match(fold(text))
    return (str(match.lastgroup), text.split(":", 1)[1].strip()) if match and ":" in text else None


def label_kind(text: str) -> str | None:
    """What the head of a table's column says it holds."""
    kinds = {found[0] if (found := labelled(f"{part.strip()}:")) else None for part in (text, *text.split("/"))} - {None}
    return kinds.pop() if len(kinds) == 1 else None


def contact_label(text: str) -> str | None:
    """Which contact a line says it is: `name`, `email`, `phone`, `place` or `link`."""
    match = _label("contact").match(fold(text))
    return match.lastgroup if match else None


def without_label(text: str) -> str:
    """`Duties: none` without the word that only says what the rest is."""
    return text.split(":", 1)[1] if labelled(text) else text
