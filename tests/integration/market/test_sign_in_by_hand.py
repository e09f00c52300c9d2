"""The sites that demand a sign-in, in a real browser driven by hand: the code read from the mailbox, or made from the secret."""

import asyncio
import re
from urllib.parse import urlsplit

import pyotp
import pytest
from imap_tools import A, MailBoxUnencrypted
from playwright.async_api import Page, expect

from deploy.market.catalogue import Posting, Trait
from deploy.market.fields import Field, written
from deploy.market.gate import Account
from deploy.market.market import Market
from tests.support.families_by_hand import fill_workday_steps
from tests.support.market_by_hand import CONFIRMED, RESUME, Try, send
from tests.support.member import behind

pytestmark = [pytest.mark.browser]


def account(market: Market, site: str) -> Account:
    found = market.gate(site).find(market.person.email)
    assert found
    return found


async def mail_of(market: Market, address: str, sender: str) -> str:
    """The newest unread message of this sender, read by IMAP."""

    def read() -> str:
        assert market.mail
        host = urlsplit(market.mail.imap.url)
        with MailBoxUnencrypted(host.hostname or "", host.port or 0).login(address, market.mailboxes.password) as box:
            newest = list(box.fetch(A(seen=False, from_=sender)))[-1]
            return newest.text or newest.html

    return await asyncio.to_thread(read)


async def code_of(market: Market, site: str) -> str:
    found = re.search(r"\b(\d{6})\b", await mail_of(market, market.person.email, market.gate(site).gate.sender))
    assert found
    return found[1]


async def fill(page: Page, field: Field) -> None:
    if field.kind == "file":
        return await page.get_by_label(field.label).set_input_files(RESUME)
    answer = written(field) if field.answer is not None else "I like what you do."
    if field.kind == "choice" and len(field.options) <= 5:
        return await page.get_by_role("group", name=field.label).get_by_label(answer, exact=True).check()
    control = page.locator(f"[name='{field.name}']")
    if field.kind == "choice":
        await control.select_option(answer)
        return None
    return await control.fill(answer)


async def fill_steps(page: Page, market: Market, posting: Posting, *, first: int = 1, last: int = 3) -> None:
    for step in range(first, last + 1):
        await expect(page.get_by_text(f"{step}/3")).to_be_visible()
        for field in market.fields(posting):
            if field.page == step:
                await fill(page, field)
        await page.get_by_role("button", name=re.compile("^(Next|Weiter|Send application|Bewerbung absenden)$")).click()


async def confirmed(page: Page, market: Market, posting: Posting) -> None:
    await expect(page.get_by_text(CONFIRMED).first).to_be_visible()
    [entry] = market.ledger.submissions
    assert market.expected(posting).complete(entry)


async def test_a_code_from_the_mailbox_opens_the_form(market: Market, page: Page) -> None:
    posting, member = behind(market, "members"), account(market, "members")
    await page.goto(market.page_url(posting))
    await page.get_by_role("link", name="Apply for this job").click()
    await page.get_by_label("Email address").fill(member.email)
    await page.get_by_label("Password").fill("guessed")
    await page.get_by_role("main").get_by_role("button", name="Sign in").click()
    await expect(page.get_by_role("alert")).to_have_text("Wrong email address or password.")
    await page.get_by_label("Password").fill(member.password)
    await page.get_by_role("main").get_by_role("button", name="Sign in").click()
    await expect(page.locator("[autocomplete=one-time-code]")).to_have_count(1)
    await page.get_by_label("6-digit code").fill(await code_of(market, "members"))
    await page.get_by_role("button", name="Verify").click()
    await fill_steps(page, market, posting)
    await confirmed(page, market, posting)


@pytest.mark.parametrize("way", ["typed", "at once"])
async def test_a_totp_code_goes_into_six_boxes(market: Market, page: Page, way: str) -> None:
    posting, member = behind(market, "members_totp"), account(market, "members_totp")
    await page.goto(market.apply_url(posting))
    await page.get_by_label("Email address").fill(member.email)
    await page.get_by_role("button", name="Next").click()
    await page.get_by_label("Enter your password").fill(member.password)
    await page.get_by_role("button", name="Sign in").click()
    boxes = page.get_by_role("group", name="Verification code").get_by_role("textbox")
    await expect(boxes).to_have_count(6)
    code = pyotp.TOTP(member.totp_secret or "").now()
    if way == "typed":
        await boxes.first.press_sequentially(code)
    else:
        for box, digit in zip(await boxes.all(), code, strict=True):
            await box.fill(digit)
    await page.get_by_role("button", name="Verify").click()
    await fill_steps(page, market, posting)
    await confirmed(page, market, posting)


async def test_a_german_site_asks_whether_it_is_you(market: Market, page: Page) -> None:
    posting, member = behind(market, "members_verify"), account(market, "members_verify")
    await page.goto(market.apply_url(posting))
    await page.get_by_label("E-Mail-Adresse").fill(member.email)
    await page.get_by_label("Passwort").fill(member.password)
    await page.get_by_role("button", name="Anmelden").click()
    await expect(page.get_by_role("heading", name="Sind Sie es wirklich?")).to_be_visible()
    assert market.mailroom.sent == []
    await page.get_by_role("button", name="Code senden").click()
    await page.get_by_label("6-stelliger Code").fill(await code_of(market, "members_verify"))
    await page.get_by_role("button", name="Bestätigen").click()
    await fill_steps(page, market, posting)
    await confirmed(page, market, posting)


