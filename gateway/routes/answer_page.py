"""`/a/{token}`: one question on one page, for whoever holds the link. It can answer that question once, and nothing else.

Opening the page changes nothing: programs that look at mail open its links. The token in the path is what makes a form of this
page ours; no cookie and no sign-in takes part.
"""

import math
from datetime import UTC, datetime
from http import HTTPStatus
from typing import Any

from fastapi import APIRouter, Request
from starlette.datastructures import FormData
from starlette.responses import HTMLResponse

from brain.errors import Conflict, Gone, InvalidInput, NotFound
from brain.intervention import AskedField
from brain.telling import by_link
from gateway.answers import InterveneBody
from gateway.auth import SignedIn
from gateway.routes.home import templates
from gateway.routes.interventions import answer
from gateway.services import Services, ServicesHere
from world_model.answer_links import AnswerLink
from world_model.interventions import AskedIntervention

router = APIRouter(include_in_schema=False)
FORM = "application/x-www-form-urlencoded"
MANY = {"multiselect"}
RADIOS_UP_TO = 6
YES_NO = ("yes", "no")
TYPES = {"email": "email", "phone": "tel", "url": "url", "date": "date"}
ENDED = {
    404: ("There is nothing here.", "This link is not one of ours, or what it was for is gone."),
    409: ("This was answered already.", "Nothing is left to do."),
    410: ("This link has ended.", "It was good for a short time only. What is still open waits for you in JobHunter."),
    429: ("Too many tries.", "Wait a minute, then open the link again."),
}
CHANGED = ("The draft has changed.", "Nothing was approved. JobHunter asks again, with the draft as it is now.")
DONE = {
    "approve": ("Approved.", "The application is sent as it stands in JobHunter."),
    "reject": ("Rejected.", "This application is not sent."),
    "answer": ("Thank you.", "JobHunter goes on with your answer."),
}


@router.get("/a/{token}", response_class=HTMLResponse)
async def show(token: str, request: Request, services: ServicesHere) -> HTMLResponse:
    """The question. Nothing is answered or used up by looking at it."""
    found = await _found(token, request, services)
    return found if isinstance(found, HTMLResponse) else await _page(request, services, found)


@router.post("/a/{token}", response_class=HTMLResponse)
async def give(token: str, request: Request, services: ServicesHere) -> HTMLResponse:
    """Answers the question with the page's form, once."""
    link = await _found(token, request, services)
    if isinstance(link, HTMLResponse):
        return link
    if request.headers.get("content-type", "").partition(";")[0].strip() != FORM:
        return await _page(request, services, link, "This is not the form of this page.")
    asked = link.asked
    async with request.form(max_files=0, max_fields=1000) as form:
        try:
            body = _body(asked, form)
            await answer(asked.task_id, body, SignedIn(link.user_id, "link"), services)
        except InvalidInput as error:
            return await _page(request, services, link, error.detail or error.title, form)
        except Conflict as error:
            return _plain(request, 409, *CHANGED) if error.code == "manifest_changed" else _ended(request, 409)
        except Gone:
            return _ended(request, 410)
        except NotFound:
            return _ended(request, 404)
    await services.links.used(link.user_id, token)
    return _plain(request, 200, *DONE[body.action])


async def _found(token: str, request: Request, services: Services) -> AnswerLink | HTMLResponse:
    """The link where it still may answer, else the page that says why not."""
    address = request.client.host if request.client else ""
    if wait := services.misses.wait_s(address):
        return _ended(request, 429, {"Retry-After": str(wait)})
    link = await services.links.find(token)
    if link is None:
        services.misses.count(address)
        return _ended(request, 404)
    if link.used or link.asked.status == "answered":
        return _ended(request, 409)
    late = link.late or link.asked.status != "open" or link.asked.expires_at <= datetime.now(UTC)
    return _ended(request, 410) if late or not by_link(link.asked.kind, link.asked.fields) else link


