"""What the brain needs from the world, as protocols. Hands, world model and memory implement them; fakes do too.

Real and fake adapters pass the same suites in `tests/contract/`.
"""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from datetime import datetime
from types import MappingProxyType
from typing import Any, Literal, Protocol

from pydantic import BaseModel, SecretStr
from pydantic import Field as pyfield

from brain.browsing import Browsing
from brain.errors import NotFound
from brain.facts import Candidate, Document
from brain.form import Entry, EntryPlace, FormPage, PageAction, ReadBack
from brain.known_fields import Named
from brain.manifest import Manifest
from brain.posting import Frozen, Posting


# --- sites -----------------------------------------------------------------------------------------------------------
class SiteApi(Frozen):
    """How a board's API is reached: kind = source name, base URL, board names, and each board's company where known."""

    kind: str
    base_url: str
    boards: tuple[str, ...] = ()
    companies: dict[str, str] = pyfield(default_factory=dict)


class Site(Frozen):
    """What is known of a domain. `private` marks a site on this machine or network (allowed only by exact origin)."""

    domain: str
    family: str | None = None
    api: SiteApi | None = None
    login_config: dict[str, Any] = pyfield(default_factory=dict)
    private: bool = False
    browsing: Browsing = Browsing()


class KnownSelector(Frozen):
    """A selector that was tried for a purpose: `wins`, `losses` and when it was last used.

    `recent`: 0 to 1, half of it the last use, a quarter the one before, and so on; below one half the last use was a loss.
    """

    purpose: str
    selector: str
    wins: int = 0
    losses: int = 0
    recent: float = 0.5
    last_used: datetime | None = None


class SelectorEvidence(Frozen):
    """What one use of a selector showed. `hit`: it was known before and used; `won`: label and role fitted and it worked.

    `family`: whose host the control's page is, or what its site is registered for: other sites of it may be told. None for a page
    that only looks like a family's.
    """

    purpose: str
    selector: str
    won: bool
    hit: bool
    family: str | None = None


class Sites(Protocol):
    async def list(self) -> Sequence[Site]: ...
    async def at(self, domain: str) -> Site | None:
        """What this domain is registered as; what was learned of a domain registers it for no family."""
        ...

    async def selectors(self, domain: str, family: str | None) -> Sequence[KnownSelector]:
        """Best first: what won when last used before what did not, the site's own before its family's."""
        ...

    async def record(self, domain: str, evidence: Sequence[SelectorEvidence]) -> int:
        """Writes back what worked and demotes what did not, for the domain and for each use's `family`; returns how many
        selectors are now known. What may not be remembered (`brain.selectors`) is left out."""
        ...


# --- boards ----------------------------------------------------------------------------------------------------------
class BoardRef(Frozen):
    """One board at one source: `source` is the board client's name, `board` the company's name there."""

    source: str
    board: str
    base_url: str
    domain: str
    company: str = ""
    private: bool = False


class SearchResult(Frozen):
    """What one board answered. `warnings` are plain sentences (skipped items, changed shape); `error` set = no answer."""

    board: BoardRef
    postings: tuple[Posting, ...] = ()
    warnings: tuple[str, ...] = ()
    error: str | None = None


class Boards(Protocol):
    async def search(self, ref: BoardRef) -> SearchResult:
        """Every open posting of one board. Transient trouble is in `error`, never an exception."""
        ...

    async def read(self, ref: BoardRef, external_id: str) -> Posting | None:
        """One posting in full, or None when it is closed. Raises `Unavailable` when the source does not answer."""
        ...

    async def at(self, url: str, sites: Sequence[Site] = ()) -> Posting | None:
        """The posting an address leads to, or None when it is closed; `sites` tell which addresses are boards'. What cannot
        be read there is left open. Raises `Unavailable` when the address does not answer, `InvalidInput` `url_not_allowed`."""
        ...


# --- browser ---------------------------------------------------------------------------------------------------------
class SubmitResult(Frozen):
    """How the one act of sending ended.

    `confirmed`: the page confirmed. `rejected`: the page showed errors and nothing was accepted (`errors` by field key).
    `not_sent`: no submit request left the browser. `unknown`: sent, but the page did not
    say. `by`: the person who looked, where it was found out later. `wait_s`: nothing was taken because the site was asked too
    often; how long it wants to be left alone.
    """

    state: Literal["confirmed", "rejected", "not_sent", "unknown"]
    text: str = ""
    url: str = ""
    errors: dict[str, str] = pyfield(default_factory=dict)
    requests: int = 0
    screenshot: str | None = None
    by: str = ""
    wait_s: float | None = None


OnSubmitRequest = Callable[[str, str], Awaitable[bool]]


class AccountSite(Frozen):
    """Where an account counts: the exact origin (scheme, host in punycode, port) and the tenant, where one origin has many."""

    origin: str
    tenant: str = ""


