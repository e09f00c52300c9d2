"""Employers wanted, and employers refused."""

import re
from dataclasses import dataclass

from brain.data import everyday
from brain.goal import Companies
from brain.intent_rules.lexicon import all_skills, companies, doubtful_companies, heads, languages, open_fields, places
from brain.intent_rules.text import Hit, Prompt
from brain.intent_rules.words import BREAKS, JOB_NOUN, STOP, VAGUE

REFUSAL = (
    r"(?:but not|just not|not|no|never|nothing|except|excepting|excluding|exclude|excludes|avoid(?:ing)?"
    r"|skip(?:ping)?|other than|apart from|aside from|besides|without|leave out|leaving out|ignore"
    r"|ignoring|blacklist|anything but"
    r"|anyone but|anywhere but|everywhere but|any company but|all but|minus|do not include|don't include"
    r"|don't want|do not want|stay away from|steer clear of|rule out)"
)
_AT = (
    r"(?:\bat|@|\bwork(?:ing)? (?:for|at|with)|\bemployed by|\bjoin(?:ing)?|\bhired (?:by|at)"
    r"|\b(?:apply|applying|applications?|cvs?|resumes?) (?:to|with|for|at)|\bjobs? (?:from|with"
    r"|for|by)|\b(?:roles?|positions?|openings?|vacancies|careers?) (?:from|with|by)|(?<=\0) (?:to"
    r"|with|at)\b|\bcompan(?:y|ies):?|\bemployers?:?|\bcompanies (?:such as)) ?"
)
_REFUSED_ACT = (
    r"(?:(?:\bbut |\band |\bplease )*\b(?:i )?(?P<act>(?:do not|don't|dont|never|not|won't|wouldn't)(?: ever)?(?: "
    r"want(?: to)?| wanna| like to)?(?: \w+ly)? "
    r"(?:apply(?:ing)?|work(?:ing)?|send(?:ing)?(?: \w+){0,2}|submit(?:ting)?(?: \w+){0,2}|contact(?:ing)?"
    r"|join(?:ing)?|interview(?:ing)?)"
    r"(?: (?:anything|any|jobs?|roles?|positions?|one|ones|work))*(?: (?:to|at|for|from|with|in))+(?: (?:any"
    r"|anything|jobs?|roles?|positions?|companies|the company|at|from|with))* ))"
    r"(?!me\b|it\b|them\b|any\b|anything\b|these\b|those\b|now\b|without\b|until\b|yet\b|you\b|everything\b|all\b)(?=\w)"
)
_SEPARATOR = re.compile(
    r"(?:,? (?:and|or|nor|und|oder)(?: (?:at|not|not at|for|no|to|with))? |, (?:at |not (?:at )?|no )?| ?/ ?| & )"
)
_GENERIC = frozenset(everyday.EMPLOYER_KINDS.split())
_KINDS = "|".join(sorted(_GENERIC, key=len, reverse=True))
_NOT_AFTER_AT = (
    r"(?:least|most|all|once|night|nights|home|the moment|weekends?|the weekend|my|your|work|noon"
    r"|midnight|scale|present|times|first|any (?:time|level|pace)|\d|random|good|the same|the end"
    r"|senior|junior|entry|this|that|each|them|it|these|those|me|us)\b"
)
_TIMES = frozenset(everyday.TIMES.split())
_LONGEST = 4


@dataclass(frozen=True, slots=True)
class _Name:
    start: int
    end: int
    text: str


def read_refused_acts(prompt: Prompt) -> tuple[str, ...]:
    """Companies in "don't apply to Google", "never work for Oracle"; any other limited refusal is reported whole."""
    found: list[str] = []
    for match in prompt.find_all(_REFUSED_ACT):
        names = _listed(prompt, match.end(), loose=False)
        if names:
            prompt.take(match.start(), names[-1].end)
            found += [name.text for name in names]
        elif rest := prompt.after(match.end(), r"[^.,;!?\0\1]*?(?= and | but |[.,;!?\0\1]|$)"):
            prompt.report(match.start("act"), rest.end())
    return tuple(found)


def read_companies(prompt: Prompt) -> Companies:
    """Companies named after "at", "for", "apply to" …, by themselves when well known, and those after "except", "not at" …"""
    refused = _refused(prompt)
    wanted = _after_at(prompt)
    wanted += [name for name in _well_known(prompt) if name not in wanted]
    return Companies(include=tuple(dict.fromkeys(wanted)), exclude=tuple(dict.fromkeys(refused)))


