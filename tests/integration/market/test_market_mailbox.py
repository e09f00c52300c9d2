"""The market's mailbox: written to by SMTP and by its sites, read by the clients people use."""

import asyncio
import imaplib
import smtplib
from collections.abc import AsyncIterator
from datetime import date, timedelta
from email.message import EmailMessage
from urllib.parse import urlsplit

import httpx
import pytest
from imap_tools import AND, NOT, OR, A, BaseMailBox, MailboxLoginError, MailBoxUnencrypted, MailMessageFlags

from deploy.market.app import create_app
from deploy.market.market import Market
from deploy.market.serve import running

ADA = "ada@example.org"


def note(
    to: str = ADA, subject: str = "Hello", text: str = "It is 123456.", sender: str = "no-reply@site.example"
) -> EmailMessage:
    message = EmailMessage()
    message["From"], message["To"], message["Subject"] = sender, to, subject
    message.set_content(text)
    return message


def post(market: Market, *messages: EmailMessage) -> None:
    assert market.mail
    host = urlsplit(market.mail.smtp)
    with smtplib.SMTP(host.hostname or "", host.port or 0, timeout=30) as server:
        for message in messages:
            server.send_message(message)


def mailbox(market: Market, address: str = ADA) -> BaseMailBox:
    assert market.mail
    host = urlsplit(market.mail.imap.url)
    return MailBoxUnencrypted(host.hostname or "", host.port or 0).login(address, market.mailboxes.password)


def raw(market: Market, address: str = ADA) -> imaplib.IMAP4:
    assert market.mail
    host = urlsplit(market.mail.imap.url)
    client = imaplib.IMAP4(host.hostname or "", host.port or 0)
    client.login(address, market.mailboxes.password)
    return client


async def test_a_message_sent_by_smtp_is_read_by_imap_as_it_was(market: Market) -> None:
    def go() -> None:
        post(market, note(subject="Grüße", text="Zeile eins\n.Punkt\n\nEnde"))
        with mailbox(market) as box:
            [found] = list(box.fetch())
            assert (found.subject, found.from_, found.to) == ("Grüße", "no-reply@site.example", (ADA,))
            assert found.text.splitlines() == ["Zeile eins", ".Punkt", "", "Ende"]
            assert found.uid == "1"
            assert MailMessageFlags.SEEN not in found.flags
            [again] = list(box.fetch())
            assert MailMessageFlags.SEEN in again.flags

    await asyncio.to_thread(go)


async def test_every_address_has_a_mailbox_of_its_own(market: Market) -> None:
    def go() -> None:
        post(market, note(), note(to="ben@example.org"), note(to="ADA@example.org, ben@example.org", subject="Both"))
        with mailbox(market) as ada, mailbox(market, "Ben@Example.org") as ben, mailbox(market, "new@example.org") as new:
            assert [found.subject for found in ada.fetch()] == ["Hello", "Both"]
            assert [found.subject for found in ben.fetch()] == ["Hello", "Both"]
            assert list(new.fetch()) == []

    await asyncio.to_thread(go)


async def test_search_finds_by_sender_day_state_and_number(market: Market) -> None:
    def go() -> None:
        post(market, note(subject="One"), note(subject="Two", sender="Site <codes@other.example>"), note(subject="Drei für dich"))
        today = date.today()
        with mailbox(market) as box:

            def subjects(criteria: object) -> list[str]:
                return [found.subject for found in box.fetch(criteria, mark_seen=False)]  # type: ignore[arg-type]

            assert subjects("ALL") == ["One", "Two", "Drei für dich"]
            assert subjects(A(from_="codes@other.example")) == ["Two"]
            assert subjects(A(to=ADA, seen=False)) == ["One", "Two", "Drei für dich"]
            assert subjects(A(date_gte=today - timedelta(days=1))) == ["One", "Two", "Drei für dich"]
            assert subjects(A(date_gte=today + timedelta(days=2))) == []
            assert subjects(A(sent_date_lt=today - timedelta(days=2))) == []
            assert subjects(A(uid="2:*")) == ["Two", "Drei für dich"]
            assert subjects(A(uid="9:*")) == ["Drei für dich"]  # an open end always names the last
            assert subjects(OR(subject="One", text="nowhere")) == ["One"]
            assert subjects(AND(NOT(subject="One"), from_="no-reply@site.example")) == ["Drei für dich"]
            assert subjects("HEADER Subject Two") == ["Two"]
            assert subjects("2:3 UNSEEN (NOT 3)") == ["Two"]
            box.flag(["1"], MailMessageFlags.SEEN, True)
            assert subjects(A(seen=False)) == ["Two", "Drei für dich"]

    await asyncio.to_thread(go)


