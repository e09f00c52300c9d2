"""Name and contacts from the lines above the first section."""

import re
from typing import Any

import phonenumbers

from brain.places import place_country
from brain.resume.draft import Draft
from brain.resume.headings import has_title_word
from brain.resume.home import read_home
from brain.resume.labels import contact_label
from brain.resume.lines import TextLine
from brain.resume.links import network_of, username_of
from brain.resume.listings import read_languages
from brain.words import bare

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"(?:https?://)?(?:www\.)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s|,;)]*)?", re.I)
_PHONE = re.compile(r"(?<![\w/.-])\+?\(?\d[\d\s().\-/\u2010-\u2015]{6,20}\d(?![\w/-])")
# `CEP 01304-001`: as long as a telephone number, and none.
_POSTCODE = re.compile(r"\b(?:cep|plz|zip|cp|c\.p\.|cap|pin)\b\W*\d|^\s*\d{5}-\d{3,4}\s*$|\b\d{4}-\d{3}\s+[^\W\d_]", re.I)
_PARTS = re.compile(r"\s*[|•·⋄◦‣♦◆■▪●○★✦⋅∙‧\uf000-\uf8ff]\s*|\s{3,}|\t+|\s+[–—]\s+|\s+/\s+(?=\S+@)|(?<=\d)\s+/\s+")
_OTHER_LABEL = re.compile(r"^[^\W\d_][\w .'’/-]{1,30}:\s+\S")
_NICKNAME = re.compile(r"""\s+["“„'(][^\W\d_]{2,20}["”“')](?=\s)""")
_GREETING = re.compile(
    r"\s*(?:dear|hi|hello|hey|hallo|sehr geehrte\w*|liebe\w*|guten tag|bonjour|madame|monsieur|chere?s?|"
    r"estimad\w+|hola|prezad\w+|ola|gentile)\b",
    re.I,
)
_NOT_A_NAME = re.compile(r"\d|@|:|curriculum|r[ée]sum[ée]|lebenslauf|\bcv\b|last updated|page ", re.I)
_TITLED_NAME = re.compile(
    r"(?:,\s*|\s+)(?:Ph\.?D\.?|M\.?D\.?|M\.?Sc\.?|B\.?Sc\.?|MBA|MPH|CPA|ACCA|ACA|CFA|PMP|RN|BSN|MSN|PE|PEng|Esq\.?|Jr\.?|Sr\.?|II|III|LL\.?M\.?)$"
)
_SPOKEN = re.compile(r"\s*(?:languages?(?: known| spoken)?|sprachen|langues(?: parl[ée]es)?|idiomas)\s*:\s*(?=\S)", re.I)
_LONGEST_NAME = 80
_TOP_LEVEL = re.compile(
    r"\.(?:com|org|net|io|dev|me|co|de|fr|es|uk|us|ca|eu|ch|at|nl|se|ai|app|tech|info|edu|cc|xyz|page|site|pl|it|pt|no|dk|fi|be|ie|in|br|au|nz|test|example)(?:/|$)",
    re.I,
)


def read_contacts(draft: Draft, head: list[TextLine], section: list[TextLine] | None = None) -> None:
    """Fills `basics` from the head of a résumé and its section of contacts. What is none of its parts is listed."""
    head = _whole_name(head)
    rest = _whole_addresses([*head, *(section or ())])
    named = next((line for line in rest if contact_label(line.text) == "name"), None)
    name = named or _name_line(_whole_addresses(head)) or _name_line(rest)
    if name:
        _put_name(draft, name, _without_label(name.text))
        rest.remove(name)
    under = rest[
        min((i for i, line in enumerate(rest) if name and line.lane == name.lane and line.line > name.line), default=0) :
    ][:1]
    for line in rest:
        if match := _SPOKEN.match(line.text):
            read_languages(draft, [line.model_copy(update={"text": line.text[match.end() :]})])
            continue
        parts = [part for part in _PARTS.split(line.text.strip()) if part]
        under_name = name is not None and line in under and line in head
        if (
            under_name
            and len(parts) > 1
            and _titled(parts[0])
            and "label" not in draft.basics
            and not any(map(_is_contact, parts))
        ):
            draft.put("basics.label", " ".join(line.text.split()), line)
            continue
        for part in parts:
            able = under_name and (len(parts) == 1 or _titled(part))
            _contact(draft, part, line, headline=able or (len(parts) == 1 and _titled(part) and line in head))


