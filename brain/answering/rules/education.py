"""Schools, degrees and languages."""

import re
from collections.abc import Callable

from brain.answering.asked import Asked
from brain.answering.meaning import Day, Finding, Gap, Several, Words, YesNo
from brain.answering.options import rank
from brain.dates import partial
from brain.facts import Fact
from brain.languages import language_code, language_names
from brain.words import fold

Rule = Callable[[Asked], Finding | Gap]


def _school(asked: Asked) -> Fact | None:
    schools = asked.profile.schools
    return schools[asked.turn] if asked.turn < len(schools) else None


def _of_school(key: str, rule: str) -> Rule:
    def read(asked: Asked) -> Finding | Gap:
        school = _school(asked)
        if school is None or not school.value.get(key):
            return Gap("no_fact", f"No {rule} among the facts.")
        return Finding(Words(str(school.value[key])), (school,), rule)

    return read


def _degree(asked: Asked) -> Finding | Gap:
    """The degree of that school; where the highest is asked, the highest that is finished."""
    label = fold(asked.field.label)
    school = _highest(asked) if any(word in label for word in ("high", "level", "hochst", "niveau", "nivel")) else _school(asked)
    if school is None or not school.value.get("degree"):
        return Gap("no_fact", "No degree among the facts.")
    degree, area = str(school.value["degree"]), school.value.get("area")
    also = (f"{degree} in {area}", f"{degree} {area}", f"{degree}, {area}") if area else ()
    return Finding(Words(degree, also, "degree"), (school,), "degree")


def _highest(asked: Asked) -> Fact | None:
    finished = [
        school
        for school in asked.profile.schools
        if _finished(school, asked) and rank("degree", str(school.value.get("degree", ""))) is not None
    ]
    return max(finished, key=lambda school: rank("degree", str(school.value["degree"])) or 0, default=None)


def _finished(school: Fact, asked: Asked) -> bool:
    end = partial(school.value["end"]) if school.value.get("end") else None
    return end is not None and end.months <= asked.profile.today.year * 12 + asked.profile.today.month - 1


def _has_degree(asked: Asked) -> Finding | Gap:
    wanted = rank("degree", asked.question.given.get("degree", "")) or rank("degree", "bachelor")
    highest = _highest(asked)
    held = rank("degree", str(highest.value.get("degree", ""))) if highest else None
    if highest is None or held is None or wanted is None or held < wanted:
        return Gap("no_fact", "No finished degree among the facts answers this.")
    label = fold(asked.field.label)
    if re.search(r"\bfrom\b|\baccredited\b", label):
        return Gap("ambiguous", "A degree of a certain school is asked.")
    if " in " in label.split("degree")[-1] and fold(str(highest.value.get("area", "?"))) not in label:
        return Gap("ambiguous", "A degree in a certain subject is asked.")
    return Finding(YesNo(True), (highest,), "finished degree", 0.9)


def _graduation(asked: Asked) -> Finding | Gap:
    school = _school(asked)
    day = partial(school.value["end"]) if school and school.value.get("end") else None
    return (
        Finding(Day(day), (school,), "end of studies") if school and day else Gap("no_fact", "No end of studies among the facts.")
    )


def _certificates(asked: Asked) -> Finding | Gap:
    held = [fact for fact in asked.profile.of("certificate") if fact.value.get("name")]
    if not held:
        return Gap("no_fact", "No certificates among the facts.")
    return Finding(Several(tuple(Words(str(fact.value["name"])) for fact in held)), tuple(held), "certificates")


NATIVE = rank("fluency", "native")


def _language(asked: Asked) -> Fact | None:
    code = language_code(asked.question.given.get("language", "")) or language_code(asked.field.label)
    return next(
        (fact for fact in asked.profile.of("language") if code and language_code(str(fact.value.get("language"))) == code), None
    )


def _level(asked: Asked) -> Finding | Gap:
    found = _language(asked)
    if found is None or not found.value.get("fluency"):
        return Gap("no_fact", "No fact tells the level.")
    return Finding(Words(str(found.value["fluency"]), topic="fluency"), (found,), "language level")


def _speaks(asked: Asked) -> Finding | Gap:
    """Yes where the stated level reaches what is asked: conversation by default, fluency where that is the word."""
    found = _language(asked)
    level = rank("fluency", str(found.value.get("fluency", ""))) if found else None
    if found is None or level is None:
        return Gap("no_fact", "No fact tells the level.")
    label = fold(asked.field.label)
    needed = 6 if any(word in label for word in ("fluent", "fliessend", "couramment", "proficient", "native")) else 4
    return (
        Finding(YesNo(True), (found,), "language level", 0.9)
        if level >= needed
        else Gap("ambiguous", "The stated level may not be what is asked.")
    )


def _spoken(asked: Asked) -> Finding | Gap:
    held = asked.profile.of("language")
    if not held:
        return Gap("no_fact", "No languages among the facts.")
    return Finding(Several(tuple(Words(str(fact.value["language"])) for fact in held)), tuple(held), "languages")


def _native(asked: Asked) -> Finding | Gap:
    """The one language that is said to be native; where there are two, the person picks."""
    held = [fact for fact in asked.profile.of("language") if rank("fluency", str(fact.value.get("fluency", ""))) == NATIVE]
    if len(held) > 1:
        return Gap("ambiguous", "You have more than one native language.")
    return (
        Finding(Words(spoken := str(held[0].value["language"]), language_names(spoken)), (held[0],), "native language")
        if held
        else Gap("no_fact", "No language among the facts is said to be native.")
    )


RULES: dict[str, Rule] = {
    "school": _of_school("school", "school"),
    "degree": _degree,
    "discipline": _of_school("area", "field of study"),
    "gpa": _of_school("score", "grade"),
    "graduation": _graduation,
    "has_degree": _has_degree,
    "certificates": _certificates,
    "language_level": _level,
    "speaks_language": _speaks,
    "languages_spoken": _spoken,
    "native_language": _native,
}
