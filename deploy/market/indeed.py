"""The Indeed-shaped family: one small step after the other, each of which its own server takes and answers.

Nothing of an application is kept in the page alone: a step's answers go to the server on "Continue", and the last press of a
button only says that the application is to be sent.
"""

import zlib
from functools import partial
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse, Response
from starlette.datastructures import FormData

from deploy.market import forms, questions
from deploy.market.catalogue import Posting
from deploy.market.doubles import VISITOR, Double
from deploy.market.fields import Field
from deploy.market.greenhouse import DIAL_CODES
from deploy.market.mail import DIGITS, UNPROVEN
from deploy.market.market import CLOSED, Market
from deploy.market.person import Person

CODES = tuple(f"{country} (+{code})" for country, code in DIAL_CODES.items())
PRESET = "United States (+1)"
UPLOAD, BUILD = "Upload a resume", "Build an Indeed Resume"
QUESTIONS_A_STEP = 4
TITLES = {
    "contact-info": "Add your contact information",
    "profile-location": "Review your location details from your profile",
    "resume-selection": "Add a resume for the employer",
    "questions/1": "Answer these questions from the employer",
    "questions/2": "Answer these questions from the employer",
    "work-experience": "Enter a job that shows relevant experience",
    "review": "Please review your application",
}
CODE_LENGTH = 6


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    """All steps; `page` is a step's number and `section` its address."""
    own = _questions(posting, person)
    parts = {
        "contact-info": _contact(posting, person),
        "profile-location": _place(person),
        "resume-selection": _resume(),
        "questions/1": own[:QUESTIONS_A_STEP],
        "questions/2": own[QUESTIONS_A_STEP:],
        "work-experience": _experience(person),
        "review": _review(person),
    }
    shown = {step: asked for step, asked in parts.items() if asked}
    return tuple(
        field.model_copy(update={"page": number, "section": step})
        for number, (step, asked) in enumerate(shown.items(), start=1)
        for field in asked
    )


def _contact(posting: Posting, person: Person) -> tuple[Field, ...]:
    code = next(option for option in CODES if option.startswith(person.country))
    return (
        Field(name="names.first-name", label="First name", required=True, answer=person.first_name),
        Field(name="names.last-name", label="Last name", required=True, answer=person.last_name),
        Field(name="email", label="Email", kind="email", required=True, answer=person.email),
        Field(name="phone.country", label="Country code", kind="choice", options=CODES, answer=code, widget="dial"),
        Field(
            name="phone.number", label="Phone number", kind="phone", required=posting.company.phone_required,
            answer=person.phone_national, match="phone",
        ),
    )  # fmt: skip


def _place(person: Person) -> tuple[Field, ...]:
    return (
        Field(name="location.postal-code", label="Postal code", answer=person.postal_code),
        Field(
            name="location.locality", label="City, State", required=True, answer=person.city, match="contains", widget="suggest",
        ),
        Field(name="location.address", label="Street address", answer=person.address_line, match="contains"),
    )  # fmt: skip


def _resume() -> tuple[Field, ...]:
    kind = Field(
        name="resume.kind", label="Resume options", kind="choice", required=True, options=(UPLOAD, BUILD), answer=UPLOAD,
        widget="cards",
    )  # fmt: skip
    return (
        kind,
        Field(name="resume.file", label="Resume", kind="file", required=True, match="file", when=(kind.name, (UPLOAD,))),
        Field(name="resume.summary", label="Summary", kind="textarea", required=True, match="any", when=(kind.name, (BUILD,))),
    )


def _questions(posting: Posting, person: Person) -> tuple[Field, ...]:
    asked = list(posting.questions)
    if not any("years" in field.label for field in asked):
        label = "How many years of Python experience do you have?"
        asked.append(Field(label=label, required=True, answer=str(person.years_of_python()), match="years"))
    home = Field(
        label="Which country do you live in?", kind="choice", required=True, options=questions.COUNTRIES, answer=person.country
    )
    return tuple(
        field.model_copy(
            update={"name": f"q_{zlib.crc32(f'{posting.id}:{index}'.encode()):08x}{index}", "widget": _widget(field)}
        )
        for index, field in enumerate((*asked, home))
    )


def _widget(field: Field) -> str:
    if field.kind == "choice":
        return "radio" if len(field.options) <= 5 else "select"
    return "number" if field.match == "years" else ""


def _experience(person: Person) -> tuple[Field, ...]:
    # What the site believes to have read in the résumé is an earlier job, as it often is.
    return (
        Field(name="job.title", label="Job title", required=True, answer=person.position, prefill="Python Backend Developer"),
        Field(name="job.company", label="Company", required=True, answer=person.employer, prefill="Kvarnholm Media"),
    )


