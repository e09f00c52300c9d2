"""From a section's blocks to JSON Resume entries."""

import re
from collections.abc import Callable
from typing import Any

from brain.dates import partial
from brain.resume.blocks import Block, bare_bullet, blocks, columns, is_bullet, is_place
from brain.resume.draft import Draft
from brain.resume.headings import has_company_word, has_school_word, has_title_word
from brain.resume.lines import TextLine
from brain.words import fold

_DEGREE = re.compile(
    r"\b(ph\.?\s?d\.?|doctor(?:ate)?(?: of [a-z]+)?|dr\. ?[a-z. ]*|m\.?b\.?a\.?|ll\.?[mb]\.?|(?:b|"
    r"m)\.?\s?(?:sc|eng|tech|ed|com|a|s)\.?|bachelor(?:'?s)?(?: degree)?"
    r"(?: of (?:science|arts|engineering|business administration|fine arts|laws|education|commerce|"
    r"nursing|technology))?|master(?:'?s)?(?: degree)?"
    r"(?: of (?:science|arts|engineering|business administration|fine arts|laws|education|public health|"
    r"technology))?|diplom(?:a|e|-[a-z]+)?|associate(?:'?s)? degree"
    r"|associate of [a-z]+|abitur|baccalaureat|bachillerato|licence|licenciatura|grado|staatsexamen|high "
    r"school diploma|ged|a-levels|bsn|adn|magister|bts|dut|btec|hnd)"
    r"(?![\w])"
)
_SCORE = re.compile(
    r"\b(?:gpa|note|notendurchschnitt|grade|cgpa)\s*:?\s*(\d[.,]\d{1,2}(?:\s?/\s?\d(?:[.,]\d{1,2})?)?)|"
    r"(\d\.\d{1,2}(?:\s?/\s?\d(?:\.\d{1,2})?)?)\s*(?:gpa|cgpa)",
    re.I,
)
_SEPARATORS = re.compile(r"\s*[,;|•·]\s*(?![^()]*\))")


def read_section(draft: Draft, section: str, lines: list[TextLine]) -> None:
    """Reads one section's lines into `draft`; a section without a reader is listed line by line."""
    readers: dict[str, Callable[[Draft, list[TextLine]], None]] = {
        "work": _jobs, "volunteer": _volunteer, "education": _schools, "projects": _projects, "skills": _skills,
        "languages": _languages, "certificates": _certificates, "awards": _awards, "summary": _summary,
        "interests": _interests,
    }  # fmt: skip
    reader = readers.get(section)
    if reader:
        reader(draft, lines)
    else:
        for line in lines:
            draft.leave(line)


def _jobs(draft: Draft, lines: list[TextLine]) -> None:
    _work(draft, lines, "work", "name")


def _volunteer(draft: Draft, lines: list[TextLine]) -> None:
    _work(draft, lines, "volunteer", "organization")


def _work(draft: Draft, lines: list[TextLine], section: str, employer_key: str) -> None:
    last_employer = None
    for block in blocks(lines):
        employer, title, rest = _employer_and_title(block)
        if employer is None and title and last_employer and not rest and block.span:
            employer = last_employer
        if not (employer or title):
            draft.leave(block.first)
            continue
        last_employer = employer or last_employer
        entry: dict[str, Any] = {employer_key: employer, "position": title, "location": block.place, **_dates(block)}
        path = draft.add(section, {key: value for key, value in entry.items() if value}, block.first)
        for text in rest:
            draft.leave(block.first, text)
        _say(draft, path, block)


