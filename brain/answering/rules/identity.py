"""Names, contacts, address and links."""

import re
from collections.abc import Callable, Sequence

import phonenumbers

from brain.answering.asked import Asked
from brain.answering.fitting import phone_wordings
from brain.answering.meaning import Finding, Gap, Words, YesNo
from brain.answering.profile import Known
from brain.facts import Fact
from brain.form import Option
from brain.places import area, city_country, country_name, country_names, members, place_country, places_in
from brain.resume.links import network_of, username_of
from brain.words import bare, fold

Rule = Callable[[Asked], Finding | Gap]


def _known(known: Known | None, rule: str) -> Finding | Gap:
    return (
        Finding(Words(str(known.value)), known.facts, rule, known.sure)
        if known
        else Gap("no_fact", f"No {rule} among the facts.")
    )


def _name(part: str, rule: str) -> Rule:
    return lambda asked: _known(asked.profile.name(part), rule)


def _full_name(asked: Asked) -> Finding | Gap:
    return _known(asked.profile.full_name(), "full name")


def _contact(part: str, rule: str) -> Rule:
    return lambda asked: _known(asked.profile.part(part, "contact"), rule)


def _phone(asked: Asked) -> Finding | Gap:
    """With a country picker beside it a number is national, else international."""
    held = asked.profile.phone()
    if held is None:
        stated = asked.profile.part("phone", "contact")
        return _known(stated, "phone number")
    number, facts = held
    international, compact, national, digits = phone_wordings(number)
    picker = asked.page.has("phone_country") or _dials(asked)
    own = asked.profile.part("national", "contact")
    if picker or "national" in fold(asked.field.autocomplete):
        text = str(own.value) if own else national
        return Finding(
            Words(text, (national, digits), "phone"), (*facts, *(own.facts if own else ())), "phone number beside its country"
        )
    return Finding(Words(international, (compact, digits), "phone"), facts, "phone number")


def _dials(asked: Asked) -> bool:
    return any(_is_dial_list(other.options or ()) for other in asked.page.fields_of("country"))


def _is_dial_list(options: Sequence[Option] | None) -> bool:
    labels = [option.label for option in options or ()]
    return len(labels) > 1 and sum("+" in label for label in labels) > len(labels) / 2


_PHONE_TYPES = {
    phonenumbers.PhoneNumberType.MOBILE: (
        "Mobile",
        ("Cell", "Cell phone", "Mobile phone", "Mobil", "Handy", "Portable", "Móvil"),
    ),
    phonenumbers.PhoneNumberType.FIXED_LINE: ("Landline", ("Home", "Fixed line", "Telephone", "Festnetz", "Fixe", "Fijo")),
}


def _phone_type(asked: Asked) -> Finding | Gap:
    """What the number's own plan says of it; where mobile and fixed numbers look alike, the person knows."""
    held = asked.profile.phone()
    kind = _PHONE_TYPES.get(phonenumbers.number_type(held[0])) if held else None
    if held is None or kind is None:
        return Gap("no_fact", "The number does not tell what kind of telephone it is.")
    return Finding(Words(*kind), held[1], "kind of the phone number", 0.9)


def _phone_country(asked: Asked) -> Finding | Gap:
    """Only with a number to go with it."""
    held = asked.profile.phone()
    if held is None:
        return Gap("no_fact", "No phone number among the facts.")
    number, facts = held
    stated = asked.profile.phone_country()
    dial = f"+{number.country_code}"
    code = str(stated.value) if stated else None
    if code is None:
        code = phonenumbers.region_code_for_number(number)
    if code is None:
        return Gap("ambiguous", "The number does not tell its country.")
    used = (*facts, *(stated.facts if stated else ()))
    named = fold(asked.field.label)
    text = dial if not asked.field.options and re.search(r"code|vorwahl|prefi|indicatif", named) else country_name(code)
    return Finding(Words(text, (country_name(code), dial), "phone_country"), used, "country of the phone number")


def _country(asked: Asked) -> Finding | Gap:
    if _is_dial_list(asked.field.options):
        return _phone_country(asked)
    held = asked.profile.country()
    if held is None:
        return Gap("no_fact", "No country among the facts.")
    code = str(held.value)
    return Finding(Words(country_name(code), country_names(code), "country"), held.facts, "country of residence", held.sure)


