"""Watching a browser over the gateway, and taking it over: real gateway, Redis, database and Chromium."""

import asyncio
import contextlib
import io
import json
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest
import redis.asyncio
import websockets
from PIL import Image

from gateway import live as gateway_live
from tests.browser.helpers import Everywhere, by_label, entries
from tests.browser.site import Site
from tests.support.gateway import RunningGateway
from tests.support.live import OnShow, on_show, watcher
from tests.support.waiting import PATIENCE_S, until
from workers import live as worker_live
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.options import BrowserOptions
from world_model.users import LOCAL_USER

pytestmark = [pytest.mark.stack, pytest.mark.browser]
SECRET = "correct horse battery"
FORM = """<title>Apply</title><body style="margin:0;font:20px sans-serif"><form method=post action=/send>
<p><label>Name <input name=name style="position:absolute;left:200px;top:20px;width:300px"></label></p>
<p><label>City <input name=city style="position:absolute;left:200px;top:80px;width:300px"></label></p>
<p><label>Password <input name=pass type=password style="position:absolute;left:200px;top:140px;width:300px"></label></p>
<button style="position:absolute;left:200px;top:220px;width:300px;height:40px">Submit application</button></form></body>"""
NAME, CITY, PASSWORD, SEND = {"x": 300, "y": 32}, {"x": 300, "y": 92}, {"x": 300, "y": 152}, {"x": 300, "y": 240}


@pytest.fixture
def site() -> Iterator[Site]:
    with Site({"/": FORM}) as running:
        yield running


@pytest.fixture
async def shown(gateway: RunningGateway, redis_url: str, tmp_path: Path, site: Site) -> AsyncIterator[OnShow]:
    browser = PlaywrightBrowser(BrowserOptions(files_dir=tmp_path, human_pauses=False), Everywhere())
    async with on_show(gateway, redis_url, browser, site.url()) as made:
        yield made
    await browser.close()


async def events_of(gateway: RunningGateway, shown: OnShow) -> list[Any]:
    events = await gateway.app.state.services.events.after(LOCAL_USER, shown.task_id, 0, 500)
    return [e for e in events if e.type.startswith("applier:")]


async def test_a_watcher_sees_the_page_as_it_changes(gateway: RunningGateway, shown: OnShow) -> None:
    async with watcher(gateway, shown.task_id, shown.step_id) as eyes:
        ((head, jpeg),) = await eyes.more_pictures(1)
        assert set(head) == {"type", "seq", "at", "width", "height"}
        image = Image.open(io.BytesIO(jpeg))
        assert (image.format, image.size) == ("JPEG", (head["width"], head["height"]))
        assert len(jpeg) <= 200_000
        await shown.session.pages()[0].evaluate("document.body.style.background = 'rgb(0, 200, 0)'")

        def green() -> bool:
            r, g, b = Image.open(io.BytesIO(eyes.pictures[-1][1])).convert("RGB").getpixel((900, 700))  # type: ignore[misc]
            return bool(g > 150 and r < 80 and b < 80)

        await eyes.hear(green)
        seqs = [head["seq"] for head, _ in eyes.pictures]
        assert seqs == sorted(set(seqs))


async def test_without_a_watcher_no_picture_is_taken_and_nothing_is_said(
    gateway: RunningGateway, shown: OnShow, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_live, "WATCHER_LIVES_S", 0.3)
    monkeypatch.setattr(gateway_live, "BEAT_S", 0.1)
    async with watcher(gateway, shown.task_id, shown.step_id) as eyes:
        await eyes.more_pictures(1)
    await until(lambda: not shown.stage.watched and shown.stage.resting)
    async with redis.asyncio.Redis.from_url(redis_url) as client:
        assert await client.keys("*live*") == [], "nothing is stored"


