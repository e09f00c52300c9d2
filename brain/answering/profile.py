"""The candidate's facts, looked up by what they are about."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from functools import cached_property
from typing import Any

import phonenumbers

from brain.dates import PartialDate, months_covered, partial
from brain.facts import Candidate, Fact
from brain.places import country_code, members, place_country
from brain.skills import skill_key, skills_in
from brain.words import fold, words

_PARTICLES = {
    "van",
    "von",
    "de",
    "der",
    "den",
    "del",
    "della",
    "di",
    "da",
    "dos",
    "du",
    "la",
    "le",
    "bin",
    "ibn",
    "al",
    "el",
    "ter",
    "ten",
    "zu",
    "af",
    "st.",
}


@dataclass(frozen=True, slots=True)
class Known:
    """A value with the facts that say it. `sure` is less than 1 where a rule had to read it out of them."""

    value: Any
    facts: tuple[Fact, ...]
    sure: float = 1.0


class Profile:
    """Typed look-ups over a candidate's facts. Secret facts are not among them."""

    def __init__(self, candidate: Candidate, today: date) -> None:
        self.candidate = candidate
        self.today = today
        self.facts = tuple(fact for fact in candidate.facts if fact.sensitivity != "secret")

    def of(self, kind: str) -> list[Fact]:
        return [fact for fact in self.facts if fact.kind == kind]

    def part(self, name: str, kind: str | None = None) -> Known | None:
        """The value of a named part; what the person said for applications comes before what the résumé says."""
        found = [
            fact for fact in self.facts if fact.value.get("part") == name and "value" in fact.value and kind in {None, fact.kind}
        ]
        found.sort(key=lambda fact: not fact.path.startswith("x-jobhunter"))
        return Known(found[0].value["value"], (found[0],)) if found else None

    # --- identity -------------------------------------------------------------------------------------------------
    def name(self, part: str) -> Known | None:
        stated = self.part(part, "name")
        if stated is not None:
            return stated
        whole = self.part("full", "name")
        if whole is None or part not in {"first", "last"}:
            return None
        first, last, sure = _split_name(str(whole.value))
        value = first if part == "first" else last
        return Known(value, whole.facts, sure) if value else None

    def full_name(self) -> Known | None:
        parts = [known for part in ("first", "middle", "last") if (known := self.part(part, "name"))]
        if len(parts) >= 2:
            return Known(" ".join(str(known.value) for known in parts), tuple(fact for known in parts for fact in known.facts))
        return self.part("full", "name")

    def country(self) -> Known | None:
        stated = next(
            (fact for fact in self.facts if fact.path in {"x-jobhunter.address.country", "basics.location.countryCode"}), None
        )
        own = next((fact for fact in self.facts if fact.path == "x-jobhunter.address.country"), stated)
        if own is not None:
            code = country_code(str(own.value["value"]))
            return Known(code, (own,)) if code else None
        city = self.part("city", "contact")
        code = place_country(str(city.value)) if city else None
        return Known(code, city.facts, 0.8) if city and code else None

    def phone(self) -> tuple[phonenumbers.PhoneNumber, tuple[Fact, ...]] | None:
        """The telephone number as such. A number without country code is read by the candidate's own country."""
        stated = self.part("phone", "contact")
        dial, national, code = (self.part(part, "contact") for part in ("dial_code", "national", "country"))
        tries = []
        if stated:
            tries.append((str(stated.value), stated.facts))
        if national and dial:
            tries.append((f"{dial.value} {national.value}", (*dial.facts, *national.facts)))
        region = self.phone_country() or (self.country() if code is None else None)
        for text, facts in tries:
            try:
                number = phonenumbers.parse(text, None if text.startswith("+") else str(region.value) if region else None)
            except phonenumbers.NumberParseException:
                continue
            return number, facts if text.startswith("+") or region is None else (*facts, *region.facts)
        return None

    def phone_country(self) -> Known | None:
        found = next((fact for fact in self.facts if fact.path == "x-jobhunter.phone.country"), None)
        code = country_code(str(found.value["value"])) if found else None
        return Known(code, (found,)) if found and code else None

    # --- work and school ------------------------------------------------------------------------------------------
    @cached_property
    def jobs(self) -> list[Fact]:
        """Paid work, what runs on first, then by end and start, latest first."""
        held = [fact for fact in self.of("employment") if not fact.value.get("volunteer")]
        return sorted(
            held,
            key=lambda fact: (fact.value.get("current", False), fact.value.get("end") or "", fact.value.get("start") or ""),
            reverse=True,
        )

    @cached_property
    def schools(self) -> list[Fact]:
        return sorted(
            self.of("education"), key=lambda fact: (fact.value.get("end") or "9999", fact.value.get("start") or ""), reverse=True
        )

    def stretch(self, fact: Fact, since: PartialDate | None = None) -> tuple[int, int] | None:
        """The months a dated fact covers, as a half-open range of month numbers; None where a date is missing."""
        start = since or partial(fact.value.get("start"))
        end = partial(fact.value.get("end")) if fact.value.get("end") else None
        now = self.today.year * 12 + self.today.month - 1
        if start is None or (end is None and not fact.value.get("current")):
            return None
        until = now if end is None else end.months + (1 if end.month and start.month else 0)
        return (start.months, min(until, now + 1)) if until > start.months else None

    def experience(self) -> Known | None:
        """Months of work, overlaps once, from the dated jobs."""
        dated = [(fact, held) for fact in self.jobs if (held := self.stretch(fact))]
        if not dated:
            return None
        undated = len(dated) < len(self.jobs)
        return Known(months_covered([held for _, held in dated]), tuple(fact for fact, _ in dated), 0.6 if undated else 0.9)

    def experience_with(self, skill: str) -> Known | None:
        """Months of work in jobs that name the skill. Where only a dated bullet names it, the count starts at its date."""
        spans, facts, loose = [], [], False
        for job in self.jobs:
            named = self._named_in(job, skill)
            if named is None:
                continue
            fact, since = named
            held = self.stretch(job, since)
            if held:
                spans.append(held)
                facts += [job] if fact is job else [job, fact]
                loose = loose or fact.kind == "bullet"
        return Known(months_covered(spans), tuple(facts), 0.7 if loose else 0.9) if spans else None

    def experience_as(self, heads: frozenset[str], modifiers: frozenset[str]) -> Known | None:
        """Months of work in jobs whose title is one of `heads`, with every one of `modifiers`."""
        found = [(job, held) for job in self.jobs if titled(job, heads, modifiers) and (held := self.stretch(job))]
        return Known(months_covered([held for _, held in found]), tuple(job for job, _ in found), 0.8) if found else None

    def _named_in(self, job: Fact, skill: str) -> tuple[Fact, PartialDate | None] | None:
        entry = job.value.get("entry", job.path)
        parts = [fact for fact in self.facts if fact.value.get("entry") == entry and fact is not job]
        whole = [job, *(fact for fact in parts if not fact.path.startswith(f"{entry}.highlights"))]
        for fact in whole:
            if names_skill(fact, skill):
                return fact, None
        found = [(fact, _dated(fact)) for fact in parts if names_skill(fact, skill)]
        # An undated bullet speaks for the whole job; a dated one for the time since.
        found.sort(key=lambda row: (row[1] is not None, str(row[1])))
        return found[0] if found else None

    def skill(self, name: str) -> list[Fact]:
        """The facts that name a skill: skill entries first."""
        found = [
            fact
            for fact in self.facts
            if fact.kind in {"skill", "bullet", "employment", "project", "certificate"} and names_skill(fact, name)
        ]
        return sorted(found, key=lambda fact: fact.kind != "skill")

    # --- the law of work ------------------------------------------------------------------------------------------
    def authorised(self, place: str) -> Known | None:
        """Whether the person may work in a country or region: as they said, else by their citizenship."""
        stated = self._stated("authorised", place)
        if stated:
            return stated
        citizen = [fact for fact in self.of("authorisation") if fact.value.get("citizen")]
        own = next((fact for fact in citizen if _free_to_work(str(fact.value["country"]), place)), None)
        return Known(True, (own,), 0.9) if own else None

    def sponsorship(self, place: str) -> Known | None:
        stated = self._stated("sponsorship", place)
        if stated:
            return stated
        own = next(
            (fact for fact in self.of("authorisation") if fact.value.get("citizen") and fact.value["country"] == place), None
        )
        return Known(False, (own,), 0.9) if own else None

    def _stated(self, key: str, place: str) -> Known | None:
        held = {str(fact.value["country"]): fact for fact in self.of("authorisation") if key in fact.value}
        if place in held:
            return Known(held[place].value[key], (held[place],))
        wider = next((fact for name, fact in held.items() if len(members(name)) > 1 and members(place) <= members(name)), None)
        if wider:
            return Known(wider.value[key], (wider,))
        # A region is spoken for where the person has said the same of every country of it they named, all being named.
        inside = [held[code] for code in members(place) if code in held]
        if len(members(place)) > 1 and len(inside) == len(members(place)) and len({fact.value[key] for fact in inside}) == 1:
            return Known(inside[0].value[key], tuple(inside))
        return None


