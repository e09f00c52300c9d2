"""The rules of the submit gate, as plain code over values: what may leave a page in which state."""

import hashlib
import json
import re
from functools import cache
from ipaddress import ip_address
from typing import Literal
from urllib.parse import parse_qsl, urlsplit

import tldextract

from brain.posting import Frozen
from workers.hands.browser.carrying import carried, fields_told

Reason = Literal[
    "address", "unarmed", "other_host", "candidate_data", "second_submit", "popup", "refused", "elsewhere", "no_consent",
    "unseen",
]  # fmt: skip
Mode = Literal["opening", "closed", "advancing", "account", "armed"]
Verdict = Literal["pass", "save", "submit"] | Reason
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
# What a page may still fetch from another site once something of the candidate's stands in it: what it cannot be drawn without.
NEEDED_TO_DRAW = frozenset({"script", "stylesheet", "font", "document"})
CALLS = frozenset({"fetch", "xhr"})
LAST = frozenset({"submit", "submits", "submission", "submissions", "finalize", "finalise", "finish"})
SAVING = frozenset({
    "draft", "drafts", "autosave", "save", "saved", "saves", "upload", "uploads", "attach", "attachment", "attachments",
    "file", "files", "resume", "cv", "parse", "progress", "partial", "temp", "temporary", "step", "steps", "page", "state",
    "snapshot",
})  # fmt: skip
LOOKING_UP = frozenset({
    "search", "suggest", "suggestion", "suggestions", "autocomplete", "typeahead", "lookup", "find", "query", "geo", "geocode",
    "place", "places", "location", "locations", "city", "cities", "country", "countries", "region", "regions", "school",
    "schools", "university", "universities", "skill", "skills", "company", "companies", "address", "options", "choices",
    "list", "validate", "validation", "check", "verify", "exists",
})  # fmt: skip
STEPS = frozenset({"step", "page", "next", "continue", "review", "section", "part", "draft", "save", "autosave"})
WHOLE = 0.7  # of the candidate's values: a request that carries as much of them is the form itself

# Whose captchas a person works with their own hands: what these ask for then is theirs, and carries nothing of the candidate's.
CAPTCHAS = (
    ("www.google.com", "/recaptcha/"), ("www.gstatic.com", "/recaptcha/"), ("www.recaptcha.net", "/recaptcha/"),
    ("hcaptcha.com", "/"), ("challenges.cloudflare.com", "/"), ("arkoselabs.com", "/"), ("funcaptcha.com", "/"),
)  # fmt: skip

# The list shipped with the package: nothing is fetched. Private suffixes count, so two users of one host are two sites.
_SUFFIXES = tldextract.TLDExtract(suffix_list_urls=(), cache_dir=None, include_psl_private_domains=True)


class Asked(Frozen):
    """A request as the gate sees it. `popup`: by a tab that is not the form's."""

    method: str
    url: str
    resource: str = "document"
    navigation: bool = False
    main_frame: bool = True
    popup: bool = False
    body: bytes = b""


class GateState(Frozen):
    """`home`: the form's own page. `submit_urls`: where its forms are sent. `values`: what was filled in and must not leave for
    elsewhere. `may_save`: the person lets this site keep what is filled in before the end. `more_steps`: the page is one of
    several, so its Next leads on. `page`: its number, from 1. `drafts`: keys of the requests that kept a form while it was
    still incomplete. `secrets`: passwords the page was given; `account_origin`: where the account's own request may go.
    `in_hands`: a person has the hands on.
    """

    mode: Mode = "opening"
    home: str = ""
    family_hosts: frozenset[str] = frozenset()
    submit_urls: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    may_save: bool = False
    more_steps: bool = False
    page: int = 1
    drafts: frozenset[str] = frozenset()
    secrets: frozenset[str] = frozenset()
    account_origin: str = ""
    in_hands: bool = False


@cache
def site_of(url: str) -> str:
    """The registrable domain of an address (the host itself for bare names and IPs), with an unusual port."""
    parts = urlsplit(url)
    host = (parts.hostname or "").rstrip(".").lower()
    try:
        port = parts.port
    except ValueError:
        return f"invalid:{url}"
    usual = port in (None, 80, 443)
    if parts.scheme == "file":
        return "file:"
    return (host if _is_address(host) else _registrable(host)) + ("" if usual else f":{port}")