async def test_only_its_owner_watches_a_step(gateway: RunningGateway, shown: OnShow) -> None:
    nobody: dict[str, str] = {}
    other = await gateway.create()
    refused = [
        (shown.task_id, shown.step_id, {"additional_headers": {"Authorization": "Bearer wrong"}}, "sign_in_required"),
        (shown.task_id, shown.step_id, {"additional_headers": nobody, "query": "&ticket=wrong"}, "sign_in_required"),
        (other["task_id"], shown.step_id, {}, "step_unknown"),
        ("0190f5b0-0000-7000-8000-000000000000", shown.step_id, {}, "task_unknown"),
        (shown.task_id, "nonsense", {}, "invalid_request"),
        (shown.task_id, shown.step_id, {"origin": "https://evil.example"}, "origin_not_allowed"),
    ]
    for task_id, step_id, options, reason in refused:
        async with watcher(gateway, task_id, step_id, **options) as eyes:
            async with asyncio.timeout(PATIENCE_S):
                await eyes.socket.wait_closed()
            assert (eyes.socket.close_code, eyes.socket.close_reason) == (1008, reason)


async def test_one_signs_in_by_ticket_or_by_the_first_frame(gateway: RunningGateway, shown: OnShow) -> None:
    ticket = (await gateway.http.post(f"/agent/tasks/{shown.task_id}/ticket")).json()["ticket"]
    async with watcher(gateway, shown.task_id, shown.step_id, additional_headers={}, query=f"&ticket={ticket}") as eyes:
        await eyes.word("hello", step_id=shown.step_id)
    async with watcher(gateway, shown.task_id, shown.step_id, additional_headers={}) as eyes:
        await eyes.send(type="auth", token=gateway.token)
        await eyes.word("hello", step_id=shown.step_id)


async def test_a_frame_that_is_too_large_ends_the_connection(gateway: RunningGateway, shown: OnShow) -> None:
    async with watcher(gateway, shown.task_id, shown.step_id) as eyes:
        await eyes.word("open")
        await eyes.send(type="type", text="x" * 70_000)
        with contextlib.suppress(websockets.ConnectionClosed):
            await eyes.word("never")
        assert eyes.socket.close_code == 1009


async def test_a_step_without_a_browser_says_so(gateway: RunningGateway) -> None:
    task = await gateway.create()
    async with watcher(gateway, task["task_id"], task["steps"][0]["id"]) as eyes:
        await eyes.word("closed")


async def test_a_person_takes_over_fills_a_field_and_the_machine_reads_again_before_it_goes_on(
    gateway: RunningGateway, shown: OnShow, site: Site
) -> None:
    session = shown.session
    page = await session.read()
    async with watcher(gateway, shown.task_id, shown.step_id) as eyes:
        await eyes.word("open")
        await eyes.more_pictures(1)
        assert (await eyes.do("take"))["ok"]
        filling = asyncio.create_task(session.fill(page, entries(page, {"Name": "Ada", "City": "Oslo"})))
        assert (await eyes.do("click", **CITY))["ok"]
        assert (await eyes.do("type", text="Bergen"))["ok"]
        assert (await eyes.do("key", key="Tab"))["ok"]
        assert not filling.done()
        assert (await eyes.do("give_back"))["ok"]
        back = {one.key: one for one in await filling}
    name, city = by_label(page, "Name").key, by_label(page, "City").key
    assert (back[name].ok, back[name].value) == (True, "Ada")
    assert (back[city].ok, back[city].value) == (False, "Bergen")
    assert session.typed_by_person == {city: "Bergen"}
    now = await session.read()
    assert (by_label(now, "Name").value, by_label(now, "City").value) == ("Ada", "Bergen")


async def test_every_act_by_hand_is_an_event_and_none_holds_what_was_typed(
    gateway: RunningGateway, shown: OnShow, redis_url: str
) -> None:
    overheard: list[bytes] = []

    async def overhear() -> None:
        async with redis.asyncio.Redis.from_url(redis_url) as client, client.pubsub(ignore_subscribe_messages=True) as channel:
            await channel.psubscribe("*")
            async for message in channel.listen():
                overheard.append(message["data"])

    listening = asyncio.create_task(overhear())
    async with watcher(gateway, shown.task_id, shown.step_id) as eyes:
        await eyes.more_pictures(1)
        await eyes.do("take")
        await eyes.do("click", **PASSWORD)
        await eyes.do("type", text=SECRET)
        await eyes.do("key", key="Tab")
        await eyes.do("give_back")
    events = [e.document() for e in await events_of(gateway, shown)]
    assert [e["type"] for e in events] == ["applier:hands", "applier:click", "applier:type", "applier:type", "applier:hands"]
    assert all(e["data"]["by"] == "person" for e in events)
    assert events[1]["data"]["label"] == "Password"
    await until(lambda: len(overheard) > 10)
    listening.cancel()
    everything = json.dumps(events).encode() + b"".join(overheard)
    assert SECRET.encode() not in everything
    assert b'"click"' not in b"".join(overheard), "what passes over the wire is sealed"


