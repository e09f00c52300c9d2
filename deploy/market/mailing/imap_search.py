"""IMAP's SEARCH: which messages a client's criteria name (RFC 3501, section 6.4.4)."""

from collections.abc import Callable
from dataclasses import dataclass

from deploy.market.mailing.imap_words import BadCommand, Quoted, day, numbers
from deploy.market.mailing.mailboxes import Stored

FLAGS = {"SEEN": r"\Seen", "FLAGGED": r"\Flagged", "ANSWERED": r"\Answered", "DELETED": r"\Deleted", "DRAFT": r"\Draft"}
HEADERS = ("FROM", "TO", "CC", "BCC", "SUBJECT")

Test = Callable[[int, Stored], bool]


@dataclass
class _Criteria:
    words: list[object]
    highest: int
    highest_uid: int

    def take(self) -> object:
        if not self.words:
            raise BadCommand("A criterion is missing its value.")
        return self.words.pop(0)

    def every(self) -> Test:
        tests = []
        while self.words:
            tests.append(self.one())
        return lambda number, message: all(test(number, message) for test in tests)

    def one(self) -> Test:
        word = self.take()
        if isinstance(word, list):
            return _Criteria(word, self.highest, self.highest_uid).every()
        if isinstance(word, Quoted):
            raise BadCommand(f"No criterion: {word}")
        key = str(word).upper()
        if key[:1].isdigit() or key[:1] == "*":
            wanted = numbers(key, self.highest)
            return lambda number, _: number in wanted
        return self._combined(key) or _flag(key) or self._dated(key) or self._worded(key)

    def _combined(self, key: str) -> Test | None:
        if key in {"ALL", "OLD"}:
            return lambda *_: True
        if key == "NOT":
            inner = self.one()
            return lambda number, message: not inner(number, message)
        if key == "OR":
            one, other = self.one(), self.one()
            return lambda number, message: one(number, message) or other(number, message)
        if key == "UID":
            wanted = numbers(self.take(), self.highest_uid)
            return lambda _, message: message.uid in wanted
        return None

    def _dated(self, key: str) -> Test | None:
        kind = key.removeprefix("SENT")
        if kind not in {"SINCE", "BEFORE", "ON"}:
            return None
        wanted = day(self.take())
        compare = {"SINCE": wanted.__le__, "BEFORE": wanted.__gt__, "ON": wanted.__eq__}[kind]
        return lambda _, message: compare(message.received.date()) is True

    def _worded(self, key: str) -> Test:
        if key in {"LARGER", "SMALLER"}:
            size = int(str(self.take()))
            return lambda _, message: len(message.content) > size if key == "LARGER" else len(message.content) < size
        name = str(self.take()) if key == "HEADER" else key
        if key not in {*HEADERS, "HEADER", "BODY", "TEXT"}:
            raise BadCommand(f"No criterion: {key}")
        wanted = str(self.take()).casefold()
        if key in {"BODY", "TEXT"}:
            return lambda _, message: wanted in _text(message, whole=key == "TEXT").casefold()
        return lambda _, message: any(wanted in str(value).casefold() for value in message.parsed.get_all(name, []))


def _flag(key: str) -> Test | None:
    if key in {"NEW", "RECENT"}:
        return lambda _, message: FLAGS["SEEN"] not in message.flags
    name = key.removeprefix("UN")
    if name not in FLAGS:
        return None
    return lambda _, message: (FLAGS[name] in message.flags) is (name == key)


def _text(message: Stored, *, whole: bool) -> str:
    parts = [part for part in message.parsed.walk() if part.get_content_maintype() == "text"]
    bodies = "\n".join(str(part.get_content()) for part in parts)
    headers = "\n".join(f"{name}: {value}" for name, value in message.parsed.items()) if whole else ""
    return f"{headers}\n{bodies}"


def search(criteria: list[object], messages: list[Stored]) -> list[tuple[int, Stored]]:
    """The messages that fit all criteria, with their numbers in the mailbox. Raises `BadCommand`."""
    if criteria and str(criteria[0]).upper() == "CHARSET":
        criteria = criteria[2:]
    if not criteria:
        raise BadCommand("Nothing to search for.")
    test = _Criteria(list(criteria), len(messages), messages[-1].uid if messages else 0).every()
    return [(number, message) for number, message in enumerate(messages, start=1) if test(number, message)]