async def test_a_session_that_ends_in_the_midst_comes_back_to_what_was_typed(market: Market, page: Page) -> None:
    posting, member = behind(market, "members", "session_ends_kept"), account(market, "members")
    member.second_factor = "none"

    async def sign_in() -> None:
        await page.get_by_label("Email address").fill(member.email)
        await page.get_by_label("Password").fill(member.password)
        await page.get_by_role("main").get_by_role("button", name="Sign in").click()

    await page.goto(market.apply_url(posting))
    await sign_in()
    await fill_steps(page, market, posting, last=2)
    await sign_in()
    await expect(page.get_by_label("Last name")).to_have_value(market.person.last_name)
    await fill_steps(page, market, posting)
    await confirmed(page, market, posting)


async def test_a_person_ticks_the_box_before_the_password_counts(market: Market, page: Page) -> None:
    posting, member = behind(market, "members_captcha"), account(market, "members_captcha")
    await page.goto(market.apply_url(posting))
    box = page.frame_locator("iframe[title=reCAPTCHA]").get_by_role("checkbox")
    await box.click()
    await expect(box).to_be_checked()
    await page.get_by_label("Email address").fill(member.email)
    await page.get_by_label("Password").fill(member.password)
    await page.get_by_role("main").get_by_role("button", name="Sign in").click()
    await expect(page.get_by_text("1/3")).to_be_visible()


async def enter_tenant(page: Page, email: str, password: str, *, new: bool = False) -> None:
    await page.get_by_label("Email Address").fill(email)
    await page.get_by_label("Password*", exact=True).fill(password)
    if new:
        await page.get_by_label("Verify New Password").fill(password)
    await page.get_by_role("button", name="Create Account" if new else "Sign In", exact=True).click()


async def type_code(page: Page, code: str) -> None:
    await page.get_by_label("Verification Code").fill(code)
    await page.get_by_role("button", name="Verify").click()


@pytest.mark.parametrize("site", ["workday_mail", "workday_totp"])
async def test_a_tenant_wants_a_second_factor(market: Market, page: Page, site: str) -> None:
    posting, member = behind(market, site), account(market, site)
    await page.goto(market.apply_url(posting))
    await enter_tenant(page, member.email, member.password)
    await expect(page.get_by_label("Verification Code")).to_be_visible()
    await type_code(page, "abcdef")
    await expect(page.get_by_role("alert")).to_contain_text("not the right code")
    secret = member.totp_secret
    await type_code(page, pyotp.TOTP(secret).now() if secret else await code_of(market, site))
    await expect(page.get_by_role("heading", name="My Information")).to_be_visible()
    assert (member.signed_in, member.tries, member.wrong) == (1, 0, 1)
    await page.reload()
    await expect(page.get_by_role("heading", name="My Information")).to_be_visible()


async def test_a_tenants_account_is_verified_by_a_link(market: Market, page: Page) -> None:
    await page.goto(market.apply_url(behind(market, "workday_new")))
    await enter_tenant(page, "zoe@example.org", "correct-horse-1", new=True)
    await expect(page.get_by_role("alert")).to_contain_text("verify your account")
    await enter_tenant(page, "zoe@example.org", "correct-horse-1")
    await expect(page.get_by_role("alert")).to_contain_text("not verified yet")
    found = re.search(r"http://\S+", await mail_of(market, "zoe@example.org", market.gate("workday_new").gate.sender))
    assert found
    elsewhere = await page.context.new_page()
    await elsewhere.goto(found[0])
    await expect(elsewhere.get_by_text("Your account is verified.")).to_be_visible()
    await page.get_by_role("button", name="Sign In", exact=True).click()
    await expect(page.get_by_role("heading", name="My Information")).to_be_visible()


@pytest.mark.parametrize(("site", "trait"), [("workday_mail", "session_ends_kept"), ("workday_totp", "session_ends")])
async def test_a_tenants_session_ends_between_two_steps(market: Market, page: Page, site: str, trait: Trait) -> None:
    one, member = Try(market, behind(market, site, trait), page), account(market, site)
    member.second_factor = "none"
    await one.open()
    await enter_tenant(page, member.email, member.password)
    await fill_workday_steps(one, last=2)
    await expect(page.get_by_role("alert")).to_contain_text("Your session has ended")
    await enter_tenant(page, member.email, member.password)
    await expect(page.get_by_role("heading", name="My Information")).to_be_visible()
    kept = trait == "session_ends_kept"
    await expect(page.get_by_label("Last Name")).to_have_value(market.person.last_name if kept else "")
    if kept:
        return
    await fill_workday_steps(one)
    await send(page)
    await confirmed(page, market, one.posting)
    assert member.applied == [one.posting.id]
    await page.goto(market.apply_url(one.posting))
    await expect(page.get_by_text("already applied")).to_be_visible()
