"""What the scoreboard makes of a form that wants a code."""

import httpx

from deploy.market.expected import Ending, Expected
from deploy.market.market import Market
from deploy.scoreboard.judging import judge
from deploy.scoreboard.run import Wish
from tests.support.greenhouse_posts import send
from tests.support.market_by_hand import of
from workers.application_report import Outcome

EFFORT = {"seconds": 1.0, "llm_calls": 0, "selector_hits": 0}


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
