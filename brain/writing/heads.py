"""The head of a letter: who writes, how to reach them, what it is about."""

import re
from collections.abc import Mapping
from datetime import date
from typing import Any

from brain.ports import Letterhead
from brain.posting import Posting
from brain.tables import table
from brain.text_language import spoken_or_english
from brain.writing.letters import spoken_title


def letterhead(resume: Mapping[str, Any], posting: Posting, language: str, day: date | None = None) -> Letterhead:
    """The head from the candidate's own contacts; `day` is written the way the language does."""
    basics = resume.get("basics")
    basics = basics if isinstance(basics, Mapping) else {}
    said = table("papers")[spoken_or_english(language)]
    written = said["day"].format(day=day.day, month=said["full_months"][day.month - 1], year=day.year) if day else ""
    title = spoken_title(posting.title)
    return Letterhead(
        sender=_line(basics, "name"),
        label=_line(basics, "label"),
        contacts=contact_texts(basics),
        subject=said["subject"].format(title=title) if title else "",
        language=language,
        date=written,
    )


def contact_texts(basics: Mapping[str, Any]) -> tuple[str, ...]:
    """E-mail, telephone and place of a résumé's `basics`, never the street."""
    place = basics.get("location")
    place = place if isinstance(place, Mapping) else {}
    where = ", ".join(dict.fromkeys(part for key in ("city", "region", "countryCode") if (part := _line(place, key))))
    email = _line(basics, "email")
    reached = (email if re.fullmatch(r"[^@\s]+@[^@\s]+", email) else "", _line(basics, "phone"), where)
    return tuple(text for text in reached if text)


def _line(held: Mapping[str, Any], key: str) -> str:
    value = held.get(key)
    if isinstance(value, int | float) and not isinstance(value, bool):
        return str(value)
    return " ".join(value.split()) if isinstance(value, str) else ""
