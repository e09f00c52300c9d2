"""Name and contacts from the lines above the first section."""

import re
from typing import Any

import phonenumbers

from brain.places import city_country, country_code, place_country
from brain.resume.draft import Draft
from brain.resume.headings import has_title_word
from brain.resume.lines import TextLine
from brain.resume.links import network_of, username_of

_EMAIL = re.compile(r"[\w.+'-]+@[\w-]+(?:\.[\w-]+)+")
_URL = re.compile(r"(?:https?://)?(?:www\.)?(?:[a-z0-9-]+\.)+[a-z]{2,}(?:/[^\s|,;)]*)?", re.I)
_PHONE = re.compile(r"(?<![\w/.-])\+?\(?\d[\d\s().\-/\u2010-\u2015]{6,20}\d(?![\w/-])")
_PARTS = re.compile(r"\s*[|•·⋄◦‣\uf000-\uf8ff]\s*|\s{3,}|\t+|\s+[–—]\s+")
_LABEL = re.compile(
    r"^(?:e-?mail|phone|tel(?:efon|ephone)?|mobile|mobil|handy|address|adresse|location|website|web|linkedin|github|portfolio|name)\s*:\s*",
    re.I,
)
_NOT_A_NAME = re.compile(r"\d|@|:|curriculum|r[ée]sum[ée]|lebenslauf|\bcv\b|last updated|page ", re.I)
_TOP_LEVEL = re.compile(
    r"\.(?:com|org|net|io|dev|me|co|de|fr|es|uk|us|ca|eu|ch|at|nl|se|ai|app|tech|info|edu|cc|xyz|page|site|pl|it|pt|no|dk|fi|be|ie|in|br|au|nz|test|example)(?:/|$)",
    re.I,
)


def read_contacts(draft: Draft, lines: list[TextLine]) -> None:
    """Fills `basics` from the head of a résumé. What is no contact, name, headline or place is listed."""
    rest = list(lines)
    name = next((line for line in rest[:6] if _is_name(line.text)), None)
    if name:
        draft.put("basics.name", " ".join(name.text.split()), name)
        rest.remove(name)
    for line in rest:
        under_name = name is not None and line.line == name.line + 1
        parts = [part for part in _PARTS.split(line.text.strip()) if part]
        for part in parts:
            _contact(draft, part, line, headline=len(parts) == 1 and (under_name or _titled(part)))


def _is_name(text: str) -> bool:
    shown = " ".join(text.split())
    tokens = shown.split(" ")
    if not 2 <= len(tokens) <= 5 or _NOT_A_NAME.search(shown) or len(shown) > 60:
        return False
    capitals = sum(token[0].isupper() or (token[0].isalpha() and not token[0].islower()) for token in tokens)
    return capitals >= 2 and all(re.fullmatch(r"[^\W\d_]+(?:[.'’-][^\W\d_]*)*,?", token) for token in tokens)


def _titled(text: str) -> bool:
    return has_title_word(text) and len(text.split()) <= 8 and not text.endswith(".")


def _contact(draft: Draft, part: str, line: TextLine, *, headline: bool) -> None:
    shown = _LABEL.sub("", part).strip(" ,;")
    left = _EMAIL.sub(lambda match: _take(draft, "basics.email", match.group(), line), shown)
    left = _urls(draft, left, line)
    left = _phone(draft, left, line).strip(" ,;|")
    if not left:
        return
    if _place(draft, left, line):
        return
    if left != shown:
        # Contacts set apart by nothing but a blank: the place stands between them.
        for piece in re.split(r"\s{2,}", left):
            if not _place(draft, piece.strip(), line):
                draft.leave(line, piece.strip())
    elif headline and "label" not in draft.basics and len(left) <= 120:
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
    profiles: list[dict[str, Any]] = draft.basics.setdefault("profiles", [])
    if network:
        if all(profile["network"] != network for profile in profiles):
            profiles.append({"network": network, "username": username_of(url), "url": full})
            draft.cite(f"basics.profiles[{len(profiles) - 1}]", line)
    elif "url" not in draft.basics:
        draft.basics["url"] = full
        draft.cite("basics.url", line)


def _phone(draft: Draft, text: str, line: TextLine) -> str:
    match = _PHONE.search(text)
    if not match or re.fullmatch(r"(?:19|20)\d\d\s*[-–/]\s*(?:19|20)\d\d", match.group().strip()):
        return text
    shown = match.group().strip()
    if shown.startswith("+"):
        try:
            phonenumbers.parse(shown)
        except phonenumbers.NumberParseException:
            return text
    return text.replace(match.group(), _take(draft, "basics.phone", shown, line), 1)


def _place(draft: Draft, text: str, line: TextLine) -> bool:
    shown = re.sub(r"\s*\((?:[^)]*(?:remote|relocat|hybrid)[^)]*)\)", "", text, flags=re.I).strip(" ,")
    parts = [part.strip() for part in shown.split(",") if part.strip()]
    if "location" in draft.basics or not 1 <= len(parts) <= 4 or len(shown) > 80 or re.search(r"\d{6,}", shown):
        return False
    code = place_country(shown)
    if code is None or (len(parts) == 1 and not (city_country(shown) or country_code(shown))):
        return False
    draft.basics["location"] = _location(parts, code)
    for key in draft.basics["location"]:
        draft.cite(f"basics.location.{key}", line)
    return True


def _location(parts: list[str], code: str) -> dict[str, str]:
    location: dict[str, str] = {"countryCode": code}
    if country_code(parts[-1]) == code and not (len(parts[-1]) == 2 and code in {"US", "CA"}):
        parts = parts[:-1]
    towns = [part for part in parts if not re.search(r"\d", part)]
    if towns:
        location["city"] = towns[0]
    if len(towns) > 1:
        location["region"] = towns[-1]
    street = [part for part in parts if re.search(r"\d", part)]
    if street and street[0] == parts[0] and len(parts) > 1:
        location["address"] = street[0]
    return location