def _refused(prompt: Prompt) -> list[str]:
    found: list[str] = []
    pattern = (
        rf"\b{REFUSAL}(?: (?:for|at|from|with|by|to|in|on|working|applying|apply|contact(?:ing)?|consider(?:ing)?"
        r"|include|including|jobs?|roles?|positions?|anything|companies like|any|companies|the|company))*:? "
    )
    for match in prompt.find_all(rf"(?:\bbut )?{pattern}"):
        if not prompt.is_open(*match.span()):
            continue
        at = bool(re.search(r" (?:at|from|with|for|to) $", match.group()))
        names = _listed(prompt, match.end(), loose=at)
        if names and (at or not _is_skill(names[0].text)):
            tail = prompt.after(names[-1].end, rf"(?:'s)?(?: {JOB_NOUN})?\b")
            prompt.take(match.start(), tail.end() if tail else names[-1].end)
            found += [name.text for name in names]
    return found


def _is_skill(name: str) -> bool:
    return name.lower() in all_skills() and name.lower() not in companies()


def _after_at(prompt: Prompt) -> list[str]:
    found: list[str] = []
    for match in prompt.find_all(_AT):
        if prompt.after(match.end(), _NOT_AFTER_AT) or not prompt.is_open(*match.span()):
            continue
        if _report_kind_of_employer(prompt, match.start(), match.end()):
            continue
        strict = bool(re.search(r"(?:for|from|with|by|to|joining|join|company|companies|employers?):? ?$", match.group()))
        names = _listed(prompt, match.end(), loose=not strict)
        if names:
            keeps_verb = re.match(
                r"\b(?:apply|applying|work|jobs?|roles?|positions?|openings?|vacancies|careers?|applications?|cvs?|resumes?)",
                match.group(),
            )
            prompt.take(match.start() + (keeps_verb.end() if keeps_verb else 0), names[-1].end)
            found += [name.text for name in names]
    return found


def _report_kind_of_employer(prompt: Prompt, start: int, end: int) -> bool:
    """ "at startups", "at a small bank": a kind of employer, which a goal cannot express."""
    kind = prompt.after(
        end,
        rf"(?:an? |any |the |some )?(?:[\w-]+ ){{0,3}}?(?:{_KINDS})\b(?: or (?:{_KINDS})\b)?",
    )
    if not kind or not prompt.is_open(start, kind.end()):
        return False
    words = prompt.text[end : kind.end()].split()
    if any(word in {"in", "for", "or", "and", "as"} for word in words[:-2]) or (words[-1][0].isupper() and prompt.case_tells):
        return False
    if not prompt.low[start:end].lstrip().startswith(("at", "@", "work")):
        return False
    prompt.report(start, kind.end())
    return True


def _listed(prompt: Prompt, position: int, *, loose: bool) -> list[_Name]:
    """Names joined by commas, "and", "or"; `loose` also takes unknown lower-case names."""
    names: list[_Name] = []
    while name := _name_at(prompt, position, loose=loose):
        names.append(name)
        separator = _SEPARATOR.match(prompt.open, name.end)
        if not separator:
            break
        position = separator.end()
        loose = loose and "," not in separator.group()
    return names


def _name_at(prompt: Prompt, position: int, *, loose: bool) -> _Name | None:
    article = prompt.after(position, r"the ")
    number = prompt.index_at(article.end() if article else position)
    if number >= len(prompt.tokens) or prompt.tokens[number].start > (article.end() if article else position) + 1:
        return None
    known = prompt.phrase_at(number, companies()) or (
        prompt.phrase_at(prompt.index_at(position), companies()) if article else None
    )
    if known:
        more = _capitalised(prompt, prompt.index_at(known.end)) if prompt.text[known.end : known.end + 1] == " " else None
        if not more:
            return _Name(known.start, known.end, known.value)
        return _Name(known.start, more, prompt.text[known.start : more])
    end = _capitalised(prompt, number)
    if end and not loose and _names_role_after(prompt, end):
        return None
    end = end or (_lower_case(prompt, number) if loose and not article else None)
    if end is None:
        return None
    start = prompt.tokens[number].start
    text = prompt.text[start:end].removesuffix("'s")
    if text.lower() in places() or text.lower() in languages():
        return None
    return _Name(start, start + len(text), text)


def _names_role_after(prompt: Prompt, end: int) -> bool:
    """ "Customer Service Representative": capitalised words before an occupation are part of a role."""
    following = prompt.after(end, r" ([^\W\d_]+)")
    return bool(following and (following[1] in heads() or following[1].removesuffix("s") in heads()))


