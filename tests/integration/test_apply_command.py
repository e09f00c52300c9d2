"""`jobhunter apply`: one application with no server running, against employers that record what they get."""

import asyncio
import hashlib
import json
from collections.abc import Callable, Iterator
from contextlib import ExitStack
from pathlib import Path
from typing import Any

import pytest

from tests.browser.site import Answer, Site
from tests.support.one_application import Applying, Market, applying_in_a_kept_home, remove, running_market, short_folder

pytestmark = [pytest.mark.stack, pytest.mark.browser, pytest.mark.slow]

KEYS = {
    "schema", "status", "url", "posting", "submission_id", "manifest_hash", "confirmation", "fields", "files", "unanswered",
    "unused_answers", "pages", "llm_calls", "selector_hits", "seconds", "screenshots", "error",
}  # fmt: skip
FIELD_KEYS = {"key", "page", "label", "name", "kind", "required", "options", "value", "read_back", "ok", "provenance"}
FORM = """<title>Engineer at Petit Four</title><h1>Engineer</h1><form method=post action=/send>
<label>First name* <input name=first required></label><label>Email* <input type=email name=mail required></label>
<button>Submit application</button></form>"""


@pytest.fixture(scope="module")
def market() -> Iterator[Market]:
    with running_market() as running:
        yield running


@pytest.fixture(scope="module")
def applying() -> Iterator[Applying]:
    with applying_in_a_kept_home() as kept:
        yield kept


@pytest.fixture
def serve() -> Iterator[Callable[..., Site]]:
    with ExitStack() as stack:

        def start(pages: Any) -> Site:
            return stack.enter_context(Site(pages if isinstance(pages, dict) else {"/": pages}))

        yield start


def _is_file(path: str) -> bool:
    return Path(path).is_file()


async def test_in_an_empty_home_it_fills_reads_back_and_sends_nothing(market: Market) -> None:
    posting = market.posting(family="greenhouse")
    folder = short_folder()
    ran = await Applying(folder / "home")(posting["url"])
    remove(folder)
    told = ran.document
    assert (ran.code, told["schema"], told["status"], told["error"]) == (0, "jobhunter/apply/1", "review", None), ran.err
    assert set(told) == KEYS
    assert (told["submission_id"], told["confirmation"], told["llm_calls"], told["pages"]) == (None, None, 0, 1)
    assert told["posting"]["title"] == posting["title"]
    assert told["posting"]["company"] == posting["company"]
    assert told["manifest_hash"].startswith("sha256:")
    assert all(set(field) == FIELD_KEYS for field in told["fields"])
    assert all(field["ok"] and field["read_back"] == field["value"] for field in told["fields"])
    assert {f["provenance"]["kind"] for f in told["fields"]} <= {"fact", "rule"}
    assert not [u for u in told["unanswered"] if u["required"]]
    assert market.received(posting) == []


async def test_what_is_sent_is_what_it_says_and_the_second_try_shows_the_first_receipt(
    market: Market, applying: Applying
) -> None:
    posting = market.posting(family="lever")
    ran = await applying(posting["url"], "--submit")
    told = ran.document
    assert (ran.code, told["status"], told["error"]) == (0, "confirmed", None), ran.err
    [received] = market.received(posting)
    assert received["complete"] is True
    assert [f["sha256"] for f in told["files"]] == [f["sha256"] for f in received["files"]]
    by_name = {field["name"]: field["value"] for field in received["fields"]}
    texts = [f for f in told["fields"] if f["kind"] in ("text", "email", "phone", "url") and f["name"] in by_name]
    assert texts
    assert [f["value"] for f in texts] == [by_name[f["name"]] for f in texts]
    assert told["confirmation"]["text"]
    assert told["screenshots"]
    assert all(_is_file(picture) for picture in told["screenshots"])

    for again in (posting["url"], posting["apply_url"], f"{posting['url']}?utm_source=mail#top"):
        second = await applying(again, "--submit")
        repeated = second.document
        assert (second.code, repeated["status"]) == (4, "refused"), second.err
        assert repeated["error"]["code"] == "already_applied"
        receipt = ("submission_id", "manifest_hash", "confirmation")
        assert [repeated[key] for key in receipt] == [told[key] for key in receipt]
    assert len(market.received(posting)) == 1


