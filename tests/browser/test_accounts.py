"""A password is typed at its own origin alone, and leaves once, with the request of the page's own button."""

# ruff: noqa: E501 - a page is one string, as it is served

import pytest
from pydantic import SecretStr

from brain.errors import Refused
from brain.form import FormPage
from brain.ports import AccountSite, Credential, Entered
from tests.browser.helpers import entries
from tests.browser.site import Serve, Site
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.session import PlaywrightSession

pytestmark = [pytest.mark.browser, pytest.mark.security, pytest.mark.asyncio(loop_scope="module")]

SECRET = "Correct!horse7battery$staple"
MAIL = "ada@lovelace.example"
FIELDS = "<label>Email <input type=email name=m></label><label>Password <input type=password name=p></label>"
SIGN_IN = f"<h1>Sign in</h1><form id=f method=post action=/session>{FIELDS}<button>Sign in</button></form>"
FORM = "<h1>Apply</h1><form method=post action=/send><label>Name <input name=n></label><button>Submit application</button></form>"
WRONG = SIGN_IN.replace("<form", "<p role=alert>Wrong e-mail address or password.</p><form")


def credential(origin: str) -> Credential:
    return Credential(id=1, site=AccountSite(origin=origin), email=MAIL, password=SecretStr(SECRET))


async def signed_in(session: PlaywrightSession, origin: str) -> Entered:
    page = await session.read()
    await session.fill(page, entries(page, {"Email": MAIL}))
    return await session.accounts.enter(page, credential(origin))


def carriers(site: Site) -> list[str]:
    """The requests that told the password, in plain or form spelling."""
    return [f"{one.method} {one.path}" for one in site.sent if "horse7battery" in one.path + one.body]


