"""The data tables as look-up tables, built once on first use."""

import re
from functools import cache

import pycountry

from brain.data import cities, everyday, names, regions, roles, skills
from brain.intent_rules.words import BREAKS, STOP, VAGUE


def entries(table: str, separator: str = ";") -> list[tuple[list[str], bool]]:
    """`name|other;name*` as (names, is it also an everyday word)."""
    found = []
    for entry in table.split(separator):
        spellings = [" ".join(name.split()) for name in entry.split("|")]
        for name in spellings:
            if name:
                found.append(([spellings[0].rstrip("*"), name.rstrip("*")], name.endswith("*")))
    return found


@cache
def code_skills() -> dict[str, str]:
    return {name: canonical for (canonical, name), _ in entries(skills.CODE)}


@cache
def all_skills() -> dict[str, str]:
    return {name: canonical for (canonical, name), _ in entries(skills.TOOLS)} | code_skills()


@cache
def doubtful_skills() -> frozenset[str]:
    return frozenset(name for (_, name), doubtful in entries(skills.CODE) + entries(skills.TOOLS) if doubtful)


@cache
def heads() -> frozenset[str]:
    return frozenset(roles.HEADS.split())


@cache
def weak_heads() -> frozenset[str]:
    return frozenset(roles.WEAK_HEADS.split())


@cache
def named_roles() -> dict[str, str]:
    names = {name: name for name in _bar(roles.NAMED_ROLES)}
    plurals = {f"{name}s": name for name in names} | {
        re.sub(r"^(\w+)(?= (?:of|de|to|in) )", r"\1s", name): name for name in names
    }
    return {**plurals, **names, **{name: name for name in roles.ABBREVIATED.split()}}


@cache
def open_fields() -> frozenset[str]:
    return frozenset(_bar(roles.OPEN_FIELDS))


def _bar(table: str) -> list[str]:
    return [" ".join(name.split()) for name in table.split("|")]


@cache
def modifiers() -> frozenset[str]:
    return frozenset(roles.MODIFIERS.split()) | open_fields() | frozenset(all_skills()) | frozenset(roles.FIELDS)


@cache
def companies() -> dict[str, str]:
    plain = {name.rstrip("*").lower(): name.rstrip("*") for name in names.COMPANIES.split()}
    return plain | {name.lower(): name for name in _bar(names.COMPANY_PHRASES)}


@cache
def doubtful_companies() -> frozenset[str]:
    return frozenset(name.rstrip("*").lower() for name in names.COMPANIES.split() if name.endswith("*"))


@cache
def languages() -> dict[str, str]:
    """English names of living languages with a two-letter code, by lower-case name."""
    found = {}
    for language in pycountry.languages:
        if hasattr(language, "alpha_2") and language.type == "L":
            name = language.name.split(" (")[0].split(";")[0]
            found[name.lower()] = name
    return {
        **found,
        "mandarin": "Mandarin",
        "cantonese": "Cantonese",
        "greek": "Greek",
        "farsi": "Persian",
        "swiss german": "Swiss German",
        "flemish": "Flemish",
        "deutsch": "German",
    }


@cache
def places() -> dict[str, tuple[str, tuple[str, ...]]]:
    """Lower-case name → (text to show, the countries it may lie in: none for a region of many)."""
    found: dict[str, tuple[str, tuple[str, ...]]] = {}
    for country, table in cities.CITIES.items():
        for (canonical, name), _ in entries(table):
            earlier = found.get(name.lower(), ("", ()))[1]
            found[name.lower()] = (canonical, tuple(dict.fromkeys((*earlier, country))))
    found |= {name.lower(): (name, (country,)) for name, country in regions.OTHER_STATES.items() if name.lower() not in found}
    found |= {name.lower(): (name, ("CA",)) for name in regions.CA_PROVINCES.values()}
    found |= {name.lower(): (name, ("US",)) for name in regions.US_STATES.values()}
    found |= {name.lower(): (name, (country,) if country else ()) for name, country in regions.REGIONS.items()}
    found |= {name.lower(): (regions_text(code), (code,)) for name, code in country_names().items()}
    found |= {name.lower(): (name, ("GB",)) for name in regions.OWN_TEXT}
    return found | {name: (text, ()) for name, text in regions.TWO_MEANINGS.items()}


@cache
def country_names() -> dict[str, str]:
    official: dict[str, str] = {}
    for country in pycountry.countries:
        official[country.name] = country.alpha_2
        for attribute in ("common_name", "official_name"):
            if hasattr(country, attribute):
                official[getattr(country, attribute)] = country.alpha_2
    return official | regions.COUNTRY_NAMES


_SHORT_NAMES = {
    "RU": "Russia",
    "KR": "South Korea",
    "VN": "Vietnam",
    "TW": "Taiwan",
    "TR": "Turkey",
    "CZ": "Czechia",
    "BO": "Bolivia",
    "VE": "Venezuela",
    "TZ": "Tanzania",
    "MD": "Moldova",
    "IR": "Iran",
    "SY": "Syria",
    "LA": "Laos",
}


def regions_text(code: str) -> str:
    """The everyday English name of a country by its ISO 3166 alpha-2 code."""
    return _SHORT_NAMES.get(code) or str(pycountry.countries.lookup(code).name)


@cache
def doubtful_places() -> frozenset[str]:
    doubtful = {name.lower() for table in cities.CITIES.values() for (_, name), everyday in entries(table) if everyday}
    return frozenset(
        doubtful | regions.TOO_COMMON | {"us", "surrey", "norfolk", "kent", "global", "highlands", "provence", "la", "victoria"}
    )


@cache
def spelling_words() -> tuple[frozenset[str], frozenset[str]]:
    """All words that are right as they are, and those worth mending a slip into."""
    role_words = heads() | {f"{head}s" for head in heads()} | {word for name in modifiers() for word in name.split()}
    place_words = {word for name in places() for word in name.replace("-", " ").split()}
    plain = set(everyday.GOAL_WORDS.split())
    known = (
        role_words
        | place_words
        | STOP
        | BREAKS
        | VAGUE
        | set(languages())
        | plain
        | set(companies())
        | {word for field in roles.FIELDS for word in field.split()}
        | EVERYDAY
    )
    single_places = {name for name in places() if name.isalpha() and len(name) > 5}
    targets = {
        word
        for word in role_words | single_places | plain
        if word.isalpha() and (not word.endswith("s") or word[:-1] not in heads())
    } - {"polska", "medina", "suriname", "brasil"}
    return frozenset(known), frozenset(targets)


EVERYDAY = frozenset(everyday.EVERYDAY.split())
