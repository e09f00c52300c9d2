"""What applications ask and résumés lack: which of it is missing, and a person's answers as part of their résumé document.

Everything stays in `x-jobhunter`, but for links and languages, which JSON Resume has places for.
"""

import copy
import math
import re
import unicodedata
from collections.abc import Iterable, Mapping
from functools import cache
from typing import Any

from brain.errors import NotFound
from brain.facts import Sensitivity
from brain.places import country_code, country_name
from brain.posting import Frozen
from brain.profile_values import Asks, checked, place, wrong
from brain.resume.links import network_of
from brain.tables import table
from brain.words import fold

EXTRA = "x-jobhunter"
NOTHING = "not_applicable"  # questions the person has nothing to say to
CONSENT = "consents.sensitive"
MOST_DEPTH = 6


class ProfileQuestion(Frozen):
    """One question. `value`: what is known, None where it is missing; `nothing`: the person said there is none.

    `sensitivity` is the class of its answer; `optional`: “none” is an answer.
    """

    id: str
    text: str
    type: str
    sensitivity: Sensitivity
    options: tuple[str, ...] = ()
    free: bool = False
    hosts: tuple[str, ...] = ()
    path: str = ""
    known: tuple[str, ...] = ()
    optional: bool = False
    value: Any = None
    nothing: bool = False

    @property
    def missing(self) -> bool:
        return self.value is None and not self.nothing

    def document(self) -> dict[str, Any]:
        """The question as `candidate ask --json` and the HTTP interface show it."""
        shown = self.model_dump(mode="json", include={"id", "text", "type", "sensitivity", "optional", "value"})
        return {**shown, "options": list(self.options) or None, "missing": self.missing, "not_applicable": self.nothing}


def questions(resume: Mapping[str, Any], countries: Iterable[str] = ()) -> tuple[ProfileQuestion, ...]:
    """Every question of this person, most-asked first. `countries`: further ones to ask the law of work for."""
    found = [one for row in _rows() for one in _instances(row, resume, tuple(countries))]
    return tuple(_told(one, resume) for one in found)


def missing(resume: Mapping[str, Any], countries: Iterable[str] = ()) -> tuple[ProfileQuestion, ...]:
    """What nobody has said yet. What is sensitive is not asked of those who do not want it in forms."""
    consents = _extra(resume).get("consents")
    refused = isinstance(consents, Mapping) and consents.get("sensitive") is False
    return tuple(one for one in questions(resume, countries) if one.missing and not (refused and one.sensitivity == "sensitive"))


def find(resume: Mapping[str, Any], name: str) -> ProfileQuestion:
    """The question called so, for any country or language. Raises `NotFound` `question_unknown`."""
    head, _, tail = name.partition(".")
    per_place = head in {"work_authorization", "sponsorship"} and tail
    for one in questions(resume, (place(tail),) if per_place else ()):
        if one.id == name or (per_place and one.id == f"{head}.{place(tail)}"):
            return one
    if head in {"languages", "links"} and tail:
        row = next((row for row in _rows() if row["path"].startswith(head)), None)
        if row is not None:
            made = _question({**row, "id": name, "path": name, "hosts": []}, row["ask"].format(name=tail))
            return _told(made, resume)
    raise NotFound(
        "question_unknown", "There is no such question.", name, "List them with `jobhunter candidate ask --all --json`."
    )


def answered(resume: Mapping[str, Any], asked: ProfileQuestion, value: Any) -> dict[str, Any]:
    """The résumé with this answer; the old one stays as it is. None takes what was said back.

    Raises `InvalidInput` `invalid_answer` with what is wrong, and `consent_needed` where the class is not agreed to.
    """
    made = copy.deepcopy(dict(resume))
    extra = made.setdefault(EXTRA, {})
    left_out = [name for name in extra.get(NOTHING, []) if name != asked.id]
    if isinstance(value, str) and asked.optional and fold(value) in {"none", "-", "n/a", "keine"}:
        left_out, value = [*left_out, asked.id], None
    elif value is not None:
        value = checked(asked.type, value, _asks(asked, made))
        if asked.sensitivity == "sensitive":
            _require_consent(extra)
    _put(made, asked.path, value)
    extra.pop(NOTHING, None)
    if left_out:
        extra[NOTHING] = left_out
    return made


