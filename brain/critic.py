"""The critic: plain-code checks of every answer and text against the facts they cite. It doubts or is silent; it repairs nothing.

The checks by name: `unknown_fact`, `unknown_answer`, `unknown_file`, `wrong_file`, `secret_filled`, `not_from_a_model`,
`no_provenance`, `value_differs`, `not_in_facts`, `not_an_option`, `wrong_fact`, and for free text `number_not_in_facts`,
`number_of_something_else`, `skill_not_in_facts`, `name_not_in_facts`, `verb_of_rank`, `scope_not_in_facts`,
`title_not_in_facts`, `title_of_another_job`, `degree_not_in_facts`, `certificate_not_in_facts`, `language_level`; for a
rewritten bullet besides `no_citation`, `private_fact`, `cites_several_jobs`, `too_far_from_source`, `claim_not_in_facts`,
`part_made_whole`, `turned_round`; for a résumé `structure_changed` and `gap_by_selection`; and `model:…` for what a model
doubted.
"""

from collections.abc import Collection, Iterable, Mapping, Sequence
from datetime import date
from typing import Any

from brain.answering.profile import Profile
from brain.answers import answer_form
from brain.critique.bullets import check_bullet
from brain.critique.fields import Examiner
from brain.critique.prose import check_text
from brain.critique.selection import bullets_of, gap_doubts, structure_doubts
from brain.critique.support import Support
from brain.facts import Candidate, Fact
from brain.form import FormPage
from brain.manifest import Answer, Doubt, Manifest, Verdict
from brain.posting import Posting


def audit(manifest: Manifest, candidate: Candidate, posting: Posting, *, today: date | None = None) -> Verdict:
    """Holds every field of a manifest against the facts it cites. `today` dates the counting of years."""
    day = today or date.today()
    expected = _expected(manifest, candidate, posting, day)
    examiner = Examiner(candidate, posting, day)
    return Verdict(doubts=tuple(doubt for field in manifest.fields for doubt in examiner.check(field, expected.get(field.key))))


def audit_text(
    text: str,
    facts: Sequence[Fact],
    posting: Posting | None = None,
    candidate: Candidate | None = None,
    *,
    today: date | None = None,
) -> Verdict:
    """A letter or bullet against the facts it stands on. Names of the posting and its employer may be said; years may be
    counted from `candidate`."""
    about = () if posting is None else (posting.title, posting.company, *posting.locations)
    profile = Profile(candidate, today or date.today()) if candidate else None
    return Verdict(doubts=tuple(check_text(text, Support(facts, about), profile)))


def audit_bullet(
    text: str, cited: Sequence[Fact], candidate: Candidate, posting: Posting | None = None, *, key: str = ""
) -> Verdict:
    """A rewritten bullet against the bullets it cites, which must be of one job.

    Numbers, verbs of rank, reach and deeds must be in `cited`; tools may also be among the person's skills. Of `posting`
    nothing may be said: its words are no source, and a doubt tells where only it has them.
    """
    return Verdict(doubts=tuple(check_bullet(text, cited, candidate, posting, key)))


def audit_resume(
    resume: Mapping[str, Any],
    candidate: Candidate,
    posting: Posting | None = None,
    cites: Mapping[str, Sequence[int]] | None = None,
) -> Verdict:
    """A tailored résumé (JSON Resume) against the person's own: structure by reference, bullets word for word or rewritten.

    `cites` names the fact ids of a rewritten bullet by its place (`work[0].highlights[1]`). Doubts are keyed by place.
    """
    facts = {fact.id: fact for fact in candidate.facts}
    own = {" ".join(text.split()) for _, text in bullets_of(candidate.resume)}
    doubts = structure_doubts(resume, candidate)
    for place, text in bullets_of(resume):
        named = (cites or {}).get(place, ())
        if unknown := [number for number in named if number not in facts]:
            doubts.append(Doubt(key=place, check="unknown_fact", detail=f"There is no fact {unknown[0]}."))
        elif " ".join(text.split()) not in own:
            doubts += check_bullet(text, [facts[number] for number in named], candidate, posting, place)
    return Verdict(doubts=tuple(doubts))


def audit_selection(shown: Collection[int], candidate: Candidate, *, today: date | None = None) -> Verdict:
    """Whether a selection of facts leaves a gap in employment that the person's jobs do not have. Meant to be shown."""
    return Verdict(doubts=tuple(gap_doubts(shown, candidate, today or date.today())))


def with_model_doubts(verdict: Verdict, doubts: Iterable[Doubt]) -> Verdict:
    """A verdict with what a model doubts besides. Every doubt of the plain checks stays; a model's own are marked `model:`."""
    marked = (doubt.model_copy(update={"check": f"model:{doubt.check.removeprefix('model:')}"}) for doubt in doubts)
    return Verdict(doubts=tuple(dict.fromkeys((*verdict.doubts, *marked))))


def sources_of(doubt: Doubt, candidate: Candidate) -> tuple[tuple[int, str], ...]:
    """The facts a doubt was held against, each by id and in its words, for a person to see."""
    held = {fact.id: fact.text for fact in candidate.facts}
    return tuple((number, held[number]) for number in doubt.facts if number in held)


def _expected(manifest: Manifest, candidate: Candidate, posting: Posting, today: date) -> dict[str, Answer]:
    """What the rules alone answer to the same fields, as far as a manifest tells what they are."""
    found: dict[str, Answer] = {}
    for number in sorted({field.page for field in manifest.fields}):
        fields = tuple(field.as_field() for field in manifest.fields if field.page == number)
        page = FormPage(number=number, kind="form_step", url=manifest.url, fields=fields)
        bare_candidate = candidate.model_copy(update={"remembered": ()})
        answers, _ = answer_form(page, bare_candidate, posting, today=today)
        found |= {answer.field.key: answer for answer in answers}
    return found
