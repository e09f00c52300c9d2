"""Where the person may work, whether they need sponsorship, and whether they are of age. Only what they said, never a model."""

import re
from collections.abc import Callable

from brain.answering.asked import Asked, work_places
from brain.answering.meaning import Finding, Gap, Words, YesNo
from brain.answering.profile import Known
from brain.dates import partial
from brain.facts import Fact
from brain.places import country_name, country_names, members
from brain.words import fold

Rule = Callable[[Asked], Finding | Gap]
_DENIED = re.compile(
    r"\b(?:do|does|will|would|shall|am|are|is)(?: not|n't)\b|\b(?:i|you) (?:not|never)\b|\bnot "
    r"(?:currently )?(?:need|requir|authori|eligib|legal|permit|allow)"
)
# These ask for more than a yes or no, or turn it round.
_MORE = re.compile(
    r"\b(?:restrict\w*|limit\w*|expir\w*|conditions?|until|how long|valid|proof|evidence|provide|copy of|"
    r"permanent(?:ly)?|type of|kind of|if (?:yes|so|no)|please (?:explain|describe|specify))\b"
)
_OPEN = re.compile(
    r"^(?:what|which|how|on what|please (?:state|describe|explain)|describe|explain|list|welche\w*|was|"
    r"quel\w*|cual\w*)\b"
)
_NOT_SAID = "You have not said so for the place this question means."


def _said_of_law(rule: Rule) -> Rule:
    """A rule that answers yes or no, kept from questions that ask for something else and turned round where they deny."""

    def read(asked: Asked) -> Finding | Gap:
        label = fold(asked.field.label)
        if _MORE.search(label) or (_OPEN.search(label) and not asked.field.options):
            return Gap("only_the_person", "It asks for more than yes or no.")
        found = rule(asked)
        if isinstance(found, Gap) or not isinstance(found.meaning, YesNo) or not _DENIED.search(label):
            return found
        turned = YesNo(not found.meaning.value)
        return Finding(turned, found.facts, f"{found.rule}, asked the other way round", found.sure)

    return read


def _everywhere(asked: Asked, look: Callable[[str], Known | None]) -> tuple[bool, tuple[Fact, ...], float] | Gap:
    """One answer for all places a question means; where they differ, it is no single answer."""
    places, sure = work_places(asked)
    if not places:
        return Gap("ambiguous", "Neither the question nor the posting names a country.")
    known = [look(place) for place in places]
    held = [item for item in known if item is not None]
    if len(held) < len(known):
        return Gap("only_the_person", _NOT_SAID)
    if len({item.value for item in held}) > 1:
        return Gap("ambiguous", f"The answer differs between {', '.join(map(country_name, places))}.")
    facts = tuple(fact for item in held for fact in item.facts)
    return bool(held[0].value), facts, min(sure, *(item.sure for item in held))


def _authorised(asked: Asked) -> Finding | Gap:
    found = _everywhere(asked, asked.profile.authorised)
    if isinstance(found, Gap):
        return found
    value, facts, sure = found
    sponsored = _everywhere(asked, asked.profile.sponsorship)
    states = {"authorised": value} | ({} if isinstance(sponsored, Gap) else {"sponsorship": sponsored[0]})
    extra = () if isinstance(sponsored, Gap) or not _speaks_of_sponsorship(asked) else sponsored[1]
    return Finding(YesNo(value, states), (*facts, *extra), "work authorisation", sure)


def _speaks_of_sponsorship(asked: Asked) -> bool:
    return any("sponsor" in option.label.lower() for option in asked.field.options or ())


def _sponsorship(asked: Asked) -> Finding | Gap:
    found = _everywhere(asked, asked.profile.sponsorship)
    if isinstance(found, Gap):
        return found
    value, facts, sure = found
    allowed = _everywhere(asked, asked.profile.authorised)
    states = {"sponsorship": value} | ({} if isinstance(allowed, Gap) else {"authorised": allowed[0]})
    return Finding(YesNo(value, states), facts, "sponsorship", sure)


def _without_sponsorship(asked: Asked) -> Finding | Gap:
    """“Can you work without sponsorship?”: yes needs both the right to work and no need of sponsorship."""
    allowed, sponsored = _everywhere(asked, asked.profile.authorised), _everywhere(asked, asked.profile.sponsorship)
    for one in (allowed, sponsored):
        if not isinstance(one, Gap) and (one is allowed) is not one[0]:
            return Finding(YesNo(False), one[1], "work authorisation without sponsorship", one[2])
    if isinstance(allowed, Gap):
        return allowed
    if isinstance(sponsored, Gap):
        return sponsored
    states = {"authorised": True, "sponsorship": False}
    return Finding(
        YesNo(True, states), (*allowed[1], *sponsored[1]), "work authorisation without sponsorship", min(allowed[2], sponsored[2])
    )


def _citizenship(asked: Asked) -> Finding | Gap:
    held = [fact for fact in asked.profile.of("authorisation") if fact.value.get("citizen")]
    if not held:
        return Gap("only_the_person", "Your citizenship is not among the facts.")
    if asked.question.places and asked.question.evidence == "says":
        return _is_citizen(asked, held)
    if len(held) > 1:
        return Gap("ambiguous", "You have more than one citizenship.")
    code = str(held[0].value["country"])
    return Finding(Words(country_name(code), country_names(code), "country"), (held[0],), "citizenship")


def _is_citizen(asked: Asked, held: list[Fact]) -> Finding | Gap:
    if len(asked.question.places) != 1 or " or " in asked.field.label.lower():
        return Gap("ambiguous", "The question asks for more than one thing.")
    own = next((fact for fact in held if fact.value["country"] in members(asked.question.places[0])), None)
    return Finding(YesNo(own is not None), (own,) if own else tuple(held), "citizenship")


def _over_18(asked: Asked) -> Finding | Gap:
    """Six years after a first job began, or with a finished degree above school, a person is of age."""
    now = asked.profile.today.year * 12 + asked.profile.today.month
    for job in asked.profile.jobs:
        start = partial(job.value.get("start"))
        if start and now - start.months >= 6 * 12:
            return Finding(YesNo(True), (job,), "of age: has worked for more than six years", 0.9)
    return Gap("only_the_person", "Your age is not among the facts.")


RULES: dict[str, Rule] = {
    "work_authorisation": _said_of_law(_authorised),
    "sponsorship": _said_of_law(_sponsorship),
    "authorised_without_sponsorship": _said_of_law(_without_sponsorship),
    "citizenship": _citizenship,
    "over_18": _over_18,
}
