"""Indeed's steps, Greenhouse in an employer's own page, codes that come by mail: asked over HTTP, then used by hand."""

import re
import shutil
from collections.abc import AsyncIterator

import httpx
import pytest
from playwright.async_api import FilePayload, FrameLocator, Page, async_playwright, expect

from deploy.market import greenhouse
from deploy.market.app import create_app
from deploy.market.catalogue import Posting, Trait
from deploy.market.expected import Ending, Expected
from deploy.market.fields import Field, written
from deploy.market.indeed import UPLOAD
from deploy.market.market import CODE_NAME, Market
from deploy.market.serve import running
from deploy.scoreboard.judging import judge
from deploy.scoreboard.run import Wish
from workers.application_report import Outcome

PAGE_MS = 20_000
expect.set_options(timeout=PAGE_MS)
RESUME: FilePayload = {"name": "zoë.txt", "mimeType": "text/plain", "buffer": b"Zoe Lindstrom, Python developer since 2014"}
EFFORT = {"seconds": 1.0, "llm_calls": 0, "selector_hits": 0}


@pytest.fixture
async def market() -> AsyncIterator[Market]:
    app = create_app(7)
    async with running(app):
        yield app.state.market


@pytest.fixture
async def client() -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient() as client:
        yield client


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        context = await browser.new_context(permissions=["clipboard-read", "clipboard-write"])
        page = await context.new_page()
        page.set_default_timeout(PAGE_MS)
        yield page
        await browser.close()


def of(market: Market, family: str, trait: Trait = "plain", index: int = 0) -> Posting:
    return [row for row in market.catalogue.practice if (row.family, row.trait) == (family, trait)][index]


def asked(market: Market, posting: Posting) -> dict[str, Field]:
    """The questions a true candidate answers, by the name the page has today."""
    return {
        one.name: one.field
        for one in market.expected(posting).fields
        if not one.field.trap and one.truth.truth != "must_stay_empty"
    }


def text_of(field: Field) -> str:
    return written(field) if field.answer is not None else "I like what you do."


def faults(market: Market, posting: Posting) -> list[tuple[str, str, str]]:
    """What is not right in the one application that came."""
    [entry] = market.ledger.submissions
    return [
        (one.label, one.verdict, one.value)
        for one in market.expected(posting).judge(entry)
        if one.verdict in {"wrong", "missing"} or (one.verdict == "open" and one.truth.truth == "answer")
    ]


def last_code(market: Market) -> str:
    found = re.search(r"^(\w{6,8})$", market.mailroom.sent[-1].text, re.MULTILINE)
    assert found
    return found[1]


# --- Indeed, step by step


class Steps:
    """One application to Indeed as its page's script sends it."""

    def __init__(self, market: Market, posting: Posting, client: httpx.AsyncClient) -> None:
        self.market, self.posting, self.client = market, posting, client
        self.base = market.origins["indeed"] + f"/{posting.board}/{posting.id}"

    async def open(self) -> str:
        return (await self.client.get(self.market.apply_url(self.posting))).text

    async def answers(self) -> dict[int, dict[str, str]]:
        """What a true candidate posts in each step; the résumé as the token of an upload."""
        made: dict[int, dict[str, str]] = {}
        for name, field in asked(self.market, self.posting).items():
            value = "" if field.kind == "consent" and field.answer is False else text_of(field)
            if field.kind == "file":
                upload = await self.client.post(self.base + "/files", files={"file": ("zoe.txt", RESUME["buffer"])})
                value = upload.json()["token"]
            made.setdefault(field.page, {})[name] = value
        return made

    async def put(self, number: int, values: dict[str, str]) -> httpx.Response:
        return await self.client.put(f"{self.base}/api/steps/{number}", json=values)

    async def code(self, typed: str = "") -> httpx.Response:
        return await self.client.post(self.base + "/api/code", json={"code": typed})

    async def submit(self, values: dict[str, str]) -> httpx.Response:
        return await self.client.post(self.market.apply_url(self.posting), data=values)

    async def all(self) -> httpx.Response:
        answers = await self.answers()
        last = max(answers)
        for number in range(1, last):
            assert (await self.put(number, answers[number])).json() == {"status": "saved"}
        return await self.submit(answers[last])


