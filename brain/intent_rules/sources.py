"""Where to look: boards named in the prompt."""

import re

from brain.data.names import PLAIN_SOURCES, SOURCES
from brain.intent_rules.text import Hit, Prompt
from brain.intent_rules.words import JOB_NOUN

_LEAD = (
    r"\b(?:listed on|posted on|published on|on|via|from|through|thru|using|in|over|across|search"
    r"|searching|check|checking|scan|browse|only|by|with)(?: the)? ?(?:only )?"
)
_JOIN = r"(?:,? (?:and|or)(?: on| via| from| through)? |, |/| & )"
_BOARD = r"(?:'s)?(?: (?:job )?(?:boards?|sites?|portals?|platforms?|ats)(?! (?:member|director|chair)))?"
_UNKNOWN_LEAD = r"\b(?:on|via|through|from)(?: the)? "


def read_sources(prompt: Prompt) -> tuple[str, ...]:
    """Known boards in order of mention. A phrase like "on FooBoard" is reported when the board is unknown."""
    found: list[tuple[int, str]] = []
    for hit in list(prompt.phrases(SOURCES)):
        start = _start(prompt, hit, listed=bool(found))
        if start is not None:
            board = prompt.after(hit.end, _BOARD)
            prompt.take(start, board.end() if board else hit.end)
            found.append((hit.start, hit.value))
    _report_unknown(prompt)
    return tuple(dict.fromkeys(name for _, name in sorted(found)))


def _start(prompt: Prompt, hit: Hit[str], *, listed: bool) -> int | None:
    lead = prompt.before(hit.start, _LEAD)
    weak = lead is not None and re.match(r"in|by|with|over|across|from|using|search|check|scan|only", lead.group())
    board = prompt.after(hit.end, r"(?:'s)? (?:job )?(?:boards?|sites?|portals?|ats)\b")
    if (
        lead
        and (not weak or board or not prompt.after(hit.end, rf" {JOB_NOUN}"))
        and not _as_company(prompt, hit, bool(weak and not board))
    ):
        return lead.start()
    if board or re.search(
        r"\b(?:search|check|scan|browse|try|use|go through|look on)(?:ing)? (?:the )?$", prompt.low[: hit.start]
    ):
        return hit.start
    join = prompt.before(hit.start, rf"[\0]{_JOIN}")
    if listed and join:
        return join.start() + 1
    name = prompt.low[hit.start : hit.end]
    at_company = prompt.before(hit.start, r"\b(?:at|for|to|about|join|research|know|@) ?")
    if name in PLAIN_SOURCES and not at_company and prompt.after(hit.end, rf"(?: easy apply)? {JOB_NOUN}\b"):
        return hit.start
    return None


def _as_company(prompt: Prompt, hit: Hit[str], weak: bool) -> bool:
    """ "with Workday" and "using Workday" speak of a tool or an employer, "from Greenhouse" of a board."""
    lead = prompt.before(hit.start, _LEAD)
    return bool(
        weak
        and lead
        and re.match(r"with|using|by|in\b|over|only", lead.group())
        and hit.value
        in {
            "workday",
            "greenhouse",
            "lever",
            "indeed",
            "personio",
            "seek",
            "reed",
            "dice",
            "monster",
            "rippling",
            "pinpoint",
            "rss",
        }
    )


def _report_unknown(prompt: Prompt) -> None:
    for match in prompt.find_all(
        rf"{_UNKNOWN_LEAD}([^\W\d_][\w.]*)(?: [^\W\d_]+){{0,2}}? ?(?:job )?(?:board|portal|site|website)s?\b"
    ):
        prompt.report(*match.span())
    for match in prompt.find_all(r"\b(?:on|via|through) ((?:the )?[^\W\d_][\w.-]*\w)"):
        token = prompt.tokens[prompt.index_at(match.start(1))]
        if prompt.is_name(token) and not re.match(r"(?:mon|tues|wednes|thurs|fri|satur|sun)day", token.low):
            prompt.report(*match.span())
