"""Job titles taken apart: the head that names the person, the words before it, the level."""

import re
from dataclasses import dataclass
from functools import cache

from brain.data import roles
from brain.words import fold, words

# Heads that stand for one another in postings; what is in no group stands for itself.
_FAMILIES = (
    "developer engineer programmer dev coder swe sde",
    "manager lead",
    "nurse rn",
    "teacher educator instructor",
    "accountant bookkeeper",
    "lawyer attorney counsel solicitor",
    "doctor physician",
    "recruiter sourcer",
    "cook chef",
    "waiter waitress server",
    "salesperson salesman saleswoman",
    "caregiver carer",
    "physiotherapist physio",
    "administrator admin",
    "tester qa",
)
# A bookkeeper is no accountant where licences count; only these pairs go both ways for counting years.
_TRADE = {"software": "developer engineer programmer dev coder swe sde", "web": "developer engineer programmer dev"}
_LEVELS: tuple[tuple[str, str], ...] = (
    ("intern", r"\bintern(ship)?\b|praktik\w*|werkstudent\w*|working student|trainee|stagiaire|\bapprentice"),
    ("vp", r"\bvp\b|vice president"),
    ("executive", r"\b(ceo|cto|cfo|coo|cio|ciso|cmo|cpo)\b|\bchief\b(?! of staff)"),
    ("director", r"\bdirector\b|\bdirecteur\b"),
    ("head", r"\bhead of\b|\bhead\b(?= (?:data|engineering|product|design|marketing|sales|people))|\bleiter\w*"),
    ("principal", r"\bprincipal\b"),
    ("staff", r"\bstaff\b(?! (?:nurse|accountant|writer|member))"),
    ("lead", r"\b(team |tech |technical )?lead(er)?\b"),
    ("senior", r"\b(senior|sr)\b"),
    ("junior", r"\b(junior|jr|entry[- ]level|graduate|associate)\b"),
    ("mid", r"\b(mid|mid-level|intermediate|medior)\b"),
)
MANAGEMENT = frozenset({"director", "vp", "executive", "head"})
_NOISE = re.compile(
    r"\([^)]*\)|\[[^\]]*\]|\b(?:m/w/d|w/m/d|m/f/d|f/m/x|m/f/x|all genders|remote|hybrid|onsite|on-site|"
    r"full[- ]time|part[- ]time|contract|permanent|i{1,3}|iv)\b"
)
_SPLIT = re.compile(r"\s*(?:,|\s[-–|/@]\s|:|\bfor\b|\bat\b|\bin\b|\bwith\b)\s*")


@dataclass(frozen=True, slots=True)
class Title:
    """`heads` name the person (`developer`), `words` are all that is said, `levels` the seniority read."""

    heads: frozenset[str]
    words: frozenset[str]
    levels: frozenset[str]


@cache
def _heads() -> frozenset[str]:
    return (
        frozenset(roles.HEADS.split())
        | frozenset(roles.WEAK_HEADS.split())
        | {"dev", "swe", "sde", "admin", "programmer", "server", "counsel"}
    )


@cache
def family(head: str) -> frozenset[str]:
    """The heads that stand for the same occupation."""
    return next((frozenset(group.split()) for group in _FAMILIES if head in group.split()), frozenset({head}))


def title_of(text: str) -> Title:
    """A posting's title or a goal's role taken apart."""
    folded = fold(text)
    levels = frozenset(name for name, pattern in _LEVELS if re.search(pattern, folded))
    said = frozenset(_singular(piece) for word in words(folded) for piece in {word, *re.split(r"[-/&]", word)} if piece)
    parts = [part for part in _SPLIT.split(_NOISE.sub(" ", folded)) if part.strip()]
    return Title(_main_heads(parts), said, levels)


def _main_heads(parts: list[str]) -> frozenset[str]:
    """The heads of the first part that has one: `Engineer, Python` and `Python - Engineer` are both engineers."""
    for part in parts:
        found = [_singular(word) for word in words(part) if _singular(word) in _heads()]
        if found:
            head = found[0] if re.search(r"\bof\b", part) else found[-1]
            return frozenset({head}) | ({found[0]} if re.search(r"/| & | and ", part) else frozenset())
    return frozenset()


def _singular(word: str) -> str:
    return word[:-1] if word.endswith("s") and not word.endswith("ss") and word[:-1] in _heads() else word


def field_of_work(text: str) -> tuple[frozenset[str], frozenset[str]] | None:
    """The people of a field and the words that narrow it: `nursing` is nurses, `software development` all who write software."""
    said = fold(text).strip(" .?")
    for name in sorted(roles.FIELDS, key=len, reverse=True):
        if said == name or said.endswith(" " + name):
            before = frozenset(words(said.removesuffix(name)))
            head = roles.FIELDS[name].split()[-1]
            trade = next((frozenset(_TRADE[word].split()) for word in before if word in _TRADE), None)
            return (trade, before - set(_TRADE)) if trade else (family(head), before)
    return None