def merged(resume: Mapping[str, Any], patch: Mapping[str, Any]) -> dict[str, Any]:
    """The résumé with a JSON merge patch of `x-jobhunter`: known values are checked, null takes one out, the rest is kept as is.

    `links` and `languages` may stand in it too. Raises as `answered` does.
    """
    _require_storable(dict(patch))
    made = dict(resume)
    consents = patch.get("consents")
    if isinstance(consents, Mapping):  # first: other parts of the same patch may need it
        made = _merged_part(made, "consents", consents)
    for key, value in patch.items():
        if key != "consents" or not isinstance(value, Mapping):
            made = _merged_part(made, key, value)
    return made


def _merged_part(made: dict[str, Any], key: str, value: Any) -> dict[str, Any]:
    rows = [row for row in _rows() if row["path"] == key and not row.get("each")]
    if rows:
        return answered(made, find(made, key), value)
    nested = [row for row in _rows() if row["path"].split(".")[0] == key]
    if nested and value is not None and not isinstance(value, Mapping):
        raise wrong(f"{key} is an object.", "Give its parts by name.")
    if not nested or value is None:
        made = copy.deepcopy(made)
        extra = made.setdefault(EXTRA, {})
        if value is None:
            extra.pop(key, None)
        else:
            extra[key] = _merge(extra.get(key), value)
        return made
    for part, held in value.items():
        try:
            asked = find(made, f"{key}.{part}")
        except NotFound:
            made = copy.deepcopy(made)
            _put(made, f"{key}.{part}", held)
            continue
        made = answered(made, asked, held)
    return made


def _merge(held: Any, patch: Any) -> Any:
    if not isinstance(patch, Mapping):
        return patch
    base = dict(held) if isinstance(held, Mapping) else {}
    for key, value in patch.items():
        if value is None:
            base.pop(key, None)
        else:
            base[key] = _merge(base.get(key), value)
    return base


def _require_storable(value: Any, depth: int = 0) -> None:
    """No control characters, no numbers without end, and no deeper than anything a form could ask for."""
    if depth > MOST_DEPTH:
        raise wrong("It is nested too deeply.", "Give plain values by name.")
    match value:
        case str() if any(unicodedata.category(letter) in {"Cc", "Cs"} and letter not in "\n\t" for letter in value):
            raise wrong("It holds what cannot be shown.", "Remove control characters.")
        case float() if not math.isfinite(value):
            raise wrong("It is no number that can be written down.", "Give another one.")
        case Mapping():
            for key, held in value.items():
                _require_storable(str(key), depth + 1)
                _require_storable(held, depth + 1)
        case list():
            for held in value:
                _require_storable(held, depth + 1)


def _require_consent(extra: Mapping[str, Any]) -> None:
    consents = extra.get("consents")
    if not (isinstance(consents, Mapping) and consents.get("sensitive") is True):
        error = wrong("It is sensitive, and you have not agreed that it goes into forms.", "Answer `consents.sensitive` first.")
        error.code = "consent_needed"
        raise error


# --- the table --------------------------------------------------------------------------------------------------------
@cache
def _rows() -> tuple[dict[str, Any], ...]:
    return tuple(table("profile")["questions"])


def classes() -> dict[str, str]:
    """The sensitivity classes, in words."""
    return dict(table("profile")["classes"])


def _instances(row: dict[str, Any], resume: Mapping[str, Any], countries: tuple[str, ...]) -> Iterable[ProfileQuestion]:
    match row.get("each"):
        case "country":
            for code in _countries(resume, countries):
                name = f"{row['path']}.{code}"
                yield _question({**row, "id": name, "path": name}, row["ask"].format(name=country_name(code)))
        case "language":
            for language in _languages(resume):
                name = f"{row['path']}.{language}"
                yield _question({**row, "id": name, "path": name}, row["ask"].format(name=language))
        case _:
            yield _question(row, row["ask"])


def _question(row: Mapping[str, Any], text: str) -> ProfileQuestion:
    return ProfileQuestion(
        id=row["id"], text=text, type=row["type"], sensitivity=row["class"], options=tuple(row.get("options", ())),
        free=row.get("open", False), hosts=tuple(row.get("hosts", ())), path=row["path"], known=tuple(row.get("known", ())),
        optional=row.get("none", False),
    )  # fmt: skip


