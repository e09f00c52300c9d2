"""`jobhunter rejections`: what you did not want, and what follows from why."""

from typing import Annotated, Any

import typer

from gateway.cli._clock import day_and_clock
from gateway.cli.tasks import AsJson, with_client
from gateway.client import JobHunterClient
from jobhunter.console import err, out, print_document

HELP = """List what you rejected, and what follows from your reasons; or forget one.

Examples:  jobhunter rejections     jobhunter rejections --forget 3
"""


def register(app: typer.Typer) -> None:
    app.command("rejections", help=HELP)(rejections)


def rejections(
    forget: Annotated[int, typer.Option("--forget", metavar="NUMBER", help="The rejection that shall count no more.")] = 0,
    as_json: AsJson = False,
) -> None:
    """Lists rejections, or forgets one."""
    if forget:
        with_client(lambda client: client.forget_rejection(forget))
        if as_json:
            print_document("rejection-forgotten", {"rejection_id": forget})
        else:
            err.print(f"rejection {forget} is forgotten", highlight=False)
        return

    async def listed(client: JobHunterClient) -> list[dict[str, Any]]:
        return await client.rejections()

    found = with_client(listed)
    if as_json:
        print_document("rejections", {"items": found, "next": None})
        return
    if not found:
        err.print("You have rejected nothing.")
    for one in found:
        out.print(f"[bold]{one['rejection_id']}[/]  {day_and_clock(one['at'])}", highlight=False)
        said = [f"{one['title']} at {one['company']}", f"“{one['reason']}”" if one["reason"] else "no reason given"]
        for line in (*said, *(f"→ {rule['text']}" for rule in one["rules"])):
            out.print(f"   {line}", markup=False, highlight=False)
