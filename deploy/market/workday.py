"""The Workday-shaped family: an account for every tenant, then a wizard of six steps that saves as it goes.

A value counts only if keys were pressed for it; a date is three spinbuttons; skills are searched for in a prompt that loads.
"""

from functools import partial

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response

from deploy.market.catalogue import Posting
from deploy.market.doubles import VISITOR, Double
from deploy.market.fields import Field
from deploy.market.market import Market
from deploy.market.person import Person
from deploy.market.places import fold

STEPS = (
    "My Information", "My Experience", "Application Questions", "Voluntary Disclosures", "Self Identify", "Review",
)  # fmt: skip
SKILLS = (
    "Apache Airflow", "Celery", "Data Analysis", "Django", "Docker", "FastAPI", "Java", "JavaScript", "Kubernetes", "Linux",
    "Monty Python Studies", "PostgreSQL", "Project Management", "Pytest", "Python (Programming Language)", "Redis", "SQL",
)  # fmt: skip
KNOWN = "Python (Programming Language)"
NOT_NOW = "I do not wish to answer"
DISABILITY = (
    "Yes, I have a disability, or have had one in the past",
    "No, I do not have a disability and have not had one in the past",
    "I do not want to answer",
)


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    """All six steps; the last one shows them once more."""
    return (*_information(posting, person), *_experience(person), *_questions(posting, person), *_disclosures(person))


def _information(posting: Posting, person: Person) -> tuple[Field, ...]:
    source, worked = ("Company Website", "Job Board", "LinkedIn", "Other"), ("Yes", "No")
    return (
        Field(
            name="source",
            label="How Did You Hear About Us?",
            kind="choice",
            required=True,
            options=source,
            answer="Company Website",
        ),
        Field(
            name="candidateIsPreviousWorker",
            label=f"Have you previously worked for {posting.company.name}?",
            kind="choice",
            required=True,
            options=worked,
            answer="No",
            widget="radio",
        ),
        Field(
            name="country",
            label="Country",
            kind="choice",
            required=True,
            options=("Austria", "France", "Germany", "Sweden", "United States of America"),
            answer=person.country,
        ),
        Field(name="legalName--firstName", label="First Name", required=True, answer=person.first_name),
        Field(name="legalName--lastName", label="Last Name", required=True, answer=person.last_name),
        Field(name="addressLine1", label="Address Line 1", answer=person.address_line),
        Field(name="city", label="City", answer=person.city),
        Field(name="postalCode", label="Postal Code", answer=person.postal_code),
        Field(
            name="phoneType",
            label="Phone Device Type",
            kind="choice",
            required=True,
            options=("Home", "Mobile"),
            answer="Mobile",
            match="any",
        ),
        Field(
            name="phoneNumber",
            label="Phone Number",
            kind="phone",
            required=True,
            answer=person.phone_national,
            match="phone",
        ),
    )


def _experience(person: Person) -> tuple[Field, ...]:
    made = (
        Field(name="jobTitle", label="Job Title", required=True, answer=person.position),
        Field(name="companyName", label="Company", required=True, answer=person.employer),
        Field(
            name="startDate",
            label="From",
            kind="date",
            required=True,
            answer=person.employed_since,
            match="date",
            date_format="%m/%Y",
            widget="month",
        ),
        Field(name="skills", label="Skills", kind="multi", options=SKILLS, answer=KNOWN, match="contains", widget="prompt"),
        Field(name="resume", label="Resume/CV", kind="file", required=True, match="file"),
        Field(name="linkedin", label="LinkedIn", kind="url", answer=person.linkedin, match="url"),
    )
    return tuple(field.model_copy(update={"page": 2}) for field in made)


def _questions(posting: Posting, person: Person) -> tuple[Field, ...]:
    start = Field(
        name="availableFrom",
        label="When could you start?",
        kind="date",
        required=True,
        answer=person.available_from,
        match="date",
        date_format="%m/%d/%Y",
        widget="day",
    )
    asked = [field for field in posting.questions if field.match != "date"]
    own = [field.model_copy(update={"name": f"primaryQuestionnaire--{index}"}) for index, field in enumerate(asked)]
    return tuple(field.model_copy(update={"page": 3}) for field in (start, *own))


def _disclosures(person: Person) -> tuple[Field, ...]:
    return (
        Field(name="gender", label="Gender", kind="choice", options=("Female", "Male", NOT_NOW), answer=NOT_NOW, page=4),
        Field(
            name="acceptTermsAndAgreements",
            label="Yes, I have read and consent to the terms and conditions",
            kind="consent",
            required=True,
            answer=person.privacy_notice,
            page=4,
        ),
        Field(name="selfIdentifiedDisabilityData--name", label="Name", required=True, answer=person.full_name, page=5),
        Field(
            name="selfIdentifiedDisabilityData--disabilityStatus",
            label="Please check one of the boxes below:",
            kind="choice",
            required=True,
            options=DISABILITY,
            answer=DISABILITY[2],
            widget="checks",
            page=5,
        ),
    )


async def prompt(q: str = "") -> list[str]:
    """The skills that hold what was typed."""
    return [skill for skill in SKILLS if q and fold(q) in fold(skill)]


def _more(market: Market, routes: APIRouter, double: Double) -> None:
    routes.add_api_route("/_skills", prompt)
    routes.add_api_route("/{board}/account", partial(_account, market), methods=["POST"])


async def _account(market: Market, board: str, request: Request) -> JSONResponse:
    """Makes an account with this tenant, or signs in to one."""
    body = await request.json()
    key, password = (board, str(body["email"]).casefold()), str(body["password"])
    if body["new"]:
        if key in market.desk.accounts:
            return JSONResponse({"message": "There is already an account with this e-mail address."}, status_code=409)
        if len(password) < 8 or password.isalnum():
            return JSONResponse({"message": "The password needs 8 characters, one of them special."}, status_code=422)
        market.desk.accounts[key] = password
    elif market.desk.accounts.get(key) != password:
        return JSONResponse({"message": "Wrong e-mail address or password."}, status_code=403)
    market.desk.members[request.cookies.get(VISITOR, "")] = key
    return JSONResponse({"status": "signed in"})


class Wizard(Double):
    """Takes applications only from who is signed in with the tenant."""

    def form_page(self, market: Market, posting: Posting, template: str = "form.html", **context: object) -> HTMLResponse:
        return super().form_page(market, posting, template, **{"door": None, **context, "steps": STEPS})

    async def _submit(self, market: Market, board: str, job_id: str, request: Request) -> Response:
        tenant, _ = market.desk.members.get(request.cookies.get(VISITOR, ""), ("", ""))
        if tenant != board:
            return JSONResponse({"errors": {}, "message": "Your session has ended. Please sign in."}, status_code=403)
        return await self.taken(market, board, job_id, request)

    async def taken(self, market: Market, board: str, job_id: str, request: Request) -> Response:
        """The application of who is signed in."""
        return await super()._submit(market, board, job_id, request)


DOUBLE = Wizard("workday", fields, suffix="/apply", more=_more)
