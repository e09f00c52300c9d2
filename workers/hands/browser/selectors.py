"""Selectors that have won before, tried first and never trusted: each must lead to the control the reader found."""

import re
from collections.abc import Callable, Sequence

from brain.form import Field
from brain.ports import KnownSelector, SelectorEvidence
from brain.selectors import may_be_kept
from workers.hands.browser.labels import slug
from workers.hands.browser.raw import Handle
from workers.hands.browser.wording import fold

LEARNED_TRIED = 3
SEEDS_TRIED = 2


def field_purpose(field: Field) -> str:
    """`field:<label>:<kind>`, the label written as in keys."""
    return f"field:{slug(field.label)}:{field.kind}"


class SelectorBook:
    """What is known for each purpose, and the evidence this session adds to it.

    `owner` names the family an address belongs to, if what is seen there may be told to other sites of it.
    """

    def __init__(self, known: Sequence[KnownSelector], owner: Callable[[str], str | None] = lambda url: None) -> None:
        self._owner = owner
        self._known: dict[str, list[str]] = {}
        self._seeds: dict[str, list[str]] = {}
        for one in known:
            if may_be_kept(one.purpose, one.selector):
                self._known.setdefault(one.purpose, []).append(one.selector)
        self._evidence: dict[tuple[str, str], SelectorEvidence] = {}
        self._private: set[str] = set()

    def guard(self, values: Sequence[str]) -> None:
        """Values of the candidate's: a page that writes them into its labels makes us remember none of them for others."""
        self._private |= {slug(value) for value in values if slug(value)}

    def seed(self, shipped: Sequence[KnownSelector]) -> None:
        """What the page's family is known for; tried after what was learned."""
        self._seeds = {}
        for one in shipped:
            self._seeds.setdefault(one.purpose, []).append(one.selector)

    def candidates(self, purpose: str) -> Sequence[str]:
        """Best first."""
        learned = self._known.get(purpose, [])
        seeds = [one for one in self._seeds.get(purpose, []) if one not in learned]
        return [*learned[:LEARNED_TRIED], *seeds[:SEEDS_TRIED]]

    def missed(self, purpose: str, selector: str, url: str) -> None:
        """It was tried on the page at `url` and led nowhere, or to another control. Two fields may share a purpose: what won for
        one of them was not wrong because it is not the other's."""
        held = self._evidence.get((purpose, selector))
        if held is None or not held.won:
            self._add(purpose, selector, url, won=False, hit=True)

    def won(self, purpose: str, selector: str, url: str) -> None:
        if may_be_kept(purpose, selector):
            self._add(purpose, selector, url, won=True, hit=selector in self.candidates(purpose))

    def chose(self, purpose: str, tried: Sequence[str], stable: Sequence[str], url: str) -> None:
        """An action was chosen that these selectors lead to; those tried before the first that fits missed it."""
        led = next((selector for selector in tried if selector in stable), "")
        for selector in tried[: tried.index(led)] if led else tried:
            self.missed(purpose, selector, url)
        self.won(purpose, led or next(iter(stable), ""), url)

    def lost(self, purpose: str, selector: str, url: str) -> None:
        """It led to the control, which then did not take its value: no fault of the selector's unless it was a known one."""
        if selector in self.candidates(purpose):
            self._add(purpose, selector, url, won=False, hit=True)

    def _add(self, purpose: str, selector: str, url: str, *, won: bool, hit: bool) -> None:
        self._evidence[purpose, selector] = SelectorEvidence(
            purpose=purpose, selector=selector, won=won, hit=hit, family=self._owner(url)
        )

    @property
    def evidence(self) -> Sequence[SelectorEvidence]:
        return tuple(one for one in self._evidence.values() if not self._tells(f"{one.purpose} {one.selector}"))

    def _tells(self, text: str) -> bool:
        written = re.sub(r"\W+", "_", fold(text))
        return any(value in written for value in self._private)

    @property
    def hits(self) -> int:
        return sum(one.won and one.hit for one in self._evidence.values())


def worth_keeping(handle: Handle) -> str:
    """The selector to remember for a control: by identity, never by position; empty when it has none."""
    return handle.stable[0] if handle.stable else ""
