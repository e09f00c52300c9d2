"""Titles, degrees, certificates and levels of language: copied by reference, never made by a text."""

import re
from functools import cache

from brain.answering.options import rank
from brain.critique.claim import Claim
from brain.critique.ranks import patterns
from brain.critique.support import Support, stems
from brain.data import roles
from brain.languages import language_code
from brain.words import fold, words

_AS = re.compile(
    r"\b(?:as|as an?|as the|i am an?|i was an?|am an?|was an?|became|als|comme|en tant que|como|ich bin|ich war)\s+"
    r"((?:[^\W\d_]+[ -]?){1,4})"
)
_OF_OTHERS = {"by", "with", "for", "to", "and", "the", "of", "from"}


def titles_not_held(sentence: str, support: Support, strict: bool = False) -> list[Claim]:
    """Titles that no source gives. `strict`: any occupation that is named; else only one that is taken (“as head nurse”)."""
    said, held = fold(sentence), fold(" \n ".join(support.own_texts + support.context_texts + support.about))
    found = {match.group().strip() for match in patterns()["titles"].finditer(said)}
    found = {title for title in found if not re.search(rf"\b{re.escape(title)}\b", held)}
    if not strict:
        found = {title for title in found if _taken(title, said) or title in _ALWAYS}
    near = said if strict else " ".join(match.group(1) for match in _AS.finditer(said))
    found |= {word for word in words(near) if word in _occupations() and not _is_held(word, held)}
    if strict and (called := _called_first(said, support)):
        found.add(called)
    return [Claim("title_not_in_facts", f"no fact says “{title}”", title) for title in sorted(found)]


_FIRST = re.compile(r"((?:[^\W\d_]+[ -]){0,3}[^\W\d_]+)(?= (?:for|of|who|with|at)\b|[,:])")


def _called_first(said: str, support: Support) -> str:
    """A title that opens a bullet (“Assistant project manager for …”) and is not the one held in that job."""
    match = _FIRST.match(said)
    if match is None or words(match.group(1))[-1] not in _occupations():
        return ""
    titles = [str(fact.value.get("title") or "") for fact in support.context if fact.kind == "employment"]
    held = {word for title in titles for word in words(title)}
    said_first = words(re.sub(r"^as (?:an? |the )?", "", match.group(1)))
    own = fold(" \n ".join(support.own_texts))
    fits = set(said_first) <= held or (len(said_first) == 1 and _is_held(said_first[0], own))
    return "" if fits else match.group(1)


_ALWAYS = {
    "senior", "principal", "chief", "vp", "vice president", "cto", "ceo", "cfo", "coo", "head", "director", "guru", "partner",
}  # fmt: skip


def _taken(title: str, said: str) -> bool:
    return any(title in match.group(1) for match in _AS.finditer(said))


@cache
def _occupations() -> frozenset[str]:
    verbs = frozenset(roles.ALSO_VERBS.split())
    return frozenset(roles.HEADS.split()) - verbs - {"apprentice", "employee", "head", "chief", "auditor", "buyer"} | {"auditor"}


def _is_held(word: str, held: str) -> bool:
    stem = next(iter(stems(word)), word)
    return word in held or stem in stems(held)


def title_of_another_job(sentence: str, support: Support) -> list[Claim]:
    """A title said beside an employer is one held there."""
    said = fold(sentence)
    jobs = [
        fact for fact in support.facts if fact.kind == "employment" and fact.value.get("employer") and fact.value.get("title")
    ]
    there = {fold(str(job.value["title"])) for job in jobs if fold(str(job.value["employer"])) in said}
    if not there:
        return []
    named = sorted(
        {fold(str(job.value["title"])) for job in jobs if fold(str(job.value["title"])) in said}, key=len, reverse=True
    )
    longest = [title for number, title in enumerate(named) if not any(title in other for other in named[:number])]
    return [
        Claim("title_of_another_job", f"“{title}” is the title of another job", title) for title in longest if title not in there
    ]


def degrees_not_held(sentence: str, support: Support) -> list[Claim]:
    said, own = fold(sentence), fold(" \n ".join(support.own_texts))
    held = patterns()["degrees"]
    found = [
        (name, match.group()) for name, pattern in held.items() if (match := pattern.search(said)) and not pattern.search(own)
    ]
    if any(fact.kind == "education" for fact in support.facts):
        found = [row for row in found if row[0] != "degree"]
    return [Claim("degree_not_in_facts", f"no fact says “{word.strip()}”", word.strip()) for _, word in found]


def certificates_not_held(sentence: str, support: Support) -> list[Claim]:
    """A certificate or licence that no source names, with the words that say which."""
    said = fold(sentence)
    facts = support.facts + support.context
    sources = [(fact.kind, fold(" ".join([fact.text, *map(str, fact.value.values())]))) for fact in facts]
    found = []
    for match in patterns()["certificates"].finditer(said):
        after = re.split(r"[,;:.()]", said[match.end() :])[0].split()[:4]
        before = re.split(r"[,;:.()]", said[: match.start()])[-1].split()[-2:]
        first = re.match(r"certif|licen|charter|regist|qualif", match.group())
        which = stems(" ".join(after)) if first else stems(" ".join(before))
        if not any(
            (kind == "certificate" or match.group()[:5] in text) and (not which or which & stems(text)) for kind, text in sources
        ):
            found.append(match.group())
    held = {letters for _, text in sources for letters in patterns()["letters"].findall(text)}
    upper = {fold(word) for word in re.findall(r"\b[A-Z][\w-]*\b", sentence) if any(letter.isupper() for letter in word[1:])}
    found += [word for word in patterns()["letters"].findall(said) if word not in held and word in upper]
    return [Claim("certificate_not_in_facts", f"no fact says “{word}”", word) for word in dict.fromkeys(found)]


def levels_not_held(sentence: str, support: Support) -> list[Claim]:
    """A language at a level above the one that is stated for it, or one that is not stated at all."""
    said = fold(sentence)
    spoken = [
        (match.start(), match.end(), code)
        for match in re.finditer(r"[^\W\d_]{4,}", said)
        if match.group() not in {"language", "languages"} and (code := language_code(match.group()))
    ]
    stated = {
        language_code(str(fact.value.get("language"))): rank("fluency", str(fact.value.get("fluency") or "")) or 0
        for fact in support.facts + support.context
        if fact.kind == "language"
    }
    found = []
    for match in patterns()["levels"].finditer(said):
        # A level is that of the language it stands next to; farther off it is no level of a language.
        near = [(max(start - match.end(), match.start() - end), code) for start, end, code in spoken]
        distance, code = min(near, default=(_FAR, None))
        claimed = rank("fluency", match.group()) or rank("fluency", "b2") or 0
        if code and distance < _FAR and stated.get(code, -1) < claimed:
            found.append(Claim("language_level", f"no fact states “{match.group()}” for that language", match.group()))
    return found


_FAR = 24
