"""The state of one practice market: its catalogue, who has applied, and how its sites look today."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from fastapi import APIRouter
from pydantic import JsonValue
from starlette.datastructures import FormData

from brain.errors import NotFound
from deploy.market import forms
from deploy.market.catalogue import Company, Posting, build
from deploy.market.drift import Drift
from deploy.market.fields import Field
from deploy.market.person import Person, bundled_person
from deploy.market.received import Ledger, Submission

SERVER_FAULT = "We could not process your application. Please try again later."
CLOSED = "This job is no longer open."


@dataclass(frozen=True)
class Family:
    """One kind of application tracking system. A further one is a file with such a value, listed in `app.FAMILIES`.

    `api_path`: what its API's addresses begin with. `page_path` and `apply_path`: a posting's page and its form's page,
    below the origin. `fields`: all questions of a posting's form in their original order.
    """

    name: str
    api_path: str
    page_path: Callable[[Posting], str]
    apply_path: Callable[[Posting], str]
    fields: Callable[[Posting, Person], tuple[Field, ...]]
    router: Callable[["Market"], APIRouter]


class Market:
    """Everything one market knows. `origins` (family → scheme://host:port) is filled when its servers listen."""

    def __init__(self, seed: int, families: Sequence[Family]) -> None:
        self.seed = seed
        self.person = bundled_person()
        self.families = {family.name: family for family in families}
        self.catalogue = build(seed, self.person)
        self.origins: dict[str, str] = {}
        self.reset()

    def reset(self) -> None:
        """Forgets what was received, the drift, and which postings were opened."""
        doubles = {posting.id: posting.same_as for posting in self.catalogue.postings if posting.same_as}
        self.ledger = Ledger(doubles)
        self.drift = Drift()
        self._opened: frozenset[str] | None = None

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
        postings = self.catalogue.board(family, board)
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

    async def submit(self, posting: Posting, form: FormData, *, trap: str = "", decode: forms.Decode) -> "Verdict":
        """Judges and files one application. `trap` is the name of a field that people never see."""
        fields = self.fields(posting)
        sent = await forms.read(fields, form, self.drift, decode)
        answers, files = await forms.as_received(fields, sent, self.drift)
        fault = self._fault(posting, form, trap)
        entry = self.ledger.add(
            posting,
            sent.text("email"),
            tuple(answers),
            tuple(files),
            complete=not sent.errors,
            errors=(*sent.errors.values(), *([fault] if fault else [])),
        )
        return Verdict(entry=entry, sent=sent, fault=None if sent.errors else fault)

    def _fault(self, posting: Posting, form: FormData, trap: str) -> str | None:
        if not self.is_open(posting):
            return CLOSED
        if trap and form.get(self.drift.name(trap)):
            return "Your application was flagged as automated and was not accepted."
        return SERVER_FAULT if posting.trait == "fails" else None

    def _known(self, posting_id: str) -> Posting:
        posting = self.catalogue.find(posting_id)
        if posting is None:
            raise NotFound("unknown_posting", "No such posting.", posting_id, "GET /_postings lists the ids.")
        return posting

    def sites(self) -> list[dict[str, JsonValue]]:
        """The site-import document: one entry per family."""
        return [
            {
                "domain": self.origins[name].removeprefix("http://"),
                "family": name,
                "api": {
                    "kind": name,
                    "base_url": self.origins[name] + family.api_path,
                    "boards": [*sorted(self.catalogue.companies(name))],
                    "companies": {board: made.name for board, made in sorted(self.catalogue.companies(name).items())},
                },
                "login_config": {},
                "private": True,
            }
            for name, family in self.families.items()
        ]

    def postings(self) -> list[dict[str, JsonValue]]:
        """Every posting with its trait and the true answer to each of its questions."""
        return [self._posting_document(posting) for posting in self.catalogue.postings]

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