async def test_imaplib_reads_flags_dates_and_parts(market: Market) -> None:
    def go() -> None:
        post(market, note())
        client = raw(market)
        assert client.select("INBOX") == ("OK", [b"1"])
        assert client.response("UIDVALIDITY")[1] == [str(market.mailboxes.of(ADA).validity).encode()]
        peeked = client.uid("FETCH", "1:*", "(UID FLAGS INTERNALDATE RFC822.SIZE BODY.PEEK[HEADER.FIELDS (FROM SUBJECT)])")
        status, [(answer, headers), _] = peeked  # type: ignore[misc]
        assert status == "OK"
        assert b"UID 1 FLAGS ()" in answer
        assert imaplib.Internaldate2tuple(answer) is not None
        assert b"Subject: Hello" in headers
        assert b"To:" not in headers
        assert client.store("1", "+FLAGS", r"(\Seen \Flagged)")[1] == [rb"1 (FLAGS (\Flagged \Seen))"]
        assert client.uid("STORE", "1", "-FLAGS", r"\Flagged")[1] == [rb"1 (FLAGS (\Seen) UID 1)"]
        assert client.uid("SEARCH", "UNSEEN")[1] == [b""]
        assert client.status("INBOX", "(MESSAGES UNSEEN UIDNEXT)")[1] == [b'"INBOX" (MESSAGES 1 UNSEEN 0 UIDNEXT 2)']
        post(market, note(subject="Later"))
        client.noop()
        assert client.response("EXISTS")[1][-1] == b"2"
        client.store("1", "+FLAGS.SILENT", r"(\Deleted)")
        assert client.expunge() == ("OK", [b"1"])
        assert client.search(None, "ALL")[1] == [b"1"]
        assert client.fetch("1", "(UID)")[1] == [b"1 (UID 2)"]
        assert client.logout()[0] == "BYE"

    await asyncio.to_thread(go)


async def test_a_mailbox_opened_for_reading_stays_as_it_is(market: Market) -> None:
    def go() -> None:
        post(market, note())
        client = raw(market)
        client.select("INBOX", readonly=True)
        assert client.fetch("1", "(RFC822)")[0] == "OK"
        assert client.search(None, "UNSEEN")[1] == [b"1"]
        assert client._simple_command("STORE", "1", "+FLAGS", r"(\Seen)")[0] == "NO"  # type: ignore[attr-defined]
        client.logout()

    await asyncio.to_thread(go)


async def test_who_waits_is_told_as_a_message_comes(market: Market) -> None:
    def go() -> None:
        with mailbox(market) as box:
            box.idle.start()
            post(market, note())
            assert box.idle.poll(timeout=30) == [b"* 1 EXISTS"]
            box.idle.stop()
            assert [found.subject for found in box.fetch(A(seen=False))] == ["Hello"]

    await asyncio.to_thread(go)