def _registrable(host: str) -> str:
    # A name under no listed suffix is judged by the list's default rule: its last label is the suffix.
    return _SUFFIXES(host).top_domain_under_public_suffix or ".".join(host.split(".")[-2:])


def _is_address(host: str) -> bool:
    try:
        ip_address(host.strip("[]"))
    except ValueError:
        return False
    return True


def same_site(url: str, state: GateState) -> bool:
    """Whether an address belongs to the form: its page's site, or a host of its family."""
    parts = urlsplit(url)
    host = (parts.hostname or "").lower()
    if site_of(url) == site_of(state.home):
        return True
    hosts = {host, f"{host}:{parts.port}"} if parts.port else {host}
    return any(
        one == known or (host.endswith(f".{known}") and parts.port in (None, 80, 443))
        for known in state.family_hosts
        for one in hosts
    )


def decide(asked: Asked, state: GateState) -> Verdict:
    """The verdict on one request in one state. `save`: it may go, and keeps part of the form; `submit`: it is a submit and the
    gate is armed."""
    if state.mode == "opening":
        return "pass" if asked.method in SAFE or not (asked.navigation or says_last(asked)) else "unarmed"
    if not same_site(asked.url, state):
        return _abroad(asked, state)
    tells = told(asked, state)
    if state.mode == "armed":
        return _armed(asked, tells)
    if asked.popup and (asked.navigation or asked.method not in SAFE):
        return "popup"
    if state.mode == "advancing":
        return _advancing(asked, state, tells)
    return _closed(asked, state, tells)


def is_captchas(asked: Asked) -> bool:
    """Whether a captcha's own maker is asked, by the page or a frame of it."""
    parts = urlsplit(asked.url)
    host = (parts.hostname or "").lower()
    theirs = any((host == one or host.endswith(f".{one}")) and parts.path.startswith(path) for one, path in CAPTCHAS)
    return theirs and parts.scheme == "https" and not (asked.navigation and asked.main_frame)


def decide_hop(asked: Asked, state: GateState) -> Verdict:
    """The verdict on where a redirect leads. In the form's own site an armed one may go on: it is the same request."""
    if state.mode == "opening":
        return "pass"
    home = same_site(asked.url, state)
    if home and state.mode == "armed":
        return "pass"
    if not home and asked.method in SAFE:
        return "candidate_data" if carried(asked.url, asked.body, state.values) else "pass"
    return decide(asked, state)


def told(asked: Asked, state: GateState) -> frozenset[str]:
    """The candidate's values that a request carries as fields."""
    return fields_told(asked.url, asked.body, state.values)


def _abroad(asked: Asked, state: GateState) -> Verdict:
    """Another site gets nothing of the candidate's, and after the first value nothing that is not needed to draw the page."""
    if carried(asked.url, asked.body, state.values):
        return "candidate_data"
    if state.in_hands and is_captchas(asked):
        return "pass"
    if asked.method not in SAFE:
        return "other_host"
    if asked.navigation:
        if state.mode != "armed" and asked.popup:
            return "popup"
        return "elsewhere" if asked.main_frame or state.mode == "armed" else "pass"
    if not state.values or asked.resource in NEEDED_TO_DRAW:
        return "pass"
    return "pass" if asked.resource in CALLS and not urlsplit(asked.url).query else "other_host"


def _armed(asked: Asked, tells: frozenset[str]) -> Verdict:
    if asked.method in SAFE:
        return "submit" if (tells and asked.navigation) or len(tells) > 1 else "pass"
    if asked.resource in ("ping", "cspviolationreport") and not tells:
        return "pass"
    return "submit"


