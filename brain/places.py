"""Countries, regions and cities by the names people and forms give them, in several languages."""

import gettext
import re
from functools import cache

import pycountry

from brain.data import cities, regions
from brain.words import fold

_LANGUAGES = ("de", "fr", "es", "it", "nl", "pt", "pl", "sv")
_EU = [
    "AT",
    "BE",
    "BG",
    "HR",
    "CY",
    "CZ",
    "DK",
    "EE",
    "FI",
    "FR",
    "DE",
    "GR",
    "HU",
    "IE",
    "IT",
    "LV",
    "LT",
    "LU",
    "MT",
    "NL",
    "PL",
    "PT",
    "RO",
    "SK",
    "SI",
    "ES",
    "SE",
]
_EEA = [*_EU, "IS", "LI", "NO"]
_EUROPE = [*_EEA, "CH", "GB", "AL", "BA", "ME", "MK", "RS", "UA", "MD", "AD", "MC", "SM", "XK"]
AREAS: dict[str, frozenset[str]] = {
    name: frozenset(members)
    for name, members in {
        "EU": _EU,
        "EEA": _EEA,
        "EUROPE": _EUROPE,
        "DACH": ["DE", "AT", "CH"],
        "BENELUX": ["BE", "NL", "LU"],
        "NORDICS": ["DK", "FI", "IS", "NO", "SE"],
        "NORTH AMERICA": ["US", "CA", "MX"],
        "EMEA": [*_EUROPE, *["TR", "IL", "AE", "SA", "EG", "ZA", "NG", "KE", "MA", "TN", "GH", "QA", "KW", "JO"]],
        "APAC": ["AU", "NZ", "JP", "KR", "CN", "HK", "TW", "SG", "MY", "TH", "VN", "PH", "ID", "IN"],
        "LATAM": ["MX", "BR", "AR", "CL", "CO", "PE", "UY", "CR", "EC", "BO", "PY", "PA", "GT", "DO"],
        "AMERICAS": ["US", "CA", "MX", "BR", "AR", "CL", "CO", "PE", "UY", "CR", "EC", "BO", "PY", "PA", "GT", "DO"],
    }.items()
}
_AREA_NAMES = {
    "eu": "EU", "european union": "EU", "europaische union": "EU", "europaischen union": "EU", "union europeenne": "EU",
    "union europea": "EU", "eea": "EEA", "ewr": "EEA", "european economic area": "EEA", "europe": "EUROPE",
    "europa": "EUROPE", "dach": "DACH", "benelux": "BENELUX", "nordics": "NORDICS", "scandinavia": "NORDICS",
    "north america": "NORTH AMERICA", "emea": "EMEA", "apac": "APAC", "asia pacific": "APAC", "latam": "LATAM",
    "latin america": "LATAM", "americas": "AMERICAS",
}  # fmt: skip
_WORDLIKE = {
    "us",
    "in",
    "it",
    "is",
    "no",
    "at",
    "be",
    "de",
    "la",
    "my",
    "me",
    "so",
    "to",
    "am",
    "as",
    "do",
    "an",
    "or",
    "es",
    "ma",
    "pa",
    "id",
}


@cache
def _countries() -> dict[str, str]:
    found: dict[str, str] = {}
    translations = [gettext.translation("iso3166-1", pycountry.LOCALES_DIR, languages=[language]) for language in _LANGUAGES]
    for country in pycountry.countries:
        code = str(country.alpha_2)
        names = {str(getattr(country, kind)) for kind in ("name", "common_name", "official_name") if hasattr(country, kind)}
        names |= {translation.gettext(name) for translation in translations for name in set(names)}
        found |= {_plain(name): code for name in names} | {str(country.alpha_3).lower(): code}
    return found | {_plain(name): code for name, code in regions.COUNTRY_NAMES.items()}


@cache
def _codes() -> frozenset[str]:
    return frozenset(str(country.alpha_2) for country in pycountry.countries)


@cache
def _cities() -> dict[str, str]:
    found: dict[str, str] = {}
    for code, rows in cities.CITIES.items():
        for name in re.split(r"[;|]", rows):
            found.setdefault(_plain(" ".join(name.split()).rstrip("*")), code)
    return found