@pytest.mark.parametrize(("index", "drift"), [(0, 0), (1, 1), (2, 2), (3, 3)])
async def test_indeed_takes_an_application_step_by_step(
    market: Market, client: httpx.AsyncClient, index: int, drift: int
) -> None:
    market.set_drift(drift)
    steps = Steps(market, of(market, "indeed", index=index), client)
    assert "Add your contact information" in await steps.open()
    answer = await steps.all()
    assert answer.status_code == 200
    assert faults(market, steps.posting) == []
    [entry] = market.ledger.submissions
    assert market.expected(steps.posting).complete(entry)
    assert entry.posted[market.drift.name("names.first-name")] == ("Zoë",)
    assert entry.files[0].name == "zoe.txt"
    assert (await client.get(steps.base + "/draft")).json() == {"submitted": "1"}


async def test_indeed_names_what_is_wrong_in_a_step_and_keeps_nothing_of_it(market: Market, client: httpx.AsyncClient) -> None:
    steps = Steps(market, of(market, "indeed"), client)
    await steps.open()
    first = (await steps.answers())[1]
    answer = await steps.put(1, {**first, "email": "nowhere", "names.first-name": ""})
    assert answer.status_code == 422
    assert answer.json()["errors"] == {
        "email": "Please enter a valid email address",
        "names.first-name": "First name is required",
    }
    assert (await client.get(steps.base + "/draft")).json() == {}
    assert market.ledger.rejected == []


async def test_indeed_refuses_an_application_with_steps_left_out(market: Market, client: httpx.AsyncClient) -> None:
    steps = Steps(market, of(market, "indeed"), client)
    await steps.open()
    assert (await steps.put(1, (await steps.answers())[1])).status_code == 200
    answer = await steps.submit({})
    assert answer.status_code == 422
    assert answer.json()["errors"]["resume.kind"] == "Resume options is required"
    assert market.ledger.submissions == []
    assert len(market.ledger.rejected) == 1


async def test_indeed_keeps_what_was_sent_for_a_later_visit(market: Market, client: httpx.AsyncClient) -> None:
    steps = Steps(market, of(market, "indeed"), client)
    await steps.open()
    first = (await steps.answers())[1]
    await steps.put(1, first)
    assert (await client.get(steps.base + "/draft")).json() == first
    assert (await client.get(steps.base + "/form/profile-location")).status_code == 200


async def test_a_closed_posting_at_indeed_has_no_form_and_takes_no_step(market: Market, client: httpx.AsyncClient) -> None:
    steps = Steps(market, of(market, "indeed", "closed"), client)
    page = await steps.open()
    assert "no longer open" in page
    assert "data-form" not in page
    assert (await steps.put(1, {"email": "a@example.org"})).status_code == 404


async def test_indeed_slows_down_who_comes_too_fast(market: Market, client: httpx.AsyncClient) -> None:
    steps = Steps(market, of(market, "indeed", "throttled"), client)
    await steps.open()
    answer = await steps.all()
    assert (answer.status_code, answer.headers["Retry-After"]) == (429, "1")
    assert market.ledger.submissions == market.ledger.rejected == []


async def test_a_captcha_at_indeed_is_never_passed(market: Market, client: httpx.AsyncClient) -> None:
    steps = Steps(market, of(market, "indeed", "captcha"), client)
    await steps.open()
    assert (await steps.all()).json()["message"] == "Please confirm that you are not a robot."
    assert market.ledger.submissions == []


async def test_indeed_wants_an_address_proven_before_the_second_step(market: Market, client: httpx.AsyncClient) -> None:
    steps = Steps(market, of(market, "indeed", "code_before_end"), client)
    await steps.open()
    answers = await steps.answers()
    said = (await steps.put(1, answers[1])).json()
    assert said == {"code": {"sent_to": "zoe.lindstrom@example.org", "length": 6}}
    assert (await steps.put(2, answers[2])).status_code == 403
    old = last_code(market)
    assert (await steps.code("000000" if old != "000000" else "111111")).status_code == 422
    assert (await steps.code()).json() == {"message": "We sent you a new code."}
    assert len(market.mailroom.sent) == 2
    new = last_code(market)
    if new != old:
        assert (await steps.code(old)).status_code == 422
    assert (await steps.code(new)).json() == {"status": "proven"}
    assert (await steps.all()).status_code == 200
    assert faults(market, steps.posting) == []


