"""The entries of a section: lines grouped by job, school or project, with dates, places and bullets told apart."""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from brain.dates import Span, span
from brain.places import city_country, country_code, place_country
from brain.resume.headings import bare_bullet, has_company_word, has_school_word, has_title_word, is_bullet
from brain.resume.labels import labelled
from brain.resume.lines import TextLine
from brain.resume.rows import columns, is_date_alone
from brain.words import fold

_UNIT = r"(?:years?|yrs?|months?|mos?|jahre?n?|monate?n?|ans?|annees?|mois|anos?|mes(?:es)?)"
_DURATION = re.compile(rf"\(?\b\d+\+? ?{_UNIT}\b(?:,? (?:and |und |et |y )?\d+ ?{_UNIT}\b)?\)?")
_BRACKETS = re.compile(r"\(\s*[|,–-]*\s*\)|\[\s*[|,–-]*\s*\]")
_PARTED = re.compile(r"\s+[|•·@]\s+|\s+[–—]\s+|\s+-\s+|\t+|\s*[|·]\s*(?=$)")
_SLASH = re.compile(_PARTED.pattern + r"|\s+/\s+|\s+/$")
_LONGEST_NAME = 14
_ONGOING = re.compile(r"\b(?:expected|anticipated|voraussichtlich|prevu|previsto)\b:?\s*")


@dataclass
class Bullet:
    text: str
    line: TextLine


@dataclass
class Block:
    """One entry: the pieces of its head (employer, title, …), dates, place, prose and bullets, each with its line."""

    first: TextLine
    heads: list[str] = field(default_factory=list)
    named: dict[str, str] = field(default_factory=dict)
    span: Span | None = None
    place: str | None = None
    prose: list[Bullet] = field(default_factory=list)
    bullets: list[Bullet] = field(default_factory=list)


def blocks(lines: Sequence[TextLine]) -> list[Block]:
    """Groups the lines of one section. A new entry starts at a head line after bullets, or where a second date range comes."""
    found: list[Block] = []
    blank = True
    lead = _lines_before_dates(lines)
    towns = _end_in_towns(lines)
    for index, line in enumerate(lines):
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
            starts = lead > 0 and _date_after(lines, index) == lead
            _head(found, main, right, line, blank=blank, starts=starts, towns=towns)
        blank = False
    return found


def _lines_before_dates(lines: Sequence[TextLine]) -> int:
    """How many lines of a section's first entry stand above its dates: the shape that its other entries share."""
    for index, line in enumerate(line for line in lines if line.text.strip()):
        if is_bullet(line.text) or index > 2:
            return 0
        if _dated(line.text):
            return index
        if labelled(line.text):
            return 0
    return 0


def _end_in_towns(lines: Sequence[TextLine]) -> bool:
    """Whether the dated lines of a section name two things each, and where the second is known, it is a town."""
    ends = []
    for line in lines:
        main, right = columns(line.text)
        pieces = [piece.strip() for piece in _PARTED.split(main) if piece.strip() and not is_date_alone(piece)]
        if not is_bullet(line.text) and len(pieces) == 2 and (span(main) or any(map(span, right))):
            ends.append(pieces[1])
    return any(map(is_place, ends)) and not any(has_title_word(end) or has_company_word(end) for end in ends)


def _date_after(lines: Sequence[TextLine], index: int) -> int:
    """How many lines below this one the next dates stand; 0 for here, or where something else comes first."""
    for distance, line in enumerate(line for line in lines[index : index + 4]):
        if not line.text.strip() or is_bullet(line.text):
            return 0
        if _dated(line.text):
            return distance
    return 0


def _dated(text: str) -> bool:
    return span(" ".join(part for part in (_said_dates(columns(text)[0]), *columns(text)[1]))) is not None


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
    return text[:1].islower() or _unfinished(block.prose[-1].text, text)


def _unfinished(above: str, text: str) -> bool:
    return span(text) is None and (above.endswith((",", " and", " und", " et", " y", " the", "-", " &")) or text[:1] in "(&")


