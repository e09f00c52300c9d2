"""One-time codes, as rules over values: what is one, and which of a message's words it is."""

import re
from collections.abc import Iterable, Iterator
from typing import Literal
from urllib.parse import urlsplit

from pydantic import SecretStr

from brain.accounts_rules import exact_origin
from brain.posting import Frozen
from brain.words import fold

SHORTEST, LONGEST = 4, 10
LONGEST_MAILED = 8
NEAR = 120  # letters between a code and the word that names it
_MARKS = re.compile(r"[\s\-–—.·•]")
_GROUPS = re.compile(
    r"(?<![\w./@#%&=?+-])(?:[A-Za-z0-9]{4,8}|\d{3}[ -]\d{3,4}|\d{2} \d{2} \d{2}|[A-Z0-9]{4}-[A-Z0-9]{4})(?![\w/@%&=+-]|[.,]\d)"
)
_SPACED = re.compile(r"(?<![\w.])(?:[A-Z0-9] ){3,7}[A-Z0-9](?!\w)")
_NAMES_CODE = re.compile(
    r"\b(?:(?:\w*(?:sicherheits|bestatigungs|zugangs|einmal))?code|codes|passcode|pin|otp|tan|kod|kode|koden|koodi|kodu|codul"
    r"|codigo|codice|\w+(?:code|kode|koden|kod)|einmalpasswort|mot de passe|(?:one-time|temporary) password)\b"
    r"|код|コー[トド]|验证码|驗證碼|인증번호|코드"
)
_OTHER_CODE = re.compile(
    r"\b(?:zip|postal|post|promo|discount|voucher|coupon|referral|country|area|reference|job|tracking|order|invoice)"
    r"[ -]?(?:code|id|number|no)?\b"
    r"|\b(?:postleitzahl|plz|gutschein|rabatt|bestell|rechnungs)\w*"
)
_CONFIRMS = re.compile(
    r"verif|confirm|activat|validat|signin|sign-in|login|magic|token|otp|bestaetig|bestatig|freischalt|aktivier|potwierdz|bekraft|bevestig|conferm"
)


class CodeShape(Frozen):
    """What a page's code field takes. `length`: None where it does not say; `digits`: nothing but digits."""

    length: int | None = None
    digits: bool = False


class Mail(Frozen):
    """A message as it is judged. `domain`: of its sender; `links`: the addresses it leads to."""

    uid: int
    domain: str
    subject: str = ""
    text: SecretStr = SecretStr("")
    links: tuple[SecretStr, ...] = ()


class Mailed(Frozen):
    """What a message brings. `link`: one of the site's own; `elsewhere`: the host of one that is not, which is not opened."""

    code: SecretStr | None = None
    link: SecretStr | None = None
    elsewhere: str = ""


def plain_code(text: str | None) -> str:
    """The code a person gave, without the marks they read it with; empty where it looks like none."""
    said = _MARKS.sub("", text or "")
    looks = SHORTEST <= len(said) <= LONGEST and said.isascii() and said.isalnum() and any(c.isdigit() for c in said)
    return said if looks else ""


def fits(code: str, shape: CodeShape) -> bool:
    return (shape.length is None or len(code) == shape.length) and (not shape.digits or code.isdigit())


def shape_of(boxes: int, max_length: int | None, pattern: str | None, numeric: bool) -> CodeShape:
    """The shape a field says: as many boxes, the most it takes, the pattern it is checked by, whether it wants a keypad."""
    exact = re.fullmatch(r"\^?(?:\\d|\[0-9\])\{(\d+)\}\$?", pattern or "")
    length = boxes or (
        int(exact[1]) if exact else max_length if max_length and SHORTEST <= max_length <= LONGEST_MAILED else None
    )
    return CodeShape(
        length=length, digits=bool(exact) or numeric or bool(re.fullmatch(r"\^?(?:\\d|\[0-9\])[*+]?\$?", pattern or ""))
    )


def code_in(mail: Mail, shape: CodeShape) -> str:
    """The code a message holds, nearest to the word that names it; empty where no word names one of the right shape."""
    subject, text = mail.subject, mail.text.get_secret_value()
    found = [*_named(text, shape), *_named(subject, shape)]
    return min(found, default=(0, ""), key=lambda one: one[0])[1]


def _named(text: str, shape: CodeShape) -> Iterator[tuple[int, str]]:
    """Candidates with how far they are from the word that names a code; a word behind one counts as further off."""
    words = [(*match.span(), False) for match in _NAMES_CODE.finditer(_same_length(text))]
    lines = text.count("\n") + 1
    for match in (*_GROUPS.finditer(text), *_SPACED.finditer(text)):
        code = _MARKS.sub("", match.group())
        if not _is_code(code, shape) or _is_other(text, match.start()):
            continue
        before = [match.start() - end for _, end, _ in words if 0 <= match.start() - end <= NEAR]
        after = [start - match.end() for start, _, _ in words if 0 <= start - match.end() <= NEAR]
        alone = text[text.rfind("\n", 0, match.start()) + 1 : match.start()].strip() == "" and lines > 1
        distance = min([*before, *(2 * gap + 10 for gap in after)], default=None)
        if distance is not None:
            yield (max(0, distance - 40) if alone and _ends_line(text, match.end()) else distance), code


def _is_code(code: str, shape: CodeShape) -> bool:
    if not fits(code, shape) or not SHORTEST <= len(code) <= LONGEST_MAILED:
        return False
    if shape.length is None and len(code) == SHORTEST and code.startswith(("19", "20")) and code.isdigit():
        return False  # a year
    # A word is no code: letters alone count only where all are capitals of the asked length.
    return any(c.isdigit() for c in code) or (shape.length == len(code) and code.isupper())


def _is_other(text: str, start: int) -> bool:
    return bool(_OTHER_CODE.search(fold(text[max(0, start - 24) : start])))


def _ends_line(text: str, end: int) -> bool:
    return text[end:].split("\n", 1)[0].strip(" .!") == ""


def _same_length(text: str) -> str:
    """Lower case without accents, letter by letter, so that places stay what they are."""
    return "".join(plain if len(plain := fold(char)) == 1 else char for char in text)


def is_from(domain: str, senders: frozenset[str]) -> bool:
    """Whether a sender's domain is one of these, or lies below one."""
    return any(domain == one or domain.endswith(f".{one}") for one in senders if one)


def mailed(mail: Mail, senders: frozenset[str], shape: CodeShape, origin: str, wants: Literal["code", "link"]) -> Mailed | None:
    """What this message brings, if it is from the site; None where it does not concern the sign-in."""
    if not is_from(mail.domain, senders):
        return None
    if wants == "code" and (code := code_in(mail, shape)):
        return Mailed(code=SecretStr(code))
    links = [one.get_secret_value() for one in mail.links if _confirms(one.get_secret_value())]
    own = next((link for link in links if exact_origin(link) == origin), None)
    if own is not None:
        return Mailed(link=SecretStr(own))
    return Mailed(elsewhere=urlsplit(links[0]).hostname or "another site") if links and wants == "link" else None


def _confirms(link: str) -> bool:
    try:
        parts = urlsplit(link)
    except ValueError:
        return False
    return parts.scheme in ("http", "https") and bool(_CONFIRMS.search(fold(f"{parts.path} {parts.query}")))


def newest(mails: Iterable[Mail]) -> list[Mail]:
    return sorted(mails, key=lambda mail: -mail.uid)
