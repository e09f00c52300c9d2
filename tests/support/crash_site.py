"""A site double that counts what reaches it, and a browser that speaks to it: what is behind the ports in the crash tests.

The double runs in a thread of the test's own process, so it outlives every worker and remembers every click.
"""

import threading
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager, suppress
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from types import MappingProxyType

import httpx

from brain.form import Entry, EntryPlace, Field, FieldValue, FormPage, PageAction, ReadBack
from brain.known_fields import Named
from brain.ports import (
    AccountForms,
    FormSession,
    KnownSelector,
    LookBack,
    OnSubmitRequest,
    Resume,
    SelectorEvidence,
    SubmitResult,
)
from brain.ports import Site as Registered

NAME = Field(key="p1.name", label="Name", kind="text", required=True)


class Site:
    """What reached it: `clicks` are the paths applications were sent to, `paid` the calls of its model.

    An application to a path in `breaks` is taken, and the connection then broken. `/hold` answers once `gate` is open;
    `held` counts who came there.
    """

    def __init__(self) -> None:
        self.clicks: list[str] = []
        self.paid = 0
        self.held = 0
        self.breaks: set[str] = set()
        self.gate = threading.Event()
        self.lock = threading.Lock()
        self.url = ""

    def take(self, path: str) -> bool:
        """Notes a request; False where its answer shall get lost."""
        with self.lock:
            if path.startswith("/apply/"):
                self.clicks.append(path)
            self.paid += path == "/model"
            self.held += path == "/hold"
        if path == "/hold":
            self.gate.wait()
        return path not in self.breaks


@contextmanager
def serving_site() -> Iterator[Site]:
    """The double on a free port of this machine."""
    site = Site()

    class Handler(BaseHTTPRequestHandler):
        def do_POST(self) -> None:
            self.rfile.read(int(self.headers.get("Content-Length", 0)))
            if not site.take(self.path):
                self.close_connection = True
                return
            with suppress(BrokenPipeError):  # who asked may be gone
                self.send_response(200)
                self.end_headers()
                self.wfile.write(b"Thank you.")

        def log_message(self, *_: object) -> None:
            """Nothing on stderr."""

    with ThreadingHTTPServer(("127.0.0.1", 0), Handler) as server:
        server.daemon_threads = True
        site.url = f"http://127.0.0.1:{server.server_port}"
        thread = threading.Thread(target=server.serve_forever, daemon=True)
        thread.start()
        yield site
        site.gate.set()
        server.shutdown()
        thread.join()


class SiteBrowser:
    """Implements `brain.ports.Browser` for forms of one page at the double. Says on stdout that a session was closed."""

    def __init__(self, site_url: str) -> None:
        self.site_url = site_url

    def family_of(self, url: str) -> str | None:
        return None

    @asynccontextmanager
    async def open(
        self, url: str, known: Sequence[KnownSelector] = (), label: str = "", site: Registered | None = None,
        registered: Mapping[str, str] = MappingProxyType({}), resume: Resume | None = None,
    ) -> AsyncIterator[FormSession]:  # fmt: skip
        try:
            yield SiteSession(url)
        finally:
            print("browser closed", flush=True)

    async def call(self, path: str) -> str:
        """Asks the double, as long as it takes."""
        async with httpx.AsyncClient(base_url=self.site_url, trust_env=False, verify=False, timeout=None) as client:
            return (await client.post(path)).text


class SiteSession:
    """A form with one field and a button. The click is one POST, let go by `on_request` as a browser's is."""

    accounts: AccountForms | None = None
    evidence: Sequence[SelectorEvidence] = ()
    selector_hits = 0

    def __init__(self, url: str) -> None:
        self._url = url
        self._name = NAME

    def by_hand(self) -> None:
        """It believes whatever it shows."""

    def recognise(self, page: int, fields: Sequence[Named]) -> None:
        """Its keys never change."""

    async def read(self) -> FormPage:
        send = PageAction(label="Send application", kind="submit")
        return FormPage(number=1, kind="form_step", url=self._url, fields=(self._name,), actions=(send,))

    async def fill(self, page: FormPage, entries: Sequence[Entry]) -> Sequence[ReadBack]:
        for entry in entries:
            self._name = NAME.model_copy(update={"value": entry.value})
        return [ReadBack(key=e.field.key, value=e.value, ok=True) for e in entries]

    async def operate(self, action: PageAction, place: EntryPlace | None) -> FormPage:
        return await self.read()

    async def advance(self, page: FormPage) -> FormPage:
        return page

    async def submit(self, page: FormPage, on_request: OnSubmitRequest) -> SubmitResult:
        if not await on_request("POST", self._url):
            return SubmitResult(state="not_sent", text="The request was not let go.")
        try:
            async with httpx.AsyncClient(trust_env=False, verify=False) as client:
                answer = await client.post(self._url)
        except httpx.TransportError as error:
            return SubmitResult(state="unknown", text=type(error).__name__, url=self._url, requests=1, screenshot="after.jpg")
        return SubmitResult(state="confirmed", text=answer.text, url=self._url, requests=1)

    async def look_back(self, title: str, company: str) -> LookBack:
        return LookBack(state="silent")

    async def screenshot(self, label: str) -> str:
        return f"{label}.jpg"

    unsaved = 0
    typed_by_person: Mapping[str, FieldValue] = MappingProxyType({})

    def may_save(self, allowed: bool) -> None:
        """It keeps nothing before the end."""
