"""Résumés other tools keep as JSON: their names for the usual parts, to JSON Resume. What has no name here is only listed."""

import re
from collections.abc import Iterator, Mapping
from functools import cache
from typing import Any

from brain.dates import span
from brain.places import country_code
from brain.resume.draft import Draft
from brain.resume.extras import SECRET
from brain.resume.rendercv import place_of
from brain.tables import table
from brain.words import key_words


def is_json_resume(document: Mapping[str, Any]) -> bool:
    """JSON Resume proper: `basics` is an object, and its lists hold objects with its own keys."""
    jobs = document.get("work")
    return (
        isinstance(document.get("basics"), Mapping)
        or ("x-jobhunter" in document)
        or (isinstance(jobs, list) and "basics" in document)
    )


def resume_from_json(document: Mapping[str, Any], file: str) -> Draft:
    """Reads a document whose parts go by other names. Secrets (passport and account numbers, dates of birth) are only listed."""
    draft = Draft(file)
    for key, value in document.items():
        _part(draft, str(key), value, str(key))
    extra = draft.document.get("x-jobhunter", {}).get("name", {})
    if "name" not in draft.basics and extra:
        draft.basics["name"] = " ".join(str(extra[part]) for part in ("first", "middle", "last") if extra.get(part))
    return draft


def known_keys(document: Mapping[str, Any]) -> set[str]:
    """The keys of a document that name a part of a résumé."""
    parts = {*_meaning_of("sections"), *table("json_keys")["person"]}
    return {str(key) for key, value in document.items() if key_words(str(key)) in parts and isinstance(value, Mapping | list)}


@cache
def _meaning_of(*path: str) -> dict[str, str]:
    held = table("json_keys")
    for key in path:
        held = held[key]
    return {name: target for target, names in held.items() for name in names}


def _part(draft: Draft, key: str, value: Any, path: str) -> None:
    words = key_words(key)
    if value in (None, "", [], {}) or key.startswith(("$", "//", "_")):
        return
    if SECRET.search(words):
        draft.left.append(f"{path}: kept out, it is never used in a form")
    elif (section := _meaning_of("sections").get(words)) and "address" not in path:
        _section(draft, section, value, path)
    elif isinstance(value, Mapping) and (words in table("json_keys")["person"] or _is_name(words, value)):
        for inner, held in value.items():
            _part(draft, str(inner), held, f"{path}.{inner}")
    else:
        _value(draft, words, value, path)


def _is_name(words: str, value: Mapping[str, Any]) -> bool:
    return "name" in words and bool({key_words(str(key)) for key in value} & set(_meaning_of("names")))


def _value(draft: Draft, words: str, value: Any, path: str) -> None:
    """One value about the person: where it belongs is told by its own key and by what it stands in."""
    extra = draft.document.setdefault("x-jobhunter", {})
    # `work.city` of an address is not where the person lives.
    at_home = "work" not in key_words(path).split()
    if (network := words.split(" ")[0]) in table("json_keys")["links"] and isinstance(value, str):
        draft.basics.setdefault("profiles", []).append({"network": network, "url": value})
    elif (target := _meaning_of("extra").get(words)) and target not in extra:
        extra[target] = value
    elif (part := _meaning_of("names").get(words)) and isinstance(value, str):
        extra.setdefault("name", {})[part] = value
    elif "address" in path and at_home and (part := _meaning_of("address").get(words)) and isinstance(value, str):
        extra.setdefault("address", {})[part] = (country_code(value) or value) if part == "country" else value
    elif (target := _meaning_of("values").get(words)) and target not in draft.basics and isinstance(value, str):
        draft.basics[target] = place_of(value) if target == "location" else value
    else:
        draft.left.append(path)
    if not extra:
        del draft.document["x-jobhunter"]


def _section(draft: Draft, section: str, value: Any, path: str) -> None:
    if section == "skills":
        for group, names in _skill_groups(value):
            draft.add("skills", {"name": group, "keywords": names} if group else {"name": names[0]}, None)
            if group and _meaning_of("sections").get(key_words(group)) == "certificates":
                draft.document["skills"].pop()
        _nested_certificates(draft, value, path)
        return
    for number, entry in enumerate(value if isinstance(value, list) else [value]):
        place = f"{path}[{number}]"
        if isinstance(entry, Mapping):
            draft.add(section, _entry(draft, section, entry, place), None)
        elif isinstance(entry, str):
            draft.add(section, _named(section, entry), None)
        else:
            draft.left.append(place)


def _nested_certificates(draft: Draft, value: Any, path: str) -> None:
    if isinstance(value, Mapping):
        for key, held in value.items():
            if _meaning_of("sections").get(key_words(str(key))) == "certificates":
                _section(draft, "certificates", held, f"{path}.{key}")


def _skill_groups(value: Any) -> Iterator[tuple[str, list[str]]]:
    if isinstance(value, Mapping):
        for group, names in value.items():
            listed = [str(name) for name in names if isinstance(name, str)] if isinstance(names, list) else [str(names)]
            if listed:
                yield key_words(str(group)).capitalize(), listed
    elif isinstance(value, list):
        for entry in value:
            if isinstance(entry, Mapping) and entry.get("name"):
                yield "", [str(entry["name"])]
            elif isinstance(entry, str):
                yield "", [entry]


def _named(section: str, text: str) -> dict[str, str]:
    key = {"languages": "language", "awards": "title"}.get(section, "name")
    read = span(text) if section == "certificates" else None
    entry = {key: re.sub(r"\s*\((?:19|20)\d\d\)$", "", text)}
    return entry | ({"date": str(read.start)} if read and read.start else {})


def _entry(draft: Draft, section: str, entry: Mapping[str, Any], path: str) -> dict[str, Any]:
    found: dict[str, Any] = {}
    names = _meaning_of("entry", "work" if section == "volunteer" else section)
    for key, value in entry.items():
        target = names.get(key_words(str(key)))
        if value in (None, "", [], {}):
            continue
        if target == "dates" and isinstance(value, str):
            found |= _span_of(value)
        elif target == "highlights":
            said = [str(text) for text in value] if isinstance(value, list) else [str(value)]
            found["highlights"] = [*found.get("highlights", []), *said]
        elif target and target != "current" and target not in found and isinstance(value, str | int | float):
            found[target] = str(value)
        elif target != "current":
            draft.left.append(f"{path}.{key}")
    return _with_area(found) if section == "education" else found


def _span_of(text: str) -> dict[str, str]:
    read = span(text)
    if read is None:
        return {}
    return ({"startDate": str(read.start)} if read.start else {}) | ({"endDate": str(read.end)} if read.end else {})


def _with_area(found: dict[str, Any]) -> dict[str, Any]:
    """`Ph.D. in Computer Science` is a degree and a subject."""
    degree, joined, area = str(found.get("studyType", "")).partition(" in ")
    score = re.search(r"GPA:?\s*([\d.]+(?:/[\d.]+)?)", " ".join(found.get("highlights", ())))
    more = {"score": score.group(1)} if score and "score" not in found else {}
    return found | more | ({"studyType": degree, "area": area} if joined and "area" not in found else {})