async def test_an_application_to_indeed_with_an_unproven_address_is_refused(market: Market, client: httpx.AsyncClient) -> None:
    steps = Steps(market, of(market, "indeed", "code_before_end"), client)
    await steps.open()
    everything = {name: value for step in (await steps.answers()).values() for name, value in step.items()}
    assert (await steps.submit(everything)).json()["message"] == "Please confirm your email address first."
    assert market.ledger.submissions == []


# --- Greenhouse: in a frame of another site, and with a code by mail


def true_form(market: Market, posting: Posting) -> dict[str, str]:
    """What the form's script posts for a true candidate."""
    values = {}
    for name, field in asked(market, posting).items():
        if field.kind == "choice" and field.answer is not None:
            values[name] = greenhouse.option_id(field, written(field))
        elif field.kind == "consent":
            values[name] = "1" if field.answer else "0"
        elif field.kind != "file" and field.match != "any":
            values[name] = text_of(field)
    return values


async def send(market: Market, posting: Posting, client: httpx.AsyncClient, **more: str) -> httpx.Response:
    host = market.origins["greenhouse"]
    own = f"/embed/job_app?for={posting.board}&token={posting.id}"
    path = own if posting.family == "greenhouse_embed" else greenhouse.page_path(posting)
    files = {market.drift.name("resume"): ("zoe.txt", RESUME["buffer"])}
    return await client.post(host + path, data={**true_form(market, posting), **more}, files=files)


async def test_an_employers_page_is_on_another_site_than_the_form_in_it(market: Market, client: httpx.AsyncClient) -> None:
    posting = of(market, "greenhouse_embed")
    outer = httpx.URL(market.apply_url(posting))
    page = (await client.get(outer)).text
    script = next(iter(re.findall(r'<script src="(http[^"]+)"', page)))
    assert "<iframe" not in page
    assert httpx.URL(script).host != outer.host
    assert outer.params["gh_jid"] == posting.id
    assert "createElement" in (await client.get(script)).text
    form = await client.get(httpx.URL(script).join(f"/embed/job_app?for={posting.board}&token={posting.id}"))
    assert "data-newsletter" in page
    assert "data-newsletter" not in form.text
    assert "Submit application" in form.text


@pytest.mark.parametrize(("index", "drift"), [(0, 0), (1, 1), (2, 2), (3, 3)])
async def test_a_form_in_a_frame_is_taken(market: Market, client: httpx.AsyncClient, index: int, drift: int) -> None:
    market.set_drift(drift)
    posting = of(market, "greenhouse_embed", index=index)
    answer = await send(market, posting, client)
    thanks = await client.get(market.origins["greenhouse"] + answer.json()["redirect"])
    assert "Thank you for applying" in thanks.text
    assert faults(market, posting) == []


async def test_a_closed_job_keeps_its_page_and_loses_its_form(market: Market, client: httpx.AsyncClient) -> None:
    posting = of(market, "greenhouse_embed", "closed")
    assert (await client.get(market.apply_url(posting))).status_code == 200
    frame = await client.get(f"{market.origins['greenhouse']}/embed/job_app?for={posting.board}&token={posting.id}")
    assert "no longer open" in frame.text
    assert "<form" not in frame.text
    assert (await send(market, posting, client)).json()["message"] == "This job is no longer open."
    assert market.ledger.submissions == []


@pytest.mark.parametrize(("trait", "status"), [("throttled", 429), ("captcha", 422)])
async def test_a_form_in_a_frame_refuses_as_its_neighbours_do(
    market: Market, client: httpx.AsyncClient, trait: Trait, status: int
) -> None:
    assert (await send(market, of(market, "greenhouse_embed", trait), client)).status_code == status
    assert market.ledger.submissions == []


