"""The words boards use for where and how one works → the closed lists of a posting. What is not said stays None."""

import re
from collections.abc import Iterable
from functools import cache

import pycountry

from brain.posting import Workplace

REMOTE = r"remote|home[- ]?office|work(ing)? from home|wfh|telecommut\w*|anywhere|distributed|télétravail|teletrabajo"
HYBRID = r"hybrid|hybride|hybrido|híbrido"
ONSITE = r"on[- ]?site|in[- ]?office|in[- ]person|office[- ]based|office|präsenz|presencial"
NOT_REMOTE = re.compile(r"\b(no|not|non)[- ]+(a )?remote\b|\bremote[: ]+(no|false)\b", re.IGNORECASE)

TITLE_REMOTE = re.compile(
    rf"[(\[][^()\[\]]*\b({REMOTE})\b[^()\[\]]*[)\]]|[-–—|,:/]\s*(fully |100% )?(remote|wfh|home office)\b"
    r"|^\s*(fully |100% )?remote\s*[-–—|,:/(]|\b(fully|100%) remote\b",
    re.IGNORECASE,
)
TITLE_HYBRID = re.compile(rf"[(\[][^()\[\]]*\b({HYBRID})\b|[-–—|,:/]\s*({HYBRID})\b", re.IGNORECASE)

EMPLOYMENT: tuple[tuple[str, str], ...] = (
    (r"intern(ship)?s?\b|co-?op\b|werkstudent\w*|working student|praktik\w*|stagiaire|placement", "internship"),
    (r"apprentice\w*|ausbildung|azubi", "apprenticeship"),
    (r"freelanc\w*", "freelance"),
    (r"contract(or)?s?\b|fixed[- ]term|befristet|cdd\b|1099", "contract"),
    (r"temp(orary)?\b|seasonal|interim", "temporary"),
    (r"part[- _]?time|teilzeit|mi-temps|parttime", "part_time"),
    (r"full[- _]?time|vollzeit|fulltime|temps plein", "full_time"),
    (r"permanent|regular|unbefristet|cdi\b", "permanent"),
    (r"volunteer\w*", "volunteer"),
)
TITLE_EMPLOYMENT: tuple[tuple[str, str], ...] = (
    (r"\b(intern|internship|working student|werkstudent\w*|praktikant\w*|co-op)\b", "internship"),
    (r"\bfreelance\b", "freelance"),
    (r"[(\[,–—-]\s*(contract|contractor|fixed[- ]term)\b|\b(contract|fixed[- ]term contract)\s*[)\]]|\bcontractor\b", "contract"),
    (r"\b(temporary|seasonal)\b", "temporary"),
    (r"\bpart[- ]time\b|\bteilzeit\b", "part_time"),
    (r"\bfull[- ]time\b|\bvollzeit\b", "full_time"),
)
SENIORITY: tuple[tuple[str, str], ...] = (
    (r"\b(intern|internship|working student|werkstudent\w*|praktikant\w*|trainee)\b", "intern"),
    (r"\b(c[eftmiop]o|ciso|chief(?! of staff)( \w+){1,3} officer)\b", "executive"),
    (r"\b(e?s?vp|vice[- ]president)\b", "vp"),
    (r"\bdirector\b", "director"),
    (r"\bhead of\b|^head\b", "head"),
    (r"\b(principal|distinguished)\b", "principal"),
    (r"\bstaff (?!accountant|nurse|attorney|writer|assistant|pharmacist|photographer|reporter|scientist i\b)(\w+)", "staff"),
    (r"\b(team|tech|technical|engineering) lead\b|\blead (?!gen|time|management)\w+|\blead\b(?= ?($|[,(–—-]))", "lead"),
    (r"\b(senior|sr\.?|snr)(?=\W|$)|\biii\b", "senior"),
    (r"\b(junior|jr\.?|entry[- ]level|graduate|new grad|early career)(?=\W|$)", "junior"),
    (r"\b(mid|mid[- ]level|intermediate)\b|\bii\b", "mid"),
    (r"(?<=\w )i(?= ?($|[,(–—-]))", "junior"),
)
DOLLAR_COUNTRIES: tuple[tuple[str, str], ...] = (
    (r"\b(canada|toronto|vancouver|montr[eé]al|ontario|quebec|british columbia|alberta|CAN)\b", "CA"),
    (r"\b(australia|sydney|melbourne|brisbane|AUS)\b", "AU"),
    (r"\b(new zealand|auckland|wellington)\b", "NZ"),
    (r"\bsingapore\b", "SG"),
    (r"\bhong kong\b", "HK"),
)
UNITED_STATES = re.compile(
    r"\b((?i:united states|usa|new york|san francisco)|US|[A-Z][a-z]+, (?!ON|BC|AB|QC|NS)[A-Z]{2})\b|\bU\.S\."
)
PLACE_SPLIT = re.compile(r"\s*(?:[;|•·\n]|\s/\s|\bor\b(?=\s[A-Z]))\s*")
SPEAKING = re.compile(r"\b([A-Za-zÀ-ÿ]{4,20})[- ](?:speaking|speaker)\b", re.IGNORECASE)


