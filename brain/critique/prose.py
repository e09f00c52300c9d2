"""Free text, claim by claim: every number, name, skill, title, degree and verb of rank must be in the facts it stands on."""

import re
from functools import cache

from brain.answering.profile import Profile
from brain.critique.support import Support, stems
from brain.facts import Fact
from brain.manifest import Doubt
from brain.skills import skill_key, skills_in
from brain.tables import table
from brain.words import fold, numbers, quantities, words

_SENTENCE = re.compile(r"(?<=[.!?])\s+|\n+")
_RANKS: dict[str, str] = {
    "led": r"\b(led|lead|leads|leading|headed|heading|head of|directed|directing|spearheaded|spearheading|leitete|dirige\w*)\b",
    "managed": r"\b(managed|manage|managing|manages|supervised|supervising|oversaw|overseeing)\b",
    "owned": r"(?<!my )(?<!our )(?<!its )(?<!their )(?<!your )\b(owned|own|owning|owns|sole responsib\w+)\b",
    "founded": r"\b(founded|co-?founded|founder|cofounder|established)\b",
    "mentored": r"\b(mentor\w*|coached|coaching|taught|trained)\b",
    "promoted": r"\bpromoted\b",
    "awarded": r"\b(awarded|award-winning|prize|winner)\b",
    "certified": r"\b(certified|certification|licensed|accredited|chartered)\b",
    "patented": r"\bpatent\w*\b",
    "published": r"\b(published|publication\w*)\b",
}
_RANK_KIN = {"led": ("led", "managed"), "managed": ("managed", "led"), "owned": ("owned", "founded")}
_SENIOR = re.compile(
    r"\b(senior|principal|staff|lead|chief|head|director|vp|vice president|cto|ceo|cfo|executive|expert|guru|world-class)\b"
)
_DEGREES: dict[str, str] = {
    "doctorate": r"\b(ph\.?d|doctorate|doctoral)\b", "master": r"\b(master'?s|master of|m\.?sc|mba|m\.?eng)\b",
    "bachelor": r"\b(bachelor'?s?|b\.?sc|b\.?eng)\b", "degree": r"\bdegree\b",
    "honours": r"\b(summa|magna|cum laude|valedictorian|first[- ]class|honou?rs|distinction)\b",
}  # fmt: skip


@cache
def _words_of_no_weight() -> frozenset[str]:
    return frozenset(table("words")["letters"].split())


def check_text(text: str, support: Support, profile: Profile | None = None, key: str = "") -> list[Doubt]:
    """The doubts about a text, each naming the words it is about. `profile` lets years of work that were counted stand."""
    doubts: list[Doubt] = []
    for sentence in (part for part in _SENTENCE.split(text) if part.strip()):
        own = _without_posting(sentence, support)
        doubts += _numbers(own, support, profile, key)
        doubts += _skills(own, support, key)
        doubts += _names(own, support, key)
        doubts += _ranks(own, support, key)
        doubts += _titles(own, support, key)
        doubts += _degrees(own, support, key)
    return list(dict.fromkeys(doubts))


def _without_posting(sentence: str, support: Support) -> str:
    """The sentence without the posting's own title, employer and places, which are no claims about the person."""
    for about in sorted(support.about, key=len, reverse=True):
        shown = " ".join(about.split())
        if len(shown) > 2:
            sentence = re.sub(re.escape(shown), "…", sentence, flags=re.I)
    return sentence


def _doubt(key: str, check: str, what: str, sentence: str, support: Support) -> Doubt:
    shown = " ".join(sentence.split())
    ids = tuple(fact.id for fact in support.facts[:20])
    return Doubt(key=key, check=check, detail=f"{what}: “{shown[:160]}”", facts=ids)


def _numbers(sentence: str, support: Support, profile: Profile | None, key: str) -> list[Doubt]:
    doubts = []
    for number, unit in quantities(sentence):
        if _counted(sentence, number, profile):
            continue
        holding = support.with_number(number, unit)
        if not holding:
            doubts.append(
                _doubt(
                    key,
                    "number_not_in_facts",
                    f"{number:.10g}{' %' if unit == 'percent' else ''} is in none of the facts",
                    sentence,
                    support,
                )
            )
        elif not any(_kindred(sentence, fact) for fact in holding):
            doubts.append(
                _doubt(key, "number_of_something_else", f"the facts say {number:.10g} of something else", sentence, support)
            )
    return doubts


