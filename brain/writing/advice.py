"""What a person can do about a posting: said in sentences, each from what the facts have and what the posting asks for."""

from collections.abc import Sequence

from brain.posting import Posting
from brain.writing.coverage import Coverage

_MOST = 12


def advice(posting: Posting, coverage: Coverage, hard_fails: Sequence[str] = ()) -> tuple[str, ...]:
    """Sentences for the person, what decides most first. Nothing here asks to claim what is not so."""
    missing = [word.skill for word in coverage.keywords if word.state == "missing" and not word.preferred]
    wished = [word.skill for word in coverage.keywords if word.state == "missing" and word.preferred]
    held = [word for word in coverage.keywords if word.state == "held"]
    said = [f"Before anything else: {reason}" for reason in hard_fails]
    if missing:
        said.append(f"Required and in none of your facts: {_listed(missing)}. If you have them, add them to your résumé first.")
    said += [
        f"You can show {word.skill} (fact {word.facts[0]}), but your résumé does not say the word: add it to your skills."
        for word in held
        if word.facts
    ]
    for line in coverage.requirements:
        if line.preferred or line.state == "met":
            continue
        if line.state == "partly":
            said.append(f"Partly met: “{_short(line.requirement)}”. Be ready to tell how near you are.")
        elif not any(skill in line.requirement.casefold() for skill in missing):
            said.append(f"Nothing among your facts speaks for “{_short(line.requirement)}”.")
    if wished:
        said.append(f"Welcome but not required, and not in your facts: {_listed(wished)}.")
    if not coverage.keywords and not coverage.requirements:
        said.append("The posting lists no requirements that could be read; look at its text yourself.")
    if posting.closes_at is not None:
        said.append(f"It closes on {posting.closes_at:%Y-%m-%d}.")
    return tuple(dict.fromkeys(said))[:_MOST] or ("Your facts meet all that the posting asks for.",)


def _listed(names: Sequence[str]) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])} and {names[-1]}"


def _short(text: str) -> str:
    return text if len(text) <= 120 else f"{text[:119].rstrip()}…"