def _employer_and_title(block: Block) -> tuple[str | None, str | None, list[str]]:
    """Which piece of an entry's head is the employer and which the title. A comma parts them where nothing else does."""
    heads = list(block.heads)
    if len(heads) == 1:
        split = re.split(r"\s+(?:at|bei|chez|@)\s+", heads[0], maxsplit=1)
        heads = split if len(split) == 2 else _comma_split(heads[0])
    titles = [head for head in heads if has_title_word(head)]
    if len(titles) > 1:
        titles = [head for head in titles if not has_company_word(head)] or titles
    title = titles[0] if titles else None
    others = [head for head in heads if head is not title]
    if block.place is None and len(others) > 1:
        block.place = next((head for head in others[1:] if is_place(head)), None)
        others = [head for head in others if head is not block.place]
    if title is None and len(others) >= 2:
        return others[0], others[1], others[2:]
    return (others[0] if others else None), title, others[1:]


def _comma_split(head: str) -> list[str]:
    parts = [part.strip() for part in head.split(",") if part.strip()]
    titled = [has_title_word(part) for part in parts]
    if len(parts) == 2 or (len(parts) > 2 and any(titled)):
        if len(parts) > 2 and titled[0] and not any(titled[1:]):
            return [parts[0], ", ".join(parts[1:])]
        if len(parts) > 2:
            cut = titled.index(True)
            return [", ".join(parts[:cut]), ", ".join(parts[cut:])] if cut else [parts[0], ", ".join(parts[1:])]
        return parts
    return [head]


def _dates(block: Block) -> dict[str, str]:
    if block.span is None:
        return {}
    found = {
        "startDate": str(block.span.start) if block.span.start else "",
        "endDate": str(block.span.end) if block.span.end else "",
    }
    return {key: value for key, value in found.items() if value}


def _say(draft: Draft, path: str, block: Block) -> None:
    """Prose and bullets of an entry, each with its own source line."""
    section, index = path.rstrip("]").split("[")
    entry = draft.document[section][int(index)]
    if block.prose:
        entry["summary"] = " ".join(part.text for part in block.prose)
        draft.cite(f"{path}.summary", block.prose[0].line)
    if block.bullets:
        entry["highlights"] = [bullet.text for bullet in block.bullets]
        for number, bullet in enumerate(block.bullets):
            draft.cite(f"{path}.highlights[{number}]", bullet.line)


def _schools(draft: Draft, lines: list[TextLine]) -> None:
    for block in blocks(lines):
        heads = [piece for head in block.heads for piece in _SEPARATORS.split(head) if piece]
        school = next((head for head in heads if has_school_word(head)), None)
        pieces = [piece for head in heads if head is not school for piece in re.split(r"\s+[-–—]\s+", head)]
        degree, area, score, rest = _degree(pieces)
        if school is None and degree is None:
            for line in [block.first, *(bullet.line for bullet in block.bullets)]:
                draft.leave(line)
            continue
        if school is None and rest:
            school = rest.pop(0)
        notes = " ".join(bullet.text for bullet in block.bullets)
        score = score or _score(notes)
        # One year at a school is the year it ended.
        dates = (
            _dates(block)
            if block.span and block.span.start != block.span.end
            else {"endDate": str(block.span.end)}
            if block.span
            else {}
        )
        entry = {"institution": school, "studyType": degree, "area": area, "score": score, **dates}
        path = draft.add("education", {key: value for key, value in entry.items() if value}, block.first)
        for text in rest:
            draft.leave(block.first, text)
        _say(draft, path, block)


def _score(text: str) -> str | None:
    match = _SCORE.search(text)
    return (match.group(1) or match.group(2)).replace(" ", "") if match else None


def _degree(pieces: list[str]) -> tuple[str | None, str | None, str | None, list[str]]:
    degree = area = score = None
    rest = []
    for piece in pieces:
        if (found := _score(piece)) and score is None:
            score = found
            piece = _SCORE.sub("", piece).strip(" ,;:-()")
            if not piece:
                continue
        match = _DEGREE.search(fold(piece)) if degree is None else None
        if match:
            degree = piece[match.start() : match.end()].strip(" ,")
            after = (piece[: match.start()] + " " + piece[match.end() :]).strip(" ,()")
            area = re.sub(r"^(?:degree )?(?:in|of|en|der|in der|im|-|:)\s+", "", after, flags=re.I).strip(" ,:-") or area
        elif area is None and not is_place(piece) and not re.search(r"\d", piece):
            area = piece
        elif not is_place(piece):
            rest.append(piece)
    return degree, area, score, rest


