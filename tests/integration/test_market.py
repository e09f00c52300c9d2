"""The practice market over real HTTP: its catalogue, its two families of boards, and what it keeps of what it is sent."""

import asyncio
import hashlib
import html
import json
import shutil
import signal
import socket
import sys
from collections import Counter
from collections.abc import AsyncIterator
from typing import Any

import httpx
import pytest
from playwright.async_api import Page, Route, async_playwright, expect

from brain.errors import InvalidInput
from deploy.market.app import FAMILIES, create_app
from deploy.market.fields import Field, is_true
from deploy.market.person import CANDIDATE_FILE
from deploy.market.serve import open_socket, running

PAGE_MS = 30_000
COMMAND_S = 180.0  # a command is a process of its own, which first has to be loaded
expect.set_options(timeout=PAGE_MS)
RESUME = b"Zoe Lindstrom, Python developer since 2014"


class Market:
    """One running market and the ways a test talks to it."""

    def __init__(self, url: str, client: httpx.AsyncClient) -> None:
        self.url, self.client = url, client

    async def get(self, path: str) -> Any:
        return (await self.client.get(self.url + path)).raise_for_status().json()

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.client.post(self.url + path, json=body)

    async def postings(self, **wanted: Any) -> list[dict[str, Any]]:
        return [row for row in await self.get("/_postings") if all(row[key] == value for key, value in wanted.items())]

    async def api(self, family: str) -> str:
        return next(site["api"]["base_url"] for site in await self.get("/_sites") if site["family"] == family)

    async def send(self, posting: dict[str, Any], data: dict[str, str], resume: bytes | None = RESUME) -> httpx.Response:
        names = {question["label"]: question["name"] for question in posting["questions"]}
        files = {names["Resume/CV"]: ("resume.txt", resume)} if resume is not None else {"none": ("", b"")}
        return await self.client.post(posting["apply_url"], data=data, files=files)


def true_form(posting: dict[str, Any], options: dict[str, dict[str, str]] | None = None) -> dict[str, str]:
    """What a true candidate's form posts; `options` maps a field's labels to the ids its choices post."""
    data = {}
    for question in posting["questions"]:
        answer = question["answer"]
        if isinstance(answer, bool):
            answer = "1" if answer else "0"
        elif isinstance(answer, list):
            answer = answer[0]
        elif question["match"] == "any" and question["kind"] == "textarea":
            answer = "I like what you do."
        if answer is not None and question["kind"] != "file":
            data[question["name"]] = (options or {}).get(question["name"], {}).get(answer, answer)
    return data


