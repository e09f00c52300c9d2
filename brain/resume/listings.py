"""The sections that are lists: skills, languages, certificates, awards, publications, interests; and the summary."""

import re

from brain.dates import partial, span
from brain.languages import language_code
from brain.resume.blocks import join_lines
from brain.resume.draft import Draft
from brain.resume.headings import bare_bullet, has_company_word, has_school_word, is_bullet
from brain.resume.lines import TextLine
from brain.resume.rows import columns, is_date_alone, is_level
from brain.words import fold

_SEPARATORS = re.compile(r"\s*(?:[,;|•·]|\s[/♦◆■▪●○★✦►▸»~⋅∙‧]\s)\s*(?![^()]*\))")
_LANGUAGE = re.compile(r"^([^\W\d_]+(?: [^\W\d_]+)?)\s*(?:[(:–—-]+\s*(.+?)\)?)?$")
_LEVELLED = re.compile(r"^([^\W\d_]+(?: [^\W\d_]+)?)\s+([ABC][12](?:[/-][ABC][12])?)\b.*$")
_TONGUES = re.compile(
    r"(?P<mother>mother tongues?(?:\(s\))?|native languages?|muttersprache(?:n|\(n\))?|langues? maternelles?|lenguas? "
    r"maternas?)\s*:\s*|"
    r"(?:other languages?(?:\(s\))?|weitere sprachen?|fremdsprachen?|autres? langues?|otros? idiomas?|otras? lenguas?)\s*:\s*"
)
_LONGEST = 6


_PIPS = re.compile(
    r"\s*(?:[●○•◦★☆■□▪▫◯⬤⚫⚪▮▯◼◻✦✧]\s?){2,}$|\s*[-–(:]?\s*\d{1,3}\s?%\)?$|\s*[-–(:]?\s*\b\d{1,2}\s?/\s?(?:5|10|100)\)?$"
)


def without_pips(text: str) -> str:
    """An item of a list without the dots, stars or share of a hundred that rate it."""
    return _PIPS.sub("", text)


def _said(line: TextLine) -> str:
    return bare_bullet(line.text) if is_bullet(line.text) else line.text.strip()


def listed(text: str) -> list[str]:
    """The names of a list; a comma inside brackets parts nothing."""
    parts = (without_pips(part) for part in re.split(r"(?<=[●○★☆■□◯⬤%])\s{2,}|\s{4,}", text.strip()))
    pieces = (without_pips(piece.strip()) for part in parts for piece in _SEPARATORS.split(part))
    return [piece if piece.startswith(".") else piece.strip(" .") for piece in pieces if piece.strip(" .•·-–|")]


def whole_items(lines: list[TextLine]) -> list[TextLine]:
    """Items of a list that were broken for want of room, in one."""
    found: list[TextLine] = []
    for line in lines:
        if line.tight and found and found[-1].text.strip() and not is_bullet(line.text):
            found[-1] = found[-1].model_copy(update={"text": join_lines(found[-1].text, line.text.strip())})
        else:
            found.append(line)
    return found


def read_skills(draft: Draft, lines: list[TextLine]) -> None:
    loose: list[tuple[str, TextLine]] = []
    group: tuple[str, str, TextLine] | None = None
    for line in [*whole_items(lines), TextLine(text="", line=0)]:
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
            match = _LEVELLED.match(piece) or _said_level(piece) or _LANGUAGE.match(piece)
            if match and fluency and not match.group(2):
                draft.add("languages", {"language": match.group(1), "fluency": fluency}, line)
            elif match:
                entry = {"language": match.group(1), "fluency": match.group(2)}
                draft.add("languages", {key: value for key, value in entry.items() if value}, line)
            else:
                draft.leave(line, piece)


def _said_level(piece: str) -> re.Match[str] | None:
    """`Igbo native`: a language and a word for how well it is known, with a blank between."""
    match = re.fullmatch(r"([^\W\d_]+(?: [^\W\d_]+)??) ([^\W\d_]+(?: [^\W\d_]+)?)", piece)
    return match if match and is_level(match[2]) and language_code(match[1]) else None


def _tongues(text: str) -> list[str]:
    """The languages of a line, each with its level: `Deutsch und Türkisch (Muttersprachen)` is two with one."""
    found = []
    for piece in listed(re.sub(r"\)\s*[–—-]\s*", "), ", text)):
        first, *more = re.split(r"\s+(?:und|and|et|y|e)\s+", re.sub(r"\s*\(.*\)$", "", piece))
        level = piece[len(re.sub(r"\s*\(.*\)$", "", piece)) :]
        found += [f"{name}{level}" for name in (first, *more)] if more and len(piece.split()) < 8 else [piece]
    return found


def read_certificates(draft: Draft, lines: list[TextLine]) -> None:
    said = [(" ".join(part.split()), line) for line in whole_items(lines) for part in re.split(r"\s[•|·]\s|;", _said(line))]
    for text, line in said:
        if not text:
            continue
        if is_date_alone(text) and draft.document.get("certificates") and "date" not in draft.document["certificates"][-1]:
            draft.document["certificates"][-1]["date"] = _iso(text)
            continue
        name, date = _dated(text)
        name, issuer = _issued(name)
        entry = {"name": name, "issuer": issuer, "date": date}
        draft.add("certificates", {key: value for key, value in entry.items() if value}, line)


def _dated(text: str) -> tuple[str, str | None]:
    """A name and the date behind it: `Forklift licence (2014)`, `First aid, May 2021`."""
    for form in (r"(?:\d{1,2}\.? )?[^\W\d_]{3,9}\.? (?:19|20)\d\d", r"(?:\d\d?[./]){0,2}(?:19|20)\d\d"):
        match = re.search(rf"[\s,(|·–-]+({form})\)?$", text)
        inside = match is not None and text.endswith(")") and "(" not in match.group()
        if match and not inside and (date := _iso(match.group(1))) and partial(match.group(1)):
            return text[: match.start()].rstrip(" ,|–-·("), date
    return text, None


def _issued(name: str) -> tuple[str, str | None]:
    """`Inbound Marketing – HubSpot Academy`: what is certified and by whom, where the words say that it is somebody."""
    match = re.search(r"^(.+?)\s+[–—|-]\s+([^–—|,]{3,60})$", name)
    if match and (has_school_word(match[2]) or has_company_word(match[2])) and not has_school_word(match[1]):
        return match[1].strip(), match[2].strip()
    return name, None


def _iso(text: str) -> str | None:
    read = partial(text) or ((found := span(text)) and found.start)
    return str(read) if read else None


def read_awards(draft: Draft, lines: list[TextLine]) -> None:
    for line in lines:
        if line.text.strip():
            title, date = _dated(" ".join(_said(line).split()))
            draft.add("awards", {"title": title, "date": date} if date else {"title": title}, line)


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