def _region(asked: Asked) -> Finding | Gap:
    name, code = asked.profile.part("region", "contact"), asked.profile.part("region_code", "contact")
    first = name or code
    if first is None:
        return Gap("no_fact", "No state or region among the facts.")
    both = [known for known in (name, code) if known]
    return Finding(
        Words(str(first.value), tuple(str(known.value) for known in both), "region"),
        tuple(fact for known in both for fact in known.facts),
        "region",
    )


def _city(asked: Asked) -> Finding | Gap:
    """The town; in a list that suggests places as one types, with its country, as several towns share a name."""
    searched = asked.field.kind == "combobox" and not (asked.field.options and asked.field.options_complete)
    return (
        _location(asked)
        if searched and asked.profile.part("city", "contact")
        else _known(asked.profile.part("city", "contact"), "city")
    )


def _location(asked: Asked) -> Finding | Gap:
    """City and country in one field, as `Berlin, Germany`."""
    city, country = asked.profile.part("city", "contact"), asked.profile.country()
    if city is None:
        return _country(asked)
    region = asked.profile.part("region", "contact")
    facts = (*city.facts, *(country.facts if country else ()))
    town = str(city.value)
    if country is None:
        return Finding(Words(town, topic="place"), facts, "city")
    code = str(country.value)
    parts = [town, country_name(code)]
    also = [town, f"{town}, {code}"]
    if region and bare(str(region.value)) != bare(town):
        also += [f"{town}, {region.value}, {country_name(code)}", f"{town}, {region.value}"]
        facts = (*facts, *region.facts)
        if code in {"US", "CA", "AU"}:
            parts.insert(1, str(region.value))
    return Finding(Words(", ".join(parts), tuple(also), "place"), facts, "where the candidate lives")


def _address_full(asked: Asked) -> Finding | Gap:
    stated = asked.profile.part("full", "contact")
    # Beside its own fields for city and postcode, an address is the street.
    if asked.page.has("city", "postal_code") and not asked.page.has("address_line"):
        line = asked.profile.part("line", "contact")
        if line:
            return _known(line, "street")
    if stated:
        return _known(stated, "address")
    line, city, code = (asked.profile.part(part, "contact") for part in ("line", "city", "postal_code"))
    country = asked.profile.country()
    if line is None or city is None:
        return Gap("no_fact", "No full address among the facts.")
    town = " ".join(str(known.value) for known in (code, city) if known)
    parts = [str(line.value), town, country_name(str(country.value)) if country else ""]
    used = tuple(fact for known in (line, code, city, country) if known for fact in known.facts)
    return Finding(Words(", ".join(part for part in parts if part)), used, "address")


def _located_in(asked: Asked) -> Finding | Gap:
    """Yes where the place is the person's own city, region or country; no only where it lies in another country."""
    country = asked.profile.country()
    said = asked.question.given.get("place", "")
    if country is None or not said or re.search(r"\bor\b|\boder\b|/|commut|distance|\bmiles\b|\bkm\b", said):
        return Gap("ambiguous", "The place asked for is not one that can be compared.")
    code, city, region = str(country.value), asked.profile.part("city", "contact"), asked.profile.part("region", "contact")
    own = [known for known in (city, region) if known and fold(str(known.value)) in fold(said)]
    places = asked.question.places or places_in(said)
    there = next((known for known in own if place_country(said) in {None, code}), None)
    if there:
        return Finding(YesNo(True), (*there.facts, *country.facts), "lives there")
    if places and len(places) == 1 and (area(places[0]) or not city_country(_first(said))):
        if code in members(places[0]):
            smaller = fold(said).replace(fold(country_name(places[0])), "").strip(" ,.the")
            return (
                Finding(YesNo(True), country.facts, "lives in that country")
                if len(smaller) < 4 or places[0] in _area_words(said)
                else Gap("ambiguous", "A place within the own country.")
            )
        return Finding(YesNo(False), country.facts, "lives in another country")
    elsewhere = (
        place_country(_first(said))
        or place_country(said)
        or next((code_ for word in _phrases(said) if (code_ := place_country(word))), None)
    )
    if elsewhere and elsewhere != code:
        return Finding(YesNo(False), country.facts, "lives in another country", 0.9)
    return Gap("ambiguous", "The place asked for is not one that can be compared.")


