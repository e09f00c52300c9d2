"""Where a person lives, from the words of an address: a town that is known, or one that its postcode or state gives away."""

import re

from brain.places import city_country, country_code, place_country
from brain.resume.draft import Draft
from brain.resume.headings import has_company_word, has_school_word
from brain.resume.lines import TextLine
from brain.words import fold

_STATES = re.compile(r"\s+(?:NSW|VIC|QLD|TAS|ACT|[A-Z]{2})$")
_POSTCODE = re.compile(r"(?:\b[A-Z]{1,2}-)?\b(?=[A-Z0-9]*\d)[A-Z0-9]{2,8}\b")
_BRAZIL = "AC AL AP AM BA CE DF ES GO MA MT MS MG PA PB PR PE PI RJ RN RS RO RR SC SP SE TO".replace(" ", "|")
_TOWN = r"(?P<town>[^\W\d][^\d,/]{1,40}?)"
# How the post writes a town: what stands around it says that it is one, known or not.
_POSTAL = (
    re.compile(rf"{_TOWN}\s+(?P<code>[A-Z]{{1,2}}\d[A-Z\d]?\s?\d[A-Z]{{2}})"),
    re.compile(rf"{_TOWN}\s*[-–]?\s*(?P<code>[1-9]\d{{2}}\s?\d{{3}})"),
    re.compile(rf"(?P<code>[1-9]\d{{3}}\s?[A-Z]{{2}})\s+{_TOWN}"),
    re.compile(rf"(?:[A-Z]{{1,3}}[- ])?(?P<code>\d{{4,5}}|\d{{3}}\s\d{{2}}|\d{{2}}-\d{{3}}|\d{{4}}-\d{{3}})\s+{_TOWN}"),
    re.compile(rf"{_TOWN}\s*[/–-]\s*(?P<region>{_BRAZIL})"),
)
_STREET = re.compile(
    r"\b(?:rua|rue|calle|c/|avenida|av|avenue|ave|via|viale|street|st|road|rd|lane|ln|drive|dr|boulevard|blvd|plaza|paseo|allee|"
    r"weg|platz|ring|gasse|straat|laan|apt|flat|suite|floor|travessa|praca|alameda|impasse|chemin|quai|place|ulica|ul)\b|"
    r"strasse\b|str\.?\b|gatan\b|straat\b"
)


def read_home(draft: Draft, text: str, line: TextLine) -> bool:
    """Takes a town and what belongs to it as the person's place; False where the words are no place, or there is one already."""
    shown = re.sub(r"\s*\((?:[^)]*(?:remote|relocat|hybrid)[^)]*)\)", "", text, flags=re.I).strip(" ,")
    shown = re.sub(r"\s*\(([^()]+)\)$", lambda match: f", {match[1]}" if country_code(match[1]) else match[0], shown)
    parts = [part.strip() for part in shown.split(",") if part.strip()]
    # `CV` is a country's code, and seldom meant as one.
    if "location" in draft.basics or not 1 <= len(parts) <= 6 or not 3 < len(shown) <= 110:
        return False
    found = _by_post(parts) or _by_name(parts, shown)
    if found is None:
        return False
    draft.basics["location"] = found
    for key in found:
        draft.cite(f"basics.location.{key}", line)
    return True


def _by_post(parts: list[str]) -> dict[str, str] | None:
    """An address whose town stands beside its postcode or state, with a street before it or a place behind it that is known."""
    for index, part in enumerate(parts):
        match = next((match for form in _POSTAL if (match := form.fullmatch(part))), None)
        if match is None or not _may_be_a_town(match["town"]):
            continue
        before, after = parts[:index], parts[index + 1 :]
        groups = {key: held for key, held in match.groupdict().items() if held}
        town = groups["town"].strip(" -–")
        if index == len(parts) - 1 - bool(country_code(parts[-1])) and (state := _STATES.search(town)):
            town, groups["region"] = town[: state.start()], state.group().strip()
        code = next((country_code(part) for part in reversed(after) if country_code(part)), None)
        brazilian = match.re is _POSTAL[-1]
        code = code or ("BR" if brazilian else place_country(", ".join((town, *after))))
        alone = len(re.sub(r"\D", "", groups.get("code", ""))) in {5, 7} and len(parts) == 1
        if (
            code is None
            and not alone
            and not (before and any(re.search(r"\d", said) or _STREET.search(fold(said)) for said in before))
        ):
            continue
        regions = [said for said in after if country_code(said) is None or (len(said) == 2 and code in {"US", "CA"})]
        held = {
            "countryCode": code if code and _names(code, parts, town) else None, "address": ", ".join(before),
            "postalCode": groups.get("code"), "city": town,
            "region": groups.get("region") or (regions[-1] if regions else None),
        }  # fmt: skip
        return {key: value for key, value in held.items() if value}
    return None


def _may_be_a_town(text: str) -> bool:
    return text[0].isupper() and len(text.split()) <= 4 and not _STREET.search(fold(text))


def _names(code: str, parts: list[str], town: str) -> bool:
    """Whether the words name the country, or a town that lies there."""
    return city_country(town) == code or any(country_code(part) == code or place_country(part) == code for part in parts)


def _by_name(parts: list[str], shown: str) -> dict[str, str] | None:
    """An address with a town or a country that is known."""
    if re.search(r"\d{6,}", shown) or (_STREET.search(fold(parts[0])) and len(parts) == 1):
        return None
    kept = parts if not _STREET.search(fold(parts[0])) else parts[1:]
    towns = [_town(part) for part in kept]
    named = ", ".join(town for town in towns if town)
    code = place_country(named) or next((found for town in towns if (found := city_country(_bare_town(town)))), None)
    if (
        code is None
        or not named
        or (len(parts) == 1 and not (city_country(towns[0]) or country_code(towns[0]) or _is_code_beside(parts[0])))
    ):
        return None
    return _location(parts, code)


def _town(part: str) -> str:
    """`48143 Münster` and `Cork T12 X8P3` without their codes."""
    return " ".join(_POSTCODE.sub(" ", part).split()).strip(" -")


def _bare_town(part: str) -> str:
    return _STATES.sub("", _town(part))


def _is_code_beside(part: str) -> bool:
    """A single part with a town in it: `Melbourne VIC`, `69005 Lyon`."""
    return city_country(_bare_town(part)) is not None


def _location(parts: list[str], code: str) -> dict[str, str]:
    location: dict[str, str] = {"countryCode": code}
    if country_code(parts[-1]) == code and not (len(parts[-1]) == 2 and code in {"US", "CA"}):
        parts = parts[:-1]
    before: list[str] = []
    while len(parts) > 1 and _is_before_the_town(parts[0]):
        before, parts = [*before, parts[0]], parts[1:]
    if before:
        location["address"] = ", ".join(before)
    codes = [match.group() for part in parts for match in _POSTCODE.finditer(part)]
    towns = [town for town in map(_town, parts) if town]
    if codes:
        location["postalCode"] = " ".join(codes)
    if towns:
        town, _, state = towns[0].rpartition(" ")
        single = len(towns) == 1 and bool(town) and state.isupper() and len(state) <= 3
        location["city"] = town if single else towns[0]
        towns = [town, state] if single else towns
    if len(towns) > 1:
        location["region"] = towns[-1]
    return location


def _is_before_the_town(part: str) -> bool:
    """A street, a house or what stands in it, not the town."""
    if city_country(_town(part)) or city_country(_bare_town(part)):
        return False
    return bool(re.search(r"\d", part) or _STREET.search(fold(part)) or has_school_word(part) or has_company_word(part))