@cache
def _states() -> dict[str, str]:
    named = {_plain(name): "US" for name in regions.US_STATES.values()} | {
        _plain(name): "CA" for name in regions.CA_PROVINCES.values()
    }
    own = {_plain(name): code for name, code in regions.OTHER_STATES.items()}
    wide = {_plain(name): code for name, code in regions.REGIONS.items() if code}
    return {**wide, **own, **named}


def _plain(name: str) -> str:
    return re.sub(r"^the ", "", fold(name)).replace("&", "and").strip(" .")


def country_code(text: str) -> str | None:
    """The ISO 3166 alpha-2 code a whole text names: `USA`, `DE`, `Deutschland`, `Viet Nam`, `Germany +49`; else None."""
    shown = re.sub(r"\(?\+\d[\d\s-]*\)?", "", text).strip(" ,-\u00a0")
    shown = re.sub(r"[\U0001F1E6-\U0001F1FF]", "", shown).strip()
    if len(shown) == 2 and shown.upper() in _codes():
        return shown.upper()
    if len(shown) == 2 and shown.upper() == "UK":
        return "GB"
    plain = _plain(shown)
    return _countries().get(plain) or _countries().get(_plain(re.sub(r"\s*\(.*?\)", "", shown)))


def country_name(code: str) -> str:
    """The everyday English name of a code; an unknown code is returned as it is."""
    country = pycountry.countries.get(alpha_2=code.upper())
    return str(getattr(country, "common_name", country.name)) if country else code


def country_names(code: str) -> tuple[str, ...]:
    """Every spelling known for a country, its codes included."""
    country = pycountry.countries.get(alpha_2=code.upper())
    codes = (code.upper(), str(country.alpha_3)) if country else (code.upper(),)
    return (*codes, *(name for name, found in _countries().items() if found == code.upper()))


def area(text: str) -> str | None:
    """The name of a region of several countries (`EU`, `EMEA`, …) that a whole text names."""
    return _AREA_NAMES.get(_plain(text))


def place_country(text: str) -> str | None:
    """The country a place lies in: `Berlin`, `Munich, Germany`, `New York, NY`, `Bavaria`; None where it is not certain."""
    parts = [part.strip() for part in re.split(r"[,;/|()]| - ", text) if part.strip()]
    if len(parts) > 1:
        last = parts[-1].strip(".")
        if last.upper() in regions.US_STATES and last.isupper():
            return "US"
        if last.upper() in regions.CA_PROVINCES and last.isupper():
            return "CA"
    for part in reversed(parts):
        plain = _plain(part)
        found = (country_code(part) if plain not in _WORDLIKE or part.isupper() else None) or _states().get(plain)
        if found:
            return found
    return next((code for part in parts if (code := _cities().get(_plain(part)))), None)


def city_country(text: str) -> str | None:
    return _cities().get(_plain(text))


@cache
def _in_text() -> re.Pattern[str]:
    names = sorted((name for name in _countries() if len(name) > 3), key=len, reverse=True)
    return re.compile(r"(?<!\w)(?:" + "|".join(map(re.escape, names)) + r")(?!\w)")


_SHORT_COUNTRY = re.compile(r"(?<![\w.])(USA|U\.S\.A\.|US|U\.S\.|UK|U\.K\.|UAE|EU|E\.U\.|EEA|DACH|EMEA)(?!\w)")
_AREA_IN_TEXT = re.compile(
    r"(?<!\w)(?:" + "|".join(sorted((name for name in _AREA_NAMES if len(name) > 4), key=len, reverse=True)) + r")(?!\w)"
)


def places_in(text: str) -> tuple[str, ...]:
    """Country codes and region names that a sentence mentions, in no special order. `us` the pronoun is none."""
    folded = fold(text)
    found = {_countries()[match.group()] for match in _in_text().finditer(folded)}
    found |= {_AREA_NAMES[match.group()] for match in _AREA_IN_TEXT.finditer(folded)}
    for match in _SHORT_COUNTRY.finditer(text):
        short = match.group().replace(".", "")
        found.add(_AREA_NAMES.get(short.lower()) or country_code(short) or short)
    return tuple(sorted(found))


def members(place: str) -> frozenset[str]:
    """The countries of a region, or the country itself."""
    return AREAS.get(place, frozenset({place}))
