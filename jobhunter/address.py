"""Which addresses may be reached: the rule against requests to this machine, its network and the cloud's metadata.

A URL is judged twice: by its form (`check_form`, no name is resolved) and by every address its host resolves to
(`judge`, `judge_host`). The caller must connect to the addresses of the verdict and to nothing else, so that a name
cannot answer differently the second time.
"""

import asyncio
import ipaddress
import re
import socket
import unicodedata
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from urllib.parse import urlsplit, urlunsplit

import idna

from brain.errors import InvalidInput, Unavailable

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Resolver = Callable[[str, int], Sequence[str]]

DEFAULT_PORTS = {"http": 80, "https": 443}
WEB_PORTS = frozenset(DEFAULT_PORTS.values())
MAIL_PORTS = frozenset({25, 465, 587, 2525})  # where mail is handed in
MAILBOX_PORTS = {"imap": 143, "imaps": 993}
MAIL_SCHEMES = MAILBOX_PORTS | {"smtp": 25, "smtps": 465}
METADATA_NAMES = frozenset({"metadata", "metadata.google.internal", "metadata.goog", "instance-data"})
# Cloud metadata services, by vendor: link-local (most), AWS over IPv6, Alibaba, Azure's wire server, Oracle.
METADATA_NETWORKS = tuple(
    ipaddress.ip_network(text)
    for text in ("169.254.0.0/16", "fe80::/10", "fd00:ec2::/32", "100.100.100.200/32", "168.63.129.16/32", "192.0.0.192/32")
)
# Not marked as special by every Python version this runs on.
NEVER_PUBLIC = tuple(ipaddress.ip_network(text) for text in ("192.0.0.0/24", "192.88.99.0/24", "100.64.0.0/10", "224.0.0.0/3"))
GLOBAL_UNICAST = ipaddress.IPv6Network("2000::/3")
NAT64 = (ipaddress.IPv6Network("64:ff9b::/96"), ipaddress.IPv6Network("64:ff9b:1::/48"))
V4_COMPATIBLE = ipaddress.IPv6Network("::/96")

ODD_CHARACTERS = re.compile(r"[\x00-\x20\x7f\\]")
HOST = re.compile(r"[a-z0-9_]([a-z0-9_.-]{0,251}[a-z0-9_])?")
NUMBER_LABEL = re.compile(r"(0x[0-9a-f]*|[0-9]+)")


@dataclass(frozen=True, slots=True)
class Allowed:
    """A URL that may be fetched. `url` is its normalised form, `addresses` all its host resolved to, in order."""

    url: str
    host: str
    port: int
    addresses: tuple[str, ...]


def not_allowed(what: str, why: str) -> InvalidInput:
    """The one refusal of this module: `url_not_allowed`, HTTP 422."""
    fix = "Use a public http(s) address; an own server must be listed by its exact origin in JOBHUNTER_PRIVATE_ORIGINS."
    return InvalidInput("url_not_allowed", "This address may not be reached.", f"{what[:300]}: {why}", fix)


