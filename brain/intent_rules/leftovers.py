"""What nobody understood, as the person wrote it."""

import re

from brain.intent_rules.companies import REFUSAL
from brain.intent_rules.text import REPORTED, TAKEN, Prompt, Token
from brain.intent_rules.words import LINKS, STOP

_SCOPE_END = r"[.,;:!?()\0\1]|\b(?:and|but|in|near|at|with|for|on|via|that|which|who|find|apply|please|where|as)\b"
_KNOWN_REQUESTS = (
    r"\b(?:that |which |who )?(?:match(?:es|ing)?|fit(?:s|ting)?|suit(?:s|ed|able)?|based on|relevant (?:to"
    r"|for)|appropriate for|according to|good for|right for|using)(?: to| for)? (?:me|my (?:profile"
    r"|resume|cv|skills|experience|background|skillset|qualifications)(?: and (?:my )?(?:profile"
    r"|resume|cv|skills|experience))?)\b|\b(?:with|using|attach(?:ing)?) my (?:profile|resume"
    r"|cv|skills|experience|background)\b"
)

_SHIFTS = (
    r"\b(?:(?:no|without|not|only|with|on) )*(?:night|day|evening|late|early|weekend|rotating"
    r"|split|morning|graveyard|swing|double|twilight)[- ]shifts?\b(?! (?:manager|supervisor|leader"
    r"|lead|worker|nurse))|\b(?:no |without |only |on )?weekends?\b(?: only)?"
)
"""Hours of the day, which stand beside a role without being part of it."""


def report_refusals(prompt: Prompt) -> None:
    """Refusals a goal cannot express ("no PHP", "not in Berlin") are reported whole, so that nobody reads them as wishes."""
    prompt.take_all(_KNOWN_REQUESTS)
    prompt.take_all(r"\(?(?<!\w)[mfwdxh](?:\s?/\s?(?:[mfwdxh]|gn|div)){1,3}(?!\w)\)?|\(gn\)|\(all genders\)")
    for match in prompt.find_all(_SHIFTS):
        prompt.report(*match.span())
    for match in prompt.find_all(rf"\b(?:{REFUSAL}|non)[ -]"):
        if not prompt.is_open(*match.span()) or prompt.after(
            match.end(), r"(?:only|longer|problem|worries|matter|rush|more than|less than|later than|just|sure|later)\b"
        ):
            continue
        first = prompt.after(
            match.end(),
            r"(?:(?:in|at|with|for|on|near|from|to|a|an|any|the|be|have|require|requiring|need|needing|work|working) )*",
        )
        position = first.end() if first else match.end()
        end = re.compile(_SCOPE_END).search(prompt.open, position)
        stop = end.start() if end else len(prompt.open)
        if stop > position:
            start = match.start() + len(re.match(r"(?:but |just )?", match.group()).group())  # type: ignore[union-attr]
            prompt.report(start, match.start() + len(prompt.open[match.start() : stop].rstrip()))
    for match in prompt.find_all(
        r"\b(?:companies |employers |something |places |firms )?(?:like|similar to|such as) (?=[A-Za-z])(?:[^.,;:!?()\0\1]"
        r"|, (?!\0))*?(?=[.,;:!?()\0\1]|$| (?:in|and|for|with|as)\b)"
    ):
        if re.search(r"(?:like|to|as) [A-Z]", prompt.text[match.start() : match.end()]):
            prompt.report(match.start(), match.start() + len(match.group().rstrip()))


def leftovers(prompt: Prompt) -> tuple[str, ...]:
    """Phrases of open or reported words, in order; words that say nothing by themselves are dropped."""
    phrases: list[str] = []
    for group in _groups(prompt):
        phrase = _trimmed(prompt, group)
        if phrase and phrase not in phrases:
            phrases.append(phrase)
    return tuple(phrases)


def _groups(prompt: Prompt) -> list[list[Token]]:
    groups: list[list[Token]] = [[]]
    reported = False
    for token in prompt.tokens:
        state = prompt.open[token.start]
        boundary = state == TAKEN or (state != REPORTED and not token.is_word and token.text in ',;:.!?()[]"')
        if (state == REPORTED) != reported or boundary:
            groups.append([])
        reported = state == REPORTED
        if not boundary:
            groups[-1].append(token)
    return [group for group in groups if group]


def _trimmed(prompt: Prompt, group: list[Token]) -> str | None:
    if prompt.open[group[0].start] == REPORTED:
        return prompt.original(group[0].start, group[-1].end)
    telling = [number for number, token in enumerate(group) if _tells(token) or _compound(group, number)]
    if not telling:
        return None
    first, last = telling[0], telling[-1]
    while (
        first > 0
        and group[first - 1].low in {*LINKS, "a", "an", "the", "my"}
        and (group[first - 1].low in LINKS or (first > 1 and group[first - 2].low in LINKS))
    ):
        first -= 1
    while last + 2 < len(group) and group[last + 1].text == "-" and group[last + 2].start == group[last].end + 1:
        last += 2
    return prompt.original(group[first].start, group[last].end)


def _compound(group: list[Token], number: int) -> bool:
    """ "live-in": two small words that a hyphen makes one."""
    token = group[number]
    return (
        token.is_word
        and len(group) > number + 2
        and group[number + 1].text == "-"
        and group[number + 1].start == token.end
        and group[number + 2].start == token.end + 1
    )


def _tells(token: Token) -> bool:
    return token.is_word and token.low not in STOP and token.low.removesuffix("'s") not in STOP
