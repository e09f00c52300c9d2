"""What a person can do, as named in the prompt. Everyday words ("go", "excel", "spring") count only in fitting company."""

import re

from brain.intent_rules.lexicon import all_skills, doubtful_skills, heads
from brain.intent_rules.text import Hit, Prompt
from brain.intent_rules.words import JOB_NOUN

_INTRODUCED = (
    r"\b(?:with|using|in|know|knows|knowing|skills?:?|stack:?|experience (?:in|with|of)|knowledge of"
    r"|expertise in|proficient (?:in|with)|familiar with|skilled in|background in|tech:?|programming in"
    r"|code in|coding in|write|writing|in both|needing|requiring|needs|requires|in) (?:strong "
    r"|good |solid |some |deep |modern )?"
)


def skill_hits(prompt: Prompt) -> list[Hit[str]]:
    """Skills where they stand, not yet taken: roles may use the same words."""
    hits = [hit for hit in prompt.phrases(all_skills()) if _stands_alone(prompt, hit)]
    sure = [hit for hit in hits if not _doubtful(prompt, hit)]
    sure += [hit for hit in hits if _doubtful(prompt, hit) and _in_company(prompt, hit, hits)]
    return sorted(sure, key=lambda hit: hit.start)


def _stands_alone(prompt: Prompt, hit: Hit[str]) -> bool:
    return not prompt.before(hit.start, r"\w[-'.]") and not prompt.after(
        hit.end, r"[-'](?!based|heavy|focused|related|first|only|driven|savvy|experienced|skilled|dev)\w"
    )


def _doubtful(prompt: Prompt, hit: Hit[str]) -> bool:
    return prompt.low[hit.start : hit.end] in doubtful_skills()


def _in_company(prompt: Prompt, hit: Hit[str], hits: list[Hit[str]]) -> bool:
    if prompt.low[hit.start : hit.end] == "go" and re.match(
        r" (?:find|look|search|ahead|through|for|and|get|apply|hunt|to|out)\b", prompt.low[hit.end :]
    ):
        return False
    following = prompt.after(hit.end, r"[ /-]+([^\W\d_]+)")
    if following and (
        re.fullmatch(JOB_NOUN, following[1])
        or following[1] in heads()
        or following[1].rstrip("s") in heads()
        or following[1] in {"development", "engineering", "programming", "backend", "stack", "experience"}
    ):
        return not (
            prompt.low[hit.start : hit.end] == "go"
            and not prompt.open[: hit.start].strip(" \0\1")
            and not re.fullmatch(JOB_NOUN + r"|developers?|engineers?|programmers?|backend|devs?", following[1])
        )
    if prompt.after(hit.end, r"[ ,]*\0[\0 ,]*(?:jobs?|roles?|positions?|gigs?)\b"):
        return True
    if prompt.before(hit.start, _INTRODUCED):
        return not prompt.after(hit.end, r" (?:through|to|for it)\b")
    return any(other is not hit and _adjacent(prompt, other, hit) for other in hits)


def _adjacent(prompt: Prompt, first: Hit[str], second: Hit[str]) -> bool:
    left, right = sorted((first, second), key=lambda hit: hit.start)
    return bool(re.fullmatch(r" ?(?:,|/|&|\+|,? and|,? or|und|oder) ?", prompt.open[left.end : right.start]))
