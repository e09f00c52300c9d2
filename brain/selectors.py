"""Which selectors may be remembered, and for what.

Purposes and selectors are made of page text: they are kept only in forms that can do no more than find a control. A selector
names its control by what it is called, never by its place, and no engine but plain CSS is reachable from it.
"""

import re
from typing import get_args

from brain.form import FieldKind

LONGEST = 300
_PURPOSE = re.compile(rf"apply_button|next|submit|field:\w{{1,60}}:(?:{'|'.join(get_args(FieldKind))})")
_NAME = r"[a-z][a-z0-9-]{0,40}"
_VALUE = r'"(?:[^"\\\x00-\x1f\x7f]|\\["\\])+"'
_SELECTOR = re.compile(rf"{_NAME}(?:\[{_NAME}(?:={_VALUE})?\]){{1,3}}")


def may_be_kept(purpose: str, selector: str) -> bool:
    """Whether this is a purpose the hands know and a selector of identity: `input[name="email"]`."""
    return (
        len(selector) <= LONGEST
        and ">>" not in selector
        and _PURPOSE.fullmatch(purpose) is not None
        and _SELECTOR.fullmatch(selector) is not None
    )
