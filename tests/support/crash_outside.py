"""Crash points brought about from outside: 13, 14, 15, 19 and 20."""

import asyncio
import json
import os
import shutil
import signal
import subprocess
import sys
import tempfile
from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import asynccontextmanager
from dataclasses import asdict, replace
from pathlib import Path

from jobhunter.home import Home
from jobhunter.process import LAUNCHER, Orders
from migrations.upgrade import upgrade
from tests.support.crash_actions import RETRY_AFTER_S
from tests.support.crash_ground import Ground
from tests.support.gateway import running_gateway
from tests.support.protocol import Bench, bench, question, step
from tests.support.waiting import until
from workers.run_step import StepRunner
from world_model.embedded import EmbeddedPostgres
from world_model.settings import sqlalchemy_url
from world_model.steps import Steps
from world_model.users import LOCAL_USER

# A commit that was answered survives the server's sudden end; only the machine's would take it.
FAST = {"fsync": "off", "full_page_writes": "off", "max_connections": "50"}
LEASE_S = 6.0
MANY = 200
EVERYONE = ("planner", "executor", "critic", "learner")


async def postgres_restarts(ground: Ground) -> None:
    """Under a working worker, at once, without a word to its clients: in the middle of a long step, then of many short ones."""
    async with _restartable_postgres() as restart:
        url = await restart()
        await asyncio.to_thread(upgrade, sqlalchemy_url(url))
        async with bench(url) as here:
            worker = ground.start("worker", database_url=url, lease_s=LEASE_S)
            long = await here.task([step("long", action="hold")])
            await until(lambda: ground.site.held == 1)
            await restart()
            ground.site.gate.set()
            await until(lambda: _completed(here, long))
            query = "SELECT worker_losses, dead_letter FROM task_steps WHERE task_id = CAST(:t AS uuid)"
            assert await here.rows(query, t=long) == [{"worker_losses": 0, "dead_letter": False}], "nobody's failure"

            keys = [f"s{n}" for n in range(MANY)]
            many = await here.task([step(key, *keys[max(n - 1, 0) : n]) for n, key in enumerate(keys)], max_steps=2 * MANY)
            await until(lambda: _done(here, many, MANY // 10))
            await restart()
            await until(lambda: _completed(here, many))
            assert await _done(here, many, MANY)
            query = "SELECT count(*) AS n FROM attempts WHERE started_at > pg_postmaster_start_time()"
            assert (await here.rows(query))[0]["n"] > 0, "it was restarted too late to be noticed"

            # Its sweeper has outlived both: it finds what another has left behind.
            left = await here.task([step("left", role="learner")])
            assert await Steps(here.database, "gone", lease_s=0.0).claim(await here.id_of(left, "left")) is not None
            await until(lambda: _found(here, left))
        assert worker.process.is_alive(), worker.output


async def person_never_answers(ground: Ground) -> None:
    here = ground.here
    task = await here.task([step("ask"), step("behind", "ask"), step("end", "behind", join="settled")])
    claim = await here.claim(task, "ask")
    await here.steps.ask(claim, question())
    (asked,) = await ground.questions(claim.id)
    told = await here.rows("SELECT topic, payload FROM outbox WHERE dedupe_key = :k", k=f"intervention:{asked['id']}")
    assert told == [{"topic": "intervention", "payload": {"intervention_id": asked["id"], "kind": "question"}}]
    query = "UPDATE interventions SET expires_at = now() - interval '1 second' WHERE id = :i RETURNING id"
    await ground.change(query, i=asked["id"])
    await ground.work(lambda: ground.ends(task))
    assert await here.statuses(task) == {"ask": "skipped", "behind": "skipped", "end": "succeeded"}
    assert [q["status"] for q in await ground.questions(claim.id)] == ["expired"]
    assert await ground.outcomes(claim.id) == ["ask"]
    expired = await here.rows("SELECT step_id FROM execution_logs WHERE type = 'hitl:expired'")
    assert expired == [{"step_id": claim.id}]
    assert (await here.answer(task, claim.id))["state"] == "expired", "too late"


async def person_answers_twice(ground: Ground) -> None:
    """In two tabs at once, and once more afterwards: the first counts, the others learn whose it was."""
    async with running_gateway(ground.folder, ground.wiring.database_url, ground.wiring.redis_url) as gateway:
        task = await gateway.create()
        step_id = await gateway.ask(task)
        tabs = await asyncio.gather(*(gateway.intervene(task, step_id, "answer", human_input=f"tab {n}") for n in range(2)))
        late = await gateway.intervene(task, step_id, "answer", human_input="the telephone")
        won, *lost = sorted((*tabs, late), key=lambda answer: answer.status_code)
        assert won.json() == {"step_id": step_id, "status": "ready"}
        assert [(a.status_code, a.json()["code"], a.json()["answered_by"]) for a in lost] == [
            (409, "already_answered", "local")
        ] * 2
    rows = await ground.here.rows("SELECT status, answered_by FROM interventions", user=LOCAL_USER)
    assert rows == [{"status": "answered", "answered_by": "local"}]
    told = await ground.here.rows("SELECT 1 AS n FROM execution_logs WHERE type = 'hitl:response'", user=LOCAL_USER)
    assert len(told) == 1


async def clocks_differ(ground: Ground) -> None:
    """One worker's clock is an hour ahead, one's an hour behind: more than any lease, to either side."""
    off = {"planner": 3600, "critic": -3600}
    workers = _workers_with_wrong_clocks(ground, off)
    try:
        plan = [step("hold", action="hold"), step("again", "hold", action="again")]
        tasks = {r: await ground.here.task([s.model_copy(update={"role": r}) for s in plan]) for r in off}
        held = {role: await ground.here.id_of(task, "hold") for role, task in tasks.items()}
        await until(lambda: ground.site.held == 2)
        # Three sweepers, of three opinions on what time it is, look at both leases again and again.
        for role, step_id in held.items():
            await ground.work(lambda step_id=step_id: _heart_has_beaten(ground, step_id), roles=("learner",))
            assert (ground.folder / f"{role}.log").read_text().startswith(f"wrong by {off[role]} and ")
            left = "SELECT extract(epoch FROM lease_expires_at - clock_timestamp())::float8 AS s FROM task_steps WHERE id = :i"
            assert 0 < (await ground.here.rows(left, i=step_id))[0]["s"] <= LEASE_S
        ground.site.gate.set()
        for task in tasks.values():
            await until(lambda task=task: ground.ends(task))
            assert await ground.here.statuses(task) == {"hold": "succeeded", "again": "succeeded"}
            again = await ground.here.id_of(task, "again")
            assert await ground.outcomes(again) == ["retry", "done"]
            assert RETRY_AFTER_S <= await _put_off(ground, again) < 60, "its retry was due when the database said so"
        assert [await ground.outcomes(step_id) for step_id in held.values()] == [["done"], ["done"]]
    finally:
        workers.kill()
        workers.wait()


async def new_code_with_old_steps_in_flight(ground: Ground) -> None:
    """An old worker that does not know the kind `again`, and a new one: it stays ready for the one who knows it."""
    task = await ground.here.task([step("a"), step("new", "a", action="again"), step("b", "a"), step("end", "new", "b")])
    new = await ground.here.id_of(task, "new")
    async with ground.another("old", knows=("noop",)) as old, ground.another("new") as young:
        await until(lambda: _ran_nothing(old))
        assert await ground.here.statuses(task) == {"a": "succeeded", "new": "ready", "b": "succeeded", "end": "pending"}
        await ground.hint(new)
        assert await old.run(new, EVERYONE) == 0, "a hint changes nothing"
        waiting = await ground.step(new)
        assert (waiting["attempt"], waiting["failures"], waiting["lease_token"]) == (0, 0, 0)

        async def both() -> bool:
            await asyncio.gather(old.run(None, EVERYONE), young.run(None, EVERYONE))
            return await ground.ends(task)

        await until(both)
    assert await ground.here.task_status(task) == "completed"
    tried = await ground.here.rows("SELECT DISTINCT worker FROM attempts WHERE step_id = :s", s=new)
    assert tried == [{"worker": "new"}]


@asynccontextmanager
async def _restartable_postgres() -> AsyncIterator[Callable[[], Awaitable[str]]]:
    """A server of its own. Each call starts it, or ends it at once and starts it again; answers its URL."""
    folder = Path(tempfile.mkdtemp(prefix="jh-"))
    os.chmod(folder, 0o711)  # noqa: PTH101 - a loop of tests may wait for it
    servers: list[EmbeddedPostgres] = []

    async def restart() -> str:
        server = EmbeddedPostgres(Home(folder).create(), FAST)
        if pid := server.pid:
            os.kill(pid, signal.SIGQUIT)
            await until(lambda: server.pid is None)
        servers.append(server)
        return await server.start()

    try:
        yield restart
    finally:
        for server in servers:
            await server.stop()
        for place in (folder, servers[0].layout.folder if servers else folder):
            shutil.rmtree(place, ignore_errors=True)


def _workers_with_wrong_clocks(ground: Ground, off: dict[str, int]) -> "subprocess.Popen[bytes]":
    wiring = json.dumps(asdict(replace(ground.wiring, lease_s=LEASE_S)), default=str)
    arguments = [wiring, json.dumps(off), str(ground.folder)]
    launched = [sys.executable, "-I", "-S", str(LAUNCHER), Orders().text()]
    return subprocess.Popen([*launched, sys.executable, "-W", "ignore", "-m", "tests.support.crash_clock", *arguments])


async def _heart_has_beaten(ground: Ground, step_id: int) -> bool:
    held = await ground.step(step_id)
    return bool(held["heartbeat_at"] > held["started_at"])


async def _put_off(ground: Ground, step_id: int) -> float:
    """Seconds between the end of the first try and the beginning of the second, by the database's clock."""
    query = "SELECT started_at, ended_at FROM attempts WHERE step_id = :s ORDER BY attempt"
    first, second = await ground.here.rows(query, s=step_id)
    return float((second["started_at"] - first["ended_at"]).total_seconds())


async def _ran_nothing(runner: StepRunner) -> bool:
    return await runner.run(None, EVERYONE) == 0


async def _completed(here: Bench, task: str) -> bool:
    return await here.task_status(task) == "completed"


async def _found(here: Bench, task: str) -> bool:
    return bool(await here.rows("SELECT id FROM task_steps WHERE task_id = CAST(:t AS uuid) AND worker_losses = 1", t=task))


async def _done(here: Bench, task: str, count: int) -> bool:
    return list((await here.statuses(task)).values()).count("succeeded") >= count
