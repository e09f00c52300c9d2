"""The world of a state machine: one database for all its examples, and the tasks it watches."""

import asyncio
from collections.abc import Awaitable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Self, TypeVar
from urllib.parse import urlsplit

import psycopg
from psycopg import sql

from tests.support.protocol import OTHER, USER, Bench, bench
from tests.support.protocol_rules import SNAPSHOT, SUBMISSION_MOVES, Snapshot, broken_rules, snapshot_of
from world_model.steps import Claim, Steps

T = TypeVar("T")
LEASE_S = 900.0
SITE = "jobs.example.org"


@dataclass
class World:
    """One database for all examples, and a synchronous way to it: Hypothesis runs its machines without an event loop."""

    runner: asyncio.Runner
    here: Bench
    root: psycopg.Connection[Any]  # the superuser's: reads everything, and moves times
    workers: tuple[Steps, ...] = field(init=False)

    def __post_init__(self) -> None:
        self.workers = (
            Steps(self.here.database, "worker-1", LEASE_S),
            Steps(self.here.database, "worker-2", LEASE_S, ["noop", "short"], short=("short",)),
        )

    def run(self, work: Awaitable[T]) -> T:
        async def awaited() -> T:
            return await work

        return self.runner.run(awaited())

    def snapshot(self, task_id: str) -> Snapshot:
        row = self.root.execute(SNAPSHOT.replace(":task", "%(task)s"), {"task": task_id}, prepare=True).fetchone()
        assert row is not None
        return snapshot_of(row[0])

    def put_back(self, table: str, column: str, key: object) -> None:
        """Moves a time into the past: what was to come has come."""
        query = sql.SQL("UPDATE {} SET {} = now() - interval '1 minute' WHERE id = %s")
        self.root.execute(query.format(sql.Identifier(table), sql.Identifier(column)), [key])

    def stop_the_clock(self) -> None:
        """What is put off for seconds is put off for an hour: an example must not depend on how fast it runs."""
        soon = "status = 'ready' AND available_at > now() AND available_at < now() + interval '10 minutes'"
        self.root.execute(f"UPDATE task_steps SET available_at = now() + interval '1 hour' WHERE {soon}", prepare=True)

    def clear(self) -> None:
        """Takes an example's rows away: what it left is nothing to the next one. One application was sent today."""
        for table in ("tasks", "submissions", "site_pace"):
            self.root.execute(sql.SQL("DELETE FROM {}").format(sql.Identifier(table)))
        self.root.execute("INSERT INTO site_pace (domain, per_minute, at_once) VALUES (%s, 0.0001, 2)", [SITE])
        sent = (
            "INSERT INTO submissions (user_id, candidate_id, posting_key, fingerprint, form_digest, state, armed_at)"
            " VALUES (%(user)s, %(user)s, 'before', 'before', '', 'confirmed', now())"
        )
        for user in (USER, OTHER):
            self.root.execute(sent, {"user": user})


@contextmanager
def opened_world(superuser_url: str, url: str, **connections: int) -> Iterator[World]:
    """The world of one migrated database. `connections`: as for `bench`."""
    name = urlsplit(url).path[1:]
    with asyncio.Runner() as runner, psycopg.connect(superuser_url, dbname=name, autocommit=True) as root:
        opened = bench(url, **connections)
        here = runner.run(opened.__aenter__())
        yield World(runner, here, root)
        runner.run(opened.__aexit__(None, None, None))


@dataclass
class Watched:
    """A task under test: what it was after the last rule, so that the next one can be judged by what it changed."""

    id: str
    user: str
    now: Snapshot

    @classmethod
    def begin(cls, world: World, task_id: str, user: str) -> Self:
        now = world.snapshot(task_id)
        assert not (wrong := broken_rules(now)), "\n".join(wrong)
        return cls(task_id, user, now)

    def look(self, world: World) -> Snapshot:
        """Reads the task again and checks every rule of it. Returns what it was before."""
        before, self.now = self.now, world.snapshot(self.id)
        wrong = [*broken_rules(self.now), *_changed_what_is_final(before, self.now)]
        assert not wrong, "\n".join(wrong)
        return before


def holds(now: Snapshot, claim: Claim) -> bool:
    """Whether this claim is still the step's."""
    found = now.steps[claim.id]
    return found["status"] == "running" and found["lease_token"] == claim.token


def _changed_what_is_final(before: Snapshot, now: Snapshot) -> list[str]:
    wrong = [f"{s['key']} is gone" for s in before.steps.values() if s["id"] not in now.steps]
    for was in before.steps.values():
        becomes = now.steps[was["id"]]
        if was["status"] in ("succeeded", "cancelled") and becomes["status"] != was["status"]:
            wrong.append(f"{was['key']} went from {was['status']} to {becomes['status']}")
        if becomes["lease_token"] < was["lease_token"] or becomes["attempt"] < was["attempt"]:
            wrong.append(f"{was['key']} took a token or an attempt back")
    later = {s["id"]: s for s in now.submissions}
    for sent in before.submissions:
        state = later[sent["id"]]["state"] if sent["id"] in later else sent["state"]
        if state != sent["state"] and state not in SUBMISSION_MOVES[sent["state"]]:
            wrong.append(f"submission {sent['id']} went from {sent['state']} to {state}")
    if before.task["status"] == "cancelled" and now.task["status"] != "cancelled":
        wrong.append(f"the task went from cancelled to {now.task['status']}")
    return wrong
