"""Follows a task in the terminal until it has ended, or waits for somebody who is not here."""

from contextlib import aclosing
from dataclasses import dataclass

from rich.console import Console
from rich.live import Live

from brain.errors import Conflict, Gone
from gateway.cli._asking import TerminalPerson
from gateway.cli._live import TaskView
from gateway.client import JobHunterClient


@dataclass(frozen=True)
class Ending:
    """How following ended: the task's status, and the exit code of the command line's table."""

    status: str
    exit_code: int


class Follower:
    """Draws a task on `console` while it runs, and puts its questions to `person`, each once."""

    def __init__(self, client: JobHunterClient, task_id: str, view: TaskView, person: TerminalPerson, console: Console) -> None:
        self._client = client
        self._task_id = task_id
        self._view = view
        self._person = person
        self._live = Live(view, console=console, refresh_per_second=8, vertical_overflow="visible")
        self._put: set[int] = set()

    async def run(self) -> Ending:
        view = self._view
        with self._live:
            async with aclosing(self._client.stream(self._task_id, view.last_seq)) as events:
                async for event in events:
                    view.apply(event)
                    if view.ended and await self._is_over():
                        break
                    await self._put_questions()
                    if view.put_off:
                        view.learn_times((await self._client.plan(self._task_id))["nodes"])
                    if view.status == "waiting" and await self._is_parked():
                        break
        return Ending(view.status, exit_code(view))

    async def _put_questions(self) -> None:
        if not {asked["intervention_id"] for asked in self._view.asked.values()} - self._put:
            return
        for asked in await self._client.interventions(self._task_id):
            if asked["intervention_id"] not in self._put and self._person.can_answer(asked):
                await self._put_one(asked)
        self._put |= {asked["intervention_id"] for asked in self._view.asked.values()}

    async def _put_one(self, asked: dict[str, object]) -> None:
        self._live.stop()
        try:
            # The terminal is the person's until they have answered; the stream catches up afterwards.
            await self._person.answer(asked)
        except (Conflict, Gone) as error:
            self._live.console.print(f"{error.title} Somebody else was faster.", style="dim")
        finally:
            self._live.start()

    async def _is_over(self) -> bool:
        """Whether this is the task's present, not its past: a task that has ended goes on when a step is tried again."""
        now = await self._client.task(self._task_id)
        return bool(now["last_seq"] == self._view.last_seq)

    async def _is_parked(self) -> bool:
        """The same, and something waits for somebody who is not here. What waits for time alone goes on by itself."""
        now = await self._client.task(self._task_id)
        return bool(now["status"] == "waiting" and now["last_seq"] == self._view.last_seq and now["progress"]["waiting"])


def exit_code(view: TaskView) -> int:
    if view.unconfirmed:
        return 5
    if view.status == "completed":
        return 0
    return 1 if view.ended else 3
