"""IMAP's words: a command's arguments taken apart (RFC 3501, section 9), and values written as its answers hold them."""

import re
from datetime import UTC, date, datetime

_ATOM = re.compile(r'[^\s()"\[\]{}]*(?:\[[^\]]*\](?:<[\d.]+>)?)?')
_QUOTED = re.compile(r'"((?:[^"\\]|\\.)*)"')
_MONTHS = ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec")


class BadCommand(ValueError):
    """A client's command that is none."""


class Quoted(str):
    """Text that a client quoted or sent as a literal."""

    __slots__ = ()


def words(text: str, literals: list[bytes]) -> list[object]:
    """The words of `text`; each `{}` in it stands for the next literal. Raises `BadCommand`."""
    waiting = list(literals)
    stack: list[list[object]] = [[]]
    at = 0
    while at < len(text):
        char = text[at]
        if char == " ":
            at += 1
        elif char == "(":
            stack.append([])
            at += 1
        elif char == ")":
            if len(stack) == 1:
                raise BadCommand("A bracket too many.")
            done = stack.pop()
            stack[-1].append(done)
            at += 1
        elif text.startswith("{}", at) and waiting:
            stack[-1].append(Quoted(waiting.pop(0).decode("utf-8", "replace")))
            at += 2
        else:
            found = _QUOTED.match(text, at) if char == '"' else _ATOM.match(text, at)
            if found is None or not found[0]:
                raise BadCommand(f"Cannot be read: {text[at : at + 20]}")
            stack[-1].append(Quoted(re.sub(r"\\(.)", r"\1", found[1])) if char == '"' else found[0])
            at = found.end()
    if len(stack) > 1:
        raise BadCommand("A bracket is open.")
    return stack[0]


def numbers(word: object, highest: int) -> set[int]:
    """The numbers of a set such as `1,3:5,7:*`. Raises `BadCommand`."""
    if not isinstance(word, str) or not re.fullmatch(r"(\d+|\*)(:(\d+|\*))?(,(\d+|\*)(:(\d+|\*))?)*", word):
        raise BadCommand(f"No set of numbers: {word}")
    found: set[int] = set()
    for part in word.split(","):
        ends = [highest if end == "*" else int(end) for end in part.split(":")]
        # What lies above the highest number names nothing; an open end always names the last message.
        found.update(range(min(ends), min(max(ends), highest) + 1))
        if "*" in part:
            found.add(highest)
    return found


def day(word: object) -> date:
    """`1-Jan-2026` as a date. Raises `BadCommand`."""
    found = re.fullmatch(r"(\d{1,2})-(\w{3})-(\d{4})", str(word))
    try:
        assert found
        return date(int(found[3]), _MONTHS.index(found[2].capitalize()) + 1, int(found[1]))
    except (AssertionError, ValueError) as error:
        raise BadCommand(f"No date: {word}") from error


def internal_date(moment: datetime) -> str:
    moment = moment.astimezone(UTC)
    return f'"{moment.day:2d}-{_MONTHS[moment.month - 1]}-{moment.year} {moment:%H:%M:%S} +0000"'


def literal(content: bytes) -> bytes:
    return b"{%d}\r\n%s" % (len(content), content)
