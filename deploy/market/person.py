"""The bundled invented candidate, from whom the true answers are taken."""

import json
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

import pycountry
from pydantic import BaseModel, ConfigDict

CANDIDATE_FILE = Path(str(files("deploy.market") / "candidate.json"))


class Person(BaseModel):
    """What the market needs to know of a candidate to tell a true answer from a wrong one."""

    model_config = ConfigDict(frozen=True)

    first_name: str
    last_name: str
    preferred_name: str
    email: str
    phone_national: str
    phone_country: str
    dial_code: str
    city: str
    address_line: str
    postal_code: str
    region: str
    country_code: str
    school: str
    degree: str
    study: str
    pronouns: str
    linkedin: str
    github: str
    website: str
    employer: str
    position: str
    employed_since: str
    python_since: date
    work_authorization: dict[str, bool]
    sponsorship: dict[str, bool]
    salary: int
    notice_period: str
    available_from: str
    relocation: bool
    heard_from: str
    privacy_notice: bool
    future_contact: bool
    marketing: bool

    @property
    def full_name(self) -> str:
        return f"{self.first_name} {self.last_name}"

    @property
    def place(self) -> str:
        """The town as location lists write it."""
        return f"{self.city}, {self.country}"

    @property
    def phone(self) -> str:
        """As one writes it where no country is picked beside it."""
        return f"{self.dial_code} {self.phone_national}"

    @property
    def country(self) -> str:
        return country_name(self.country_code)

    def years_of_python(self) -> int:
        """Whole years up to today; every position of the bundled résumé was a Python position."""
        return (date.today() - self.python_since).days * 100 // 36525


def country_name(code: str) -> str:
    """English name of an ISO 3166 alpha-2 code, as forms write it."""
    country = pycountry.countries.get(alpha_2=code)
    if country is None:
        raise ValueError(f"{code!r} is no ISO 3166 country code")
    return str(getattr(country, "common_name", country.name))


@cache
def bundled_person() -> Person:
    """The candidate of `candidate.json`."""
    resume: dict[str, Any] = json.loads(CANDIDATE_FILE.read_text(encoding="utf-8"))
    extra = resume["x-jobhunter"]
    profiles = {profile["network"]: profile["url"] for profile in resume["basics"]["profiles"]}
    return Person(
        first_name=extra["name"]["first"],
        last_name=extra["name"]["last"],
        preferred_name=extra["name"]["preferred"],
        email=resume["basics"]["email"],
        phone_national=extra["phone"]["national"],
        phone_country=extra["phone"]["country"],
        dial_code=extra["phone"]["dial_code"],
        city=extra["address"]["city"],
        address_line=extra["address"]["line"],
        postal_code=extra["address"]["postal_code"],
        region=extra["address"]["region"],
        school=resume["education"][0]["institution"],
        degree=resume["education"][0]["studyType"],
        study=resume["education"][0]["area"],
        country_code=extra["address"]["country"],
        linkedin=profiles["LinkedIn"],
        github=profiles["GitHub"],
        website=resume["basics"]["url"],
        employer=resume["work"][0]["name"],
        position=resume["work"][0]["position"],
        employed_since=resume["work"][0]["startDate"] + "-01",
        python_since=date.fromisoformat(min(job["startDate"] for job in resume["work"]) + "-01"),
        salary=extra["salary"]["expectation"],
        privacy_notice=extra["consents"]["privacy_notice"],
        future_contact=extra["consents"]["future_contact"],
        marketing=extra["consents"]["marketing"],
        **{
            key: extra[key]
            for key in (
                "pronouns",
                "work_authorization",
                "sponsorship",
                "notice_period",
                "available_from",
                "relocation",
                "heard_from",
            )
        },
    )