async def test_a_wrong_password_and_what_is_no_command_are_refused(market: Market) -> None:
    def go() -> None:
        assert market.mail
        host = urlsplit(market.mail.imap.url)
        with pytest.raises(MailboxLoginError):
            MailBoxUnencrypted(host.hostname or "", host.port or 0).login(ADA, "guessed")
        client = imaplib.IMAP4(host.hostname or "", host.port or 0)
        with pytest.raises(imaplib.IMAP4.error, match="AUTHENTICATIONFAILED"):
            client.login(ADA, 'a "wrong" \\ one')
        client.login(ADA, market.mailboxes.password)
        assert client.select("Archive")[0] == "NO"
        client.select("INBOX")
        for criteria in ("SINCE yesterday", "NONSENSE", "UID x", "(ALL", "FROM"):
            with pytest.raises(imaplib.IMAP4.error, match="BAD"):
                client.search(None, criteria)
        with pytest.raises(imaplib.IMAP4.error, match="BAD"):
            client.fetch("1", "(SECRETS)")
        assert client.noop()[0] == "OK"
        client.logout()

    await asyncio.to_thread(go)


async def test_smtp_takes_a_sign_in_where_one_is_made(market: Market) -> None:
    def go() -> None:
        assert market.mail
        host = urlsplit(market.mail.smtp)
        with smtplib.SMTP(host.hostname or "", host.port or 0, timeout=30) as server:
            with pytest.raises(smtplib.SMTPAuthenticationError):
                server.login(ADA, "guessed")
            server.login(ADA, market.mailboxes.password)
            server.send_message(note())

    await asyncio.to_thread(go)
    assert len(market.mailboxes.of(ADA).messages) == 1


@pytest.fixture
async def control() -> AsyncIterator[tuple[Market, str, httpx.AsyncClient]]:
    app = create_app(7)
    async with running(app) as url, httpx.AsyncClient() as client:
        yield app.state.market, url, client


async def test_a_mailbox_that_is_down_refuses_and_keeps_its_port_and_its_mail(
    control: tuple[Market, str, httpx.AsyncClient],
) -> None:
    market, url, client = control
    where = (await client.get(url + "/_mail_account")).json()
    assert where == {
        "smtp": market.mail and market.mail.smtp,
        "imap": market.mail and market.mail.imap.url,
        "user": market.person.email,
        "password": market.mailboxes.password,
    }
    open_before = await asyncio.to_thread(raw, market)
    assert (await client.post(url + "/_mail/down", json={"down": True})).json() == {"down": True}
    with pytest.raises(ConnectionRefusedError):
        await asyncio.to_thread(raw, market)
    with pytest.raises((imaplib.IMAP4.abort, OSError)):
        await asyncio.to_thread(open_before.noop)
    await asyncio.to_thread(post, market, note())
    await client.post(url + "/_mail/down", json={"down": False})
    again = await asyncio.to_thread(raw, market)
    assert await asyncio.to_thread(again.select) == ("OK", [b"1"])
    assert [row["subject"] for row in (await client.get(url + "/_mailbox", params={"address": ADA})).json()] == ["Hello"]


async def test_a_reset_empties_the_mailboxes_and_brings_imap_back(control: tuple[Market, str, httpx.AsyncClient]) -> None:
    market, url, client = control
    await asyncio.to_thread(post, market, note())
    before = market.mailboxes.of(ADA).validity
    await client.post(url + "/_mail/down", json={"down": True})
    await client.post(url + "/_reset")
    again = await asyncio.to_thread(raw, market)
    assert await asyncio.to_thread(again.select) == ("OK", [b"0"])
    assert market.mailboxes.of(ADA).validity != before


async def test_what_a_site_sends_is_a_whole_message_in_its_receivers_mailbox(market: Market) -> None:
    sent = market.mailroom.send("members", "no-reply@site.example", ADA, "Your code", "Hello,\n\n123456", html=True)
    [stored] = market.mailboxes.of(ADA).messages
    message = stored.parsed
    assert (message["From"], message["To"], message["Subject"]) == (sent.sender, ADA, "Your code")
    assert message["Date"].datetime == sent.at.replace(microsecond=0)
    assert message["Message-ID"].endswith("@site.example>")
    assert message.get_body(("plain",)) is None
    assert "<p>123456</p>" in message.get_body(("html",)).get_content()
