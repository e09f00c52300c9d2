"""A browser that opens one form at a time: reading, filling, going on, submitting once; and accounts at sites."""

from collections.abc import Awaitable, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager
from types import MappingProxyType
from typing import Literal, Protocol

from pydantic import Field as pyfield
from pydantic import SecretStr

from brain.form import Entry, EntryPlace, FieldValue, FormPage, PageAction, ReadBack
from brain.known_fields import Named
from brain.ports.sites import KnownSelector, SelectorEvidence, Site
from brain.posting import Frozen
from brain.signing_in.codes import CodeShape

THE_SITE = "the site"


class SubmitResult(Frozen):
    """How the one act of sending ended.

    `confirmed`: the page confirmed. `rejected`: the page showed errors and nothing was accepted (`errors` by field key).
    `not_sent`: no submit request left the browser. `unknown`: sent, but the page did not
    say. `by`: who told it later: the person who looked, or `THE_SITE`. `wait_s`: nothing was taken because the site was asked too
    often; how long it wants to be left alone. `captcha`: the kind of one the page shows, which only the person can do.
    """

    state: Literal["confirmed", "rejected", "not_sent", "unknown"]
    text: str = ""
    url: str = ""
    errors: dict[str, str] = pyfield(default_factory=dict)
    requests: int = 0
    screenshot: str | None = None
    by: str = ""
    wait_s: float | None = None
    captcha: str | None = None


class LookBack(Frozen):
    """What a site says of an application made before.

    `applied`: it says that the candidate applied, or lists the job among what was applied to (`text`: page text). `absent`: its
    own list is shown whole and lacks the job. `silent`: it says nothing either way.
    """

    state: Literal["applied", "absent", "silent"]
    text: str = ""
    url: str = ""
    screenshot: str | None = None


OnSubmitRequest = Callable[[str, str], Awaitable[bool]]


class AccountSite(Frozen):
    """Where an account counts: the exact origin (scheme, host in punycode, port) and the tenant, where one origin has many."""

    origin: str
    tenant: str = ""


class Credential(Frozen):
    """An account of the person's at one site.

    `tries`: sign-ins since it last worked; `told`: the intervention the person last answered about it. `totp`: the secret its
    codes are made from, `totp_step` the time step of the last one typed. `code_tries`: codes typed since one was last taken;
    `asks_code`: whether the site wanted one of the person the last time.
    `planned`: kept, but not known to exist there; `created`; `works`: it has let in; `refused`: it did not.
    """

    id: int
    site: AccountSite
    email: str
    password: SecretStr
    state: Literal["planned", "created", "works", "refused"] = "planned"
    tries: int = 0
    told: int = 0
    totp: SecretStr | None = None
    totp_step: int = 0
    code_tries: int = 0
    asks_code: bool = False


class Challenge(Frozen):
    """A page that wants to know that it is the person. `code`: one is typed there; `send`: a button has it sent first; `link`: a
    link in a message must be followed.

    `origin`: of the frame it stands in. `by_app`: it names an app that makes codes; `sent`: it says that something was sent.
    `senders`: the domains whose mail counts as the site's.
    """

    kind: Literal["code", "send", "link"]
    origin: str
    shape: CodeShape = CodeShape()
    by_app: bool = False
    sent: bool = False
    senders: frozenset[str] = frozenset()


class Resume(Frozen):
    """How a form is opened by somebody the site knows: with what the browser held then (Playwright's storage state in JSON), and
    at `url` where that is not the form itself."""

    state: SecretStr
    url: str = ""


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

    def challenge(self, page: FormPage) -> Challenge | None:
        """Whether the page, as it was read last, wants a code or a link followed."""
        ...

    async def send_code(self, page: FormPage) -> FormPage:
        """Presses the page's button that has a code sent; the page then."""
        ...

    async def enter_code(self, page: FormPage, site: AccountSite, code: SecretStr) -> Entered:
        """Types a code, all of it within a second, and presses the page's button if the page does not go on by itself.

        `refused`: it still wants one. Raises `Refused` `wrong_origin` with nothing typed where the field is not the site's.
        """
        ...

    async def follow(self, link: SecretStr, site: AccountSite) -> FormPage:
        """Opens a link of exactly the site's origin; the page it leads to."""
        ...

    async def begin_again(self) -> FormPage:
        """Opens the form's address anew, from its first page."""
        ...

    async def held(self, site: AccountSite) -> SecretStr:
        """What the browser holds of the site's own registrable domain, as storage state in JSON."""
        ...

    @property
    def address(self) -> str: ...


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

    async def look_back(self, title: str, company: str) -> LookBack:
        """What the site says of an application made before: on the page on show, and in its own list. Nothing is filled in."""
        ...

    async def screenshot(self, label: str) -> str:
        """Takes a picture with secrets masked; returns its path relative to the files folder."""
        ...

    def may_save(self, allowed: bool) -> None:
        """Whether the site may keep what is filled in before the end. Until it is said, what would be kept is held back."""
        ...

    @property
    def typed_by_person(self) -> Mapping[str, FieldValue]:
        """What a person has put in by hand while they had the browser, by key, as far as the page was read since."""
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
        registered: Mapping[str, str] = MappingProxyType({}), resume: Resume | None = None,
    ) -> AbstractAsyncContextManager[FormSession]:  # fmt: skip
        """Opens the application form behind `url`, following an Apply button of the same site when the page is the job's.

        `site`: as what the site of `url` is registered: its pages count as that family's, whatever they carry, and are opened
        as it says. `registered`: family by domain of all sites that are; a frame of another site is filled in only where it is
        one of these, or a host of a known family. `resume`: as whom.

        Raises `Refused` (`url_not_allowed`), `Unavailable` (`page_not_reached`), `Missing` (`no_browser`).
        """
        ...
