"""The words of a language and how often they are said: what simplemma and pyspellchecker carry, read on first use."""

from collections.abc import Iterator, Mapping
from functools import cache, cached_property

from brain.text_language import Language

_RARE = 50
"""The count pyspellchecker gives to words it met once or never: misspellings are among them."""
_OFTEN = 300
_SHORTEST_PART = 4
_FAR_LENGTH = 7
"""From this length on, a word may differ from what was meant in two places."""
_JOINTS = ("", "s", "n", "en", "es", "er", "e")


class Dictionary:
    """The words of one language. German takes up to 4 s and 300 MB: for a command a person asks for, not for workers."""

    def __init__(self, language: Language) -> None:
        from simplemma.strategies.dictionaries import DefaultDictionaryFactory
        from spellchecker import SpellChecker

        self._language = language
        self._forms: Mapping[str, str] = DefaultDictionaryFactory().get_dictionary(language)
        self._checker = SpellChecker(language=language, distance=1)
        self._counts: Mapping[str, int] = self._checker.word_frequency.dictionary

    def knows(self, word: str) -> bool:
        """Whether a word is of the language, as it is written, in small letters, or as a German compound of such words."""
        return self._holds(word) or (self._language == "de" and self._is_compound(word.lower()))

    def nearest(self, word: str) -> str | None:
        """The likeliest word that differs in one place, of a long word in two; none where nothing is near."""
        small = word.lower()
        near = [other for other in self._checker.edit_distance_1(small) if self._holds(other)]
        if not near and len(small) >= _FAR_LENGTH and small not in self._counts:
            near = list(self._two_off(small))
        # Hardly anybody gets the first letter wrong.
        near = [other for other in near if other[0] == small[0]] or near
        best = max(near, key=lambda other: (self._said(other), other), default=None)
        return best and (best.capitalize() if word[0].isupper() else best)

    def _said(self, word: str) -> int:
        """How often a word is said; a form that was never counted is said half as often as the word it is a form of."""
        return self._counts.get(word, 0) or self._counts.get(self._forms.get(word, ""), 0) // 2

    def _holds(self, word: str) -> bool:
        small = word.lower()
        forms = (word, small, small.capitalize())
        return any(form in self._forms for form in forms) or self._counts.get(small, 0) > _RARE

    def _is_compound(self, word: str) -> bool:
        """Whether a word is made of known ones of four letters or more, with the letters German joins them by."""
        for end in range(_SHORTEST_PART, len(word) - _SHORTEST_PART + 1):
            first, rest = word[:end], word[end:]
            heads = [first.removesuffix(joint) for joint in _JOINTS if first.endswith(joint)]
            if any(len(head) >= _SHORTEST_PART and self._is_part(head) for head in heads) and (
                self._is_part(rest) or self._is_compound(rest)
            ):
                return True
        return False

    def _is_part(self, word: str) -> bool:
        """A short part must be said now and then: among rare short nouns any misspelling finds its parts."""
        known = word.capitalize() in self._forms and (len(word) >= _FAR_LENGTH or word in self._counts)
        return known or self._counts.get(word, 0) > _RARE

    def _two_off(self, word: str) -> Iterator[str]:
        from rapidfuzz import process
        from rapidfuzz.distance import OSA

        said = [other for other in self._often if abs(len(other) - len(word)) <= 1 and other[0] == word[0]]
        yield from (other for other, _, _ in process.extract(word, said, scorer=OSA.distance, score_cutoff=2, limit=20))

    @cached_property
    def _often(self) -> tuple[str, ...]:
        return tuple(word for word, count in self._counts.items() if count >= _OFTEN)


@cache
def dictionary(language: Language) -> Dictionary:
    return Dictionary(language)
