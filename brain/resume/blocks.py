"""The entries of a section: lines grouped by job, school or project, with dates, places and bullets told apart."""

import re
from dataclasses import dataclass, field

from brain.dates import Span, span
from brain.places import place_country
from brain.resume.lines import TextLine
from brain.words import fold

_BULLET = re.compile(r"^\s*(?:[•●▪◦‣∙·*■□–—-]|o(?=\s{2,})|\d{1,2}[.)])\s+")
_GAP = re.compile(r"\s{4,}|\t+")
_DURATION = re.compile(r"^\(?(?:\d+ (?:years?|yrs?|months?|mos?|jahre?|monate?|ans?|mois|anos?|meses)\s*)+\)?$")
_BRACKETS = re.compile(r"\(\s*\)|\[\s*\]")


@dataclass
class Bullet:
    text: str
    line: TextLine


@dataclass
class Block:
    """One entry: the pieces of its head (employer, title, …), dates, place, prose and bullets, each with its line."""

    first: TextLine
    heads: list[str] = field(default_factory=list)
    span: Span | None = None
    place: str | None = None
    prose: list[Bullet] = field(default_factory=list)
    bullets: list[Bullet] = field(default_factory=list)


def is_bullet(text: str) -> bool:
    return bool(_BULLET.match(text))


def bare_bullet(text: str) -> str:
    return _join(_BULLET.sub("", text, count=1))


def _join(text: str) -> str:
    return " ".join(text.split())


def columns(text: str) -> tuple[str, list[str]]:
    """The main part of a laid-out line and what stands at its right, set off by a wide gap."""
    lead = len(text) - len(text.lstrip())
    pieces = [piece.strip() for piece in _GAP.split(text.strip()) if piece.strip()]
    return (" " * lead + pieces[0], pieces[1:]) if pieces else ("", [])


def blocks(lines: list[TextLine]) -> list[Block]:
    """Groups the lines of one section. A new entry starts at a head line after bullets, or where a second date range comes."""
    found: list[Block] = []
    blank = True
    for line in lines:
        if not line.text.strip():
            blank = True
            continue
        main, right = columns(line.text)
        if is_bullet(line.text) and found:
            found[-1].bullets.append(Bullet(bare_bullet(main), line))
            _aside(found[-1], right)
        elif found and _continues(found[-1], main, line, blank):
            _continue(found[-1], main, line)
            _aside(found[-1], right)
        else:
            _head(found, main, right, line, blank=blank)
        blank = False
    return found


def _continues(block: Block, main: str, line: TextLine, blank: bool) -> bool:
    """A line that carries on the bullet or the prose above it."""
    text = main.strip()
    if blank or not (block.bullets or block.prose):
        return False
    if block.bullets:
        lead = len(line.text) - len(line.text.lstrip())
        bullet = block.bullets[-1].line.text
        inside = lead > len(bullet) - len(bullet.lstrip())
        return (inside and lead >= 1) or text[:1].islower() or _unfinished(block.bullets[-1].text, text)
    return text[:1].islower()


def _unfinished(above: str, text: str) -> bool:
    return span(text) is None and (above.endswith((",", " and", " und", " the", "-", " &")) or text[:1] in "(&")


def _continue(block: Block, main: str, line: TextLine) -> None:
    target = block.bullets or block.prose
    above, text = target[-1].text, main.strip()
    joined = above[:-1] + text if re.search(r"[a-z]-$", above) and text[:1].islower() else f"{above} {text}"
    target[-1] = Bullet(_join(joined), target[-1].line)


def _head(found: list[Block], main: str, right: list[str], line: TextLine, *, blank: bool) -> None:
    dated = span(" ".join([_said_dates(main), *right]))
    current = found[-1] if found else None
    if current is None or current.bullets or (blank and (current.span or current.prose)) or (dated and current.span):
        current = Block(first=line)
        found.append(current)
    elif _is_prose(main) and current.heads:
        current.prose.append(Bullet(_join(main), line))
        return
    _aside(current, right)
    _pieces(current, main)


def _said_dates(text: str) -> str:
    return "" if _is_prose(text) else text


def _is_prose(text: str) -> bool:
    shown = text.strip()
    return (shown.endswith(".") and len(shown.split()) > 6) or len(shown.split()) > 14


def _pieces(block: Block, main: str) -> None:
    """Takes dates and place out of a head line; the rest are the names of what the entry is."""
    text = main.strip()
    read = span(text)
    if read and block.span is None and not _is_prose(text):
        text, block.span = _without(text, read.words), read
    for piece in re.split(r"\s+[|•·]\s+|\s+[–—]\s+|\s+-\s+|\t+", text):
        shown = piece.strip(" |–—,;-")
        if not shown:
            continue
        if block.heads and block.place is None and is_place(shown):
            block.place = shown
        else:
            block.heads.append(shown)


def _without(text: str, words: str) -> str:
    """`text` without the stretch whose folded form is `words`."""
    for start in range(len(text)):
        for end in range(len(text), start, -1):
            if fold(text[start:end]) == words:
                return _BRACKETS.sub("", text[:start] + " | " + text[end:])
    return text


def is_place(text: str) -> bool:
    shown = re.sub(r"\(.*?\)", "", text).strip()
    if fold(shown) in {"remote", "hybrid", "on-site", "onsite"}:
        return True
    parts = shown.split(",")
    return len(parts) <= 3 and len(shown) <= 50 and not re.search(r"\d", shown) and (place_country(shown) is not None)


def _aside(block: Block, right: list[str]) -> None:
    for piece in right:
        if _DURATION.match(fold(piece)):
            continue
        read = span(piece)
        if read and block.span is None:
            block.span = read
            piece = _without(piece, read.words).strip(" |,–—-()")
        if piece and not read and block.place is None and is_place(piece):
            block.place = piece
        elif piece and not read:
            block.heads.append(piece)
