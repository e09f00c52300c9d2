"""Matching what is to be chosen against what a list offers: the same words first, the same meaning of writing next."""

import re
from collections.abc import Sequence

from workers.hands.browser.wording import fold


def plain(text: str) -> str:
    """Folded letters and digits only: `"Yes, I do."` → `"yes i do"`."""
    return re.sub(r"[^\w+]+", " ", fold(text)).strip()


def choose(wanted: str, offered: Sequence[str], loose: bool = False) -> int | None:
    """The index of the option meant, or None. `loose` also takes the one option that begins with the words, or has a
    part that does.

    Never a guess between two: an ambiguous loose match is no match.
    """
    for written in (lambda t: t, str.strip, lambda t: fold(t), plain):
        hits = [at for at, text in enumerate(offered) if written(text) == written(wanted) and plain(text)]
        if hits:
            return hits[0]
    if not loose or not plain(wanted):
        return None
    words = plain(wanted)
    for fits in (
        lambda text: text.startswith(f"{words} "),
        lambda text: words.startswith(f"{text} "),
    ):
        hits = [at for at, text in enumerate(offered) if plain(text) and fits(plain(text))]
        if len(hits) == 1:
            return hits[0]
    hits = [at for at, text in enumerate(offered) if any(part == words or part.startswith(f"{words} ") for part in _parts(text))]
    if len(hits) == 1:
        return hits[0]
    return _most_shared(wanted, words, offered)


def _parts(text: str) -> list[str]:
    return [plain(part) for part in re.split(r"[,;()|–—]", text)]


def _most_shared(said: str, words: str, offered: Sequence[str]) -> int | None:
    # Place lists write "Berlin, State of Berlin, Germany" for "Berlin, Germany": every wanted word must be there.
    wanted = set(words.split())
    begins = words.split()[0]  # "York" is no "New York", and "authorised" no "not authorised"
    hits = [at for at, text in enumerate(offered) if wanted <= set(plain(text).split()) and plain(text).split()[0] == begins]
    if len(hits) > 1:
        first = plain(said.split(",")[0])
        hits = [at for at in hits if plain(offered[at].split(",")[0]) == first]
    return hits[0] if len(hits) == 1 or len({plain(offered[at]) for at in hits}) == 1 else None


def several_fit(wanted: str, offered: Sequence[str]) -> bool:
    """Whether more than one option holds these words, so that what was typed does not say which is meant."""
    words = plain(wanted)
    return bool(words) and len({plain(text) for text in offered if words in plain(text)}) > 1


def same_text(wanted: str, shown: str) -> bool:
    return plain(wanted) == plain(shown) if plain(wanted) else wanted.strip() == shown.strip()
