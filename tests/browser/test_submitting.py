"""How a submit ends: confirmed, rejected, not sent or unknown, and nothing in between; and the way through several pages."""

# ruff: noqa: E501 - a page is one string, as it is served

import contextlib
from pathlib import Path

import psutil
import pytest
from playwright.async_api import FloatRect

from brain.errors import Refused, Unavailable
from brain.ports import KnownSelector
from tests.browser.helpers import Everywhere, Log, by_label, document, entries, fill_all, send
from tests.browser.site import Answer, Serve
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.options import BrowserOptions

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

FIELD = "<label>Name <input name=n></label>"
FORM = f"<form id=f method=post action=/send>{FIELD}<button>Submit application</button></form>"


def by_fetch(then: str, status: str = "") -> str:
    return (
        f"<main id=m>{FORM}</main><p id=out role=status></p><script>f.onsubmit = async (e) => {{ e.preventDefault();"
        f"const r = await fetch('/send', {{method: 'POST', body: new URLSearchParams(new FormData(f))}}); {then} }};</script>"
    )


@pytest.mark.parametrize(
    ("page", "answer", "said"),
    [
        (FORM, "<h1>Thank you for applying!</h1>", "Thank you for applying!"),
        (FORM, "<h2>Vielen Dank für Ihre Bewerbung</h2><p>Wir melden uns bei Ihnen.</p>", "Vielen Dank für Ihre Bewerbung"),
        (FORM, "<p>Your application has been submitted.</p>", "Your application has been submitted."),
        (FORM, "<h1>¡Gracias por tu interés!</h1><p>Hemos recibido tu candidatura.</p>", "¡Gracias por tu interés!"),
        (FORM, Answer(status=303, headers={"location": "/thanks"}), "Application received"),
        (by_fetch("m.innerHTML = '<h1>Application submitted</h1>'"), "ok", "Application submitted"),
        (
            by_fetch("out.textContent = 'Thanks for applying, we will be in touch.'; f.reset()"),
            "ok",
            "Thanks for applying, we will be in touch.",
        ),
        (
            by_fetch("history.pushState(0, '', '/confirmation'); m.innerHTML = '<h1>Merci pour votre candidature</h1>'"),
            "ok",
            "Merci pour votre candidature",
        ),
    ],
)
async def test_a_page_that_confirms(browser: PlaywrightBrowser, serve: Serve, page: str, answer: object, said: str) -> None:
    site = serve({"/": page, "POST /send": answer, "/thanks": "<h1>Application received</h1>"})
    async with browser.open(site.url(), label="task 1") as session:
        result = await send(session, {"Name": "Ada"})
    assert (result.state, result.text, result.requests) == ("confirmed", said, 1)
    assert result.screenshot is not None
    assert len(site.posts) == 1


@pytest.mark.parametrize(
    ("page", "answer"),
    [
        (FORM, FORM.replace("</label>", "</label><span class=error>Enter your full name</span>")),
        (
            by_fetch(
                "f.n.setAttribute('aria-invalid', 'true'); f.n.insertAdjacentHTML('afterend', '<i class=field-error>Enter your full name</i>')"
            ),
            Answer("no", 422),
        ),
        (
            FORM.replace(
                "<form",
                "<form novalidate onsubmit=\"event.preventDefault(); f.n.insertAdjacentHTML('afterend', '<i class=field-error>Enter your full name</i>')\"",
            ),
            "",
        ),
    ],
)
async def test_a_page_that_names_what_is_wrong(browser: PlaywrightBrowser, serve: Serve, page: str, answer: object) -> None:
    async with browser.open(serve({"/": page, "POST /send": answer}).url()) as session:
        result = await send(session, {"Name": "Ada"})
    assert (result.state, result.errors) == ("rejected", {"p1.n": "Enter your full name"})