async def test_a_required_question_nobody_answered_sends_nothing_until_it_is_given(market: Market, applying: Applying) -> None:
    posting = market.posting("needs_fact")
    open_question = next(q for q in posting["questions"] if q["required"] and q["answer"] is None and q["kind"] != "file")
    ran = await applying(posting["url"], "--submit")
    told = ran.document
    assert (ran.code, told["status"], told["submission_id"]) == (3, "asked", None), ran.err
    required = [u for u in told["unanswered"] if u["required"]]
    assert [u["label"] for u in required] == [open_question["label"]]
    assert required[0]["reason"] == "no_fact"
    assert market.received(posting) == []

    answers = {
        "answers": [
            {"question": open_question["label"], "value": "87", "scope": "company"},
            {"question": "What is your shoe size?", "value": 42},
        ],
        "fields": {"comments": "From the answers file."},
    }
    ran = await applying(posting["url"], "--submit", answers=answers)
    told = ran.document
    assert (ran.code, told["status"], told["unused_answers"]) == (0, "confirmed", ["What is your shoe size?"]), ran.err
    given = {f["label"]: f["value"] for f in told["fields"] if f["provenance"]["kind"] == "given"}
    assert given[open_question["label"]] == "87"
    assert "From the answers file." in given.values()
    [received] = market.received(posting)
    assert {"87", "From the answers file."} <= {field["value"] for field in received["fields"]}


async def test_a_resume_that_was_given_is_sent_as_it_is(market: Market, applying: Applying, tmp_path: Path) -> None:
    posting = market.posting()
    mine = tmp_path / "mine.pdf"
    mine.write_bytes(b"%PDF-1.4 my own words")
    ran = await applying(posting["url"], "--submit", "--resume", mine)
    told = ran.document
    assert (ran.code, told["unused_answers"]) == (0, []), ran.err
    [received] = market.received(posting)
    assert hashlib.sha256(mine.read_bytes()).hexdigest() in [f["sha256"] for f in received["files"]]
    resume = next(f for f in told["fields"] if f["value"] == "mine.pdf")
    assert resume["provenance"]["kind"] == "given"


async def test_two_at_once_send_one(market: Market, applying: Applying) -> None:
    posting = market.posting()
    both = await asyncio.gather(*(applying(posting["url"], "--submit") for _ in range(2)))
    assert sorted(ran.code for ran in both) == [0, 4], [ran.err for ran in both]
    assert len(market.received(posting)) == 1


@pytest.mark.parametrize("point", ["after_claim:explore_form", "before_finish:explore_form", "after_arm:submit"])
async def test_killed_before_anything_left_it_goes_on_and_sends_once(market: Market, applying: Applying, point: str) -> None:
    posting = market.posting()
    killed = await applying(posting["url"], "--submit", cut=[point])
    assert f"reached {point}" in killed.out, killed.err
    assert market.received(posting) == []
    ran = await applying(posting["url"], "--submit")
    assert (ran.code, ran.document["status"]) == (0, "confirmed"), ran.err
    assert len(market.received(posting)) == 1


async def test_killed_after_it_was_sent_it_is_never_sent_again(market: Market, applying: Applying) -> None:
    posting = market.posting()
    killed = await applying(posting["url"], "--submit", cut=["before_settle:submit"])
    assert "reached before_settle:submit" in killed.out, killed.err
    ran = await applying(posting["url"], "--submit")
    assert (ran.code, ran.document["status"]) == (5, "unknown"), ran.err
    again = await applying(posting["url"], "--submit")
    assert (again.code, again.document["status"]) == (4, "refused"), again.err
    assert again.document["submission_id"] == ran.document["submission_id"]
    assert len(market.received(posting)) == 1


async def test_sent_but_not_confirmed_is_said_and_not_sent_again(serve: Callable[..., Site], applying: Applying) -> None:
    site = serve({"/": FORM, "POST /send": "<title>Petit Four</title><p>Bakers since 1902.</p>"})
    ran = await applying(site.url(), "--submit")
    assert (ran.code, ran.document["status"]) == (5, "unknown"), ran.err
    assert ran.document["error"]["code"] == "sent_unconfirmed"
    again = await applying(site.url(), "--submit")
    assert (again.code, again.document["error"]["code"]) == (4, "already_applied"), again.err
    assert len(site.posts) == 1

    twin = serve(FORM)
    asked = await applying(twin.url(), "--submit")
    assert (asked.code, asked.document["status"]) == (3, "asked"), asked.err
    assert [u["key"] for u in asked.document["unanswered"]] == ["another_job"], "only the person knows whether it is the same job"
    assert twin.posts == []