async def test_a_missing_answer_in_a_frame_is_named(market: Market, client: httpx.AsyncClient) -> None:
    answer = await send(market, of(market, "greenhouse_embed"), client, last_name="")
    assert answer.status_code == 422
    assert answer.json()["errors"] == {"last_name": "Last Name is required"}


async def test_what_no_board_has_is_404(market: Market, client: httpx.AsyncClient) -> None:
    host, careers = market.origins["greenhouse"], market.origins["greenhouse_embed"]
    board = of(market, "greenhouse_embed").board
    for url in (
        f"{host}/embed/job_app?for={board}&token=1",
        f"{host}/embed/job_app/confirmation?for={board}&token=1",
        f"{careers}/nobody",
        f"{careers}/{board}/careers/position?gh_jid=1",
    ):
        assert (await client.get(url)).status_code == 404


async def test_an_application_counts_once_its_code_is_right(market: Market, client: httpx.AsyncClient) -> None:
    posting = of(market, "greenhouse", "code_by_mail")
    first = await send(market, posting, client)
    assert first.status_code == 428
    assert first.json()["code"] == {"sent_to": "zoe.lindstrom@example.org", "wrong": False}
    [mail] = market.mailroom.sent
    assert (mail.to, mail.posting_id) == ("zoe.lindstrom@example.org", posting.id)
    old = last_code(market)
    assert len(old) == 8
    wrong = await send(market, posting, client, **{CODE_NAME: "00000000"})
    assert (wrong.status_code, wrong.json()["code"]["wrong"]) == (428, True)
    again = await client.post(market.apply_url(posting) + "/security_code", data={"email": mail.to})
    assert again.json() == {"message": "A new code was sent."}
    assert (await send(market, posting, client, **{CODE_NAME: old})).status_code == 428
    assert market.ledger.submissions == []
    taken = await send(market, posting, client, **{CODE_NAME: last_code(market)})
    assert "confirmation" in taken.json()["redirect"]
    assert faults(market, posting) == []
    assert market.ledger.submissions[0].posted[CODE_NAME] == (last_code(market),)
    assert [len(entry.errors) for entry in market.ledger.rejected] == [1, 1, 1]


async def test_no_code_is_sent_for_a_form_that_is_not_in_order(market: Market, client: httpx.AsyncClient) -> None:
    posting = of(market, "greenhouse", "code_by_mail")
    assert (await send(market, posting, client, first_name="")).status_code == 422
    assert market.mailroom.sent == []


async def test_the_posting_with_a_code_is_on_no_list(market: Market, client: httpx.AsyncClient) -> None:
    posting = of(market, "greenhouse", "code_by_mail")
    assert posting not in market.listed("greenhouse", posting.board)
    assert posting.role.title in (await client.get(market.page_url(posting))).text
    assert posting.id not in {row["id"] for row in market.postings()}


@pytest.mark.parametrize("seed", [0, 3, 18, 91])
def test_every_seed_has_one_posting_with_a_code_that_no_other_resembles(seed: int) -> None:
    market: Market = create_app(seed).state.market
    [coded] = [posting for posting in market.catalogue.all if posting.trait == "code_by_mail"]
    named = [(posting.board, posting.role.title) for posting in (*market.catalogue.postings, coded)]
    assert named.count((coded.board, coded.role.title)) == 1
    assert len({posting.id for posting in market.catalogue.all}) == len(market.catalogue.all)


async def test_the_control_pages_show_the_mail_and_forget_it(client: httpx.AsyncClient) -> None:
    app = create_app(7)
    market: Market = app.state.market
    async with running(app) as control:
        posting = of(market, "greenhouse", "code_by_mail")
        await send(market, posting, client)
        [mail] = (await client.get(control + "/_mail")).json()
        assert mail["subject"] == f"Security code for your application to {posting.company.name}"
        assert last_code(market) in mail["text"]
        assert (await client.get(control + "/_mail?since=1")).json() == []
        await client.post(control + "/_reset")
        assert (await client.get(control + "/_mail")).json() == []


# --- what the scoreboard makes of a code


