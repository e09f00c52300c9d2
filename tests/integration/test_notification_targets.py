"""Targets over HTTP and on the command line."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import structlog

from jobhunter.address import AddressPolicy
from tests.support.commands import Commands
from tests.support.gateway import RunningGateway, running_gateway
from tests.support.told import HOME, Inbox, mail_server
from workers.hands.notify import AppriseSender
from workers.notifying import OutboxDrain

pytestmark = pytest.mark.stack
SECRET = "marked-secret-0815"
ROUTE = "/api/v1/notification-targets"
QUIET = {"quiet_from": "22:00", "quiet_to": "07:00", "time_zone": "Europe/Berlin"}


@pytest.fixture
async def mail() -> AsyncIterator[Inbox]:
    with mail_server(SECRET) as inbox:
        yield inbox


@pytest.fixture
async def told(
    tmp_path: Path, migrated_database_url: str, redis_url: str, mail: Inbox, monkeypatch: pytest.MonkeyPatch
) -> AsyncIterator[RunningGateway]:
    monkeypatch.setenv("JOBHUNTER_HOME", str(tmp_path))
    async with running_gateway(tmp_path, migrated_database_url, redis_url, private_origins=mail.origin) as running:
        yield running


def drain(gateway: RunningGateway, *inboxes: Inbox) -> OutboxDrain:
    vault = gateway.app.state.services.targets._vault
    return OutboxDrain(gateway.database, vault, AppriseSender(AddressPolicy(frozenset(i.origin for i in inboxes))), HOME)


async def add(gateway: RunningGateway, **body: Any) -> dict[str, Any]:
    answer = await gateway.http.post(ROUTE, json=body)
    assert answer.status_code == 201, answer.text
    return dict(answer.json())


async def test_a_target_is_kept_sealed_and_shown_masked(told: RunningGateway, mail: Inbox) -> None:
    with structlog.testing.capture_logs() as logs:
        made = await add(told, url=mail.url, name="mail", kinds=["code", "review"], **QUIET)
        listed = (await told.http.get(ROUTE)).json()["items"]
    assert listed == [made]
    assert SECRET not in str(made) + str(logs)
    assert (made["kinds"], made["urgent"], made["quiet_from"]) == (["code", "review"], ["code"], "22:00")
    changed = await told.http.put(f"{ROUTE}/{made['target_id']}", json={"name": "post", "kinds": ["task"], "urgent": []})
    assert (changed.json()["name"], changed.json()["kinds"], changed.json()["url"]) == ("post", ["task"], made["url"])
    assert (await told.http.delete(f"{ROUTE}/{made['target_id']}")).json() == {"removed": made["target_id"]}
    assert (await told.http.get(f"{ROUTE}/{made['target_id']}")).status_code == 404


@pytest.mark.parametrize(
    ("body", "field"),
    [
        ({"url": f"json://u:{SECRET}@host.example"}, "url"),
        ({"url": f"ntfys://u:{SECRET}@127.0.0.1/t"}, "url"),
        ({"url": f"ntfys://u:{SECRET}@host.example/t?attach=x"}, "url"),
        ({}, "url"),
        ({"url": [SECRET]}, "url"),
        ({"url": "ntfys://t", "kinds": []}, "kinds"),
        ({"url": "ntfys://t", "kinds": ["gossip"]}, "kinds.0"),
        ({"url": f"ntfys://u:{SECRET}@h.example/t", "quiet_from": "22:00"}, "body"),
        ({"url": "ntfys://t", "quiet_from": "22:00", "quiet_to": "07:00"}, "body"),
        ({"url": "ntfys://t", **QUIET, "quiet_from": "24:00"}, "quiet_from"),
        ({"url": "ntfys://t", **QUIET, "time_zone": "../etc/passwd"}, "time_zone"),
        ({"url": "ntfys://t", "name": "a\nb"}, "name"),
        ({"url": "ntfys://t", "colour": "red"}, "colour"),
    ],
)
async def test_a_wrong_target_is_refused_by_field_and_not_quoted(told: RunningGateway, body: dict[str, Any], field: str) -> None:
    with structlog.testing.capture_logs() as logs:
        answer = await told.http.post(ROUTE, json=body)
    assert (answer.status_code, answer.json()["field"]) == (422, field), answer.text
    assert SECRET not in answer.text + str(logs)


async def test_a_trial_is_sent_by_a_worker_and_its_end_is_told(told: RunningGateway, mail: Inbox) -> None:
    target = await add(told, url=mail.url, kinds=["task"], **{**QUIET, "quiet_from": "00:00", "quiet_to": "23:59"})
    trial = asyncio.create_task(told.http.post(f"{ROUTE}/{target['target_id']}/test"))
    worker = drain(told, mail)
    while not trial.done():
        await worker.drain_once()
        await asyncio.sleep(0.05)
    assert (await trial).json() == {"target_id": target["target_id"], "state": "sent", "detail": None}
    assert [title for title, _ in mail.got] == ["JobHunter can reach you"]


async def test_a_trial_that_fails_says_why_and_is_not_tried_again(told: RunningGateway, mail: Inbox) -> None:
    target = await add(told, url=mail.url.replace(SECRET, "wrong-word"))
    trial = asyncio.create_task(told.http.post(f"{ROUTE}/{target['target_id']}/test"))
    worker = drain(told, mail)
    while not trial.done():
        await worker.drain_once()
        await asyncio.sleep(0.05)
    assert (await trial).json()["state"] == "failed"
    assert mail.got == []
    assert not await worker.drain_once()


async def test_the_commands_add_list_and_remove(told: RunningGateway, mail: Inbox, migrated_database_url: str) -> None:
    command = Commands(told.home, migrated_database_url, more={"JOBHUNTER_URL": told.url, "JOBHUNTER_TOKEN": told.token})

    async def run(*words: str, typed: str = "") -> Any:
        return await asyncio.to_thread(command, "notifications", *words, typed=typed)

    added = await run(
        "add", "--name", "mail", "--kind", "code", "--quiet", "22:00-07:00", "--zone", "Europe/Berlin", "--json", typed=mail.url
    )
    assert added.code == 0, added.err
    listed = await run("list", "--json")
    assert listed.document["targets"] == [{k: v for k, v in added.document.items() if k != "schema"}]
    assert SECRET not in added.out + added.err + listed.out + (await run()).out
    refused = await run("add", typed=f"json://u:{SECRET}@host.example")
    assert (refused.code, SECRET in refused.err) == (2, False)
    assert (await run("add")).code == 2
    number = str(added.document["target_id"])
    assert (await run("remove", number)).code == 0
    assert (await run("test", number)).code == 2
