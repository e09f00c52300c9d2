"""The tasks of a chaos run, made while it is on: many people's, so that they take turns."""

import asyncio
from collections.abc import Iterator

from sqlalchemy import text

from brain.context import Options
from brain.errors import Unavailable
from brain.goal import Goal
from tests.chaos.harness.catalogue import BRANCHES, plan
from workers.publishing import HintPublisher
from world_model.session import Database, retrying
from world_model.steps import Hint
from world_model.tasks import TaskStore
from world_model.vault import Vault

TASKS_PER_USER = 10  # 30 applications: fewer than a day's limit
AT_ONCE = 4
FIND = text("SELECT 1 FROM tasks WHERE raw_prompt = :prompt")
OPTIONS = Options(review=False, max_steps=100)
GOAL = Goal(verb="apply", count=len(BRANCHES), review=False)


async def make_users(database: Database, vault: Vault, tasks: int) -> None:
    """Those whose tasks these are."""
    for user in dict.fromkeys(user_of(number) for number in range(tasks)):
        async with database.as_user(user) as session:
            await vault.ensure_user(session, user, None)


async def make_tasks(database: Database, publisher: HintPublisher, site: str, count: int) -> None:
    """All of them, a few at a time; a database that is away is waited for."""
    numbers = iter(range(count))
    async with asyncio.TaskGroup() as group:
        for _ in range(AT_ONCE):
            group.create_task(_make_some(database, publisher, site, numbers))


async def _make_some(database: Database, publisher: HintPublisher, site: str, numbers: Iterator[int]) -> None:
    for number in numbers:
        hints = await _make(database, number, site)
        while hints is None:
            hints = await _make(database, number, site)
        publisher.publish_soon(hints)


async def _make(database: Database, number: int, site: str) -> tuple[Hint, ...] | None:
    user, prompt = user_of(number), f"chaos {number}"

    async def once() -> tuple[Hint, ...]:
        # The answer of an earlier try may have been lost, not the task.
        async with database.as_user(user) as session:
            if (await session.execute(FIND, {"prompt": prompt})).scalar():
                return ()
        return (await TaskStore(database).create(user, prompt, GOAL, OPTIONS, plan(number, site))).hints

    try:
        return await retrying(once)
    except Unavailable:
        return None


def user_of(number: int) -> str:
    """Users take the tasks in turn, in groups of `TASKS_PER_USER`."""
    return f"00000000-0000-7000-8000-{0xC0000 + number // TASKS_PER_USER:012x}"
