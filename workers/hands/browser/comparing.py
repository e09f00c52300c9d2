"""Whether what a field holds is what was asked for, allowing for the way widgets rewrite what they are given."""

import re
from collections.abc import Sequence
from decimal import Decimal

from brain.form import Field, FieldValue, FilePath
from workers.hands.browser.choosing import plain, same_text
from workers.hands.browser.numbers import number_of
from workers.hands.browser.widgets.dates import shows_day, whole_day
from workers.hands.browser.wording import SAYS_NO, SAYS_YES, fold

_DIGITS = re.compile(r"\D+")


def as_text(value: FieldValue) -> str:
    """A value as it is typed: whole numbers without a fraction, lists by comma."""
    match value:
        case None:
            return ""
        case bool():
            return "yes" if value else "no"
        case float() | int():
            return f"{Decimal(str(value)).normalize():f}"
        case FilePath():
            return value.name
        case tuple():
            return ", ".join(value)
        case _:
            return value


def holds(field: Field, wanted: FieldValue, written: str, shown: FieldValue, taken: Sequence[str] = ()) -> bool:
    """`written` is what was typed for `wanted` (a date in the page's format); `shown` what the page holds.

    `taken`: the options of a list that were pressed for it, in the list's own words.
    """
    if isinstance(wanted, FilePath):
        return isinstance(shown, str) and wanted.name in shown
    if isinstance(shown, bool):
        return shown == truth(wanted)
    if field.kind in ("checkbox", "multiselect") and field.options is not None:
        return _same_choices(wanted, shown) or (len(taken) > 0 and _same_choices(tuple(taken), shown))
    day = whole_day(as_text(wanted)) if field.kind in ("date", "text") else None
    text = " ".join(shown) if isinstance(shown, tuple) else as_text(shown)
    if field.kind in ("select", "radio", "boolean", "combobox", "rating"):
        offered = [option.label for option in field.options or ()]
        return any(_same_choice(field, one, text, (*offered, *taken)) for one in (written, *taken))
    if field.kind == "code":
        return _characters(written) == _characters(text) != ""
    if field.kind == "phone":
        return _same_number(written, text)
    if field.kind in ("number", "slider"):
        return _number(written) == _number(text) and _number(text) is not None
    if day is not None and "T" not in written and shows_day(text, day, chosen=False):
        return True
    return _squeeze(written) == _squeeze(text) or _masked(written, text) or _same_amount(written, text)


def truth(value: FieldValue) -> bool | None:
    """A lone box's value; None for words that are neither a yes nor a no."""
    if not isinstance(value, str):
        return bool(value)
    if not plain(value) or SAYS_NO.match(fold(value)):
        return False
    return True if SAYS_YES.match(fold(value)) else None


def _same_choices(wanted: FieldValue, shown: FieldValue) -> bool:
    want = wanted if isinstance(wanted, tuple) else (as_text(wanted),) if wanted else ()
    have = shown if isinstance(shown, tuple) else (shown,) if isinstance(shown, str) else ()
    return sorted(map(plain, want)) == sorted(map(plain, have))


def _same_choice(field: Field, written: str, shown: str, offered: Sequence[str]) -> bool:
    if same_text(written, shown):
        return True
    # A closed list may show its option in short ("+49" for "Germany +49") or with more ("Germany (+49)"): whole words, and no
    # other option. What nobody offered is no option, so more words than were typed are not taken for it.
    if field.kind != "combobox" or not plain(shown) or any(same_text(shown, one) for one in offered):
        return False
    short, long = f" {plain(shown)} ", f" {plain(written)} "
    return short in long or (long in short and any(same_text(written, one) for one in offered))


def _same_number(written: str, shown: str) -> bool:
    want, have = _DIGITS.sub("", written).lstrip("0"), _DIGITS.sub("", shown).lstrip("0")
    if written.strip().startswith("+") and shown.strip().startswith("+"):
        # Both name the country; one may keep the nought a national number begins with.
        return want == have or any(have[:at] + have[at + 1 :] == want for at in range(1, 4) if have[at : at + 1] == "0")
    return want == have or (min(len(want), len(have)) >= 7 and (want.endswith(have) or have.endswith(want)))


def _number(text: str) -> float | None:
    return number_of(re.sub(r"[^\d.,-]", "", text))


def _masked(written: str, shown: str) -> bool:
    # A mask adds punctuation to digits ("120000" shown as "$120,000"); letters are never added.
    want = _DIGITS.sub("", written)
    if written.isdigit() and re.fullmatch(r"\D*\d{1,3}(?:[., ]?\d{3})*[.,]\d{1,2}\D*", shown):
        return False  # digits behind a decimal point are another amount
    return len(want) >= 3 and want == _DIGITS.sub("", shown) and not re.search(r"[^\W\d_]", f"{written}{shown}")


def _same_amount(written: str, shown: str) -> bool:
    # A mask for money groups the digits, adds a sign and cents: "120000" shown as "$ 120,000.00" or "120.000,00 €". Letters are
    # never added: a currency's code may not be the one that was meant.
    if not re.fullmatch(r"\d{3,}", written) or re.search(r"[^\W\d_]", shown):
        return False
    whole = re.fullmatch(r"\D*(\d{1,3}(?:([., '’\u00a0\u202f])\d{3})*|\d+)(?:[.,]0{1,2})?\D*", shown)
    return whole is not None and _DIGITS.sub("", whole[1]) == written


def _characters(code: str) -> str:
    # A code is read out in groups, and its boxes may write it in capitals.
    return re.sub(r"[\W_]", "", code).upper()


def _squeeze(text: str) -> str:
    return re.sub(r"\s+", " ", text).strip()
