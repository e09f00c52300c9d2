"""Whether cost stays linear: the time per step of plans of 100 to 10,000 steps, and the claim beside a million finished steps.

The rounds are interleaved; within one, small plans are run as often as it takes for as many steps as the middle one has.
"""

import json
import statistics
from collections.abc import Callable
from typing import Any

import psycopg
from psycopg import sql

from deploy.bench.dag.contender import Contender
from deploy.bench.dag.ours import Ours
from deploy.bench.dag.servers import Servers
from deploy.bench.dag.shapes import Shape, layered

SIZES = (100, 1_000, 10_000)
LIMIT = 1.3
FINISHED = 1_000_000
CLAIMS = 200

Say = Callable[[str], None]


async def grow(rounds: int, on_progress: Say = lambda _: None) -> list[dict[str, Any]]:
    """A row per size, then a row with the plans the claim uses. Raises `RunFailed` and what keeps a server from starting."""
    async with Servers() as servers:
        async with await Ours.on(servers) as ours:
            rows = await _per_size(ours, rounds, on_progress)
        on_progress(f"writing {FINISHED:,} finished steps")
        return [*rows, await _claims_beside_finished(servers, on_progress)]


async def _per_size(ours: Contender, rounds: int, on_progress: Say) -> list[dict[str, Any]]:
    shapes = [layered(f"layered-{size}", size // 10) for size in SIZES]
    for shape in shapes[:-1]:
        await ours.warm_up(shape)
    times: dict[int, list[float]] = {size: [] for size in SIZES}
    for number in range(1, rounds + 1):
        on_progress(f"round {number} of {rounds}")
        for size, shape in zip(SIZES, shapes, strict=True):
            runs = max(1, SIZES[1] // size)
            times[size].append(statistics.median([await _ms_per_step(ours, shape) for _ in range(runs)]))
    base = times[SIZES[0]]
    rows = []
    for size in SIZES:
        ratio = statistics.median(here / there for here, there in zip(times[size], base, strict=True))
        rows.append(
            {
                "shape": f"layered-{size}",
                "steps": size,
                "ms_per_step": round(statistics.median(times[size]), 3),
                "ratio_to_100": round(ratio, 2),
                "limit": LIMIT,
                "kept": ratio < LIMIT,
            }
        )
    return rows


async def _ms_per_step(ours: Contender, shape: Shape) -> float:
    run = await ours.run(shape)
    return run.seconds * 1000 / run.steps


async def _claims_beside_finished(servers: Servers, on_progress: Say) -> dict[str, Any]:
    """How the claim and the sweep find their rows, and what a claim costs, before and after a million finished steps."""
    async with await psycopg.AsyncConnection.connect(servers.superuser_url, autocommit=True) as connection:
        before = await _claim_ms(connection)
        await connection.execute(_MANY_FINISHED, {"n": FINISHED})
        await connection.execute("ANALYZE task_steps")
        on_progress("asking for the claim's plan")
        after = await _claim_ms(connection)
        scans = await _scans(connection)
    whole = sorted(found for found in scans if "Seq Scan" in found)
    return {
        "shape": "claim",
        "finished_steps": FINISHED,
        "claim_ms_before": round(before, 3),
        "claim_ms_after": round(after, 3),
        "scans": sorted(scans),
        "kept": not whole,
    }


async def _claim_ms(connection: psycopg.AsyncConnection[Any]) -> float:
    """The median time of a claim inside the server, each rolled back."""
    await connection.execute("SET plan_cache_mode = force_generic_plan")
    await connection.execute(_ONE_READY)
    row = await (await connection.execute(_TIMED_CLAIMS, {"n": CLAIMS})).fetchone()
    assert row is not None
    return float(row[0])


async def _scans(connection: psycopg.AsyncConnection[Any]) -> set[str]:
    """Every access to the table of steps, as `node: index`, of one claim and one sweep with all their inner statements."""
    said: list[str] = []
    connection.add_notice_handler(lambda notice: said.append(notice.message_primary or ""))
    await connection.execute("LOAD 'auto_explain'")
    for name, value in _EXPLAIN.items():
        await connection.execute(sql.SQL("SET {} = {}").format(sql.Identifier(*name.split(".")), sql.Literal(value)))
    await connection.execute(_ONE_CLAIM)
    await connection.execute("SELECT sweep(500)")
    found: set[str] = set()
    for message in said:
        if "plan:" in message:
            _collect(json.loads(message.split("plan:", 1)[1])["Plan"], found)
    return found


def _collect(node: dict[str, Any], found: set[str]) -> None:
    if node.get("Relation Name") == "task_steps" and node["Node Type"] != "ModifyTable":
        found.add(": ".join(filter(None, (node["Node Type"], node.get("Index Name")))))
    if node["Node Type"] == "Bitmap Index Scan":
        found.add(f"Bitmap Index Scan: {node['Index Name']}")
    for child in node.get("Plans", ()):
        _collect(child, found)


_EXPLAIN = {
    "auto_explain.log_min_duration": "0",
    "auto_explain.log_nested_statements": "on",
    "auto_explain.log_format": "json",
    "client_min_messages": "log",
}
_CLAIM = "claim_next(NULL, '{critic}', NULL, 'bench', 30, '{noop}', '{}', 1, '{}')"
_ONE_CLAIM = f"SELECT {_CLAIM}"
_ONE_READY = """
WITH t AS (
  INSERT INTO tasks (id, user_id, raw_prompt, goal, options, plan_summary, steps, open_steps, active_steps, max_steps)
  SELECT gen_random_uuid(), id, '', '{}', '{}', '', 1000, 1000, 1000, 1000000 FROM users LIMIT 1 RETURNING id, user_id
)
INSERT INTO task_steps (task_id, user_id, key, step_order, action_type, role, status, payload)
SELECT id, user_id, 'r' || n, n, 'noop', 'critic', 'ready', '{}' FROM t, generate_series(1, 1000) n
"""
_TIMED_CLAIMS = f"""
WITH timed AS MATERIALIZED (
  SELECT clock_timestamp() AS began, {_CLAIM} AS claim, clock_timestamp() AS ended FROM generate_series(1, %(n)s) n
)
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM ended - began) * 1000) FROM timed
"""  # noqa: S608 -- our own constant
_MANY_FINISHED = """
WITH t AS (
  INSERT INTO tasks (id, user_id, raw_prompt, goal, options, plan_summary, status)
  SELECT gen_random_uuid(), u.id, '', '{}', '{}', '', 'completed' FROM (SELECT id FROM users LIMIT 1) u, generate_series(1, 1000)
  RETURNING id, user_id
)
INSERT INTO task_steps (task_id, user_id, key, step_order, action_type, role, status, payload)
SELECT id, user_id, 's' || n, n, 'noop', 'critic', 'succeeded', '{}' FROM t, generate_series(1, %(n)s / 1000) n
"""
