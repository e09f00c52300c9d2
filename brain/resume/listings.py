"""The sections that are lists: skills, languages, certificates, awards, publications, interests; and the summary."""

import re

from brain.dates import partial, span
from brain.resume.blocks import join_lines
from brain.resume.draft import Draft
from brain.resume.headings import bare_bullet, is_bullet
from brain.resume.lines import TextLine
from brain.resume.rows import columns, is_date_alone, is_level
from brain.words import fold

_SEPARATORS = re.compile(r"\s*(?:[,;|•·]|\s/\s)\s*(?![^()]*\))")
_LANGUAGE = re.compile(r"^([^\W\d_]+(?: [^\W\d_]+)?)\s*(?:[(:–—-]+\s*(.+?)\)?)?$")
_LEVELLED = re.compile(r"^([^\W\d_]+(?: [^\W\d_]+)?)\s+([ABC][12](?:[/-][ABC][12])?)\b.*$")
_TONGUES = re.compile(
    r"(?P<mother>mother tongues?(?:\(s\))?|native languages?|muttersprache(?:n|\(n\))?|langues? maternelles?|lenguas? "
    r"maternas?)\s*:\s*|"
    r"(?:other languages?(?:\(s\))?|weitere sprachen?|fremdsprachen?|autres? langues?|otros? idiomas?|otras? lenguas?)\s*:\s*"
)
_LONGEST = 6


def _said(line: TextLine) -> str:
    return bare_bullet(line.text) if is_bullet(line.text) else line.text.strip()


def listed(text: str) -> list[str]:
    """The names of a list; a comma inside brackets parts nothing."""
    pieces = (piece.strip() for piece in _SEPARATORS.split(text.strip()))
    return [piece if piece.startswith(".") else piece.strip(" .") for piece in pieces if piece.strip(" .•·-–|")]


def read_skills(draft: Draft, lines: list[TextLine]) -> None:
    loose: list[tuple[str, TextLine]] = []
    group: tuple[str, str, TextLine] | None = None
    for line in [*lines, TextLine(text="", line=0)]:
        text = _said(line)
        label, colon, names = text.partition(":")
        if (
            group
            and text
            and not colon
            and not is_bullet(line.text)
            and group[1].rstrip().endswith((",", ";", "·", "/", " and", "&"))
        ):
            group = (group[0], f"{group[1]} {text}", group[2])
            continue
        if group and (text or not line.line):
            _skill_group(draft, *group)
            group = None
        if colon and names.strip() and len(label.split()) <= 5:
            group = (label.strip(), names, line)
        elif text:
            loose += _loose(draft, line, text.removesuffix(":"))
    for name, line in loose:
        draft.add("skills", {"name": name}, line)


def _skill_group(draft: Draft, label: str, names: str, line: TextLine) -> None:
    entry = {"name": label, "keywords": listed(names)}
    path = draft.add("skills", entry, line)
    for number in range(len(entry["keywords"])):
        draft.cite(f"{path}.keywords[{number}]", line)


def _loose(draft: Draft, line: TextLine, text: str) -> list[tuple[str, TextLine]]:
    main, right = columns(line.text)
    pieces = [
        piece for part in ([_said(line.model_copy(update={"text": main})), *right] if right else [text]) for piece in listed(part)
    ]
    for piece in pieces:
        if len(piece.split()) > _LONGEST:
            draft.leave(line, piece)
    return [(piece, line) for piece in pieces if len(piece.split()) <= _LONGEST]


def read_languages(draft: Draft, lines: list[TextLine]) -> None:
    for line in lines:
        text = re.sub(r"\s{3,}", " | ", _said(line))
        label = _TONGUES.match(fold(text)) if len(fold(text)) == len(text) else None
        fluency = text[: label.end()].strip(" :") if label and label["mother"] else None
        for piece in _tongues(text[label.end() :] if label else text):
            held = draft.document.get("languages", [])
            if is_level(piece) and held and "fluency" not in held[-1]:
                held[-1]["fluency"] = piece
                continue
            match = _LEVELLED.match(piece) or _LANGUAGE.match(piece)
            if match and fluency and not match.group(2):
                draft.add("languages", {"language": match.group(1), "fluency": fluency}, line)
            elif match:
                entry = {"language": match.group(1), "fluency": match.group(2)}
                draft.add("languages", {key: value for key, value in entry.items() if value}, line)
            else:
                draft.leave(line, piece)


def _tongues(text: str) -> list[str]:
    """The languages of a line, each with its level: `Deutsch und Türkisch (Muttersprachen)` is two with one."""
    found = []
    for piece in listed(re.sub(r"\)\s*[–—-]\s*", "), ", text)):
        first, *more = re.split(r"\s+(?:und|and|et|y|e)\s+", re.sub(r"\s*\(.*\)$", "", piece))
        level = piece[len(re.sub(r"\s*\(.*\)$", "", piece)) :]
        found += [f"{name}{level}" for name in (first, *more)] if more and len(piece.split()) < 8 else [piece]
    return found


def read_certificates(draft: Draft, lines: list[TextLine]) -> None:
    said = [(" ".join(part.split()), line) for line in lines for part in re.split(r"\s[•|·]\s|;", _said(line))]
    for text, line in said:
        if not text:
            continue
        if is_date_alone(text) and draft.document.get("certificates") and "date" not in draft.document["certificates"][-1]:
            draft.document["certificates"][-1]["date"] = _iso(text)
            continue
        name, date = _dated(text)
        entry = {"name": name, "date": date}
        draft.add("certificates", {key: value for key, value in entry.items() if value}, line)


def _dated(text: str) -> tuple[str, str | None]:
    """A name and the date behind it: `Forklift licence (2014)`, `First aid, May 2021`."""
    for form in (r"(?:\d{1,2}\.? )?[^\W\d_]{3,9}\.? (?:19|20)\d\d", r"(?:\d\d?[./]){0,2}(?:19|20)\d\d"):
        match = re.search(rf"[\s,(|·–-]+({form})\)?$", text)
        if match and (date := _iso(match.group(1))) and partial(match.group(1)):
            return text[: match.start()].rstrip(" ,|–-·("), date
    return text, None


def _iso(text: str) -> str | None:
    read = partial(text) or ((found := span(text)) and found.start)
    return str(read) if read else None


def read_awards(draft: Draft, lines: list[TextLine]) -> None:
    for line in lines:
        if line.text.strip():
            draft.add("awards", {"title": " ".join(_said(line).split())}, line)


def read_publications(draft: Draft, lines: list[TextLine]) -> None:
    """A publication for each paragraph or bullet, in its own words."""
    said: list[tuple[str, TextLine]] = []
    blank = True
    for line in lines:
        text = _said(line)
        if text and (blank or not said or is_bullet(line.text)):
            said.append((" ".join(text.split()), line))
        elif text:
            said[-1] = (join_lines(said[-1][0], " ".join(text.split())), said[-1][1])
        blank = not text
    for text, line in said:
        draft.add("publications", {"name": text}, line)


def read_interests(draft: Draft, lines: list[TextLine]) -> None:
    for line in lines:
        for piece in listed(_said(line)):
            draft.add("interests", {"name": piece}, line)


def read_summary(draft: Draft, lines: list[TextLine]) -> None:
    said = [line for line in lines if line.text.strip()]
    text = ""
    for line in said:
        text = join_lines(text, _said(line)) if text else _said(line)
    if not text:
        return
    if "summary" in draft.basics:
        draft.basics["summary"] += " " + text
    else:
        draft.put("basics.summary", " ".join(text.split()), said[0])
