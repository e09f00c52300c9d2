"""How the pages of one site are opened, where the defaults do not do."""

import re
from typing import Literal
from urllib.parse import urlsplit
from zoneinfo import available_timezones

from pydantic import field_validator

from brain.posting import Frozen

_LOCALE = re.compile(r"[a-z]{2,3}(?:-[A-Z][a-z]{3})?(?:-(?:[A-Z]{2}|\d{3}))?")
PROXIES = ("http", "https", "socks5")


class Browsing(Frozen):
    """`locale`: a language tag (BCP 47), as `de-DE`; `time_zone`: a name of the IANA database; `device`: what it is shown as;
    `proxy`: its address, without user or password.
    """

    locale: str | None = None
    time_zone: str | None = None
    device: Literal["desktop", "phone"] = "desktop"
    proxy: str | None = None

    @field_validator("locale")
    @classmethod
    def _is_a_tag(cls, tag: str | None) -> str | None:
        if tag is not None and not _LOCALE.fullmatch(tag):
            raise ValueError("no language tag, as en-US or de-DE")
        return tag

    @field_validator("time_zone")
    @classmethod
    def _is_a_zone(cls, name: str | None) -> str | None:
        if name is not None and name not in available_timezones():
            raise ValueError("no time zone, as Europe/Berlin")
        return name

    @field_validator("proxy")
    @classmethod
    def _is_a_proxy(cls, url: str | None) -> str | None:
        if url is not None:
            parts = urlsplit(url)
            if parts.scheme not in PROXIES or not parts.hostname or parts.username or parts.password:
                raise ValueError("no address of a proxy (http, https or socks5, without user and password)")
        return url
