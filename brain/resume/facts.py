"""JSON Resume, with what `x-jobhunter` adds, as numbered facts.

Keys of `Fact.value` by kind (absent where the document says nothing):

- `name`: `part` (`full first middle last preferred`), `value`
- `contact`: `part` (`email phone dial_code national country line unit full city region region_code postal_code …`), `value`
- `link`: `network`, `url`, `username`
- `employment`: `employer`, `title`, `start`, `end` (partial ISO dates), `current`, `location`, `entry`, `volunteer`
- `bullet`: `text`, `entry` (the path of the job, project or school it belongs to), `date`
- `education`: `school`, `degree`, `area`, `start`, `end`, `score`, `entry`
- `skill`: `name`, `level`, `group` · `language`: `language`, `fluency` · `certificate`: `name`, `issuer`, `date`
- `project`: `name`, `description`, `start`, `end`, `url`, `entry`
- `authorisation`: `country` (ISO 3166 or a region), `authorised` or `sponsorship` (bool); citizenship: `country`, `citizen`
- `preference`: `part` (the key), `value`
"""

from collections.abc import Mapping, Sequence
from typing import Any

from brain.dates import is_present, partial
from brain.facts import Fact, FactKind, FactSource, Sensitivity
from brain.resume.extras import extra_facts
from brain.resume.ledger import Ledger
from brain.resume.links import network_of

_BASICS = {"name", "label", "image", "email", "phone", "url", "summary", "location", "profiles"}
_ENTRY_KEYS: dict[str, set[str]] = {
    "work": {
        "name", "company", "position", "location", "description", "url", "website", "startDate", "endDate", "summary",
            "highlights", "keywords",
    },
    "volunteer": {"organization", "position", "url", "startDate", "endDate", "summary", "highlights"},
    "education": {"institution", "url", "area", "studyType", "startDate", "endDate", "score", "gpa", "courses", "summary",
        "highlights", "location"},
    "skills": {"name", "level", "keywords"},
    "languages": {"language", "fluency"},
    "certificates": {"name", "date", "issuer", "url"},
    "projects": {
        "name", "description", "highlights", "keywords", "startDate", "endDate", "url", "roles", "entity", "type",
    },
    "awards": {"title", "date", "awarder", "summary"},
    "publications": {"name", "publisher", "releaseDate", "url", "summary"},
    "interests": {"name", "keywords"},
    "references": {"name", "reference"},
}  # fmt: skip
_IGNORED = {"$schema", "meta"}


def facts_from_resume(
    document: Mapping[str, Any], file: str, sources: Mapping[str, FactSource] | None = None
) -> tuple[tuple[Fact, ...], tuple[str, ...]]:
    """Every statement of a JSON Resume document, numbered from 1 in document order, and the paths that were not understood.

    `sources` gives page and line by path where a text was read; elsewhere the source is `file` alone.
    """
    ledger = Ledger(file, sources or {})
    for key, value in document.items():
        _section(ledger, key, value)
    return tuple(ledger.facts), tuple(ledger.not_understood)


def _section(ledger: Ledger, key: str, value: Any) -> None:
    readers = {"work": _work, "volunteer": _work, "education": _education, "skills": _skill, "languages": _language}
    readers |= {"certificates": _certificate, "projects": _project}
    if key in _IGNORED or value is None:
        return
    if key == "basics" and isinstance(value, Mapping):
        _basics(ledger, value)
    elif key == "x-jobhunter" and isinstance(value, Mapping):
        extra_facts(ledger, value)
    elif key in _ENTRY_KEYS and isinstance(value, Sequence) and not isinstance(value, str):
        for index, entry in enumerate(value):
            path = f"{key}[{index}]"
            if isinstance(entry, Mapping):
                readers.get(key, _other)(ledger, path, entry)
                ledger.unknown(path, entry, _ENTRY_KEYS[key])
                ledger.not_understood += [f"{path}.{name}" for name in ("startDate", "endDate") if _unread(entry.get(name))]
            elif isinstance(entry, str) and key in {"skills", "languages"}:
                readers[key](ledger, path, {"name": entry, "language": entry})
            else:
                ledger.not_understood.append(path)
    else:
        ledger.not_understood.append(key)


def _basics(ledger: Ledger, basics: Mapping[str, Any]) -> None:
    ledger.add("name", "basics.name", "Name", {"part": "full", "value": basics.get("name")})
    ledger.add("preference", "basics.label", "Headline", {"part": "headline", "value": basics.get("label")})
    ledger.add("contact", "basics.email", "E-mail", {"part": "email", "value": basics.get("email")}, "contact")
    ledger.add("contact", "basics.phone", "Phone", {"part": "phone", "value": basics.get("phone")}, "contact")
    if url := basics.get("url"):
        ledger.add("link", "basics.url", "Website", {"network": network_of(str(url)) or "website", "url": url})
    ledger.add("bullet", "basics.summary", "Summary", {"text": basics.get("summary"), "entry": "basics"})
    location = basics.get("location")
    names = {"address": "line", "postalCode": "postal_code", "city": "city", "countryCode": "country", "region": "region"}
    if isinstance(location, Mapping):
        for key, part in names.items():
            level: Sensitivity = "sensitive" if part in {"line", "postal_code"} else "contact"
            ledger.add(
                "contact",
                f"basics.location.{key}",
                part.replace("_", " ").capitalize(),
                {"part": part, "value": location.get(key)},
                level,
            )
        ledger.unknown("basics.location", location, set(names))
    for index, profile in enumerate(basics.get("profiles") or ()):
        _profile(ledger, f"basics.profiles[{index}]", profile)
    ledger.unknown("basics", basics, _BASICS)


