"""From a section's blocks to JSON Resume entries."""

import re
from collections.abc import Callable, Sequence
from typing import Any

from brain.places import place_country
from brain.resume.blocks import Block, blocks, is_place, without_place
from brain.resume.degrees import degree_in, is_degree, read_degree, score_in
from brain.resume.draft import Draft
from brain.resume.headings import bare_bullet, has_company_word, has_school_word, has_title_word, is_break, is_bullet
from brain.resume.lines import TextLine
from brain.resume.listings import (
    read_awards,
    read_certificates,
    read_interests,
    read_languages,
    read_publications,
    read_skills,
    read_summary,
)

_SEPARATORS = re.compile(r"\s*[,;|•·]\s*(?![^()]*\))")


def read_section(draft: Draft, section: str, lines: list[TextLine]) -> None:
    """Reads one section's lines into `draft`; a section without a reader is listed line by line."""
    readers: dict[str, Callable[[Draft, list[TextLine]], None]] = {
        "work": _jobs, "volunteer": _volunteer, "education": _schools, "projects": _projects, "skills": read_skills,
        "languages": read_languages, "certificates": read_certificates, "awards": read_awards, "summary": read_summary,
        "interests": read_interests, "publications": read_publications, "qualifications": _qualifications,
    }  # fmt: skip
    reader = readers.get(section)
    if reader:
        reader(draft, lines)
    else:
        for line in lines:
            draft.leave(line)


def _qualifications(draft: Draft, lines: list[TextLine]) -> None:
    """A heading that stands over degrees in one country and over certificates in another."""
    schools = any(has_school_word(line.text) or is_degree(line.text) for line in lines)
    (_schools if schools else read_certificates)(draft, lines)


def _jobs(draft: Draft, lines: list[TextLine]) -> None:
    _work(draft, lines, "work", "name")


def _volunteer(draft: Draft, lines: list[TextLine]) -> None:
    _work(draft, lines, "volunteer", "organization")


def _work(draft: Draft, lines: list[TextLine], section: str, employer_key: str) -> None:
    last_employer: str | None = None
    inside = False
    held = blocks(lines)
    title_first = _title_stands_first(held)
    for block, below in zip(held, [*held[1:], None], strict=False):
        if _is_group(block, below):
            last_employer, inside = without_place(block, block.heads[0]), True
            continue
        if inside and len(block.heads) == 1 and has_title_word(block.heads[0]):
            named: tuple[str | None, str | None, list[str]] = (None, _without_town(block, block.heads[0]), [])
        else:
            named = _employer_and_title(block, title_first)
            inside = inside and named[0] is None
        employer, title, rest = named
        if employer is None and title and last_employer and not rest and block.span and not is_break(title):
            employer = last_employer
        if not (employer or title):
            _leave(draft, block)
            continue
        last_employer = employer or last_employer
        entry: dict[str, Any] = {employer_key: employer, "position": title, "location": block.place, **_dates(block)}
        path = draft.add(section, {key: value for key, value in entry.items() if value}, block.first)
        for text in rest:
            draft.leave(block.first, text)
        _say(draft, path, block)


def _is_group(block: Block, below: Block | None) -> bool:
    """An employer alone over several dated titles: `PIEDMONT PACKAGING CORP., Charlotte  2012 – Present`."""
    if below is None or len(block.heads) != 1 or block.bullets or block.prose or block.named or has_title_word(block.heads[0]):
        return False
    return len(below.heads) == 1 and below.span is not None and has_title_word(below.heads[0])


def _leave(draft: Draft, block: Block) -> None:
    for line in dict.fromkeys([block.first, *(part.line for part in (*block.prose, *block.bullets))]):
        draft.leave(line)


def _title_stands_first(held: Sequence[Block]) -> bool | None:
    """What the entries whose words are known say about the order of all; None where they do not agree."""
    votes = []
    for block in held:
        heads = block.heads if len(block.heads) != 1 else _comma_split(block.heads[0])
        if len(heads) >= 2:
            first, second = heads[:2]
            titled = has_title_word(first), has_title_word(second)
            if titled[0] != titled[1]:
                votes.append(titled[0])
    ahead = sum(votes) * 2 - len(votes)
    return None if ahead == 0 else ahead > 0


