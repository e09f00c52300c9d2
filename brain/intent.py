"""The intent compiler: one line of text in, a typed goal out, by rules alone.

Each recogniser looks for one thing in what is still open, takes the words it understood and leaves the rest; what
nobody took is listed in `not_understood`. The order matters only where words have two meanings: refusals before
wishes, companies before cities, cities before skills, skills before roles.
"""

from datetime import date

from brain.errors import InvalidInput
from brain.goal import Companies, Goal
from brain.intent_rules.companies import read_companies, read_refused_acts, read_subject
from brain.intent_rules.counts import read_count
from brain.intent_rules.employment import levels_in_roles, read_employment, read_seniority
from brain.intent_rules.freshness import read_freshness
from brain.intent_rules.languages import read_languages
from brain.intent_rules.leftovers import leftovers, report_refusals
from brain.intent_rules.links import read_urls
from brain.intent_rules.places import read_places
from brain.intent_rules.review import read_review
from brain.intent_rules.roles import read_roles_and_skills
from brain.intent_rules.salary import read_salary, with_currency
from brain.intent_rules.schedule import read_schedule
from brain.intent_rules.sources import read_sources
from brain.intent_rules.text import Prompt, clean
from brain.intent_rules.typos import correct
from brain.intent_rules.verbs import Asked, read_verb
from brain.intent_rules.workplace import read_workplace

_ABOUT_POSTINGS = {"search", "apply", "prepare", "analyse"}


def compile_goal(prompt: str, *, now: date) -> Goal:
    """What `prompt` (1 to 2000 characters) asks for; `now` is the person's day, for "since Monday".

    Raises `InvalidInput` with the code `prompt_empty`, `prompt_too_long`, `prompt_invalid`, `prompt_meaningless`,
    `count_out_of_range` or `url_not_allowed`.
    """
    text = Prompt(*correct(clean(prompt)))
    urls = read_urls(text)
    floor = read_salary(text)
    schedule = read_schedule(text)
    review = read_review(text)
    refused = read_refused_acts(text)
    asked = read_verb(text, len(urls))
    days = read_freshness(text, now, applying=asked.verb == "apply") if asked.verb in _ABOUT_POSTINGS else None
    sources = read_sources(text)
    workplace = read_workplace(text)
    employment = read_employment(text)
    seniority = read_seniority(text)
    companies = _companies(text, asked, refused)
    report_refusals(text)
    places = read_places(text)
    languages = read_languages(text)
    count = read_count(text, asked.verb, len(urls), verb_at=asked.at)
    wanted = read_roles_and_skills(text)
    goal = Goal(
        verb=asked.verb,
        count=count,
        roles=wanted.roles,
        skills=wanted.skills,
        seniority=tuple(dict.fromkeys((*seniority, *levels_in_roles(wanted.roles)))),
        employment_types=employment,
        locations=places,
        workplace=workplace,
        salary=with_currency(floor, places),
        posted_within_days=days,
        companies=companies,
        sources=sources,
        urls=urls,
        languages=languages,
        review=review,
        schedule=schedule,
        not_understood=leftovers(text),
    )
    return _meaningful(goal, asked)


def _companies(text: Prompt, asked: Asked, refused: tuple[str, ...]) -> Companies:
    subjects = [name for start, end in asked.subjects for name in read_subject(text, start, end, named_only=asked.named_only)]
    named = read_companies(text)
    return Companies(
        include=tuple(dict.fromkeys((*subjects, *named.include))), exclude=tuple(dict.fromkeys((*refused, *named.exclude)))
    )


def _meaningful(goal: Goal, asked: Asked) -> Goal:
    understood = (
        goal.roles,
        goal.skills,
        goal.seniority,
        goal.employment_types,
        goal.locations,
        goal.workplace,
        goal.salary,
        goal.companies.include,
        goal.companies.exclude,
        goal.sources,
        goal.urls,
        goal.languages,
        goal.posted_within_days,
    )
    if asked.said or any(understood):
        return goal
    detail = "Not understood: " + ", ".join(goal.not_understood) + "." if goal.not_understood else "It names nothing to look for."
    raise InvalidInput(
        "prompt_meaningless",
        "The goal was not understood.",
        detail,
        'Name a role, a skill, a place, a company or an address, for example "Find 5 remote python jobs and apply."',
    )
