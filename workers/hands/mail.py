"""The person's own mailbox, read over IMAP: what came since, from one sender, and nothing else is opened.

Of other messages only the headers are looked at. Nothing is marked, moved or deleted.
"""

import asyncio
import imaplib
import re
import socket
import ssl
import time
from collections.abc import Callable, Sequence
from email.utils import parseaddr
from typing import Protocol, TypeVar
from urllib.parse import urlsplit

import structlog
from imap_tools import AND, MailBox, MailboxLoginError
from imap_tools.errors import ImapToolsError
from imap_tools.message import MailMessage
from lxml import etree, html
from pydantic import SecretStr

from brain.errors import JobHunterError
from brain.ports import MailMark
from brain.signing_in.codes import Mail, is_from
from jobhunter.address import AddressPolicy
from world_model.mailboxes import MailAccount

log = structlog.get_logger(__name__)
T = TypeVar("T")
TIMEOUT_S = 15.0
POLL_S = 2.0
MOST_BYTES = 2_000_000
MOST_MESSAGES = 50
TROUBLE = (OSError, imaplib.IMAP4.error, ImapToolsError, JobHunterError)
_LINK = re.compile(r"https?://[^\s<>\"')\]]+")
_BLOCKS = ("br", "p", "div", "tr", "td", "th", "li", "h1", "h2", "h3", "h4", "h5", "h6", "table", "blockquote", "pre")


class MailAccounts(Protocol):
    async def mailboxes(self, user_id: str) -> Sequence[MailAccount]: ...


class ImapMailbox:
    """Implements `brain.ports.Mailbox`; each conversation runs in a thread of its own."""

    def __init__(self, accounts: MailAccounts, policy: AddressPolicy) -> None:
        self._accounts, self._policy = accounts, policy

    async def mark(self, user_id: str, email: str) -> MailMark | None:
        """Where the mailbox of this address stands, else any that can be read."""
        accounts = await self._accounts.mailboxes(user_id)
        for account in sorted(accounts, key=lambda one: one.email.casefold() != email.casefold()):
            try:
                return await asyncio.to_thread(self._mark, account)
            except TROUBLE as error:
                log.warning("mailbox_not_read", mailbox=account.id, error=type(error).__name__)
        return None

    async def wait(
        self, user_id: str, mark: MailMark, senders: frozenset[str], wanted: Callable[[Mail], T | None], most_s: float
    ) -> T | None:  # fmt: skip
        """Looks every two seconds; a mailbox that cannot be read any more is waited for no longer."""
        until = time.monotonic() + most_s
        account = next((one for one in await self._accounts.mailboxes(user_id) if one.id == mark.mailbox), None)
        if account is None:
            return None
        try:
            box = await asyncio.to_thread(self._open, account)
            try:
                while True:
                    for mail in await asyncio.to_thread(_newer, box, mark, senders):
                        if (found := wanted(mail)) is not None:
                            return found
                    if time.monotonic() + POLL_S > until:
                        return None
                    await asyncio.sleep(POLL_S)
            finally:
                await asyncio.to_thread(_closed, box)
        except TROUBLE as error:
            log.warning("mailbox_not_read", mailbox=account.id, error=type(error).__name__)
            return None

    def _mark(self, account: MailAccount) -> MailMark:
        box = self._open(account)
        try:
            now = box.folder.status("INBOX", ["UIDNEXT", "UIDVALIDITY"])
            return MailMark(mailbox=account.id, uid=now["UIDNEXT"] - 1, validity=now["UIDVALIDITY"])
        finally:
            _closed(box)

    def _open(self, account: MailAccount) -> "_Box":
        parts = urlsplit(account.address)
        host, port = parts.hostname or "", parts.port or 993
        box = _Box(host, port, self._policy.judge_mailbox(account.address)[0], parts.scheme == "imaps")
        try:
            box.login(account.email, account.password.get_secret_value(), initial_folder=None)
            box.folder.set("INBOX", readonly=True)
        except BaseException:
            _closed(box)
            raise
        return box


class _Box(MailBox):
    """A mailbox at an address that was judged: the name is not looked up a second time."""

    def __init__(self, host: str, port: int, address: str, encrypted: bool) -> None:
        self._address, self._encrypted = address, encrypted
        super().__init__(host, port, timeout=TIMEOUT_S)

    def _get_mailbox_client(self) -> imaplib.IMAP4:
        kind = _Encrypted if self._encrypted else _Plain
        return kind(self._host, self._port, self._address)


class _Plain(imaplib.IMAP4):
    def __init__(self, host: str, port: int, address: str) -> None:
        self._address = address
        super().__init__(host, port, timeout=TIMEOUT_S)

    def _create_socket(self, timeout: float | None) -> socket.socket:
        return socket.create_connection((self._address, self.port), timeout)


class _Encrypted(_Plain):
    def _create_socket(self, timeout: float | None) -> socket.socket:
        return ssl.create_default_context().wrap_socket(super()._create_socket(timeout), server_hostname=self.host)


def _newer(box: _Box, mark: MailMark, senders: frozenset[str]) -> list[Mail]:
    """Messages of these senders that came after the mark, the newest first."""
    if box.folder.status("INBOX", ["UIDVALIDITY"])["UIDVALIDITY"] != mark.validity:
        return []  # another life of the mailbox: its numbers mean something else
    box.client.noop()
    heads = box.fetch(AND(uid=f"{mark.uid + 1}:*"), mark_seen=False, headers_only=True, limit=MOST_MESSAGES, reverse=True)
    wanted = [
        h.uid for h in heads if h.uid and int(h.uid) > mark.uid and is_from(_domain(h), senders) and h.size_rfc822 <= MOST_BYTES
    ]
    return [mail_of(one) for one in box.fetch(uid_list=wanted, mark_seen=False)][::-1] if wanted else []


def mail_of(message: MailMessage) -> Mail:
    """A message as the rules judge it."""
    parsed = _document(message.html) if message.html else None
    text = message.text or (_text(parsed) if parsed is not None else "")
    links = [str(link) for link in parsed.xpath("//a/@href")] if parsed is not None else []
    links += _LINK.findall(message.text or "")
    return Mail(
        uid=int(message.uid or 0), domain=_domain(message), subject=message.subject, text=SecretStr(text[:100_000]),
        links=tuple(SecretStr(link.rstrip(".,;")) for link in dict.fromkeys(links)),
    )  # fmt: skip


def _domain(message: MailMessage) -> str:
    address = parseaddr(message.from_)[1]
    return address.rpartition("@")[2].strip().casefold() if "@" in address else ""


def _document(text: str) -> html.HtmlElement | None:
    try:
        return html.document_fromstring(text)
    except (etree.ParserError, ValueError):
        return None


def _text(document: html.HtmlElement) -> str:
    """What a reader sees, a line for each block."""
    for gone in document.xpath("//style|//script|//head"):
        gone.drop_tree()
    for block in document.iter(*_BLOCKS):
        block.tail = "\n" + (block.tail or "")
    lines = (re.sub(r"[^\S\n]+", " ", line).strip() for line in document.text_content().split("\n"))
    return "\n".join(line for line in lines if line)


def _closed(box: _Box) -> None:
    try:
        box.logout()
    except (OSError, imaplib.IMAP4.error, ImapToolsError, MailboxLoginError) as error:
        log.debug("mailbox_not_closed", error=type(error).__name__)
