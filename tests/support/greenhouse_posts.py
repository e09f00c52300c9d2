"""What the script of a Greenhouse form posts for a true candidate, in a page of its own or in a frame."""

import httpx

from deploy.market import greenhouse
from deploy.market.catalogue import Posting
from deploy.market.fields import written
from deploy.market.market import Market
from tests.support.market_by_hand import RESUME, asked, text_of


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
