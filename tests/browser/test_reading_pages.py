"""What kind of page it is, what is no part of its form, which frames and buttons belong to it, and the way to its form."""

# ruff: noqa: E501 - a page is one string, as it is served

import pytest

from brain.sites import domain_of
from tests.browser.helpers import by_label
from tests.browser.site import Answer
from tests.browser.small_forms import Serve, form, read
from workers.hands.browser.browser import PlaywrightBrowser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]


async def test_a_frame_of_another_origin_is_read_with_its_origin(browser: PlaywrightBrowser, serve: Serve) -> None:
    inside = serve(form("<label>Name <input name=n></label>"), host="localhost")
    outside = serve(f"<h1>Job</h1><iframe src='{inside.url()}' width=600 height=400></iframe>")
    page = await read(browser, outside)
    assert [(field.label, field.frame, field.origin) for field in page.fields] == [("Name", "0", inside.origin)]
    assert (page.kind, page.actions[0].kind) == ("form_step", "submit")


async def test_what_is_not_the_form_is_left_out(browser: PlaywrightBrowser, serve: Serve) -> None:
    page = await read(
        browser,
        serve(
            "<header><form role=search><input name=q aria-label='Search jobs'></form></header>"
            "<div id=cookie-banner role=dialog style='position:fixed;bottom:0'><label><input type=checkbox> Statistics</label><button>Accept</button></div>"
            + form("<label>Name <input name=n></label><textarea name=g-recaptcha-response></textarea>")
            + "<footer><form><input type=email aria-label=Newsletter><button>Sign up</button></form></footer>"
        ),
    )
    assert [field.label for field in page.fields] == ["Name"]
    assert [action.label for action in page.actions if action.kind == "submit"] == ["Submit application"]


async def test_only_a_captcha_that_a_person_must_work_is_told(browser: PlaywrightBrowser, serve: Serve) -> None:
    shown = form("<label>N <input></label><div class=h-captcha style='height:80px;width:300px'>puzzle</div>")
    unseen = form("<label>N <input></label><div class=h-captcha data-size=invisible></div>")
    assert (await read(browser, serve(shown))).captcha == "hcaptcha"
    assert (await read(browser, serve(unseen))).captcha is None


@pytest.mark.parametrize(
    ("body", "kind"),
    [
        ("<h1>Engineer</h1><p>We build.</p><button>Apply for this job</button>", "job_post"),
        (
            "<h1>Sign in</h1><form><label>Mail <input type=email></label><label>Password <input type=password></label><button>Log in</button></form>",
            "sign_in",
        ),
        (
            "<h1>Create your account</h1><form><label>Mail <input type=email></label><label>Password <input type=password></label><label>Again <input type=password></label><button>Register</button></form>",
            "sign_up",
        ),
        ("<h1>Thank you for applying!</h1>", "confirmation"),
        ("<h1>Vielen Dank für deine Bewerbung</h1><p>Wir melden uns.</p>", "confirmation"),
        ("<h1>Votre candidature a bien été envoyée</h1>", "confirmation"),
        ("<p>This job is no longer available.</p><a href=/>All jobs</a>", "closed"),
        ("<h1>Die Stelle ist nicht mehr verfügbar</h1>", "closed"),
        ("<h1>Just a moment...</h1><p>Verifying you are human</p>", "blocked"),
        ("<h1>Something went wrong</h1>", "error"),
        ("<h1>Review your application</h1><dl><dt>Name<dd>Ada</dl><form><button>Submit application</button></form>", "review"),
        (form("<label>Name <input></label>"), "form_step"),
        (
            form(
                "<h2>Thank you for your interest!</h2><label>Name <input></label><label>Mail <input></label><label>CV <input type=file></label>"
            ),
            "form_step",
        ),
    ],
)
async def test_page_kinds(browser: PlaywrightBrowser, serve: Serve, body: str, kind: str) -> None:
    assert (await read(browser, serve(body))).kind == kind


async def test_a_page_that_is_not_there_is_closed(browser: PlaywrightBrowser, serve: Serve) -> None:
    assert (await read(browser, serve({"/gone": Answer("<h1>Nothing here</h1>", 410)}), "/gone")).kind == "closed"


