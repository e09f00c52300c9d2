"""The Lever-shaped family: a job page, and behind its button a classic form with cards of questions and a trap."""

import hashlib
from typing import Any
from uuid import UUID

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData

from deploy.market import lever_api
from deploy.market.catalogue import Posting
from deploy.market.fields import Field
from deploy.market.market import SERVER_FAULT, Family, Market, Verdict
from deploy.market.pages import page
from deploy.market.person import Person

TRAP = "urls[Homepage]"
PRONOUNS = ("He/him", "She/her", "They/them", "Xe/xem", "Ze/hir", "Use name only")
GENDERS = ("Male", "Female", "Decline to self-identify")
VETERAN = (
    "I am a veteran",
    "I am not a veteran",
    "Decline to self-identify",
)


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    """All questions of one form: the usual ones, links, the employer's cards, the voluntary ones, consents."""
    return (*_usual(posting, person), *_links(person), *_cards(posting), *_last(posting, person))


def _usual(posting: Posting, person: Person) -> tuple[Field, ...]:
    usual = [
        Field(name="resume", label="Resume/CV", kind="file", required=True, match="file"),
        Field(name="name", label="Full name", required=True, answer=person.full_name),
        Field(name="pronouns", label="Pronouns", kind="multi", options=PRONOUNS, answer=(person.pronouns,)),
        Field(name="email", label="Email", kind="email", required=True, answer=person.email),
        Field(
            name="phone", label="Phone", kind="phone", required=posting.company.phone_required,
            answer=person.phone_national, match="phone",
        ),
        Field(name="location", label="Current location", answer=person.city, match="contains"),
        Field(name="org", label="Current company", answer=person.employer),
    ]  # fmt: skip
    if not posting.company.eeo:
        usual = [field for field in usual if field.name != "pronouns"]
    return tuple(field.model_copy(update={"section": "usual"}) for field in usual)


def _links(person: Person) -> tuple[Field, ...]:
    links = {"LinkedIn": person.linkedin, "GitHub": person.github, "Portfolio": person.website}
    made = [
        Field(name=f"urls[{site}]", label=f"{site} URL", kind="url", answer=url, match="url", section="links")
        for site, url in links.items()
    ]
    other = Field(name="urls[Other]", label="Other website", kind="url", match="any", section="links")
    return (*made, other)


def _cards(posting: Posting) -> tuple[Field, ...]:
    card = card_id(posting)
    return tuple(
        field.model_copy(update={"name": f"cards[{card}][field{index}]"}) for index, field in enumerate(posting.questions)
    )


def card_id(posting: Posting) -> str:
    digest = hashlib.sha256(posting.id.encode()).digest()
    return str(UUID(bytes=digest[:16], version=4))


def _last(posting: Posting, person: Person) -> tuple[Field, ...]:
    last = [Field(name="comments", label="Additional information", kind="textarea", match="any", section="comments")]
    if posting.company.eeo:
        for name, label, options in (("eeo[gender]", "Gender", GENDERS), ("eeo[veteran]", "Veteran status", VETERAN)):
            last.append(Field(name=name, label=label, kind="choice", options=options, answer=options[-1], section="voluntary"))
    if posting.company.privacy:
        label = f"I have read and accept the privacy notice of {posting.company.name}"
        answer = person.privacy_notice
        last.append(Field(name="consent[store]", label=label, kind="consent", required=True, answer=answer, section="consent"))
    label = f"Yes, {posting.company.name} can contact me about future job opportunities for up to 2 years"
    answer = person.future_contact
    last.append(Field(name="consent[marketing]", label=label, kind="consent", answer=answer, section="consent"))
    return tuple(last)


def router(market: Market) -> APIRouter:
    """The pages of all Lever-shaped boards, below the API."""
    routes = APIRouter()
    routes.include_router(lever_api.router(market))

    def open_posting(board: str, job_id: str) -> Posting | None:
        posting = market.on_board("lever", board, job_id)
        return posting if posting and market.is_open(posting) else None

    def missing(board: str) -> HTMLResponse:
        return page(market, "not_found.html", status=404, company=market.company("lever", board))

    @routes.get("/{board}", response_class=HTMLResponse)
    async def board_page(board: str) -> HTMLResponse:
        company = market.company("lever", board)
        if company is None:
            return missing(board)
        return page(market, "board.html", company=company, postings=market.listed("lever", board))

    @routes.get("/{board}/{job_id}", response_class=HTMLResponse)
    async def job_page(board: str, job_id: str) -> HTMLResponse:
        posting = open_posting(board, job_id)
        if posting is None:
            return missing(board)
        return page(market, "lever_job.html", posting=posting, parts=lever_api.parts(posting))

    @routes.get("/{board}/{job_id}/apply", response_class=HTMLResponse)
    async def form_page(board: str, job_id: str) -> HTMLResponse:
        posting = open_posting(board, job_id)
        return missing(board) if posting is None else _form_page(market, posting)

    @routes.post("/{board}/{job_id}/apply")
    async def apply(board: str, job_id: str, request: Request) -> Response:
        posting = market.on_board("lever", board, job_id)
        if posting is None:
            return missing(board)
        form = await request.form()
        verdict = await market.submit(posting, form)
        return missing(board) if not market.is_open(posting) else _answer(market, posting, form, verdict)

    @routes.get("/{board}/{job_id}/thanks", response_class=HTMLResponse)
    async def thanks(board: str, job_id: str, ref: str = "") -> HTMLResponse:
        posting = market.on_board("lever", board, job_id)
        if posting is None:
            return missing(board)
        return page(market, "lever_thanks.html", posting=posting, reference=ref)

    return routes


def _answer(market: Market, posting: Posting, form: FormData, verdict: Verdict) -> Response:
    if verdict.accepted:
        target = f"/{posting.board}/{posting.id}/thanks?ref={verdict.reference}"
        return RedirectResponse(target, status_code=303)
    if verdict.fault == SERVER_FAULT:
        return page(market, "server_error.html", status=500, posting=posting, message=verdict.fault)
    return _form_page(market, posting, verdict=verdict, status=422)


def _form_page(market: Market, posting: Posting, verdict: Verdict | None = None, status: int = 200) -> HTMLResponse:
    sections: dict[str, list[Field]] = {}
    for field in market.fields(posting):
        sections.setdefault(field.section, []).append(field)
    context: dict[str, Any] = {
        "posting": posting,
        "sections": sections,
        "card": card_id(posting),
        "values": verdict.sent.values if verdict else {},
        "errors": verdict.sent.errors if verdict else {},
        "fault": verdict.fault if verdict else None,
        "trap": TRAP,
    }
    return page(market, "lever_apply.html", status=status, **context)


def page_path(posting: Posting) -> str:
    return f"/{posting.board}/{posting.id}"


def apply_path(posting: Posting) -> str:
    return f"/{posting.board}/{posting.id}/apply"


FAMILY = Family(
    name="lever",
    api_path="/lever/v0",
    page_path=page_path,
    apply_path=apply_path,
    fields=fields,
    router=router,
    trap=TRAP,
)
