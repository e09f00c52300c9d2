"""The résumé as a person wants it: tailored, with their topics first, without what is to go, with the bullets they edited."""

from collections.abc import Mapping, Sequence
from typing import Any

from brain.facts import Candidate, Fact
from brain.ports import ResumeView
from brain.posting import Frozen, Posting
from brain.writing.directions import By, Directions
from brain.writing.relevance import Relevance
from brain.writing.tailoring import ENTRIES, TWO_PAGES, Choice, Chosen, fitted
from brain.writing.topics import Wanted, entry_of, said_by

_ONE_PAGE = 56


class ShownBullet(Frozen):
    """One bullet on paper. `path`: its place in the document made; `entry`, `under`: the entry's place in the person's own
    résumé, and its name; `by`: whose words they are; `cites`: the facts it stands on."""

    id: int | None
    path: str
    entry: str
    under: str
    text: str
    by: By
    cites: tuple[int, ...] = ()


class DirectedResume(Frozen):
    view: ResumeView
    bullets: tuple[ShownBullet, ...]


def directed(candidate: Candidate, posting: Posting | None, directions: Directions) -> DirectedResume:
    """The résumé of these directions; without a posting it is for any employer, in the candidate's own order."""
    wanted = Wanted(directions, candidate)
    choice = _Choice(candidate, Relevance(posting) if posting else None, wanted)
    lines = _ONE_PAGE if directions.pages == 1 else TWO_PAGES
    return _with_words(candidate, fitted(candidate, choice, lines, directions.length), directions)


class _Choice(Choice):
    """What is near a posting, and nearer what the person wants."""

    def __init__(self, candidate: Candidate, relevance: Relevance | None, wanted: Wanted) -> None:
        super().__init__(relevance)
        self._wanted = wanted
        self._gone = tuple(fact.path for fact in candidate.facts if wanted.leaves_out(fact))

    def of(self, text: str, path: str = "") -> float:
        return super().of(text, path) + self._wanted.boost(text, path.split(".")[0])

    def keeps(self, path: str) -> bool:
        # A whole entry goes with all that stands under it.
        return not any(path == gone or path.startswith(f"{gone}.") for gone in self._gone)

    def must(self, text: str, path: str) -> bool:
        return self._wanted.boost(text, path.split(".")[0]) > 0

    def finished(self, resume: dict[str, Any]) -> dict[str, Any]:
        """Without the sections and lines of its head that are to go, and with what is wanted of their order."""
        kept = {key: value for key, value in resume.items() if key not in self._wanted.sections_gone}
        basics = kept.get("basics")
        if isinstance(basics, Mapping):
            gone = self._wanted.parts_gone | ({"summary"} & self._wanted.sections_gone)
            kept["basics"] = {key: value for key, value in basics.items() if key not in gone}
        if first := [section for section in self._wanted.sections_first if section in kept]:
            kept["meta"] = {"sections": first}
        return kept


def _with_words(candidate: Candidate, chosen: Chosen, directions: Directions) -> DirectedResume:
    """The bullets in the words they were given since: the person's own before a model's before those of the fact."""
    resume, bullets = dict(chosen.view.resume), list[ShownBullet]()
    shown = set(chosen.view.fact_ids)
    for section in (name for name in ENTRIES if name in resume):
        made = []
        for number, (row, place) in enumerate(zip(resume[section], chosen.rows[section], strict=True)):
            entry = f"{section}[{place}]"
            held = _bullets(candidate, row, entry, directions, shown)
            under = ", ".join(str(row[key]) for key in ("position", "name", "organization") if row.get(key))
            bullets += [
                bullet.model_copy(update={"path": f"{section}[{number}].highlights[{at}]", "entry": entry, "under": under})
                for at, bullet in enumerate(held)
            ]
            made.append({**row, "highlights": [bullet.text for bullet in held]} if held or "highlights" in row else row)
        resume[section] = made
    standing = {bullet.id for bullet in bullets} | {
        fact.id for fact in candidate.facts if ".highlights[" not in fact.path or entry_of(fact) not in directions.own
    }
    # A bullet that was cut for want of room and that the person put back stands again.
    back = {bullet.id for bullet in bullets if bullet.id is not None}
    ids = tuple(fact.id for fact in candidate.facts if fact.id in back or (fact.id in shown and fact.id in standing))
    return DirectedResume(view=ResumeView(resume=resume, fact_ids=ids), bullets=tuple(bullets))


def _bullets(candidate: Candidate, row: Any, entry: str, directions: Directions, shown: set[int]) -> list[ShownBullet]:
    own = {fact.id: fact for fact in candidate.facts if fact.kind == "bullet" and entry_of(fact) == entry}
    if entry in directions.own:
        # They stand as the person left them: what was wanted before changes neither their order nor what is there.
        kept = directions.own[entry]
        return [_bullet(one.fact_id, one.text, _whose(one.fact_id, one.text, own, directions), directions) for one in kept]
    found: list[ShownBullet] = []
    left = [fact for fact in own.values() if fact.id in shown and ".highlights[" in fact.path]
    for text in row.get("highlights") or () if isinstance(row, Mapping) else ():
        fact = next((one for one in left if said_by(one) == str(text)), None)
        if fact is not None:
            left.remove(fact)
        said = directions.reworded.get(fact.id) if fact else None
        found.append(
            _bullet(fact.id if fact else None, said.text if said else str(text), "model" if said else "fact", directions)
        )
    return found


def _whose(fact_id: int | None, text: str, own: Mapping[int, Fact], directions: Directions) -> By:
    if fact_id is not None and said_by(own[fact_id]) == text:
        return "fact"
    return "model" if fact_id in directions.reworded and directions.reworded[fact_id].text == text else "person"


def _bullet(fact_id: int | None, text: str, by: By, directions: Directions) -> ShownBullet:
    said = directions.reworded.get(fact_id) if fact_id is not None and by == "model" else None
    cites: Sequence[int] = said.fact_ids if said else () if fact_id is None else (fact_id,)
    return ShownBullet(id=fact_id, path="", entry="", under="", text=text, by=by, cites=tuple(cites))