def form_of(market: Market, ending: Ending, family: str) -> Expected:
    return next(form for form in market.forms() if (form.ending, form.family) == (ending, family))


async def test_asking_for_the_code_that_was_sent_is_a_right_ending(market: Market, client: httpx.AsyncClient) -> None:
    form = form_of(market, "code", "greenhouse")
    await send(market, of(market, "greenhouse", "code_by_mail"), client)
    told = judge(form, Outcome("asked"), None, [], market.ledger.rejected, EFFORT)
    assert (told.complete, told.asked, told.wrong_answers) == (True, True, 0)
    assert [blemish.fault for blemish in told.blemishes if blemish.fault != "left_open"] == []


async def test_stopping_before_the_code_or_calling_it_unknown_is_not(market: Market, client: httpx.AsyncClient) -> None:
    form = form_of(market, "code", "greenhouse")
    assert not judge(form, Outcome("asked"), None, [], [], EFFORT).complete
    await send(market, of(market, "greenhouse", "code_by_mail"), client)
    assert not judge(form, Outcome("unknown"), None, [], market.ledger.rejected, EFFORT).complete


async def test_forms_with_a_code_are_tried_only_where_they_are_named(market: Market) -> None:
    form = form_of(market, "code", "indeed")
    assert not Wish().names(form)
    assert not Wish(families=("indeed",)).names(form)
    assert Wish(postings=(form.posting_id,)).names(form)


# --- by hand, in a browser


async def fill_indeed_step(page: Page, market: Market, posting: Posting, number: int) -> None:
    for name, field in asked(market, posting).items():
        if field.page != number:
            continue
        control = page.locator(f"[name='{name}']")
        if field.kind == "file":
            async with page.expect_file_chooser() as chosen:
                await page.get_by_role("button", name="Choose file").click()
            await (await chosen.value).set_files(RESUME)
            await expect(page.get_by_text("zoë.txt")).to_be_visible()
            await expect(page.get_by_label(UPLOAD)).to_be_checked()
        elif field.kind == "consent":
            await expect(control).not_to_be_checked()
        elif field.widget in {"cards", "radio"}:
            await page.get_by_role("radiogroup", name=field.label).get_by_text(written(field), exact=True).click()
        elif field.options:
            await control.select_option(written(field))
        elif field.widget == "suggest":
            await control.press_sequentially(written(field)[:5])
            await page.get_by_role("option", name="Berlin, Germany").click()
        else:
            await control.fill(text_of(field))


async def indeed_by_hand(page: Page, market: Market, posting: Posting, first: int = 1) -> None:
    steps = sorted({field.page for field in asked(market, posting).values()})
    for number in steps[first - 1 :]:
        await expect(page.get_by_text(f"Step {number} of {len(steps)}")).to_be_visible()
        await fill_indeed_step(page, market, posting, number)
        last = number == steps[-1]
        await page.get_by_role("button", name="Submit your application" if last else "Continue").click()


@pytest.mark.browser
@pytest.mark.parametrize("drift", [0, 1, 2, 3])
async def test_an_application_to_indeed_is_filled_in_by_hand(market: Market, page: Page, drift: int) -> None:
    market.set_drift(drift)
    posting = of(market, "indeed", index=drift)
    await page.goto(market.page_url(posting))
    await page.get_by_role("link", name="Apply for this job").click()
    await indeed_by_hand(page, market, posting)
    await expect(page.get_by_text("Your application has been submitted")).to_be_visible()
    assert page.url.endswith("/form/post-apply")
    assert faults(market, posting) == []


@pytest.mark.browser
async def test_indeed_draws_a_step_anew_with_its_faults_and_reads_an_earlier_job(market: Market, page: Page) -> None:
    posting = of(market, "indeed")
    await page.goto(market.apply_url(posting))
    held = await page.query_selector("[name=email]")
    assert held is not None
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("alert").first).to_have_text("Answer this question to continue.")
    assert not await held.evaluate("node => node.isConnected")
    steps = sorted({field.page for field in asked(market, posting).values()})
    for number in steps[:-2]:
        await fill_indeed_step(page, market, posting, number)
        await page.get_by_role("button", name="Continue").click()
        await expect(page.get_by_text(f"Step {number + 1} of {len(steps)}")).to_be_visible()
    await expect(page.get_by_label("Job title")).to_have_value("Python Backend Developer")
    await page.reload()
    await expect(page.get_by_role("heading", name="Enter a job that shows relevant experience")).to_be_visible()
    await page.get_by_role("button", name="Go back to the previous step").click()
    await expect(page.get_by_text(f"Step {len(steps) - 2} of {len(steps)}")).to_be_visible()