def _employer_and_title(block: Block, title_first: bool | None) -> tuple[str | None, str | None, list[str]]:
    """Which piece of an entry's head is the employer and which the title. A comma parts them where nothing else does."""
    heads = list(block.heads)
    if "employer" in block.named or "title" in block.named:
        block.place = block.place or block.named.get("place")
        employer = block.named.get("employer") or (heads.pop(0) if heads else None)
        title = block.named.get("title") or (heads.pop(0) if heads else None)
        return (without_place(block, employer) if employer else None), title, heads
    if len(heads) == 1:
        split = re.split(r"\s+(?:at|bei|beim|chez|@)\s+", heads[0], maxsplit=1)
        if (
            len(split) == 2
            and (parted := re.fullmatch(r"([^,]+),\s*([^\W\d_][^\s,]*)", split[1]))
            and not has_company_word(parted[2])
        ):
            split[1], block.place = parted[1], block.place or parted[2]
        heads = split if len(split) == 2 else _comma_split(heads[0])
    titles = [head for head in heads if has_title_word(head) or is_break(head)]
    if len(titles) > 1:
        titles = [head for head in titles if not has_company_word(without_place(Block(block.first), head))] or titles
    if len(titles) > 1 and title_first is not None and len(heads) > 1:
        titles = [head for head in heads[: 1 if title_first else 2][-1:] if head in titles] or titles
    title = titles[0] if titles else None
    named = title
    title = _without_town(block, title) if title else None
    others = [head for head in heads if head is not named]
    if block.place is None and len(others) > 1:
        block.place = next((head for head in others[1:] if is_place(head)), None)
        others = [head for head in others if head is not block.place]
    if title is None and len(others) >= 2:
        first, second, *more = others
        known = [has_company_word(name) or has_school_word(name) for name in (first, second)]
        title_first = known[1] if known[0] != known[1] and title_first is None else title_first
        employer, title = (second, first) if title_first else (first, second)
        return without_place(block, employer), title, more
    return (without_place(block, others[0]) if others else None), title, others[1:]


def _without_town(block: Block, title: str) -> str:
    """`Supply Sergeant, Fort Hood, TX` is a title and where it was held."""
    shown = re.sub(r"\([^()]*\)", lambda match: "x" * len(match[0]), title)
    cut = next((comma.start() for comma in re.finditer(",", shown) if is_place(title[comma.end() :].strip())), None)
    if cut is None:
        return title
    block.place = block.place or title[cut + 1 :].strip()
    return title[:cut].strip()


def _comma_split(head: str) -> list[str]:
    parts = [part.strip() for part in head.split(",") if part.strip()]
    titled = [has_title_word(part) for part in parts]
    if len(parts) == 2 and is_place(parts[1]):
        return [head]
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
    held = blocks(lines)
    last = any(_names_the_school_last(block) for block in held) and not any(_names_the_school_first(block) for block in held)
    for block in held:
        school, pieces = _school(block)
        if school is None and last and len(said := _said(block)) == 2 and block.span and not any(map(degree_in, said)):
            # The other entries name what was learned, then where.
            block.named["learned"], school = said
            pieces = [piece for piece in pieces if piece not in said]
        degree, area, score, rest = read_degree([piece for piece in pieces if not _take_place(block, piece)])
        degree = degree or block.named.get("learned")
        if school is None and degree is None:
            _leave(draft, block)
            continue
        if school is None and rest:
            school = rest.pop()
        notes = " ".join(bullet.text for bullet in block.bullets)
        entry = {
            "institution": school, "studyType": degree, "area": area,
            "score": block.named.get("score") or score or score_in(notes),
            "location": block.place, **_study_dates(block),
        }  # fmt: skip
        path = draft.add("education", {key: value for key, value in entry.items() if value}, block.first)
        for text in rest:
            draft.leave(block.first, text)
        _say(draft, path, block)