def _projects(draft: Draft, lines: list[TextLine]) -> None:
    for block in blocks(lines):
        if not block.heads:
            draft.leave(block.first)
            continue
        said = [*block.heads[1:], *(part.text for part in block.prose)]
        entry = {"name": block.heads[0], "description": " ".join(said), **_dates(block)}
        path = draft.add("projects", {key: value for key, value in entry.items() if value}, block.first)
        block.prose = []
        _say(draft, path, block)


def _skills(draft: Draft, lines: list[TextLine]) -> None:
    loose: list[tuple[str, TextLine]] = []
    for line in lines:
        text = bare_bullet(line.text) if is_bullet(line.text) else line.text.strip()
        label, colon, listed = text.partition(":")
        if colon and listed.strip() and len(label.split()) <= 5:
            entry = {"name": label.strip(), "keywords": _list(listed)}
            path = draft.add("skills", entry, line)
            for number in range(len(entry["keywords"])):
                draft.cite(f"{path}.keywords[{number}]", line)
        elif text:
            _, right = columns(line.text)
            pieces = [piece for part in ([columns(line.text)[0], *right] if right else [text]) for piece in _list(part)]
            loose += [(piece, line) for piece in pieces if len(piece.split()) <= 6]
            for piece in pieces:
                if len(piece.split()) > 6:
                    draft.leave(line, piece)
    for name, line in loose:
        draft.add("skills", {"name": name}, line)


def _list(text: str) -> list[str]:
    return [
        piece.strip(" .") if not piece.strip().startswith(".") else piece.strip()
        for piece in _SEPARATORS.split(text.strip())
        if piece.strip(" .")
    ]


_LANGUAGE = re.compile(r"^([^\W\d_]+(?: [^\W\d_]+)?)\s*(?:[(:–—-]+\s*(.+?)\)?)?$")


def _languages(draft: Draft, lines: list[TextLine]) -> None:
    for line in lines:
        for piece in _list(re.sub(r"\s{3,}", " | ", bare_bullet(line.text) if is_bullet(line.text) else line.text)):
            match = _LANGUAGE.match(piece)
            if match:
                entry = {"language": match.group(1), "fluency": match.group(2)}
                draft.add("languages", {key: value for key, value in entry.items() if value}, line)
            else:
                draft.leave(line, piece)


def _certificates(draft: Draft, lines: list[TextLine]) -> None:
    for line in lines:
        if not line.text.strip():
            continue
        text = bare_bullet(line.text) if is_bullet(line.text) else " ".join(line.text.split())
        match = re.search(r"[\s,(|–-]+((?:[A-Za-z]{3,9}\.? )?(?:19|20)\d\d)\)?$", text)
        entry = {"name": text[: match.start()] if match else text, "date": _iso(match.group(1)) if match else None}
        draft.add("certificates", {key: value for key, value in entry.items() if value}, line)


def _iso(text: str) -> str | None:
    read = partial(text)
    return str(read) if read else None


def _awards(draft: Draft, lines: list[TextLine]) -> None:
    for line in lines:
        if line.text.strip():
            draft.add("awards", {"title": bare_bullet(line.text) if is_bullet(line.text) else " ".join(line.text.split())}, line)


def _interests(draft: Draft, lines: list[TextLine]) -> None:
    for line in lines:
        for piece in _list(bare_bullet(line.text) if is_bullet(line.text) else line.text):
            draft.add("interests", {"name": piece}, line)


def _summary(draft: Draft, lines: list[TextLine]) -> None:
    said = [line for line in lines if line.text.strip()]
    if said:
        draft.put("basics.summary", " ".join(" ".join(line.text.split()) for line in said), said[0])
