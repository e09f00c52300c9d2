"""Crash points at which our own process ends: 1, 5, 7, 8, 9 and 17. Each is the real code, ended at its named point."""

import os
import secrets
import signal

import httpx
import psycopg
import pytest
import redis.asyncio

from tests.support.crash_actions import GROWN
from tests.support.crash_ground import Ground
from tests.support.gateway import PROMPT
from tests.support.protocol import step
from tests.support.waiting import until
from world_model.broker import KEY_PREFIX
from world_model.users import LOCAL_USER

WITHIN_SECONDS = 10.0  # as the machine of a test sees seconds: half of it belongs to others


async def gateway_dies_before_the_hint(ground: Ground) -> None:
    token, token_file = secrets.token_urlsafe(32), ground.folder / "token"
    token_file.write_text(token)
    token_file.chmod(0o600)
    gateway = ground.start("gateway", "after_create", token_file=token_file)
    await gateway.says("listening on ")
    port = gateway.output.split("listening on ")[1].split()[0]
    headers = {"Authorization": f"Bearer {token}"}
    async with httpx.AsyncClient(base_url=f"http://127.0.0.1:{port}", headers=headers, trust_env=False, timeout=60) as http:
        await until(lambda: _is_up(http))
        with pytest.raises(httpx.RemoteProtocolError):
            await http.post("/agent/tasks", json={"prompt": PROMPT})
    await gateway.dies()
    query = "SELECT * FROM task_steps WHERE key = 'load_candidate'"
    (first,) = await ground.here.rows(query, user=LOCAL_USER)
    assert (first["status"], first["dispatched_at"], first["attempt"]) == ("ready", None, 0)
    assert await _hints_of_the_planner(ground) == 0
    await ground.hint(first["id"], WITHIN_SECONDS)
    assert [c.key for c in await ground.here.steps.wake(first["id"], ("planner",))] == ["load_candidate"]


async def _is_up(http: httpx.AsyncClient) -> bool:
    try:
        return (await http.get("/health/live")).is_success
    except httpx.ConnectError:
        return False


async def worker_dies_after_the_claim(ground: Ground) -> None:
    task = await ground.here.task([step("a"), step("b", "a")])
    step_id = await ground.here.id_of(task, "a")
    await ground.start("worker", "after_claim").dies()
    held = await ground.step(step_id)
    assert (held["status"], held["attempt"], held["worker_losses"]) == ("running", 1, 0)
    assert await ground.outcomes(step_id) == [None]
    await ground.lease_runs_out(step_id)
    await ground.work(lambda: ground.ends(task))
    ended = await ground.step(step_id)
    assert (ended["status"], ended["worker_losses"], ended["dead_letter"]) == ("succeeded", 1, False)
    assert ended["lease_token"] > held["lease_token"]
    assert await ground.outcomes(step_id) == ["lost", "done"]
    workers = await ground.here.rows("SELECT worker FROM attempts WHERE step_id = :s ORDER BY attempt", s=step_id)
    assert [w["worker"] for w in workers] == [held["lease_owner"], "another"]


async def planner_dies_half_way(ground: Ground) -> None:
    """Once with its plan made and nothing begun, once inside the transaction that writes the plan."""
    end = step("end", "plan", join="settled")
    tasks = {r: await ground.here.task([step("plan", action="plan", role=r, before="end"), end]) for r in ("planner", "critic")}
    ids = {role: await ground.here.id_of(task, "plan") for role, task in tasks.items()}
    early = ground.start("worker", "before_finish:plan")
    late = ground.start("worker", "before_finish:plan=stop", roles=("critic",))
    await late.stops("before_finish:plan")
    async with await psycopg.AsyncConnection.connect(ground.wiring.database_url) as locking:
        # Its step is locked, its task is not: the transaction that grows the plan comes half way and waits here.
        await locking.execute("SELECT 1 FROM task_steps WHERE id = %s FOR UPDATE", [ids["critic"]])
        late.goes_on()
        await until(lambda: ground.here.rows("SELECT pid FROM pg_locks WHERE NOT granted"))
        late.kill()
    await early.dies()
    for role, task in tasks.items():
        assert await ground.here.statuses(task) == {"plan": "running", "end": "pending"}, role
        version = await ground.here.rows("SELECT plan_version, steps FROM tasks WHERE id = CAST(:t AS uuid)", t=task)
        assert version == [{"plan_version": 1, "steps": 2}], role
    for role, task in tasks.items():
        await ground.lease_runs_out(ids[role])
        await ground.work(lambda task=task: ground.ends(task))
        assert await ground.here.statuses(task) == dict.fromkeys(("plan", "end", *GROWN), "succeeded"), role
        assert await ground.outcomes(ids[role]) == ["lost", "done"], role
        version = await ground.here.rows("SELECT plan_version, steps FROM tasks WHERE id = CAST(:t AS uuid)", t=task)
        assert version == [{"plan_version": 2, "steps": 5}], role