async def test_sending_by_hand_is_held_back_and_said(gateway: RunningGateway, shown: OnShow, site: Site) -> None:
    async with watcher(gateway, shown.task_id, shown.step_id) as eyes:
        await eyes.more_pictures(1)
        await eyes.do("take")
        await eyes.do("click", **NAME)
        await eyes.do("type", text="Ada Lovelace")
        await eyes.do("click", **SEND)
        blocked = await eyes.word("blocked")
    assert blocked["title"] == "Sending goes through the review."
    assert site.posts == []


async def test_one_person_has_the_hands_on_at_a_time(gateway: RunningGateway, shown: OnShow) -> None:
    async with (
        watcher(gateway, shown.task_id, shown.step_id) as one,
        watcher(gateway, shown.task_id, shown.step_id) as other,
    ):
        await one.word("open")
        await other.word("open")
        assert (await one.do("take"))["ok"]
        assert (await other.do("take"))["code"] == "hands_taken"
        assert (await other.do("click", **NAME))["code"] == "hands_not_yours"
        assert (await one.do("give_back"))["ok"]
        assert (await other.do("take"))["ok"]


async def test_hands_whose_socket_died_are_given_back(
    gateway: RunningGateway, shown: OnShow, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(worker_live, "HANDS_LIVE_S", 0.6)
    monkeypatch.setattr(gateway_live, "SILENT_S", 0.2)
    monkeypatch.setattr(gateway_live, "BEAT_S", 0.1)
    async with watcher(gateway, shown.task_id, shown.step_id) as eyes:
        await eyes.word("open")
        await eyes.do("take")
        # The client says nothing more: its machine has gone, whatever the connection looks like.
        await until(lambda: shown.session.hands.person == "")
        page = await shown.session.read()
        assert page.fields
    assert [e.data["state"] for e in await events_of(gateway, shown) if e.type == "applier:hands"] == ["taken", "given_back"]


async def test_what_was_said_before_means_nothing_when_it_is_said_again(
    gateway: RunningGateway, shown: OnShow, redis_url: str
) -> None:
    heard: list[bytes] = []
    async with redis.asyncio.Redis.from_url(redis_url) as client, client.pubsub(ignore_subscribe_messages=True) as channel:
        await channel.subscribe(f"jobhunter:live:{shown.step_id}:in")
        async with watcher(gateway, shown.task_id, shown.step_id) as eyes:
            await eyes.more_pictures(1)
            await eyes.do("take")
            await eyes.do("click", **NAME)
            await eyes.do("type", text="Ada")
            while (message := await channel.get_message(timeout=0.5)) is not None:
                heard.append(message["data"])
            for one in heard:
                await client.publish(f"jobhunter:live:{shown.step_id}:in", one)
            await client.publish(f"jobhunter:live:{shown.step_id}:in", b'{"type":"type","text":"X"}')
            await eyes.do("key", key="End")
            await eyes.do("give_back")
    assert by_label(await shown.session.read(), "Name").value == "Ada"


async def test_bad_frames_are_refused_and_the_socket_stays(gateway: RunningGateway, shown: OnShow) -> None:
    async with watcher(gateway, shown.task_id, shown.step_id) as eyes:
        await eyes.word("open")
        await eyes.send(type="dance")
        assert (await eyes.word("error"))["code"] == "unknown_frame"
        await eyes.do("take")
        for frame in ({"x": "left", "y": 3}, {"x": True, "y": 3}, {"x": 1e9, "y": 3}, {"y": 3}):
            assert (await eyes.do("click", **frame))["code"] == "bad_act"
        assert (await eyes.do("key", key="F12"))["code"] == "bad_act"
        assert (await eyes.do("type", text="x" * 3000))["code"] == "bad_act"
        assert (await eyes.do("scroll", dx=0, dy=100))["ok"]
