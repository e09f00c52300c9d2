"""From pieces of text with places on a page to lines in reading order: columns one after the other, table rows as rows.

Two blocks side by side are columns when each has headings of its own, or when their lines do not stand level; dates beside jobs,
or labels beside values, stand level and are read row by row. What stands beside (a side bar) is read after everything else, on a
lane of its own, so that a section that runs on over the page stays whole.
"""

import statistics
from collections.abc import Iterator, Mapping, Sequence
from itertools import pairwise

from brain.posting import Frozen
from brain.resume.headings import heading
from brain.resume.lines import TextLine

_STEP = 3.0
_CLEAR = 4.0
_LEVEL = 2.5
_FEWEST = 3
_LOWEST = 30.0
_DEEPEST = 5


class Piece(Frozen):
    """A run of words without a wide gap. Points from the lower left corner; `y` is the base line."""

    text: str
    x0: float
    x1: float
    y: float
    size: float
    bold: bool = False
    lead: int = 0
    page: int = 1


def lines_of(pieces: Sequence[Piece]) -> tuple[TextLine, ...]:
    """The lines of all pages in reading order, with a blank line where the page leaves room."""
    lanes: dict[int, list[TextLine]] = {0: [], 1: []}
    for page in sorted({piece.page for piece in pieces}):
        held = [piece for piece in pieces if piece.page == page]
        numbers = {y: number for number, y in enumerate(sorted({_row(piece.y) for piece in held}, reverse=True), 1)}
        for lane, region in _regions(held, 0, 0):
            lanes[lane] += _lines(region, page, lane, numbers)
            lanes[lane].append(TextLine(text="", line=0, page=page, lane=lane))
    return tuple(lanes[0] + lanes[1])


def _row(y: float) -> int:
    return round(y / _LEVEL)


def _regions(pieces: list[Piece], lane: int, depth: int) -> Iterator[tuple[int, list[Piece]]]:
    """Splits a region where columns stand beside each other: what is above them, the columns, what is below."""
    found = _best_gutter(pieces) if depth < _DEEPEST else None
    if found is None:
        if pieces:
            yield lane, pieces
        return
    above, left, right, below = found
    main, side = (left, right) if _weight(left) >= _weight(right) else (right, left)
    yield from _regions(above, lane, depth + 1)
    yield from _regions(main, lane, depth + 1)
    yield from _regions(side, 1, depth + 1)
    yield from _regions(below, lane, depth + 1)


def _weight(pieces: Sequence[Piece]) -> int:
    return sum(len(piece.text) for piece in pieces)


Split = tuple[list[Piece], list[Piece], list[Piece], list[Piece]]


def _best_gutter(pieces: list[Piece]) -> Split | None:
    """The column split that parts the most lines, if there is any."""
    if len(pieces) < 2 * _FEWEST:
        return None
    low, high = min(piece.x0 for piece in pieces), max(piece.x1 for piece in pieces)
    best: tuple[int, Split] | None = None
    x = low + (high - low) * 0.12
    while x < low + (high - low) * 0.88:
        for first, last in _runs(pieces, x):
            split = _split(pieces, x, first, last)
            shared = min(_rows(split[1]), _rows(split[2]))
            if shared >= _FEWEST and (best is None or shared > best[0]) and _are_columns(split[1], split[2]):
                best = (shared, split)
        x += _STEP
    return best[1] if best else None


def _runs(pieces: Sequence[Piece], x: float) -> Iterator[tuple[float, float]]:
    """Stretches of the page, from top to bottom, that nothing crosses at `x`."""
    crossing = sorted({piece.y for piece in pieces if piece.x0 < x + _CLEAR and piece.x1 > x - _CLEAR}, reverse=True)
    edges = [float("inf"), *crossing, float("-inf")]
    for top, bottom in pairwise(edges):
        if top - bottom < _LOWEST:
            continue
        yield top - _LEVEL, bottom + _LEVEL


def _split(pieces: Sequence[Piece], x: float, top: float, bottom: float) -> Split:
    inside = [piece for piece in pieces if bottom < piece.y < top]
    return (
        [piece for piece in pieces if piece.y >= top],
        [piece for piece in inside if piece.x1 <= x],
        [piece for piece in inside if piece.x1 > x],
        [piece for piece in pieces if piece.y <= bottom],
    )


def _rows(pieces: Sequence[Piece]) -> int:
    return len({_row(piece.y) for piece in pieces})


def _are_columns(left: Sequence[Piece], right: Sequence[Piece]) -> bool:
    if all(any(heading(piece.text) not in (None, "other") for piece in side) for side in (left, right)):
        return True
    fewer, more = sorted((left, right), key=_rows)
    levels = {_row(piece.y) + step for piece in more for step in (-1, 0, 1)}
    level = sum(_row(piece.y) in levels for piece in fewer) / len(fewer)
    return level < 0.4 and _rows(fewer) > _FEWEST


def _lines(pieces: list[Piece], page: int, lane: int, numbers: Mapping[int, int]) -> Iterator[TextLine]:
    """The rows of one column. A wide gap stays wide, and indents stay what they are."""
    rows: list[list[Piece]] = []
    for piece in sorted(pieces, key=lambda piece: (-piece.y, piece.x0)):
        if rows and abs(rows[-1][0].y - piece.y) <= max(_LEVEL, 0.3 * piece.size):
            rows[-1].append(piece)
        else:
            rows.append([piece])
    left = min(piece.x0 for piece in pieces)
    width = statistics.median(piece.size for piece in pieces) * 0.48
    steps = [above[0].y - below[0].y for above, below in pairwise(rows)]
    usual = statistics.median(steps) if steps else 0.0
    right = max(piece.x1 for piece in pieces)
    for index, row in enumerate(rows):
        if index and steps[index - 1] > max(1.25 * usual, 1.55 * max(piece.size for piece in row)):
            yield TextLine(text="", line=numbers[_row(row[0].y)], page=page, lane=lane)
        row.sort(key=lambda piece: piece.x0)
        size, bold = max(piece.size for piece in row), row[0].bold
        text = _laid_out(row, left, width)
        tight = index > 0 and _is_closer(rows, steps, index, usual) and _has_no_room(rows[index - 1][-1], row[0], right)
        yield TextLine(
            text=text, line=numbers[_row(row[0].y)], page=page, lane=lane, size=round(size, 1), bold=bold, lead=row[0].lead,
            tight=tight,
        )  # fmt: skip


def _is_closer(rows: list[list[Piece]], steps: list[float], index: int, usual: float) -> bool:
    """Whether a line stands closer to the one above than lines of its size do just before or after."""
    near = [
        steps[other]
        for other in (index - 2, index)
        if 0 <= other < len(steps)
        and rows[other][0].size == rows[other + 1][0].size == rows[index][0].size
        and rows[other][0].bold == rows[other + 1][0].bold
    ]
    return any(steps[index - 1] < 0.9 * step <= 1.2 * usual for step in near)


def _has_no_room(above: Piece, below: Piece, right: float) -> bool:
    """Whether the first word of a line would not have fitted behind the line above."""
    letter = (below.x1 - below.x0) / max(len(below.text), 1)
    return above.size == below.size and above.x1 + letter * (len(below.text.split()[0]) + 1) > right


def _laid_out(row: Sequence[Piece], left: float, width: float) -> str:
    text, end = "", 0.0
    for piece in row:
        place = round((piece.x0 - left) / width)
        if text and piece.x0 - end < 0.15 * piece.size:
            # A word in two sizes: its first letter is larger.
            text += piece.text
        else:
            text += " " * (max(place - len(text), 4) if text else place) + piece.text
        end = piece.x1
    return text
