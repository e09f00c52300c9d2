"""Addresses in the prompt: http and https only."""

import re
from urllib.parse import urlsplit

from brain.errors import InvalidInput
from brain.intent_rules.text import Prompt

_WITH_SCHEME = r"\b[a-z][a-z0-9+.-]*://\S*"
_OPAQUE = r"\b(?:javascript|vbscript|file|mailto|blob|view-source|about|chrome|tel|ssh):[^\s:]\S*|\bdata:[a-z]+/[a-z0-9.+-]+\S*"
_BARE = (
    r"\b(?:www\.)?(?:[a-z0-9-]+\.)+(?:com|org|net|io|co|jobs|careers|app|dev|ai|de|uk|eu|fr|nl"
    r"|ch|at|es|it|us|ca|work|tech|test|example)/[^\s,;\"'<>]{2,}"
)
_TRAILING = ".,;:!?)]}>\"'"


def read_urls(prompt: Prompt) -> tuple[str, ...]:
    """The http(s) addresses, in order, each once. Raises `InvalidInput` (`url_not_allowed`) for any other scheme."""
    urls = []
    for match in prompt.find_all(rf"{_WITH_SCHEME}|{_OPAQUE}|{_BARE}"):
        raw = prompt.text[match.start() : match.end()].rstrip(_TRAILING)
        urls.append(_checked(raw))
        prompt.take(match.start(), match.start() + len(raw))
    return tuple(dict.fromkeys(urls))


def _checked(raw: str) -> str:
    url = raw if re.match(r"[A-Za-z][A-Za-z0-9+.-]*:", raw) else f"https://{raw}"
    try:
        parts = urlsplit(url)
        allowed = parts.scheme.lower() in {"http", "https"} and bool(parts.hostname)
    except ValueError:
        allowed = False
    if not allowed:
        raise InvalidInput(
            "url_not_allowed",
            "This address cannot be opened.",
            f"{raw[:200]} is not an http or https address.",
            "Give the posting's own address, starting with https://.",
        )
    return url
