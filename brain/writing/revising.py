"""Wishes put into directions: what each changes, and which cannot be done with the facts there are."""

from collections.abc import Mapping, Sequence
from typing import Literal

from brain.facts import Candidate
from brain.posting import Frozen
from brain.text_language import SPOKEN
from brain.writing.directions import Directions, OwnBullet
from brain.writing.feedback import TOPICAL, Wish
from brain.writing.topics import entry_of, facts_about, said_by, topic

Paper = Literal["resume", "cover_letter"]
_MOST_STEPS = 6


class Revised(Frozen):
    """The directions now. `done`: what each wish changes, with the facts it is about; `not_done`: why others change nothing."""

    directions: Directions
    done: tuple[str, ...] = ()
    not_done: tuple[str, ...] = ()


def revised(directions: Directions, wishes: Sequence[Wish], candidate: Candidate, kind: Paper) -> Revised:
    """Puts wishes one after the other into directions; a later one takes back an earlier one of the same topic."""
    done: list[str] = []
    not_done: list[str] = []
    # Of several things that come first, the one said first stands first.
    for wish in (*(w for w in wishes if w.kind != "first"), *(w for w in reversed(wishes) if w.kind == "first")):
        if reason := _hindrance(wish, directions, candidate, kind):
            not_done.append(reason)
            continue
        directions = _with(directions, wish)
        if wish.kind in TOPICAL and directions.own:
            directions = directions.model_copy(update={"own": _own_bullets(directions.own, wish, candidate)})
        done.append(_told(wish, candidate))
    return Revised(directions=directions, done=tuple(done), not_done=tuple(not_done))


def _hindrance(wish: Wish, directions: Directions, candidate: Candidate, kind: Paper) -> str:
    if directions.text:
        return "It is your own text, and rules do not change your words: edit it and give it with --text."
    if wish.kind == "without" and facts_about(wish.about, candidate) and not facts_about(wish.about, candidate, strict=True):
        return f"Nothing speaks of “{wish.about}” alone; a whole job goes by its employer's name."
    if wish.kind in TOPICAL:
        return "" if facts_about(wish.about, candidate) else f"None of your facts speaks of “{wish.about}”."
    if wish.kind == "tone" and kind == "resume":
        return "A résumé shows your facts in your own words; a tone is for letters."
    if wish.kind == "language":
        if kind == "resume":
            return (
                "A résumé shows your facts in your own words, and rules cannot translate them: import a résumé in that language."
            )
        if wish.about not in SPOKEN:
            return "Letters are written in English, German, French and Spanish."
    return ""


def _with(held: Directions, wish: Wish) -> Directions:
    match wish.kind:
        case "first" | "more" | "less" | "without":
            same = wish.about.casefold()
            lists = {kind: tuple(t for t in getattr(held, kind) if t.casefold() != same) for kind in TOPICAL}
            lists[wish.kind] = (wish.about, *lists[wish.kind])
            kept = tuple(
                one for one in held.middle if wish.kind != "without" or not topic(wish.about).is_in(one.text, strict=True)
            )
            return held.model_copy(update={**lists, "middle": kept})
        case "shorter" | "longer":
            # A number of pages is a measure of its own.
            step = 0 if wish.about else -1 if wish.kind == "shorter" else 1
            length = max(-_MOST_STEPS, min(_MOST_STEPS, held.length + step))
            pages = int(wish.about) if wish.about else None if wish.kind == "longer" else held.pages
            return held.model_copy(
                update={"length": length, "pages": pages, "middle": held.middle[: len(held.middle) + min(0, step)]}
            )
        case "tone":
            return held.model_copy(update={"tone": wish.about})
        case "language":
            # What a model wrote is in another language than the one that is wanted now.
            return held.model_copy(update={"language": wish.about, "middle": ()})


def _own_bullets(own: Mapping[str, tuple[OwnBullet, ...]], wish: Wish, candidate: Candidate) -> dict[str, tuple[OwnBullet, ...]]:
    """The bullets the person edited, after one more wish: moved, taken out or brought back, never reworded."""
    about, gone = topic(wish.about), wish.kind == "without"
    facts = {fact.id: fact for fact in facts_about(wish.about, candidate, strict=gone) if ".highlights[" in fact.path}
    found: dict[str, tuple[OwnBullet, ...]] = {}
    for entry, rows in own.items():
        meant = [one for one in rows if one.fact_id in facts or about.is_in(one.text, strict=gone)]
        rest = [one for one in rows if one not in meant]
        if wish.kind in {"first", "more"}:
            held = {one.fact_id for one in rows}
            # What the person took out comes back only where nothing else of it is there.
            back = [fact for fact in facts.values() if not meant and entry_of(fact) == entry and fact.id not in held]
            meant += [OwnBullet(fact_id=fact.id, text=said_by(fact)) for fact in back]
            found[entry] = (*meant, *rest)
        else:
            found[entry] = tuple(rest) if gone else (*rest, *meant)
    return found


def _told(wish: Wish, candidate: Candidate) -> str:
    if wish.kind in TOPICAL:
        found = facts_about(wish.about, candidate, strict=wish.kind == "without")
        numbers = ", ".join(str(fact.id) for fact in found[:8]) + (", …" if len(found) > 8 else "")
        said = {"first": "comes first", "more": "is brought out", "less": "stands back", "without": "is left out"}[wish.kind]
        return f"“{wish.about}” {said} (facts {numbers})."
    if wish.kind in {"shorter", "longer"}:
        return f"It takes at most {wish.about} page(s)." if wish.about else f"It is made {wish.kind}."
    return f"The {wish.kind} is {wish.about}."
