"""A letter from facts alone, in the posting's language: frames of our own around the person's own words."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from brain.answering.profile import Profile, ids
from brain.critique.prose import check_text
from brain.critique.support import Support
from brain.facts import Candidate, Fact
from brain.languages import language_code, language_name
from brain.posting import Frozen, Posting
from brain.requirements import plain_text, requirement_lines
from brain.skills import skill_key
from brain.tables import table
from brain.text_language import SPOKEN, language_of, spoken_or_english
from brain.words import fold, words
from brain.writing.coverage import shown_texts
from brain.writing.directions import Directions
from brain.writing.own_style import own_frames
from brain.writing.relevance import Relevance
from brain.writing.topics import Wanted, entry_of, said_by

TONES = ("professional", "enthusiastic", "formal", "casual")

_BULLETS = 3
_MOST_MORE = 3  # bullets above the usual number that are wanted
_BRIEF = -2  # steps shorter, from which on only what is wanted is named besides bullets
_SKILLS = 6
_CERTIFICATES = 3
_GENDERS = re.compile(
    r"\s*[(\[]\s*(?:[mwfdxhi]|div|gn|all genders?|alle geschlechter)(?:\s*[/|,*+]\s*(?:[mwfdxhi]|div|gn))*\s*[)\]]", re.I
)


class Letter(Frozen):
    """A letter, the facts it stands on, and what its reader should know about how it was made."""

    text: str
    fact_ids: tuple[int, ...]
    language: str
    tone: str
    notes: tuple[str, ...] = ()


def letter(
    candidate: Candidate, posting: Posting, tone: str = "professional", *, today: date | None = None
) -> tuple[str, tuple[int, ...]]:
    """The text of a letter in the posting's language and the facts it stands on."""
    made = composed(candidate, posting, tone, today=today)
    return made.text, made.fact_ids


def composed(
    candidate: Candidate,
    posting: Posting,
    tone: str = "professional",
    *,
    language: str | None = None,
    directions: Directions | None = None,
    today: date | None = None,
) -> Letter:
    """A short letter: who one is now, up to three bullets word for word, the skills, certificates and languages both sides name.

    `directions`: what the person wants besides: topics first, added or left out, more or fewer bullets.

    `tone` is one of `TONES`; any other is `professional`. `language` is one of `SPOKEN`, else the posting's own where it is one
    of them, else English. Bullets in another language than the letter's are left out: they cannot be put into it by rules.
    """
    tone = tone if tone in TONES else "professional"
    tongue = language if language in SPOKEN else posting_language(posting)
    frames = table("letters")[tongue]
    said: Mapping[str, Any] = {**frames[tone], **own_frames(candidate.resume, tongue, tone), "and": frames["and"]}
    profile, relevance = Profile(candidate, today or date.today()), Relevance(posting)
    wanted = Wanted(directions or Directions(), candidate)
    used: list[Fact] = []
    notes: list[str] = []
    title, company = spoken_title(posting.title), _one_line(posting.company)
    opening = _framed(said, "opening", title=title, company=company)
    if job := _present(profile, said, wanted):
        opening += " " + job[0]
        used.append(job[1])
    own = language_of("\n".join(shown_texts(candidate.resume)), default=tongue)
    if own != tongue:
        notes.append(
            f"Your own sentences were left out: they are in {language_name(own)} and the letter is in {language_name(tongue)}."
        )
    bullets = _best_bullets(profile, relevance, wanted) if own == tongue else []
    listed = "\n".join([said["bullets"], *(f"- {_undated(str(fact.value['text']))}" for fact in bullets)]) if bullets else ""
    shared, facts = _what_both_name(profile, posting, relevance, said, own == tongue, wanted)
    used += [*bullets, *facts]
    body = [listed, shared]
    if not any(wanted.comes_first(said_by(f), entry_of(f)) for f in bullets) and any(_comes_first(f, wanted) for f in facts):
        body.reverse()
    name = profile.full_name()
    used += name.facts if name else ()
    end = "\n".join(part for part in (said["farewell"], str(name.value) if name else "") if part)
    parts = [_framed(said, "greeting", title=title, company=company), opening, *filter(None, body), said["closing"], end]
    return Letter(text="\n\n".join(filter(None, parts)), fact_ids=ids(used), language=tongue, tone=tone, notes=tuple(notes))