def workplace_of(value: str) -> Workplace | None:
    """What a field meant for it says ("Location Type: On-Site", `workplaceType: remote`)."""
    text = value.strip()
    if not text or NOT_REMOTE.search(text):
        return "onsite" if text and not re.search(HYBRID, text, re.IGNORECASE) else "hybrid" if text else None
    for pattern, workplace in ((HYBRID, "hybrid"), (REMOTE, "remote"), (ONSITE, "onsite")):
        if re.search(rf"\b({pattern})\b", text, re.IGNORECASE):
            return workplace  # type: ignore[return-value]
    return None


def workplace_in(locations: Iterable[str], title: str) -> Workplace | None:
    """Where one works, as place and title tell it ("Remote - US", "Engineer (Remote)"); None when they do not."""
    places = " | ".join(locations)
    if re.search(rf"\b({HYBRID})\b", places, re.IGNORECASE):
        return "hybrid"
    if re.search(rf"\b({REMOTE})\b", places, re.IGNORECASE):
        return "onsite" if NOT_REMOTE.search(places) else "remote"
    if TITLE_HYBRID.search(title):
        return "hybrid"
    if TITLE_REMOTE.search(title) and not NOT_REMOTE.search(title):
        return "remote"
    return "onsite" if re.search(r"\b(on[- ]?site|in[- ]office)\b", f"{places} {title}", re.IGNORECASE) else None


def employment_type_of(value: str) -> str | None:
    """A source's commitment in our words: full_time, part_time, contract, internship, freelance, temporary, permanent, …"""
    return _first(EMPLOYMENT, value)


def employment_type_in(title: str) -> str | None:
    return _first(TITLE_EMPLOYMENT, title)


def seniority_in(title: str) -> str | None:
    """The level a title names: intern, junior, mid, senior, lead, staff, principal, head, director, vp, executive."""
    return _first(SENIORITY, title)


def places_in(text: str) -> tuple[str, ...]:
    """The places of one location field that joins several by "|", ";" or the like; a comma joins city and country."""
    return tuple(dict.fromkeys(part.strip(" ,") for part in PLACE_SPLIT.split(text) if part.strip(" ,")))


def language_named(value: str) -> str | None:
    """The English name of a language given by name or ISO 639 code (`de`, `de-AT`, "german"), or None."""
    return _languages().get(re.split(r"[-_]", value.strip().lower())[0]) if value.strip() else None


def languages_in(title: str) -> tuple[str, ...]:
    """Languages a title asks for ("German-speaking", "Mandarin speaker")."""
    named = (language_named(word) for word in SPEAKING.findall(title))
    return tuple(dict.fromkeys(name for name in named if name))


def dollar_country(places: str) -> str | None:
    """The one dollar country that all of these places name, or None: then "$" is the US dollar."""
    if UNITED_STATES.search(places):
        return None
    return _first(tuple((pattern, country) for pattern, country in DOLLAR_COUNTRIES), places)


def humanised(board: str) -> str:
    """A board's name as a company's, where the source has none: `acme-robotics` → "Acme Robotics"."""
    words = [word for word in re.split(r"[-_.\s]+", board) if word]
    return " ".join(word if any(char.isupper() for char in word) else word.capitalize() for word in words) or board


def _first(table: Iterable[tuple[str, str]], text: str) -> str | None:
    return next((name for pattern, name in table if re.search(pattern, text, re.IGNORECASE)), None)


@cache
def _languages() -> dict[str, str]:
    names = {"mandarin": "Chinese", "cantonese": "Cantonese", "zh": "Chinese", "el": "Greek", "greek": "Greek"}
    for language in pycountry.languages:
        code = getattr(language, "alpha_2", None)
        if code:
            name = re.sub(r" \(.*\)", "", language.name)
            names.setdefault(code, name)
            names.setdefault(name.lower(), name)
    return names
