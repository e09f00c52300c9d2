"""Codes and links that come by mail, read over IMAP: only the site's own messages, only those that came since."""

import asyncio
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack
from email.message import EmailMessage
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from pydantic import SecretStr

from brain.ports import Site
from brain.signing_in.codes import Mail
from deploy.market.mailing.imap_server import imap_server
from deploy.market.mailing.mailboxes import Mailboxes
from jobhunter.address import AddressPolicy
from tests.support.account_site import AccountSite, Desk
from tests.support.applicant import MAIL, OWN, Applicant, applicant
from workers.hands.mail import ImapMailbox
from world_model.mailboxes import MailAccount
from world_model.own_credentials import OwnCredential, OwnCredentials
from world_model.sites import SiteStore
from world_model.users import LOCAL_USER

pytestmark = [pytest.mark.stack, pytest.mark.slow]


class Post:
    """Mailboxes on this machine, and their server."""

    def __init__(self, boxes: Mailboxes, address: str) -> None:
        self.boxes, self.address = boxes, address
        self.origin = address

    def deliver(self, sender: str, subject: str, text: str, html: str = "") -> None:
        message = EmailMessage()
        message["From"], message["To"], message["Subject"] = sender, MAIL, subject
        message.set_content(text)
        if html:
            message.add_alternative(html, subtype="html")
        self.boxes.deliver(message.as_bytes().replace(b"\n", b"\r\n"), [MAIL])


@pytest.fixture
async def post() -> AsyncIterator[Post]:
    boxes = Mailboxes()
    async with imap_server(boxes) as server:
        yield Post(boxes, server.url)


class OneAccount:
    def __init__(self, account: MailAccount) -> None:
        self._account = account

    async def mailboxes(self, user_id: str) -> list[MailAccount]:
        return [self._account]


def reader(post: Post, password: str = "") -> ImapMailbox:
    account = MailAccount(1, post.address, MAIL, SecretStr(password or post.boxes.password))
    return ImapMailbox(OneAccount(account), AddressPolicy(frozenset({post.origin})))


def seen_by(found: list[Mail]) -> Callable[[Mail], str | None]:
    def wanted(mail: Mail) -> str | None:
        found.append(mail)
        return mail.subject if mail.subject == "wanted" else None

    return wanted


async def test_only_new_messages_of_the_sender_are_opened(post: Post) -> None:
    mailbox, opened = reader(post), list[Mail]()
    post.deliver("Jobs <no-reply@mail.jobs.example>", "wanted", "old")
    mark = await mailbox.mark("u", MAIL)
    assert mark is not None
    post.deliver("Evil <no-reply@jobs.example.evil.test>", "wanted", "Your code is 111111")
    post.deliver("Jobs <no-reply@mail.jobs.example>", "other", "x")
    senders = frozenset({"jobs.example"})
    waiting = asyncio.ensure_future(mailbox.wait("u", mark, senders, seen_by(opened), 30))
    post.deliver(
        "Jobs <no-reply@mail.jobs.example>",
        "wanted",
        "",
        "<p>Your code</p><p>is <b>482913</b></p><a href='https://jobs.example/verify?t=1'>go</a>",
    )
    assert await waiting == "wanted"
    assert {one.domain for one in opened} == {"mail.jobs.example"}
    last = next(one for one in opened if one.subject == "wanted")
    assert [link.get_secret_value() for link in last.links] == ["https://jobs.example/verify?t=1"]
    assert all(not message.flags for message in post.boxes.of(MAIL).messages)


@pytest.mark.parametrize("trouble", ["password", "down", "address"])
async def test_a_mailbox_that_cannot_be_read_is_done_without(post: Post, trouble: str) -> None:
    account = MailAccount(1, "imap://127.0.0.1:9" if trouble == "down" else post.address, MAIL, SecretStr("wrong"))
    allowed = frozenset() if trouble == "address" else frozenset({post.origin, "imap://127.0.0.1:9"})
    assert await ImapMailbox(OneAccount(account), AddressPolicy(allowed)).mark("u", MAIL) is None


@pytest.mark.browser
async def test_a_code_is_read_from_the_persons_mailbox(post: Post, migrated_database_url: str, tmp_path: Path) -> None:
    desk = MailingDesk(post)
    async with AsyncExitStack() as exits:
        site = exits.enter_context(AccountSite(desk))
        ada: Applicant = await exits.enter_async_context(
            applicant(migrated_database_url, tmp_path, frozenset({site.origin, post.origin}))
        )
        await ada.imported(creates_accounts=True)
        kept = await ada.plan(site, OWN)
        await ada.credentials.move(LOCAL_USER, kept.id, "works")
        box = OwnCredential(kind="mailbox", origin=post.address, email=MAIL, password=SecretStr(post.boxes.password))
        await OwnCredentials(ada.database, ada.vault).add(LOCAL_USER, box)
        named = Site(domain=urlsplit(site.origin).netloc, login_config={"mail_from": ["petitfour.example"]}, private=True)
        await SiteStore(ada.database).import_sites([named])
        post.deliver("no-reply@petitfour.example", "Your code", "Your verification code is 000001")
        told = await ada.told(await ada.apply(site.url()))
    assert (told["status"], desk.log) == ("confirmed", ["sign-in", "code-sent", "code", "send"]), told["error"]


class MailingDesk(Desk):
    """Its codes go out by mail, after somebody else's."""

    def __init__(self, post: Post) -> None:
        super().__init__(shows="sign_in_only", accounts={MAIL: OWN}, second="code")
        self._post = post

    def send_code(self) -> str:
        page = super().send_code()
        self._post.deliver("x@evil.example", "Your code", "Your verification code is 999999")
        self._post.deliver("no-reply@petitfour.example", "Your code", f"Hello Ada,\n\nyour code is:\n\n{self.codes[-1]}\n\n2026")
        return page