def _capitalised(prompt: Prompt, number: int) -> int | None:
    """Where a run of capitalised words (with "of", "&" and hyphens inside) ends."""
    end = None
    for token in prompt.tokens[number : number + 2 * _LONGEST]:
        gap = prompt.text[end : token.start] if end is not None else ""
        if not prompt.is_open(token.start, token.end) or gap not in {"", " "}:
            break
        inner = (
            token.low in {"of", "&", "-", ".", "and", "the"}
            and end is not None
            and _capital_follows(prompt, token.end, dot=token.text == ".")
        )
        if token.low == "and" or (token.low == "&" and gap == "" and not inner):
            break
        if (
            not inner
            and not (token.text[0].isupper() and prompt.case_tells and not _ends_name(token.low))
            and not (token.text[0].isdigit() and end is not None and gap == "")
        ):
            break
        end = token.end
    return end


def _ends_name(word: str) -> bool:
    return (
        word in BREAKS
        or word in heads()
        or (word in all_skills() and word not in companies() and word not in doubtful_companies() and len(word) < 4)
    )


def _capital_follows(prompt: Prompt, position: int, *, dot: bool) -> bool:
    following = prompt.text[position : position + 2]
    return bool(re.match(r"\w" if dot else r" ?[A-Z0-9]", following))


def _lower_case(prompt: Prompt, number: int) -> int | None:
    """One unknown lower-case word after "at" (two when the second only names the kind of company)."""
    token = prompt.tokens[number]
    word = token.low
    if (
        not token.text[0].isalpha()
        or not prompt.is_open(token.start, token.end)
        or word in BREAKS
        or word in STOP
        or word.removesuffix("'s") in _TIMES
        or word in _GENERIC
        or word in VAGUE
        or word in open_fields()
        or word in heads()
        or word in all_skills()
    ):
        return None
    following = prompt.after(
        token.end,
        r" (?:inc|corp|ltd|gmbh|llc|labs|ag|group|bank|systems|technologies|robotics|media|health|software|studios|partners)\b",
    )
    return following.end() if following else token.end


def _well_known(prompt: Prompt) -> list[str]:
    found = []
    for hit in list(prompt.phrases(companies())):
        low = prompt.low[hit.start : hit.end]
        if low not in doubtful_companies() or _surely_company(prompt, hit):
            possessive = prompt.after(hit.end, r"'s\b")
            prompt.take(hit.start, possessive.end() if possessive else hit.end)
            found.append(hit.value)
    return found


def _surely_company(prompt: Prompt, hit: Hit[str]) -> bool:
    """Does a name that is also an everyday word stand where only a company stands?"""
    low = prompt.low[hit.start : hit.end]
    if prompt.low.strip(" .!?") == low:
        return True
    if low in all_skills():
        return False
    before_jobs = prompt.after(hit.end, rf"(?:'s)? (?:[\w-]+ ){{0,3}}(?:{JOB_NOUN}|applications?)")
    named = prompt.is_name(prompt.tokens[prompt.index_at(hit.start)])
    return bool(prompt.before(hit.start, r"\b(?:with|for|join|from) ") or (named and before_jobs))


def read_subject(prompt: Prompt, start: int, end: int, *, named_only: bool = False) -> list[str]:
    """Companies where a question about companies names its subject ("tell me about acme robotics")."""
    found: list[str] = []
    position = start
    while name := _subject_at(prompt, position, end, named_only=named_only):
        prompt.take(name.start, name.end)
        found.append(name.text)
        separator = re.compile(r"(?:'s)?(?:,? (?:and|or|vs\.?|versus) |, )").match(prompt.low, name.end)
        if not separator:
            break
        position = separator.end()
    return found


def _subject_at(prompt: Prompt, position: int, end: int, *, named_only: bool) -> _Name | None:
    lead = prompt.after(position, r"(?:the |a |an |company |called |employer |my |at )*")
    start = lead.end() if lead else position
    name = _name_at(prompt, start, loose=not named_only)
    if name is None or name.end > end:
        return None
    if name.text.islower():
        stop = _more_lower_case(prompt, name.end)
        return _Name(name.start, stop, prompt.text[name.start : stop])
    return name


def _more_lower_case(prompt: Prompt, end: int) -> int:
    """Up to two further words of a name written without capitals ("acme robotics")."""
    for _ in range(2):
        word = prompt.after(end, r" ([^\W\d_]+)\b")
        if not word or word[1] in BREAKS or word[1] in STOP or word[1] in _TIMES or word[1].startswith("interview"):
            break
        end = word.end()
    return end