def _countries(resume: Mapping[str, Any], further: tuple[str, ...]) -> list[str]:
    """Where the law of work matters: where one lives, where one is a citizen, what was spoken of before, what is asked for."""
    extra, basics = _extra(resume), resume.get("basics") or {}
    own = _at(extra, "address.country") or _at(basics, "location.countryCode")
    named = [own] if isinstance(own, str) else []
    citizen = extra.get("citizenship")
    named += citizen if isinstance(citizen, list) else [citizen] if isinstance(citizen, str) else []
    spoken = [code for key in ("work_authorization", "sponsorship") for code in (extra.get(key) or {})]
    codes = [country_code(str(name)) for name in named]
    return list(dict.fromkeys(code for code in (*codes, *spoken, *further) if code))


def _languages(resume: Mapping[str, Any]) -> list[str]:
    rows = resume.get("languages") or []
    return [str(row["language"]) for row in rows if isinstance(row, Mapping) and row.get("language")]


def _told(asked: ProfileQuestion, resume: Mapping[str, Any]) -> ProfileQuestion:
    value = _value(resume, asked.path)
    if value is None:
        value = next((held for path in asked.known if (held := _at(resume, path)) not in (None, "", [], {})), None)
    return asked.model_copy(update={"value": value, "nothing": asked.id in _extra(resume).get(NOTHING, ())})


# --- places in the document -------------------------------------------------------------------------------------------
def _extra(resume: Mapping[str, Any]) -> Mapping[str, Any]:
    held = resume.get(EXTRA)
    return held if isinstance(held, Mapping) else {}


def _at(held: Any, path: str) -> Any:
    for part in path.split("."):
        held = held.get(part) if isinstance(held, Mapping) else None
    return held


def _asks(asked: ProfileQuestion, resume: Mapping[str, Any]) -> Asks:
    own = _at(resume, f"{EXTRA}.address.country") or _at(resume, "basics.location.countryCode") or ""
    return Asks(asked.options, asked.free, asked.hosts, country_code(str(own)) or "")


def _value(resume: Mapping[str, Any], path: str) -> Any:
    head, _, tail = path.partition(".")
    if head == "links":
        found = next((p for p in _profiles(resume) if _network(p) == tail), None)
        return (found or {}).get("url") or (_at(resume, "basics.url") if tail == "website" else None) or None
    if head == "languages":
        return next(
            (row.get("fluency") for row in resume.get("languages") or [] if fold(str(row.get("language"))) == fold(tail)), None
        )
    value = _at(_extra(resume), path)
    return None if value in ("", [], {}) else value


def _put(resume: dict[str, Any], path: str, value: Any) -> None:
    head, _, tail = path.partition(".")
    if head == "links":
        _put_link(resume, tail, value)
    elif head == "languages":
        _put_level(resume, tail, value)
    else:
        held = resume.setdefault(EXTRA, {})
        *above, last = path.split(".")
        for part in above:
            held = held.setdefault(part, {}) if isinstance(held.get(part), dict | None) else held[part]
        if value is None:
            held.pop(last, None)
        else:
            held[last] = value


def _put_link(resume: dict[str, Any], network: str, url: str | None) -> None:
    basics = resume.setdefault("basics", {})
    if network == "website":
        basics.pop("url", None)
        if url:
            basics["url"] = url
        return
    kept = [p for p in basics.get("profiles") or [] if _network(p) != network]
    name = network_of(url or "") or network
    user = re.sub(r"^(?:in|u|user)/", "", url.split("://", 1)[-1].partition("/")[2].strip("/")) if url else ""
    basics["profiles"] = [*kept, {"network": name, "url": url, **({"username": user} if user else {})}] if url else kept


def _put_level(resume: dict[str, Any], language: str, level: str | None) -> None:
    rows = resume.setdefault("languages", [])
    row = next((row for row in rows if isinstance(row, dict) and fold(str(row.get("language"))) == fold(language)), None)
    if row is None:
        if level is not None:
            rows.append({"language": language, "fluency": level})
    elif level is None:
        row.pop("fluency", None)
    else:
        row["fluency"] = level


def _profiles(resume: Mapping[str, Any]) -> list[dict[str, Any]]:
    held = _at(resume, "basics.profiles")
    return [p for p in held or [] if isinstance(p, dict)] if isinstance(held, list | None) else []


def _network(profile: Mapping[str, Any]) -> str:
    return fold(str(profile.get("network") or network_of(str(profile.get("url") or "")) or ""))
