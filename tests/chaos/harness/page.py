"""The port `Browser` over plain HTTP: the site double's form, of one page and one field."""

import asyncio
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from types import MappingProxyType

import httpx

from brain.form import Entry, EntryPlace, Field, FieldValue, FormPage, PageAction, ReadBack
from brain.known_fields import Named
from brain.manifest import Manifest, ManifestField, Provenance
from brain.ports import (
    AccountForms,
    FormSession,
    KnownSelector,
    LookBack,
    OnSubmitRequest,
    Resume,
    SelectorEvidence,
    Site,
    SubmitResult,
)

# A real page is slow around its click. Without this the interesting instants would be too short to be hit.
SLOW_S = 0.025
NAME = Field(key="p1.name", label="Name", kind="text", required=True)


class HttpForms:
    """Implements `brain.ports.Browser`."""

    def __init__(self) -> None:
        self._client = httpx.AsyncClient(trust_env=False, timeout=10)

    async def close(self) -> None:
        await self._client.aclose()

    def family_of(self, url: str) -> str | None:
        return None

    @asynccontextmanager
    async def open(
        self, url: str, known: Sequence[KnownSelector] = (), label: str = "", site: Site | None = None,
        registered: Mapping[str, str] = MappingProxyType({}), resume: Resume | None = None,
    ) -> AsyncIterator[FormSession]:  # fmt: skip
        yield OpenForm(self._client, url)


class OpenForm:
    """Implements `brain.ports.FormSession`."""

    accounts: AccountForms | None = None
    evidence: Sequence[SelectorEvidence] = ()
    selector_hits = 0

    def __init__(self, client: httpx.AsyncClient, url: str) -> None:
        self._client = client
        self._url = url
        self._name = NAME

    def by_hand(self) -> None:
        """It believes whatever it shows."""

    def recognise(self, page: int, fields: Sequence[Named]) -> None:
        """Its keys never change."""

    async def read(self) -> FormPage:
        apply = PageAction(label="Submit application", kind="submit")
        return FormPage(number=1, kind="form_step", url=self._url, fields=(self._name,), actions=(apply,))

    async def fill(self, page: FormPage, entries: Sequence[Entry]) -> Sequence[ReadBack]:
        for entry in entries:
            self._name = NAME.model_copy(update={"value": entry.value})
        return [ReadBack(key=e.field.key, value=e.value, ok=True) for e in entries]

    async def operate(self, action: PageAction, place: EntryPlace | None) -> FormPage:
        return await self.read()

    async def advance(self, page: FormPage) -> FormPage:
        return page

    async def look_back(self, title: str, company: str) -> LookBack:
        return LookBack(state="silent")

    async def screenshot(self, label: str) -> str:
        return f"{label}.jpg"

    unsaved = 0
    typed_by_person: Mapping[str, FieldValue] = MappingProxyType({})

    def may_save(self, allowed: bool) -> None:
        """It keeps nothing before the end."""

    async def submit(self, page: FormPage, on_request: OnSubmitRequest) -> SubmitResult:
        await asyncio.sleep(SLOW_S)
        if not await on_request("POST", self._url):
            return SubmitResult(state="not_sent")
        await asyncio.sleep(SLOW_S)
        try:
            answer = await self._client.post(self._url, data={"name": "Ada"})
        except httpx.HTTPError:
            return SubmitResult(state="unknown", requests=1)
        await asyncio.sleep(SLOW_S)
        return SubmitResult(state="confirmed", text=answer.text, url=self._url, requests=1)


def filled_in(url: str) -> Manifest:
    """The form as it will be sent."""
    name = ManifestField(
        key=NAME.key,
        page=1,
        label=NAME.label,
        name="",
        kind=NAME.kind,
        required=True,
        value="Ada",
        provenance=Provenance(kind="fact"),
    )
    return Manifest(url=url, pages=1, fields=(name,))
