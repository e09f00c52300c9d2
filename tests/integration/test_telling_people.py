"""News reaches people through real servers: once for each, together, not at night, and not when it is none any more."""

import asyncio
import json
import signal
import sys
from collections.abc import Iterator
from datetime import UTC, datetime, time

import pytest
import structlog

from jobhunter.address import AddressPolicy
from jobhunter.process import inherited_environment
from tests.support.protocol import MASTER_KEY, USER, Bench
from tests.support.told import HOME, Inbox, People, mail_server, push_server
from tests.support.waiting import until
from workers.hands.notify import AppriseSender, OutboxNotifier
from workers.main_process import MainProcess
from world_model.outbox import AGAIN_AFTER_S, OutboxStore

pytestmark = pytest.mark.stack
SECRET = "marked-secret-4711"


@pytest.fixture
def mail() -> Iterator[Inbox]:
    with mail_server(SECRET) as inbox:
        yield inbox


@pytest.fixture
def push() -> Iterator[Inbox]:
    with push_server() as inbox:
        yield inbox


@pytest.fixture
async def people(here: Bench, mail: Inbox, push: Inbox) -> People:
    return People(here, frozenset({mail.origin, push.origin}))


async def test_a_question_reaches_mail_and_phone_with_a_link_of_its_own(people: People, mail: Inbox, push: Inbox) -> None:
    await people.target(mail)
    await people.target(push)
    await people.ask(kind="code", context={"title": "<b>Engineer</b>", "company": "[Acme](https://evil.test) @all"})
    assert await people.drain().drain_once()
    assert not await people.drain().drain_once()
    for ((title, text),) in (mail.got, push.got):
        assert title == "A code is needed"
        about, _, link = text.strip().partition("\n")
        assert (
            about.strip() == "‹b›Engineer‹/b› at (Acme)(evil.\u2060test) @\u2060all: the site asks for a code that only you get."
        )
        assert link.strip().startswith(f"Answer: {HOME}/a/")
    assert mail.got[0][1].strip().splitlines()[-1] != push.got[0][1].strip().splitlines()[-1]
    assert await people.ends() == ["sent"]


async def test_questions_are_gathered_for_a_moment_and_told_together(people: People, push: Inbox) -> None:
    await people.target(push)
    for _ in range(3):
        await people.ask(kind="review", prospect=True)
    assert not await people.drain().drain_once(), "there may be more in a moment"
    await people.gathered()
    assert await people.drain().drain_once()
    assert [title for title, _ in push.got] == ["3 questions wait for you"]
    assert push.got[0][1].count(f"{HOME}/a/") == 3
    assert await people.ends() == ["sent"] * 3


async def test_what_was_answered_meanwhile_is_not_told(people: People, push: Inbox) -> None:
    await people.target(push)
    task, _ = await people.ask()
    await people.here.answer(task, await people.here.id_of(task, "ask"))
    await people.ask()
    await people.gathered()
    await people.drain().drain_once()
    assert [title for title, _ in push.got] == ["A question waits for you"]
    assert await people.ends() == ["pointless", "sent"]


async def test_a_reminder_is_news_of_its_own_kind_and_a_snoozed_question_waits(people: People, push: Inbox) -> None:
    await people.target(push, kinds=("reminder", "code"))
    _, asked = await people.ask(kind="code")
    await people.here.rows("UPDATE interventions SET snoozed_until = now() + interval '1 hour' RETURNING id")
    await people.drain().drain_once()
    assert push.got == []
    reminder = {"intervention_id": asked, "kind": "code", "reminder": 1}
    await OutboxStore(people.here.database).put(USER, "intervention", f"reminder:{asked}:1", reminder)
    await people.here.rows("UPDATE interventions SET snoozed_until = NULL RETURNING id")
    await people.due()
    await people.drain().drain_once()
    assert [title for title, _ in push.got] == ["A code is needed"], "both say the same: once is enough"
    await OutboxStore(people.here.database).put(USER, "intervention", f"reminder:{asked}:2", reminder | {"reminder": 2})
    await people.drain().drain_once()
    assert [title for title, _ in push.got] == ["A code is needed", "Something still waits for you"]


async def test_each_target_is_told_its_kinds_and_nobody_without_one(people: People, mail: Inbox, push: Inbox) -> None:
    await people.target(mail, kinds=("review",))
    await people.target(push, kinds=("code",))
    await people.ask(kind="code")
    await people.ask(kind="verify")
    await people.gathered()
    await people.drain().drain_once()
    assert (len(mail.got), len(push.got)) == (0, 1)
    assert await people.ends() == ["sent", "nobody"]