def _profile(ledger: Ledger, path: str, profile: Any) -> None:
    if not isinstance(profile, Mapping) or not (profile.get("url") or profile.get("username")):
        ledger.not_understood.append(path)
        return
    network = profile.get("network") or network_of(str(profile.get("url") or "")) or "website"
    value = {"network": network, "url": profile.get("url"), "username": profile.get("username")}
    ledger.add("link", path, str(network), value, shown=profile.get("url") or profile.get("username"))


def _work(ledger: Ledger, path: str, entry: Mapping[str, Any]) -> None:
    volunteer = path.startswith("volunteer")
    employer = entry.get("name") or entry.get("company") or entry.get("organization")
    start, end = _date(entry, "startDate"), _date(entry, "endDate")
    # An end that cannot be read is unknown; only one that is not there means "still".
    current = bool(start) and (not entry.get("endDate") or is_present(str(entry["endDate"])))
    value = {
        "employer": employer, "title": entry.get("position"), "start": start, "end": end, "current": current,
        "location": entry.get("location"), "entry": path, "volunteer": volunteer,
    }  # fmt: skip
    dates = f"{start or '?'} to {end or ('now' if current else '?')}" if start or end else ""
    shown = ", ".join(str(part) for part in (entry.get("position"), employer, entry.get("location"), dates) if part)
    ledger.add("employment", path, "Volunteer work" if volunteer else "Job", value, shown=shown)
    _bullets(ledger, path, entry, ("description", "summary", "highlights"))
    for index, keyword in enumerate(entry.get("keywords") or ()):
        ledger.add("skill", f"{path}.keywords[{index}]", "Skill", {"name": keyword, "entry": path})


def _bullets(ledger: Ledger, path: str, entry: Mapping[str, Any], keys: Sequence[str]) -> None:
    for key in keys:
        held = entry.get(key)
        texts = (
            {f"{path}.{key}": held}
            if isinstance(held, str)
            else {f"{path}.{key}[{n}]": text for n, text in enumerate(held or ())}
        )
        for place, text in texts.items():
            if isinstance(text, str) and text.strip():
                ledger.add("bullet", place, "", {"text": text, "entry": path}, shown=text)


def _education(ledger: Ledger, path: str, entry: Mapping[str, Any]) -> None:
    value = {
        "school": entry.get("institution"), "degree": entry.get("studyType"), "area": entry.get("area"),
        "start": _date(entry, "startDate"), "end": _date(entry, "endDate"), "score": entry.get("score") or entry.get("gpa"),
        "entry": path,
    }  # fmt: skip
    parts = [value["degree"], value["area"], value["school"], "–".join(str(day) for day in (value["start"], value["end"]) if day)]
    ledger.add("education", path, "Education", value, shown=", ".join(str(part) for part in parts if part))
    _bullets(ledger, path, entry, ("summary", "highlights", "courses"))


def _skill(ledger: Ledger, path: str, entry: Mapping[str, Any]) -> None:
    ledger.add("skill", path, "Skill", {"name": entry.get("name"), "level": entry.get("level")}, shown=entry.get("name"))
    for index, keyword in enumerate(entry.get("keywords") or ()):
        ledger.add("skill", f"{path}.keywords[{index}]", "Skill", {"name": keyword, "group": entry.get("name")}, shown=keyword)


def _language(ledger: Ledger, path: str, entry: Mapping[str, Any]) -> None:
    name, fluency = entry.get("language"), entry.get("fluency")
    ledger.add(
        "language", path, "Language", {"language": name, "fluency": fluency}, shown=f"{name} ({fluency})" if fluency else name
    )


def _certificate(ledger: Ledger, path: str, entry: Mapping[str, Any]) -> None:
    value = {"name": entry.get("name"), "issuer": entry.get("issuer"), "date": entry.get("date"), "url": entry.get("url")}
    ledger.add("certificate", path, "Certificate", value, shown=", ".join(str(v) for v in value.values() if v))


def _project(ledger: Ledger, path: str, entry: Mapping[str, Any]) -> None:
    value = {
        "name": entry.get("name"), "description": entry.get("description"), "url": entry.get("url"),
        "start": _date(entry, "startDate"), "end": _date(entry, "endDate"), "entry": path,
    }  # fmt: skip
    parts = (entry.get("name"), entry.get("description"), entry.get("entity"), entry.get("startDate"))
    ledger.add("project", path, "Project", value, shown=": ".join(str(part) for part in parts if part))
    _bullets(ledger, path, entry, ("highlights", "roles"))
    for index, keyword in enumerate(entry.get("keywords") or ()):
        ledger.add("skill", f"{path}.keywords[{index}]", "Skill", {"name": keyword, "entry": path}, shown=keyword)


def _other(ledger: Ledger, path: str, entry: Mapping[str, Any]) -> None:
    """Awards, publications, interests: true statements without a kind of their own, kept as what they say."""
    kind: FactKind = "preference" if path.startswith("references") else "bullet"
    shown = ", ".join(_plain(value) for value in entry.values() if value)
    value = {"text": shown, "entry": path} if kind == "bullet" else {"part": "reference", "value": shown}
    ledger.add(
        kind,
        path,
        path.split("[")[0].rstrip("s").capitalize(),
        value,
        "sensitive" if kind == "preference" else "public",
        shown=shown,
    )


def _plain(value: Any) -> str:
    return ", ".join(str(item) for item in value) if isinstance(value, list) else str(value)


def _date(entry: Mapping[str, Any], key: str) -> str | None:
    held = entry.get(key)
    read = None if held is None or is_present(str(held)) else partial(held)
    return str(read) if read else None


def _unread(held: Any) -> bool:
    return bool(held) and not is_present(str(held)) and partial(held) is None
