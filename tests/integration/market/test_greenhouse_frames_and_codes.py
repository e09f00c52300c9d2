"""Greenhouse in an employer's own page, and with a code that comes by mail, asked over HTTP."""

import re

import httpx
import pytest

from deploy.market.app import create_app
from deploy.market.catalogue import Trait
from deploy.market.market import CODE_NAME, Market
from deploy.market.serve import running
from tests.support.greenhouse_posts import send
from tests.support.market_by_hand import faults, last_code, of


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