def _kindred(sentence: str, fact: Fact) -> bool:
    """Whether a sentence speaks of what a fact speaks of: a content word in common."""
    return bool(stems(sentence) & stems(" ".join([fact.text, *(str(value) for value in fact.value.values())])))


def _counted(sentence: str, number: float, profile: Profile | None) -> bool:
    """`12 years of experience` where the dated jobs come to as many; with a skill named, where the jobs that name it do."""
    if profile is None or not re.search(r"\byears?\b", fold(sentence)):
        return False
    named = skills_in(sentence)
    counted = [profile.experience_with(skill) for skill in named] if named else [profile.experience()]
    return bool(counted) and all(known is not None and number <= known.value / 12 < number + 1.0 for known in counted)


def _skills(sentence: str, support: Support, key: str) -> list[Doubt]:
    about = {skill for text in support.about for skill in skills_in(text)}
    wanted = re.search(r"\b(your|you|the role|looking for|posting|position|requires?|seek)\b", fold(sentence))
    missing = [skill for skill in skills_in(sentence) if skill not in support.skills and skill_key(skill) not in support.skills]
    missing = [skill for skill in missing if not (skill in about and wanted)]
    return [_doubt(key, "skill_not_in_facts", f"{skill} is in none of the facts", sentence, support) for skill in missing]


def _names(sentence: str, support: Support, key: str) -> list[Doubt]:
    """Capitalised words inside a sentence, and words with capitals or digits inside, are names: they must be known."""
    tokens = re.findall(r"[^\W_][\w'’.+#&-]*[\w+#]|[^\W_]", sentence)
    found = []
    for position, token in enumerate(tokens):
        inner = any(character.isupper() for character in token[1:]) or bool(re.search(r"[^\W\d_]\d|\d[^\W\d_]", token))
        if not (inner or (token[0].isupper() and position > 0)):
            continue
        if not all(_known(word, support) for word in words(token)) and not skills_in(token):
            found.append(token)
    return [_doubt(key, "name_not_in_facts", f"{name} is in none of the facts", sentence, support) for name in found]


def _known(word: str, support: Support) -> bool:
    if word in support.words or skill_key(word) in support.skills:
        return True
    pieces = [piece for piece in re.split(r"[./&'-]", word) if piece]
    return all(piece in support.words or piece in _words_of_no_weight() or piece.isdigit() or numbers(piece) for piece in pieces)


def _ranks(sentence: str, support: Support, key: str) -> list[Doubt]:
    said = fold(sentence)
    doubts = []
    for rank, pattern in _RANKS.items():
        if re.search(pattern, said) and not any(
            _ranked(fact, rank) and _kindred(re.sub(pattern, " ", said), fact) for fact in support.facts
        ):
            doubts.append(_doubt(key, "verb_of_rank", f"no fact says “{rank}” of this", sentence, support))
    held = fold(" \n ".join(support.texts))
    doubts += [
        _doubt(key, "title_not_in_facts", f"no fact says “{match.group()}”", sentence, support)
        for match in _SENIOR.finditer(said)
        if match.group() not in held
    ]
    return doubts


def _ranked(fact: Fact, rank: str) -> bool:
    return any(re.search(_RANKS[kin], fold(fact.text)) for kin in _RANK_KIN.get(rank, (rank,)))


def _titles(sentence: str, support: Support, key: str) -> list[Doubt]:
    """A title said beside an employer is one held there."""
    said = fold(sentence)
    jobs = [
        fact for fact in support.facts if fact.kind == "employment" and fact.value.get("employer") and fact.value.get("title")
    ]
    there = {fold(str(job.value["title"])) for job in jobs if fold(str(job.value["employer"])) in said}
    if not there:
        return []
    named = sorted(
        {fold(str(job.value["title"])) for job in jobs if fold(str(job.value["title"])) in said}, key=len, reverse=True
    )
    longest = [title for number, title in enumerate(named) if not any(title in other for other in named[:number])]
    return [
        _doubt(key, "title_of_another_job", f"“{title}” is the title of another job", sentence, support)
        for title in longest
        if title not in there
    ]


def _degrees(sentence: str, support: Support, key: str) -> list[Doubt]:
    said, own = fold(sentence), fold(" \n ".join(support.own_texts))
    found = [name for name, pattern in _DEGREES.items() if re.search(pattern, said) and not re.search(pattern, own)]
    if "degree" in found and any(fact.kind == "education" for fact in support.facts):
        found.remove("degree")
    return [_doubt(key, "degree_not_in_facts", f"no fact says “{name}”", sentence, support) for name in found]
