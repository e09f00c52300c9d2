"""Languages a job must be done in; not the subject of a teacher or the nationality of a company."""

from brain.intent_rules.lexicon import heads, languages
from brain.intent_rules.text import Hit, Prompt
from brain.intent_rules.words import JOB_NOUN

_AFTER = (
    rf"(?:[ -](?:speaking|speakers?|spoken|language|native|fluency|proficiency)(?: (?:skills?|{JOB_NOUN}))?"
    r"| (?:is |are )?(?:required|needed|only|mandatory|skills|necessary|a must|fluently)| native speakers?"
    r"| (?:c1|c2|b1|b2|a1|a2)\b| is spoken| team)"
)
_BEFORE = (
    r"\b(?:in|speak(?:s|ing)?|spoken|fluent(?:ly)?(?: in)?|native(?: in)?|know(?:s|ing)?|understand(?:s"
    r"|ing)?|language:?|languages:?|written|with (?:good |fluent |basic )?|uses?|using|requir(?:es?"
    r"|ing)|only|where|good|basic|business|conversational|must speak|bilingual(?: in)?) (?:fluent "
    r"|good |native |either |both )?"
)
_JOINED = r"(?:\0|\0 ?-?(?:speaking|spoken|language)?) ?(?:,|and|or|/|&|oder|und|, and|, or) ?"


def read_languages(prompt: Prompt) -> tuple[str, ...]:
    found: list[tuple[int, str]] = []
    for hit in list(prompt.phrases(languages())):
        span = _required(prompt, hit, joined=bool(found) and bool(prompt.before(hit.start, _JOINED)))
        if span:
            prompt.take(*span)
            found.append((hit.start, hit.value))
    return tuple(dict.fromkeys(name for _, name in sorted(found)))


def _required(prompt: Prompt, hit: Hit[str], *, joined: bool) -> tuple[int, int] | None:
    after = prompt.after(hit.end, _AFTER)
    if after:
        return hit.start, after.end()
    if prompt.after(hit.end, r"(?: (?:or|and|,) ?\w+)?[ -](?:speaking|speakers?|skills|required)"):
        return hit.start, hit.end
    following = prompt.tokens[number] if (number := prompt.index_at(hit.end)) < len(prompt.tokens) else None
    before = prompt.before(hit.start, _BEFORE)
    if (before or joined) and not (following and _names_role(following.low)) and not _nationality(prompt, hit.end):
        return (before.start() if before and not before.group().strip().startswith("with") else hit.start), hit.end
    return None


def _names_role(word: str) -> bool:
    return word in heads() or word.rstrip("s") in heads()


def _nationality(prompt: Prompt, end: int) -> bool:
    return bool(prompt.after(end, r" (?:compan|startup|firm|employer|market|city|cities|office|team|bank|restaurant|time)"))
