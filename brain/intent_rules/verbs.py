"""What to do. Each cue is an independent phrase; the most consequential verb that was asked for wins."""

import re
from dataclasses import dataclass

from brain.goal import Verb
from brain.intent_rules.text import Prompt
from brain.intent_rules.verb_cues import (
    ACT,
    ANALYSE,
    APPLICATIONS,
    APPLY,
    CAN_APPLY,
    CONTACTS,
    INTERVIEW,
    INTERVIEW_WORK,
    LOOSE_QUESTION,
    NEGATION,
    OBJECT,
    PREPARE,
    RESEARCH,
    RESEARCH_TAIL,
    SALARY,
    SALARY_STRONG,
    SEARCH,
    SEARCH_WEAK,
    SUBJECT_END,
    TRACK,
)
from brain.intent_rules.words import JOB_NOUN


@dataclass(frozen=True, slots=True)
class Asked:
    """The verb, where it stands, where it names its subject (`named_only`: by a proper name), and how clearly it was said."""

    verb: Verb
    at: int | None = None
    subjects: tuple[tuple[int, int], ...] = ()
    said: bool = False
    named_only: bool = False
    sought: bool = False


def read_verb(prompt: Prompt, urls: int) -> Asked:
    """Apply and prepare outrank questions, questions outrank a search; a cue that lost is left to be reported."""
    refused = _refused_act(prompt)
    prompt.take_all(CAN_APPLY)
    prepares = _first(prompt, PREPARE)
    applies = _first(prompt, APPLY)
    special = _special(prompt, urls, acting=bool(applies or prepares))
    if special and not (applies and _outranked(prompt, special, applies)):
        return special
    if applies:
        at = applies.start()
        _take_cues(prompt, APPLY)
        _take_cues(prompt, (PREPARE[1],))
        _take_search(prompt)
        return Asked("prepare" if refused else "apply", at, said=True)
    if prepares:
        at = prepares.start()
        _take_preparations(prompt)
        _take_search(prompt)
        return Asked("prepare", at, said=True)
    if not refused and not prompt.find(SEARCH) and (papers := prompt.find(APPLICATIONS)):
        return Asked("apply", papers.start(), said=True)
    return _search(prompt, urls, prepared_only=refused == "prepare")


def _refused_act(prompt: Prompt) -> str | None:
    """ "don't apply": a search; "apply … but don't send": a preparation."""
    found = prompt.find(rf"(?:\b(?:but|and|just|please),? )*\b{NEGATION}(?: actually| ever| yet)? {ACT}\b{OBJECT}")
    if not found:
        return None
    prompt.take(*found.span())
    return "prepare" if re.search(r"submi|send|fil", found.group()) else "search"


def _first(prompt: Prompt, patterns: tuple[str, ...]) -> re.Match[str] | None:
    matches = [match for pattern in patterns if (match := prompt.find(pattern))]
    return min(matches, key=lambda match: match.start()) if matches else None


def _take_cues(prompt: Prompt, patterns: tuple[str, ...]) -> None:
    for pattern in patterns:
        prompt.take_all(pattern)


def _take_preparations(prompt: Prompt) -> None:
    """A number inside a cue ("draft 3 cover letters") stays open for the count."""
    for pattern in PREPARE:
        for match in prompt.find_all(pattern):
            groups = match.groupdict()
            if groups.get("many"):
                start, end = match.span("many")
                noun = re.search(r"(?:applications?|letters?|resumes?|cvs?|drafts?)\b", prompt.open[end : match.end()])
                prompt.take(match.start(), start)
                prompt.take(end + (noun.end() if noun else 0), match.end())
            else:
                prompt.take(*match.span())


def _take_search(prompt: Prompt) -> bool:
    return prompt.take_all(SEARCH)


def _special(prompt: Prompt, urls: int, *, acting: bool) -> Asked | None:
    return (
        _track(prompt)
        or _interview(prompt)
        or _contacts(prompt)
        or _salary(prompt, acting=acting)
        or _research(prompt, urls, acting=acting)
        or _analyse(prompt, urls)
    )


def _outranked(prompt: Prompt, special: Asked, applies: re.Match[str]) -> bool:
    """A wish to apply beats a question that was only its wrapping, not an account of what was done."""
    return special.verb not in {"track", "prepare_interview"} or applies.start() < (special.at or 0)


def _taken(prompt: Prompt, match: re.Match[str], verb: Verb) -> Asked:
    prompt.take(*match.span())
    end = prompt.after(match.end(), rf"[^.?!;]*?(?={SUBJECT_END})")
    return Asked(verb, match.start(), ((match.end(), end.end() if end else match.end()),), said=True)


def _track(prompt: Prompt) -> Asked | None:
    match = _first(prompt, TRACK)
    if not match or (
        re.match(r"\b(?:track|monitor|follow)", match.group())
        and not re.search(r"appl|my|status", match.group())
        and not prompt.after(match.end(), r"[^.]*\bappl|[^.]*\0| (?:it|this|that|them)\b")
    ):
        return None
    if prompt.find(
        rf"\b(?:find|search|apply|send|submit)\b[^.]*(?:{JOB_NOUN}|applications?|\0)[^.]*\band (?:then )?(?:keep )?track"
    ) and match.group().startswith(("track", "keep")):
        prompt.take(*match.span())
        return None
    _take_cues(prompt, TRACK)
    return Asked("track", match.start(), said=True)


