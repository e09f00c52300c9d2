"""The form behind a members' sign-in: three pages that their server keeps for the account, then the thanks."""

from functools import partial

from fastapi import Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response
from starlette.datastructures import FormData, UploadFile

from deploy.market import forms
from deploy.market.catalogue import Posting
from deploy.market.doubles import TOO_FAST
from deploy.market.fields import Field
from deploy.market.gate import Account, Gatekeeper
from deploy.market.languages import say, translated
from deploy.market.market import Market
from deploy.market.pages import page
from deploy.market.person import Person

TITLES = ("Contact information", "Resume", "Additional questions")


def page_path(posting: Posting) -> str:
    return f"/{posting.board}/{posting.id}"


def apply_path(posting: Posting) -> str:
    return f"{page_path(posting)}/apply"


def fields(posting: Posting, person: Person) -> tuple[Field, ...]:
    """Contact, résumé, then the employer's questions with one the site asks everybody."""
    own = [field.model_copy(update={"name": f"question-{index}", "page": 3}) for index, field in enumerate(posting.questions)]
    made = (
        Field(name="first-name", label="First name", required=True, answer=person.first_name),
        Field(name="last-name", label="Last name", required=True, answer=person.last_name),
        Field(name="email", label="Email address", kind="email", required=True, answer=person.email),
        Field(name="phone", label="Phone number", kind="phone", required=True, answer=person.phone, match="phone"),
        Field(name="city", label="City", answer=person.city),
        Field(name="resume", label="Resume", kind="file", required=True, match="file", page=2),
        *own,
        Field(name="message", label="Message to the Hiring Team", kind="textarea", match="any", page=3),
    )
    return tuple(translated(field, posting.language) for field in made)


class Application:
    """One account's application to one posting, as far as it has come."""

    def __init__(self, market: Market, keeper: Gatekeeper, account: Account, posting: Posting) -> None:
        self.market, self.keeper, self.account, self.posting = market, keeper, account, posting

    @property
    def key(self) -> tuple[str, str]:
        return self.account.email.casefold(), self.posting.id

    @property
    def draft(self) -> dict[str, list[str]]:
        return self.keeper.drafts.setdefault(self.key, {})

    def show(self, step: int, errors: dict[str, str] | None = None, fault: str = "", status: int = 200) -> HTMLResponse:
        """One page of the form with what is kept."""
        step = min(max(step, 1), len(TITLES))
        files = {token: name for token, (name, _) in self.market.desk.uploads.items()}
        return page(
            self.market,
            "members/form.html",
            status=status,
            posting=self.posting,
            gate=self.keeper.gate,
            fields=[field for field in self.market.fields(self.posting) if field.page == step],
            values={"email": [self.account.email]} | self.draft,
            files=files,
            errors=errors or {},
            fault=fault,
            step=step,
            titles=TITLES,
            account=self.account,
            say=partial(say, self.posting.language),
        )

    async def take(self, step: int, request: Request) -> Response:
        """Keeps one page's answers and shows the next; the last page sends the application."""
        here = [field for field in self.market.fields(self.posting) if field.page == step]
        await self._keep(here, await request.form())
        form = self._form()
        sent = await forms.read(here, form, self.market.drift)
        if sent.errors:
            return self.show(step, sent.errors, status=422)
        if step < len(TITLES):
            return RedirectResponse(f"{apply_path(self.posting)}?step={step + 1}", status_code=303)
        if self.posting.trait == "throttled" and self.market.desk.too_fast(self.posting.id):
            return too_many(self.market, self.keeper)
        return await self._send(step)

    async def _keep(self, here: list[Field], posted: FormData) -> None:
        for field in here:
            name = self.market.drift.name(field.name)
            parts = posted.getlist(name)
            files = [part for part in parts if isinstance(part, UploadFile) and part.filename]
            if files:
                self.draft[field.name] = [self.market.desk.keep(files[0].filename or "", await files[0].read())]
            elif field.kind != "file":
                self.draft[field.name] = [part for part in parts if isinstance(part, str)]

    def _form(self) -> FormData:
        pairs = [(self.market.drift.name(name), value) for name, values in self.draft.items() for value in values]
        return FormData([(name, self.market.uploaded(value)) for name, value in pairs])

    async def _send(self, step: int) -> Response:
        verdict = await self.market.submit(self.posting, self._form())
        if not verdict.accepted:
            pages = {field.name: field.page for field in self.market.fields(self.posting)}
            first = min((pages[name] for name in verdict.sent.errors), default=step)
            return self.show(first, verdict.sent.errors, verdict.fault or "", status=422)
        self.keeper.drafts.pop(self.key, None)
        self.account.applied.append(self.posting.id)
        return RedirectResponse(f"{page_path(self.posting)}/thanks?ref={verdict.reference}", status_code=303)


def too_many(market: Market, keeper: Gatekeeper) -> HTMLResponse:
    """The page of who came too often."""
    words = partial(say, keeper.gate.language)
    answer = page(market, "members/too_many.html", status=429, gate=keeper.gate, say=words, message=TOO_FAST)
    answer.headers["Retry-After"] = str(keeper.retry_after)
    return answer