def _continue(block: Block, main: str, line: TextLine) -> None:
    target = block.bullets or block.prose
    target[-1] = Bullet(join_lines(target[-1].text, main.strip()), target[-1].line)


def join_lines(above: str, text: str) -> str:
    """Two lines of one sentence; a word parted at the end of the line is whole again."""
    parted = re.search(r"[^\W\d_]{2,}[-\u00ad\u2010]$", above) and text[:1].islower()
    return " ".join((above[:-1] + text if parted else f"{above} {text}").split())


def _head(found: list[Block], main: str, right: list[str], line: TextLine, *, blank: bool, starts: bool, towns: bool) -> None:
    dated = span(" ".join([_said_dates(main), *right]))
    current = found[-1] if found else None
    settled = current is not None and bool(current.span) and len(current.heads) > 1 and not (blank or dated or starts)
    prose = (_is_prose(main) and not any(map(span, right))) or (
        settled and not is_place(main.strip()) and not labelled(main.strip())
    )
    if prose and _is_long(main) and (current is None or current.bullets or blank):
        # A sentence names nobody: it is an entry of its own without a name, and is listed.
        found.append(Block(first=line, prose=[Bullet(" ".join(main.split()), line)]))
        return
    if current is not None and prose and current.heads and (current.span or not blank) and not current.bullets:
        current.prose.append(Bullet(" ".join(main.split()), line))
        _aside(current, right)
        return
    if (
        current is None
        or current.bullets
        or (blank and (current.span or current.prose))
        or (current.span and (dated or starts))
        or (current.prose and current.span)
        or ((named := labelled(main)) and named[0] in current.named)
    ):
        current = Block(first=line)
        found.append(current)
    _aside(current, right)
    main = main.rstrip().removesuffix(".") if any(map(span, right)) and len(main.split()) > 2 else main
    bold, *plain = _by_weight(main, line)
    _pieces(current, bold)
    for part in plain:
        if current.place is None and _may_be_town(part, known=towns):
            current.place = part
        else:
            _pieces(current, part)
    if towns and current.place is None and len(current.heads) == 2 and _may_be_town(current.heads[1], known=True):
        current.place = current.heads.pop()


def _may_be_town(text: str, *, known: bool) -> bool:
    """One or two capitalised words behind a name that say nothing else: `**Lee Valley Electrical**, Macroom`.

    `known`: the other entries have a town in this place, so that it need not be one that is known.
    """
    words = text.split()
    said = has_title_word(text) or has_company_word(text) or has_school_word(text) or re.search(r"[\d:|]", text)
    return len(words) <= 2 and all(word[:1].isupper() for word in words) and not said and (known or is_place(text))


def _by_weight(main: str, line: TextLine) -> list[str]:
    """Bold words and the plain ones behind them are two things: a title and its employer."""
    indent = len(main) - len(main.lstrip())
    before, after = (part.strip(" ,–—|·-/@") for part in (main[indent : indent + line.lead], main[indent + line.lead :]))
    after = re.sub(r"^(?:at|bei|beim|chez|with|for)\s+(?=[^\W\d_])", "", after)
    apart = bool(line.lead and before) and not re.match(r"\W", after) and span(before) is None and len(before.split()) < 10
    return [before, after] if apart and len(after) > 2 else [main]


def _said_dates(text: str) -> str:
    return "" if _is_prose(text) else text


def _is_prose(text: str) -> bool:
    shown = text.strip()
    ended = shown.endswith((".", "!")) and len(shown.split()) > 2 and not (re.search(r"\.\S*\.$|\b\w\.$", shown))
    sentence = ended and not has_company_word(shown.split()[-1]) and (len(shown.split()) > 4 or span(shown) is None)
    return (sentence and not is_date_alone(shown)) or _is_long(shown)


def _is_long(text: str) -> bool:
    """More words than names have. A line of pieces with its dates is a head however many they are."""
    said = [word for word in text.split() if re.search(r"\w", word)]
    return len(said) > _LONGEST_NAME and not (_PARTED.search(text) and span(text))