async def test_a_form_of_no_known_software_and_the_candidate_imported_last(
    serve: Callable[..., Site], applying: Applying
) -> None:
    site = serve(
        {"/": FORM.replace("Engineer", "Baker"), "POST /send": "<title>Thank you</title><h1>Thank you for applying!</h1>"}
    )
    await applying(site.url())
    ran = await applying(site.url(), "--submit", candidate=None)
    told = ran.document
    assert (ran.code, told["status"]) == (0, "confirmed"), ran.err
    assert told["posting"] == {"title": "Baker", "company": "Petit Four", "location": None, "family": None}
    assert [f["value"] for f in told["fields"]] == ["Zoë", "zoe.lindstrom@example.org"]


SIGN_IN = "<title>Sign in</title><h1>Sign in</h1><form><label>E-mail <input type=email></label><label>Password <input type=password></label><button>Sign in</button></form>"  # noqa: E501
PAGES: dict[str, tuple[Any, int, str, str]] = {
    "closed": ("<title>Engineer</title><h1>This job is no longer available</h1>", 4, "refused", "posting_closed"),
    "gone": (Answer("gone", 410), 4, "refused", "posting_closed"),
    "no form": ("<title>About us</title><h1>About us</h1><p>We bake.</p>", 1, "failed", "no_form"),
    "sign in": (SIGN_IN, 3, "asked", "question_open"),
}


@pytest.mark.parametrize("what", PAGES)
async def test_a_page_that_is_no_open_form_says_so(serve: Callable[..., Site], applying: Applying, what: str) -> None:
    page, code, status, named = PAGES[what]
    site = serve({"/": page})
    ran = await applying(site.url(), "--submit")
    told = ran.document
    assert (ran.code, told["status"], told["error"]["code"]) == (code, status, named), ran.err
    assert told["error"]["fix"]
    assert site.posts == []


async def test_what_keeps_it_from_beginning_has_a_code(serve: Callable[..., Site], applying: Applying, tmp_path: Path) -> None:
    site = serve(FORM)
    broken = tmp_path / "broken.json"
    broken.write_text("{")
    refused = await applying.raw(site.url(), "--json")
    unreadable = await applying(site.url(), candidate=broken)
    absent = await applying(site.url(), candidate=tmp_path / "absent.pdf")
    unparsed = await applying(site.url(), answers="{")
    invalid = await applying(site.url(), answers={"answers": [{"question": "?"}], "fields": {}})
    no_address = await applying("not an address")
    ran = (refused, unreadable, absent, unparsed, invalid, no_address)
    assert [(r.code, r.document["schema"], r.document["code"]) for r in ran] == [
        (4, "jobhunter/error/1", "url_not_allowed"),
        (2, "jobhunter/error/1", "resume_unreadable"),
        (2, "jobhunter/error/1", "resume_not_found"),
        (2, "jobhunter/error/1", "answers_unreadable"),
        (2, "jobhunter/error/1", "answers_invalid"),
        (2, "jobhunter/error/1", "url_invalid"),
    ]
    assert site.sent == []


async def test_an_address_nobody_answers_at(serve: Callable[..., Site], applying: Applying) -> None:
    with Site({}) as site:
        nobody = site.url("/jobs/1")
    ran = await applying(nobody, "--submit")
    assert (ran.code, ran.document["status"], ran.document["error"]["code"]) == (1, "failed", "page_not_reached"), ran.err


async def test_a_browser_this_machine_lacks_is_named(
    serve: Callable[..., Site], applying: Applying, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("JOBHUNTER_BROWSER", "/no/such/browser")
    ran = await applying(serve(FORM).url("/?job=8"))
    assert (ran.code, ran.document["status"], ran.document["error"]["code"]) == (6, "failed", "no_browser"), ran.err


async def test_a_person_reads_a_table(serve: Callable[..., Site], applying: Applying) -> None:
    ran = await applying.raw(serve(FORM).url("/?job=7"), "--allow-private")
    assert (ran.code, "First name" in ran.out, "Zoë" in ran.out, "--submit" in ran.out) == (0, True, True, True), ran.err
    with pytest.raises(json.JSONDecodeError):
        json.loads(ran.out)
    shown = await applying.raw("--help", candidate=None)
    assert (shown.code, "Examples" in shown.out, "--answers" in shown.out) == (0, True, True)