def posting_language(posting: Posting) -> str:
    """The language to write to an employer in: the posting's own where it is one of ours, else English."""
    said = plain_text(posting.description_html or posting.description_text)
    return spoken_or_english(language_of(f"{posting.title}\n{said}"))


def _framed(said: Mapping[str, str], part: str, *, title: str, company: str) -> str:
    return said[part if company else f"{part}_any"].format(title=title, company=company)


def _one_line(text: str) -> str:
    """A title or employer as one short phrase: what a page hides in it after the first sentence is not repeated."""
    first = re.split(r"[\n\r.!?](?:\s|$)|[<>{}\[\]|]", " ".join(text.split()))[0]
    return first.strip()[:100]


def spoken_title(text: str) -> str:
    """A posting's title as one says it: one line, without the genders it is open to."""
    return _one_line(_GENDERS.sub("", text)).strip(" -–—,") or _one_line(text)


def _present(profile: Profile, said: Mapping[str, str], wanted: Wanted) -> tuple[str, Fact] | None:
    told = [job for job in profile.jobs if job.value.get("title") and job.value.get("employer")]
    # Of what one does now or did last, or nothing: an older job is not the most recent one.
    job = told[0] if told and not wanted.leaves_out(told[0]) else None
    if job is None:
        return None
    line = said["now" if job.value.get("current") else "last"]
    return line.format(job=job.value["title"], employer=job.value["employer"]), job