@pytest.mark.browser
async def test_the_code_of_indeed_is_typed_before_the_second_step(market: Market, page: Page) -> None:
    posting = of(market, "indeed", "code_before_end")
    await page.goto(market.apply_url(posting))
    await fill_indeed_step(page, market, posting, 1)
    await page.get_by_role("button", name="Continue").click()
    await expect(page.get_by_role("heading", name="Check your email for a code")).to_be_visible()
    await page.get_by_label("Verification code").fill("12x")
    await page.get_by_role("button", name="Verify").click()
    await expect(page.get_by_text("That code is not right")).to_be_visible()
    await page.get_by_label("Verification code").fill(last_code(market))
    await page.get_by_role("button", name="Verify").click()
    await indeed_by_hand(page, market, posting, first=2)
    await expect(page.get_by_text("Your application has been submitted")).to_be_visible()
    assert faults(market, posting) == []


async def fill_greenhouse(place: Page | FrameLocator, market: Market, posting: Posting) -> None:
    for name, field in asked(market, posting).items():
        control = place.locator(f"[id='{name}']")
        if field.kind == "file":
            await control.set_input_files(RESUME)
        elif field.kind == "consent":
            await control.check()
        elif field.options:
            await control.fill(written(field))
            await place.get_by_role("option", name=written(field), exact=True).click()
        elif await control.count():
            await control.fill(text_of(field))


@pytest.mark.browser
@pytest.mark.parametrize("drift", [0, 2])
async def test_a_form_in_an_employers_page_is_filled_in_by_hand(market: Market, page: Page, drift: int) -> None:
    market.set_drift(drift)
    posting = of(market, "greenhouse_embed", index=drift)
    await page.goto(market.page_url(posting))
    await page.get_by_role("button", name="Only necessary").click()
    frame = page.frame_locator("#grnhse_app iframe")
    await fill_greenhouse(frame, market, posting)
    await frame.get_by_role("button", name="Submit application").click()
    await expect(frame.get_by_text("Thank you for applying.")).to_be_visible()
    assert faults(market, posting) == []
    assert not [entry for entry in market.ledger.requests if "newsletter" in entry.path]


@pytest.mark.browser
async def test_the_eight_boxes_pass_the_focus_on_and_take_a_pasted_code(market: Market, page: Page) -> None:
    posting = of(market, "greenhouse", "code_by_mail")
    await page.goto(market.page_url(posting))
    await fill_greenhouse(page, market, posting)
    submit = page.get_by_role("button", name="Submit application")
    await submit.click()
    boxes = page.get_by_role("group", name="Security code").get_by_role("textbox")
    await expect(boxes).to_have_count(8)
    await expect(boxes.first).to_be_focused()
    await expect(submit).to_be_disabled()
    await page.keyboard.type("wrong000")
    await expect(boxes.last).to_have_value("0")
    await submit.click()
    await expect(page.get_by_text("Incorrect security code")).to_be_visible()
    await expect(boxes.first).to_have_value("")
    await page.get_by_role("button", name="Resend code").click()
    await expect(page.get_by_text("A new code was sent.")).to_be_visible()
    assert len(market.mailroom.sent) == 2
    await page.evaluate("text => navigator.clipboard.writeText(text)", last_code(market))
    await boxes.first.press("Control+V")
    await expect(boxes.last).not_to_have_value("")
    await boxes.last.press("Backspace")
    await expect(submit).to_be_disabled()
    await page.keyboard.type(last_code(market)[-1])
    await submit.click()
    await expect(page.get_by_text("Thank you for applying.")).to_be_visible()
    assert faults(market, posting) == []
