"""The real OpenAI SDK against a server on this machine that speaks its wire format: what is sent, what each ending comes to."""

import asyncio
from typing import Any

import pytest

from brain.errors import JobHunterError, Refused
from brain.ports import Usage
from brain.prompting import tokens
from brain.proposals import FieldReply
from brain.providers.openai import OpenAIModel
from brain.rewriting import BulletsReply, LetterReply
from tests.support.model_characters import Failed, says
from tests.support.model_server import ModelServer
from workers.metered_model import MeteredModel, Prices

GOOD = {"answer": "Python.", "fact_ids": [3], "confidence": 0.5}


def model_at(server: ModelServer, *, timeout_s: float = 10.0) -> OpenAIModel:
    return OpenAIModel("local", "none", server.url, timeout_s=timeout_s)


async def test_a_reply_comes_typed_and_the_schema_that_was_sent_is_closed() -> None:
    with ModelServer(says(GOOD)) as server:
        model = model_at(server)
        assert await model.answer("Why?", FieldReply, max_tokens=50) == FieldReply(**GOOD)
        assert model.used == Usage(calls=1, tokens_in=100, tokens_out=10)
        await model.close()
    [request] = server.requests
    sent = request["response_format"]["json_schema"]
    assert (request["max_completion_tokens"], sent["strict"]) == (50, True)
    assert sent["schema"]["additionalProperties"] is False
    assert set(sent["schema"]["required"]) == {"answer", "fact_ids", "confidence"}


@pytest.mark.parametrize("schema", [FieldReply, BulletsReply, LetterReply])
async def test_every_object_of_every_schema_is_closed(schema: Any) -> None:
    with ModelServer(says("{}")) as server, pytest.raises(JobHunterError):
        await model_at(server).answer("Why?", schema)
    closed: list[bool] = []

    def walk(node: Any) -> None:
        if isinstance(node, dict):
            if node.get("type") == "object":
                closed.append(node.get("additionalProperties") is False and set(node["required"]) == set(node["properties"]))
            for value in node.values():
                walk(value)
        elif isinstance(node, list):
            for value in node:
                walk(value)

    walk(server.requests[0]["response_format"]["json_schema"]["schema"])
    assert closed
    assert all(closed)


@pytest.mark.parametrize("bad", ["not json", '{"answer": 1}', '{"answer": "x", "fact_ids": ["a"], "confidence": 1, "more": 2}'])
async def test_a_malformed_reply_is_mended_once_and_then_it_is_an_error(bad: str) -> None:
    with ModelServer(says(bad, GOOD)) as server:
        assert await model_at(server).answer("Why?", FieldReply) == FieldReply(**GOOD)
    assert len(server.requests) == 2
    assert "does not validate" in server.requests[1]["messages"][-1]["content"]
    with ModelServer(says(bad)) as server, pytest.raises(JobHunterError) as raised:
        await model_at(server).answer("Why?", FieldReply)
    assert (raised.value.code, len(server.requests)) == ("model_malformed", 2)


@pytest.mark.parametrize(
    ("failed", "code"),
    [
        (Failed("refusal"), "model_refused"),
        (Failed("length"), "model_malformed"),
        (Failed("empty"), "model_malformed"),
        (Failed(status=401), "model_unavailable"),
        (Failed(status=500), "model_unavailable"),
    ],
)
async def test_each_way_to_fail_has_its_code_and_is_charged(failed: Failed, code: str) -> None:
    with ModelServer(says(failed)) as server:
        model = model_at(server)
        with pytest.raises(JobHunterError) as raised:
            await model.answer("Why?", FieldReply)
    assert raised.value.code == code
    assert model.used.calls == 1
    assert model.used.tokens_in >= (100 if failed.status == 200 else tokens("Why?"))


async def test_too_many_requests_are_waited_for_as_the_server_asks() -> None:
    with ModelServer(says(Failed(status=429, retry_after="0"), Failed(status=429, retry_after="0"), GOOD)) as server:
        assert await model_at(server).answer("Why?", FieldReply) == FieldReply(**GOOD)
    assert len(server.requests) == 3
    with ModelServer(says(Failed(status=429, retry_after="0"))) as server, pytest.raises(JobHunterError) as raised:
        await model_at(server).answer("Why?", FieldReply)
    assert (raised.value.code, len(server.requests)) == ("model_unavailable", 3)


async def test_a_slow_model_is_given_up_and_the_call_is_charged() -> None:
    with ModelServer(says(Failed("slow", seconds=30))) as server:
        model = model_at(server)
        with pytest.raises(TimeoutError):
            async with asyncio.timeout(0.5):
                await model.answer("Why?", FieldReply)
        assert model.used == Usage(calls=1, tokens_in=tokens("Why?"))


async def test_a_server_that_counts_nothing_is_counted_by_estimate() -> None:
    with ModelServer(says(GOOD), usage=False) as server:
        model = model_at(server)
        await model.answer("Why?" * 100, FieldReply)
    assert model.used.tokens_in == tokens("Why?" * 100)
    assert model.used.tokens_out > 0


class Purse:
    """A task's money, and the events that charge it."""

    def __init__(self, most: float) -> None:
        self.spent, self.most = 0.0, most
        self.events: list[dict[str, Any]] = []

    async def money(self) -> tuple[float, float]:
        return self.spent, self.most

    async def emit(self, type: str, message: str, /, **data: Any) -> None:
        self.spent += float(data["cost_usd"])
        self.events.append({"type": type, "message": message, **data})


async def test_calls_are_told_with_their_estimate_and_end_before_the_money_does() -> None:
    prices = Prices(read=1000.0, written=1000.0)
    purse = Purse(most=2.0)
    with ModelServer(says(GOOD)) as server:
        metered = MeteredModel(model_at(server), prices, purse.money, purse.emit)

        async def for_ever() -> None:
            while True:
                await metered.answer("Why?", FieldReply, max_tokens=100)

        with pytest.raises(Refused) as refused:
            await for_ever()
    assert refused.value.code == "budget_spent"
    assert purse.events
    assert purse.spent <= purse.most
    assert metered.used.calls == len(server.requests) == len(purse.events)
    [event, *_] = purse.events
    assert event["type"] == "model:call"
    assert event["cost_usd"] == pytest.approx(0.11)
    assert event["tokens_estimated"] >= tokens("Why?")
    assert "Why?" not in str(purse.events)


async def test_a_failed_call_is_charged_too() -> None:
    purse = Purse(most=1.0)
    with ModelServer(says(Failed(status=500))) as server:
        metered = MeteredModel(model_at(server), Prices(1.0, 1.0), purse.money, purse.emit)
        with pytest.raises(JobHunterError):
            await metered.answer("Why?", FieldReply)
    assert purse.spent > 0
    assert metered.used.calls == 1
