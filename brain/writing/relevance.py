"""How near a text is to a posting."""

import re

from brain.posting import Posting
from brain.requirements import plain_text, requirement_lines, requirements_in
from brain.skills import implied_by, skill_key, skills_in
from brain.words import quantities, words

_SHORTEST = 5
_REQUIRED, _PREFERRED = 3.0, 1.0
_ASKED_FOR, _MOST_ASKED_FOR = 0.5, 4
_SHARED, _MOST_SHARED = 0.2, 5
_MEASURED = 0.1


class Relevance:
    """Skills a posting requires count most, then preferred ones, then words of its requirements, then words it shares at all."""

    def __init__(self, posting: Posting) -> None:
        description = posting.description_html or posting.description_text
        read = requirements_in(description)
        titled = skills_in(f"as {posting.title}")
        self.required = tuple(dict.fromkeys((*read.required, *map(skill_key, posting.skills.required), *titled)))
        preferred = dict.fromkeys((*read.preferred, *map(skill_key, posting.skills.preferred)))
        self.preferred = tuple(skill for skill in preferred if skill not in self.required)
        self._asked_for = _stems(" ".join(line.text for line in requirement_lines(description)))
        self._words = {word for word in words(f"{posting.title} {plain_text(description)}") if len(word) >= _SHORTEST}

    def of(self, text: str) -> float:
        """0 for a text that has nothing to do with the posting; there is no upper bound."""
        named = {skill_key(text), *skills_in(text)}
        named |= {other for skill in named for other in implied_by(skill)}
        shared = len({word for word in words(text) if len(word) >= _SHORTEST} & self._words)
        asked_for = len(_stems(text) & self._asked_for)
        points = _REQUIRED * len(named.intersection(self.required)) + _PREFERRED * len(named.intersection(self.preferred))
        points += _ASKED_FOR * min(asked_for, _MOST_ASKED_FOR) + _SHARED * min(shared, _MOST_SHARED)
        # Of two statements that are equally near, the one with a figure says more.
        return points + (_MEASURED if points and quantities(text) else 0.0)


def _stems(text: str) -> frozenset[str]:
    found = (re.sub(r"(?:ations?|ings?|ers?|ies|ed|es|en|s)$", "", word)[:7] for word in words(text) if len(word) >= _SHORTEST)
    return frozenset(stem for stem in found if len(stem) > 2)
