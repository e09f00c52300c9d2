"""What kind of page this is, by what it says and holds."""

from collections.abc import Sequence

from brain.form import Field, PageAction, PageKind
from workers.hands.browser.raw import RawPage
from workers.hands.browser.wording import (
    APPLY,
    BLOCKED,
    BROKEN,
    CLOSED,
    CONFIRMED,
    CONFIRMED_URL,
    REVIEW,
    REVIEW_STEP,
    SIGN_IN,
    SIGN_UP,
    fold,
)

_A_FORM = 3  # fields: a page that draws itself may be served as one that was not found, whose only box is a search
_FEW_WORDS = 1500


def heads_of(raw: RawPage) -> str:
    """The page's own headline words, folded."""
    return fold(" . ".join((*raw.headings[:4], raw.title)))


def reviews(raw: RawPage) -> bool:
    """Whether the page shows the answers once more before they are sent."""
    return bool(REVIEW.search(heads_of(raw))) or any(REVIEW_STEP.fullmatch(fold(heading)) for heading in raw.headings)


def page_kind(raw: RawPage, fields: Sequence[Field], actions: Sequence[PageAction], status: int = 200) -> PageKind:
    """The kind of a page from its frame's facts, the fields a person sees on it, its acts and the answer's status code."""
    shown = [field for field in fields if field.visible and not field.honeypot]
    text = fold(raw.text)
    if status in (404, 410) and len(shown) < _A_FORM:
        return "closed"
    if not shown:
        return _without_fields(raw, text, actions, status)
    heads = heads_of(raw)
    if any(field.kind == "password" for field in shown):
        return _account(shown, heads, actions)
    if len(shown) <= 1 and CLOSED.search(heads):
        return "closed"
    if CONFIRMED.search(heads) and len(shown) <= 2:
        return "confirmation"
    if (
        len(shown) <= 2
        and any(APPLY.fullmatch(fold(action.label)) for action in actions)
        and not any(f.kind == "file" for f in shown)
    ):
        return "job_post" if not any(action.kind in ("submit", "next") for action in actions) else "form_step"
    return "form_step"


def _account(shown: Sequence[Field], heads: str, actions: Sequence[PageAction]) -> PageKind:
    passwords = sum(field.kind == "password" for field in shown)
    said = fold(" . ".join(action.label for action in actions if action.kind != "other"))
    if len(shown) > 8:
        return "form_step"
    if (
        passwords > 1
        or SIGN_UP.search(heads)
        or (SIGN_UP.search(said) and not SIGN_IN.search(said))
        or len(shown) - passwords >= 3
    ):
        return "sign_up"
    return "sign_in"


def _without_fields(raw: RawPage, text: str, actions: Sequence[PageAction], status: int) -> PageKind:
    short = len(text) < _FEW_WORDS
    heads = heads_of(raw)
    if confirms(raw):
        return "confirmation"
    if CLOSED.search(heads) or (short and CLOSED.search(text)):
        return "closed"
    if short and (BLOCKED.search(text) or BLOCKED.search(heads) or raw.captcha):
        return "blocked"
    if status >= 400 or (short and (BROKEN.search(text) or BROKEN.search(heads))):
        return "blocked" if status in (401, 403, 429) else "error"
    if reviews(raw) and any(action.kind in ("submit", "next") for action in actions):
        return "review"
    if raw.marks.structured or any(APPLY.fullmatch(fold(action.label).strip(" .!»›→>")) for action in actions):
        return "job_post"
    return "closed" if CLOSED.search(text) else "other"


def confirms(raw: RawPage) -> bool:
    """Whether the page says the application arrived: in its heads or messages, in few words, or in its address and words."""
    heads = fold(" . ".join((*raw.headings[:4], raw.title, *raw.messages)))
    text = fold(raw.text)
    if CONFIRMED.search(heads):
        return True
    return bool(CONFIRMED.search(text)) and (len(text) < _FEW_WORDS or bool(CONFIRMED_URL.search(raw.url)))


def confirmation_text(raw: RawPage) -> str:
    """The line of the page that confirms, as it reads; empty when none does."""
    for line in (*raw.messages, *raw.headings, *raw.text.split("\n"), raw.title):
        if CONFIRMED.search(fold(line)):
            return line.strip()[:500]
    return ""