class Credential(Frozen):
    """An account of the person's at one site.

    `tries`: sign-ins since it last worked; `told`: the intervention the person last answered about it.
    `planned`: kept, but not known to exist there; `created`; `works`: it has let in; `refused`: it did not.
    """

    id: int
    site: AccountSite
    email: str
    password: SecretStr
    state: Literal["planned", "created", "works", "refused"] = "planned"
    tries: int = 0
    told: int = 0


class Entered(Frozen):
    """How pressing an account page's button ended, and the page after it.

    `entered`: the page went on, maybe to another account page. `exists`: there is an account already. `locked`. `code`: a code or
    a link that was sent to the person is wanted. `captcha`: a person must prove to be one. `refused`: the page stayed, for
    whatever reason `text` names (page text).
    """

    state: Literal["entered", "exists", "locked", "code", "captcha", "refused"]
    page: FormPage
    text: str = ""


class AccountForms(Protocol):
    """The sign-in and sign-up pages in front of a form. Passwords are typed here and nowhere else."""

    def site(self, page: FormPage) -> AccountSite | None:
        """Whose account the page asks for; None where its password fields are not its own site's, or could be overheard."""
        ...

    async def enter(self, page: FormPage, credential: Credential) -> Entered:
        """Types the password into the page's password fields and presses its button; one request is let go, to the credential's
        own origin. Raises `Refused` `wrong_origin` before a key is pressed where a field's frame has another origin."""
        ...

    async def other(self, wanted: Literal["sign_in", "sign_up"]) -> FormPage:
        """Follows the page's own link or tab to its other account form; the page as it stands where there is none."""
        ...


class FormSession(Protocol):
    """A fresh browser context on one application form. While `submit` does not run, the last action is never operated
    and every non-GET navigation to another page, and every request to a host that is not the form's, is blocked."""

    def recognise(self, page: int, fields: Sequence[Named]) -> None:
        """From now on what reads like one of these on that page (from 1) bears its key, whatever the site calls it."""
        ...

    async def read(self) -> FormPage:
        """The page as it stands, read anew in one pass over every frame and shadow root."""
        ...

    async def fill(self, page: FormPage, entries: Sequence[Entry]) -> Sequence[ReadBack]:
        """Fills the fields and reads back what the page holds for each. Never raises for a field that would not take."""
        ...

    def by_hand(self) -> None:
        """From now on texts are typed by keys and boxes ticked by the mouse, as a person does it."""
        ...

    async def operate(self, action: PageAction, place: EntryPlace | None) -> FormPage:
        """Presses a button that adds an entry of a list, or puts the open one away, and reads the page then. Nothing is sent.

        `place`: the entry that comes up, whose questions bear its name from now on; None where one is put away.
        """
        ...

    async def advance(self, page: FormPage) -> FormPage:
        """Presses Next and reads the page it leads to (the same page with `errors` when it refused)."""
        ...

    async def submit(self, page: FormPage, on_request: OnSubmitRequest) -> SubmitResult:
        """Operates the last action once. `on_request(method, url)` is awaited before the one request is let go;
        when it answers False the request is aborted."""
        ...

    async def screenshot(self, label: str) -> str:
        """Takes a picture with secrets masked; returns its path relative to the files folder."""
        ...

    def may_save(self, allowed: bool) -> None:
        """Whether the site may keep what is filled in before the end. Until it is said, what would be kept is held back."""
        ...

    @property
    def unsaved(self) -> int:
        """How many requests were held back because the site may not save."""
        ...

    @property
    def accounts(self) -> AccountForms | None: ...

    @property
    def evidence(self) -> Sequence[SelectorEvidence]: ...

    @property
    def selector_hits(self) -> int: ...


class Browser(Protocol):
    def family_of(self, url: str) -> str | None:
        """The family whose host this address is on; the page is not asked."""
        ...

    def open(
        self, url: str, known: Sequence[KnownSelector] = (), label: str = "", site: Site | None = None,
        registered: Mapping[str, str] = MappingProxyType({}),
    ) -> AbstractAsyncContextManager[FormSession]:  # fmt: skip
        """Opens the application form behind `url`, following an Apply button of the same site when the page is the job's.

        `site`: as what the site of `url` is registered: its pages count as that family's, whatever they carry, and are opened
        as it says. `registered`: family by domain of all sites that are; a frame of another site is filled in only where it is
        one of these, or a host of a known family.

        Raises `Refused` (`url_not_allowed`), `Unavailable` (`page_not_reached`), `Missing` (`no_browser`).
        """
        ...


# --- documents -------------------------------------------------------------------------------------------------------
class ResumeView(Frozen):
    """What a résumé shows, by reference: facts chosen and ordered, never new words. `resume` is the JSON Resume to draw."""

    resume: dict[str, Any]
    fact_ids: tuple[int, ...]


