"""The mail the market's sites send: codes that prove an address. `GET /_mail` shows it, and it lies in its receiver's mailbox."""

import secrets
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime, make_msgid
from html import escape

from pydantic import BaseModel, ConfigDict

from deploy.market.catalogue import Posting
from deploy.market.mailing.mailboxes import Mailboxes

LETTERS = "abcdefghjkmnpqrstuvwxyzABCDEFGHJKLMNPQRSTUVWXYZ23456789"  # without those that are easily confused
DIGITS = "0123456789"
CODE_WANTED = "A verification code was sent to your email. Enter it to confirm that you are human."
CODE_WRONG = "Incorrect security code. Please try again."
UNPROVEN = "Please confirm your email address first."


class Mail(BaseModel):
    """One message. `n` counts from 1; `text` holds the code, as a person reads it there."""

    model_config = ConfigDict(frozen=True)

    n: int
    at: datetime
    family: str
    posting_id: str
    sender: str
    to: str
    subject: str
    text: str


class Mailroom:
    """What was sent since the last reset, and which codes are good. A new code for an address ends the one before."""

    def __init__(self, mailboxes: Mailboxes) -> None:
        self.mailboxes = mailboxes
        self.sent: list[Mail] = []
        self._codes: dict[tuple[str, str], str] = {}
        self._proven: set[tuple[str, str]] = set()

    def send_code(self, posting: Posting, address: str, subject: str, alphabet: str = LETTERS, length: int = 8) -> Mail:
        """Sends a fresh code for an application to `posting`."""
        code = "".join(secrets.choice(alphabet) for _ in range(length))
        self._codes[_key(posting, address)] = code
        text = (
            f"Hi,\n\nCopy and paste this code into the security code field on your application:\n\n{code}\n\n"
            f"It is for your application to {posting.company.name}. If you did not apply, ignore this message.\n"
        )
        return self.send(posting.family, sender_of(posting.family), address, subject, text, posting_id=posting.id)

    def send(
        self, family: str, sender: str, to: str, subject: str, text: str, *, posting_id: str = "", html: bool = False
    ) -> Mail:
        """Puts a message into its receiver's mailbox. `html`: it has no plain text, as many have none."""
        now = datetime.now(UTC)
        mail = Mail(
            n=len(self.sent) + 1, at=now, family=family, posting_id=posting_id, sender=sender, to=to, subject=subject, text=text
        )
        self.sent.append(mail)
        self.mailboxes.deliver(_message(mail, html=html).as_bytes(policy=SMTP), [to])
        return mail

    def take_code(self, posting: Posting, address: str, typed: str) -> bool:
        """Whether `typed` is the code last sent; the right one is good once and proves the address for this posting."""
        key = _key(posting, address)
        if not typed or self._codes.get(key) != typed:
            return False
        del self._codes[key]
        self._proven.add(key)
        return True

    def is_proven(self, posting: Posting, address: str) -> bool:
        return _key(posting, address) in self._proven


def sender_of(family: str) -> str:
    """Who a family's mail comes from."""
    return f"no-reply@{family.replace('_', '-')}.example.com"


def _message(mail: Mail, *, html: bool) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = mail.sender, mail.to, mail.subject
    message["Date"] = format_datetime(mail.at)
    message["Message-ID"] = make_msgid(domain=mail.sender.rpartition("@")[2])
    if html:
        paragraphs = "".join(f"<p>{escape(part)}</p>" for part in mail.text.split("\n\n"))
        message.set_content(f"<html><body>{paragraphs}</body></html>", subtype="html", cte="quoted-printable")
    else:
        message.set_content(mail.text)
    return message


def _key(posting: Posting, address: str) -> tuple[str, str]:
    return posting.id, address.casefold()
