"""Rows of a label and what it labels: dates beside jobs, groups beside skills, languages beside levels."""

import re
from collections.abc import Sequence

from brain.dates import span
from brain.resume.labels import contact_label, label_kind, labelled
from brain.resume.lines import TextLine
from brain.words import fold

_GAP = re.compile(r"\s{4,}|\t+")
_DASH = re.compile(r"[-–—]\s*$")
_LISTED = re.compile(r"[,;•·|]|\band\b|\bund\b|\bet\b|\by\b")
_LEVEL = re.compile(
    r"\b(?:[abc][12]|native|mother ?tongue|fluen\w*|proficien\w*|advanced|intermediate|basic|beginner|conversational|"
    r"working|professional|"
    r"bilingual|good|very good|mutter\w*|fliess\w*|verhandlungs\w*|grund\w*|gut\w*|sehr gut\w*|langue maternelle|"
    r"maternelle|courant\w*|"
    r"bilingue|notions|intermediaire|scolaire|nativ[oa]|materna|avanzado|alto|medio|basico|fluido)\b"
)


def columns(text: str) -> tuple[str, list[str]]:
    """The main part of a laid-out line and what stands at its right, set off by a wide gap."""
    lead = len(text) - len(text.lstrip())
    pieces = [piece.strip() for piece in _GAP.split(text.strip()) if piece.strip()]
    return (" " * lead + pieces[0], pieces[1:]) if pieces else ("", [])


def is_date_alone(text: str) -> bool:
    """`06/2014 – 12/2017`, `Since 2021`, `(2014)`: a date and nothing else."""
    read = span(text)
    if read is None:
        return False
    left = fold(text).replace(read.words, " ", 1)
    return not re.search(r"[a-z]{2,}|\d", re.sub(r"\b(?:from|since|seit|ab|depuis|desde|expected|am|le|el)\b", " ", left))


def is_level(text: str) -> bool:
    """`native`, `B2`, `sehr gut`: how well a language is known."""
    return bool(_LEVEL.match(fold(text))) and len(text.split()) <= 3


def turned(lines: Sequence[TextLine], section: str) -> list[TextLine]:
    """The lines of a section with dates moved behind what they date and labels set before a colon."""
    joined = _unfolded(_joined(lines))
    places = [place for line in joined if (place := _value_place(line.text)) is not None and is_date_alone(columns(line.text)[0])]
    indent = min(places, default=None)
    entries = section in {"work", "education", "volunteer", "projects"}
    labelled_rows = not entries and section != "summary" and _are_labels(joined, section)
    found = []
    for line in joined:
        if section == "skills" or (section == "contact" and contact_label(f"{line.text[: _bold_end(line)].strip()}:")):
            line = _with_colon(line)
        main, right = columns(line.text)
        if right and is_date_alone(main):
            text = (" " * 8).join([*right, main.strip()])
        elif (entries and len(right) == 1 and label_kind(main) and not is_date_alone(main)) or (
            labelled_rows and len(right) == 1 and ":" not in main.strip()[:-1]
        ):
            text = f"{main.strip().rstrip(':')}: {right[0]}"
        elif indent is not None and len(line.text) - len(line.text.lstrip()) >= indent - 3:
            text = line.text[max(indent - 3, 0) :] if line.text[: max(indent - 3, 0)].strip() == "" else line.text.lstrip()
            text = text[3:] if text[:3].strip() == "" else text.lstrip()
        else:
            text = line.text
        found.append(line if text == line.text else line.model_copy(update={"text": text}))
    return found


def _unfolded(lines: Sequence[TextLine]) -> list[TextLine]:
    """A table whose first row names its columns, with each of its rows as labelled lines."""
    found: list[TextLine] = []
    names: list[str] = []
    for line in lines:
        main, right = columns(line.text)
        pieces = [piece.strip() for piece in (main, *right) if piece.strip()]
        if len(pieces) > 2 and all(map(label_kind, pieces)):
            names = pieces
        elif names and len(pieces) == len(names):
            said = zip((name if labelled(f"{name}:") else name.split("/")[0].strip() for name in names), pieces, strict=True)
            found += [line.model_copy(update={"text": text}) for text in ("", *map(": ".join, said))]
        else:
            found.append(line)
            names = names if not line.text.strip() else []
    return found


def _with_colon(line: TextLine) -> TextLine:
    """`Languages TypeScript, Kotlin` with its first word in bold names a group, as a colon would."""
    lead = _bold_end(line)
    if (
        not any(map(str.isalnum, line.text[:lead]))
        or not line.lead
        or line.lead > 40
        or line.text[:lead].rstrip().endswith((":", ",", "|"))
        or line.text[lead:].lstrip().startswith((":", ",", "|"))
    ):
        return line
    return line.model_copy(update={"text": f"{line.text[:lead].rstrip()}: {line.text[lead:].lstrip(' –—-')}", "lead": 0})


def _bold_end(line: TextLine) -> int:
    return len(line.text) - len(line.text.lstrip()) + line.lead


def _value_place(text: str) -> int | None:
    """Where the second column of a line begins."""
    match = _GAP.search(text.rstrip(), len(text) - len(text.lstrip()) + 1)
    return match.end() if match else None


def _joined(lines: Sequence[TextLine]) -> list[TextLine]:
    """A date broken over two lines of its narrow column, in one."""
    found: list[TextLine] = []
    for line in lines:
        above = found[-1] if found else None
        if above is not None and line.text.strip():
            (main, right), (below, more) = columns(above.text), columns(line.text)
            if right and _DASH.search(main) and span(main) and is_date_alone(f"{main.strip()} {below.strip()}"):
                gap = " " * 8
                found[-1] = above.model_copy(update={"text": gap.join([f"{main.strip()} {below.strip()}", *right])})
                if more:
                    found.append(line.model_copy(update={"text": gap.join(more)}))
                continue
        found.append(line)
    return found


def _are_labels(lines: Sequence[TextLine], section: str) -> bool:
    split = [(main.strip(), right) for main, right in (columns(line.text) for line in lines if line.text.strip())]
    pairs = [(main, right[0]) for main, right in split if len(right) == 1 and len(main.split()) <= 4]
    if not pairs or len(pairs) * 2 < len(split):
        return False
    if section == "skills":
        return sum(bool(_LISTED.search(fold(value))) for _, value in pairs) * 2 >= len(pairs)
    if section == "languages":
        return sum(bool(_LEVEL.search(fold(value))) for _, value in pairs) * 2 >= len(pairs)
    return section == "contact" and any(contact_label(f"{main.rstrip(':')}: x") for main, _ in pairs)
