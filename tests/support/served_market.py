"""The practice market as a stranger meets it: over HTTP, with the forms a true candidate posts."""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx

from deploy.market.app import create_app
from deploy.market.fields import Field
from deploy.market.serve import running

RESUME = b"Zoe Lindstrom, Python developer since 2014"


class ServedMarket:
    """One running market and the ways a test talks to it."""

    def __init__(self, url: str, client: httpx.AsyncClient) -> None:
        self.url, self.client = url, client

    async def get(self, path: str) -> Any:
        return (await self.client.get(self.url + path)).raise_for_status().json()

    async def post(self, path: str, body: Any = None) -> httpx.Response:
        return await self.client.post(self.url + path, json=body)

    async def at(self, url: str) -> Any:
        return (await self.client.get(url)).raise_for_status().json()

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


async def option_ids(market: ServedMarket, posting: dict[str, Any]) -> dict[str, dict[str, str]]:
    """The ids of a Greenhouse form's choices, as its page carries them for its script."""
    text = (await market.client.get(posting["url"])).text
    config = json.loads(text.split("data-form>")[1].split("</script>")[0])
    return {name: {option["label"]: option["value"] for option in options} for name, options in config["options"].items()}


async def apply_truly(market: ServedMarket, posting: dict[str, Any]) -> httpx.Response:
    options = await option_ids(market, posting) if posting["family"] == "greenhouse" else None
    return await market.send(posting, true_form(posting, options))


def field_of(question: dict[str, Any]) -> Field:
    return Field.model_validate(question)


@asynccontextmanager
async def served_market(seed: int = 7) -> AsyncIterator[ServedMarket]:
    """A market of this seed and a client for it, for as long as the block runs."""
    async with running(create_app(seed)) as url, httpx.AsyncClient() as client:
        yield ServedMarket(url, client)
