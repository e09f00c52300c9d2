"""Jobs, years and skills: counted from dated facts, asked where there are none."""

import re
from collections.abc import Callable

from brain.answering.asked import Asked
from brain.answering.meaning import Amount, Day, Finding, Gap, Several, Words, YesNo
from brain.answering.profile import Known
from brain.answering.questions import is_school_entry
from brain.dates import partial
from brain.facts import Fact
from brain.roles import family, field_of_work, title_of
from brain.skills import skill_key, skills_in
from brain.words import fold

Rule = Callable[[Asked], Finding | Gap]


def _job(asked: Asked) -> Fact | None:
    jobs, label = asked.profile.jobs, fold(asked.field.label)
    if asked.turn >= len(jobs):
        return None
    job = jobs[asked.turn]
    if (
        re.search(r"\b(current|present|aktuell\w*|actuel\w*|actual)\b", label)
        and not re.search(r"recent|last|letzt", label)
        and not job.value.get("current")
    ):
        return None
    return job


def _of_job(key: str, rule: str) -> Rule:
    def read(asked: Asked) -> Finding | Gap:
        job = _job(asked)
        if job is None or not job.value.get(key):
            return Gap("no_fact", f"No {rule} among the facts.")
        return Finding(Words(str(job.value[key])), (job,), rule)

    return read


def _current(asked: Asked) -> Finding | Gap:
    if asked.field.entry and asked.field.entry.topic == "education":
        return Gap("no_fact", "No fact says that you still study there.")
    first = None if asked.field.entry or not asked.profile.jobs else asked.profile.jobs[0]
    job = _job(asked) or first
    return Finding(YesNo(bool(job.value.get("current"))), (job,), "still works there") if job else Gap("no_fact")


def _entry_date(key: str) -> Rule:
    def read(asked: Asked) -> Finding | Gap:
        held = asked.profile.schools if is_school_entry(asked.field) else asked.profile.jobs
        entry = held[asked.turn] if asked.turn < len(held) else None
        if key == "end" and entry and entry.value.get("current") and _takes_words(asked):
            return Finding(Words(_PRESENT.get(fold(asked.field.label), "Present")), (entry,), "still works there")
        day = partial(entry.value.get(key)) if entry and entry.value.get(key) else None
        return (
            Finding(Day(day), (entry,), f"{key} of that entry")
            if entry and day
            else Gap("no_fact", "The résumé gives no such date.")
        )

    return read


_PRESENT = {
    "bis": "heute",
    "ende": "heute",
    "enddatum": "heute",
    "fin": "aujourd'hui",
    "date de fin": "aujourd'hui",
    "hasta": "actualidad",
}


def _takes_words(asked: Asked) -> bool:
    """Whether a list's field for an end takes a word, and must hold something."""
    field = asked.field
    return (
        bool(field.entry)
        and field.required
        and field.kind == "text"
        and not (field.constraints.pattern or re.search(r"\d|yy|jj|aa", f"{field.help} {field.label}".lower()))
    )


def _job_text(asked: Asked) -> Finding | Gap:
    job = _job(asked)
    said = [
        fact
        for fact in asked.profile.facts
        if job and fact.kind == "bullet" and fact.value.get("entry") == job.value.get("entry")
    ]
    return (
        Finding(
            Words((" " if asked.field.kind == "text" else "\n").join(str(fact.value["text"]) for fact in said)),
            tuple(said),
            "what the résumé says of that job",
        )
        if said
        else Gap("no_fact")
    )


def _years(asked: Asked) -> Finding | Gap:
    return _counted(asked.profile.experience(), "years of work, overlaps once")


def _counted(known: Known | None, rule: str) -> Finding | Gap:
    if known is None:
        return Gap("no_fact", "No dated job among the facts says so.")
    return Finding(Amount(known.value / 12, "years"), known.facts, rule, known.sure)


_GENERAL = re.compile(
    r"\b(total|overall|full[- ]time|professional|relevant|this (field|role|position)|similar|related|the "
    r"workforce|your field|work|industry)\b"
)


def _skill(asked: Asked) -> str:
    """The one skill a question names; empty where it names several, none that could be one, or a time it must have been in."""
    said = asked.question.given.get("skill", "")
    if re.search(r"\b(?:last|past|recent\w*|since|current\w*)\b|\d\s*(?:years?|months?)", said):
        return ""
    found = skills_in(_as_written(asked.field.label, said)) or skills_in(said)
    if _narrowed(said, found):
        return ""
    if len(found) == 1:
        return found[0]
    return "" if found or re.search(r",|/| or | and ", said) or len(said.split()) > 4 else skill_key(said)


