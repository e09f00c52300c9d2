"""Where news may be sent: addresses of chosen services as Apprise writes them (`ntfys://host/topic`, `mailtos://…`).

Refused: services that write to this machine, that post what they are told to any address, and every option that names a file,
a header, a template or an attachment. What is not encrypted may only go to a server that the installation lists as its own.
An address holds a password or a token: it is shown masked.
"""

import logging
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from brain.errors import InvalidInput, Unavailable
from jobhunter.address import MAIL_PORTS, WEB_PORTS, AddressPolicy

MAIL = frozenset({"mailto", "mailtos"})
SELF_HOSTED = frozenset({"ntfy", "ntfys", "gotify", "gotifys", "matrix", "matrixs", "signal", "signals"})
ELSEWHERE = frozenset({"slack", "discord", "tgram", "pover", "twilio", "msteams", "pbul"})
SCHEMAS = MAIL | SELF_HOSTED | ELSEWHERE
# The addresses these services print for their users to copy.
AS_PRINTED = frozenset({"hooks.slack.com", "discord.com", "discordapp.com"})
OPTIONS = frozenset(
    {
        *(
            "to",
            "from",
            "name",
            "user",
            "pass",
            "cc",
            "bcc",
            "reply",
            "smtp",
            "mode",
            "priority",
            "tags",
            "sound",
            "device",
            "channel",
        ),
        *(
            "topic",
            "sid",
            "token",
            "version",
            "msgtype",
            "status",
            "batch",
            "silent",
            "preview",
            "thread",
            "tts",
            "overflow",
            "format",
        ),
    }
)
MOST_CHARACTERS = 2000
PORTS = WEB_PORTS | MAIL_PORTS


@dataclass(frozen=True, slots=True)
class ServiceAddress:
    """An address that may be kept. `shown`: masked. `host`, `port`: of a server the person chose; None for a service's own."""

    url: str
    shown: str
    host: str | None = None
    port: int = 443
    encrypted: bool = True

    def judged(self, policy: AddressPolicy) -> tuple[str, ...]:
        """The addresses its server may be reached at; () for a service's own, whose connections are judged as they are made.

        Raises `InvalidInput` `notification_address`, `url_not_allowed`, `Unavailable` `name_not_resolved`.
        """
        if self.host is None:
            return ()
        if not self.encrypted and not policy.is_private(self.host, self.port):
            fix = (
                "Use mailtos://, ntfys://, gotifys://, matrixs://, signals://, or list your server in JOBHUNTER_PRIVATE_ORIGINS."
            )
            raise _wrong("It is not encrypted.", fix)
        return policy.judge_host(self.host, self.port, PORTS)


def read_address(url: str) -> ServiceAddress:
    """What an address says, nothing reached. Raises `InvalidInput` `notification_address`, without quoting it."""
    scheme = url.partition("://")[0].lower()
    if len(url) > MOST_CHARACTERS or not url.isprintable() or " " in url:
        raise _wrong("It is too long, or holds spaces or control characters.", "Copy it again.")
    if scheme not in SCHEMAS and not (scheme == "https" and _as_printed(url)):
        raise _wrong(f"{scheme[:20]} is none of the services that are allowed.", f"Use one of {', '.join(sorted(SCHEMAS))}.")
    service, options = _understood(url)
    if not {*service.schemas()} <= SCHEMAS or not service.verify_certificate:
        raise _wrong("This service is not allowed.", f"Use one of {', '.join(sorted(SCHEMAS))}.")
    if unknown := sorted(options - OPTIONS):
        raise _wrong(f"The option {unknown[0][:40]!r} is not allowed.", f"There are: {', '.join(sorted(OPTIONS))}.")
    return _address(url, service)


def _address(url: str, service: Any) -> ServiceAddress:
    shown = str(service.url(privacy=True)).partition("?")[0]
    schemas = {*service.schemas()}
    if schemas & MAIL:
        secure = str(service.secure_mode) != "insecure"
        return ServiceAddress(url, shown, str(service.smtp_host), int(service.port), secure)
    if schemas & SELF_HOSTED and str(getattr(service, "mode", "")) not in ("cloud", "t2bot"):
        return ServiceAddress(url, shown, str(service.host), int(service.port or (443 if service.secure else 80)), service.secure)
    return ServiceAddress(url, shown)


def _understood(url: str) -> tuple[Any, set[str]]:
    """Apprise's own reading of the address: no second parser that might read it differently."""
    from apprise import Apprise, AppriseAsset  # takes half a second, and most processes never need it

    logging.getLogger("apprise").disabled = True  # what it says quotes the address
    asset = AppriseAsset(secure_logging=True, plugin_paths=[], async_mode=False)
    service: Any = Apprise.instantiate(url, asset=asset)
    if service is None or not url.partition("://")[2].strip("/"):
        raise _wrong("It is no complete address of that service.", "See https://appriseit.com/services/ for how it is written.")
    read = type(service).parse_native_url(url) if url.lower().startswith("https://") else type(service).parse_url(url)
    options = {*(read or {}).get("qsd", {})}
    marked = {f"{mark}{name}" for mark in "+-:" for name in (read or {}).get(f"qsd{mark}", {})}
    return service, options | marked


def _as_printed(url: str) -> bool:
    try:
        parts = urlsplit(url)
        return parts.hostname in AS_PRINTED and parts.port is None and not parts.query and "@" not in parts.netloc
    except ValueError:
        return False


def _wrong(detail: str, fix: str) -> InvalidInput:
    return InvalidInput("notification_address", "News cannot be sent to this address.", detail, fix, field="url")


def check_address(url: str, policy: AddressPolicy) -> ServiceAddress:
    """An address that may be kept: read, and its server judged. One whose name is not known here is judged when it is used.

    Raises `InvalidInput` `notification_address`, `url_not_allowed`. Resolves names: not for an event loop.
    """
    address = read_address(url)
    try:
        address.judged(policy)
    except Unavailable:
        return address
    except InvalidInput as error:
        # Its own text may quote what it judged; a host is no secret, an address is.
        raise InvalidInput(error.code, error.title, error.detail, error.fix, field="url") from None
    return address
