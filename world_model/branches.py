"""A task's branches as they stand, counted from rows: what the look at its progress needs, and its trajectory."""

import json
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import text

from brain.ports import BranchState
from world_model.session import Database

BRANCHES = """
WITH branch AS (
  SELECT s.payload->'given'->>'posting_id' AS posting_id, split_part(s.key, ':', 2) AS name,
         bool_or(s.status IN ('failed', 'skipped', 'cancelled')) AS broken,
         bool_or(s.status = 'waiting' AND s.waiting_for = 'person') AS waits,
         bool_and(s.status = 'succeeded') AS whole,
         (array_agg(s.key ORDER BY s.step_order DESC) FILTER (WHERE s.action_type IN ('track', 'score_match')))[1] AS end_key,
         array_agg(s.id) AS ids,
         array_agg(s.key ORDER BY s.step_order) FILTER (WHERE s.status IN ('pending', 'ready', 'waiting')) AS open_keys
    FROM task_steps s
   WHERE s.task_id = :task AND s.payload->'given' ? 'posting_id'
   GROUP BY 1, 2
)
SELECT b.posting_id, b.broken, b.waits, b.whole, b.end_key, b.open_keys, a.id AS application_id, sub.state AS submission,
       EXISTS (SELECT FROM interventions i WHERE i.step_id = ANY (b.ids) AND i.status = 'open' AND i.prospect) AS prospect
  FROM branch b
  LEFT JOIN applications a ON a.posting_id = b.posting_id::uuid AND a.task_id = :task
  LEFT JOIN submissions sub ON sub.application_id = a.id AND sub.task_id = :task
 ORDER BY b.name
"""

TRAJECTORY = """
SELECT s.key, s.action_type, s.status, s.attempt,
       extract(epoch FROM s.finished_at - s.started_at) AS seconds,
       array(SELECT p.key FROM step_edges e JOIN task_steps p ON p.id = e.parent_id
              WHERE e.child_id = s.id ORDER BY p.key) AS depends_on
  FROM task_steps s WHERE s.task_id = :task ORDER BY s.step_order
"""


class BranchStore:
    """Implements `brain.ports.Tasks`."""

    def __init__(self, database: Database) -> None:
        self._database = database

    async def branches(self, user_id: str, task_id: str) -> Sequence[BranchState]:
        async with self._database.as_user(user_id) as session:
            rows = (await session.execute(text(BRANCHES), {"task": task_id})).mappings().all()
        return [
            BranchState(
                posting_id=r["posting_id"],
                state=_state(dict(r)),
                end_key=r["end_key"] or "",
                open_keys=tuple(r["open_keys"] or ()),
                application_id=str(r["application_id"]) if r["application_id"] else None,
            )
            for r in rows
        ]

    async def keep_learned(self, user_id: str, task_id: str, learned: Mapping[str, Any]) -> None:
        async with self._database.as_user(user_id) as session:
            await session.execute(
                text("UPDATE tasks SET learned = CAST(:learned AS jsonb) WHERE id = :task"),
                {"learned": json.dumps(dict(learned)), "task": task_id},
            )

    async def trajectory(self, user_id: str, task_id: str) -> Sequence[Mapping[str, Any]]:
        async with self._database.as_user(user_id) as session:
            return [dict(r) for r in (await session.execute(text(TRAJECTORY), {"task": task_id})).mappings().all()]


def _state(row: Mapping[str, Any]) -> Any:
    if row["submission"] == "confirmed":
        return "submitted"
    if row["submission"] in ("armed", "unknown") and not row["broken"]:
        return "unknown" if row["submission"] == "unknown" else "running"
    if row["broken"]:
        return "unknown" if row["submission"] in ("armed", "unknown") else "failed"
    if row["whole"]:
        return "prepared"
    if row["waits"]:
        return "prospect" if row["prospect"] else "waiting"
    return "running"
