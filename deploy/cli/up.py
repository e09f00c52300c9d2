"""`jobhunter up` and `jobhunter down`: the local stack."""

import asyncio
import signal
import sys
from typing import Annotated

import typer

from jobhunter.console import err, print_document


def register(app: typer.Typer) -> None:
    app.command("up")(up)
    app.command("down")(down)


def up(
    detach: bool = typer.Option(False, "--detach", "-d", help="Return when everything is ready; end it with `jobhunter down`."),
    only: Annotated[
        list[str] | None, typer.Option("--only", metavar="PART", help="Only this part and what it needs; may be repeated.")
    ] = None,
    json_output: bool = typer.Option(False, "--json", help="One JSON document when ready: jobhunter/stack/1."),
) -> None:
    """Starts the database, the queue, the memory, the gateway and the workers on this machine."""
    if detach:
        from deploy.detached import start_detached

        running = start_detached(only or ())
        if json_output:
            print_document("stack", running.public())
        else:
            at = f" at {running.gateway_url}" if running.gateway_url else ""
            err.print(f"ready{at}; `jobhunter down` ends it", highlight=False)
        return
    sys.exit(asyncio.run(_in_foreground(only or [], json_output)))


async def _in_foreground(only: list[str], json_output: bool) -> int:
    from deploy.foreground import run_until_stopped
    from deploy.stack.assembly import parts_named

    loop, stop = asyncio.get_running_loop(), asyncio.Event()
    received: list[signal.Signals] = []

    def end(number: signal.Signals) -> None:
        received.append(number)
        stop.set()

    for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        loop.add_signal_handler(number, end, number)
    await run_until_stopped(stop, parts_named(only), as_json=json_output)
    return 130 if received and received[0] is signal.SIGINT else 0


def down(json_output: bool = typer.Option(False, "--json", help="One JSON document: jobhunter/down/1.")) -> None:
    """Ends the running stack of this home; nothing is lost."""
    from deploy.detached import stop_running
    from jobhunter.home import Home

    was_running = stop_running(Home.resolve())
    if json_output:
        print_document("down", {"was_running": was_running})
    else:
        err.print("ended" if was_running else "it was not running", highlight=False)
