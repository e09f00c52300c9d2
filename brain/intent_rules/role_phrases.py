"""Phrases that end in an occupation: "backend engineer", "head of marketing", "nurse practitioner"."""

import re
from dataclasses import dataclass

from brain.data import roles
from brain.data.roles import SAME_ROLE
from brain.intent_rules.lexicon import all_skills, companies, heads, modifiers, named_roles, weak_heads
from brain.intent_rules.text import Hit, Prompt, Token
from brain.intent_rules.words import BREAKS, JOB_NOUN, VAGUE

_LONGEST = 5


_OF_TITLES = {"head", "director", "vp", "president", "chief", "manager", "chair", "dean", "professor", "controller", "supervisor"}


_IRREGULAR = {
    "salespeople": "salesperson",
    "men": "man",
    "women": "woman",
    "salesmen": "salesman",
    "devs": "developer",
    "waitstaff": "waitstaff",
    "bosses": "boss",
    "midwives": "midwife",
    "attorneys": "attorney",
    "actresses": "actress",
}


IS_JOB = re.compile(rf"{JOB_NOUN}\b")


_ALSO_VERBS = frozenset(roles.ALSO_VERBS.split())
AS = r"\b(?:as an?|as|become an?|being an?|i am an?|i'm an?|work as an?|for an?|hire an?|am an?|als(?: eine?[nr]?)?) "


@dataclass(frozen=True, slots=True)
class Role:
    start: int
    end: int
    text: str


def named_phrases(prompt: Prompt) -> list[Role]:
    """Roles listed whole, unless they go on into a longer one ("customer support engineer")."""
    found = []
    for hit in list(prompt.phrases(named_roles())):
        following = prompt.after(hit.end, r" ([^\W\d_]+)")
        if prompt.after(hit.end, r"[-]\w") or (following and head_of(following[1]) and not IS_JOB.match(following[1])):
            continue
        number = prompt.index_at(hit.start)
        start = left_edge(prompt, number)
        text = prompt.low[start : hit.start] + hit.value
        found.append(Role(start, hit.end, normal(text)))
    return found


def headed_phrases(prompt: Prompt, tools: set[int]) -> list[Role]:
    found: list[Role] = []
    number = 0
    while number < len(prompt.tokens):
        last = _head_run(prompt, number)
        if last is None or (
            prompt.tokens[number].start in tools and not IS_JOB.match(prompt.open, prompt.tokens[number].end + 1)
        ):
            number += 1
            continue
        start = left_edge(prompt, number)
        end = _of_phrase(prompt, last)
        if _strong_enough(prompt, start, number, last, end):
            role = Role(start, end, normal(prompt.low[start:end]))
            found += [*_sharing_head(prompt, role, prompt.tokens[number]), role]
        number = prompt.index_at(end)
    return found


def head_of(word: str) -> str | None:
    """The singular occupation a word names."""
    if word in heads():
        return word
    if word in _IRREGULAR:
        return _IRREGULAR[word]
    for ending, replacement in (("ies", "y"), ("es", ""), ("s", ""), ("'s", "")):
        if word.endswith(ending) and word[: -len(ending)] + replacement in heads():
            return word[: -len(ending)] + replacement
    return word if word.endswith(("woman", "person")) and len(word) > 6 else None


def open_word(prompt: Prompt, number: int) -> Token | None:
    token = prompt.tokens[number] if 0 <= number < len(prompt.tokens) else None
    return token if token and prompt.is_open(token.start, token.end) else None


def _head_run(prompt: Prompt, number: int) -> int | None:
    """The last token of a run of heads that starts at `number` ("nurse practitioner")."""
    token = open_word(prompt, number)
    if token is None or not head_of(token.low) or _is_verb(prompt, token):
        return None
    last = number
    while (
        (following := open_word(prompt, last + 1))
        and prompt.text[prompt.tokens[last].end : following.start] == " "
        and head_of(following.low)
        and following.low not in {"host", "model", "coach", "guide", "judge"}
    ):
        last += 1
    if (
        (mark := open_word(prompt, last + 1))
        and mark.text == "-"
        and (second := open_word(prompt, last + 2))
        and head_of(second.low)
    ):
        last += 2
    return last


def _is_verb(prompt: Prompt, token: Token) -> bool:
    if token.low not in _ALSO_VERBS:
        return False
    return bool(prompt.before(token.start, r"\b(?:to|let|can|you|me|please|will|don't|first|on) ")) and not prompt.before(
        token.start, r"\bas (?:an? )?"
    )


