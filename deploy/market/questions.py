"""The bank of questions employers add to their forms."""

from collections.abc import Callable
from random import Random

import pycountry

from deploy.market.fields import Field
from deploy.market.person import Person, country_name

YES_NO = ("Yes", "No")
YEARS = ("0-2 years", "3-5 years", "6-9 years", "10+ years")
NOTICE = ("Immediately available", "2 weeks", "1 month", "2 months", "3 months or more")
NOTICE_LABEL = "What is your notice period?"
HEARD = ("LinkedIn", "Company website", "Job board", "A friend or colleague", "Other")
COUNTRIES = tuple(sorted(country_name(country.alpha_2) for country in pycountry.countries))

Ask = Callable[[Person, str | None, Random], Field]


def _yes_no(value: bool) -> str:
    return "Yes" if value else "No"


def _area(country: str | None) -> str:
    if country is None:
        return "the country you would work from"
    return "the European Union" if country == "EU" else f"{'the ' * (country in {'US', 'GB'})}{country_name(country)}"


def authorized(person: Person, country: str | None, rng: Random) -> Field:
    """Work authorisation where the posting is; where it is open worldwide, in the candidate's own country."""
    verb = rng.choice(["legally authorized to work", "currently eligible to work"])
    label = f"Are you {verb} in {_area(country)}?"
    answer = _yes_no(person.work_authorization[country or person.country_code])
    return Field(label=label, kind="choice", required=True, options=YES_NO, answer=answer)


def sponsorship(person: Person, country: str | None, _: Random) -> Field:
    label = f"Will you now or in the future require visa sponsorship to work in {_area(country)}?"
    answer = _yes_no(person.sponsorship[country or person.country_code])
    return Field(label=label, kind="choice", required=True, options=YES_NO, answer=answer)


def years_of_python(person: Person, _: str | None, rng: Random) -> Field:
    years = person.years_of_python()
    label = "How many years of professional experience do you have with Python?"
    if rng.random() < 0.5:
        return Field(label=label, required=True, answer=str(years), match="years")
    step = sum(years >= floor for floor in (3, 6, 10))
    return Field(label=label, kind="choice", required=True, options=YEARS, answer=YEARS[step])


def heard_from(person: Person, _: str | None, rng: Random) -> Field:
    label = rng.choice(["How did you hear about this job?", "How did you hear about us?"])
    return Field(label=label, kind="choice", required=rng.random() < 0.5, options=HEARD, answer=person.heard_from)


def why_us(_: Person, __: str | None, rng: Random) -> Field:
    label = rng.choice(["Why do you want to work with us?", "What interests you about this role?"])
    return Field(label=label, kind="textarea", match="any")


def notice_period(person: Person, _: str | None, rng: Random) -> Field:
    if rng.random() < 0.5:
        return Field(label=NOTICE_LABEL, required=True, answer=person.notice_period, match="contains")
    return notice_choice(person)


def notice_choice(person: Person) -> Field:
    answer = next(option for option in NOTICE if option.startswith(person.notice_period))
    return Field(label=NOTICE_LABEL, kind="choice", required=True, options=NOTICE, answer=answer)


def salary(person: Person, _: str | None, rng: Random) -> Field:
    label = rng.choice(["What are your salary expectations (EUR per year)?", "Expected annual salary in EUR"])
    return Field(label=label, required=True, answer=str(person.salary), match="number")


def github(person: Person, _: str | None, __: Random) -> Field:
    return Field(label="GitHub URL", kind="url", answer=person.github, match="url")


def linkedin(person: Person, _: str | None, rng: Random) -> Field:
    required = rng.random() < 0.5
    return Field(label="LinkedIn Profile", kind="url", required=required, answer=person.linkedin, match="url")


def start_date(person: Person, _: str | None, __: Random) -> Field:
    label = "What is the earliest date you could start?"
    return Field(label=label, required=True, answer=person.available_from, match="date", help="YYYY-MM-DD")


def residence(person: Person, _: str | None, __: Random) -> Field:
    label = "What is your current country of residence?"
    return Field(label=label, kind="choice", required=True, options=COUNTRIES, answer=person.country)


def city(person: Person, _: str | None, __: Random) -> Field:
    return Field(label="In which city are you based?", required=True, answer=person.city, match="contains")


def pronouns(person: Person, _: str | None, __: Random) -> Field:
    return Field(label="What are your pronouns?", answer=person.pronouns)


def preferred_name(person: Person, _: str | None, __: Random) -> Field:
    label = "What name would you prefer us to use during the interviews?"
    return Field(label=label, answer=person.preferred_name, match="contains")


def relocate(person: Person, _: str | None, __: Random) -> Field:
    label = "Are you willing to relocate for this role?"
    return Field(label=label, kind="choice", required=True, options=YES_NO, answer=_yes_no(person.relocation))


ANSWERABLE: tuple[Ask, ...] = (
    authorized,
    sponsorship,
    years_of_python,
    heard_from,
    why_us,
    notice_period,
    salary,
    github,
    linkedin,
    start_date,
    residence,
    city,
    pronouns,
    preferred_name,
)

# What forms that ask for links and places of their own accord do not ask again.
BASICS: tuple[Ask, ...] = (github, linkedin, residence, city, preferred_name)

# Optional, and nothing a résumé says answers them: true candidates leave them empty.
CURIOUS = (
    Field(label="What is your T-shirt size?", match="blank"),
    Field(label="Which conference talk changed your mind last year?", match="blank"),
)

# Required, and no résumé answers them: only the person can.
ONLY_THE_PERSON = (
    Field(label="What is your security clearance number?", required=True, match="unknown"),
    Field(
        label="What was the code name of the last internal tool you built, and how many people used it each week?",
        required=True,
        match="unknown",
    ),
    Field(label="What was your score in our public coding challenge?", required=True, match="unknown"),
)


def choose(person: Person, country: str | None, rng: Random, *, skip: tuple[Ask, ...] = ()) -> tuple[Field, ...]:
    """Between none and six questions that the candidate's data answers, in an order of the employer's own."""
    bank = [ask for ask in ANSWERABLE if ask not in skip]
    chosen = rng.sample(bank, rng.choice([0, 1, 2, 3, 3, 4, 5, 6]))
    return tuple(ask(person, country, rng) for ask in chosen)
