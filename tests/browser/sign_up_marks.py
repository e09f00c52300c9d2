"""What recorded sign-up and address pages say their inputs are for, and whether a read field asks the same.

The marks are the annotators' (`data-manual-scoring`). The product needs no such words: what it never fills it calls `secret`, and
tells apart by kind and label; so the mapping is the tests' own.
"""

import re
from html.parser import HTMLParser

from brain.answering.questions import classify
from brain.form import Field

# mark: the questions that mean the same.
QUESTIONS = {
    "firstName": {"first_name"},
    "middleName": {"middle_name"},
    "lastName": {"last_name"},
    "emailAddress": {"email"},
    "phone": {"phone"},
    "addressStreet": {"address_line", "address_full"},
    "addressStreet2": {"address_unit"},
    "addressCity": {"city"},
    "addressProvince": {"region"},
    "addressPostalCode": {"postal_code"},
    "unknown": {"unknown"},
}
# mark: what the label must say where the product only knows that it is nothing to fill in.
LABELS = {
    "birthdayDay": r"birth.*day$",
    "birthdayMonth": r"birth.*month$",
    "birthdayYear": r"birth.*year$",
    "cardNumber": r"card number",
    "cardSecurityCode": r"security code|cv[vc]",
    "expiration": r"expir|^mm.yyyy$",
    "expirationMonth": r"expir.*month",
    "expirationYear": r"expir.*year",
}
_FILLABLE = set().union(*(asked for mark, asked in QUESTIONS.items() if mark != "unknown"))


class _Marked(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[tuple[str, str]] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        if mark := said.get("data-manual-scoring"):
            self.found.append((mark, said.get("id") or said.get("name") or ""))


def marks_of(html: str) -> list[tuple[str, str]]:
    """The marks of a page in its order: (mark, the input's id or name, "" when it has neither)."""
    parser = _Marked()
    parser.feed(html)
    return parser.found


def asks_for(field: Field, mark: str) -> bool:
    """Whether a read field asks what the mark says. Raises KeyError for a mark of another vocabulary."""
    if mark == "password.new":
        return field.kind == "password"
    question = classify(field).id
    if mark in QUESTIONS:
        return question in QUESTIONS[mark]
    return question not in _FILLABLE and bool(re.search(LABELS[mark], field.label, re.I))