async def option_ids(market: Market, posting: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The ids of a Greenhouse form's choices, as its page carries them for its script."""
    text = (await market.client.get(posting["url"])).text
    config = json.loads(text.split("data-form>")[1].split("</script>")[0])
    return {name: {option["label"]: option["value"] for option in options} for name, options in config["options"].items()}


async def apply_truly(market: Market, posting: dict[str, Any]) -> httpx.Response:
    options = await option_ids(market, posting) if posting["family"] == "greenhouse" else None
    return await market.send(posting, true_form(posting, options))


def field_of(question: dict[str, Any]) -> Field:
    return Field.model_validate(question)


@pytest.fixture
async def market() -> AsyncIterator[Market]:
    async with running(create_app(7)) as url, httpx.AsyncClient() as client:
        yield Market(url, client)


@pytest.mark.parametrize("seed", [0, 3, 7, 12345])
async def test_every_seed_has_thirty_postings_of_which_fourteen_fit(seed: int) -> None:
    async with running(create_app(seed)) as url, httpx.AsyncClient() as client:
        postings = await Market(url, client).postings()
    traits = Counter(row["trait"] for row in postings)
    assert traits == {"plain": 10, "closed": 1, "duplicate": 1, "fails": 1, "needs_fact": 1, "other": 16}
    assert sum(row["fits"] for row in postings) == 14
    assert len({row["company"] for row in postings}) == 8
    assert len({row["id"] for row in postings}) == 30
    assert Counter(row["family"] for row in postings) == {"greenhouse": 15, "lever": 15}
    for row in postings:
        asked = [q for q in row["questions"] if q["name"].startswith(("question_", "cards["))]
        assert len(asked) <= 6


async def test_same_seed_gives_same_market_and_another_seed_another(market: Market) -> None:
    def shape(rows: list[dict[str, Any]]) -> list[Any]:
        return [(row["id"], row["company"], row["title"], [q["label"] for q in row["questions"]]) for row in rows]

    async with running(create_app(7)) as url, running(create_app(8)) as other_url:
        again = await Market(url, market.client).postings()
        other = await Market(other_url, market.client).postings()
    assert shape(again) == shape(await market.postings())
    assert shape(again) != shape(other)


async def test_duplicate_is_the_same_job_on_the_other_family(market: Market) -> None:
    [twin] = await market.postings(trait="duplicate")
    [original] = await market.postings(id=twin["same_as"])
    assert original["trait"] == "plain"
    assert original["family"] != twin["family"]
    assert [original[key] for key in ("company", "title", "place")] == [twin[key] for key in ("company", "title", "place")]


async def test_sites_give_each_family_its_own_origin_and_boards(market: Market) -> None:
    sites = await market.get("/_sites")
    assert {site["family"] for site in sites} == {"greenhouse", "lever"}
    assert len({site["domain"] for site in sites} | {market.url.removeprefix("http://")}) == 3
    for site in sites:
        assert site["private"] is True
        assert site["login_config"] == {}
        assert site["api"]["kind"] == site["family"]
        assert site["api"]["base_url"].startswith(f"http://{site['domain']}/")
        assert len(site["api"]["boards"]) >= 4


async def test_sites_that_are_only_applied_to_come_when_asked_for(market: Market) -> None:
    sites = await market.get("/_sites?all=true")
    assert {site["family"] for site in sites} == {family.name for family in FAMILIES}
    assert {site["family"] for site in sites if site["api"]} == {"greenhouse", "lever"}
    assert len({site["domain"] for site in sites}) == len(FAMILIES)


async def test_every_form_says_what_a_correct_application_holds(market: Market) -> None:
    forms = await market.get("/_forms")
    assert {form["family"] for form in forms} == {family.name for family in FAMILIES}
    assert len(forms) >= 60
    for form in forms:
        names = [field["name"] for field in form["fields"]]
        assert len(set(names)) == len(names)
        truths = [field["truth"]["truth"] for field in form["fields"]]
        assert ("must_ask" in truths) is (form["ending"] == "ask")


@pytest.mark.parametrize("family", ["greenhouse", "lever"])
async def test_a_true_application_is_judged_complete_and_a_false_one_is_not(family: str) -> None:
    app = create_app(7)
    async with running(app) as url, httpx.AsyncClient() as client:
        market, inside = Market(url, client), app.state.market
        [row, *_] = await market.postings(family=family, trait="plain")
        expected = inside.expected(inside.catalogue.find(row["id"]))
        await apply_truly(market, row)
        assert expected.complete(inside.ledger.submissions[0])
        options = await option_ids(market, row) if family == "greenhouse" else None
        name = next(field.name for field in expected.fields if field.label in {"First Name", "Full name"})
        await market.send(row, true_form(row, options) | {name: "Somebody Else"})
        verdicts = {one.name: one.verdict for one in expected.judge(inside.ledger.submissions[1])}
        assert verdicts[name] == "wrong"
        assert not expected.complete(inside.ledger.submissions[1])
        assert inside.ledger.submissions[1].posted[name] == ("Somebody Else",)


async def test_greenhouse_board_lists_jobs_with_escaped_content(market: Market) -> None:
    base = await market.api("greenhouse")
    [posting, *_] = await market.postings(family="greenhouse", trait="plain")
    jobs = await _json(market, f"{base}/boards/{posting['board']}/jobs?content=true")
    job = next(job for job in jobs["jobs"] if str(job["id"]) == posting["id"])
    assert jobs["meta"]["total"] == len(jobs["jobs"])
    assert job["absolute_url"] == posting["url"]
    assert job["company_name"] == posting["company"]
    assert job["location"]["name"] == posting["place"]
    assert job["content"].startswith("&lt;div")
    assert "<h2>" in html.unescape(job["content"])
    lean = await _json(market, f"{base}/boards/{posting['board']}/jobs")
    assert "content" not in lean["jobs"][0]
    departments = await _json(market, f"{base}/boards/{posting['board']}/departments")
    assert sum(len(row["jobs"]) for row in departments["departments"]) == len(jobs["jobs"])
    assert (await _json(market, f"{base}/boards/{posting['board']}"))["name"] == posting["company"]


async def test_greenhouse_questions_describe_the_form(market: Market) -> None:
    base = await market.api("greenhouse")
    [posting, *_] = await market.postings(family="greenhouse", trait="plain")
    job = await _json(market, f"{base}/boards/{posting['board']}/jobs/{posting['id']}?questions=true")
    by_label = {question["label"]: question for question in job["questions"]}
    assert by_label["First Name"]["required"] is True
    assert [field["type"] for field in by_label["Resume/CV"]["fields"]] == ["input_file", "textarea"]
    own = [question for question in posting["questions"] if question["name"].startswith("question_")]
    assert {question["label"] for question in own} <= set(by_label)


async def test_lever_site_lists_pages_and_filters_postings(market: Market) -> None:
    base = await market.api("lever")
    [posting, *_] = await market.postings(family="lever", trait="plain")
    board = f"{base}/postings/{posting['board']}"
    everything = await _json(market, f"{board}?mode=json")
    found = next(row for row in everything if row["id"] == posting["id"])
    assert found["text"] == posting["title"]
    assert found["hostedUrl"] == posting["url"]
    assert found["applyUrl"] == posting["apply_url"]
    assert found["workplaceType"] == posting["workplace"]
    assert "<" not in found["descriptionPlain"]
    assert {row["text"] for row in found["lists"]} >= {"What you need"}
    assert await _json(market, f"{board}?mode=json&skip=1&limit=1") == everything[1:2]
    there = await _json(market, f"{board}?location={posting['place']}")
    assert {row["categories"]["location"] for row in there} == {posting["place"]}
    assert await _json(market, f"{board}/{posting['id']}") == found


@pytest.mark.parametrize(
    "path", ["greenhouse/v1/boards/nobody/jobs", "greenhouse/v1/boards/nobody", "greenhouse/v1/boards/nobody/jobs/1"]
)
async def test_unknown_greenhouse_board_is_404(market: Market, path: str) -> None:
    origin = (await market.api("greenhouse")).removesuffix("/greenhouse/v1")
    assert (await market.client.get(f"{origin}/{path}")).status_code == 404


@pytest.mark.parametrize(
    "path", ["lever/v0/postings/nobody", "lever/v0/postings/nobody/1", "nobody", "nobody/1", "nobody/1/apply"]
)
async def test_unknown_lever_address_is_404(market: Market, path: str) -> None:
    origin = (await market.api("lever")).removesuffix("/lever/v0")
    assert (await market.client.get(f"{origin}/{path}")).status_code == 404


@pytest.mark.parametrize("seed", [1, 7, 9, 20])
async def test_closed_posting_is_listed_but_gone(seed: int) -> None:
    async with running(create_app(seed)) as url, httpx.AsyncClient() as client:
        market = Market(url, client)
        [posting] = await market.postings(trait="closed")
        base = await market.api(posting["family"])
        part = "boards/{board}/jobs" if posting["family"] == "greenhouse" else "postings/{board}"
        listing = f"{base}/{part.format(**posting)}"
        assert posting["id"] in (await client.get(listing)).text
        assert (await client.get(f"{listing}/{posting['id']}")).status_code == 404
        page = (await client.get(posting["url"])).text
        assert "no longer open" in page or "might have closed" in page
        assert "<form" not in page
        response = await market.send(posting, true_form(posting))
        assert response.status_code in {404, 422}
        received = await market.get("/_received")
        assert received["submissions"] == []
        assert received["rejected"][0]["errors"][-1] == "This job is no longer open."


async def test_true_candidate_is_accepted_by_every_plain_posting(market: Market) -> None:
    plain = await market.postings(trait="plain")
    for posting in plain:
        response = await apply_truly(market, posting)
        assert response.status_code in {200, 303}, response.text
    received = await market.get("/_received")
    assert [entry["n"] for entry in received["submissions"]] == list(range(1, 11))
    assert received["rejected"] == []
    questions = {posting["id"]: {q["name"]: q for q in posting["questions"]} for posting in plain}
    for entry in received["submissions"]:
        assert entry["complete"] is True
        assert entry["same_as"] is None
        for field in entry["fields"]:
            assert is_true(field_of(questions[entry["posting_id"]][field["name"]]), field["value"]), field


async def test_confirmation_page_thanks_and_gives_a_reference(market: Market) -> None:
    for family in ("greenhouse", "lever"):
        [posting, *_] = await market.postings(family=family, trait="plain")
        response = await apply_truly(market, posting)
        target = response.json()["redirect"] if family == "greenhouse" else response.headers["location"]
        page = await market.client.get(str(httpx.URL(posting["url"]).join(target)))
        assert "Thank you" in page.text
        assert target.split("ref=")[1] in page.text


async def test_file_is_kept_with_hash_size_and_text(market: Market) -> None:
    [posting, *_] = await market.postings(family="lever", trait="plain")
    await apply_truly(market, posting)
    [entry] = (await market.get("/_received"))["submissions"]
    [file] = entry["files"]
    assert file == {
        "label": "Resume/CV",
        "name": "resume.txt",
        "sha256": hashlib.sha256(RESUME).hexdigest(),
        "bytes": len(RESUME),
        "text": RESUME.decode(),
    }


async def test_text_of_a_pdf_is_read_and_a_broken_one_is_empty(market: Market) -> None:
    import typst

    pdf = typst.compile(b"Built with *FastAPI* in 2024")
    first, second = (await market.postings(family="lever", trait="plain"))[:2]
    for posting, content in ((first, pdf), (second, b"%PDF-1.7 broken")):
        names = {question["label"]: question["name"] for question in posting["questions"]}
        files = {names["Resume/CV"]: ("cv.pdf", content)}
        await market.client.post(posting["apply_url"], data=true_form(posting), files=files)
    good, broken = (await market.get("/_received"))["submissions"]
    assert "FastAPI" in good["files"][0]["text"]
    assert broken["files"][0]["text"] == ""


@pytest.mark.parametrize("family", ["greenhouse", "lever"])
async def test_missing_and_invalid_answers_are_named(market: Market, family: str) -> None:
    [posting, *_] = await market.postings(family=family, trait="plain")
    names = {question["label"]: question["name"] for question in posting["questions"]}
    response = await market.send(posting, {names["Email"]: "not an address"}, resume=None)
    assert response.status_code == 422
    assert "Please enter a valid email address" in response.text
    assert "Resume/CV is required" in response.text
    received = await market.get("/_received")
    assert received["submissions"] == []
    assert received["rejected"][0]["complete"] is False


@pytest.mark.parametrize(("name", "content"), [("cv.exe", b"x"), ("cv.pdf", b"")])
async def test_wrong_type_or_empty_file_is_refused(market: Market, name: str, content: bytes) -> None:
    [posting, *_] = await market.postings(family="lever", trait="plain")
    files = {"resume": (name, content)}
    response = await market.client.post(posting["apply_url"], data=true_form(posting), files=files)
    assert response.status_code == 422
    assert "file" in response.text


async def test_a_choice_outside_the_options_is_refused(market: Market) -> None:
    posting, question = next(
        (posting, question)
        for posting in await market.postings(trait="plain")
        for question in posting["questions"]
        if question["kind"] == "choice"
    )
    form = true_form(posting) | {question["name"]: "something else"}
    response = await market.send(posting, form)
    assert "Please select one of the options" in response.text


@pytest.mark.parametrize("seed", [1, 2, 7])
async def test_failing_form_never_accepts(seed: int) -> None:
    async with running(create_app(seed)) as url, httpx.AsyncClient() as client:
        market = Market(url, client)
        [posting] = await market.postings(trait="fails")
        for _ in range(2):
            response = await apply_truly(market, posting)
            assert response.status_code in {422, 500}
            assert "could not process" in response.text
        received = await market.get("/_received")
    assert received["submissions"] == []
    assert [entry["n"] for entry in received["rejected"]] == [1, 2]


async def test_one_required_question_only_the_person_can_answer(market: Market) -> None:
    [posting] = await market.postings(trait="needs_fact")
    [unknown] = [question for question in posting["questions"] if question["match"] == "unknown"]
    assert unknown["required"] is True
    assert unknown["answer"] is None
    assert (await apply_truly(market, posting)).status_code == 422
    others = [q["match"] for p in await market.postings(trait="plain") for q in p["questions"]]
    assert "unknown" not in others
    assert others.count("blank") == 2


async def test_second_application_names_the_earlier_posting(market: Market) -> None:
    [twin] = await market.postings(trait="duplicate")
    [original] = await market.postings(id=twin["same_as"])
    for posting in (twin, original, original):
        await apply_truly(market, posting)
    entries = (await market.get("/_received"))["submissions"]
    assert [entry["same_as"] for entry in entries] == [None, twin["id"], twin["id"]]


async def test_a_filled_trap_is_rejected(market: Market) -> None:
    [posting, *_] = await market.postings(family="lever", trait="plain")
    page = (await market.client.get(posting["apply_url"])).text
    assert 'name="urls[Homepage]"' in page
    response = await market.send(posting, true_form(posting) | {"urls[Homepage]": "https://bot.example"})
    assert response.status_code == 422
    assert "flagged as automated" in response.text
    assert (await market.get("/_received"))["submissions"] == []


async def test_drift_changes_names_and_ids_but_no_label_and_forms_still_work(market: Market) -> None:
    before = await market.postings(trait="plain")
    pages = {posting["id"]: (await market.client.get(posting["apply_url"])).text for posting in before}
    assert (await market.post("/_drift", {"seed": 3})).status_code == 200
    after = await market.postings(trait="plain")
    assert await market.postings(trait="plain") == after
    for old, new in zip(before, after, strict=True):
        assert sorted(q["label"] for q in old["questions"]) == sorted(q["label"] for q in new["questions"])
        assert not {q["name"] for q in old["questions"]} & {q["name"] for q in new["questions"]}
        assert "field-wrapper" not in (await market.client.get(new["apply_url"])).text
        assert (await apply_truly(market, new)).status_code in {200, 303}
    await market.post("/_drift", {"seed": 0})
    assert {p["id"]: (await market.client.get(p["apply_url"])).text for p in before} == pages


async def test_drift_moves_only_optional_questions(market: Market) -> None:
    before = await market.postings(trait="plain")
    await market.post("/_drift", {"seed": 5})
    after = await market.postings(trait="plain")
    for old, new in zip(before, after, strict=True):
        for was, now in zip(old["questions"], new["questions"], strict=True):
            assert not was["required"] or was["label"] == now["label"]
    assert [[q["label"] for q in p["questions"]] for p in before] != [[q["label"] for q in p["questions"]] for p in after]


async def test_open_leaves_only_the_named_postings(market: Market) -> None:
    first, second = (await market.postings(family="lever", trait="plain"))[:2]
    opened = await market.post("/_open", {"posting_ids": [first["id"]]})
    assert opened.json() == {"open": [first["id"]]}
    assert (await market.client.get(first["url"])).status_code == 200
    assert (await market.client.get(second["url"])).status_code == 404
    base = await market.api("lever")
    assert second["id"] not in (await market.client.get(f"{base}/postings/{second['board']}")).text
    await market.post("/_open", {"posting_ids": None})
    assert (await market.client.get(second["url"])).status_code == 200


async def test_open_refuses_an_unknown_posting(market: Market) -> None:
    response = await market.post("/_open", {"posting_ids": ["nothing"]})
    assert response.status_code == 404
    assert response.json()["code"] == "unknown_posting"


async def test_since_leaves_out_what_is_known_and_reset_forgets(market: Market) -> None:
    for posting in (await market.postings(family="lever", trait="plain"))[:2]:
        await apply_truly(market, posting)
    assert [entry["n"] for entry in (await market.get("/_received?since=1"))["submissions"]] == [2]
    await market.post("/_drift", {"seed": 3})
    await market.post("/_reset")
    received = await market.get("/_received")
    assert received == {"requests": 0, "submissions": [], "rejected": []}
    assert any(question["name"] == "first_name" for question in (await market.postings(family="greenhouse"))[0]["questions"])


async def test_every_request_to_an_employer_is_counted(market: Market) -> None:
    [posting, *_] = await market.postings(family="lever", trait="plain")
    await market.client.get(posting["url"])
    await apply_truly(market, posting)
    assert (await market.get("/_received"))["requests"] == 2
    noted = await market.get("/_requests")
    assert [(entry["method"], entry["status"]) for entry in noted] == [("GET", 200), ("POST", 303)]


@pytest.mark.parametrize(
    ("match", "answer", "value", "true"),
    [
        ("exact", "Company website", " company website", True),
        ("exact", "Yes", "No", False),
        ("number", "85000", "85,000 EUR", True),
        ("number", "85000", "58000", False),
        ("years", "12", "11 years", True),
        ("years", "12", "0", False),
        ("phone", "30 901820 44", "+49 3090182044", True),
        ("url", "https://www.linkedin.com/in/zoe", "linkedin.com/in/zoe/", True),
        ("date", "2027-01-04", "4 January 2027", True),
        ("date", "2027-01-04", "2027-02-04", False),
        ("contains", "Berlin", "Berlin, Germany", True),
        ("blank", None, "M", False),
        ("unknown", None, "a guess", False),
        ("any", None, "free words", True),
    ],
)
def test_true_answers_are_told_from_false_ones(match: Any, answer: str | None, value: str, true: bool) -> None:
    assert is_true(Field(label="?", match=match, answer=answer, required=True), value) is true


def test_empty_is_true_only_where_nothing_is_required() -> None:
    assert is_true(Field(label="?", answer="x"), "")
    assert not is_true(Field(label="?", answer="x", required=True), "")


def test_bundled_candidate_has_what_resumes_lack() -> None:
    resume = json.loads(CANDIDATE_FILE.read_text(encoding="utf-8"))
    assert not resume["basics"]["name"].isascii()
    assert len(resume["work"]) >= 2
    assert {"work_authorization", "sponsorship", "salary", "consents", "demographics"} <= set(resume["x-jobhunter"])


def test_port_in_use_is_a_clear_error() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        with pytest.raises(InvalidInput) as caught:
            open_socket(taken.getsockname()[1])
    assert caught.value.code == "port_in_use"
    assert caught.value.exit_code == 2
    assert "--port" in caught.value.fix


async def test_command_prints_one_line_serves_and_ends_on_sigterm() -> None:
    process = await _command("--port", "0", "--seed", "7", "--json")
    assert process.stdout is not None
    line = json.loads(await asyncio.wait_for(process.stdout.readline(), COMMAND_S))
    assert line["schema"] == "jobhunter/market/1"
    assert line["mail"] == {"smtp": None, "imap": None}
    async with httpx.AsyncClient() as client:
        assert len((await client.get(line["sites"])).json()) == 2
    process.send_signal(signal.SIGTERM)
    assert await asyncio.wait_for(process.wait(), COMMAND_S) == 0


async def test_command_on_a_taken_port_exits_2_with_the_error_document() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        process = await _command("--port", str(taken.getsockname()[1]), "--json")
        out, _ = await asyncio.wait_for(process.communicate(), COMMAND_S)
    assert process.returncode == 2
    assert json.loads(out)["code"] == "port_in_use"


async def _command(*arguments: str) -> asyncio.subprocess.Process:
    script = "from jobhunter.console import main; main()"
    return await asyncio.create_subprocess_exec(
        sys.executable, "-c", script, "market", *arguments, stdout=asyncio.subprocess.PIPE, stderr=asyncio.subprocess.PIPE
    )


async def _json(market: Market, url: str) -> Any:
    return (await market.client.get(url)).raise_for_status().json()


@pytest.fixture
async def page() -> AsyncIterator[Page]:
    options = ["--no-sandbox", "--disable-gpu", "--disable-background-networking", "--no-first-run"]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=shutil.which("chromium"), args=options)
        page = await browser.new_page()
        page.set_default_timeout(PAGE_MS)
        yield page
        await browser.close()