@pytest.mark.parametrize(
    ("buttons", "kinds"),
    [
        ("<button type=button>Back</button><button>Next</button>", ["back", "next"]),
        ("<button type=button>Save draft</button><button>Submit application</button>", ["save", "submit"]),
        ("<button type=button>Zurück</button><button>Weiter</button>", ["back", "next"]),
        ("<button>Bewerbung absenden</button>", ["submit"]),
        ("<button>Go!</button>", ["submit"]),
        ("<button type=button onclick='x()'>Klar</button>", ["submit"]),
        ("<button>Save and continue</button>", ["next"]),
        ("<button type=button>Add another</button><button>Submit</button>", ["other", "submit"]),
    ],
)
async def test_the_last_action_is_known_and_in_doubt_it_is_the_last(
    browser: PlaywrightBrowser, serve: Serve, buttons: str, kinds: list[str]
) -> None:
    page = await read(browser, serve(f"<h1>Apply</h1><form><label>Name <input></label>{buttons}</form>"))
    assert [action.kind for action in page.actions] == kinds
    assert page.last is ("next" not in kinds)


async def test_an_apply_button_of_the_same_site_is_followed(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve(
        {"/": "<h1>Engineer</h1><a href=/apply target=_blank>Apply now</a>", "/apply": form("<label>Name <input></label>")}
    )
    async with browser.open(site.url()) as session:
        page = await session.read()
        assert (page.kind, page.url) == ("form_step", site.url("/apply"))
        assert [(one.purpose, one.won) for one in session.evidence] == []


async def test_an_apply_button_that_draws_the_form_is_pressed(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve(
        "<h1>Engineer</h1><button id=apply onclick=\"document.body.innerHTML='<form><label>Name <input name=n></label><button>Send</button></form>'\">Apply</button>"
    )
    async with browser.open(site.url()) as session:
        assert by_label(await session.read(), "Name").name == "n"
        assert [(one.purpose, one.selector, one.won) for one in session.evidence] == [
            ("apply_button", 'button[id="apply"]', True)
        ]


async def test_an_apply_link_to_another_site_is_not_followed(browser: PlaywrightBrowser, serve: Serve) -> None:
    other = serve(form("<label>Name <input></label>"), host="localhost")
    site = serve(f"<h1>Engineer</h1><p>This role moved.</p><a href='{other.url()}'>Apply now</a>")
    assert (await read(browser, site)).kind == "job_post"
    assert other.sent == []


async def test_a_newsletter_beside_the_form_is_no_part_of_it(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve(
        "<form action=/apply><label>Email* <input type=email required></label><label>CV <input type=file></label>"
        "<button>Submit application</button></form>"
        "<section><h2>Stay in touch</h2><form><label>Email* <input type=email required></label>"
        "<label><input type=checkbox required> I agree to the newsletter*</label><button>Subscribe</button></form></section>"
        "<form class=site-search><input name=q aria-label='Search jobs'><button>Go</button></form>"
    )
    page = await read(browser, site)
    assert [(field.label, field.kind) for field in page.fields] == [("Email", "email"), ("CV", "file")]
    assert [action.label for action in page.actions if action.kind == "submit"] == ["Submit application"]


async def test_a_short_application_that_offers_a_newsletter_is_an_application(browser: PlaywrightBrowser, serve: Serve) -> None:
    inner = "<label>Email <input type=email></label><label><input type=checkbox> Subscribe to our newsletter</label>"
    page = await read(browser, serve(form(inner)))
    assert [field.label for field in page.fields] == ["Email", "Subscribe to our newsletter"]


async def test_a_frame_of_another_site_is_foreign_unless_its_site_is_registered(browser: PlaywrightBrowser, serve: Serve) -> None:
    inside = serve(form("<label>Name <input name=n></label>"), host="localhost")
    outside = serve(f"<h1>Job</h1><iframe src='{inside.url()}' width=600 height=400></iframe>")
    async with browser.open(outside.url()) as session:
        assert (await session.read()).foreign == {inside.origin}
    async with browser.open(outside.url(), registered={domain_of(inside.origin): "acme"}) as session:
        assert (await session.read()).foreign == frozenset()
