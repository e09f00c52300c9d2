"""A letter from facts alone, in the posting's language: frames of our own around the person's own words."""

import re
from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

import pycountry

from brain.answering.profile import Profile, ids
from brain.facts import Candidate, Fact
from brain.languages import language_code
from brain.posting import Frozen, Posting
from brain.requirements import plain_text, requirement_lines
from brain.skills import skill_key
from brain.tables import table
from brain.words import fold, words
from brain.writing.coverage import shown_texts
from brain.writing.relevance import Relevance
from brain.writing.tongue import SPOKEN, language_of, spoken_or_english

TONES = ("professional", "enthusiastic", "formal", "casual")

_BULLETS = 3
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
    today: date | None = None,
) -> Letter:
    """A short letter: who one is now, up to three bullets word for word, the skills, certificates and languages both sides name.

    `tone` is one of `TONES`; any other is `professional`. `language` is one of `SPOKEN`, else the posting's own where it is one
    of them, else English. Bullets in another language than the letter's are left out: they cannot be put into it by rules.
    """
    tone = tone if tone in TONES else "professional"
    tongue = language if language in SPOKEN else posting_language(posting)
    said: Mapping[str, Any] = {**table("letters")[tongue][tone], "and": table("letters")[tongue]["and"]}
    profile, relevance = Profile(candidate, today or date.today()), Relevance(posting)
    used: list[Fact] = []
    notes: list[str] = []
    title, company = spoken_title(posting.title), _one_line(posting.company)
    body = [_framed(said, "opening", title=title, company=company)]
    if job := _present(profile, said):
        body[0] += " " + job[0]
        used.append(job[1])
    bullets = _best_bullets(profile, relevance)
    own = language_of("\n".join(shown_texts(candidate.resume)), default=tongue)
    if own != tongue:
        notes.append(f"Your own sentences were left out: they are in {_called(own)} and the letter is in {_called(tongue)}.")
    elif bullets:
        body.append("\n".join([said["bullets"], *(f"- {_undated(str(fact.value['text']))}" for fact in bullets)]))
        used += bullets
    shared, facts = _what_both_name(profile, posting, relevance, said, own == tongue)
    used += facts
    body += [shared] if shared else []
    body.append(said["closing"])
    name = profile.full_name()
    used += name.facts if name else ()
    end = "\n".join(part for part in (said["farewell"], str(name.value) if name else "") if part)
    text = "\n\n".join([_framed(said, "greeting", title=title, company=company), *body, *([end] if end else [])])
    return Letter(text=text, fact_ids=ids(used), language=tongue, tone=tone, notes=tuple(notes))


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


def _present(profile: Profile, said: Mapping[str, str]) -> tuple[str, Fact] | None:
    job = next((job for job in profile.jobs if job.value.get("title") and job.value.get("employer")), None)
    if job is None:
        return None
    line = said["now" if job.value.get("current") else "last"]
    return line.format(job=job.value["title"], employer=job.value["employer"]), job


def _best_bullets(profile: Profile, relevance: Relevance) -> list[Fact]:
    found = [fact for fact in profile.of("bullet") if ".highlights[" in fact.path and fact.path.startswith(("work", "projects"))]
    once = {fold(str(fact.value["text"])): fact for fact in reversed(found)}
    ranked = sorted(once.values(), key=lambda fact: (-relevance.of(str(fact.value["text"])), fact.id))
    return sorted(ranked[:_BULLETS], key=lambda fact: fact.id)


def _undated(text: str) -> str:
    return re.sub(r"^(?:19|20)\d\d(?:-\d\d)?(?:-\d\d)?:\s*", "", text).strip()


def _what_both_name(
    profile: Profile, posting: Posting, relevance: Relevance, said: Mapping[str, str], in_own_words: bool
) -> tuple[str, list[Fact]]:
    """One paragraph of what the posting names and the facts have, and those facts. Levels of languages are words of their own."""
    asked = " ".join(line.text for line in requirement_lines(posting.description_html or posting.description_text))
    rows = (
        ("skills", [(fact, str(fact.value["name"])) for fact in _shared_skills(profile, posting, relevance)]),
        ("certificates", [(fact, str(fact.value["name"])) for fact in _named(profile.of("certificate"), asked)]),
        ("languages", _shared_languages(profile, posting, asked) if in_own_words else []),
    )
    sentences = [said[part].format(**{part: _listed([name for _, name in row], said["and"])}) for part, row in rows if row]
    return " ".join(sentences), [fact for _, row in rows for fact, _ in row]


def _shared_skills(profile: Profile, posting: Posting, relevance: Relevance) -> list[Fact]:
    """Skills both sides name: known ones by any spelling, others where the posting says the same words."""
    description = f" {' '.join(words(plain_text(posting.description_html or posting.description_text)))} "
    named: dict[str, tuple[int, Fact]] = {}
    for fact in profile.of("skill"):
        name = str(fact.value.get("name") or "")
        key = skill_key(name)
        if key in relevance.required or key in relevance.preferred:
            named.setdefault(key, (int(key not in relevance.required), fact))
        elif len(name) > 3 and f" {' '.join(words(name))} " in description:
            named.setdefault(key, (2, fact))
    return [fact for _, fact in sorted(named.values(), key=lambda row: row[0])[:_SKILLS]]


def _named(facts: Sequence[Fact], asked: str) -> list[Fact]:
    """Certificates whose name, or a capital short form in it, is in the requirements."""
    said = set(words(asked))

    def is_asked(name: str) -> bool:
        short = re.findall(r"\b[A-Z][A-Z0-9+-]{1,7}\b", name)
        return fold(name) in fold(asked) or any(fold(part) in said for part in short)

    return [fact for fact in facts if fact.value.get("name") and is_asked(str(fact.value["name"]))][:_CERTIFICATES]


def _shared_languages(profile: Profile, posting: Posting, asked: str) -> list[tuple[Fact, str]]:
    """Languages the posting asks for, with the level the facts say."""
    wanted = {code for name in posting.languages if (code := language_code(name))}
    wanted |= {code for word in words(asked) if len(word) > 3 and (code := language_code(word))}
    held = []
    for fact in profile.of("language"):
        name, level = str(fact.value.get("language") or ""), str(fact.value.get("fluency") or "")
        if name and language_code(name) in wanted:
            held.append((fact, f"{name} ({level})" if level else name))
    return held


def _called(code: str) -> str:
    language = pycountry.languages.get(alpha_2=code)
    return str(language.name).split(" (")[0] if language else code


def _listed(names: Sequence[str], between: str) -> str:
    return names[0] if len(names) == 1 else f"{', '.join(names[:-1])}{between}{names[-1]}"
