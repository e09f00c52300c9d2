"""What looks misspelt or mistyped in a text: shown, never changed. Rather too little than a list nobody would read."""

import re
from collections.abc import Callable, Collection, Iterable, Iterator
from typing import Literal

from brain.facts import Candidate
from brain.places import place_country
from brain.posting import Frozen, Posting
from brain.requirements import plain_text
from brain.skills import skills_in
from brain.text_language import Language
from brain.words import fold
from brain.writing.dictionaries import Dictionary, dictionary

Kind = Literal["spelling", "repeated", "article", "capital", "spacing", "bracket"]
_PROSE = {"bullet"}
_WORD = re.compile(r"[^\W\d_]+(?:['’-][^\W\d_]+)*")
_ADDRESS = re.compile(r"\S*(?:@|://|www\.|\.\w{2,3}/)\S*|\S*[\w-]\.(?:com|org|net|io|de|fr|es|dev)\b\S*|\S*[\d_/\\]\S*")
_SHORTEST = 4
_SHORTEST_NAME = 7
_SHORTEST_NOUN = 6
# Two of a kind that are right: relative clauses without their comma, reflexive verbs, pluperfects.
_TWICE = {
    "en": "had that",
    "de": "die der das sie den dem",
    "fr": "nous vous",
    "es": "",
}
# By sound: hours are open and ones are closed; what begins with u may be either and is left alone.
_A_BEFORE_OPEN = re.compile(r"\b([Aa]) ((?!one|once|eu|ew|o[uw]i)[aeio][a-z]{2,}|hour\w*|honest\w*|honou?r\w*|heir\w*)\b")
_AN_BEFORE_CLOSED = re.compile(
    r"\b([Aa]n) ((?!hour|hono|hones|heir)[bcdfghjklmnpqrstvwxyz][a-z]{2,}|one|once|uni(?!n|m)[a-z]+|use[a-z]*)\b"
)


class Finding(Frozen):
    """One place to look at. `line` counts from 1; `suggestion` is what may have been meant, empty where the words should go."""

    line: int
    word: str
    kind: Kind
    suggestion: str
    message: str


def proofread(text: str, language: Language, known: Collection[str] = ()) -> list[Finding]:
    """The findings of a text, in order. `known`: folded words that are right whatever the dictionaries say (`known_words`)."""
    held = dictionary(language)
    found: list[Finding] = []
    spelt: set[str] = set()
    for number, line in enumerate(text.splitlines(), 1):
        said = _ADDRESS.sub(lambda match: "·" * len(match.group()), line)
        lone = _lone_bracket(line, number)
        for finding in (*_misspelt(said, number, held, language, known), *_mistyped(said, number, language), *lone):
            if finding.kind != "spelling" or finding.word not in spelt:
                found.append(finding)
            if finding.kind == "spelling":
                spelt.add(finding.word)
    return found


def known_words(candidate: Candidate, posting: Posting | None = None, *, own_prose: bool = True) -> frozenset[str]:
    """The folded words of the facts and of the posting: names, tools, employers, places.

    `own_prose` False leaves out the person's own sentences, where those are what is looked at.
    """
    facts = [fact for fact in candidate.facts if own_prose or fact.kind not in _PROSE]
    texts = [text for fact in facts for text in [fact.text, *map(str, fact.value.values())]]
    if posting is not None:
        described = plain_text(posting.description_html or posting.description_text)
        texts += [posting.title, posting.company, *posting.locations, described]
    return frozenset(_pieces(texts))


def _pieces(texts: Iterable[str]) -> Iterator[str]:
    for text in texts:
        for match in _WORD.finditer(text):
            yield fold(match.group())
            yield from map(fold, re.split(r"['’-]", match.group()))


