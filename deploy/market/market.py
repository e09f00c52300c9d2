"""The state of one practice market: its catalogue, who has applied, and how its sites look today."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from io import BytesIO

from fastapi import APIRouter
from pydantic import JsonValue
from starlette.datastructures import FormData, UploadFile

from brain.errors import NotFound
from deploy.market import forms
from deploy.market.catalogue import Company, Posting, build
from deploy.market.desk import Desk
from deploy.market.drift import Drift
from deploy.market.expected import Expected, expected
from deploy.market.fields import Field
from deploy.market.gate import Gate, Gatekeeper, password_of, totp_secret_of
from deploy.market.mail import CODE_WANTED, CODE_WRONG, UNPROVEN, Mailroom
from deploy.market.mailing.mailboxes import Mailboxes
from deploy.market.mailing.servers import MailServers
from deploy.market.person import Person, bundled_person
from deploy.market.practice import coded_posting, postings_behind_sign_in, practice_postings
from deploy.market.received import Ledger, Submission

SERVER_FAULT = "We could not process your application. Please try again later."
CLOSED = "This job is no longer open."
AUTOMATED = "Your application was flagged as automated and was not accepted."
CAPTCHA = "Please confirm that you are not a robot."
CODE_NAME = "security_code"


@dataclass(frozen=True)
class Family:
    """One kind of application tracking system. A further one is a file with such a value, listed in `app.FAMILIES`.

    `api_path`: what its API's addresses begin with, empty where it has none and its postings are only applied to.
    `trap`: the name of a control that is no question and that people never see. `page_path` and `apply_path`: a posting's page
    and its form's page, below the origin. `fields`: all questions of a posting's form in their original order.
    `host`: the name its origin goes by in place of the address, by which browsers take it for another site than its neighbours.
    `gate`: how it lets people in, where it demands a sign-in. `api_kind`: whose shapes its API has, where they are not its own.
    """

    name: str
    api_path: str
    page_path: Callable[[Posting], str]
    apply_path: Callable[[Posting], str]
    fields: Callable[[Posting, Person], tuple[Field, ...]]
    router: Callable[["Market"], APIRouter]
    trap: str = ""
    host: str = ""
    gate: Gate | None = None
    api_kind: str = ""


class Market:
    """Everything one market knows. `origins` (family → scheme://host:port) and `mail` are filled when its servers listen."""

    def __init__(self, seed: int, families: Sequence[Family]) -> None:
        self.seed = seed
        self.person = bundled_person()
        self.families = {family.name: family for family in families}
        open_to_all = [family.name for family in families if not family.api_path and not family.gate]
        practice = practice_postings(seed, self.person, open_to_all)
        found = build(seed, self.person)
        behind = postings_behind_sign_in(seed, self.person, found, [family.name for family in families if family.gate])
        self.catalogue = found.model_copy(
            update={"practice": (*practice, coded_posting(seed, self.person, found)), "behind_sign_in": behind}
        )
        self.origins: dict[str, str] = {}
        self.mailboxes = Mailboxes()
        self.mail: MailServers | None = None
        self.reset()

    def reset(self) -> None:
        """Forgets what was received, the drift, and which postings were opened."""
        doubles = {posting.id: posting.same_as for posting in self.catalogue.postings if posting.same_as}
        self.ledger = Ledger(doubles)
        self.drift = Drift()
        self.desk = Desk()
        self.mailboxes.clear()
        self.mailroom = Mailroom(self.mailboxes)
        self.gates = {name: self._gatekeeper(name, family.gate) for name, family in self.families.items() if family.gate}
        self._opened: frozenset[str] | None = None

    def _gatekeeper(self, name: str, gate: Gate) -> Gatekeeper:
        """The door of one site. The bundled candidate has an account there, unless everybody has to make one."""
        keeper = Gatekeeper(name, gate, self.mailroom)
        if not gate.sign_up:
            account = keeper.open_account(self.person.email, password_of(name, self.seed), gate.second_factor)
            if account.totp_secret:
                account.totp_secret = totp_secret_of(name, self.seed)
        return keeper

    def open_only(self, posting_ids: Sequence[str] | None) -> None:
        """From now on exactly these postings are open; None: as they were at first."""
        for posting_id in posting_ids or ():
            self._known(posting_id)
        self._opened = None if posting_ids is None else frozenset(posting_ids)

    def set_drift(self, seed: int) -> None:
        self.drift = Drift(seed)

    def is_open(self, posting: Posting) -> bool:
        return posting.trait != "closed" if self._opened is None else posting.id in self._opened

    def listed(self, family: str, board: str) -> list[Posting]:
        """What a board's list shows; the closed posting stays there, as stale ones do."""
        postings = [posting for posting in self.catalogue.board(family, board) if posting.listed]
        return [posting for posting in postings if self.is_open(posting) or self._opened is None]

    def on_board(self, family: str, board: str, posting_id: str) -> Posting | None:
        return next((found for found in self.catalogue.board(family, board) if found.id == posting_id), None)

    def company(self, family: str, board: str) -> Company | None:
        return self.catalogue.companies(family).get(board)

    def fields(self, posting: Posting) -> tuple[Field, ...]:
        """The questions of a posting's form, in the order the page has today."""
        return self.drift.order(self.families[posting.family].fields(posting, self.person))

    def page_url(self, posting: Posting) -> str:
        return self.origins[posting.family] + self.families[posting.family].page_path(posting)

    def apply_url(self, posting: Posting) -> str:
        return self.origins[posting.family] + self.families[posting.family].apply_path(posting)

    def expected(self, posting: Posting) -> Expected:
        """What a correct application to it holds today."""
        fields, trap = self.fields(posting), self.families[posting.family].trap
        if trap:
            fields = (*fields, Field(name=trap, label="", trap=True, match="blank"))
        return expected(posting, fields, [self.drift.name(field.name) for field in fields], self.apply_url(posting))

    async def submit(self, posting: Posting, form: FormData, *, decode: forms.Decode = forms.as_posted) -> "Verdict":
        """Judges and files one application. A file may be posted, or the token of one that was uploaded before."""
        fields = self.fields(posting)
        posted = {name: tuple(text for text in form.getlist(name) if isinstance(text, str)) for name in form}
        form = FormData([(name, self.uploaded(part)) for name, part in form.multi_items()])
        sent = await forms.read(fields, form, self.drift, decode)
        answers, files = await forms.as_received(fields, sent, self.drift)
        fault = self._fault(posting, fields, form) or (None if sent.errors else self._unproven(posting, sent.text("email"), form))
        entry = self.ledger.add(
            posting,
            sent.text("email"),
            tuple(answers),
            tuple(files),
            complete=not sent.errors,
            errors=(*sent.errors.values(), *([fault] if fault else [])),
            posted=posted,
        )
        return Verdict(entry=entry, sent=sent, fault=None if sent.errors else fault)

    def uploaded(self, part: UploadFile | str) -> UploadFile | str:
        """The file a posted token stands for; anything else as it is."""
        if isinstance(part, UploadFile) or part not in self.desk.uploads:
            return part
        name, content = self.desk.uploads[part]
        return UploadFile(BytesIO(content), filename=name)

    def _fault(self, posting: Posting, fields: Sequence[Field], form: FormData) -> str | None:
        if not self.is_open(posting):
            return CLOSED
        traps = (self.families[posting.family].trap, *(field.name for field in fields if field.trap))
        if any(form.get(self.drift.name(trap)) for trap in traps if trap):
            return AUTOMATED
        if posting.trait == "captcha":
            return CAPTCHA
        return SERVER_FAULT if posting.trait == "fails" else None

    def _unproven(self, posting: Posting, address: str, form: FormData) -> str | None:
        if posting.trait == "code_before_end":
            return None if self.mailroom.is_proven(posting, address) else UNPROVEN
        if posting.trait != "code_by_mail":
            return None
        if typed := str(form.get(CODE_NAME) or ""):
            return None if self.mailroom.take_code(posting, address, typed) else CODE_WRONG
        self.send_code(posting, address)
        return CODE_WANTED

    def send_code(self, posting: Posting, address: str) -> None:
        self.mailroom.send_code(posting, address, f"Security code for your application to {posting.company.name}")

    def _known(self, posting_id: str) -> Posting:
        posting = self.catalogue.find(posting_id)
        if posting is None:
            raise NotFound("unknown_posting", "No such posting.", posting_id, "GET /_postings lists the ids.")
        return posting

    def sites(self, *, behind_sign_in: bool = False) -> list[dict[str, JsonValue]]:
        """The site-import document: one entry per family; `behind_sign_in`: those that demand one in place of the others."""
        return [
            {
                "domain": self.origins[name].removeprefix("http://"),
                "family": name,
                "api": self._api(family) if family.api_path else None,
                "login_config": {"mail_from": [family.gate.sender.rpartition("@")[2]]} if family.gate else {},
                "private": True,
            }
            for name, family in self.families.items()
            if bool(family.gate) is behind_sign_in
        ]

    def _api(self, family: Family) -> dict[str, JsonValue]:
        companies = sorted(self.catalogue.companies(family.name).items())
        return {
            "kind": family.api_kind or family.name,
            "base_url": self.origins[family.name] + family.api_path,
            "boards": [board for board, _ in companies],
            "companies": {board: made.name for board, made in companies},
        }

    def forms(self, *, behind_sign_in: bool = False) -> list[Expected]:
        """Every form of every family with what a correct application to it holds, or those behind a sign-in."""
        catalogue = self.catalogue
        asked = catalogue.behind_sign_in if behind_sign_in else (*catalogue.postings, *catalogue.practice)
        return [self.expected(posting) for posting in asked]

    def postings(self, *, behind_sign_in: bool = False) -> list[dict[str, JsonValue]]:
        """Every posting with its trait and the true answer to each of its questions, or those behind a sign-in."""
        if behind_sign_in:
            accounts = {str(row["board"]): row for row in self.accounts(self.person.email)}
            found = self.catalogue.behind_sign_in
            return [{**self._posting_document(posting), "account": accounts.get(posting.family)} for posting in found]
        return [self._posting_document(posting) for posting in self.catalogue.postings]

    def accounts(self, email: str = "") -> list[dict[str, JsonValue]]:
        """Every account of the sites that demand a sign-in, or those of one address. `board` is the site."""
        return [
            {
                "board": board,
                "origin": self.origins[board],
                "email": account.email,
                "password": account.password,
                "second_factor": account.second_factor,
                "totp_secret": account.totp_secret,
                "sender": keeper.gate.sender,
                "verified": account.verified,
                "tries": account.tries,
                "wrong": account.wrong,
                "locked": account.locked,
                "codes_sent": account.codes_sent,
                "signed_in": account.signed_in,
                "applied": list(account.applied),
            }
            for board, keeper in self.gates.items()
            for account in keeper.accounts.values()
            if not email or account.email.casefold() == email.casefold()
        ]

    def gate(self, board: str) -> Gatekeeper:
        """The door of one site. Raises `NotFound`."""
        if board not in self.gates:
            raise NotFound("unknown_board", "No such site.", board, f"These demand a sign-in: {', '.join(self.gates)}.")
        return self.gates[board]

    def _posting_document(self, posting: Posting) -> dict[str, JsonValue]:
        role = posting.role
        return {
            "id": posting.id,
            "family": posting.family,
            "board": posting.board,
            "company": posting.company.name,
            "title": role.title,
            "place": role.place,
            "workplace": role.workplace,
            "url": self.page_url(posting),
            "apply_url": self.apply_url(posting),
            "fits": posting.fits,
            "trait": posting.trait,
            "same_as": posting.same_as,
            "open": self.is_open(posting),
            "questions": [
                {
                    **field.model_dump(mode="json", include={"label", "kind", "required", "options", "answer", "match"}),
                    "name": self.drift.name(field.name),
                }
                for field in self.fields(posting)
            ],
        }


@dataclass(frozen=True)
class Verdict:
    """How a submit went. `fault` is a refusal that names no field; then the fields were in order."""

    entry: Submission
    sent: forms.Sent
    fault: str | None

    @property
    def accepted(self) -> bool:
        return not self.entry.errors

    @property
    def reference(self) -> str:
        return f"{self.entry.family[:2].upper()}-{self.entry.posting_id[:4].upper()}-{self.entry.n:04d}"