def _whole_name(lines: list[TextLine]) -> list[TextLine]:
    """A name printed largest on two lines, in one."""
    top = max((line.size or 0 for line in lines), default=0)
    large = [index for index, line in enumerate(lines) if top and line.size == top]
    if len(large) != 2 or large[1] != large[0] + 1 or any(len(lines[index].text.split()) > 2 for index in large):
        return lines
    first, second = (lines[index] for index in large)
    whole = f"{first.text.strip()} {second.text.strip()}"
    if not _is_name(whole) or first.lane != second.lane:
        return lines
    return [*lines[: large[0]], first.model_copy(update={"text": whole}), *lines[large[1] + 1 :]]


def _put_name(draft: Draft, line: TextLine, text: str) -> None:
    shown, *more = [part for part in _PARTS.split(text.strip()) if part]
    draft.put("basics.name", " ".join(shown.split()), line)
    for part in more:
        _contact(draft, part, line, headline=_titled(part))


def _name_line(lines: list[TextLine]) -> TextLine | None:
    """The line that reads as a name; the one printed largest, where that is known, else the first."""
    able = [line for line in lines[:8] if _is_name(re.split(r"\s{3,}|\t|\s[|•·]\s|\s[–—]\s", line.text.strip())[0])]
    able += [line for line in lines[8:] if line.size and _is_name(line.text)]
    plain = [line for line in able if not has_title_word(line.text)] or able
    plain = [line for line in plain if _signs(line.text, lines)] or plain
    largest = max((line.size or 0 for line in plain), default=0)
    return next((line for line in plain if (line.size or 0) >= largest - 0.5), None)


def _signs(name: str, lines: list[TextLine]) -> bool:
    """Whether an e-mail address beside a name is written with it: `t.wainwright@…` for Theodora M. Wainwright."""
    boxes = [bare(match.group().split("@")[0]) for line in lines for match in _EMAIL.finditer(line.text)]
    return any(len(word) > 2 and bare(word) in box for word in _PARTS.split(name.strip())[0].split() for box in boxes)


def _without_label(text: str) -> str:
    return text.split(":", 1)[1].strip() if contact_label(text) else text


def _whole_addresses(lines: list[TextLine]) -> list[TextLine]:
    """An address broken at a hyphen or slash at the end of a narrow line, in one."""
    found: list[TextLine] = []
    for line in lines:
        above = found[-1].text.rstrip() if found else ""
        first = line.text.strip().split(" ")[0]
        broken = re.search(r"(?:\.[a-z]{2,}/\S*[-/]|@\S*[-.])$", above) and re.fullmatch(r"[\w./-]+", first)
        if broken and found[-1].lane == line.lane:
            found[-1] = found[-1].model_copy(update={"text": above + line.text.strip()})
        else:
            found.append(line)
    return found


def _is_name(text: str) -> bool:
    shown = " ".join(text.split())
    shown = _NICKNAME.sub("", _TITLED_NAME.sub("", shown))
    if _GREETING.match(shown):
        return False
    tokens = shown.split(" ")
    if "," in shown and place_country(shown):
        return False
    if not 2 <= len(tokens) <= 6 or _NOT_A_NAME.search(shown) or len(shown) > _LONGEST_NAME:
        return False
    capitals = sum(token[0].isupper() or (token[0].isalpha() and not token[0].islower()) for token in tokens)
    return capitals >= 2 and all(re.fullmatch(r"(?:[dl]')?[^\W\d_]+(?:[.'’-][^\W\d_]*)*,?", token) for token in tokens)