def _first(text: str) -> str:
    return re.sub(r"^(?:the |or |near |greater )+", "", text.split(",")[0].strip())


def _area_words(text: str) -> tuple[str, ...]:
    return places_in(text) if len(fold(text).split()) <= 5 else ()


def _phrases(text: str) -> list[str]:
    tokens = _first(text).split()
    return [
        " ".join(tokens[start:end]) for start in range(len(tokens)) for end in range(len(tokens), start, -1) if end - start <= 4
    ]


def _working_from(asked: Asked) -> Finding | Gap:
    """Where one lives is where one will work only if one said one will not move."""
    stays = asked.profile.part("relocation")
    found = _location(asked)
    if stays is None or stays.value is not False or isinstance(found, Gap):
        return Gap("no_fact", "Where you would work from is not among the facts.")
    return Finding(found.meaning, (*found.facts, *stays.facts), "does not relocate: works from where the candidate lives", 0.8)


def _link(asked: Asked) -> Finding | Gap:
    network = asked.question.given.get("network", "")
    label = fold(asked.field.label)
    links = asked.profile.of("link")
    if not network and re.search(r"\bother\b", label):
        return Gap("no_fact", "No further link among the facts.")
    if not network or bare(network) in {"portfolio", "website", "personal", "web", "url", "other"}:
        if bare(network) == "other":
            return Gap("no_fact", "No further link among the facts.")
        own = [
            fact
            for fact in links
            if fact.path == "basics.url"
            or bare(str(fact.value.get("network"))) in {"website", "portfolio", "blog", "personal", "homepage"}
        ]
        return _address(own, asked, "website")
    named = [fact for fact in links if _same_network(fact, network)]
    return _address(named, asked, network)


def _same_network(fact: Fact, network: str) -> bool:
    held = {bare(str(fact.value.get("network", ""))), bare(network_of(str(fact.value.get("url", ""))) or "")}
    wanted = {bare(network)} | ({"x", "twitter"} if bare(network) in {"x", "twitter"} else set())
    return bool(held & wanted)


def _address(found: list[Fact], asked: Asked, rule: str) -> Finding | Gap:
    if not found:
        return Gap("no_fact", f"No {rule} link among the facts.")
    url, username = str(found[0].value.get("url") or ""), found[0].value.get("username")
    if re.search(r"user ?name|handle|benutzername", fold(asked.field.label)):
        name = username or (username_of(url) if url else None)
        return Finding(Words(str(name)), (found[0],), f"{rule} user name") if name else Gap("no_fact")
    if not url:
        return Gap("no_fact", f"Only the user name of {rule} is known.")
    full = url if re.match(r"https?://", url, re.I) else f"https://{url}"
    return Finding(Words(full, (url,), "link"), (found[0],), f"{rule} link")


def _headline(asked: Asked) -> Finding | Gap:
    return _known(asked.profile.part("headline"), "headline")


def _summary(asked: Asked) -> Finding | Gap:
    found = next((fact for fact in asked.profile.facts if fact.path == "basics.summary"), None)
    return (
        Finding(Words(str(found.value["text"])), (found,), "summary of the résumé")
        if found
        else Gap("no_fact", "No summary among the facts.")
    )


RULES: dict[str, Rule] = {
    "first_name": _name("first", "first name"),
    "middle_name": _name("middle", "middle name"),
    "last_name": _name("last", "last name"),
    "preferred_name": _name("preferred", "preferred name"),
    "full_name": _full_name,
    "email": _contact("email", "e-mail address"),
    "phone": _phone,
    "phone_country": _phone_country,
    "phone_type": _phone_type,
    "country": _country,
    "city": _city,
    "region": _region,
    "postal_code": _contact("postal_code", "postal code"),
    "address_line": _contact("line", "street"),
    "address_unit": _contact("unit", "unit"),
    "address_full": _address_full,
    "current_location": _location,
    "located_in": _located_in,
    "working_from": _working_from,
    "link": _link,
    "headline": _headline,
    "summary": _summary,
}
