"""What the page script is told to do for one plain control."""

from collections.abc import Sequence
from typing import Literal

from brain.form import Field, FieldValue
from brain.posting import Frozen
from workers.hands.browser.choosing import choose
from workers.hands.browser.comparing import as_text, truth
from workers.hands.browser.numbers import number_of
from workers.hands.browser.raw import Handle
from workers.hands.browser.widgets.dates import as_written
from workers.hands.browser.wording import SAYS_YES, fold


class Order(Frozen):
    handle: str
    how: Literal["text", "select", "check", "press", "choose", "list"]
    text: str = ""
    labels: tuple[str, ...] = ()
    values: tuple[str, ...] = ()
    on: bool = True


def written_for(field: Field, handle: Handle, value: FieldValue) -> str:
    """The value as it is written into this field."""
    if field.kind == "date":
        return as_written(field, handle, as_text(value))
    if isinstance(value, bool) and field.options:
        return _yes_or_no(field, value)
    if field.kind == "number" and isinstance(value, str) and (number := number_of(value)) is not None:
        return as_text(number)
    return as_text(value)


def _yes_or_no(field: Field, value: bool) -> str:
    options = field.options or ()
    says_yes = [option.label for option in options if SAYS_YES.match(fold(option.label))]
    rest = [option.label for option in options if option.label not in says_yes]
    return (says_yes if value else rest)[0] if len(says_yes) == 1 and len(rest) == 1 else as_text(value)


def orders_for(field: Field, handle: Handle, value: FieldValue, selector: str) -> tuple[Sequence[Order], str]:
    """The orders that bring a plain control to `value`, and what is wrong with the value ("" = nothing)."""
    match handle.widget:
        case "radios" | "yes_no" | "buttons":
            return _press_choice(field, handle, value)
        case "listbox":
            return _stand(handle, value, written_for(field, handle, value), selector)
        case "checkboxes" if handle.choices:
            return _tick(field, handle, value)
        case "combobox":
            return _pick(field, selector, value, written_for(field, handle, value))
        case _ if field.kind in ("checkbox", "consent"):
            on = truth(value)
            return ([], "neither yes nor no") if on is None else ([Order(handle=selector, how="check", on=on)], "")
        case _ if field.kind in ("select", "multiselect"):
            return _select(field, selector, value, written_for(field, handle, value))
        case _:
            return [Order(handle=selector, how="text", text=written_for(field, handle, value))], ""


def _press_choice(field: Field, handle: Handle, value: FieldValue) -> tuple[Sequence[Order], str]:
    if value is None:
        return [], ""
    at = choose(written_for(field, handle, value), handle.names)
    if at is None:
        return [], "no such option"
    how: Literal["check", "press"] = "check" if handle.widget == "radios" else "press"
    return [Order(handle=handle.choices[at], how=how)], ""


def _tick(field: Field, handle: Handle, value: FieldValue) -> tuple[Sequence[Order], str]:
    wanted = value if isinstance(value, tuple) else (as_text(value),) if value else ()
    chosen = {one: choose(one, handle.names) for one in wanted}
    if any(at is None for at in chosen.values()):
        return [], "no such option"
    return [Order(handle=choice, how="check", on=at in chosen.values()) for at, choice in enumerate(handle.choices)], ""


def _pick(field: Field, selector: str, value: FieldValue, written: str) -> tuple[Sequence[Order], str]:
    offered = [option.label for option in field.options or ()]
    wanted = value if isinstance(value, tuple) else (written,)
    chosen = [choose(one, offered) for one in wanted]
    if not offered or not all(wanted) or any(at is None for at in chosen):
        return [], "not offered"
    return [Order(handle=selector, how="choose", labels=tuple(offered[at] for at in chosen if at is not None))], ""


def _stand(handle: Handle, value: FieldValue, written: str, selector: str) -> tuple[Sequence[Order], str]:
    wanted = value if isinstance(value, tuple) else (written,) if written else ()
    chosen = [choose(one, handle.names) for one in wanted]
    if any(at is None for at in chosen):
        return [], "no such option"
    return [Order(handle=selector, how="list", values=tuple(handle.choices[at] for at in chosen if at is not None))], ""


def _select(field: Field, selector: str, value: FieldValue, written: str) -> tuple[Sequence[Order], str]:
    options = field.options or ()
    wanted = value if isinstance(value, tuple) else (written,)
    chosen = [choose(one, [o.label for o in options]) for one in wanted]
    chosen = [at if at is not None else choose(one, [o.value for o in options]) for at, one in zip(chosen, wanted, strict=True)]
    picked = [options[at] for at in chosen if at is not None]
    if len(picked) != len(wanted):
        return [], "no such option"
    return [
        Order(handle=selector, how="select", labels=tuple(o.label for o in picked), values=tuple(o.value for o in picked))
    ], ""