def left_edge(prompt: Prompt, number: int) -> int:
    """Where the words before a head that belong to it begin."""
    start = prompt.tokens[number].start
    words = 0
    position = number
    lower = prompt.text[start].islower()
    while words < _LONGEST and (token := open_word(prompt, position - 1)):
        gap = prompt.text[token.end : prompt.tokens[position].start]
        if gap not in {"", " "}:
            break
        if token.text in {"-", "/", "."}:
            if gap != "" or (prompt.text[token.start - 1 : token.start] in {" ", ""} and token.text != "."):
                break
        elif not _belongs(prompt, token, lower_follows=lower):
            break
        else:
            words += 1
            lower = token.text.islower()
            if token.low != "of":
                start = token.start
        position -= 1
    if start > 0 and prompt.text[start - 1] == "." and prompt.text[start : start + 3].lower() == "net":
        start -= 1
    return start


def _belongs(prompt: Prompt, token: Token, *, lower_follows: bool) -> bool:
    word = token.low
    if (
        not token.is_word
        or word.isdigit()
        or (word in BREAKS and not _doubtful_skill(prompt, token))
        or word in VAGUE
        or IS_JOB.fullmatch(word)
    ):
        return False
    name_like = (
        prompt.is_name(token)
        and lower_follows
        and not token.text.isupper()
        and word not in modifiers()
        and word not in all_skills()
    )
    return not name_like and not (word in companies() and word not in all_skills())


def _doubtful_skill(prompt: Prompt, token: Token) -> bool:
    return token.low == "go" and bool(
        prompt.after(token.end, r" (?:backend |software |web )?(?:developers?|engineers?|programmers?|devs?|jobs?)\b")
    )


def _of_phrase(prompt: Prompt, last: int) -> int:
    """ "head of marketing", "director of people operations"."""
    token = prompt.tokens[last]
    if (head_of(token.low) or token.low) not in _OF_TITLES:
        return token.end
    match = prompt.after(
        token.end,
        r" of(?: (?!(?:in|at|for|with|and|or|near|from|on|jobs?|roles?|positions?|openings?|remote"
        r"|who|that)\b)[^\W\d_][\w&-]*){1,3}",
    )
    return match.end() if match else token.end


def _strong_enough(prompt: Prompt, start: int, number: int, last: int, end: int) -> bool:
    head = head_of(prompt.tokens[last].low)
    if head not in weak_heads() or start < prompt.tokens[number].start or last > number or end > prompt.tokens[last].end:
        return True
    if head in {"pa", "ta", "rep"} and prompt.tokens[last].text.islower():
        return False
    following = prompt.after(end, r" ([^\W\d_]+)")
    if following and following[1] not in BREAKS:
        return False
    plural = prompt.tokens[last].low != head
    near_job = (
        prompt.after(end, rf"[ \0,]*{JOB_NOUN}\b")
        or prompt.before(start, AS + r"(?:\0+ )?")
        or prompt.before(start, rf"{JOB_NOUN} (?:for|as) (?:an? )?")
    )
    seniority_before = prompt.before(start, r"\0 ?")
    return bool(
        near_job
        or seniority_before
        or (plural and head in {"architect", "manager", "agent", "guard", "director", "assistant", "vet", "specialist"})
    ) or not prompt.open[:start].strip("\0 ")


def _sharing_head(prompt: Prompt, role: Role, head: Token) -> list[Role]:
    """ "backend or frontend engineer": a modifier before "or" shares the head."""
    found: list[Role] = []
    position = role.start
    tail = prompt.low[head.start : role.end]
    while join := prompt.before(position, r"(?: ?(?:,|/|&|,? and|,? or|und|oder) ?)"):
        hit = _modifier_before(prompt, join.start())
        if hit is None:
            break
        found.insert(0, Role(hit.start, position, normal(f"{prompt.low[hit.start : hit.end]} {tail}")))
        position = hit.start
    return found


def _modifier_before(prompt: Prompt, position: int) -> Hit[str] | None:
    """The longest known modifier phrase that ends at `position`."""
    for length in range(4, 0, -1):
        number = prompt.index_at(position) - length
        if number < 0:
            continue
        start = prompt.tokens[number].start
        text = prompt.low[start:position]
        words = text.split()
        known = text in modifiers() or (len(words) > 1 and all(word in modifiers() for word in words))
        if known and prompt.is_open(start, position) and not any(head_of(word) for word in words):
            return Hit(start, position, text)
    return None


def normal(text: str) -> str:
    """Lower-case, singular, with one spelling per word."""
    words = text.replace(" - ", "-").strip(" -/").split()
    joined = " ".join(words)
    for written, usual in SAME_ROLE.items():
        joined = re.sub(rf"(?<![\w.+#-]){re.escape(written)}(?![\w.+#-])", usual, joined)
    head, of, rest = joined.partition(" of ")
    *before, last = head.split(" ")
    joined = " ".join([*before, SAME_ROLE.get(head_of(last) or last, head_of(last) or last)]) + of + rest
    for written, usual in all_skills().items():
        if written != usual and len(written) > 1 and usual not in joined:
            joined = re.sub(rf"(?<![\w.+#-]){re.escape(written)}(?![\w.+#/-])", usual, joined)
    return joined