def _body(asked: AskedIntervention, form: FormData) -> InterveneBody:
    """What the form says, as the one way to answer takes it. Raises `InvalidInput`."""
    known: dict[str, Any] = {"step_id": asked.step_id, "intervention_id": asked.id}
    if asked.kind == "review":
        action = str(form.get("action", ""))
        if action not in ("approve", "reject"):
            raise InvalidInput("invalid_answer", "Choose one of the two.")
        if action == "approve":
            # Of what this very review shows, and nothing that has become of it since.
            shown = None if asked.context.get("beyond") else asked.context.get("manifest_hash")
            return InterveneBody(**known, action="approve", manifest_hash=shown)
        return InterveneBody(**known, action="reject", human_input=_text(form.get("reason"))[:2000] or None)
    if not asked.fields:
        return InterveneBody(**known, action="answer", human_input=_text(form.get("f0")) or None)
    fields = {f.key: value for n, f in enumerate(asked.fields) if (value := _value(asked, f, form, f"f{n}"))}
    return InterveneBody(**known, action="answer", fields=fields)


def _value(asked: AskedIntervention, field: AskedField, form: FormData, name: str) -> Any:
    if field.kind in MANY and field.options:
        return [_text(value) for value in form.getlist(name)]
    said = _text(form.get(name))
    return said.replace(" ", "") if _is_code(asked, field) else said


def _is_code(asked: AskedIntervention, field: AskedField) -> bool:
    return field.kind == "code" or (asked.kind == "code" and field.kind == "text" and not field.options)


def _text(value: object) -> str:
    return value.strip()[:20_000].replace("\0", "") if isinstance(value, str) else ""


async def _page(
    request: Request, services: Services, link: AnswerLink, wrong: str = "", form: FormData | None = None
) -> HTMLResponse:
    asked = link.asked
    title, company = await services.outbox.posting_of(link.user_id, asked)
    known = {
        "asked": asked,
        "posting": "" if title and title in asked.question else " · ".join(part for part in (title, company) if part),
        "fields": [_drawn(asked, n, f, form) for n, f in enumerate(asked.fields or (_one_field(asked),))],
        "review": _summary(asked) if asked.kind == "review" else None,
        "left": _left(min(asked.expires_at, link.expires_at)),
        "wrong": wrong,
    }
    status = HTTPStatus.UNPROCESSABLE_ENTITY if wrong else HTTPStatus.OK
    return templates.TemplateResponse(request, "answer.html", known, status_code=status)


def _one_field(asked: AskedIntervention) -> AskedField:
    return AskedField(key="answer", label="Code" if asked.kind == "code" else "Your answer", kind=asked.kind)


def _drawn(asked: AskedIntervention, number: int, field: AskedField, form: FormData | None) -> dict[str, Any]:
    """How a field is drawn, with what was said the last time but for a code."""
    options = field.options or (YES_NO if field.kind == "boolean" else ())
    code = _is_code(asked, field)
    if options:
        shape = "checks" if field.kind in MANY else "radios" if len(options) <= RADIOS_UP_TO else "select"
    else:
        shape = "code" if code else "long" if field.kind == "textarea" else "line"
    name = f"f{number}"
    said = [_text(value) for value in form.getlist(name)] if form is not None and not code else []
    return {
        "name": name, "label": field.label, "required": field.required, "options": options, "shape": shape, "said": said,
        "type": TYPES.get(field.kind, "text"), "mode": "decimal" if field.kind == "number" else None, "reason": field.reason,
    }  # fmt: skip


def _summary(asked: AskedIntervention) -> dict[str, Any]:
    """What can be said of a draft without its values: a link is not a sign-in, and a mailbox is not a safe place."""
    labels = {f.key: f.label for f in asked.fields}
    doubted = [d.get("key") for d in asked.context.get("doubts") or () if isinstance(d, dict)]
    return {
        "count": len(asked.fields),
        "doubts": [labels[key] for key in dict.fromkeys(doubted) if key in labels],
        "new": [labels[key] for key in asked.context.get("new") or () if key in labels and key not in doubted],
        "model": [f.label for f in asked.fields if f.reason == "model"],
    }


def _left(until: datetime) -> str:
    minutes = math.ceil((until - datetime.now(UTC)).total_seconds() / 60)
    if minutes < 120:
        return f"{minutes} minute{'s' if minutes != 1 else ''}"
    return f"{minutes // 60} hours" if minutes < 48 * 60 else f"{minutes // (24 * 60)} days"


def _ended(request: Request, status: int, headers: dict[str, str] | None = None) -> HTMLResponse:
    return _plain(request, status, *ENDED[status], headers=headers)


def _plain(request: Request, status: int, title: str, words: str, headers: dict[str, str] | None = None) -> HTMLResponse:
    known = {"title": title, "words": words, "good": status == HTTPStatus.OK}
    return templates.TemplateResponse(request, "answered.html", known, status_code=status, headers=headers)
