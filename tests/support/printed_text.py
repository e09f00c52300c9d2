"""Every piece of text a PDF draws, with what decides whether a person can see it: size, colour, mode and place."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pikepdf

Matrix = tuple[float, float, float, float, float, float]
ONE: Matrix = (1, 0, 0, 1, 0, 0)
INVISIBLE_MODES = {3, 7}


@dataclass(frozen=True, slots=True)
class Printed:
    """One piece: points high, `colour` as red, green, blue from 0 to 1, the mode it is drawn in, and where (points)."""

    size: float
    colour: tuple[float, ...]
    mode: int
    x: float
    y: float

    @property
    def seen(self) -> bool:
        """Dark on the white page, drawn, at least six points high and on an A4 sheet."""
        return (
            self.mode not in INVISIBLE_MODES
            and min(self.colour) < 0.75
            and self.size >= 6
            and 0 <= self.x <= 595
            and 0 <= self.y <= 842
        )


def printed(path: Path) -> Iterator[Printed]:
    """Every piece of text of every page."""
    with pikepdf.open(path) as pdf:
        for page in pdf.pages:
            yield from _pieces(pikepdf.parse_content_stream(page), page)


def _pieces(instructions: Any, page: Any) -> Iterator[Printed]:
    colour, mode, size = (0.0, 0.0, 0.0), 0, 0.0
    held: list[Any] = []
    at, text, line = ONE, ONE, ONE
    for operands, operator in instructions:
        name, values = str(operator), list(operands)
        match name:
            case "q":
                held.append((colour, mode, size, at))
            case "Q":
                colour, mode, size, at = held.pop()
            case "cm":
                at = _times(_matrix(values), at)
            case "rg":
                colour = tuple(map(float, values))
            case "g":
                colour = (float(values[0]),) * 3
            case "scn" | "sc":
                numbers = tuple(float(v) for v in values)
                colour = numbers if len(numbers) == 3 else (numbers[0],) * 3
            case "BT":
                text = line = ONE
            case "Tr":
                mode = int(values[0])
            case "Tf":
                size = float(values[1])
            case "Tm":
                text = line = _matrix(values)
            case "Td":
                text = line = _times((1, 0, 0, 1, float(values[0]), float(values[1])), line)
            case "Tj" | "TJ":
                whole = _times(text, at)
                yield Printed(size * abs(whole[3] or whole[1]), colour, mode, whole[4], whole[5])
            case "Do":
                raise AssertionError("a form or picture is drawn, which this reader does not open")


def _matrix(values: list[Any]) -> Matrix:
    a, b, c, d, e, f = map(float, values)
    return (a, b, c, d, e, f)


def _times(one: Matrix, other: Matrix) -> Matrix:
    a, b, c, d, e, f = one
    g, h, i, j, k, m = other
    return (a * g + b * i, a * h + b * j, c * g + d * i, c * h + d * j, e * g + f * i + k, e * h + f * j + m)
