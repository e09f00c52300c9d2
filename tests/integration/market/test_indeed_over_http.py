"""Indeed's double step by step, as its page's script sends it."""

import httpx
import pytest

from deploy.market.catalogue import Posting
from deploy.market.market import Market
from tests.support.market_by_hand import RESUME, asked, faults, last_code, of, text_of


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