def titled(job: Fact, heads: frozenset[str], modifiers: frozenset[str]) -> bool:
    said = {piece for word in words(str(job.value.get("title") or "")) for piece in (word, *word.split("-"))}
    return bool(said & heads) and modifiers <= said


def names_skill(fact: Fact, skill: str) -> bool:
    """Whether a fact names the skill itself (another spelling counts, a relative does not)."""
    said = str(fact.value.get("name") or "") if fact.kind == "skill" else _said(fact)
    key = skill_key(skill)
    return key in skills_in(said) or fold(said) == fold(skill) or (f" {fold(skill)} " in f" {_spaced(said)} ")


def _said(fact: Fact) -> str:
    if fact.kind == "employment":
        return str(fact.value.get("title") or "")
    if fact.kind == "project":
        return " ".join(str(fact.value.get(key) or "") for key in ("name", "description"))
    return str(fact.value.get("text") or fact.value.get("name") or "")


def _spaced(text: str) -> str:
    return "".join(character if character.isalnum() or character in "+#" else " " for character in fold(text))


def _dated(fact: Fact) -> PartialDate | None:
    head, colon, _ = str(fact.value.get("text", "")).partition(":")
    return partial(head) if colon else None


def _free_to_work(citizen_of: str, place: str) -> bool:
    free = members("EEA") | {"CH"}
    return citizen_of == place or (citizen_of in free and members(place) <= free)


def _split_name(name: str) -> tuple[str, str, float]:
    """First and last name of a full one. Two words are certain; with more, what follows the first particle is the last name."""
    if "," in name:
        last, _, first = name.partition(",")
        return first.strip().split(" ")[0], last.strip(), 0.9
    parts = name.split()
    if len(parts) == 1:
        return parts[0], "", 0.5
    cut = next((number for number, part in enumerate(parts[1:], 1) if part.lower() in _PARTICLES), len(parts) - 1)
    return parts[0], " ".join(parts[cut:]), 1.0 if len(parts) == 2 else 0.8 if cut == 1 else 0.6


def ids(facts: Iterable[Fact]) -> tuple[int, ...]:
    return tuple(dict.fromkeys(fact.id for fact in facts))
