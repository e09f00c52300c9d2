"""Accounts at sites, as rules over values: which pages ask for one, where a password may be typed, how a new one is made."""

import ipaddress
import re
import secrets
import string
from urllib.parse import urlsplit

import idna
from pydantic import SecretStr

from brain.form import Field, FormPage

PASSWORD_LENGTH = 24
SHORTEST_PASSWORD = 12  # a site that takes no more gets none made up
SYMBOLS = "!@#$"  # every list of allowed symbols has these
USUAL_PORTS = {"https": 443, "http": 80}
_ODD = re.compile(r"[\s\\\x00-\x1f\x7f]")


def exact_origin(url: str) -> str:
    """Scheme, host in punycode and port of an address (RFC 6454 §4); empty for what is not plainly one site's: user info before
    the host, characters parsers disagree about, names that are none, other schemes."""
    try:
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port
        host = host if host.isascii() else idna.encode(host, uts46=True).decode()
    except (ValueError, idna.IDNAError):
        return ""
    if parts.scheme not in USUAL_PORTS or not host or "@" in parts.netloc or _ODD.search(url):
        return ""
    shown = f"[{host}]" if ":" in host else host.lower()
    return f"{parts.scheme}://{shown}" + ("" if port in (None, USUAL_PORTS[parts.scheme]) else f":{port}")


def is_private_talk(origin: str) -> bool:
    """Whether nobody on the way can listen: https, or this machine or network itself."""
    parts = urlsplit(origin)
    host = parts.hostname or ""
    if parts.scheme == "https" or host == "localhost":
        return True
    try:
        return not ipaddress.ip_address(host).is_global
    except ValueError:
        return False


def new_password(longest: int | None = None) -> SecretStr | None:
    """A password as sites want them: upper and lower case, digits and symbols, a letter first.

    `longest`: what its field takes; None where that is too short.
    """
    length = min(PASSWORD_LENGTH, longest or PASSWORD_LENGTH)
    if length < SHORTEST_PASSWORD:
        return None
    kinds = (string.ascii_uppercase, string.ascii_lowercase, string.digits, SYMBOLS)
    drawn = [secrets.choice(kind) for kind in kinds for _ in range(2)]
    drawn += [secrets.choice("".join(kinds)) for _ in range(length - len(drawn) - 1)]
    secrets.SystemRandom().shuffle(drawn)
    return SecretStr(secrets.choice(string.ascii_letters) + "".join(drawn))


def asks_for_account(page: FormPage) -> bool:
    """Whether this page stands before the form: it signs in or up, and takes no part of the application."""
    return page.kind in ("sign_in", "sign_up") and bool(passwords(page)) and not any(f.kind == "file" for f in _shown(page))


def passwords(page: FormPage) -> list[Field]:
    return [f for f in _shown(page) if f.kind == "password"]


def login_field(page: FormPage) -> Field | None:
    """Where the account's name goes: the e-mail, else what browsers would fill a user name into, else the first text."""
    texts = [f for f in _shown(page) if f.kind in ("email", "text")]
    first = [f for f in texts if f.kind == "email"] or [f for f in texts if "username" in f.autocomplete.split()]
    if first or page.kind == "sign_in":
        return next(iter([*first, *texts]), None)
    return next((f for f in texts if re.search(r"user|login|account", f"{f.name} {f.id} {f.label}", re.I)), None)


def without_passwords(page: FormPage) -> FormPage:
    """The page as it may be handed on: what password fields hold is nobody's to read."""
    hidden = (f.model_copy(update={"value": None}) if f.kind == "password" else f for f in page.fields)
    return page.model_copy(update={"fields": tuple(hidden)})


def entry_of(url: str, tenant: str) -> str:
    """Where a form is entered, as far as a session there counts: its origin, with the path up to the tenant if it has any."""
    parts = urlsplit(url)
    before, found, _ = parts.path.casefold().partition(f"/{tenant}") if tenant else ("", "", "")
    return exact_origin(url) + (f"{before}{found}" if found else "")


def is_entered_at(entry: str, url: str) -> bool:
    path = urlsplit(entry).path
    here = urlsplit(url).path.casefold()
    return exact_origin(entry) == exact_origin(url) != "" and (not path or here == path or here.startswith(f"{path}/"))


def wants_code(page: FormPage) -> bool:
    return any(f.kind == "code" for f in _shown(page))


def _shown(page: FormPage) -> list[Field]:
    return [f for f in page.fields if f.visible and not f.honeypot]
