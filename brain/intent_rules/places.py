"""Where: cities, states, countries and regions, with the country each lies in."""

import re
from dataclasses import dataclass

from brain.data.regions import CA_PROVINCES, EVERYWHERE, OWN_TEXT, US_STATES
from brain.goal import Location
from brain.intent_rules.lexicon import country_names, doubtful_places, languages, modifiers, places
from brain.intent_rules.text import Hit, Prompt
from brain.intent_rules.words import BREAKS

_NEAR = (
    r"(?:in or (?:near|around)|in and around|in|near(?:by)?(?: to)?|around|within|across|throughout"
    r"|anywhere in|somewhere in|from|based in|located in|living in|inside|outside of|to|for|all over"
    r"|close to|next to|local to|at|im|in der|location:?|commutable (?:to|from)|on the|on|out of"
    r"|limited to|or|and|the rest of)"
)
_LEAD = (
    rf"(?:\b{_NEAR} )?(?:\b(?:the|greater|downtown|central|north|south|east|west|northern|southern"
    r"|eastern|western|metro|all of|mainland) )*"
)
_TRIGGER = (
    r"\b(?:in|near|around|within|across|anywhere in|throughout|from|inside|remote|remotely|based in"
    r"|in the|within the|across the|the|in greater|in downtown)[ ,:]*|[\0][,/ ]*(?:or|and|oder"
    r"|und|,|/|&)? ?"
)
_TAIL = (
    r"(?:[ -](?:city|metro(?:politan)?(?: area)?|area|region|based|only|and surroundings?|and surrounding (?:area"
    r"|areas|towns)|county|or nearby|or (?:around|near)|proper)\b|-based)*"
)
_NOT_A_PLACE = (
    r"(?:'s)? ?-?(?:compan(?:y|ies)|startups?|firms?|employers?|time ?zones?|timezones?|working hours"
    r"|business hours|hours|citizens?|citizenship|visas?|work permit|passport|market|clearance"
    r"|gaap|university|clients?|holding|et\b|est\b|cet\b)"
)
_UNKNOWN = r"\b(?:in or near|in|near|around|based in|located in|close to) "


@dataclass(frozen=True, slots=True)
class _Found:
    start: int
    end: int
    location: Location


def read_places(prompt: Prompt) -> tuple[Location, ...]:
    """In order of mention, each once. "anywhere" and "worldwide" set no limit."""
    found: list[_Found] = []
    for hit in list(prompt.phrases(places())):
        if (found and hit.start < found[-1].end) or not _is_place(prompt, hit):
            continue
        located = _qualified(prompt, hit)
        _take(prompt, located)
        found.append(located)
    found += _by_abbreviation(prompt)
    found += _unknown(prompt)
    prompt.take_all(rf"\b(?:from |remote )?(?:{'|'.join(EVERYWHERE)})\b(?! (?:payments|payroll|mobility|head|account))")
    ordered = [item.location for item in sorted(found, key=lambda item: item.start)]
    return tuple(dict.fromkeys(ordered))


def _take(prompt: Prompt, item: _Found) -> None:
    lead = prompt.before(item.start, _LEAD)
    tail = prompt.after(item.end, _TAIL)
    prompt.take(lead.start() if lead else item.start, tail.end() if tail else item.end)


def _is_place(prompt: Prompt, hit: Hit[tuple[str, tuple[str, ...]]]) -> bool:
    name = prompt.low[hit.start : hit.end]
    written = prompt.text[hit.start : hit.end]
    token = prompt.tokens[prompt.index_at(hit.start)]
    if prompt.after(hit.end, _NOT_A_PLACE):
        return False
    if prompt.before(hit.start, r"\w['-]") or (
        prompt.after(hit.end, r"(?:'|-(?!based|only|remote|wide))\w") and not prompt.after(hit.end, r"'s ")
    ):
        return False
    if prompt.before(hit.start, r"\bi(?:'m| am| come| moved|'ve moved| was)\b[^.;,]* from (?:the )?"):
        return False
    if name == "us":
        return written == "US" or bool(prompt.before(hit.start, r"\b(?:in|the|within|across|remote|remotely|or|and) |[\0] ?"))
    if len(name) <= 2 and not written.isupper() and name not in {"uk", "eu", "sf", "nz"}:
        return False
    if name in doubtful_places():
        return bool(prompt.before(hit.start, _TRIGGER)) or (prompt.is_name(token) and not prompt.after(hit.end, r" [a-z]+er\b"))
    return True