class Letterhead(Frozen):
    """What stands around a letter's text on paper: who writes, how to reach them, what it is about; `date` as it is written."""

    sender: str = ""
    label: str = ""
    contacts: tuple[str, ...] = ()
    subject: str = ""
    language: str = "en"
    date: str = ""


class Documents(Protocol):
    async def render_resume(self, user_id: str, candidate_id: str, view: ResumeView, name: str) -> Document:
        """A one- or two-page PDF. Identical input gives identical bytes, and the same document."""
        ...

    async def render_letter(
        self, user_id: str, candidate_id: str, text: str, name: str, head: Letterhead | None = None
    ) -> Document:
        """A letter of the text alone, below `head` where there is one."""
        ...


# --- the ledger ------------------------------------------------------------------------------------------------------
class StoredPosting(Frozen):
    id: str
    posting: Posting


class Postings(Protocol):
    async def save(self, user_id: str, postings: Sequence[Posting]) -> Sequence[StoredPosting]:
        """Inserts or refreshes by posting key; returns each with its id, in order."""
        ...

    async def get(self, user_id: str, posting_id: str) -> StoredPosting: ...
    async def many(self, user_id: str, posting_ids: Sequence[str]) -> Sequence[StoredPosting]: ...
    async def mark_closed(self, user_id: str, posting_id: str) -> None: ...


class Application(Frozen):
    id: str
    posting_id: str
    state: str
    manifest: Manifest | None = None

    @property
    def required_manifest(self) -> Manifest:
        """The manifest of a form that has been explored. Raises `NotFound` `no_manifest` before that."""
        if self.manifest is None:
            raise NotFound("no_manifest", "This application's form was not explored yet.", self.id, "Explore the form first.")
        return self.manifest


class Applications(Protocol):
    async def applied(self, user_id: str, candidate_id: str) -> frozenset[str]:
        """Posting keys and fingerprints of every job this candidate has a submission for, or that another task is at."""
        ...

    async def begin(self, user_id: str, candidate_id: str, posting_id: str, task_id: str) -> Application:
        """The application of this candidate to this posting, made when there is none (state `preparing`)."""
        ...

    async def move(self, user_id: str, application_id: str, state: str, note: str) -> None: ...
    async def keep_score(self, user_id: str, application_id: str, score: int) -> None: ...
    async def keep_manifest(self, user_id: str, application_id: str, manifest: Manifest) -> None: ...
    async def keep_document(self, user_id: str, application_id: str, candidate_id: str, document: Document) -> None: ...
    async def get(self, user_id: str, application_id: str) -> Application: ...


class Receipt(Frozen):
    """The proof of one submission."""

    submission_id: int
    state: str
    manifest_hash: str
    arms: int = 0
    requested: bool = False
    confirmed_at: datetime | None = None
    text: str = ""
    url: str = ""
    screenshots: tuple[str, ...] = ()


class Submissions(Protocol):
    """The one act of sending, for one claimed step. Every method is its own committed transaction, fenced by the lease token."""

    async def plan(
        self, manifest: Manifest, posting: StoredPosting, candidate_id: str, application_id: str, distinct_by: str = ""
    ) -> Receipt:
        """`planned`, or the submission that stands for this candidate and posting already, whatever its state.

        Raises `Refused` `same_job` (another posting with the same fingerprint stands and `distinct_by` names nobody who said
        that this is another job) and `in_other_task` (another open task is at this posting).
        """
        ...

    async def approve(self, submission_id: int, manifest_hash: str, by: str) -> None:
        """Raises `Refused` `manifest_changed` where what was shown is not what would be sent."""
        ...

    async def arm(self, submission_id: int, manifest_hash: str, *, beyond: bool = False) -> None:
        """`approved → armed`, committed before the click. Raises `Refused`: `stopped`, `goal_met`, `manifest_changed`,
        `not_approved`, `dry_run`, `cancelled`, `fenced`, `unresolved`, `unknown`, `confirmed`.
        `beyond`: the person said that submissions not known to have arrived shall not count against the goal."""
        ...

    async def note_request(self, submission_id: int, host: str) -> bool:
        """Written before the one request is let go; False when it must not go (cancelled, fenced, or it went already)."""
        ...

    async def settle(self, submission_id: int, result: SubmitResult, screenshots: Sequence[str]) -> Receipt: ...
    async def get(self, submission_id: int) -> Receipt: ...
    async def of_posting(self, candidate_id: str, posting_key: str) -> Receipt | None: ...


class Kept(Frozen):
    """What is remembered of an answer now; without `id` it is not to be remembered. `forgotten`: by the person, since."""

    id: int | None = None
    value: Any = None
    forgotten: bool = False