async def fill_greenhouse(page: Page, posting: dict[str, Any]) -> None:
    for question in posting["questions"]:
        control = page.locator(f"#{question['name']}")
        if question["kind"] == "file" and question["required"]:
            async with page.expect_file_chooser() as chosen:
                await page.get_by_role("group", name="Resume/CV").locator("button", has_text="Attach").click()
            await (await chosen.value).set_files({"name": "zoë.txt", "mimeType": "text/plain", "buffer": RESUME})
        elif question["answer"] is None or question["kind"] == "file":
            continue
        elif question["kind"] == "choice":
            await control.click()
            await control.press_sequentially(question["answer"][:6])
            await page.get_by_role("option", name=question["answer"], exact=True).click()
        elif question["kind"] == "consent":
            await control.set_checked(question["answer"])
        else:
            await control.fill(question["answer"])


async def fill_lever(page: Page, posting: dict[str, Any]) -> None:
    for question in posting["questions"]:
        control = page.locator(f"[name='{question['name']}']")
        if question["kind"] == "file":
            await control.set_input_files({"name": "zoë.txt", "mimeType": "text/plain", "buffer": RESUME})
        elif question["kind"] == "consent":
            await page.locator(f"[name='{question['name']}'][type=checkbox]").set_checked(question["answer"])
        elif question["answer"] is None:
            continue
        elif question["kind"] in {"choice", "multi"}:
            [answer] = [question["answer"]] if isinstance(question["answer"], str) else question["answer"]
            if await control.first.evaluate("node => node.tagName") == "SELECT":
                await control.select_option(answer)
            else:
                await page.locator(f"[name='{question['name']}'][value='{answer}']").check()
        else:
            await control.fill(question["answer"])


