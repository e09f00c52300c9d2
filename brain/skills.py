"""Skills by name: which a text mentions, which spellings mean the same one. Python is not Java, and React is not JavaScript."""

import re
from dataclasses import dataclass
from functools import cache, lru_cache

from brain.data import skills as goal_skills
from brain.tables import table
from brain.text_language import spoken_language_of
from brain.words import fold

_EDGE_LEFT, _EDGE_RIGHT = r"(?<![\w+#.@-])", r"(?![\w+#@]|\.\w|-\w)"
_LIST_MARK = re.compile(r"[,/;|•·()&+]|\band\b|\bor\b|\bund\b|\boder\b|\bet\b|\by\b")


@dataclass(frozen=True, slots=True)
class _Names:
    canonical: dict[str, str]
    doubtful: frozenset[str]
    pattern: re.Pattern[str]


@cache
def _names() -> _Names:
    canonical: dict[str, str] = {}
    doubtful: set[str] = set()
    rows = [
        [name.strip() for name in entry.split("|")]
        for part in (goal_skills.CODE, goal_skills.TOOLS)
        for entry in part.replace("\n", " ").split(";")
    ]
    rows += [[name, *spellings] for name, spellings in table("skills")["spellings"].items()]
    for row in rows:
        spelled = [" ".join(fold(name).split()) for name in row if name]
        known = next((canonical[name.rstrip("*")] for name in spelled if name.rstrip("*") in canonical), spelled[0].rstrip("*"))
        for name in spelled:
            plain = name.rstrip("*")
            canonical.setdefault(plain, known)
            if name.endswith("*"):
                doubtful.add(plain)
    longest = sorted(canonical, key=len, reverse=True)
    return _Names(
        canonical, frozenset(doubtful), re.compile(_EDGE_LEFT + "(?:" + "|".join(map(re.escape, longest)) + ")" + _EDGE_RIGHT)
    )


def skill_key(name: str) -> str:
    """The one name of a skill for all its spellings: `k8s` and `Kubernetes` are `kubernetes`; an unknown name is its folded
    self."""
    folded = fold(name).strip(" .")
    return _names().canonical.get(folded, folded)


@lru_cache(maxsize=4096)
def skills_in(text: str) -> tuple[str, ...]:
    """The skills a text names, by their one name, in order. Everyday words count only where they are written as names."""
    folded = fold(text)
    aligned = " ".join(text.split())
    found: dict[str, None] = {}
    for match in _names().pattern.finditer(folded):
        name = match.group()
        if _is_have(name, match.start(), folded, aligned):
            continue
        if name not in _names().doubtful or _meant(name, match.start(), folded, aligned):
            found[_names().canonical[name]] = None
    return tuple(found)


def _is_have(name: str, start: int, folded: str, original: str) -> bool:
    """Whether `ai` is French for have: after a clipped word (`j'ai`), or in a French text, where the skill is `AI`."""
    if name != "ai" or folded == name:
        return False
    before, shown = folded[:start], _at(name, start, folded, original)
    if re.search(r"\b[jn]'$", before):
        return True
    return shown != "AI" and (before.endswith("'") or spoken_language_of(original) == "fr")


def _meant(name: str, start: int, folded: str, original: str) -> bool:
    """Whether an everyday word stands for the skill: capitalised, and inside a list or a sentence rather than opening one."""
    shown = _at(name, start, folded, original)
    if not shown or not shown[0].isupper():
        return folded == name
    before, after = folded[:start].rstrip(), folded[start + len(name) :].lstrip()
    if re.match(r"(?:19|20)\d\d|to[ -]|through\b|ahead\b", after) or (name == "r" and re.match(r"& ?d\b", after)):
        return False
    opens = not before or before[-1] in ".!?:"
    listed = bool(_LIST_MARK.match(after)) or not after or after[0] in ".!?" or bool(before and _LIST_MARK.match(before[-1]))
    return listed if opens or len(name) == 1 else True


def _at(name: str, start: int, folded: str, original: str) -> str:
    """The words as written. Folding may change lengths, so the n-th occurrence is looked up again."""
    if len(folded) == len(original):
        return original[start : start + len(name)]
    number = len(re.findall(re.escape(name), folded[:start]))
    places = list(re.finditer(re.escape(name), original, re.I))
    return places[number].group() if number < len(places) else ""


@cache
def implied_by(key: str) -> frozenset[str]:
    """What having a skill shows besides it: Django shows Python, PostgreSQL shows SQL."""
    found: set[str] = set()
    for other in table("skills")["implies"].get(key, ()):
        found |= {skill_key(other)} | implied_by(skill_key(other))
    return frozenset(found)


def is_code(key: str) -> bool:
    """Whether a skill names a developer by itself, as `kotlin` does and `excel` does not."""
    return key in _code_keys()


@cache
def _code_keys() -> frozenset[str]:
    rows = goal_skills.CODE.replace("\n", " ").split(";")
    return frozenset(skill_key(row.split("|")[0].strip().rstrip("*")) for row in rows)
