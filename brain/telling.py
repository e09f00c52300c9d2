"""What a person is told outside: a title, one sentence for each piece of news, a link. No answers, no facts, no text of pages.

Of a posting only its title and company are named, cut and as plain text: whatever they hold is no markup, no mention and no link.
"""

import re
import unicodedata
from collections.abc import Sequence
from typing import Literal, get_args

from brain.intervention import AskedField, InterventionKind
from brain.posting import Frozen

NewsKind = Literal["code", "login", "captcha", "question", "review", "verify", "task", "reminder"]
NEWS_KINDS: tuple[NewsKind, ...] = get_args(NewsKind)
URGENT: tuple[NewsKind, ...] = ("code",)
MOST_LINES = 5
MOST_FIELDS = 5
MOST_CHARACTERS = 80
# By hand at the site, or with a password: a link from a mailbox must not be able to do that.
NEVER_BY_LINK = ("login", "captcha")
SECRET_FIELDS = ("password", "file", "signature", "hidden")

_MARKUP = str.maketrans({"<": "‹", ">": "›", "[": "(", "]": ")", "`": "'", "*": "∗", "~": "∼", "|": "∣", "\\": "∖"})
_JOINER = "\u2060"  # unseen; keeps "@all" and "host.example" from being taken for a mention or a link
_TITLES: dict[str, str] = {
    "code": "A code is needed",
    "login": "A sign-in is needed",
    "captcha": "A captcha waits for you",
    "question": "A question waits for you",
    "review": "An application waits for your yes",
    "verify": "Was this application received?",
    "reminder": "Something still waits for you",
}
_SENTENCES: dict[str, str] = {
    "code": "the site asks for a code that only you get.",
    "login": "the site asks you to sign in.",
    "captcha": "the site asks for what only a person may do.",
    "question": "it goes on when you have answered.",
    "review": "it is sent when you have said yes.",
    "verify": "only you can find out.",
    "reminder": "it still waits for you.",
}


class News(Frozen):
    """One piece of news. `about`: whose application; `title` and `body`: the words of news that is no question.
    `link`: answers it; empty where that has to be done in JobHunter itself."""

    kind: NewsKind
    about: str = ""
    title: str = ""
    body: str = ""
    link: str = ""


class Message(Frozen):
    title: str
    body: str


def message_of(news: Sequence[News], home: str) -> Message:
    """All news for one target as one message. `home`: the address of JobHunter."""
    if len(news) == 1:
        (one,) = news
        return Message(title=_title(one), body=f"{_sentence(one)}\n{_where(one, home)}")
    asked = [n for n in news if n.kind != "task"]
    title = f"{len(asked)} questions wait for you" if len(asked) > 1 else f"{len(news)} pieces of news"
    lines = [f"{_title(n)}: {n.about or n.body}\n{_where(n, home)}".replace(": \n", "\n") for n in news[:MOST_LINES]]
    if more := len(news) - MOST_LINES:
        lines += [f"and {more} more: {home}"] if more > 0 else []
    return Message(title=title, body="\n\n".join(lines))


def by_link(kind: InterventionKind, fields: Sequence[AskedField]) -> bool:
    """Whether a link that whoever reads the message can open may answer this."""
    if kind == "review":
        return True
    if kind in NEVER_BY_LINK or len(fields) > MOST_FIELDS or any(f.kind in SECRET_FIELDS for f in fields):
        return False
    return bool(fields) or kind in ("code", "question")


def plain(text: str, most: int = MOST_CHARACTERS) -> str:
    """Text from elsewhere as one short line that no mail or chat program reads as anything but text."""
    shown = "".join(" " if unicodedata.category(c)[0] in "CZ" else c for c in unicodedata.normalize("NFC", text))
    shown = re.sub(r"\b[a-z][a-z0-9+.-]*:/+", "", " ".join(shown.split()), flags=re.IGNORECASE)
    shown = shown if len(shown) <= most else shown[: most - 1].rstrip() + "…"
    shown = re.sub(r"(?<=\w)\.(?=\w)", "." + _JOINER, shown.translate(_MARKUP))
    return shown.replace("@", "@" + _JOINER)


def about(title: str, company: str) -> str:
    """A posting as it is named in a message."""
    return " at ".join(part for part in (plain(title), plain(company)) if part)


def _title(one: News) -> str:
    return plain(one.title, 120) if one.kind == "task" else _TITLES[one.kind]


def _sentence(one: News) -> str:
    if one.kind == "task":
        return plain(one.body, 200)
    sentence = _SENTENCES[one.kind]
    return f"{one.about}: {sentence}" if one.about else sentence[0].upper() + sentence[1:]


def _where(one: News, home: str) -> str:
    if one.link:
        return f"Answer: {one.link}"
    return f"Open JobHunter: {home}"