@pytest.mark.browser
@pytest.mark.parametrize("drift", [0, 3])
@pytest.mark.parametrize("family", ["greenhouse", "lever"])
async def test_a_browser_can_apply(market: Market, page: Page, family: str, drift: int) -> None:
    await market.post("/_drift", {"seed": drift})
    postings = await market.postings(family=family, trait="plain")
    posting = max(postings, key=lambda row: len(row["questions"]))
    await page.goto(posting["url"])
    await page.get_by_role("link", name="Apply").first.click()
    await (fill_greenhouse if family == "greenhouse" else fill_lever)(page, posting)
    await expect(page.get_by_text("zoë.txt")).to_be_visible()
    await page.get_by_role("button", name="Submit application").click()
    await page.get_by_text("Thank you").wait_for()
    received = await market.get("/_received")
    assert received["rejected"] == []
    [entry] = received["submissions"]
    questions = {question["name"]: question for question in posting["questions"]}
    for field in entry["fields"]:
        question = questions[field["name"]]
        assert is_true(field_of(question), field["value"]), field
        assert field["value"] or question["answer"] is None, field
    assert entry["files"][0]["sha256"] == hashlib.sha256(RESUME).hexdigest()


@pytest.mark.browser
async def test_a_file_attached_before_the_script_has_come_is_shown(market: Market, page: Page) -> None:
    [posting, *_] = await market.postings(family="lever", trait="plain")
    attached = asyncio.Event()

    async def late(route: Route) -> None:
        await attached.wait()
        await route.continue_()

    await page.route("**/lever.js", late)
    await page.goto(posting["apply_url"], wait_until="commit")
    await page.locator("input[type=file]").set_input_files({"name": "zoë.txt", "mimeType": "text/plain", "buffer": RESUME})
    attached.set()
    await expect(page.get_by_text("zoë.txt")).to_be_visible()


