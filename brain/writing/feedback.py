"""A sentence of feedback, understood by plain rules: each wish by its kind and its topic, and the parts that say nothing."""

import re
from dataclasses import dataclass
from functools import cache
from typing import Any, Literal

from brain.languages import language_code
from brain.posting import Frozen
from brain.tables import table
from brain.words import fold

WishKind = Literal["first", "more", "less", "without", "shorter", "longer", "tone", "language"]
TOPICAL = ("without", "less", "first", "more")
UNDERSTOOD = (
    "what comes first (“Kubernetes first”), what to bring out or add (“emphasise leadership”, “mention the fire drill”), "
    "what to leave out (“leave out the volunteer work”), the length (“shorter”, “one page”, “longer”), and for a letter "
    "the tone (“more formal”: professional, enthusiastic, formal, casual) and the language (“in German”: English, German, "
    "French, Spanish)"
)
MAX_FEEDBACK = 2000


class Wish(Frozen):
    """One thing that is wanted. `about`: the topic in the person's words, the tone, the code of the language, or the pages."""

    kind: WishKind
    about: str = ""


class Understood(Frozen):
    wishes: tuple[Wish, ...] = ()
    not_understood: tuple[str, ...] = ()


def understood(text: str) -> Understood:
    """Reads feedback in English, German, French or Spanish, any of its clauses in any of them."""
    wishes: list[Wish] = []
    unclear: list[str] = []
    for sentence in re.split(r"(?<=[^\s.])[.!?]+(?=\s|$)|[;\n]+", text[:MAX_FEEDBACK]):
        found, left = _sentence(_cues().instead.sub(", less about ", sentence))
        wishes += found
        unclear += left
    return Understood(wishes=tuple(dict.fromkeys(wishes)), not_understood=tuple(unclear))


_PARTS = re.compile(
    r"\s*,\s*(?:(?:and|but|und|aber|et|mais|y|pero)\s+)?|\s+(?:and|but|und|aber|sowie|et|mais|y|e|pero|plus|\+)\s+|\s+[-–—]+\s+",
    re.I,
)


def _sentence(sentence: str) -> tuple[list[Wish], list[str]]:
    """Clause by clause; one without a word of what to do belongs to the list before it, else to the list behind it."""
    wishes: list[Wish] = []
    unclear: list[str] = []
    waiting: list[str] = []
    for part in filter(None, (piece.strip(" \"'“”«»„:-–—") for piece in _PARTS.split(sentence))):
        said = _Said(part)
        found = _wishes(said)
        if found and found[0].kind in TOPICAL:
            wishes += [*(Wish(kind=found[0].kind, about=text) for text in waiting), *found]
            waiting = []
        elif found:
            wishes += found
        elif said.is_cue:
            unclear.append(part)
        elif topic := said.left():
            if wishes and wishes[-1].kind in TOPICAL:
                wishes.append(Wish(kind=wishes[-1].kind, about=topic))
            else:
                waiting.append(part)
    return wishes, [*unclear, *waiting]


def _wishes(said: "_Said") -> list[Wish]:
    alone = said.language() or said.tone() or said.length()
    if alone is not None:
        return [alone]
    for kind in ("reversed", *TOPICAL):
        if said.has(kind) and (topic := said.left()):
            return [Wish(kind="more" if kind == "reversed" else kind, about=topic)]
    for kind, meant in (("shorter", "less"), ("longer", "more")):
        if said.has(kind) and (topic := said.left()):
            return [Wish(kind=meant, about=topic)]
    return []


@dataclass(frozen=True, slots=True)
class _Cues:
    kinds: dict[str, tuple[re.Pattern[str], ...]]
    tones: dict[str, re.Pattern[str]]
    pages: dict[int, re.Pattern[str]]
    fillers: frozenset[str]
    padding: frozenset[str]
    negated: re.Pattern[str]
    turned: re.Pattern[str]
    instead: re.Pattern[str]