def _names_the_school_last(block: Block) -> bool:
    pieces = _said(block)
    return len(pieces) > 1 and has_school_word(pieces[-1]) and not has_school_word(pieces[0])


def _names_the_school_first(block: Block) -> bool:
    pieces = _said(block)
    return len(pieces) > 1 and has_school_word(pieces[0])


def _said(block: Block) -> list[str]:
    """The pieces of an entry's head without its town."""
    return [piece for head in block.heads for piece in _parts(head) if not is_place(piece)]


def _parts(head: str) -> list[str]:
    """The pieces of a head between commas; a town and the state behind it are one."""
    found: list[str] = []
    for piece in (piece for piece in _SEPARATORS.split(head) if piece):
        if found and re.fullmatch(r"[A-Z]{2}", piece) and place_country(f"x, {piece}") in {"US", "CA"}:
            found[-1] += f", {piece}"
        else:
            found.append(piece)
    return found


def _take_place(block: Block, piece: str) -> bool:
    if not is_place(piece) or degree_in(piece):
        return False
    block.place = ", ".join(part for part in (block.place, piece) if part)
    return True


def _study_dates(block: Block) -> dict[str, str]:
    """One year at a school is the year it ended."""
    if block.span is None:
        return {}
    return _dates(block) if block.span.start != block.span.end else {"endDate": str(block.span.end)}


def _school(block: Block) -> tuple[str | None, list[str]]:
    """The school of an entry and the other pieces of its head: by its words, else the head that holds no degree."""
    if "school" in block.named or "degree" in block.named:
        pieces = [*_parts(block.named.get("degree", "")), *block.heads]
        return block.named.get("school") or (pieces.pop() if len(pieces) > 1 else None), pieces
    split = [_parts(head) for head in block.heads]
    named = [(index, piece) for index, pieces in enumerate(split) for piece in pieces if has_school_word(piece)]
    degrees = [index for index, head in enumerate(block.heads) if degree_in(head)]
    school = next((piece for index, piece in named if not degree_in(piece)), named[0][1] if named else None)
    if school is None and degrees:
        school = next((pieces[0] for index, pieces in enumerate(split) if index not in degrees and pieces), None)
    if school is None and not degrees and len(split) > 1 and block.span:
        school = without_place(block, block.heads[1])
        return school, [block.heads[0], *block.heads[2:]]
    pieces = [piece for part in split for piece in part if piece is not school]
    return school, [piece for part in pieces for piece in re.split(r"\s+[–—]\s+", part)]


def _projects(draft: Draft, lines: list[TextLine]) -> None:
    for block in (block for group in _listed_alone(lines) for block in blocks(group)):
        if not block.heads:
            _leave(draft, block)
            continue
        name, *more = _NAMED.split(block.heads[0], maxsplit=1)
        said = [*more, *block.heads[1:], *(part.text for part in block.prose)]
        entry = {"name": name, "description": " ".join(said), **_dates(block)}
        path = draft.add("projects", {key: value for key, value in entry.items() if value}, block.first)
        block.prose = []
        _say(draft, path, block)


_NAMED = re.compile(r"(?<=\w):\s+")


def _listed_alone(lines: list[TextLine]) -> list[list[TextLine]]:
    """Each item of a list on its own, where a section is a list from its first line on."""
    first = next((line for line in lines if line.text.strip()), None)
    if first is None or not is_bullet(first.text):
        return [lines]
    groups: list[list[TextLine]] = []
    for line in lines:
        if is_bullet(line.text):
            groups.append([_unbulleted(line)])
        elif groups:
            groups[-1].append(line)
    return groups


def _unbulleted(line: TextLine) -> TextLine:
    """A list of projects: the mark before each says nothing, and what stands in bold, or before a colon, is its name."""
    text = bare_bullet(line.text)
    return line.model_copy(update={"text": text, "lead": line.lead if text[: line.lead].strip() else 0})
