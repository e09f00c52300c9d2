"""On what terms the person would come: salary, notice, start, relocation, how they heard of the job."""

import re
from collections.abc import Callable

from brain.answering.asked import Asked
from brain.answering.meaning import Amount, Day, Duration, Finding, Gap, Words, YesNo
from brain.answering.options import days_in
from brain.dates import partial
from brain.facts import Fact
from brain.money import currencies_in, period_in
from brain.words import bare, fold

# Which companies belong to a group, and who worked for one through another, a list of employers does not tell.
_WIDER = re.compile(
    r"\b(?:subsidiar\w*|affiliat\w*|parent compan\w*|group (?:compan\w*|of companies)|any of (?:its|our)|brands?|predecessor\w*|"
    r"contractor\w*|consult\w*|agency|temp|temporary|interns?|internship|vendor\w*|tochter\w*|filial\w*)\b"
)
Rule = Callable[[Asked], Finding | Gap]


def _salary(asked: Asked) -> Finding | Gap:
    """The expectation as the person said it. Another currency or period is asked, never converted."""
    every = [fact for fact in asked.profile.of("preference") if fact.value.get("part") == "salary"]
    if not every:
        return Gap("only_the_person", "You have not said what salary you expect.")
    said = f"{asked.field.label} {asked.field.help} " + " ".join(option.label for option in (asked.field.options or ())[:3])
    named, asked_period = currencies_in(said), period_in(said)
    spoken = [fact for fact in every if not named or fact.value.get("currency") in {None, *named}]
    if not spoken:
        currencies = ", ".join(str(fact.value.get("currency")) for fact in every)
        return Gap("ambiguous", f"It is asked in {', '.join(sorted(named))}, and you said {currencies}.")
    fitting = [fact for fact in spoken if asked_period in {None, _period(fact)}]
    if not fitting:
        return Gap("ambiguous", f"It is asked per {asked_period}, and you said per {_period(spoken[0])}.")
    if len(fitting) > 1:
        return Gap("ambiguous", "You said more than one salary, and it names no currency.")
    held = fitting[0]
    currency = held.value.get("currency")
    amount = Amount(float(held.value["value"]), "money", currency, _period(held))
    return Finding(amount, (held,), "salary expectation", 1.0 if named or not currency else 0.9)


def _period(fact: Fact) -> str:
    return str(fact.value.get("period") or "year")


def _notice(asked: Asked) -> Finding | Gap:
    held = asked.profile.part("notice_period")
    if held is None:
        return Gap("no_fact", "Your notice period is not among the facts.")
    text = str(held.value)
    span = days_in(text)
    days = span[0] if span and span[0] == span[1] else None
    return Finding(Duration(text, days), held.facts, "notice period")


def _start(asked: Asked) -> Finding | Gap:
    held = asked.profile.part("available_from")
    if held is None:
        return Gap("no_fact", "When you could start is not among the facts.")
    day = partial(held.value)
    return Finding(Day(day) if day else Words(str(held.value)), held.facts, "available from")


def _relocation(asked: Asked) -> Finding | Gap:
    held = asked.profile.part("relocation")
    if held is None:
        return Gap("no_fact", "Whether you would relocate is not among the facts.")
    city = asked.profile.part("city", "contact")
    if city and bare(str(city.value)) in bare(asked.field.label):
        return Gap("ambiguous", "It is asked about the place where you live.")
    if isinstance(held.value, bool):
        return Finding(YesNo(held.value), held.facts, "relocation")
    return Finding(Words(str(held.value)), held.facts, "relocation")


def _heard_from(asked: Asked) -> Finding | Gap:
    held = asked.profile.part("heard_from")
    if held is None:
        return Gap("no_fact", "How you heard of the job is not among the facts.")
    return Finding(Words(str(held.value), topic="source"), held.facts, "how the candidate heard of the job")


def _call(asked: Asked) -> Finding | Gap:
    held = asked.profile.part("best_time_to_call")
    return Finding(Words(str(held.value)), held.facts, "best time to call") if held else Gap("no_fact")


def _previously_employed(asked: Asked) -> Finding | Gap:
    """Yes where the résumé names this employer. That it does not is a no only where the person said that it names them all."""
    company, jobs = bare(asked.posting.company), asked.profile.of("employment")
    found = next((job for job in jobs if company and bare(str(job.value.get("employer", ""))) == company), None)
    if not company or company not in bare(asked.field.label):
        return Gap("no_fact", "It does not name the posting's company.")
    if found:
        return Finding(YesNo(True), (found,), "worked for this employer")
    whole = asked.profile.part("work_history_complete")
    alike = any(
        company in bare(employer) or bare(employer) in company for job in jobs if (employer := str(job.value.get("employer")))
    )
    if whole is not None and whole.value is True and not alike and not _WIDER.search(fold(asked.field.label)):
        return Finding(YesNo(False), (*whole.facts, *jobs), "none of all employers")
    return Gap("no_fact", "The résumé does not say.")


RULES: dict[str, Rule] = {
    "salary": _salary,
    "notice_period": _notice,
    "start_date": _start,
    "relocation": _relocation,
    "heard_from": _heard_from,
    "best_time_to_call": _call,
    "previously_employed": _previously_employed,
}