def _titled(text: str) -> bool:
    return has_title_word(text) and len(text.split()) <= 8 and not text.endswith(".")


def _is_contact(part: str) -> bool:
    return bool(_EMAIL.search(part) or _PHONE.search(part) or _TOP_LEVEL.search(part) or place_country(part))


def _says_a_title(text: str) -> bool:
    """Whether a line below a name may say what the person is, and is no street."""
    return _titled(text) or not re.search(r"\d", text)


def _contact(draft: Draft, part: str, line: TextLine, *, headline: bool) -> None:
    label = contact_label(part)
    shown = re.sub(
        r"\s*\((?:mobile|home|work|cell|linkedin|company|personal|portfolio|blog|privat|mobil)\)$", "", part, flags=re.I
    )
    shown = _without_label(shown).strip(" ,;")
    left = _EMAIL.sub(lambda match: _take(draft, "basics.email", match.group(), line), shown)
    left = _urls(draft, left, line)
    left = _phone(draft, left, line).strip(" ,;|")
    if not left:
        return
    if (
        label not in {"email", "phone", "link", "name"}
        and not (label is None and _OTHER_LABEL.match(part))
        and read_home(draft, left, line)
    ):
        return
    if label == "place" and "location" not in draft.basics and re.search(r"[^\W\d_]", left):
        draft.basics["location"] = {"city" if not re.search(r"\d", left) else "address": left}
        draft.cite(f"basics.location.{next(iter(draft.basics['location']))}", line)
        return
    if left != shown:
        # Contacts set apart by nothing but a blank: the place stands between them.
        for piece in re.split(r"\s{2,}", left):
            if not read_home(draft, piece.strip(), line):
                draft.leave(line, piece.strip())
    elif headline and "label" not in draft.basics and len(left) <= 120 and not _OTHER_LABEL.match(part) and _says_a_title(left):
        draft.put("basics.label", left, line)
    else:
        draft.leave(line, left)


def _take(draft: Draft, path: str, value: str, line: TextLine) -> str:
    if path in draft.sources:
        draft.leave(line, value)
    else:
        draft.put(path, value, line)
    return "  "


def _urls(draft: Draft, text: str, line: TextLine) -> str:
    def taken(match: re.Match[str]) -> str:
        url = match.group().rstrip(".")
        if not (url.lower().startswith(("http", "www.")) or _TOP_LEVEL.search(url)):
            return match.group()
        add_link(draft, url, line)
        return "  "

    return _URL.sub(taken, text)


def add_link(draft: Draft, url: str, line: TextLine | None) -> None:
    """A profile for a known network, else the website; a second one of the same address adds nothing."""
    network = network_of(url)
    full = url if re.match(r"https?://", url, re.I) else f"https://{url}"
    if network:
        profiles: list[dict[str, Any]] = draft.basics.setdefault("profiles", [])
        if all(profile["network"] != network for profile in profiles):
            profiles.append({"network": network, "username": username_of(url), "url": full})
            draft.cite(f"basics.profiles[{len(profiles) - 1}]", line)
    elif "url" not in draft.basics:
        draft.basics["url"] = full
        draft.cite("basics.url", line)


def _phone(draft: Draft, text: str, line: TextLine) -> str:
    match = _PHONE.search(text)
    if not match or _POSTCODE.search(text) or re.fullmatch(r"(?:19|20)\d\d\s*[-–/]\s*(?:19|20)\d\d", match.group().strip()):
        return text
    shown = match.group().strip()
    if shown.startswith("+"):
        try:
            phonenumbers.parse(shown)
        except phonenumbers.NumberParseException:
            return text
    return text.replace(match.group(), _take(draft, "basics.phone", shown, line), 1)
