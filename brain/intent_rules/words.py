"""Small closed word classes shared by the recognisers."""

from brain.data import everyday

JOB_NOUN = (
    r"(?:job (?:openings?|offers?|postings?|ads?|listings?|opportunit(?:y|ies)|positions?|roles?)"
    r"|open (?:positions?|roles?)|jobs?|roles?|positions?|openings?|vacanc(?:y|ies)|opportunit(?:y"
    r"|ies)"
    r"|gigs?|postings?|listings?|careers?|employment|work|stellen|placements?|offers?|posts?|ads)"
)
COUNTABLE = (
    rf"(?:{JOB_NOUN}|applications?|resumes?|cvs?|companies|employers|places|firms|startups|banks"
    r"|hospitals|schools|agencies|people|contacts|recruiters|matches|results|ones|of (?:them|those"
    r"|these)|letters?|cover letters?|interviews?)"
)

STOP = frozenset(everyday.STOP.split())

LINKS = (
    "with",
    "at",
    "on",
    "via",
    "no",
    "not",
    "without",
    "from",
    "near",
    "except",
    "under",
    "below",
    "as many",
    "in",
    "for",
    "non",
    "like",
    "excluding",
    "avoid",
    "over",
    "before",
    "after",
    "until",
    "by",
    "within",
    "of",
)
"""Words kept in front of a reported phrase because they carry its sense."""

BREAKS = frozenset(everyday.BREAKS.split())

VAGUE = frozenset(everyday.VAGUE.split())

NUMBER_WORDS = {word: number for number, word in enumerate(everyday.NUMBERS.split())}
TENS = {"thirty": 30, "forty": 40, "fourty": 40, "fifty": 50, "sixty": 60, "seventy": 70, "eighty": 80, "ninety": 90}
