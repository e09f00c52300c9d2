"""The rules of the submit gate, as plain code over values: what may leave a page in which state."""

import hashlib
import json
from functools import cache
from ipaddress import ip_address
from typing import Literal
from urllib.parse import quote, quote_plus, urlsplit

import tldextract

from brain.posting import Frozen

Reason = Literal["address", "unarmed", "other_host", "candidate_data", "second_submit", "popup", "refused", "elsewhere"]
Mode = Literal["opening", "closed", "advancing", "armed"]
SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
LAST_WORDS = frozenset(
    {"submit", "submission", "submissions", "submitapplication", "submit-application", "submit_application", "finalize", "finish"}
)

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
    """`home`: the form's own page. `submit_urls`: where its forms are sent. `values`: what must not leave for elsewhere."""

    mode: Mode = "opening"
    home: str = ""
    family_hosts: frozenset[str] = frozenset()
    submit_urls: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()


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


def decide(asked: Asked, state: GateState) -> Literal["pass", "submit"] | Reason:
    """The verdict on one request in one state. `submit`: it is a submit and the gate is armed."""
    if state.mode == "opening":
        return "pass" if asked.method in SAFE or not asked.navigation else "unarmed"
    home = same_site(asked.url, state)
    if not home and _carries(asked, state.values):
        return "candidate_data"
    if asked.method in SAFE:
        return _reading(asked, state, home)
    if not home:
        return "other_host"
    if state.mode == "armed":
        return "pass" if asked.resource in ("ping", "cspviolationreport") else "submit"
    if asked.popup:
        return "popup"
    if asked.navigation:
        return "pass" if state.mode == "advancing" and not _says_last(asked.url) else "unarmed"
    return "unarmed" if _is_submit(asked, state) else "pass"


def _reading(asked: Asked, state: GateState, home: bool) -> Literal["pass", "submit"] | Reason:
    if not asked.navigation:
        return "pass"
    carries = _carries(asked, state.values)
    if state.mode == "armed":
        return ("submit" if carries else "pass") if home else "elsewhere"
    if asked.popup:
        return "popup"
    if not asked.main_frame:
        return "pass"
    if not home:
        return "elsewhere"
    return "unarmed" if carries and state.mode == "closed" else "pass"


def _is_submit(asked: Asked, state: GateState) -> bool:
    """Whether a background request is a submit in disguise: to where the form is sent, or to an address that says so."""
    if state.mode == "advancing":
        return _says_last(asked.url)
    return _bare(asked.url) in state.submit_urls or _says_last(asked.url) or _last_part(asked.url) == "apply"


def _last_part(url: str) -> str:
    return urlsplit(url).path.rstrip("/").rsplit("/", 1)[-1].lower()


def _says_last(url: str) -> bool:
    return _last_part(url) in LAST_WORDS


def _bare(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}{parts.path}"


def _carries(asked: Asked, values: frozenset[str]) -> bool:
    return any(form.encode() in asked.body or form in asked.url for value in values for form in _spellings(value))


@cache
def _spellings(value: str) -> frozenset[str]:
    return frozenset({value, quote(value), quote(value, safe=""), quote_plus(value), json.dumps(value)[1:-1]})


def request_key(asked: Asked) -> str:
    """What makes two requests the same submit: method and address, and the operation's name where one address serves many."""
    operation = ""
    if asked.body[:1] == b"{":
        try:
            operation = str(json.loads(asked.body).get("operationName", ""))
        except (ValueError, AttributeError):
            operation = ""
    return hashlib.sha256(f"{asked.method} {_bare(asked.url)} {operation}".encode()).hexdigest()
