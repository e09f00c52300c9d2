"""Fields and skills beside the word "jobs": "nursing jobs", "jobs in sales", "python and java jobs"."""

import re

from brain.data import everyday
from brain.data.roles import FIELDS
from brain.intent_rules.lexicon import code_skills, modifiers, open_fields
from brain.intent_rules.role_phrases import Role, left_edge, normal, open_word
from brain.intent_rules.text import TAKEN, Hit, Prompt
from brain.intent_rules.words import BREAKS, JOB_NOUN, VAGUE

_IN_FIELD = (
    r"\b(?:jobs?|roles?|work(?:ing)?|positions?|openings?|careers?|opportunities|vacancies|something"
    r"|anything|gigs?|employment|internships?|[\0]) ?(?:[\0 ]*)(?:in|within|doing) (?:the )?(?:field of "
    r"|area of )?"
)


_EVERYDAY_FIELDS = frozenset(everyday.EVERYDAY_FIELDS.split())


def before_job_noun(prompt: Prompt, skills: list[Hit[str]]) -> tuple[list[Role], set[int]]:
    """Roles from what stands before "jobs": "nursing jobs", "python and java jobs"; and the skills that were only a field."""
    found: list[Role] = []
    used: set[int] = set()
    for match in prompt.find_all(rf"\b{JOB_NOUN}\b"):
        position = match.start()
        while position > 0:
            beside = position
            while position > 0 and prompt.open[position - 1] in " \0":
                position -= 1
            role = _field_ending_at(prompt, position, skills, beside=TAKEN not in prompt.open[position:beside])
            if role is None:
                break
            if role.text:
                found.append(role)
                if role.text.split()[-1] not in {"developer"} and not _deep(role.text):
                    used |= {
                        hit.start
                        for hit in skills
                        if role.start <= hit.start < role.end and prompt.low[hit.start : hit.end] in FIELDS
                    }
            prompt.take(role.start, role.end)
            join = prompt.before(role.start, r"(?:,? (?:and|or|und|oder)|,|/| &|) ?")
            if not join or not join.group().strip():
                break
            position = join.start()
    return found, used


def _deep(text: str) -> bool:
    return "learning" in text


def _field_ending_at(prompt: Prompt, position: int, skills: list[Hit[str]], *, beside: bool) -> Role | None:
    """The field, coding skill or unknown word that ends at `position`; an empty text is a skill that names no role."""
    number = prompt.index_at(position)
    if number == 0 or prompt.tokens[number - 1].end != position:
        return None
    field = _known_field(prompt, position)
    coding = next((hit for hit in skills if hit.end == position and hit.value in set(code_skills().values())), None)
    if field and not (coding and len(field.text.split()) == 1 and coding.value not in FIELDS):
        return field
    if coding:
        return Role(coding.start, coding.end, f"{coding.value} developer")
    tool = next((hit for hit in skills if hit.end == position), None)
    if tool:
        return Role(tool.start, tool.end, "")
    return _unknown_field(prompt, number) if beside else None


def _known_field(prompt: Prompt, position: int) -> Role | None:
    for length in range(4, 0, -1):
        number = prompt.index_at(position) - length
        if number < 0:
            continue
        start = prompt.tokens[number].start
        text = prompt.low[start:position]
        if not prompt.is_open(start, position):
            continue
        if text in FIELDS:
            edge = left_edge(prompt, number)
            before = prompt.low[edge:start]
            return Role(edge, position, normal(before + FIELDS[text]))
        if text in open_fields():
            edge = left_edge(prompt, number)
            return Role(edge, position, normal(prompt.low[edge:position]))
    return None


def _unknown_field(prompt: Prompt, number: int) -> Role | None:
    """ "falconry jobs": an unknown lower-case word is taken as written; a capitalised one may be a company and is left."""
    token = open_word(prompt, number - 1)
    if (
        token is None
        or not token.text[0].isalpha()
        or token.low in BREAKS
        or prompt.is_name(token)
        or _adjective(token.low)
        or len(token.text) < 3
    ):
        return None
    start = min(left_edge(prompt, number), token.start)
    return Role(start, token.end, normal(prompt.low[start : token.end]))


def _adjective(word: str) -> bool:
    return word in VAGUE or word.endswith(("ful", "ous", "able", "ible", "ive", "less"))


def in_field(prompt: Prompt) -> list[Role]:
    found = []
    for match in prompt.find_all(_IN_FIELD):
        position = match.end()
        while hit := _field_at(prompt, position):
            found.append(hit)
            join = re.compile(r"(?:,? (?:and|or|und|oder)(?: in)? |, )").match(prompt.open, hit.end)
            if not join:
                break
            position = join.end()
    return found


def _field_at(prompt: Prompt, position: int) -> Role | None:
    number = prompt.index_at(position)
    for length in range(5, 0, -1):
        if number + length > len(prompt.tokens):
            continue
        end = prompt.tokens[number + length - 1].end
        if prompt.tokens[number].start != position or not prompt.is_open(position, end):
            continue
        words = prompt.low[position:end].split(" ")
        for split in range(len(words)):
            before, field = " ".join(words[:split]), " ".join(words[split:])
            if field == "it" and not prompt.text[position:end].endswith("IT"):
                continue
            if (field in FIELDS or field in open_fields()) and all(word in modifiers() for word in words[:split]):
                return Role(position, end, normal(f"{before} {FIELDS.get(field, field)}".strip()))
    return None


def bare_field(prompt: Prompt, skills: list[Hit[str]]) -> list[Role]:
    """A field without any word for a job ("nursing in Leeds")."""
    for number, token in enumerate(prompt.tokens):
        if (
            not prompt.is_open(token.start, token.end)
            or prompt.before(token.start, r"\b(?:with|for|about|of) ")
            or any(hit.start <= token.start < hit.end for hit in skills)
        ):
            continue
        if number and prompt.text[token.start - 1] in "-'":
            continue
        role = _field_at(prompt, token.start)
        if role and prompt.low[role.start : role.end] in _EVERYDAY_FIELDS:
            continue
        if role and not prompt.after(role.end, r"[-']\w| (?:compan|startup|team|culture)"):
            return [role]
    return []