def _interview(prompt: Prompt) -> Asked | None:
    noun = prompt.find(INTERVIEW)
    if not noun or not (re.search(rf"\b{INTERVIEW_WORK}\b", prompt.open) or re.fullmatch(r"[ \0]*", prompt.open[: noun.start()])):
        return None
    if prompt.before(noun.start(), r"\b(?:no|without|skip|fewer|less) (?:[\w-]+ )?"):
        return None
    work = prompt.find(
        rf"\b{INTERVIEW_WORK}\b(?: (?:me|us|myself|for|with|to|of|my|the|a|an|some|prepare|prep|practi[cs]e"
        r"|get ready|upcoming|next|i|expect|ready|up|ask|asked|be|they|will|would|might|do|get|they'll)\b)*"
    )
    before = (work.end(), noun.start()) if work and work.end() < noun.start() else None
    after = prompt.after(noun.end(), r" ?(?:at|with|for|by|from|@|:)? ?(?:the |an? )?")
    subjects = [before] if before else []
    if after:
        subjects.append((after.end(), len(prompt.text)))
    prompt.take(*noun.span())
    if work:
        prompt.take(*work.span())
    prompt.take_all(
        rf"\b(?:please )?(?:can you |could you )?(?:help me |help )?(?:get |to )?\b{INTERVIEW_WORK}\b(?: (?:me"
        r"|myself|for it|for that|to prepare|prepare|get ready))*"
    )
    prompt.take_all(r"\b(?:would|will|do|might|could) (?:you|they|i|one) (?:be )?(?:ask(?:ed)?|expect)(?: me)?\b")
    return Asked("prepare_interview", noun.start(), tuple(subjects), said=True)


def _contacts(prompt: Prompt) -> Asked | None:
    match = _first(prompt, CONTACTS)
    if not match or re.search(rf"\b{JOB_NOUN}\b", match.group()) or prompt.after(match.end(), rf"s? {JOB_NOUN}\b"):
        return None
    asked = _taken(prompt, match, "find_contacts")
    lead = prompt.after(match.end(), r"(?: (?:at|inside|in|within|for|from|who|that|works?|working|with|of|to|company))*(?: |$)")
    start = lead.end() if lead else match.end()
    return Asked(asked.verb, asked.at, ((start, asked.subjects[0][1]),), said=True)


def _salary(prompt: Prompt, *, acting: bool) -> Asked | None:
    for number, pattern in enumerate(SALARY):
        match = prompt.find(pattern)
        if not match:
            continue
        if number >= SALARY_STRONG and (
            acting or prompt.find(rf"{SEARCH}[^?]*\b(?:jobs|roles|positions|openings|vacancies|job|role)\b")
        ):
            continue
        if (number == 2 and acting) or (re.match(r"is ", match.group()) and not re.search(r"\0|salary|offer|pay", prompt.open)):
            continue
        asked = _taken(prompt, match, "benchmark_salary")
        prompt.take_all(
            r"\b(?:make|makes|earn|earns|get paid|paid|worth|compare|enough|negotiat(?:e|ing|ion)|typically"
            r"|usually|on average|pays?|asking for|a fair|a good|a reasonable|enough|fair|good (?:offer"
            r"|salary)|per year|a year|these days|nowadays|salary)\b"
        )
        return Asked(asked.verb, asked.at, said=True)
    return None


def _research(prompt: Prompt, urls: int, *, acting: bool) -> Asked | None:
    match = _first(prompt, RESEARCH)
    if not match or acting:
        return None
    rest = prompt.open[match.end() :]
    if re.search(r"\b(?:jobs|openings|vacancies|positions|roles|work in|work as)\b", re.split(r"[.?!;]", rest)[0]) or (
        urls and not re.sub(r"[\W\0]|this|the|job|posting|link|at|role", "", rest)
    ):
        return None
    asked = _taken(prompt, match, "research_company")
    start = asked.subjects[0][0]
    lead = prompt.after(
        start,
        r"(?: (?:the |a |an |company|employer|culture|work|called|named|at|of|for|on|about|to|how|like|it is|is it|it's)\b ?)* ?",
    )
    sentence = prompt.after(start, r"[^.?!;]*")
    tail = prompt.before(sentence.end(), RESEARCH_TAIL[:-1]) if sentence else None
    if tail:
        prompt.take(*tail.span())
    prompt.take_all(
        r"\b(?:(?:company|work) )?(?:culture|values|reviews|reputation|products|funding|interview process"
        r"|work[- ]life balance|news|history|strategy|management style)\b"
    )
    return Asked(
        asked.verb,
        asked.at,
        ((lead.end() if lead else start, tail.start() if tail else sentence.end() if sentence else start),),
        said=bool(urls),
        named_only=bool(re.match(LOOSE_QUESTION, match.group())),
    )


def _analyse(prompt: Prompt, urls: int) -> Asked | None:
    match = _first(prompt, ANALYSE)
    if not match:
        return None
    weak = re.match(r"(?:rate|read|explain|judge|score|examine|go over|look)", match.group())
    if weak and not urls and not re.search(r"this|that|the|my|job|posting|me", match.group()):
        return None
    asked = _taken(prompt, match, "analyse")
    _take_cues(prompt, ANALYSE)
    return Asked(asked.verb, asked.at, said=True)


def _search(prompt: Prompt, urls: int, *, prepared_only: bool) -> Asked:
    sought = _take_search(prompt)
    wished = bool(prompt.find(SEARCH_WEAK))
    named = bool(prompt.find(rf"\b{JOB_NOUN}\b"))
    said = named or (sought and not prompt.open.replace("\0", "").strip(" .!?"))
    if urls and not named:
        return Asked("prepare" if prepared_only else "analyse", None, said=True)
    return Asked("prepare" if prepared_only else "search", None, said=said, sought=sought or wished)
