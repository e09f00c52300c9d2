"""How many: a number that counts jobs, applications or the people asked for."""

import re

from brain.errors import InvalidInput
from brain.goal import DEFAULT_COUNTS, MAX_COUNT, Verb
from brain.intent_rules.lexicon import heads
from brain.intent_rules.text import Prompt
from brain.intent_rules.words import COUNTABLE, NUMBER_WORDS, TENS

_ONES = "|".join(list(NUMBER_WORDS)[1:10])
_SMALL = "|".join(sorted(NUMBER_WORDS, key=len, reverse=True))
_TENS = "|".join(TENS)
_WORDS = (
    rf"(?:{_ONES}) (?:hundred|thousand)|(?:{_TENS}|twenty)(?:[- ](?:{_ONES}))?|{_SMALL}"
    r"|an? (?:couple|few|dozen|hundred|handful|thousand|pair|half dozen)|half a dozen|(?:two|three"
    rf"|four|five) dozen|(?:{_ONES}) (?:hundred|thousand)|couple|dozen|few|hundred|thousand|million"
    r"|single"
)
_DIGITS = r"-?\d{1,3}(?:[,. ]\d{3})+|-?\d+(?:\.\d+)?(?:k\b)?"
_BOUND = (
    r"(?:\b(?:exactly|about|around|roughly|at least|at most|up to|max(?:imum)?(?: of)?|minimum(?: of)?"
    r"|no more than|not more than|more than|over|some|approximately|limit(?: it)?(?: to| of)?"
    r"|only|just|the|another|first|top|best|next|say|like|stop (?:at|after)|max\.|count:?) ?)*"
)
_NUMBER = (
    rf"(?<![\w$€£.,/]){_BOUND}(?P<number>{_DIGITS}|\b(?:{_WORDS})\b)(?:\s?(?:-|to|or)\s?(?P<upper>\d+))?(?:\s?\(\d+\))?(?: "
    r"of)?(?![\w%])(?!\s?(?:years?|yrs?|days?|hours?|weeks?|months?|km|miles|minutes|yoe)\b)"
)
_VERB_BEFORE = (
    r"\b(?:apply|applying|submit|send(?: out| off)?|find|get|show|list|draft|prepare|give)(?: me)?(?: to"
    r"| for| with)?[\0 ]*|[\0][\0 ]*"
)
_SET = (
    r"\b(?:top|up to|limit(?: it)?(?: to| of)?|max(?:imum)?(?: of)?|no more than|not more than"
    r"|at most|first|best|exactly|stop (?:at|after)|count:?|only) ?$"
)
_ALL = r"\bas many as (?:possible|you can|you find)\b|\bas many(?= )(?P<gap>[^.;!?]*?) as (?:possible|you can(?: find)?)\b"

_ONE_JOB = (
    r"(?<!as )\b(?:an?|my|the|this|that) (?:(?!\b(?:lot|bunch|number|list|range|variety|few|couple|salary|job as|minimum)\b)"
    r"[^.,;!?])*?"
    r"\b(?:job|role|position|opening|vacancy|posting|gig|internship|application|opportunity)\b"
)


def read_count(prompt: Prompt, verb: Verb, urls: int, *, verb_at: int | None) -> int:
    """The wanted number or the verb's usual one. Raises `InvalidInput` (`count_out_of_range`) outside 1 to 100."""
    _report_all(prompt)
    numbers = [match for match in prompt.find_all(_NUMBER) if _counts(prompt, match)]
    if not numbers:
        return _unsaid(prompt, verb, urls)
    chosen = numbers[0]
    if len(numbers) > 1 and verb_at is not None:
        chosen = next((match for match in numbers if match.start() > verb_at), chosen)
    count = _value(chosen)
    if isinstance(count, float):
        return _unsaid(prompt, verb, urls)
    _check(count, chosen.group().strip())
    prompt.take(*chosen.span())
    return count


