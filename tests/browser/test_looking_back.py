"""What a site says of an application made before: that one has applied, or its own list. Nothing is sent while it is read."""

import pytest

from tests.browser.site import Serve
from workers.hands.browser.browser import PlaywrightBrowser

pytestmark = [pytest.mark.browser, pytest.mark.asyncio(loop_scope="module")]

FORM = "<form method=post action=/send><label>Name <input name=n></label><button>Submit application</button></form>"
TITLE, COMPANY = "Python Engineer", "Northwind GmbH"


def rows(*jobs: str) -> str:
    return "<ul>" + "".join(f"<li><a href=/j>{job}</a><p>Submitted on 3 May</p></li>" for job in jobs) + "</ul>"


@pytest.mark.parametrize(
    "said",
    [
        "You've already applied to this job.",
        "You applied 3 days ago",
        "You applied on 3 May 2026",
        "Your application was submitted on 3 May.",
        "We have already received your application.",
        "Sie haben sich bereits auf diese Stelle beworben.",
        "Deine Bewerbung ist bei uns eingegangen.",
        "Vous avez déjà postulé à cette offre",
        "Votre candidature a bien été envoyée.",
        "Ya te has postulado a este empleo",
    ],
)
async def test_a_page_that_says_so_is_believed(browser: PlaywrightBrowser, serve: Serve, said: str) -> None:
    site = serve(f"<h1>{TITLE}</h1><p role=status>{said}</p>{FORM}")
    async with browser.open(site.url()) as session:
        told = await session.look_back(TITLE, COMPANY)
    assert (told.state, told.text) == ("applied", said)
    assert site.posts == []


@pytest.mark.parametrize(
    "said",
    [
        "If you have already applied, sign in to see your status.",
        "Have you already applied?",
        "Wenn Sie sich bereits beworben haben, melden Sie sich an.",
        "Si vous avez déjà postulé, connectez-vous.",
        "Already have an account?",
        "142 people have already applied",
        "You applied mathematics to real problems.",
        "",
    ],
)
async def test_what_is_no_such_word_says_nothing(browser: PlaywrightBrowser, serve: Serve, said: str) -> None:
    site = serve(f"<h1>{TITLE}</h1><p>{said}</p>{FORM}")
    async with browser.open(site.url()) as session:
        assert (await session.look_back(TITLE, COMPANY)).state == "silent"


async def test_the_sites_own_list_that_has_the_job(browser: PlaywrightBrowser, serve: Serve) -> None:
    listed = f"<h1>My applications</h1>{rows('Data Analyst', TITLE)}"
    site = serve({"/": f"<nav><a href=/mine>My applications</a></nav><h1>{TITLE}</h1>{FORM}", "/mine": listed})
    async with browser.open(site.url()) as session:
        told = await session.look_back(TITLE, COMPANY)
    assert (told.state, told.text, told.url) == ("applied", TITLE, site.url("/mine"))
    assert site.posts == []


async def test_the_same_title_at_another_company_is_another_job(browser: PlaywrightBrowser, serve: Serve) -> None:
    apart = "<p>Sent</p><p>Seen</p><p>Open</p><p>Paris</p>"
    jobs = [(TITLE, "Contoso AG"), ("Cook", COMPANY), (TITLE, "Fabrikam")]
    listed = "<h1>Meine Bewerbungen</h1>" + "".join(f"<div><b>{job}</b><p>{company}</p>{apart}</div>" for job, company in jobs)
    site = serve({"/": f"<nav><a href=/mine>Meine Bewerbungen</a></nav>{FORM}", "/mine": listed})
    async with browser.open(site.url()) as session:
        assert (await session.look_back(TITLE, COMPANY)).state == "absent"


@pytest.mark.parametrize(
    "listed", [f"<h1>My Applications</h1>{rows('Data Analyst')}", "<h1>My Applications</h1><p>No applications yet</p>"]
)
async def test_a_whole_list_that_lacks_the_job(browser: PlaywrightBrowser, serve: Serve, listed: str) -> None:
    site = serve({"/": f"<a href=/mine>My applications</a>{FORM}", "/mine": listed})
    async with browser.open(site.url()) as session:
        assert (await session.look_back(TITLE, COMPANY)).state == "absent"


async def test_a_list_with_further_pages_is_no_evidence(browser: PlaywrightBrowser, serve: Serve) -> None:
    listed = f"<h1>My Applications</h1>{rows('Data Analyst')}<button>Load more</button>"
    site = serve({"/": f"<a href=/mine>My applications</a>{FORM}", "/mine": listed})
    async with browser.open(site.url()) as session:
        assert (await session.look_back(TITLE, COMPANY)).state == "silent"


async def test_a_list_that_is_not_the_sites_own_is_not_opened(browser: PlaywrightBrowser, serve: Serve) -> None:
    other = serve({"/mine": f"<h1>My applications</h1>{rows(TITLE)}"}, host="localhost")
    site = serve({"/": f"<a href={other.url('/mine')}>My applications</a>{FORM}"})
    async with browser.open(site.url()) as session:
        assert (await session.look_back(TITLE, COMPANY)).state == "silent"
    assert other.sent == []


async def test_a_page_that_is_no_list_says_nothing(browser: PlaywrightBrowser, serve: Serve) -> None:
    site = serve({"/": f"<a href=/mine>My applications</a>{FORM}", "/mine": f"<h1>Sign in</h1><p>{TITLE}</p>"})
    async with browser.open(site.url()) as session:
        assert (await session.look_back(TITLE, COMPANY)).state == "silent"