_NARROWER = re.compile(r"\b(?:in|for|within|at|as|to|on|under|across|especially|specifically|including)\b(.*)$")
_NO_NARROWER = {
    "a", "an", "the", "your", "our", "this", "that", "professional", "commercial", "production", "work", "working", "business",
    "environment", "environments", "setting", "settings", "context", "role", "roles", "job", "level", "projects", "general",
    "practice", "career", "previous", "jobs", "development", "programming",
}  # fmt: skip


def _narrowed(said: str, found: tuple[str, ...]) -> bool:
    """Whether less than the skill is meant: one version of it, or what it was used for."""
    if re.search(r"(?<![\w.])\d", said) and skill_key(said) not in found:
        return True
    match = _NARROWER.search(said)
    return bool(found) and match is not None and not set(re.findall(r"[^\W_]+", match.group(1))) <= _NO_NARROWER


def _as_written(label: str, said: str) -> str:
    start = fold(label).find(said)
    return " ".join(label.split())[start : start + len(said)] if start >= 0 else said


def _years_of_skill(asked: Asked) -> Finding | Gap:
    skill = _skill(asked)
    trade = field_of_work(asked.question.given.get("skill", ""))
    if trade is not None:
        return _counted(
            asked.profile.experience_as(*trade), f"years in jobs of that field ({asked.question.given['skill']}), overlaps once"
        )
    if not skill or _GENERAL.fullmatch(asked.question.given.get("skill", "")):
        return Gap("no_fact", "The question names no single skill that the facts could count.")
    return _counted(asked.profile.experience_with(skill), f"years in jobs that name {skill}, overlaps once")


def _years_relevant(asked: Asked) -> Finding | Gap:
    """Years in jobs of the posting's own occupation."""
    heads = frozenset(head for named in title_of(asked.posting.title).heads for head in family(named))
    return _counted(
        asked.profile.experience_as(heads, frozenset()) if heads else None,
        "years in jobs of the posting's occupation, overlaps once",
    )


def _has_years_of_skill(asked: Asked) -> Finding | Gap:
    found = _years_of_skill(asked)
    return _enough(asked, found)


def _has_years(asked: Asked) -> Finding | Gap:
    return _enough(asked, _years(asked))


def _enough(asked: Asked, found: Finding | Gap) -> Finding | Gap:
    """Yes where the dated facts reach so far. Where they do not, the résumé may only be short: asked."""
    needed = float(asked.question.given["years"])
    if isinstance(found, Gap) or not isinstance(found.meaning, Amount):
        return found
    if found.meaning.value >= needed:
        return Finding(YesNo(True), found.facts, found.rule, found.sure)
    return Gap("ambiguous", f"The facts show {found.meaning.value:.1f} years of {needed:.0f}.")


def _has_skill(asked: Asked) -> Finding | Gap:
    skill = _skill(asked)
    facts = asked.profile.skill(skill) if skill else []
    if not skills_in(skill):
        # A word that is no known skill may stand in a bullet without being one.
        facts = [fact for fact in facts if fact.kind in {"skill", "certificate"}]
    if not facts:
        return Gap("no_fact", "No fact names it.")
    return Finding(YesNo(True), tuple(facts[:5]), f"facts name {skill}", 0.9)


def _skills(asked: Asked) -> Finding | Gap:
    held = [fact for fact in asked.profile.of("skill") if fact.value.get("name")]
    named = {fold(str(fact.value["name"])): fact for fact in held if not _is_group(fact, held)}
    if not named:
        return Gap("no_fact", "No skills among the facts.")
    items = tuple(Words(str(fact.value["name"])) for fact in named.values())
    # What the posting names first: where each is searched for, time may end before the list does.
    wanted = {*skills_in(asked.posting.description_text), *map(skill_key, asked.posting.skills.required)}
    ranked = sorted(zip(items, named.values(), strict=True), key=lambda pair: skill_key(pair[0].text) not in wanted)
    return Finding(Several(tuple(item for item, _ in ranked)), tuple(fact for _, fact in ranked), "skills of the résumé")


def _is_group(fact: Fact, held: list[Fact]) -> bool:
    return "group" not in fact.value and any(other.value.get("group") == fact.value["name"] for other in held)


RULES: dict[str, Rule] = {
    "company": _of_job("employer", "employer"),
    "job_title": _of_job("title", "job title"),
    "job_location": _of_job("location", "place of work"),
    "job_current": _current,
    "job_description": _job_text,
    "entry_start": _entry_date("start"),
    "entry_end": _entry_date("end"),
    "years_total": _years,
    "years_relevant": _years_relevant,
    "years_of_skill": _years_of_skill,
    "has_years_of_skill": _has_years_of_skill,
    "has_years": _has_years,
    "has_skill": _has_skill,
    "skills_list": _skills,
}
