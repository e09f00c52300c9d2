"""Selectors that have won before, tried first and never trusted: each must lead to the control the reader found."""

from collections.abc import Sequence

from brain.form import Field
from brain.ports import KnownSelector, SelectorEvidence
from workers.hands.browser.labels import slug
from workers.hands.browser.raw import Handle


def field_purpose(field: Field) -> str:
    """`field:<label>:<kind>`, the label written as in keys."""
    return f"field:{slug(field.label)}:{field.kind}"


class SelectorBook:
    """What is known for each purpose, and the evidence this session adds to it."""

    def __init__(self, known: Sequence[KnownSelector]) -> None:
        self._known: dict[str, list[str]] = {}
        for one in known:
            self._known.setdefault(one.purpose, []).append(one.selector)
        self._evidence: dict[tuple[str, str], SelectorEvidence] = {}

    def candidates(self, purpose: str, most: int = 3) -> Sequence[str]:
        """Best first."""
        return self._known.get(purpose, [])[:most]

    def missed(self, purpose: str, selector: str) -> None:
        """It was tried and led nowhere, or to another control."""
        self._add(purpose, selector, won=False, hit=True)

    def won(self, purpose: str, selector: str) -> None:
        if selector:
            self._add(purpose, selector, won=True, hit=selector in self._known.get(purpose, []))

    def lost(self, purpose: str, selector: str) -> None:
        """It led to the control, which then did not take its value: no fault of the selector's unless it was a known one."""
        if selector in self._known.get(purpose, []):
            self._add(purpose, selector, won=False, hit=True)

    def _add(self, purpose: str, selector: str, *, won: bool, hit: bool) -> None:
        self._evidence[purpose, selector] = SelectorEvidence(purpose=purpose, selector=selector, won=won, hit=hit)

    @property
    def evidence(self) -> Sequence[SelectorEvidence]:
        return tuple(self._evidence.values())

    @property
    def hits(self) -> int:
        return sum(one.won and one.hit for one in self._evidence.values())


def worth_keeping(handle: Handle) -> str:
    """The selector to remember for a control: by identity, never by position; empty when it has none."""
    return handle.stable[0] if handle.stable else ""