async def test_signing_in_leads_to_the_form_and_tells_nobody_else(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve({"/": SIGN_IN, "POST /session": FORM})
    async with browser.open(site.url()) as session:
        entered = await signed_in(session, site.origin)
        assert (entered.state, [field.label for field in entered.page.fields], entered.page.number) == ("entered", ["Name"], 1)
        assert carriers(site) == ["POST /session"]
        assert session.gate.state.mode == "closed"


@pytest.mark.parametrize(
    "origin",
    [
        "https://accounts.example.com.evil.test",
        "https://example.com",
        "http://localhost:{port}",
        "https://127.0.0.1:{port}",
        "http://127.0.0.1",
        "http://127.0.0.1:{port}@evil.test",
        "http://xn--exmple-4nf.com",
        "",
    ],
)
async def test_no_key_is_pressed_at_another_origin(browser: PlaywrightBrowser, serve: Serve, origin: str) -> None:
    site = serve({"/": f"{SIGN_IN}<script>f.p.oninput = f.p.onfocus = () => fetch('/touched')</script>"})
    port = site.origin.rsplit(":", 1)[1]
    async with browser.open(site.url()) as session:
        with pytest.raises(Refused, match="own site"):
            await signed_in(session, origin.format(port=port))
        held = [field.value for field in (await session.read()).fields if field.kind == "password"]
    assert (held, [one.path for one in site.sent if one.path == "/touched"], carriers(site)) == ([None], [], [])


async def test_a_frame_of_another_origin_gets_no_password(browser: PlaywrightBrowser, serve: Serve) -> None:
    evil = serve({"/": SIGN_IN})
    site = serve({"/": f"<h1>Apply</h1><iframe src='{evil.url()}' width=500 height=300></iframe>"})
    async with browser.open(site.url()) as session:
        page = await session.read()
        assert session.accounts.site(page) is None
        with pytest.raises(Refused):
            await session.accounts.enter(page, credential(site.origin))
    assert carriers(evil) == []


async def test_a_field_that_stops_being_a_password_gets_no_further_key(browser: PlaywrightBrowser, serve: Serve) -> None:
    script = "<script>f.p.oninput = () => { if (f.p.value.length > 3) f.p.type = 'text'; }</script>"
    site = serve({"/": SIGN_IN + script, "POST /session": FORM})
    async with browser.open(site.url()) as session:
        entered = await signed_in(session, site.origin)
        assert entered.state == "refused"
        assert SECRET not in str([field.value for field in entered.page.fields])
    assert carriers(site) == []


@pytest.mark.parametrize(
    "script",
    [
        "fetch('/log', {method: 'POST', body: f.p.value})",
        "fetch('/log?p=' + encodeURIComponent(f.p.value))",
        "navigator.sendBeacon('/log', f.p.value)",
        "fetch('/log', {method: 'POST', body: btoa(f.p.value)})",
        "location.href = '/log?p=' + encodeURIComponent(f.p.value)",
        "new Image().src = '/log?p=' + encodeURIComponent(f.p.value)",
        "fetch('http://localhost:' + location.port + '/log', {method: 'POST', body: f.p.value})",
        "f.requestSubmit()",
    ],
)
async def test_a_page_that_sends_the_password_by_itself_sends_nothing(
    browser: PlaywrightBrowser, serve: Serve, script: str
) -> None:
    site = serve({"/": f"{SIGN_IN}<script>f.p.onblur = () => {{ {script} }}; f.onsubmit = () => false</script>"})
    async with browser.open(site.url()) as session:
        await signed_in(session, site.origin)
        await session.change(0.3)
    assert carriers(site) == []


async def test_only_one_request_leaves_with_it(browser: PlaywrightBrowser, serve: Serve) -> None:
    script = """<script>f.onsubmit = async (e) => { e.preventDefault(); const body = JSON.stringify({m: f.m.value, p: f.p.value});
      await fetch('/session', {method: 'POST', body}); await fetch('/session', {method: 'POST', body}).catch(() => 0);
      await fetch('/copy', {method: 'POST', body}).catch(() => 0); await fetch('/api/submit', {method: 'POST', body: '{}'}).catch(() => 0);
      document.body.innerHTML = '<h1>Apply</h1><form><label>Name <input name=n></label><button>Submit application</button></form>'; }</script>"""
    site = serve({"/": SIGN_IN + script, "POST /session": "ok", "POST /copy": "ok", "POST /api/submit": "ok"})
    async with browser.open(site.url()) as session:
        entered = await signed_in(session, site.origin)
        assert entered.state == "entered"
    assert [one.path for one in site.posts] == ["/session"]


async def test_a_form_that_sends_it_elsewhere_sends_nothing(browser: PlaywrightBrowser, serve: Serve) -> None:
    other = serve({"POST /session": FORM})
    site = serve({"/": SIGN_IN.replace("/session", other.url("/session"))})
    async with browser.open(site.url()) as session:
        entered = await signed_in(session, site.origin)
        assert entered.state == "refused"
    assert (carriers(site), other.sent) == ([], [])


async def test_a_form_whose_address_would_tell_it_sends_nothing(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve({"/": SIGN_IN.replace("method=post", "method=get"), "/session": FORM})
    async with browser.open(site.url()) as session:
        assert (await signed_in(session, site.origin)).state == "refused"
    assert carriers(site) == []


@pytest.mark.parametrize(
    ("said", "state"),
    [
        ("Wrong e-mail address or password.", "refused"),
        ("Ihr Konto wurde vorübergehend gesperrt.", "locked"),
        ("Too many failed attempts.", "locked"),
        ("We sent you a verification code.", "code"),
    ],
)
async def test_what_the_page_says_when_it_does_not_let_in(
    browser: PlaywrightBrowser, serve: Serve, said: str, state: str
) -> None:
    site = serve({"/": SIGN_IN, "POST /session": WRONG.replace("Wrong e-mail address or password.", said)})
    async with browser.open(site.url()) as session:
        entered = await signed_in(session, site.origin)
    assert (entered.state, entered.text) == (state, said)


@pytest.mark.parametrize(
    "said",
    [
        "An account with this email already exists.",
        "Cette adresse est déjà utilisée.",
        "Es gibt bereits ein Konto: E-Mail schon registriert.",
    ],
)
async def test_an_account_that_is_there_already_is_recognised(browser: PlaywrightBrowser, serve: Serve, said: str) -> None:
    sign_up = SIGN_IN.replace("Sign in", "Create account")
    site = serve({"/": sign_up, "POST /session": sign_up.replace("<form", f"<p role=alert>{said}</p><form")})
    async with browser.open(site.url()) as session:
        page = await session.read()
        assert page.kind == "sign_up"
        assert (await signed_in(session, site.origin)).state == "exists"


@pytest.mark.parametrize(
    "way",
    [
        "<a href=/new>Create an account</a>",
        "<button type=button onclick=\"location.href='/new'\">Don’t have an account yet?</button>",
        "<ul role=tablist><li role=tab aria-selected=true>Sign in</li><li role=tab onclick=\"location.href='/new'\">Register</li></ul>",
        "<a href='https://accounts.evil.example/new'>Sign up with Google</a><a href=/new>Noch kein Konto? Registrieren</a>",
    ],
)
async def test_the_way_to_the_other_form_is_followed(browser: PlaywrightBrowser, serve: Serve, way: str) -> None:
    sign_up = SIGN_IN.replace("Sign in", "Create account").replace(
        "</form>", "<label>Repeat password <input type=password></label></form>"
    )
    site = serve({"/": SIGN_IN + way, "/new": sign_up})
    async with browser.open(site.url()) as session:
        assert (await session.read()).kind == "sign_in"
        other: FormPage = await session.accounts.other("sign_up")
        assert (other.kind, other.url) == ("sign_up", site.url("/new"))


async def test_a_picture_of_the_page_covers_it_and_no_reading_tells_it(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve({"/": SIGN_IN.replace("<form", "<form onsubmit='f.m.value = f.p.value; f.m.type = `text`; return false'")})
    async with browser.open(site.url(), label="login") as session:
        entered = await signed_in(session, site.origin)
        assert await session.screenshot("account")
        boxes = await session.secret_boxes()
        assert len(boxes) == 2, "the password's own field, and the one the page copied it to"
        page = await session.read()
    assert [f.value for p in (entered.page, page) for f in p.fields if f.kind == "password"] == [None, None]