async def test_the_browsers_own_validation_is_a_rejection(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve(FORM.replace("<button", "<label>Mail <input name=m type=email required></label><button"))
    async with browser.open(site.url()) as session:
        result = await send(session, {"Name": "Ada"})
    assert (result.state, list(result.errors), result.requests) == ("rejected", ["p1.m"], 0)


@pytest.mark.parametrize("answer", [Answer("<h1>Internal Server Error</h1>", 500), "<p>Welcome back.</p>", Answer("", 204)])
async def test_sent_but_not_confirmed_is_unknown(browser: PlaywrightBrowser, serve: Serve, answer: object) -> None:
    async with browser.open(serve({"/": FORM, "POST /send": answer}).url()) as session:
        result = await send(session, {"Name": "Ada"})
    assert (result.state, result.requests) == ("unknown", 1)


async def test_a_connection_that_drops_is_unknown(browser: PlaywrightBrowser, serve: Serve) -> None:
    def drop(path: str, body: str) -> Answer:
        return Answer("", 200, {"connection": "close", "transfer-encoding": "chunked"})

    async with browser.open(serve({"/": FORM, "POST /send": drop}).url()) as session:
        assert (await send(session, {"Name": "Ada"})).state == "unknown"


async def test_words_that_thanked_before_the_click_confirm_nothing(browser: PlaywrightBrowser, serve: Serve) -> None:
    thanks = "<p>Thank you for your interest in Northwind.</p>"
    async with browser.open(serve({"/": thanks + FORM, "POST /send": thanks + FORM}).url()) as session:
        assert (await send(session, {"Name": "Ada"})).state == "unknown"


async def test_a_button_that_does_nothing_sent_nothing(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve(FORM.replace("<form", "<form onsubmit='return false'"))
    log = Log()
    async with browser.open(site.url()) as session:
        result = await send(session, {"Name": "Ada"}, log)
    assert (result.state, result.requests, log.seen) == ("not_sent", 0, [])


async def test_a_captcha_that_comes_up_is_named(browser: PlaywrightBrowser, serve: Serve) -> None:
    shows = "event.preventDefault(); document.body.insertAdjacentHTML('beforeend', '<div class=h-captcha style=height:90px;width:300px>Pick the buses</div>')"
    async with browser.open(serve(FORM.replace("<form", f'<form onsubmit="{shows}"')).url()) as session:
        result = await send(session, {"Name": "Ada"})
    assert (result.state, result.text) == ("not_sent", "The page asks for a captcha (hcaptcha).")


async def test_a_question_of_the_browser_is_answered_when_armed(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve(
        {"/": FORM.replace("<form", "<form onsubmit=\"return confirm('Send?')\""), "POST /send": "<h1>Application received</h1>"}
    )
    async with browser.open(site.url()) as session:
        assert (await send(session, {"Name": "Ada"})).state == "confirmed"


async def test_a_form_that_is_sent_to_a_new_tab_is_followed_there(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve({"/": FORM.replace("<form", "<form target=_blank"), "POST /send": "<h1>Application received</h1>"})
    async with browser.open(site.url()) as session:
        result = await send(session, {"Name": "Ada"})
    assert (result.state, result.url, len(site.posts)) == ("confirmed", site.url("/send"), 1)


async def test_a_page_without_a_last_action_sends_nothing(browser: PlaywrightBrowser, serve: Serve) -> None:
    async with browser.open(serve(f"<form>{FIELD}</form>").url()) as session:
        assert (await send(session, {"Name": "Ada"})).state == "not_sent"


WIZARD = """<div id=root></div><script>
const steps = ['<label>Name* <input name=n></label>', '<label>Town <input name=t></label>', '<h2>Review your application</h2>'];
let at = 0; const kept = {};
function draw() { root.innerHTML = '<h1>Apply</h1><form>' + steps[at] + (at ? '<button type=button id=b>Back</button>' : '') + '<button id=g>' + (at < 2 ? 'Next' : 'Submit application') + '</button></form>';
  document.forms[0].onsubmit = async (e) => { e.preventDefault();
    for (const i of document.querySelectorAll('input')) kept[i.name] = i.value;
    if (at === 0 && !kept.n) { if (!document.querySelector('.error')) document.querySelector('label').insertAdjacentHTML('afterend', '<p class=error>Name is required</p>'); return; }
    if (at < 2) { await fetch('/draft', {method: 'POST', body: JSON.stringify(kept)}); at++; draw(); return; }
    await fetch('/send', {method: 'POST', body: JSON.stringify(kept)}); root.innerHTML = '<h1>Thank you for applying!</h1>'; }; }
draw();</script>"""


async def test_a_wizard_is_walked_page_by_page_up_to_its_last_action(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve({"/": WIZARD, "POST /draft": "ok", "POST /send": "ok"})
    async with browser.open(site.url()) as session:
        session.may_save(True)
        first = await session.read()
        assert (first.number, first.last) == (1, False)
        refused = await session.advance(first)
        assert (refused.number, refused.errors) == (1, {"p1.n": "Name is required"})
        await session.fill(first, entries(first, {"Name": "Ada"}))
        second = await session.advance(first)
        assert (second.number, [field.key for field in second.fields]) == (2, ["p2.t"])
        await session.fill(second, entries(second, {"Town": "London"}))
        last = await session.advance(second)
        assert (last.number, last.kind, last.last) == (3, "review", True)
        assert [one.path for one in site.posts] == ["/draft", "/draft"]
        assert (await session.submit(last, Log())).state == "confirmed"
    assert site.posts[-1].body == '{"n":"Ada","t":"London"}'


async def test_a_wizard_of_whole_pages(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve(
        {
            "/": "<form method=post action=/2><label>Name <input name=n></label><button>Continue</button></form>",
            "POST /2": f"<form method=post action=/send><input type=hidden name=n value=Ada>{FIELD.replace('Name', 'Town')}<button>Submit</button></form>",
            "POST /send": "<h1>Application received</h1>",
        }
    )
    async with browser.open(site.url()) as session:
        session.may_save(True)
        first = await fill_all(session, {"Name": "Ada"})
        second = await session.advance(first)
        assert (second.number, second.fields[0].label) == (2, "Town")
        assert (await session.submit(second, Log())).state == "confirmed"


async def test_selectors_that_won_are_used_first_and_checked(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = "<form method=post action=/send><label>Name <input name=given></label><label>Town <input name=town></label><button id=go>Submit</button></form>"
    site = serve({"/": page, "POST /send": "<h1>Application received</h1>"})
    known = [
        KnownSelector(purpose="field:name:text", selector='input[name="town"]'),
        KnownSelector(purpose="field:name:text", selector='input[name="given"]'),
        KnownSelector(purpose="field:town:text", selector="input[broken"),
        KnownSelector(purpose="submit", selector='button[id="go"]'),
    ]
    async with browser.open(site.url(), known) as session:
        await send(session, {"Name": "Ada", "Town": "London"})
        assert session.selector_hits == 2
        assert {(one.purpose, one.selector, one.won, one.hit) for one in session.evidence} == {
            ("field:name:text", 'input[name="town"]', False, True),
            ("field:name:text", 'input[name="given"]', True, True),
            ("field:town:text", 'input[name="town"]', True, False),
            ("submit", 'button[id="go"]', True, True),
        }
    assert site.posts[0].body == "given=Ada&town=London"


async def test_what_is_remembered_names_a_control_by_itself_not_by_its_place(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = "<form><label>A <input></label><label>B <input id=question_9817263></label><label>C <input data-qa=org></label><button>Submit</button></form>"
    async with browser.open(serve(page).url()) as session:
        await fill_all(session, {"A": "1", "B": "2", "C": "3"})
        assert [one.selector for one in session.evidence] == ['input[data-qa="org"]']


async def test_an_address_that_does_not_answer_is_unavailable(browser: PlaywrightBrowser, serve: Serve) -> None:
    broken = serve({"/": Answer("<h1>Internal Server Error</h1>", 500)})
    for url in ("http://127.0.0.1:9/", broken.url()):
        with pytest.raises(Unavailable) as error:
            async with browser.open(url):
                raise AssertionError("it was opened")
        assert (error.value.code, bool(error.value.fix)) == ("page_not_reached", True)


async def test_an_address_that_is_not_allowed_is_refused_before_a_browser_starts(options: BrowserOptions) -> None:
    with pytest.raises(Refused) as error:
        async with PlaywrightBrowser(options, Everywhere("http://10.")).open("http://10.0.0.1/"):
            raise AssertionError("it was opened")
    assert error.value.code == "url_not_allowed"


async def test_pictures_cover_secrets_and_carry_no_words_of_the_page(
    browser: PlaywrightBrowser, serve: Serve, options: BrowserOptions, tmp_path: Path
) -> None:
    page = "<title>secret plans</title><form><label>Name <input value=Ada></label><label>Password <input type=password name=p></label><label>Verification code <input name=c></label><label>Note <input name=x></label><button>Submit</button></form>"
    async with browser.open(serve(page).url(), label="Task 7/../x") as session:
        read = await session.read()
        await session.fill(read, entries(read, {"Password": "hunter22", "Verification code": "123456", "Note": "my hunter22"}))
        name = await session.screenshot("before submit")
        covered = await session.secret_boxes()
    assert name == "task_7_x_before_submit-1.jpg"
    assert (options.files_dir / name).read_bytes()[:2] == b"\xff\xd8"
    assert len(covered) == 3
    pixels = _pixels(options.files_dir / name, covered)
    assert all(max(abs(a - b) for a, b in zip(pixel, (0x1B, 0x1B, 0x1B), strict=True)) < 24 for pixel in pixels)


def kill_browsers() -> None:
    for process in psutil.Process().children(recursive=True):
        with contextlib.suppress(psutil.NoSuchProcess):
            if "chrom" in process.name():
                process.kill()


def _pixels(path: Path, boxes: list[FloatRect]) -> list[tuple[int, int, int]]:
    from PIL import Image

    with Image.open(path) as picture:
        rgb = picture.convert("RGB")
        return [rgb.getpixel((int(b["x"] + b["width"] / 2), int(b["y"] + b["height"] / 2))) for b in boxes]  # type: ignore[misc]


async def test_a_file_and_its_application_arrive_together(browser: PlaywrightBrowser, serve: Serve, tmp_path: Path) -> None:
    page = "<form method=post action=/send enctype=multipart/form-data><label>Name <input name=n></label><label>CV <input type=file name=cv></label><button>Submit</button></form>"
    site = serve({"/": page, "POST /send": "<h1>Application received</h1>"})
    async with browser.open(site.url()) as session:
        result = await send(session, {"Name": "Ada", "CV": document(tmp_path, "cv of ada.pdf")})
        assert by_label(await session.read(), "CV") if result.state != "confirmed" else True
    assert result.state == "confirmed"
    assert 'filename="cv of ada.pdf"' in site.posts[0].body


async def test_a_browser_that_ends_is_named_and_replaced(options: BrowserOptions, serve: Serve) -> None:
    site = serve({"/": FORM, "POST /send": "<h1>Application received</h1>"})
    hands = PlaywrightBrowser(options, Everywhere())
    try:
        async with hands.open(site.url()) as session:
            kill_browsers()
            with pytest.raises(Unavailable) as error:
                await session.read()
        assert error.value.code == "browser_gone"
        async with hands.open(site.url()) as session:
            assert (await send(session, {"Name": "Ada"})).state == "confirmed"
    finally:
        await hands.close()


@pytest.mark.parametrize(("status", "state"), [(500, "unknown"), (422, "rejected"), (200, "confirmed")])
async def test_thanks_that_come_before_the_servers_answer_are_not_believed_alone(
    browser: PlaywrightBrowser, serve: Serve, status: int, state: str
) -> None:
    page = """<title>Apply</title><form id=f><label>Name <input name=n></label><label>Mail <input name=m></label><button>Submit application</button></form>
    <script>f.onsubmit = (e) => { e.preventDefault(); fetch('/send', {method: 'POST', body: new FormData(f)});
      document.body.innerHTML = '<h1>Thank you for applying!</h1>'; };</script>"""
    site = serve({"/": page, "POST /send": Answer("done", status)})
    async with browser.open(site.url()) as session:
        assert (await send(session, {"Name": "Ada Lovelace", "Mail": "ada@lovelace.example"})).state == state


async def test_a_page_that_changed_since_it_was_read_is_not_sent(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = "<form method=post action=/send><label>Name <input name=n></label><label>Mail <input name=m></label><button>Submit</button></form>"
    site = serve({"/": page})
    async with browser.open(site.url()) as session:
        read = await fill_all(session, {"Name": "Ada Lovelace", "Mail": "ada@lovelace.example"})
        await session.pages()[0].evaluate("document.querySelector('[name=n]').value = 'Somebody Else'")
        result = await session.submit(read, Log())
    assert (result.state, result.text) == ("not_sent", "The page changed before it was sent: Name")
    assert site.posts == []


async def test_a_site_that_wants_a_person_says_so_in_its_refusal(browser: PlaywrightBrowser, serve: Serve) -> None:
    refusal = Answer(
        "<form><p role=alert>Please confirm that you are not a robot.</p><label>Name <input name=n></label></form>", 422
    )
    async with browser.open(serve({"/": FORM, "POST /send": refusal}).url()) as session:
        result = await send(session, {"Name": "Ada"})
    assert (result.state, result.captcha) == ("rejected", "unseen")