def _check(count: int, written: str) -> None:
    if not 1 <= count <= MAX_COUNT:
        raise InvalidInput(
            "count_out_of_range",
            "That number is out of range.",
            f'"{written}" was read as {count}; one goal may ask for 1 to {MAX_COUNT}.',
            f"Ask for a number from 1 to {MAX_COUNT}.",
        )


def _counts(prompt: Prompt, match: re.Match[str]) -> bool:
    """Does the number stand before something countable, or after a verb or a limit with nothing else to count?"""
    if prompt.before(
        match.start(), r"(?:\d|[$€£]|\bat |\bversion |\bpython |\bjava |\bage |\blevel |\btier |\bgrade |\bseries )"
    ):
        return False
    text = prompt.open[match.end() :].replace("node.js", "node_js")
    following = re.match(r"[^.;!?]{0,80}?(?=[.;!?]|$|, (?!\0))", text)
    rest = following.group() if following else text[:80]
    if re.match(rf"(?:[^\d]*?\b)?{COUNTABLE}\b", _plain(rest)) or any(
        _head_word(word) for word in re.findall(r"[^\W\d_]+", rest)[:5]
    ):
        return True
    at_end = not rest.strip(" \0")
    return (bool("\0" in rest and re.fullmatch(r"[\0 ]+.*", rest)) and match["number"][0].isdigit()) or (
        at_end
        and bool(
            prompt.before(match.start(), _VERB_BEFORE) or re.search(_SET, match.group()[: match.start("number") - match.start()])
        )
    )


def _plain(rest: str) -> str:
    return re.sub(r"[\0\1]+", " ", rest)


def _head_word(word: str) -> bool:
    return word in heads() or (word.endswith("s") and word[:-1] in heads())


def _value(match: re.Match[str]) -> int | float:
    written = match["number"]
    if written[0].isdigit() or written[0] == "-":
        if re.fullmatch(r"-?\d{1,3}(?:[,. ]\d{3})+", written):
            return int(re.sub(r"[^\d-]", "", written))
        number = float(written.removesuffix("k")) * (1000 if written.endswith("k") else 1)
        return int(number) if number.is_integer() else number
    return _word_value(written)


def _word_value(written: str) -> int:
    sizes = {"couple": 2, "pair": 2, "few": 3, "handful": 5, "hundred": 100, "thousand": 1000, "million": 1_000_000, "single": 1}
    if "dozen" in written:
        first = written.split()[0]
        return 6 if "half" in written else 12 * NUMBER_WORDS.get(first, 1)
    for word, size in sizes.items():
        if word in written:
            return size * NUMBER_WORDS.get(written.split()[0], 1)
    return sum(NUMBER_WORDS.get(part, TENS.get(part, 0)) for part in re.split(r"[- ]", written))


def _unsaid(prompt: Prompt, verb: Verb, urls: int) -> int:
    if verb != "search" and urls:
        return min(urls, MAX_COUNT)
    single = prompt.find(_ONE_JOB)
    if verb in {"apply", "prepare"} and single:
        return 1
    return DEFAULT_COUNTS.get(verb, 1)


def _report_all(prompt: Prompt) -> None:
    """ "as many as possible" is no number: the usual one is used, and said to be so."""
    match = prompt.find(_ALL)
    if match:
        prompt.report(match.start(), match.start() + len("as many"))
        if match.group().endswith(("possible", "can", "find")):
            tail = re.search(r"as (?:possible|you can(?: find)?|you find)$", match.group())
            if tail:
                prompt.take(match.start() + tail.start(), match.end())
    for vague in prompt.find_all(
        r"\b(?:hundreds|thousands|dozens|tens|loads|tons) of\b|\ball (?:of )?(?:the )?(?=(?:[^.,;!?]*?)\b(?:jobs"
        r"|roles|positions|openings|vacancies)\b)"
    ):
        prompt.report(vague.start(), vague.start() + len(vague.group().rstrip()))
