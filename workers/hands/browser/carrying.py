"""Which of the candidate's values a request carries, in whatever usual spelling: plain, escaped, Base64, hexadecimal, hashed.

A page's own script may write a value in a way nobody can know (a cipher, one letter per request). What such a script may ask
of another site once something was filled in is therefore bounded by the kind of request as well (`gate_rules`).
"""

import base64
import binascii
import contextlib
import hashlib
import json
import re
from collections.abc import Iterator, Set
from functools import lru_cache
from typing import Any
from urllib.parse import parse_qsl, unquote_plus, urlsplit

from brain.form import Field, FieldValue, FilePath
from brain.posting import Frozen
from workers.hands.browser.comparing import as_text

# Shorter than this a value is looked for as a whole word only.
TELLING = 6
# A host's name tells only what is longer than the names of companies that hosts are named after.
TELLING_IN_HOST = 10
_DEEP_BYTES = 200_000
_BASE64 = re.compile(r"[A-Za-z0-9+/_-]{8,}={0,2}")
_HEX = re.compile(r"(?:[0-9a-fA-F]{2}){6,}")
_WORD = re.compile(r"[^\W_]+")
# What very many requests say for reasons of their own.
_SAYS_NOTHING = frozenset({"yes", "no", "true", "false", "on", "off", "other", "none", "null", "undefined", "en", "us", "de"})


def said_by(field: Field, value: FieldValue) -> list[str]:
    """What a value says of the candidate, as it would stand in a request. Ticks, and choices of a few letters, tell nothing."""
    if field.kind in ("file", "hidden", "slider", "rating") or isinstance(value, bool | FilePath) or not value:
        return []
    said = list(value) if isinstance(value, tuple) else [as_text(value)]
    least = 4 if field.options or field.kind == "number" else 2
    return [one for one in said if len(one) >= least]


class Told(Frozen):
    """What a request says: its host and its text with nothing but letters and digits, the text as it stands, and its words."""

    host: str
    text: str
    squeezed: str
    words: frozenset[str]


def carried(url: str, body: bytes, values: Set[str]) -> frozenset[str]:
    """The values that an address (host, path and query) and a body tell."""
    if not values:
        return frozenset()
    told = _told(url, body)
    return frozenset(value for value in values if _tells(told, value))


def fields_told(url: str, body: bytes, values: Set[str]) -> frozenset[str]:
    """The values that a request carries as fields of its own: a name inside an e-mail address is no second field.

    Where no fields can be made out, every value counts that is not part of another.
    """
    found = carried(url, body, values)
    if len(found) < 2:
        return found
    leaves = {_squeeze(leaf) for leaf in _leaves(urlsplit(url).query)} | {_squeeze(leaf) for leaf in _leaves(_text(body))}
    apart = frozenset(value for value in found if _squeeze(value) in leaves)
    return apart or frozenset(one for one in found if not any(_squeeze(one) in _squeeze(o) for o in found if o != one))


def _leaves(text: str, depth: int = 3) -> Iterator[str]:
    """The field values of a query, a form, a multipart form or a JSON document; a value may be such a text itself."""
    yield text
    if depth == 0 or not text:
        return
    for leaf in _parts(text):
        yield from _leaves(leaf, depth - 1)


def _parts(text: str) -> list[str]:
    if text[:1] in "{[":
        with contextlib.suppress(ValueError):
            return list(_scalars(json.loads(text)))
    if text.startswith("--"):
        boundary = text.split("\r\n", 1)[0]
        return [part.partition("\r\n\r\n")[2].removesuffix("\r\n") for part in text.split(boundary)]
    if "=" in text.rstrip("=") and " " not in text and len(text) < _DEEP_BYTES:
        return [value for _, value in parse_qsl(text)]
    inner = _decoded(text) if _BASE64.fullmatch(text) else ""
    return [inner] if inner else []


def _scalars(held: Any) -> Iterator[str]:
    if isinstance(held, dict | list):
        for inner in held.values() if isinstance(held, dict) else held:
            yield from _scalars(inner)
    elif isinstance(held, str):
        yield held


def _text(body: bytes) -> str:
    return body.decode("utf-8", "replace")


def _tells(told: Told, value: str) -> bool:
    plain = _squeeze(value)
    if len(plain) < 2 or plain in _SAYS_NOTHING:
        return False
    if len(plain) >= TELLING_IN_HOST and plain in told.host:
        return True
    if len(plain) < TELLING:
        return plain in told.words
    return plain in told.squeezed or any(digest in told.text for digest in _digests(value))


@lru_cache(maxsize=256)
def _told(url: str, body: bytes) -> Told:
    parts = urlsplit(url)
    readings = list(_readings(f"{parts.path} {parts.query} {parts.fragment}"))
    if body:
        readings += _readings(_text(body))
    text = "\n".join(readings).casefold()
    words = _WORD.findall(text[:_DEEP_BYTES])
    return Told(host=_squeeze(parts.hostname or ""), text=text, squeezed=_squeeze(text), words=frozenset(words))


def _readings(text: str, depth: int = 2) -> Iterator[str]:
    """The text as it stands, unescaped, and what its encoded parts stand for."""
    yield text
    if depth == 0:
        return
    if ("%" in text or "+" in text) and (plain := unquote_plus(text)) != text:
        yield from _readings(plain, depth - 1)
    if "\\u" in text and (plain := _unescape(text)) != text:
        yield from _readings(plain, depth - 1)
    for found in _BASE64.finditer(text[:_DEEP_BYTES]):
        if inner := _decoded(found.group()):
            yield from _readings(inner, depth - 1)
    for found in _HEX.finditer(text[:_DEEP_BYTES]):
        if inner := _readable(bytes.fromhex(found.group())):
            yield inner


def _unescape(text: str) -> str:
    return re.sub(r"\\u([0-9a-fA-F]{4})", lambda found: chr(int(found.group(1), 16)), text)


def _decoded(token: str) -> str:
    token = token.rstrip("=").replace("-", "+").replace("_", "/")
    try:
        return _readable(base64.b64decode(token[: len(token) - (len(token) % 4 == 1)] + "==="[: -len(token) % 4]))
    except (ValueError, binascii.Error):
        return ""


def _readable(data: bytes) -> str:
    try:
        text = data.decode()
    except UnicodeDecodeError:
        return ""
    return text if text.isprintable() or json.dumps(text).count("\\u00") <= len(text) // 10 else ""


@lru_cache(maxsize=1024)
def _digests(value: str) -> frozenset[str]:
    """The hashes trackers send instead of an address or a number, as they normalise it before."""
    forms = {value, value.strip().casefold(), re.sub(r"\D", "", value)} - {""}
    hashed = [hashlib.new(name, form.encode(), usedforsecurity=False) for form in forms for name in ("sha256", "sha1", "md5")]
    return frozenset({one.hexdigest() for one in hashed})


@lru_cache(maxsize=1024)
def _squeeze(text: str) -> str:
    return "".join(_WORD.findall(text.casefold()))
