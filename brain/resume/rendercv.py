"""RenderCV's YAML to JSON Resume (https://docs.rendercv.com/user_guide/yaml_input_structure/)."""

import re
from collections.abc import Mapping
from typing import Any

from brain.dates import is_present
from brain.places import country_code, place_country
from brain.resume.draft import Draft
from brain.resume.headings import heading

_HOSTS = {
    "linkedin": "https://linkedin.com/in/", "github": "https://github.com/", "gitlab": "https://gitlab.com/",
    "x": "https://x.com/", "orcid": "https://orcid.org/", "stackoverflow": "https://stackoverflow.com/users/",
    "researchgate": "https://researchgate.net/profile/",
}  # fmt: skip
_MARKS = re.compile(r"\*\*(.+?)\*\*|\*(.+?)\*|\[([^\]]+)\]\([^)]*\)")
_RENAMED = {
    "company": "name", "position": "position", "institution": "institution", "area": "area", "degree": "studyType",
    "location": "location", "summary": "summary", "name": "name", "title": "name",
}  # fmt: skip


def is_rendercv(document: Mapping[str, Any]) -> bool:
    return isinstance(document.get("cv"), Mapping)


def resume_from_rendercv(document: Mapping[str, Any], file: str) -> Draft:
    """The `cv` part of a RenderCV file; `design`, `locale` and `settings` say nothing about a person."""
    draft = Draft(file)
    cv: Mapping[str, Any] = document["cv"]
    _basics(draft, cv)
    for title, entries in (cv.get("sections") or {}).items():
        _section(draft, str(title), entries or [])
    known = {
        "name",
        "headline",
        "label",
        "location",
        "email",
        "phone",
        "website",
        "social_networks",
        "sections",
        "photo",
        "custom_connections",
    }
    draft.left += [f"cv.{key}" for key, value in cv.items() if value and key not in known]
    return draft


def _basics(draft: Draft, cv: Mapping[str, Any]) -> None:
    renamed = {"name": "name", "headline": "label", "label": "label", "email": "email", "phone": "phone", "website": "url"}
    for key, target in renamed.items():
        value = cv.get(key)
        if value:
            draft.basics[target] = str(value[0] if isinstance(value, list) else value).removeprefix("tel:")
    if cv.get("location"):
        draft.basics["location"] = place_of(str(cv["location"]))
    profiles = []
    for network in cv.get("social_networks") or ():
        name, username = str(network.get("network", "")), str(network.get("username", ""))
        host = _HOSTS.get(name.lower().replace(" ", ""))
        profiles.append({"network": name, "username": username, **({"url": host + username} if host else {})})
    if profiles:
        draft.basics["profiles"] = profiles


def place_of(text: str) -> dict[str, str]:
    """`Toronto, ON, Canada` as a JSON Resume location."""
    parts = [part.strip() for part in text.split(",")]
    code = place_country(text)
    found = {"city": parts[0]} | ({"countryCode": code} if code else {})
    if len(parts) > 1 and ((code in {"US", "CA"} and len(parts[1]) == 2) or not country_code(parts[1])):
        found["region"] = parts[1]
    return found


def _section(draft: Draft, title: str, entries: list[Any]) -> None:
    kind = heading(title.replace("_", " ")) or "other"
    for index, entry in enumerate(entries):
        place = f"cv.sections.{title}[{index}]"
        if isinstance(entry, Mapping):
            _entry(draft, kind, entry, place)
        elif isinstance(entry, str) and kind == "summary":
            draft.basics["summary"] = " ".join(part for part in (draft.basics.get("summary"), _plain(entry)) if part)
        else:
            _line(draft, kind, _plain(str(entry)), place)


def _entry(draft: Draft, kind: str, entry: Mapping[str, Any], place: str) -> None:
    if "bullet" in entry or "number" in entry or "reversed_number" in entry:
        _line(draft, kind, _plain(str(next(iter(entry.values())))), place)
    elif "label" in entry:
        _labelled(draft, kind, entry, place)
    elif "company" in entry or kind in {"work", "volunteer"}:
        target = "volunteer" if kind == "volunteer" else "work"
        draft.add(target, _fields(entry, {"company": "organization"} if target == "volunteer" else {}), None)
    elif "institution" in entry:
        draft.add("education", _fields(entry, {}), None)
    elif "journal" in entry or kind == "publications":
        held = {
            "name": entry.get("title"),
            "publisher": entry.get("journal"),
            "releaseDate": entry.get("date"),
            "url": entry.get("url"),
            "summary": entry.get("summary"),
        }
        draft.add("publications", {key: _plain(str(value)) for key, value in held.items() if value}, None)
    elif kind in {"projects", "certificates"}:
        draft.add(kind, _fields(entry, {"summary": "description"} if kind == "projects" else {"start_date": "date"}), None)
    else:
        draft.left.append(place)


def _fields(entry: Mapping[str, Any], renamed: Mapping[str, str]) -> dict[str, Any]:
    names = {**_RENAMED, **renamed}
    found: dict[str, Any] = {names[key]: _plain(str(value)) for key, value in entry.items() if key in names and value}
    start, end = entry.get("start_date") or entry.get("date"), entry.get("end_date") or entry.get("date")
    found |= {"startDate": str(start)} if start else {}
    found |= {"endDate": str(end)} if end and not is_present(str(end)) else {}
    bullets = [_plain(str(text)) for text in entry.get("highlights") or ()]
    return found | ({"highlights": bullets} if bullets else {})


def _labelled(draft: Draft, kind: str, entry: Mapping[str, Any], place: str) -> None:
    label, details = _plain(str(entry["label"])), _plain(str(entry.get("details") or ""))
    if kind == "languages":
        draft.add("languages", {"language": label, "fluency": details}, None)
    elif kind == "skills":
        draft.add("skills", {"name": label, "keywords": [part.strip() for part in details.split(",") if part.strip()]}, None)
    else:
        _line(draft, kind, f"{label}: {details}", place)


def _line(draft: Draft, kind: str, text: str, place: str) -> None:
    if kind == "skills":
        draft.add("skills", {"name": text}, None)
    elif kind == "awards":
        draft.add("awards", {"title": text}, None)
    elif kind == "certificates":
        draft.add("certificates", {"name": text}, None)
    else:
        draft.left.append(f"{place}: {text}")


def _plain(text: str) -> str:
    return " ".join(_MARKS.sub(lambda match: next(group for group in match.groups() if group), text).split())
