"""Remote, hybrid, on-site; and the refusal of one of them, which leaves the other two."""

from brain.goal import Workplace
from brain.intent_rules.text import Prompt

_ALL: tuple[Workplace, ...] = ("remote", "hybrid", "onsite")
_SPECIFIC_FIRST: tuple[Workplace, ...] = ("hybrid", "onsite", "remote")
_KINDS_END = ("remote", "hybrid", "onsite", "on-site", "on site", "office")
_OTHER_MEANING = r"(?![\w])(?! (?:control|sensing|desktop|server|procedure))"
_WORDS: dict[Workplace, str] = {
    "remote": r"(?:(?:fully|100 ?%|completely|entirely|full|purely|strictly|only|all)[ -])?(?:remote(?:ly)?(?:[ -](?:first"
    r"|only|friendly|working|based|work(?! from)))?|work(?:ing)? from (?:home|anywhere)|wfh|wfa"
    r"|from home|home[ -]?office|home[ -]based|telecommut(?:e|ing)|telework(?:ing)?|work[ -]from[ -]home"
    r"|distributed team)"
    r"(?:[ -]only)?",
    "hybrid": r"(?:hybrid(?:ly)?(?:[ -](?:work|working|only|remote|model|setup))?|part(?:ly|ially)[ -]remote"
    r"|semi[ -]remote|(?:a few|\d|one|two|three|four|a couple of) days? (?:a|per|each) week (?:in"
    r"|at|from) (?:the )?(?:office|home))",
    "onsite": r"(?:(?:fully|100 ?%|only|strictly)[ -])?(?:on[ -]?site|on[ -]location|in[ -]office|in[ -]person"
    r"|in the office|at the office|office[ -]based|wfo|work from (?:the )?office|from the office"
    r"|on[ -]premises?)(?:[ -]only)?",
}
_NEGATION = (
    r"(?:no|not|non|never|isn't|aren't|without|nothing|don't want|do not want|not interested in"
    r"|neither|nor|must not be|can't be|cannot be|excluding|exclude|except)[ -](?:be |any |fully "
    r"|in |to (?:work|be) |interested in )*"
)


def read_workplace(prompt: Prompt) -> tuple[Workplace, ...]:
    """In order of mention; only a refusal leaves the kinds that were not refused."""
    refused = [*_take(prompt, _NEGATION), *_also_refused(prompt)]
    wanted = tuple(dict.fromkeys(kind for kind in _take(prompt) if kind not in refused))
    if wanted or not refused:
        return wanted
    return tuple(kind for kind in _ALL if kind not in refused)


def _also_refused(prompt: Prompt) -> list[Workplace]:
    """ "no remote or hybrid": what follows a refused kind by "or" is refused too."""
    found: list[Workplace] = []
    for kind, pattern in _WORDS.items():
        for match in prompt.find_all(rf"(?<=\0) (?:or|nor) {pattern}\b"):
            if prompt.low[: match.start()].endswith(_KINDS_END):
                prompt.take(*match.span())
                found.append(kind)
    return found


def _take(prompt: Prompt, prefix: str = "") -> list[Workplace]:
    found: list[tuple[int, Workplace]] = []
    for kind in _SPECIFIC_FIRST:
        for match in prompt.find_all(rf"(?<![\w-]){prefix}{_WORDS[kind]}{_OTHER_MEANING}"):
            prompt.take(*match.span())
            found.append((match.start(), kind))
    return [kind for _, kind in sorted(found)]
