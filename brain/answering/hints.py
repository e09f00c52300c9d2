"""The format a page asks for in words, beside a field or after it refused a value. It bends a value's form, never its meaning."""

import re
from dataclasses import dataclass

from brain.words import fold

_NUMBERS = r"(?:digits|numbers|numerals|ziffern|zahlen|chiffres|numeros|digitos|cifras)"
_LONGEST = re.compile(
    r"(?:max(?:imum|imal)?\.?(?: length)?|at most|no more than|up to|hochstens|au plus|como maximo)"
    r"[^\d.]{0,20}(\d{1,5})\s*(?:char|zeichen|caract|letters|signes)"
)
_COUNTED = re.compile(r"\b(\d{1,2})[ -]?(?:digits?|ziffern|stellig\w*|chiffres|digitos|cifras)\b")
_DIGITS = re.compile(
    rf"{_NUMBERS}(?: |-)?(?:only|allowed)|(?:only|nur|uniquement|seulement|solo|solamente)(?: \w+){{0,3}} {_NUMBERS}|"
    r"must be (?:numeric|a number)|"
    r"(?:without|no|ohne|sans|sin) (?:\w+ or )?(?:spaces|blanks|leerzeichen|espaces|espacios|dashes|symbols)"
)
_PLUS = re.compile(
    r"international(?:en|es|e)? (?:format|number|phone)|country code|e\.?164|starting with \+|landesvorwahl|"
    r"format international|indicatif|formato internacional|codigo de pais|\+\d{1,3}[ \dx]"
)
_HTTPS = re.compile(r"https?://|(?:valid|full) (?:url|link|web ?address)|gultige (?:url|adresse)|url valide|url valida")


@dataclass(frozen=True, slots=True)
class Hints:
    """What a page says of a value's form. `digits`: nothing but digits, how many in `count`; `plus`: with the country's code."""

    longest: int | None = None
    digits: bool = False
    count: int | None = None
    plus: bool = False
    https: bool = False

    def allow(self, text: str) -> bool:
        """Whether a text has the form asked for."""
        bare = text.removeprefix("+") if self.plus else text
        return (
            (self.longest is None or len(text) <= self.longest)
            and (not self.digits or bare.isdigit())
            and (self.count is None or self.plus or sum(char.isdigit() for char in text) == self.count)
            and (not self.plus or text.startswith("+"))
            and (not self.https or re.match(r"https?://", text) is not None)
        )


def hints_in(text: str) -> Hints:
    """What a help text or a validation message asks for."""
    said = fold(text)
    if not said:
        return Hints()
    longest, counted = _LONGEST.search(said), _COUNTED.search(said)
    plus = _PLUS.search(said) is not None
    return Hints(
        longest=int(longest[1]) if longest else None,
        digits=_DIGITS.search(said) is not None,
        count=int(counted[1]) if counted else None,
        plus=plus,
        https=_HTTPS.search(said) is not None,
    )