def _advancing(asked: Asked, state: GateState, tells: frozenset[str]) -> Verdict:
    """What pressing Next causes. In doubt whether more pages come, it counts as the last action."""
    if asked.method in SAFE and (not tells or (not asked.navigation and len(tells) < 2)):
        return "pass"
    if says_last(asked):
        return "unarmed"
    if not tells and not _unreadable(asked):
        return "pass"
    if not state.more_steps and not _leads_on(asked, state.page) and (asked.navigation or _is_whole(asked, state, tells)):
        return "unarmed"
    return _kept(state)


def _leads_on(asked: Asked, page: int) -> bool:
    """Whether the address itself is a step's: it says so, or it is the next number."""
    parts = urlsplit(asked.url)
    names = [_last_part(asked.url), *(value for _, value in parse_qsl(parts.query))]
    return bool(STEPS & frozenset().union(*map(words, names))) or str(page + 1) in names


def _closed(asked: Asked, state: GateState, tells: frozenset[str]) -> Verdict:
    """What the page does by itself while it is filled in: look-ups and drafts, and nothing that may be the form's end."""
    if asked.navigation:
        return "unarmed" if tells or asked.method not in SAFE else "pass"
    if asked.method in SAFE and len(tells) < 2:
        return "pass"
    if _is_submit(asked, state):
        return "unarmed"
    if not tells and not _unreadable(asked):
        return "pass"
    if len(tells) == 1 and len(state.values) > 1 and asked.resource != "ping" and words_of(asked) & LOOKING_UP:
        return "pass"
    return "unarmed" if _is_whole(asked, state, tells) else _kept(state)


def _kept(state: GateState) -> Verdict:
    return "save" if state.may_save else "no_consent"


def _is_whole(asked: Asked, state: GateState, tells: frozenset[str]) -> bool:
    """Whether this looks like the whole form sent to a place that never kept a part of it: in doubt it is the end."""
    if len(tells) < max(2, WHOLE * len(state.values)):
        return False
    return asked.method not in ("PUT", "PATCH") and not words_of(asked) & SAVING and request_key(asked) not in state.drafts


def is_part(asked: Asked, state: GateState) -> bool:
    """Whether a request that may go kept only a part of the form."""
    return len(told(asked, state)) < max(2, WHOLE * len(state.values))


def _is_submit(asked: Asked, state: GateState) -> bool:
    """Whether a background request is a submit in disguise: to where the form is sent, or to an address that says so."""
    return bare(asked.url) in state.submit_urls or says_last(asked) or _last_part(asked.url) == "apply"


def _unreadable(asked: Asked) -> bool:
    """A file, or a body that is no text: it may hold anything."""
    if b'filename="' in asked.body:
        return True
    try:
        asked.body.decode()
    except UnicodeDecodeError:
        return True
    return asked.body.startswith(b"%PDF")


def says_last(asked: Asked) -> bool:
    """Whether a request calls itself the form's end: in the last part of its path, in its query, in its operation's name."""
    query = {word for _, value in parse_qsl(urlsplit(asked.url).query) for word in words(value)}
    return bool(LAST & (words(_last_part(asked.url)) | query | words(_operation(asked.body))))


def words_of(asked: Asked) -> frozenset[str]:
    """The words a request calls itself by: its path's and its operation's."""
    return words(urlsplit(asked.url).path) | words(_operation(asked.body))


@cache
def words(name: str) -> frozenset[str]:
    """The words of `submitApplication`, `save-draft`, `api/v1/files`."""
    parted = re.sub(r"(?<=[a-z0-9])(?=[A-Z])", " ", name)
    return frozenset(re.findall(r"[a-z]+", parted.casefold())) | frozenset(
        last for last in LAST if parted.casefold().replace(" ", "").startswith(last)
    )


def _last_part(url: str) -> str:
    return urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1]


def bare(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _operation(body: bytes) -> str:
    """The name of a GraphQL operation."""
    if body[:1] != b"{" or b"operationName" not in body:
        return ""
    try:
        return str(json.loads(body).get("operationName") or "")
    except (ValueError, AttributeError):
        return ""


def request_key(asked: Asked) -> str:
    """What makes two requests the same submit: method and address, and the operation's name where one address serves many."""
    return hashlib.sha256(f"{asked.method} {bare(asked.url)} {_operation(asked.body)}".encode()).hexdigest()