def _qualified(prompt: Prompt, hit: Hit[tuple[str, tuple[str, ...]]]) -> _Found:
    """The place with the state or country written after it: "Austin, TX", "Berlin, Germany"."""
    text, countries = hit.value
    state = prompt.after(hit.end, r",? ?\(?([a-z]{2})\b\)?(?!')")
    if state and _abbreviation(prompt.text[state.start(1) : state.end(1)], spaced="," not in state.group()):
        code = state[1].upper()
        country = _country_of(code, countries)
        if country:
            shown = f"{text}, {code}" if country in {"US", "CA"} and code in {**US_STATES, **CA_PROVINCES} else text
            return _Found(hit.start, state.end(), Location(text=shown, country=country))
    long_form = prompt.after(hit.end, r",? \(?(?:in )?")
    after = (
        prompt.phrase_at(prompt.index_at(long_form.end()), places())
        if long_form and prompt.index_at(long_form.end()) < len(prompt.tokens)
        else None
    )
    if after and prompt.index_at(long_form.end() if long_form else 0) < len(prompt.tokens) and _encloses(prompt, hit, after):
        country = after.value[1][0] if after.value[1] else None
        name = prompt.low[after.start : after.end]
        is_country = name in {key.lower() for key in country_names()} and after.value[0] not in OWN_TEXT
        return _Found(hit.start, after.end, Location(text=text if is_country else f"{text}, {after.value[0]}", country=country))
    return _Found(hit.start, hit.end, Location(text=text, country=countries[0] if len(countries) == 1 else None))


def _encloses(prompt: Prompt, inner: Hit[tuple[str, tuple[str, ...]]], outer: Hit[tuple[str, tuple[str, ...]]]) -> bool:
    """A comma or nothing between a city and a state or country: one place, if the one can lie in the other."""
    between = prompt.low[inner.end : outer.start]
    states = {name.lower() for name in (*US_STATES.values(), *CA_PROVINCES.values())}
    outer_name, inner_name = prompt.low[outer.start : outer.end], prompt.low[inner.start : inner.end]
    countries = {name.lower() for name in country_names()}
    if inner_name in countries or between.strip(" (") not in {"", ",", "in", ", in"} or not outer.value[1]:
        return False
    return outer_name in states or (outer_name in countries and outer.value[1][0] in inner.value[1])


def _abbreviation(written: str, *, spaced: bool) -> bool:
    code = written.upper()
    known = code in US_STATES or code in CA_PROVINCES or code in {"UK", "US", "DE", "CH", "AT", "FR", "IE", "ES", "IT", "NL"}
    everyday = code in {"IN", "OR", "ME", "OK", "HI", "AS", "AT", "IT"}
    return known and (written.isupper() or (not spaced and not everyday))


def _country_of(code: str, candidates: tuple[str, ...]) -> str | None:
    """A code after a city: the country the city lies in wins over a state of that name."""
    as_country = {"UK": "GB"}.get(code, code)
    if as_country in candidates and not (as_country == "CA" and "US" in candidates):
        return as_country
    if code in US_STATES:
        return "US"
    if code in CA_PROVINCES:
        return "CA"
    return None


def _by_abbreviation(prompt: Prompt) -> list[_Found]:
    """ "in TX", "Pocatello, ID": capital state codes after a place word or an unknown city."""
    found = []
    for match in prompt.find_all(r"\b(?:in|from|across|within|near|anywhere in) (?:the )?([a-z]{2})\b(?![\w'])"):
        written = prompt.text[match.start(1) : match.end(1)]
        if written.isupper() and prompt.case_tells and written in US_STATES and written not in {"DE", "IN"}:
            found.append(_Found(match.start(), match.end(), Location(text=US_STATES[written], country="US")))
    for match in prompt.find_all(r"\b(?:in|near|around) ([^\W\d_][\w'-]*(?: [^\W\d_][\w'-]*){0,2}), ([a-z]{2})\b"):
        written = prompt.text[match.start(1) : match.end(1)]
        code = prompt.text[match.start(2) : match.end(2)]
        country = "US" if code in US_STATES else "CA" if code in CA_PROVINCES else None
        if country and written == written.title():
            found.append(_Found(match.start(), match.end(), Location(text=f"{written}, {code}", country=country)))
    for item in found:
        prompt.take(item.start, item.end)
    return found


def _unknown(prompt: Prompt) -> list[_Found]:
    """ "in Gütersloh": a capitalised name after a preposition of place is a place, its country not guessed."""
    found = []
    for match in prompt.find_all(_UNKNOWN):
        number = prompt.index_at(match.end())
        end = number
        while end < min(number + 3, len(prompt.tokens)) and _may_be_place(prompt, end):
            end += 1
        if end > number and not prompt.after(prompt.tokens[end - 1].end, _NOT_A_PLACE):
            start, stop = prompt.tokens[number].start, prompt.tokens[end - 1].end
            found.append(_Found(start, stop, Location(text=prompt.text[start:stop])))
            prompt.take(match.start(), stop)
    return found


def _may_be_place(prompt: Prompt, number: int) -> bool:
    token = prompt.tokens[number]
    follows_directly = number == 0 or prompt.text[prompt.tokens[number - 1].end : token.start] in {" ", ""}
    known = token.low in modifiers() or token.low in languages() or token.low in BREAKS
    is_word = token.text[0].isalpha() or token.text == "-"
    return (
        is_word
        and (prompt.is_name(token) or token.text == "-")
        and prompt.is_open(token.start, token.end)
        and follows_directly
        and not known
        and not re.search(r"\d|\+|#", token.text)
    )