def _review(person: Person) -> tuple[Field, ...]:
    label = "Get updates about jobs like this one by email. You can stop them at any time."
    return (Field(name="job-alerts", label=label, kind="consent", answer=person.marketing),)


class _Wizard(Double):
    def router(self, market: Market) -> APIRouter:
        routes = super().router(market)
        at = "/{board}/{job_id}"
        routes.add_api_route(at + "/form/{step:path}", partial(self._form, market), response_class=HTMLResponse)
        routes.add_api_route(at + "/api/steps/{number}", partial(self._step, market), methods=["PUT"])
        routes.add_api_route(at + "/api/code", partial(self._code, market), methods=["POST"])
        return routes

    def config(self, market: Market, posting: Posting) -> dict[str, Any]:
        shown = market.fields(posting)
        steps = list(dict.fromkeys((field.page, field.section) for field in sorted(shown, key=lambda field: field.page)))
        return {
            **super().config(market, posting),
            "form": f"{self.page_path(posting)}/form",
            "steps": [{"page": page, "slug": slug, "title": TITLES[slug]} for page, slug in steps],
            "wrappers": {market.drift.name(field.name): len(market.drift.wrappers(field.name)) for field in shown},
            "preset": PRESET,
            "upload": UPLOAD,
        }

    async def _step(self, market: Market, board: str, job_id: str, number: int, request: Request) -> JSONResponse:
        """Takes one step's answers. 422 with what is wrong with them, 403 while the address is not proven."""
        posting = market.on_board(self.name, board, job_id)
        if posting is None or not market.is_open(posting):
            return JSONResponse({"errors": {}, "message": CLOSED}, status_code=404)
        kept = market.desk.drafts.setdefault(_key(request, job_id), {})
        here = {market.drift.name(field.name): field for field in market.fields(posting) if field.page == number}
        posted = {str(name): str(value) for name, value in (await request.json()).items() if value}
        after = {name: value for name, value in kept.items() if name not in here} | posted
        pairs = [(name, market.uploaded(value)) for name, value in after.items()]
        sent = await forms.read(market.fields(posting), FormData(pairs), market.drift)
        errors = {name: sent.errors[field.name] for name, field in here.items() if field.name in sent.errors}
        if errors:
            return JSONResponse({"errors": errors}, status_code=422)
        address, needs_proof = sent.text("email"), posting.trait == "code_before_end"
        if needs_proof and number > 1 and not market.mailroom.is_proven(posting, address):
            return JSONResponse({"errors": {}, "message": UNPROVEN}, status_code=403)
        market.desk.drafts[_key(request, job_id)] = after
        if needs_proof and not market.mailroom.is_proven(posting, address):
            _send_code(market, posting, address)
            return JSONResponse({"code": {"sent_to": address, "length": CODE_LENGTH}})
        return JSONResponse({"status": "saved"})

    async def _code(self, market: Market, board: str, job_id: str, request: Request) -> JSONResponse:
        """Judges the code typed, or sends another when none is given."""
        posting = market.on_board(self.name, board, job_id)
        kept = market.desk.drafts.get(_key(request, job_id), {})
        address = kept.get(market.drift.name("email"))
        if posting is None or posting.trait != "code_before_end" or not address:
            return JSONResponse({"message": CLOSED}, status_code=404)
        typed = str((await request.json()).get("code") or "")
        if not typed:
            _send_code(market, posting, address)
            return JSONResponse({"message": "We sent you a new code."})
        if market.mailroom.take_code(posting, address, typed):
            return JSONResponse({"status": "proven"})
        return JSONResponse({"message": "That code is not right. Check it and try again."}, status_code=422)

    async def posted(self, market: Market, posting: Posting, request: Request) -> FormData:
        """What the steps left with the server, and what the last one posts."""
        kept = market.desk.drafts.get(_key(request, posting.id), {})
        last = await request.form()
        return FormData([*((name, value) for name, value in kept.items() if name not in last), *last.multi_items()])

    async def _submit(self, market: Market, board: str, job_id: str, request: Request) -> Response:
        answer = await super()._submit(market, board, job_id, request)
        if answer.status_code == 200:
            market.desk.drafts[_key(request, job_id)] = {"submitted": "1"}
        return answer


def _key(request: Request, job_id: str) -> tuple[str, str]:
    return request.cookies.get(VISITOR, ""), job_id


def _send_code(market: Market, posting: Posting, address: str) -> None:
    market.mailroom.send_code(posting, address, "Your Indeed verification code", DIGITS, CODE_LENGTH)


DOUBLE = _Wizard("indeed", fields, suffix="/form/contact-info")