class Candidates(Protocol):
    async def consents(self, user_id: str, candidate_id: str) -> Mapping[str, bool]:
        """What the candidate has agreed to or refused, by its kind."""
        ...

    async def load(self, user_id: str, candidate_id: str | None, application_id: str | None = None) -> Candidate:
        """The candidate (the newest one when no id is given); documents made for `application_id` stand before all others
        of their kind. Raises `NotFound` `no_candidate` when none was imported."""
        ...

    async def remember(
        self, user_id: str, candidate_id: str, question: str, value: Any, scope: str, company: str, family: str, origin: str
    ) -> Kept:
        """Keeps what the person answered, once per `origin` (the intervention or task it came with): what they have changed or
        forgotten since stays so."""
        ...

    async def keep_consent(self, user_id: str, candidate_id: str, name: str, site: str, given: bool) -> None:
        """Keeps what the person said about `name` at one site ("" = everywhere); the newest word counts."""
        ...


class Credentials(Protocol):
    """Accounts at sites, sealed. Every method is its own committed transaction."""

    async def of(self, user_id: str, candidate_id: str, site: AccountSite, email: str) -> Credential | None:
        """The account for exactly this site; one of another candidate of this user counts where its e-mail is the same."""
        ...

    async def plan(
        self, user_id: str, candidate_id: str, site: AccountSite, email: str, password: SecretStr, told: int = 0
    ) -> Credential:
        """Keeps an account before it is used anywhere; the one that is kept already, where there is one."""
        ...

    async def tried(self, user_id: str, credential_id: int) -> None:
        """Counts a sign-in, before it is tried."""
        ...

    async def move(self, user_id: str, credential_id: int, state: str) -> None:
        """What became of it; `created` and `works` begin the count of sign-ins anew."""
        ...

    async def tell(self, user_id: str, credential_id: int, password: SecretStr | None, told: int) -> None:
        """The person's answer to an intervention: its password, or that the one that is kept may be tried again."""
        ...


class Progress(Frozen):
    """How far a task is: counted from rows, never kept."""

    found: int = 0
    scored: int = 0
    prepared: int = 0
    submitted: int = 0
    waiting: int = 0
    failed: int = 0


class BranchState(Frozen):
    """One posting's branch as it stands. `prospect`: only a yes is missing. `end_key`: its last step;
    `open_keys`: those that wait or have not begun.
    """

    posting_id: str
    state: Literal["running", "waiting", "prospect", "submitted", "unknown", "prepared", "failed"]
    end_key: str = ""
    open_keys: tuple[str, ...] = ()
    application_id: str | None = None


class Tasks(Protocol):
    async def branches(self, user_id: str, task_id: str) -> Sequence[BranchState]: ...
    async def keep_learned(self, user_id: str, task_id: str, learned: Mapping[str, Any]) -> None: ...
    async def trajectory(self, user_id: str, task_id: str) -> Sequence[Mapping[str, Any]]:
        """The finished plan as rows: key, action_type, status, seconds, depends_on."""
        ...


class RecalledPlan(Frozen):
    task_id: str
    score: float
    summary: str = ""


class Recall(Protocol):
    async def plans(self, user_id: str, goal_text: str, limit: int) -> Sequence[RecalledPlan]:
        """Successful plans of similar goals, best first; empty when memory is down (and an event says so)."""
        ...

    async def remember_plan(self, user_id: str, task_id: str, goal_text: str, families: Sequence[str], outcome: str) -> None: ...

    async def similar(self, texts: Sequence[str], to: Sequence[str]) -> Sequence[Sequence[float]]:
        """Cosine similarity of each text to each of `to`, by the local embedding."""
        ...

    async def likeness(self) -> Callable[[str, str], float]:
        """The same for one pair of texts at a time, ready to be called from anywhere."""
        ...


class Notifier(Protocol):
    async def send(self, user_id: str, kind: str, title: str, body: str) -> None: ...


class Usage(Frozen):
    """What a model was used for: how often it was called, and the tokens it read and wrote."""

    calls: int = 0
    tokens_in: int = 0
    tokens_out: int = 0

    def __add__(self, more: "Usage") -> "Usage":
        return Usage(
            calls=self.calls + more.calls,
            tokens_in=self.tokens_in + more.tokens_in,
            tokens_out=self.tokens_out + more.tokens_out,
        )


class Model(Protocol):
    """A language model that answers with a value of `schema`. Prompts and replies are untrusted data.

    Raises `Unavailable` `model_unavailable`, `model_refused`, `model_malformed`; `Refused` `budget_spent` before a call that the
    task's money would not cover.
    """

    name: str

    @property
    def used(self) -> Usage:
        """All it was used for so far, failed calls with it."""
        ...

    async def answer(self, prompt: str, schema: type[BaseModel], *, max_tokens: int = 1000) -> BaseModel: ...
