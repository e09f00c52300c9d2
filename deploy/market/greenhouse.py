"""The Greenhouse-shaped family: one page with description and form, comboboxes, attachments, a submit by script."""

import hashlib
import zlib
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, JSONResponse

from deploy.market import greenhouse_api
from deploy.market.catalogue import Posting
from deploy.market.fields import Field
from deploy.market.mail import CODE_WANTED, CODE_WRONG
from deploy.market.market import CLOSED, CODE_NAME, Family, Market, Verdict
from deploy.market.pages import page
from deploy.market.person import Person

DIAL_CODES = {
    "Australia": 61, "Austria": 43, "Belgium": 32, "Brazil": 55, "Canada": 1, "Czechia": 420, "Denmark": 45, "Estonia": 372,
    "Finland": 358, "France": 33, "Germany": 49, "Greece": 30, "India": 91, "Ireland": 353, "Italy": 39, "Japan": 81,
    "Kenya": 254, "Mexico": 52, "Netherlands": 31, "Nigeria": 234, "Norway": 47, "Poland": 48, "Portugal": 351, "Spain": 34,
    "Sweden": 46, "Switzerland": 41, "Ukraine": 380, "United Kingdom": 44, "United States": 1,
}  # fmt: skip
PHONE_COUNTRIES = tuple(f"{country} +{code}" for country, code in DIAL_CODES.items())

DECLINE = "I don't wish to answer"
EEO = (
    ("gender", "Gender", ("Male", "Female", "Decline To Self Identify"), "Decline To Self Identify"),
    (
        "hispanic_ethnicity",
        "Are you Hispanic/Latino?",
        ("Yes", "No", "Decline To Self Identify"),
        "Decline To Self Identify",
    ),
    (
        "veteran_status",
        "Veteran Status",
        (
            "I am not a protected veteran",
            "I identify as one or more of the classifications of a protected veteran",
            DECLINE,
        ),
        DECLINE,
    ),
    (
        "disability_status",
        "Disability Status",
        (
            "Yes, I have a disability, or have had one in the past",
            "No, I do not have a disability and have not had one in the past",
            "I do not want to answer",
        ),
        "I do not want to answer",
    ),
)


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    """All questions of one form: the usual ones, the employer's own, then the voluntary ones."""
    return (*_usual(posting, person), *_own(posting), *_consent(posting, person), *_voluntary(posting))


def _usual(posting: Posting, person: Person) -> tuple[Field, ...]:
    dial = next((option for option in PHONE_COUNTRIES if option.startswith(person.country)), None)
    phone = posting.company.phone_required
    return (
        Field(name="first_name", label="First Name", required=True, answer=person.first_name, section="usual"),
        Field(name="last_name", label="Last Name", required=True, answer=person.last_name, section="usual"),
        Field(name="email", label="Email", kind="email", required=True, answer=person.email, section="usual"),
        Field(name="country", label="Country", kind="choice", options=PHONE_COUNTRIES, answer=dial, section="phone"),
        Field(
            name="phone", label="Phone", kind="phone", required=phone, answer=person.phone_national, match="phone",
            section="phone",
        ),
        Field(
            name="resume", label="Resume/CV", kind="file", required=True, match="file", alternative="resume_text",
            section="files",
        ),
        Field(name="resume_text", label="Resume/CV (typed)", kind="textarea", match="any", section="typed"),
        Field(name="cover_letter", label="Cover Letter", kind="file", match="file", section="files"),
    )  # fmt: skip


def _own(posting: Posting) -> tuple[Field, ...]:
    return tuple(
        field.model_copy(update={"name": question_name(posting, index)}) for index, field in enumerate(posting.questions)
    )


def question_name(posting: Posting, index: int) -> str:
    digest = hashlib.sha256(f"{posting.id}:{index}".encode()).digest()
    return f"question_{10_000_000_000 + int.from_bytes(digest[:4], 'big')}"


def _consent(posting: Posting, person: Person) -> tuple[Field, ...]:
    if not posting.company.privacy:
        return ()
    label = f"I have read {posting.company.name}'s privacy notice and agree that my data is processed for this application."
    consent = Field(name="gdpr_consent", label=label, kind="consent", required=True, answer=person.privacy_notice)
    return (consent.model_copy(update={"section": "consent"}),)


def _voluntary(posting: Posting) -> tuple[Field, ...]:
    if not posting.company.eeo:
        return ()
    return tuple(
        Field(name=name, label=label, kind="choice", options=options, answer=answer, section="voluntary")
        for name, label, options, answer in EEO
    )


def option_id(field: Field, label: str) -> str:
    """The id a choice posts in place of its label."""
    if field.options == ("Yes", "No"):
        return "1" if label == "Yes" else "0"
    return str(zlib.crc32(f"{field.name}:{label}".encode()))