@cache
def _cues() -> _Cues:
    held: dict[str, Any] = table("feedback")
    kinds = {
        kind: tuple(map(re.compile, [said] if isinstance(said, str) else said))
        for kind, said in held["cues"].items()
        if kind != "tone"
    }
    return _Cues(
        kinds=kinds,
        tones={tone: re.compile(said) for tone, said in held["cues"]["tone"].items()},
        pages={number: re.compile(said) for number, said in held["pages"].items()},
        fillers=frozenset(held["fillers"].split()),
        padding=frozenset(held["padding"].split()),
        negated=re.compile(held["negated"]),
        turned=re.compile(held["turned"]),
        instead=re.compile(held["instead"], re.I),
    )


class _Said:
    """One clause: its words as written, and folded one for one, so that what a rule matches can be taken out of both."""

    def __init__(self, text: str) -> None:
        pairs = [(word, fold(word.strip('.,:!?"“”«»„()'))) for word in text.split()]
        self._words = [(word, folded) for word, folded in pairs if folded]
        self.folded = " ".join(folded for _, folded in self._words)

    def has(self, kind: str) -> bool:
        return any(cue.search(self.folded) for cue in _cues().kinds[kind])

    @property
    def is_cue(self) -> bool:
        return any(map(self.has, _cues().kinds))

    def language(self) -> Wish | None:
        """A language where nothing else is spoken of: `in German`, `bitte auf Deutsch`, `the French version`."""
        named = [folded for _, folded in self._words if len(folded) > 3 and language_code(folded)]
        if len(named) != 1 or self._rest(tuple(re.compile(rf"\b{re.escape(name)}\b") for name in named)):
            return None
        return Wish(kind="language", about=str(language_code(named[0])))

    def tone(self) -> Wish | None:
        """The tone of the longest match, which says most: `too casual` asks for another one than `casual`."""
        found = [(len(match.group()), tone) for tone, cue in _cues().tones.items() for match in cue.finditer(self.folded)]
        if not found or self._is_negated():
            return None
        tone = max(found)[1]
        return None if self._rest(tuple(_cues().tones.values())) else Wish(kind="tone", about=tone)

    def length(self) -> Wish | None:
        if self._is_negated():
            return None
        pages = next((str(number) for number, cue in _cues().pages.items() if cue.search(self.folded)), "")
        for kind in ("shorter", "longer"):
            if self.has(kind) and not self._rest(_cues().kinds[kind], beside=("more", "less", "without")):
                return Wish(kind=kind, about=pages)
        return None

    def _is_negated(self) -> bool:
        """`Do not shorten it`, but not `do not make it so long`."""
        return bool(_cues().negated.search(self.folded)) and not _cues().turned.search(self.folded)

    def left(self) -> str:
        """What is spoken of: the words that ask for nothing, without those that say nothing at either end."""
        kinds = [kind for kind in ("reversed", *TOPICAL) if self.has(kind)][:1]
        # “Mention Kubernetes first” and “do not emphasise X” say what to do twice.
        kinds += [kind for kind in ("first", "more", "shorter", "longer") if kind not in kinds]
        words = self._without(tuple(cue for kind in kinds for cue in _cues().kinds[kind]))
        words = _stripped(words, _cues().fillers)
        inner = _stripped(words, _cues().fillers | _cues().padding)
        return " ".join(word.strip(',:;"“”«»„()') for word, _ in inner or words)

    def _rest(self, cues: tuple[re.Pattern[str], ...], beside: tuple[str, ...] = ()) -> list[str]:
        more = tuple(cue for kind in beside for cue in _cues().kinds[kind])
        return [folded for _, folded in self._without((*cues, *more)) if folded not in _cues().fillers]

    def _without(self, cues: tuple[re.Pattern[str], ...]) -> list[tuple[str, str]]:
        taken = [match.span() for cue in cues for match in cue.finditer(self.folded)]
        kept, at = [], 0
        for word, folded in self._words:
            if not any(start < at + len(folded) and end > at for start, end in taken):
                kept.append((word, folded))
            at += len(folded) + 1
        return kept


def _stripped(words: list[tuple[str, str]], idle: frozenset[str]) -> list[tuple[str, str]]:
    """The words without idle ones at either end."""
    start, end = 0, len(words)
    while start < end and words[start][1] in idle:
        start += 1
    while end > start and words[end - 1][1] in idle:
        end -= 1
    return words[start:end]