@pytest.mark.browser
async def test_errors_appear_beside_their_fields(market: Market, page: Page) -> None:
    [posting, *_] = await market.postings(family="greenhouse", trait="plain")
    await page.goto(posting["url"])
    await page.get_by_label("Email").fill("nobody")
    await page.get_by_role("button", name="Submit application").click()
    await page.get_by_text("First Name is required").wait_for()
    await expect(page.locator("#email-error")).to_have_text("Please enter a valid email address")
    await expect(page.locator("#first_name")).to_have_attribute("aria-invalid", "true")
    await expect(page.get_by_text("Resume/CV is required")).to_be_visible()


@pytest.mark.browser
async def test_a_typed_resume_may_stand_for_a_file(market: Market, page: Page) -> None:
    [posting, *_] = await market.postings(family="greenhouse", trait="plain")
    await page.goto(posting["url"])
    await page.get_by_role("button", name="Enter manually").click()
    await page.get_by_role("textbox", name="Enter manually").fill("Python since 2014")
    await page.get_by_role("button", name="Submit application").click()
    await page.get_by_text("First Name is required").wait_for()
    await expect(page.get_by_text("Resume/CV is required")).to_be_hidden()


@pytest.mark.browser
async def test_combobox_keeps_only_a_committed_choice(market: Market, page: Page) -> None:
    [posting, *_] = await market.postings(family="greenhouse", trait="plain")
    await page.goto(posting["url"])
    country = page.get_by_role("combobox", name="Country", exact=True)
    option = page.get_by_role("option")
    await expect(option).to_have_count(0)
    await country.fill("Swe")
    await expect(option).to_have_text(["Sweden +46"])
    await country.blur()
    await expect(option).to_have_count(0)
    await expect(country).to_have_value("")
    await expect(page.get_by_text("Sweden +46")).to_be_hidden()
    await country.fill("Germ")
    await expect(option).to_have_text(["Germany +49"])
    await country.press("Enter")
    await expect(page.get_by_text("Germany +49")).to_be_visible()


@pytest.mark.browser
async def test_no_person_can_see_the_trap(market: Market, page: Page) -> None:
    [posting, *_] = await market.postings(family="lever", trait="plain")
    for drift in (0, 4):
        await market.post("/_drift", {"seed": drift})
        await page.goto(posting["apply_url"])
        box = await page.locator("input[tabindex='-1'][autocomplete=off]").bounding_box()
        assert box is not None
        assert box["x"] + box["width"] < 0
