"""What the employers of the practice market take, refuse and keep of what they are sent."""

import hashlib
from typing import Any

import httpx
import pytest

from deploy.market.app import create_app
from deploy.market.fields import Field, is_true
from deploy.market.serve import running
from tests.support.served_market import RESUME, ServedMarket, apply_truly, field_of, true_form


async def test_true_candidate_is_accepted_by_every_plain_posting(market: ServedMarket) -> None:
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


async def test_confirmation_page_thanks_and_gives_a_reference(market: ServedMarket) -> None:
    for family in ("greenhouse", "lever"):
        [posting, *_] = await market.postings(family=family, trait="plain")
        response = await apply_truly(market, posting)
        target = response.json()["redirect"] if family == "greenhouse" else response.headers["location"]
        page = await market.client.get(str(httpx.URL(posting["url"]).join(target)))
        assert "Thank you" in page.text
        assert target.split("ref=")[1] in page.text


async def test_file_is_kept_with_hash_size_and_text(market: ServedMarket) -> None:
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


async def test_text_of_a_pdf_is_read_and_a_broken_one_is_empty(market: ServedMarket) -> None:
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
async def test_missing_and_invalid_answers_are_named(market: ServedMarket, family: str) -> None:
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
async def test_wrong_type_or_empty_file_is_refused(market: ServedMarket, name: str, content: bytes) -> None:
    [posting, *_] = await market.postings(family="lever", trait="plain")
    files = {"resume": (name, content)}
    response = await market.client.post(posting["apply_url"], data=true_form(posting), files=files)
    assert response.status_code == 422
    assert "file" in response.text


async def test_a_choice_outside_the_options_is_refused(market: ServedMarket) -> None:
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
        market = ServedMarket(url, client)
        [posting] = await market.postings(trait="fails")
        for _ in range(2):
            response = await apply_truly(market, posting)
            assert response.status_code in {422, 500}
            assert "could not process" in response.text
        received = await market.get("/_received")
    assert received["submissions"] == []
    assert [entry["n"] for entry in received["rejected"]] == [1, 2]


async def test_one_required_question_only_the_person_can_answer(market: ServedMarket) -> None:
    [posting] = await market.postings(trait="needs_fact")
    [unknown] = [question for question in posting["questions"] if question["match"] == "unknown"]
    assert unknown["required"] is True
    assert unknown["answer"] is None
    assert (await apply_truly(market, posting)).status_code == 422
    others = [q["match"] for p in await market.postings(trait="plain") for q in p["questions"]]
    assert "unknown" not in others
    assert others.count("blank") == 2


async def test_second_application_names_the_earlier_posting(market: ServedMarket) -> None:
    [twin] = await market.postings(trait="duplicate")
    [original] = await market.postings(id=twin["same_as"])
    for posting in (twin, original, original):
        await apply_truly(market, posting)
    entries = (await market.get("/_received"))["submissions"]
    assert [entry["same_as"] for entry in entries] == [None, twin["id"], twin["id"]]


async def test_a_filled_trap_is_rejected(market: ServedMarket) -> None:
    [posting, *_] = await market.postings(family="lever", trait="plain")
    page = (await market.client.get(posting["apply_url"])).text
    assert 'name="urls[Homepage]"' in page
    response = await market.send(posting, true_form(posting) | {"urls[Homepage]": "https://bot.example"})
    assert response.status_code == 422
    assert "flagged as automated" in response.text
    assert (await market.get("/_received"))["submissions"] == []


async def test_since_leaves_out_what_is_known_and_reset_forgets(market: ServedMarket) -> None:
    for posting in (await market.postings(family="lever", trait="plain"))[:2]:
        await apply_truly(market, posting)
    assert [entry["n"] for entry in (await market.get("/_received?since=1"))["submissions"]] == [2]
    await market.post("/_drift", {"seed": 3})
    await market.post("/_reset")
    received = await market.get("/_received")
    assert received == {"requests": 0, "submissions": [], "rejected": []}
    assert any(question["name"] == "first_name" for question in (await market.postings(family="greenhouse"))[0]["questions"])


async def test_every_request_to_an_employer_is_counted(market: ServedMarket) -> None:
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