def _pieces(block: Block, main: str) -> None:
    """Takes dates and place out of a head line; the rest are the names of what the entry is."""
    text = main.strip()
    named = labelled(text)
    if named and named[0] != "dates":
        if named[1] and named[0] != "nothing":
            block.named[named[0]] = named[1]
        return
    if named:
        text = named[1]
    read = span(text)
    dated_first = read is not None and fold(text).startswith(read.words)
    if read and block.span is None and not _is_prose(text):
        text, block.span = _without(text, read.words), read
    text = _without_duration(text)
    # A slash parts the names of an entry where it also parts them from the dates.
    parted = _SLASH if re.search(r"\s/\s*\||\|\s*/\s", text) else _PARTED
    for piece in parted.split(text):
        shown = piece.strip(" |–—,;-·/")
        if not shown or _ONGOING.fullmatch(fold(shown) + " "):
            continue
        if (block.heads or (dated_first and "," in shown)) and block.place is None and is_place(shown):
            block.place = shown
        else:
            block.heads.append(shown)


def _without_duration(text: str) -> str:
    """Without `(2 years 5 months)`, which only counts what the dates say."""
    match = _DURATION.search(fold(text))
    return _without(text, match.group()) if match and (match.group().startswith("(") or fold(text) == match.group()) else text


def _without(text: str, words: str) -> str:
    """`text` without the stretch whose folded form is `words`."""
    for start in range(len(text)):
        for end in range(len(text), start, -1):
            if fold(text[start:end]) == words:
                return _BRACKETS.sub(" | ", text[:start] + " | " + text[end:])
    return text


def is_place(text: str) -> bool:
    shown = re.sub(r"\(.*?\)", "", text).strip()
    if fold(shown) in {"remote", "hybrid", "on-site", "onsite"}:
        return True
    parts = [part.strip() for part in shown.split(",")]
    if len(parts) > 3 or len(shown) > 50 or re.search(r"\d", shown) or place_country(shown) is None:
        return False
    if len(parts) == 3 and place_country(parts[0]) is None:
        return False
    if re.fullmatch(r"[A-Za-z]{2}", parts[0]):
        return False
    # `Southmead Hospital, Bristol` lies in a place; it is none.
    if len(parts) > 1 and place_country(parts[0]) is None:
        wide = city_country(parts[-1]) is None or country_code(parts[-1]) is not None
        return wide and not (has_company_word(parts[0]) or has_title_word(parts[0]) or has_school_word(parts[0]))
    return True


def without_place(block: Block, name: str) -> str:
    """`Southmead Hospital, Bristol` is a hospital and its town; `ClinicGrid, Inc.` is one name."""
    head, comma, tail = name.partition(",")
    while comma and has_company_word(tail.split(",")[0]):
        more, comma, tail = tail.partition(",")
        head = f"{head},{more}"
    town = tail.strip()
    if (
        not comma
        or not town
        or re.search(r"\d|&|\band\b", town)
        or has_title_word(town)
        or has_company_word(town)
        or len(town) > 50
    ):
        return name
    words = town.split(",")[0].split()
    if is_place(town) or (len(words) <= 2 and all(word[:1].isupper() for word in words) and len(head.split()) > 1):
        block.place = block.place or town
        return head.strip()
    return name


def _aside(block: Block, right: list[str]) -> None:
    for piece in right:
        shown = _without_duration(piece).strip(" |")
        read = span(shown)
        if read and block.span is None:
            block.span = read
            shown = _ONGOING.sub("", _without(shown, read.words)) if _ONGOING.search(fold(shown)) else _without(shown, read.words)
            shown = re.sub(r"(?i)\b(?:expected|anticipated|since|seit)\b", "", shown).strip(" |,–—-()")
        if not shown or (read and re.fullmatch(r"\W*", shown)):
            continue
        if block.place is None and is_place(shown):
            block.place = shown
        elif not is_date_alone(shown):
            block.heads.append(shown)
