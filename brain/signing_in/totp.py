"""Codes made from a shared secret and the time (TOTP, RFC 6238, over HOTP, RFC 4226 §5.3).

Libraries refuse secrets of less than 112 bits; many sites give out 80.
"""

import base64
import hmac
import re
import time
from dataclasses import dataclass
from urllib.parse import parse_qs, urlsplit

from pydantic import SecretStr

_SHORTEST_SECRET = 10  # base32 letters: what is shorter is no secret anybody gives out
_DIGESTS = {"SHA1": "sha1", "SHA256": "sha256", "SHA512": "sha512"}


@dataclass(frozen=True, slots=True)
class _Made:
    key: bytes
    digits: int = 6
    period: int = 30
    digest: str = "sha1"


def totp_secret(text: str) -> SecretStr | None:
    """A secret as a person copies it: base32, in groups or not, or an `otpauth://totp/…` address. None where it is none."""
    said = text.strip()
    if not said.lower().startswith("otpauth://"):
        said = _letters(said)
    try:
        _parsed(said)
    except ValueError:
        return None
    return SecretStr(said)


def time_step(secret: SecretStr, now: float | None = None) -> int:
    """The number of the time step that is now: each has one code."""
    return int((time.time() if now is None else now) // _parsed(secret.get_secret_value()).period)


def seconds_left(secret: SecretStr, now: float | None = None) -> float:
    """Until the next time step begins."""
    every = _parsed(secret.get_secret_value()).period
    return every - ((time.time() if now is None else now) % every)


def code_of(secret: SecretStr, step: int) -> SecretStr:
    made = _parsed(secret.get_secret_value())
    digest = hmac.digest(made.key, step.to_bytes(8, "big"), made.digest)
    at = digest[-1] & 0x0F
    number = int.from_bytes(digest[at : at + 4], "big") & 0x7FFFFFFF
    return SecretStr(str(number % 10**made.digits).zfill(made.digits))


def _parsed(said: str) -> _Made:
    """Raises `ValueError`."""
    if not said.lower().startswith("otpauth://"):
        return _Made(_key(said))
    parts = urlsplit(said)
    if parts.netloc.lower() != "totp":
        raise ValueError("no time-based secret")
    given = {name.lower(): values[0] for name, values in parse_qs(parts.query).items()}
    digits, period = int(given.get("digits", 6)), int(given.get("period", 30))
    digest = _DIGESTS.get(given.get("algorithm", "SHA1").upper(), "")
    if not (6 <= digits <= 10 and 1 <= period <= 300 and digest):
        raise ValueError("no such codes")
    return _Made(_key(_letters(given.get("secret", ""))), digits, period, digest)


def _letters(said: str) -> str:
    return re.sub(r"[\s-]", "", said).upper().rstrip("=")


def _key(letters: str) -> bytes:
    if not re.fullmatch(f"[A-Z2-7]{{{_SHORTEST_SECRET},}}", letters):
        raise ValueError("no base32")
    return base64.b32decode(letters + "=" * (-len(letters) % 8))
