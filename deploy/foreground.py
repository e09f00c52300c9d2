"""`jobhunter up` in a terminal: starts the stack, shows how each part does, ends it when told to."""

import asyncio
from collections.abc import Collection
from contextlib import suppress

from rich.console import RenderableType
from rich.live import Live
from rich.table import Table

from deploy.local import LocalStack
from deploy.stack.assembly import EVERYTHING
from deploy.stack.part import PartName
from deploy.stack.status import PartStatus, State
from jobhunter.console import err, print_document

REFRESH_S = 0.25
COLOURS = {State.READY: "green", State.STARTING: "yellow", State.RESTARTING: "red", State.FAILED: "red"}


async def run_until_stopped(stop: asyncio.Event, parts: Collection[PartName] = EVERYTHING, *, as_json: bool = False) -> None:
    """Runs the stack until `stop` is set, also while it is still starting. Raises what keeps it from starting."""
    stack = LocalStack(parts=parts)
    with Live(console=err, auto_refresh=False, transient=False) as live:
        painter = asyncio.create_task(_paint(live, stack))
        try:
            if await _started(stack, stop):
                if as_json:
                    print_document("stack", stack.running.public())
                _say_ready(live, stack)
                await stop.wait()
        finally:
            await stack.stop()
            painter.cancel()
            with suppress(asyncio.CancelledError):
                await painter
            live.update(status_table(stack), refresh=True)


async def _started(stack: LocalStack, stop: asyncio.Event) -> bool:
    starting = asyncio.create_task(stack.start())
    stopping = asyncio.create_task(stop.wait())
    await asyncio.wait({starting, stopping}, return_when=asyncio.FIRST_COMPLETED)
    stopping.cancel()
    if not starting.done():
        starting.cancel()
        with suppress(asyncio.CancelledError):
            await starting
        return False
    await starting
    return True


async def _paint(live: Live, stack: LocalStack) -> None:
    while True:
        live.update(status_table(stack), refresh=True)
        await asyncio.sleep(REFRESH_S)


def status_table(stack: LocalStack) -> RenderableType:
    """A row per part: its state, how long it took, where it is, what happened last."""
    if not stack.statuses:
        return ""
    table = Table(box=None, pad_edge=False)
    for column in ("part", "state", "seconds", "address", ""):
        table.add_column(column, overflow="fold")
    for status in stack.statuses.values():
        table.add_row(*_row(status))
    return table


def _row(status: PartStatus) -> tuple[str, str, str, str, str]:
    colour = COLOURS.get(status.state, "dim")
    seconds = f"{status.seconds:.1f}" if status.seconds else ""
    again = f"started again {status.restarts}×" if status.restarts else ""
    note = " · ".join(filter(None, (again, status.note)))
    return status.name, f"[{colour}]{status.state}[/]", seconds, status.part.address, note


def _say_ready(live: Live, stack: LocalStack) -> None:
    where = stack.running.gateway_url or "without a gateway"
    live.console.print(f"[bold green]ready[/]  {where}   (Ctrl-C ends it)", highlight=False)
