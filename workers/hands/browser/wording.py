"""What words say about acts, states and small print, in the languages job pages are written in (`words.yaml`)."""

import re
import unicodedata
from importlib.resources import files

import yaml

_LETTERS = str.maketrans({"’": "'", "ß": "ss", "ł": "l", "ø": "o", "æ": "ae", "đ": "d", "œ": "oe", "ı": "i"})
_ACCENTS = re.compile(r"([a-z])[\u0300-\u036f]+")


def fold(text: str) -> str:
    """Lower case without Latin accents, typographic quotes or doubled spaces. Other scripts keep their marks."""
    plain = _ACCENTS.sub(r"\1", unicodedata.normalize("NFKD", text.lower().translate(_LETTERS)))
    return re.sub(r"\s+", " ", unicodedata.normalize("NFC", plain)).strip()


_SAID: dict[str, list[str]] = yaml.safe_load((files(__package__) / "words.yaml").read_text("utf-8"))
_WORDS = {name: re.compile(r"(?<!\w)(?:" + "|".join(said) + r")(?!\w)") for name, said in _SAID.items()}
# What the page's script compares word by word to find repeaters.
ENTRY_WORDS = {name: said for name, said in _SAID.items() if name.startswith(("entry_", "asks_"))}
SAYS_YES = _WORDS["says_yes"]
SAYS_NO = _WORDS["says_no"]
# Names and words of what proves that a person is there: it is never answered for them.
CAPTCHA = re.compile(r"captcha|turnstile|not a robot|kein roboter|pas un robot|no soy un robot", re.I)
REQUIRED = _WORDS["required"]
OPTIONAL = _WORDS["optional"]
SUBMIT = _WORDS["submit"]
NEXT = _WORDS["next"]
SENDS = _WORDS["sends"]
BACK = _WORDS["back"]
SAVE = _WORDS["save"]
UPLOAD = _WORDS["upload"]
APPLY = _WORDS["apply"]
CONSENT = _WORDS["consent"]
CODE = _WORDS["code"]
SIGNATURE = _WORDS["signature"]
RATING = _WORDS["rating"]
PHONE_LABEL = _WORDS["phone_label"]
EMAIL_LABEL = _WORDS["email_label"]
CONFIRMED = _WORDS["confirmed"]
CLOSED = _WORDS["closed"]
BLOCKED = _WORDS["blocked"]
BROKEN = _WORDS["broken"]
SIGN_IN = _WORDS["sign_in"]
SIGN_UP = _WORDS["sign_up"]
REVIEW = _WORDS["review"]
REVIEW_STEP = _WORDS["review_step"]
ACCOUNT_EXISTS = _WORDS["account_exists"]
ACCOUNT_LOCKED = _WORDS["account_locked"]
HAS_NO_ACCOUNT = _WORDS["has_no_account"]
HAS_ACCOUNT = _WORDS["has_account"]
CONFIRM_FIRST = _WORDS["confirm_first"]
VERIFY_YOU = _WORDS["verify_you"]
SEND_CODE = _WORDS["send_code"]
SEND_AGAIN = _WORDS["send_again"]
BY_APP = _WORDS["by_app"]
CODE_SENT = _WORDS["code_sent"]
SIGNS_IN_ELSEWHERE = _WORDS["signs_in_elsewhere"]
ALREADY_APPLIED = _WORDS["already_applied"]
MY_APPLICATIONS = _WORDS["my_applications"]
NO_APPLICATIONS = _WORDS["no_applications"]
FURTHER_PAGES = _WORDS["further_pages"]
CONFIRMED_URL = re.compile(
    r"(thank[-_]?you|thanks|confirm(?:ation|ed)?|success|submitted|complete[d]?|danke|merci|gracias|bedankt|applied)(?:[/?#.]|$)",
    re.I,
)
# What the first entry of a list says when nothing is chosen yet ("Select…", "Bitte wählen", "--").
NO_CHOICE = re.compile(
    r"^[-–—\s.…]*(?:"
    r"(?:please )?(?:select|choose|pick)(?: (?:an?|one|your|the))?(?: \w+){0,3}"
    r"|(?:bitte )?(?:aus)?wahlen(?: sie)?(?: \w+)*"
    r"|(?:veuillez )?(?:choisir|selectionne[rz])(?: \w+){0,3}"
    r"|selecc?ion[ae]r?(?: \w+){0,3}|elige(?: \w+){0,2}|elegir"
    r"|scegli|kies(?: \w+){0,2}|maak een keuze|wybierz|valj|vaelg|velg|\w{2,12}:"
    r")?[-–—\s.…]*$"
)