async def test_drainers_at_once_tell_once(people: People, mail: Inbox, push: Inbox) -> None:
    await people.target(mail)
    await people.target(push)
    for _ in range(4):
        await people.ask(kind="review", prospect=True)
    await people.gathered()
    await asyncio.gather(*(people.drain().drain_once() for _ in range(4)))
    while await people.drain().drain_once():
        pass
    for inbox in (mail, push):
        assert sum(text.count("Answer: ") for _, text in inbox.got) == 4
    assert await people.ends() == ["sent"] * 4


async def test_a_target_that_is_down_does_not_make_the_other_one_hear_twice(here: Bench, mail: Inbox) -> None:
    down = [503]
    with push_server(lambda: down[0]) as push, structlog.testing.capture_logs() as logs:
        people = People(here, frozenset({mail.origin, push.origin}))
        await people.target(mail)
        trouble = await people.target(push)
        await people.ask(kind="code")
        await people.drain().drain_once()
        assert (len(mail.got), len(push.got)) == (1, 0)
        assert (await people.targets.get(USER, trouble.id)).error == "The service answered 503."
        assert await here.rows("SELECT token_hash FROM answer_links") != [], "only the one that did not leave is withdrawn"
        assert not await people.drain().drain_once(), "it is tried again in a while"
        down[0] = 200
        await people.due()
        await people.drain().drain_once()
    assert (len(mail.got), len(push.got)) == (1, 1)
    assert await people.ends() == ["sent"]
    assert (await people.targets.get(USER, trouble.id)).error is None
    assert SECRET not in str(logs)


async def test_it_is_given_up_after_so_many_tries_and_that_is_shown(here: Bench) -> None:
    with push_server(lambda: 500) as push:
        people = People(here, frozenset({push.origin}))
        target = await people.target(push)
        await people.ask()
        for _ in range(len(AGAIN_AFTER_S) + 1):
            await people.gathered()
            await people.due()
            assert await people.drain().drain_once()
    assert await people.ends() == ["given_up"]
    shown = (await people.targets.get(USER, target.id)).document()
    assert (shown["last_error"], shown["given_up"]) == ("The service answered 500.", 1)
    assert await here.rows("SELECT id FROM answer_links") == []


async def test_one_that_dies_after_telling_tells_that_target_once_more(
    here: Bench, mail: Inbox, migrated_database_url: str
) -> None:
    """SIGKILL between the server's yes and the note of it: the target in hand hears it twice, the others once."""
    down = [503]
    with push_server(lambda: down[0]) as push:
        people = People(here, frozenset({mail.origin, push.origin}))
        await people.target(mail)
        target = await people.target(push)
        await people.ask(kind="code")
        await people.drain().drain_once()
        down[0] = 200
        await people.due()
        child = await asyncio.create_subprocess_exec(
            sys.executable, "-m", "tests.support.telling_process", migrated_database_url, str(target.id), *people.origins,
            env=inherited_environment({}), stderr=asyncio.subprocess.PIPE,
        )  # fmt: skip
        _, said = await child.communicate()
        assert child.returncode == -signal.SIGKILL, said.decode()
        assert not await people.drain().drain_once(), "its claim holds for a minute"
        await people.due()
        while await people.drain().drain_once():
            pass
    assert (len(mail.got), len(push.got)) == (1, 2)
    assert await people.ends() == ["sent"]


async def test_a_claim_that_nobody_settles_ends_by_itself(here: Bench) -> None:
    people, outbox = People(here, frozenset()), OutboxStore(here.database)
    await people.ask(kind="code")
    assert await outbox.claim() is not None
    assert await outbox.claim() is None
    await here.rows("UPDATE outbox SET claimed_until = claimed_until - interval '61 seconds' RETURNING id")
    assert await outbox.claim() is not None


