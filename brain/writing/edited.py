"""The bullets of a résumé as a text to edit, and what came back of it: each line keeps the id of the fact it stands for."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any

from brain.critic import audit_text
from brain.critique.bullets import check_bullet
from brain.errors import InvalidInput
from brain.facts import Candidate
from brain.manifest import Doubt
from brain.posting import Posting
from brain.writing.directed import ShownBullet
from brain.writing.directions import Directions, OwnBullet
from brain.writing.topics import entry_of

MAX_BULLET = 1000
MAX_BULLETS = 300
_HEAD = """# Change the words after a number; the number says which fact the line stands for.
# A line you delete is left out; the order of the lines is their order on paper.
# A line that begins with + is a new bullet of that entry, in your own words.
"""
_FIX = "Keep the [entry] lines and the numbers as they were printed (jobhunter revise DOCUMENT --bullets), and change the words."


def bullets_text(bullets: Sequence[ShownBullet]) -> str:
    """The bullets under the entries they belong to, to be edited."""
    lines = [_HEAD.rstrip()]
    entry = ""
    for bullet in bullets:
        if bullet.entry != entry:
            entry = bullet.entry
            lines += ["", f"[{entry}] {bullet.under}"]
        lines.append(f"{bullet.id}: {bullet.text}" if bullet.id is not None else f"+ {bullet.text}")
    return "\n".join(lines) + "\n"


def edited_directions(held: Directions, text: str, bullets: Sequence[ShownBullet], candidate: Candidate) -> Directions:
    """The directions with the bullets of a text that came back; entries in which nothing changed stay as they were.

    `text`: as printed, or the JSON of `bullets` of a document of ours. Raises `InvalidInput` `bullets_unreadable`,
    `bullets_unknown`, `bullets_too_long`.
    """
    came = _of_json(text) if re.match(r"\s*(?:\{|\[\s*\{)", text) else _of_text(text)
    before: dict[str, list[OwnBullet]] = {}
    for bullet in bullets:
        before.setdefault(bullet.entry, []).append(OwnBullet(fact_id=bullet.id, text=bullet.text))
    _check(came, before, candidate)
    # An entry all of whose lines were deleted together with its heading has lost its bullets too.
    now = {**dict.fromkeys(before, ()), **{entry: tuple(rows) for entry, rows in came.items()}}
    changed = {entry: rows for entry, rows in now.items() if list(rows) != before.get(entry, [])}
    return held.model_copy(update={"own": {**held.own, **changed}})


def bullet_doubts(bullets: Sequence[ShownBullet], candidate: Candidate, posting: Posting | None) -> tuple[Doubt, ...]:
    """What in the person's own bullets goes beyond the facts of their entry. Meant to be shown: their words stand."""
    found: list[Doubt] = []
    for bullet in (one for one in bullets if one.by == "person"):
        of_entry = [
            f for f in candidate.facts if f.kind == "bullet" and entry_of(f) == bullet.entry and f.sensitivity == "public"
        ]
        # Whoever edits one bullet may say in it what another one of the same job says.
        if of_entry:
            nearest = [f for f in of_entry if f.id == bullet.id]
            held = check_bullet(bullet.text, nearest, candidate, posting, bullet.path) if nearest else []
            doubts = held if nearest and not held else check_bullet(bullet.text, of_entry, candidate, posting, bullet.path)
        else:
            doubts = [
                doubt.model_copy(update={"key": bullet.path})
                for doubt in audit_text(bullet.text, candidate.facts, posting, candidate).doubts
            ]
        found += doubts
    return tuple(dict.fromkeys(found))


def _of_text(text: str) -> dict[str, list[OwnBullet]]:
    found: dict[str, list[OwnBullet]] = {}
    rows: list[OwnBullet] | None = None
    for number, line in enumerate(text.replace("\ufeff", "").splitlines(), 1):
        said = " ".join(line.split())
        if not said or said.startswith("#"):
            continue
        if head := re.match(r"\[(\w+\[\d+\])\]", said):
            rows = found.setdefault(head[1], [])
        elif rows is None:
            raise _unreadable(f"Line {number} stands under no [entry]: “{said[:80]}”")
        elif held := re.match(r"(\d+)\s*[:.)]\s*(.+)", said):
            rows.append(OwnBullet(fact_id=int(held[1]), text=held[2]))
        elif held := re.match(r"[+•*-]\s*(.+)", said):
            rows.append(OwnBullet(fact_id=None, text=held[1]))
        else:
            raise _unreadable(f"Line {number} begins with neither a number nor +: “{said[:80]}”")
    if not found:
        raise _unreadable("It holds no bullets.")
    return found


def _of_json(text: str) -> dict[str, list[OwnBullet]]:
    try:
        held: Any = json.loads(text)
        rows = held["bullets"] if isinstance(held, Mapping) else held
        found: dict[str, list[OwnBullet]] = {}
        for row in rows:
            fact_id, said = row.get("id"), " ".join(str(row["text"]).split())
            if said:
                found.setdefault(str(row["entry"]), []).append(
                    OwnBullet(fact_id=None if fact_id is None else int(fact_id), text=said)
                )
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise _unreadable(f"It is no list of bullets: {type(error).__name__} {error}") from error
    return found


def _check(came: Mapping[str, Sequence[OwnBullet]], before: Mapping[str, Sequence[OwnBullet]], candidate: Candidate) -> None:
    known = {f.id: entry_of(f) for f in candidate.facts if f.kind == "bullet" and ".highlights[" in f.path}
    known |= {one.fact_id: entry for entry, rows in before.items() for one in rows if one.fact_id is not None}
    entries = {f.path for f in candidate.facts if f.kind in {"employment", "project"}} | set(before) | set(known.values())
    if sum(map(len, came.values())) > MAX_BULLETS:
        raise InvalidInput("bullets_too_long", "There are too many bullets.", f"More than {MAX_BULLETS}.", "Leave some out.")
    seen: set[int] = set()
    for entry, rows in came.items():
        if entry not in entries:
            raise InvalidInput("bullets_unknown", "There is no such entry in your résumé.", f"[{entry}]", _FIX)
        for one in rows:
            if len(one.text) > MAX_BULLET:
                detail = f"{len(one.text)} characters: “{one.text[:60]}…”"
                raise InvalidInput("bullets_too_long", "A bullet is too long.", detail, f"Keep it below {MAX_BULLET} characters.")
            if one.fact_id is not None and (known.get(one.fact_id) != entry or one.fact_id in seen):
                raise InvalidInput(
                    "bullets_unknown", "A number stands for no bullet of its entry.", f"[{entry}] {one.fact_id}", _FIX
                )
            seen |= {one.fact_id} if one.fact_id is not None else set()


def _unreadable(detail: str) -> InvalidInput:
    return InvalidInput("bullets_unreadable", "The edited bullets cannot be read.", detail, _FIX)
