"""What kind of job: an open grammar of noun phrases around words that name occupations, fields and jobs."""

from dataclasses import dataclass

from brain.intent_rules.lexicon import heads
from brain.intent_rules.role_fields import bare_field, before_job_noun, in_field
from brain.intent_rules.role_phrases import AS, IS_JOB, Role, headed_phrases, named_phrases, open_word
from brain.intent_rules.skills import skill_hits
from brain.intent_rules.text import Prompt
from brain.intent_rules.words import BREAKS, JOB_NOUN

_PERSON_ENDINGS = ("er", "or", "ist", "ian", "eer", "man", "woman", "smith", "wright", "ologist", "person", "keeper", "hand")


@dataclass(frozen=True, slots=True)
class Wanted:
    roles: tuple[str, ...]
    skills: tuple[str, ...]


def read_roles_and_skills(prompt: Prompt) -> Wanted:
    """Roles as lower-case singular noun phrases, skills by their usual name, both in order of mention."""
    skills = skill_hits(prompt)
    roles = _take_all(prompt, named_phrases(prompt))
    roles += _take_all(prompt, headed_phrases(prompt, {hit.start for hit in skills if hit.value in heads()}))
    fields, used = before_job_noun(prompt, skills)
    roles += fields
    if not roles:
        roles += _take_all(prompt, in_field(prompt))
    if not roles:
        roles += _take_all(prompt, bare_field(prompt, skills))
    roles += _take_all(prompt, _unknown_person(prompt))
    for hit in skills:
        if hit.start not in used:
            tail = prompt.after(hit.end, r"[- ](?:based|heavy|focused|related|first|only|driven|savvy|experienced|skilled)\b")
            prompt.take(hit.start, tail.end() if tail else hit.end)
    ordered = [role.text for role in sorted(roles, key=lambda role: role.start)]
    named = [hit.value for hit in skills if hit.start not in used]
    return Wanted(tuple(dict.fromkeys(ordered)), tuple(dict.fromkeys(named)))


def _take_all(prompt: Prompt, roles: list[Role]) -> list[Role]:
    for role in roles:
        prompt.take(role.start, role.end)
    return roles


def _unknown_person(prompt: Prompt) -> list[Role]:
    """ "work as a falconer", "jobs for falconers": unknown words where only a role can stand."""
    found = []
    for match in prompt.find_all(rf"{AS}|\b{JOB_NOUN} for "):
        words = prompt.after(match.end(), r"(?:[^\W\d_][\w-]* ){0,2}[^\W\d_][\w-]*\b")
        token = open_word(prompt, prompt.index_at(match.end()))
        if not words or token is None or token.start != match.end():
            continue
        kept = _until_break(words.group().split(" "))
        person = next((number for number, word in enumerate(kept) if _singular_person(word).endswith(_PERSON_ENDINGS)), None)
        if person is None or (match.group().strip() == "as" and not kept[person].endswith("s")):
            continue
        phrase = " ".join(kept[: person + 1])
        end = match.end() + len(phrase)
        if prompt.is_open(match.end(), end):
            found.append(Role(match.end(), end, " ".join([*kept[:person], _singular_person(kept[person])])))
    return found


def _until_break(words: list[str]) -> list[str]:
    kept = []
    for word in words:
        if word in BREAKS or IS_JOB.fullmatch(word):
            break
        kept.append(word)
    return kept


def _singular_person(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") else word