async def test_quiet_hours_hold_back_over_a_changed_clock(people: People, mail: Inbox, push: Inbox) -> None:
    """The night to 29 March 2026 in Berlin: it ends at 05:00 UTC, an hour earlier than the night before."""
    night = {"quiet_from": time(22), "quiet_to": time(7), "time_zone": "Europe/Berlin"}
    await people.target(push, **night)
    await people.target(mail)
    await people.ask(kind="review", prospect=True)
    await people.ask(kind="code")
    await people.gathered()
    asleep = people.drain(lambda: datetime(2026, 3, 28, 23, 30, tzinfo=UTC))
    await asleep.drain_once()
    assert [t for t, _ in push.got] == ["A code is needed"], "somebody waits for it at this moment"
    assert [t for t, _ in mail.got] == ["2 questions wait for you"], "who has no quiet hours is told"
    (held,) = await people.here.rows("SELECT due_at FROM outbox_deliveries WHERE ended_at IS NULL")
    assert held["due_at"] >= datetime(2026, 3, 29, 5, 0, tzinfo=UTC)
    await people.due()
    await people.drain(lambda: datetime(2026, 3, 29, 4, 59, tzinfo=UTC)).drain_once()
    assert len(push.got) == 1
    await people.due()
    await people.drain(lambda: datetime(2026, 3, 29, 5, 0, tzinfo=UTC)).drain_once()
    assert [t for t, _ in push.got] == ["A code is needed", "An application waits for your yes"]
    assert len(mail.got) == 1


async def test_a_task_that_is_done_is_told_once(people: People, push: Inbox) -> None:
    await people.target(push)
    notifier = OutboxNotifier(OutboxStore(people.here.database))
    for _ in range(2):
        await notifier.send(USER, "task", "task:1:done", "3 of 5: Find <b>jobs</b>", "3 submitted, 2 closed")
    await people.gathered()
    while await people.drain().drain_once():
        pass
    assert push.got == [("3 of 5: Find ‹b›jobs‹/b›", f"3 submitted, 2 closed\nOpen JobHunter: {HOME}/")]


@pytest.mark.parametrize("to", ["http://127.0.0.1:{port}/jobs", "http://169.254.169.254/latest"])
async def test_a_redirect_leads_nowhere(here: Bench, push: Inbox, to: str) -> None:
    elsewhere = to.format(port=push.origin.rpartition(":")[2])
    with push_server(lambda: 307, {"location": elsewhere}) as moved:
        people = People(here, frozenset({moved.origin}))
        await people.target(moved)
        await people.ask(kind="code")
        await people.drain().drain_once()
    assert push.got == []


@pytest.mark.parametrize("pinned", [True, False])
async def test_the_process_that_sends_connects_to_what_was_judged_alone(push: Inbox, mail: Inbox, pinned: bool) -> None:
    """Whatever an address makes the library do: the connection itself is judged."""
    for inbox in (push, mail):
        order = {"url": inbox.url, "title": "Hello", "body": "there", "pinned": [["127.0.0.1", _port(inbox)]] if pinned else []}
        answer = await AppriseSender(AddressPolicy())._ordered(json.dumps(order).encode())
        assert (answer["sent"], bool(inbox.got)) == (pinned, pinned)


async def test_a_workers_main_process_tells(
    here: Bench, push: Inbox, migrated_database_url: str, redis_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    told = {"DATABASE_URL": migrated_database_url, "REDIS_URL": redis_url, "MASTER_KEY": MASTER_KEY}
    for name, value in {**told, "PRIVATE_ORIGINS": push.origin, "PUBLIC_URL": f"{HOME}/"}.items():
        monkeypatch.setenv(f"JOBHUNTER_{name}", value)
    people = People(here, frozenset({push.origin}))
    await people.target(push)
    await people.ask(kind="code")
    main = MainProcess("test-main", "learner", "0")
    main.start()
    try:
        await until(lambda: push.got)
    finally:
        main.stop()
        await asyncio.to_thread(main.join)
    assert [title for title, _ in push.got] == ["A code is needed"]
    assert f"{HOME}/a/" in push.got[0][1]


def _port(inbox: Inbox) -> int:
    return int(inbox.origin.rpartition(":")[2])


async def test_a_server_that_is_listed_no_more_is_told_nothing(people: People, push: Inbox) -> None:
    target = await people.target(push)
    await people.ask(kind="code")
    await People(people.here, frozenset()).drain().drain_once()
    assert push.got == []
    assert (await people.targets.get(USER, target.id)).error == "News cannot be sent to this address. It is not encrypted."


async def test_no_secret_of_an_address_is_in_the_database_as_it_stands(people: People, mail: Inbox) -> None:
    await people.target(mail, name="mail")
    await people.ask(kind="code")
    await people.drain().drain_once()
    for table in ("notification_targets", "outbox", "outbox_deliveries", "answer_links", "execution_logs"):
        rows = await people.here.rows(f"SELECT t::text AS row FROM {table} t")
        assert not any(SECRET in row["row"] or SECRET.encode().hex() in row["row"] for row in rows), table
    token = mail.got[0][1].rpartition("/a/")[2].strip()
    assert len(token) == 43
    rows = await people.here.rows("SELECT t::text AS row FROM answer_links t")
    assert not any(token in row["row"] for row in rows)