def _best_bullets(profile: Profile, relevance: Relevance, wanted: Wanted) -> list[Fact]:
    """The nearest bullets in the order of the résumé, what comes first before them; what is wanted is told from any section."""
    pool: list[tuple[Fact, float]] = []
    for fact in profile.of("bullet"):
        boost = wanted.boost(said_by(fact), entry_of(fact))
        usual = ".highlights[" in fact.path and fact.path.startswith(("work", "projects"))
        if not wanted.leaves_out(fact) and fact.path != "basics.summary" and (usual or boost > 0):
            pool.append((fact, boost))
    once = {fold(said_by(fact)): (fact, boost) for fact, boost in reversed(pool)}
    ranked = sorted(once.values(), key=lambda row: (-relevance.of(said_by(row[0])) - row[1], row[0].id))
    usual_most = max(0, _BULLETS + wanted.directions.length)
    most = max(usual_most, min(sum(boost > 0 for _, boost in ranked), usual_most + _MOST_MORE))
    return [fact for fact, _ in sorted(ranked[:most], key=lambda row: (-max(0.0, row[1] - 100) // 100, row[0].id))]


def _undated(text: str) -> str:
    return re.sub(r"^(?:19|20)\d\d(?:-\d\d)?(?:-\d\d)?:\s*", "", text).strip()


def _what_both_name(
    profile: Profile, posting: Posting, relevance: Relevance, said: Mapping[str, str], in_own_words: bool, wanted: Wanted
) -> tuple[str, list[Fact]]:
    """One paragraph of what the posting names and the facts have, and those facts. Levels of languages are words of their own.

    What the person wants named besides stands in it too, and what they want left out does not.
    """
    asked = " ".join(line.text for line in requirement_lines(posting.description_html or posting.description_text))
    brief = wanted.directions.length <= _BRIEF
    skills = _shared_skills(profile, posting, relevance, wanted)
    also = [fact for fact in _wanted(profile.of("skill"), wanted) if fact not in skills]
    named = {skill_key(said_by(fact)) for fact in skills}
    also = list({skill_key(said_by(fact)): fact for fact in also if skill_key(said_by(fact)) not in named}.values())
    rows: tuple[tuple[str, list[tuple[Fact, str]]], ...] = (
        ("skills", [(fact, said_by(fact)) for fact in skills]),
        ("also", [(fact, said_by(fact)) for fact in also[:_SKILLS]]),
        ("certificates", [(fact, said_by(fact)) for fact in _named(profile.of("certificate"), asked, wanted, brief)]),
        ("education", [(fact, _school(fact)) for fact in _wanted(profile.of("education"), wanted) if in_own_words]),
        ("languages", _shared_languages(profile, posting, asked, wanted, brief) if in_own_words else []),
    )
    rows = tuple((part, [pair for pair in row if not wanted.leaves_out(pair[0]) and pair[1]]) for part, row in rows)
    rows = tuple(
        sorted(rows, key=lambda row: not any(wanted.comes_first(said_by(fact), fact.path, strict=True) for fact, _ in row[1]))
    )
    sentences = [said[part].format(**{part: _listed([name for _, name in row], said["and"])}) for part, row in rows if row]
    return " ".join(sentences), [fact for _, row in rows for fact, _ in row]


def _wanted(facts: Sequence[Fact], wanted: Wanted) -> list[Fact]:
    return [fact for fact in facts if wanted.boost(said_by(fact), fact.path, strict=True) > 0]


def _comes_first(fact: Fact, wanted: Wanted) -> bool:
    return wanted.comes_first(said_by(fact), fact.path, strict=True)


def _school(fact: Fact) -> str:
    """The degree as the fact says it; empty where a reader would take it for more than the fact is."""
    said = ", ".join(str(fact.value[key]) for key in ("degree", "area", "school") if fact.value.get(key))
    return "" if check_text(f"{said}.", Support([fact])) else said


def _shared_skills(profile: Profile, posting: Posting, relevance: Relevance, wanted: Wanted) -> list[Fact]:
    """Skills both sides name: known ones by any spelling, others where the posting says the same words."""
    description = f" {' '.join(words(plain_text(posting.description_html or posting.description_text)))} "
    named: dict[str, tuple[float, Fact]] = {}
    for fact in (fact for fact in profile.of("skill") if not wanted.leaves_out(fact)):
        name = str(fact.value.get("name") or "")
        key = skill_key(name)
        if key in relevance.required or key in relevance.preferred:
            named.setdefault(key, (int(key not in relevance.required), fact))
        elif len(name) > 3 and f" {' '.join(words(name))} " in description:
            named.setdefault(key, (2, fact))
    ranked = sorted(named.values(), key=lambda row: row[0] - wanted.boost(said_by(row[1]), row[1].path, strict=True))
    return [fact for _, fact in ranked[:_SKILLS]]


def _named(facts: Sequence[Fact], asked: str, wanted: Wanted, brief: bool) -> list[Fact]:
    """Certificates whose name, or a capital short form in it, is in the requirements, and wanted ones; `brief`: those alone."""
    said = set(words(asked))

    def is_asked(name: str) -> bool:
        short = re.findall(r"\b[A-Z][A-Z0-9+-]{1,7}\b", name)
        return fold(name) in fold(asked) or any(fold(part) in said for part in short)

    held = [fact for fact in facts if fact.value.get("name") and not wanted.leaves_out(fact)]
    also = _wanted(held, wanted)
    return [fact for fact in held if fact in also or (not brief and is_asked(str(fact.value["name"])))][
        : max(_CERTIFICATES, len(also))
    ]


def _shared_languages(profile: Profile, posting: Posting, asked: str, wanted: Wanted, brief: bool) -> list[tuple[Fact, str]]:
    """Languages the posting asks for and wanted ones, with the level the facts say."""
    codes = {code for name in posting.languages if (code := language_code(name))}
    codes |= {code for word in words(asked) if len(word) > 3 and (code := language_code(word))}
    held = []
    for fact in profile.of("language"):
        name, level = str(fact.value.get("language") or ""), str(fact.value.get("fluency") or "")
        if name and ((not brief and language_code(name) in codes) or _wanted([fact], wanted)):
            held.append((fact, f"{name} ({level})" if level else name))
    return held


def _listed(names: Sequence[str], between: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}{between}{names[-1]}"