async def worker_dies_between_a_paid_call_and_its_checkpoint(ground: Ground) -> None:
    """Once before the checkpoint: paid once more. Once after it: not paid again."""
    before = await ground.here.task([step("paid", action="paid")])
    after = await ground.here.task([step("paid", action="paid", role="critic")])
    ids = [await ground.here.id_of(task, "paid") for task in (before, after)]
    await ground.start("worker", "before_checkpoint:paid").dies()
    assert (ground.site.paid, await _checkpoints(ground)) == (1, [])
    await ground.lease_runs_out(ids[0])
    await ground.work(lambda: ground.ends(before), roles=("planner",))
    assert (ground.site.paid, await _checkpoints(ground)) == (2, [ids[0]])
    await ground.start("worker", "before_finish:paid", roles=("critic",)).dies()
    assert (ground.site.paid, await _checkpoints(ground)) == (3, ids)
    await ground.lease_runs_out(ids[1])
    await ground.work(lambda: ground.ends(after), roles=("critic",))
    assert ground.site.paid == 3, "what was kept is not paid for again"
    assert [await ground.outcomes(i) for i in ids] == [["lost", "done"]] * 2


async def _checkpoints(ground: Ground) -> list[int]:
    return [r["step_id"] for r in await ground.here.rows("SELECT step_id FROM checkpoints ORDER BY step_id")]


async def worker_dies_after_the_finish_before_the_hints(ground: Ground) -> None:
    """A child of its own role was claimed in the same transaction; children of other roles wait for their hint."""
    task = await ground.here.task([step("a"), step("own", "a"), step("other", "a", role="critic")])
    ids = {key: await ground.here.id_of(task, key) for key in ("a", "own", "other")}
    await ground.start("worker", "after_finish").dies()
    assert await ground.here.statuses(task) == {"a": "succeeded", "own": "running", "other": "ready"}
    assert (await ground.step(ids["other"]))["dispatched_at"] is None
    await ground.hint(ids["other"], WITHIN_SECONDS)
    await ground.lease_runs_out(ids["own"])
    await ground.work(lambda: ground.ends(task))
    assert {key: await ground.outcomes(i) for key, i in ids.items()} == {
        "a": ["done"],
        "own": ["lost", "done"],
        "other": ["done"],
    }


async def sweeper_dies(ground: Ground) -> None:
    """Once between its commit and its hints, once inside its transaction, with the lock in its hands."""
    task = await ground.here.task([step("a")])
    step_id = await ground.here.id_of(task, "a")
    await ground.here.put_back("available_at", step_id)
    await ground.start("sweeper", "after_sweep").dies()
    assert (await ground.step(step_id))["dispatched_at"] is not None
    assert await ground.here.steps.sweep() == (), "its lock went with it; what it has marked is not due yet"
    await ground.hints_are_old(31)
    assert [h.step_id for h in await ground.here.steps.sweep() or ()] == [step_id]

    await ground.hints_are_old(31)
    holding = ground.start("holding sweeper")
    await holding.says("holding")
    assert await ground.here.steps.sweep() is None, "one sweeps at a time"
    os.kill(holding.pid, signal.SIGKILL)
    swept: list[int] = []

    async def taken_over() -> bool:
        hints = await ground.here.steps.sweep()
        swept.extend(h.step_id for h in hints or ())
        return hints is not None

    await until(taken_over, WITHIN_SECONDS)
    assert swept == [step_id], "what the dead one had marked was rolled back"


async def _hints_of_the_planner(ground: Ground) -> int:
    async with redis.asyncio.from_url(ground.wiring.redis_url) as client:
        return int(await client.llen(f"{KEY_PREFIX}planner"))