def _misspelt(line: str, number: int, held: Dictionary, language: Language, known: Collection[str]) -> Iterator[Finding]:
    for match in re.finditer(r"[^\W\d_]+", line):
        word = match.group()
        if len(word) < _SHORTEST or fold(word) in known or not word[1:].islower() or not _is_latin(word):
            continue
        before = line[: match.start()].rstrip(" -–•*\"'«»“”„¿¡(’")
        opens = not before or before[-1] in ".!?:"
        if word[0].isupper() and _may_be_a_name(word, opens, language):
            continue
        if held.knows(word) or skills_in(word) or (held.knows(fold(word)) if language == "en" else _is_loan(word)):
            continue
        suggestion = held.nearest(word)
        if suggestion and (fold(suggestion) != fold(word) or word[0].islower()):
            yield Finding(
                line=number, word=word, kind="spelling", suggestion=suggestion, message=f"“{word}” is in no dictionary."
            )


def _may_be_a_name(word: str, opens: bool, language: Language) -> bool:
    """A capital within a sentence makes a name, but in German any noun has one."""
    if language == "de":
        return len(word) < _SHORTEST_NOUN or place_country(word) is not None
    return len(word) < _SHORTEST_NAME or not opens or place_country(word) is not None


def _is_latin(word: str) -> bool:
    return all(character < "\u0250" for character in word)


def _is_loan(word: str) -> bool:
    """Whether a word is English: résumés in any language are full of them."""
    return word.isascii() and dictionary("en").knows(word)


def _mistyped(line: str, number: int, language: Language) -> Iterator[Finding]:
    def finding(kind: Kind, word: str, suggestion: str, message: str) -> Finding:
        return Finding(line=number, word=word.strip(), kind=kind, suggestion=suggestion, message=message)

    if language == "en":
        yield from _mistyped_in_english(line, finding)
    for match in re.finditer(r"\b([^\W\d_]{2,}) +\1\b(?!['’-])", line, re.I):
        word = match[1]
        if fold(word) not in _TWICE[language].split():
            yield finding("repeated", match.group(), word, f"“{word}” stands there twice.")
    for match in re.finditer(r"(?<=[^\s·])( +)([,;.!?]|:(?!\w))(?=\s|$|[^\W\d_])", line):
        if language == "fr" and match[2] in ";!?:":
            continue
        yield finding(
            "spacing", line[max(0, match.start() - 12) : match.end()], match[2], f"No space belongs before “{match[2]}”."
        )
    for match in re.finditer(r"[^\W\d_]{2,},[^\W\d_]{2,}", line):
        yield finding("spacing", match.group(), match.group().replace(",", ", "), "A space belongs after a comma.")
    for match in re.finditer(r"(?<=\S)( {2,})(?=\w)", line):
        yield finding("spacing", line[max(0, match.start() - 12) : match.end() + 6], " ", "There are two spaces.")
    for match in re.finditer(r"(?<=[^\W\d_]{3}[.!?] )[a-zäöüéèàñ]\w+", line):
        yield finding("capital", match.group(), match.group().capitalize(), "A sentence begins with a capital.")
    if language == "es":
        for mark, opening in (("?", "¿"), ("!", "¡")):
            if line.count(mark) > line.count(opening):
                yield finding("capital", line.strip()[-60:], opening, f"“{opening}” opens what “{mark}” closes.")


def _lone_bracket(line: str, number: int) -> Iterator[Finding]:
    # A line may begin with a) or 1).
    shown = re.sub(r"^\s*\w{1,2}\)|[:;]-?[()]", "", line)
    if shown.count("(") != shown.count(")"):
        message = "A bracket is opened or closed alone."
        yield Finding(line=number, word=shown.strip()[:60], kind="bracket", suggestion="", message=message)


def _mistyped_in_english(line: str, finding: Callable[[Kind, str, str, str], Finding]) -> Iterator[Finding]:
    for pattern, right in ((_A_BEFORE_OPEN, "an"), (_AN_BEFORE_CLOSED, "a")):
        for match in pattern.finditer(line):
            article = right.capitalize() if match[1][0].isupper() else right
            yield finding("article", match.group(), f"{article} {match[2]}", f"It is “{right}” before “{match[2]}”.")
    for match in re.finditer(r"(?<![\w.'’(-])i(?=(?:['’](?:m|ve|d|ll))? [a-z])", line):
        yield finding("capital", match.group(), "I", "“I” has a capital.")
