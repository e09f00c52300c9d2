"""Which button does what: by wording first, then by type and position; in doubt it counts as the last action."""

from collections.abc import Sequence

from brain.form import ActionKind, PageAction
from workers.hands.browser.raw import Handle, RawAction
from workers.hands.browser.wording import APPLY, BACK, NEXT, SAVE, SENDS, SIGN_IN, SIGN_UP, SUBMIT, UPLOAD, fold


def action_kind(raw: RawAction, has_form: bool) -> ActionKind:
    """What operating this would do. `submit` wherever wording does not say otherwise and the form's own button is meant."""
    said = fold(raw.label).strip(" .!»›→>…*<«‹←")
    if (raw.adds or raw.keeps) and not NEXT.fullmatch(said):
        return "other" if raw.adds else "save"  # of one entry of a list: it neither goes on nor sends
    if raw.tag == "a" and not _acts_like_a_button(raw):
        return "next" if has_form and raw.in_form and NEXT.fullmatch(said) else "other"
    if raw.popup and not raw.submits:
        return "upload" if raw.near_file or UPLOAD.fullmatch(said) else "other"
    if has_form and SENDS.search(said) and NEXT.fullmatch(said):
        return "submit"  # "Review and submit", "Proceed to apply": it may send, so it counts as the last action
    for pattern, kind in ((BACK, "back"), (NEXT, "next"), (SAVE, "save"), (UPLOAD, "upload")):
        if pattern.fullmatch(said):
            return kind  # type: ignore[return-value]
    if has_form and SUBMIT.fullmatch(said) and (raw.submits or raw.in_form or raw.after_fields):
        return "submit"
    if has_form and (raw.submits or raw.after_fields) and (SIGN_UP.fullmatch(said) or SIGN_IN.fullmatch(said)):
        return "submit"
    if raw.near_file and not raw.submits:
        return "upload"
    return "submit" if raw.submits and has_form else "other"


def _acts_like_a_button(raw: RawAction) -> bool:
    return not raw.href or raw.href.startswith("javascript:") or raw.href.endswith("#") or raw.type == "submit"


def page_actions(raws: Sequence[RawAction], frame: str, has_form: bool) -> tuple[PageAction, ...]:
    """The acts of one frame. `has_form`: it asks something, or shows the answers for review.

    A form without a recognised last or next action takes its last button for the last action.
    """
    pairs = [(raw, action_kind(raw, has_form)) for raw in raws if not raw.outside]
    if has_form and not any(kind in ("submit", "next") for _, kind in pairs):
        pairs = _in_doubt_submit(pairs)
    pairs = _one_way_forward(pairs)
    return tuple(
        PageAction(label=raw.label, kind=kind, adds=raw.adds, keeps=raw.keeps, handle=pack(raw, frame)) for raw, kind in pairs
    )


def _in_doubt_submit(pairs: list[tuple[RawAction, ActionKind]]) -> list[tuple[RawAction, ActionKind]]:
    aside = [raw.popup or bool(raw.adds) or raw.tag == "a" for raw, _ in pairs]
    doubtful = [at for at, (raw, kind) in enumerate(pairs) if kind == "other" and raw.after_fields and not aside[at]]
    if not doubtful:
        return pairs
    chosen = doubtful[-1]
    return [(raw, "submit" if at == chosen else kind) for at, (raw, kind) in enumerate(pairs)]


def _one_way_forward(pairs: list[tuple[RawAction, ActionKind]]) -> list[tuple[RawAction, ActionKind]]:
    # A step with Next holds no last action: another button of its form is an aside ("Apply" in a page's head, "Add another").
    if not any(kind == "next" for _, kind in pairs):
        return pairs
    return [
        (raw, "other" if kind == "submit" and not (raw.submits or SUBMIT.fullmatch(fold(raw.label))) else kind)
        for raw, kind in pairs
    ]


def pack(raw: RawAction, frame: str) -> str:
    return Handle(frame=frame, widget="action", selector=raw.handle, stable=raw.stable).pack()


def as_known(actions: Sequence[PageAction], known: Sequence[ActionKind | None]) -> tuple[PageAction, ...]:
    """The actions with what is known of them beside their words: a known last action is the only one; a known Next is one unless
    its words say that it sends.
    """
    last_known = "submit" in known
    return tuple(
        action.model_copy(update={"kind": _kind_known(action, kind, last_known)})
        for action, kind in zip(actions, known, strict=True)
    )


def _kind_known(action: PageAction, kind: ActionKind | None, last_known: bool) -> ActionKind:
    said = fold(action.label).strip(" .!»›→>…*<«‹←")
    if kind == "submit":
        return "submit"
    if kind == "next" and not SUBMIT.fullmatch(said) and not SENDS.search(said):
        return "next"
    return "other" if last_known and action.kind == "submit" else action.kind


def apply_actions(raws: Sequence[RawAction]) -> list[RawAction]:
    """The page's ways to its application form, best first: buttons and links that say Apply, links with an address first."""
    said = [raw for raw in raws if not raw.disabled and APPLY.fullmatch(fold(raw.label).strip(" .!»›→>"))]
    return sorted(said, key=lambda raw: (raw.outside, not raw.href))


def press_order(actions: Sequence[PageAction], kind: ActionKind) -> list[PageAction]:
    """The actions of a kind, the likeliest first: the last on the page, as the last action is the one at the end."""
    return [action for action in reversed(actions) if action.kind == kind]