def system_resolver(host: str, port: int) -> Sequence[str]:
    """All addresses of a name as the system gives them. Raises `Unavailable` `name_not_resolved`."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        fix = "Check the spelling of the address and the network connection."
        raise Unavailable("name_not_resolved", "This host name has no address.", f"{host}: {error}", fix) from error
    return tuple(dict.fromkeys(str(entry[4][0]) for entry in found))


def normalised_origin(url: str) -> str:
    """`scheme://host:port` of a URL, lower case, with the port spelt out: what `private_origins` are compared by."""
    scheme, host, port, _ = _parts(url)
    return _origin(scheme, host, port)


class AddressPolicy:
    """Judges URLs. `private_origins` are the only exceptions: exact origins, on any port, whose addresses may be private.
    Mail servers of one's own are listed as `imap://host:port` and `smtp://host:port`.

    `resolver(host, port)` returns textual addresses; it is called once per verdict.
    """

    def __init__(self, private_origins: frozenset[str] = frozenset(), resolver: Resolver = system_resolver) -> None:
        mail = {origin for origin in private_origins if urlsplit(origin).scheme in MAIL_SCHEMES}
        self._origins = frozenset(normalised_origin(origin) for origin in private_origins - mail)
        servers = {_mail_endpoint(origin) for origin in mail}
        self._endpoints = frozenset(origin.partition("://")[2] for origin in self._origins) | servers
        self._resolver = resolver

    def check_form(self, url: str) -> str:
        """The normalised URL, judged by what it says and without resolving. Raises `InvalidInput` `url_not_allowed`."""
        scheme, host, port, rest = _parts(url)
        origin = _origin(scheme, host, port)
        if origin not in self._origins:
            if origin.partition("://")[2] in self._endpoints:
                raise not_allowed(url, "only the exact origin is allowed, scheme included")
            if port not in DEFAULT_PORTS.values():
                raise not_allowed(url, f"port {port} is not one of the web")
        literal = _literal(host)
        if literal is not None:
            self._check_address(url, literal, private=origin in self._origins)
        elif host in METADATA_NAMES:
            raise not_allowed(url, "a cloud's metadata service")
        elif origin not in self._origins and (host == "localhost" or host.endswith(".localhost")):
            raise not_allowed(url, "it is this machine")
        shown = f"[{host}]" if ":" in host else host
        return urlunsplit((scheme, shown if port == DEFAULT_PORTS[scheme] else f"{shown}:{port}", *rest))

    def judge(self, url: str) -> Allowed:
        """The URL with the addresses to connect to.

        Raises `InvalidInput` `url_not_allowed` when any address is refused, `Unavailable` `name_not_resolved`.
        """
        normal = self.check_form(url)
        _, host, port, _ = _parts(normal)
        return Allowed(url=normal, host=host, port=port, addresses=self.judge_host(host, port))

    def judge_host(self, host: str, port: int, ports: Collection[int] = WEB_PORTS) -> tuple[str, ...]:
        """The addresses a host and port may be connected at (for connections whose URL was judged, and for proxies).

        `ports`: those that need not be listed as part of a private origin.
        """
        host = _host(host, host)
        private = _endpoint(host, port) in self._endpoints
        if not private and port not in ports:
            raise not_allowed(host, f"port {port} is not one of the usual")
        if host in METADATA_NAMES:
            raise not_allowed(host, "a cloud's metadata service")
        literal = _literal(host)
        texts = (str(literal),) if literal is not None else tuple(self._resolver(host, port))
        if not texts:
            raise Unavailable("name_not_resolved", "This host name has no address.", host, "Check the address.")
        for text in texts:
            self._check_address(host, _address(host, text), private=private)
        return texts

    def is_private(self, host: str, port: int) -> bool:
        """Whether the installation lists this server as one of its own."""
        return _endpoint(_host(host, host), port) in self._endpoints

    def judge_mailbox(self, url: str) -> tuple[str, ...]:
        """The addresses a mailbox may be read at: `imaps://host`; at a server of one's own, any port, `imap://` too.

        Raises `InvalidInput` `url_not_allowed`, `Unavailable` `name_not_resolved`.
        """
        scheme, host, port = _mailbox_parts(url)
        if scheme != "imaps" and not self.is_private(host, port):
            raise not_allowed(url, "a public mailbox is read at imaps://")
        return self.judge_host(host, port, (MAILBOX_PORTS["imaps"],))

    def allows(self, url: str) -> bool:
        """Whether `judge` would let this URL pass. A name that does not resolve is not allowed."""
        try:
            self.judge(url)
        except (InvalidInput, Unavailable):
            return False
        return True

    async def judge_host_async(self, host: str, port: int) -> tuple[str, ...]:
        return await asyncio.to_thread(self.judge_host, host, port)

    async def allows_async(self, url: str) -> bool:
        return await asyncio.to_thread(self.allows, url)

    def _check_address(self, what: str, address: Address, *, private: bool) -> None:
        inner = _unwrapped(address)
        if any(part in network for part in inner for network in METADATA_NETWORKS if part.version == network.version):
            raise not_allowed(what, f"{address} is a cloud's metadata service")
        if any(part.is_multicast or part.is_unspecified for part in inner):
            raise not_allowed(what, f"{address} is no single host")
        if not private and not all(_is_public(part) for part in inner):
            raise not_allowed(what, f"{address} is not a public address")


def _parts(url: str) -> tuple[str, str, int, tuple[str, str, str]]:
    # One strict parser for all: what it cannot read without doubt is refused, so no later parser can read it otherwise.
    text = url.strip()
    if ODD_CHARACTERS.search(text):
        raise not_allowed(url, "it holds spaces, control characters or a backslash")
    try:
        split = urlsplit(text)
        port = split.port
    except ValueError as error:
        raise not_allowed(url, "it is not a URL") from error
    scheme = split.scheme.lower()
    if scheme not in DEFAULT_PORTS:
        raise not_allowed(url, "only http and https")
    if "@" in split.netloc:
        raise not_allowed(url, "it carries a user name")
    host = _host(url, split.hostname or "")
    return scheme, host, port if port is not None else DEFAULT_PORTS[scheme], (split.path or "/", split.query, "")


def _mailbox_parts(url: str) -> tuple[str, str, int]:
    text = url.strip()
    try:
        split = urlsplit(text)
        port = split.port
    except ValueError as error:
        raise not_allowed(url, "it is not a URL") from error
    plain = not (ODD_CHARACTERS.search(text) or "@" in split.netloc or split.path.strip("/") or split.query)
    if split.scheme not in MAILBOX_PORTS or not plain:
        raise not_allowed(url, "a mailbox's address is imaps://host:port")
    return split.scheme, _host(url, split.hostname or ""), port if port is not None else MAILBOX_PORTS[split.scheme]


def _host(url: str, host: str) -> str:
    if ":" in host:
        return str(_address(url, host))
    try:
        text = unicodedata.normalize("NFKC", host).lower().replace("。", ".")
        text = (text if text.isascii() else idna.encode(text, uts46=True).decode()).removesuffix(".")
    except (idna.IDNAError, UnicodeError) as error:
        raise not_allowed(url, "its host is no host name") from error
    if NUMBER_LABEL.fullmatch(text.rpartition(".")[2]):
        return _ipv4(url, text)
    if not HOST.fullmatch(text) or ".." in text:
        raise not_allowed(url, "its host is no host name")
    return text


def _ipv4(url: str, text: str) -> str:
    # Browsers and C libraries read 2130706433, 0x7f000001, 0177.0.0.1 and 127.1 as addresses; so does inet_aton.
    try:
        return socket.inet_ntoa(socket.inet_aton(text))
    except OSError as error:
        raise not_allowed(url, "its host is no address") from error


def _address(what: str, text: str) -> Address:
    try:
        return ipaddress.ip_address(text.partition("%")[0] if ":" in text and "%" in text else text)
    except ValueError as error:
        raise not_allowed(what, f"{text} is no address") from error


def _literal(host: str) -> Address | None:
    try:
        return ipaddress.ip_address(host)
    except ValueError:
        return None


def _endpoint(host: str, port: int) -> str:
    return f"{host}:{port}"


def _mail_endpoint(url: str) -> str:
    parts = urlsplit(url)
    return _endpoint(_host(url, parts.hostname or ""), parts.port or MAIL_SCHEMES[parts.scheme])


def _origin(scheme: str, host: str, port: int) -> str:
    return f"{scheme}://{_endpoint(host, port)}"


def _unwrapped(address: Address) -> tuple[Address, ...]:
    """The address itself, or the IPv4 addresses it stands for (mapped, compatible, NAT64, 6to4, Teredo)."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.teredo is not None:
        return address.teredo
    if address.sixtofour is not None:
        return (address.sixtofour,)
    if any(address in network for network in NAT64) or (address in V4_COMPATIBLE and int(address) > 1):
        return (ipaddress.IPv4Address(int(address) & 0xFFFFFFFF),)
    return (address,)


def _is_public(address: Address) -> bool:
    if any(address in network for network in NEVER_PUBLIC if network.version == address.version):
        return False
    if isinstance(address, ipaddress.IPv6Address) and address not in GLOBAL_UNICAST:
        return False
    return address.is_global
