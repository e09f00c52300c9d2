"""Does a person look at each application before it is sent? Yes, unless the prompt clearly says no."""

import re

from brain.intent_rules.text import Prompt

_ACT = r"(?:apply(?:ing)?|submit(?:ting|ted)?|send(?:ing)?(?: (?:out|off|in))?|sent|goes? out|going out|fil(?:e|ing)|submission)"
_THING = (
    r"(?:(?: (?:to|for|out|off|in))? (?:anything|something|any of them|any|them|it|that|those"
    r"|these|everything|applications?|the applications?|jobs?|any jobs?|each one|each|one))*"
)
_SEE = (
    r"(?:review|check|approve|approval|approved|confirm|confirmation|ok|okay|permission|consent"
    r"|see|look|say so|go[- ]ahead|sign[- ]off|green light|read|asking|ask|consulting|checking"
    r"|confirming|showing|reviewed|agree|edit|inspect|verify)"
)
_ME = r"(?:me|my|i|i've|i have|us|we|with me|for me|by me)"
_NEVER_WITHOUT = (
    rf"(?:do not|don't|dont|never|nothing|not|no)(?: \w+)? {_ACT}{_THING}(?: is)?,? (?:without"
    rf"|until|unless|before|till)(?: \w+){{0,3}}? {_SEE}(?: it| them| me| with me| first| (?:each"
    r"|every) one)*",
    r"nothing (?:is |gets |goes |should be |should go |may be |must be )(?:sent|submitted|out)(?: out)? (?:without"
    rf"|until|unless|before) (?:\w+ ){{0,3}}?{_SEE}(?: it| them| me)*",
    r"\b(?:do not|don't|dont|no|never|not|without)[ -](?:auto[- ]?(?:apply|submit|send)(?:ing)?"
    r"|(?:apply|submit|send)(?:ing)?(?: anything| them| it)? automatically)",
)
"""Refusals to send unseen; read before anything that sounds like the opposite."""
_KEEP = (
    r"(?:but |and |then |please )*(?:let|show|ask|tell|send|notify|ping|give|run|check|confirm"
    r"|get|wait for|await|seek|require|needs?|with|after|subject to|pending) (?:it |them |everything "
    rf"|each |with |a |the |of )*(?:{_ME}) ?(?:to |have a |a |the |final )*{_SEE}?(?: at)?(?: (?:it"
    r"|them|each|everything|all|each one|every one|the \w+|over|through|drafts?|applications?))*(?:,? (?:first"
    rf"|before(?:hand)?(?: (?:you )?{_ACT}{_THING}| anything \w+ \w+| that| it \w+ \w+)?))",
    r"\b(?:let|have) me (?:to )?(?:have a )?(?:review|check|approve|confirm|look|see|edit|inspect"
    r"|verify|read|decide)(?: (?:at|it|them|each|everything|all|over|through|first|before(?:hand)?))*",
    r"\b(?:ask|check with|confirm with|consult|run (?:it|them|everything) by|show) me (?:for (?:approval"
    rf"|confirmation|permission|my ok) )?(?:first|before(?:hand)?(?: (?:you )?{_ACT}{_THING}| each(?: one)?"
    r"| every \w+| any \w+| that)?)",
    r"\b(?:i|i'll|i will) (?:want|need|would like|'d like|wanna|have|must|will)? ?(?:to )?(?:review"
    rf"|check|approve|confirm|see|look at|look over|read|edit) (?:\w+ ){{0,3}}?(?:first|before(?:hand)?(?: (?:you "
    rf")?{_ACT}{_THING}| it \w+ \w+| they \w+ \w+| anything \w+ \w+)?|myself)",
    r"\b(?:with|after|only (?:with|after)|pending|subject to|upon|wait for|waiting for) (?:my"
    r"|a) (?:final |explicit |manual )?(?:review|approval|confirmation|ok|okay|permission|consent"
    r"|go[- ]ahead|sign[- ]off)",
    r"\b(?:once|when|after|if|until) i (?:have |'ve )?(?:reviewed|approve|approved|confirm|confirmed"
    r"|checked|ok|okay|say so|agree|agreed|said yes|say yes|sign off)(?: (?:it|them|each|everything))?",
    r"\b(?:manual|human) (?:review|approval)|review mode|draft mode|review (?:each|every|all|them"
    r"|it)(?: (?:one|application|applications|of them))?(?: with me)? (?:first|before \w+)",
    r"\brun (?:it|them|everything|each|all|each one|every one|all of them|each application|every application) (?:by"
    r"|past) me(?: first| before\w*)?",
)
_SKIP = (
    r"\b(?:without|no need (?:to|for)|don't|dont|do not|never|no|not|stop|needn't|you need not"
    r"|no need of)(?: \w+)? (?:ask(?:ing)?|review(?:ing|s)?|confirm(?:ing|ation)?s?|approv(?:al"
    r"|ing|e)s?|checking|check|showing|show|bother(?:ing)?|wait(?:ing)?|consult(?:ing)?|prompt(?:ing)?"
    r"|interrupt(?:ing|ions?)?)(?: (?:with|for|on|from|by))*(?: (?:me|my|anything|it|them|first"
    r"|us))*"
    r"(?: (?:approval|permission|confirmation|review|consent|ok|okay|before(?:hand)?(?: \w+ing)?(?: anything)?|first))*",
    r"\bno questions asked|hands[- ]off|hands[- ]free|on autopilot|auto[- ]?pilot|fully[- ]automat(?:ic"
    r"|ed|ically)|fully autonomous(?:ly)?|autonomously|unattended|unsupervised|skip(?:ping)? (?:the "
    r"|my )?(?:review|approval|confirmation)(?: step)?|review (?:off|false)",
    r"\b(?:submit|apply|send)(?: (?:them|it|everything|all))? (?:automatically|by yourself|yourself"
    r"|on your own|right away without asking)|automatically (?=apply|submit|send)|auto[- ]?(?=apply"
    r"|submit|send)",
)
_VERB_IN_SKIP = r"\b(?:apply|submit|send)\b"


def read_review(prompt: Prompt) -> bool:
    """False only where nothing in the prompt asks for a look before sending."""
    guarded = _take(prompt, _NEVER_WITHOUT)
    skipped = False
    for pattern in _SKIP:
        for match in prompt.find_all(
            rf"(?<![\w-])(?:{pattern})(?!\w)|(?<![\w-])auto[- ]?(?=apply|submit|send)|automatically (?=apply|submit|send)"
        ):
            skipped = True
            _take_but_verb(prompt, *match.span())
    return _take(prompt, _KEEP) or guarded or not skipped


def _take(prompt: Prompt, patterns: tuple[str, ...]) -> bool:
    found = False
    for pattern in patterns:
        found = prompt.take_all(rf"(?<![\w-])(?:{pattern})(?!\w)") or found
    return found


def _take_but_verb(prompt: Prompt, start: int, end: int) -> None:
    """The act itself ("submit them automatically") stays open for the verbs."""
    verb = re.match(_VERB_IN_SKIP, prompt.open[start:end])
    prompt.take(start + (verb.end() if verb else 0), end)