def decode(field: Field, value: str) -> str:
    """The label behind a posted id; an unknown id stays as it is and is then no option."""
    if not field.options:
        return value
    return next((label for label in field.options if option_id(field, label) == value), value)


def router(market: Market) -> APIRouter:
    """The pages of all Greenhouse-shaped boards, below the API."""
    routes = APIRouter()
    routes.include_router(greenhouse_api.router(market, option_id))

    @routes.get("/{board}", response_class=HTMLResponse)
    async def board_page(board: str) -> HTMLResponse:
        company = market.company("greenhouse", board)
        if company is None:
            return page(market, "not_found.html", status=404, company=None)
        return page(market, "board.html", company=company, postings=market.listed("greenhouse", board))

    @routes.get("/{board}/jobs/{job_id}", response_class=HTMLResponse)
    async def job_page(board: str, job_id: str) -> HTMLResponse:
        posting = market.on_board("greenhouse", board, job_id)
        if posting is None:
            return page(market, "not_found.html", status=404, company=market.company("greenhouse", board))
        if not market.is_open(posting):
            return page(market, "closed.html", posting=posting)
        content = greenhouse_api.content(posting)
        shown = form_context(market, posting, page_path(posting))
        return page(market, "greenhouse_job.html", posting=posting, content=content, **shown)

    @routes.post("/{board}/jobs/{job_id}")
    async def apply(board: str, job_id: str, request: Request) -> JSONResponse:
        posting = market.on_board("greenhouse", board, job_id)
        if posting is None:
            return JSONResponse({"errors": {}, "message": CLOSED}, status_code=404)
        verdict = await market.submit(posting, await request.form(), decode=decode)
        return answer(market, verdict, f"{page_path(posting)}/confirmation?ref={verdict.reference}")

    @routes.post("/{board}/jobs/{job_id}/security_code")
    async def another_code(board: str, job_id: str, request: Request) -> JSONResponse:
        posting = market.on_board("greenhouse", board, job_id)
        address = str((await request.form()).get("email") or "")
        if posting is None or posting.trait != "code_by_mail" or not address:
            return JSONResponse({"message": CLOSED}, status_code=404)
        market.send_code(posting, address)
        return JSONResponse({"message": "A new code was sent."})

    @routes.get("/{board}/jobs/{job_id}/confirmation", response_class=HTMLResponse)
    async def confirmation(board: str, job_id: str, ref: str = "") -> HTMLResponse:
        posting = market.on_board("greenhouse", board, job_id)
        if posting is None:
            return page(market, "not_found.html", status=404, company=None)
        return page(market, "greenhouse_thanks.html", posting=posting, reference=ref)

    return routes


def form_context(market: Market, posting: Posting, action: str) -> dict[str, Any]:
    """What the form's template needs. `action`: where it is posted to."""
    shown = market.fields(posting)
    config = {
        "form": market.drift.name("application-form"),
        "code": {"name": CODE_NAME, "box": market.drift.name("security-input"), "again": f"{page_path(posting)}/security_code"},
        "email": market.drift.name("email"),
        "classes": {name: market.drift.classes(name) for name in SCRIPT_CLASSES},
        "options": {
            market.drift.name(field.name): [{"value": option_id(field, label), "label": label} for label in field.options]
            for field in shown
            if field.kind == "choice"
        },
    }
    sections: dict[str, list[Field]] = {}
    for field in shown:
        sections.setdefault(field.section, []).append(field)
    return {"sections": sections, "config": config, "action": action}


SCRIPT_CLASSES = (
    "select__menu", "select__option", "select__option--focused", "select__single-value", "select__placeholder",
    "helper-text--error", "file-upload__filename", "visually-hidden", "btn", "form-error", "email-verification",
    "email-verification__wrapper",
)  # fmt: skip


def answer(market: Market, verdict: Verdict, thanks: str) -> JSONResponse:
    """As the form's script reads it. `thanks`: the page that follows when the application is in."""
    if verdict.accepted:
        return JSONResponse({"redirect": thanks})
    if verdict.fault in {CODE_WANTED, CODE_WRONG}:
        code = {"sent_to": verdict.sent.text("email"), "wrong": verdict.fault == CODE_WRONG}
        return JSONResponse({"errors": {}, "message": None, "code": code}, status_code=428)
    errors = {market.drift.name(name): message for name, message in verdict.sent.errors.items()}
    return JSONResponse({"errors": errors, "message": verdict.fault}, status_code=422)


def page_path(posting: Posting) -> str:
    return f"/{posting.board}/jobs/{posting.id}"


FAMILY = Family(
    name="greenhouse",
    api_path="/greenhouse/v1",
    page_path=page_path,
    apply_path=page_path,
    fields=fields,
    router=router,
)
