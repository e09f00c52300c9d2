"""`jobhunter notifications`: where you are told what waits for you, and when not."""

import sys
from typing import Annotated, Any

import typer
from rich.table import Table

from brain.errors import InvalidInput
from brain.telling import NEWS_KINDS
from gateway.cli.tasks import AsJson, with_client
from jobhunter.console import err, out, print_document

TargetId = Annotated[int, typer.Argument(metavar="TARGET", help="The target's number, from `jobhunter notifications`.")]
Kinds = Annotated[
    list[str] | None,
    typer.Option("--kind", help="Only this: code, login, captcha, question, review, verify, task, reminder; repeatable."),
]
Urgent = Annotated[list[str] | None, typer.Option("--urgent", help="A kind told in quiet hours too (default: code); repeatable.")]


def register(app: typer.Typer) -> None:
    notifications = typer.Typer(help="Where you are told what waits for you.", invoke_without_command=True)
    notifications.callback()(overview)
    notifications.command("list")(list_targets)
    notifications.command("add")(add)
    notifications.command("remove")(remove)
    notifications.command("test")(try_one)
    app.add_typer(notifications, name="notifications")


def overview(context: typer.Context, as_json: AsJson = False) -> None:
    """Lists where you are told what."""
    if context.invoked_subcommand is None:
        list_targets(as_json)


def list_targets(as_json: AsJson = False) -> None:
    """Lists where you are told what; addresses are masked."""
    targets = with_client(lambda client: client.notification_targets())
    if as_json:
        print_document("notification-targets", {"targets": targets})
        return
    if not targets:
        err.print("You are told nowhere. Add a place with: jobhunter notifications add")
        return
    table = Table("Target", "Name", "Address", "Kinds", "Quiet", "Trouble", box=None)
    for target in targets:
        table.add_row(str(target["target_id"]), *(_plain(text) for text in _row(target)))
    out.print(table)


def add(
    name: Annotated[str, typer.Option("--name", help="What you call it.")] = "",
    kind: Kinds = None,
    urgent: Urgent = None,
    quiet: Annotated[str | None, typer.Option("--quiet", metavar="22:00-07:30", help="Hours in which nothing is told.")] = None,
    zone: Annotated[str | None, typer.Option("--zone", metavar="Europe/Berlin", help="Where those hours are.")] = None,
    as_json: AsJson = False,
) -> None:
    """Adds a place to be told at. Its address holds a secret, so it is asked for, or read from stdin.

    Example:  jobhunter notifications add --name phone --kind code --kind review --quiet 22:00-07:00 --zone Europe/Berlin
    """
    body: dict[str, Any] = {"name": name, "url": _address()}
    if kind:
        body["kinds"] = kind
    if urgent is not None:
        body["urgent"] = urgent
    if quiet is not None:
        body["quiet_from"], _, body["quiet_to"] = quiet.partition("-")
    if zone is not None:
        body["time_zone"] = zone
    target = with_client(lambda client: client.add_notification_target(body))
    if as_json:
        print_document("notification-target", target)
    else:
        err.print(f"target {target['target_id']}: {_plain(target['url'])}", highlight=False)
        err.print(f"Try it: jobhunter notifications test {target['target_id']}", highlight=False)


def remove(target: TargetId, as_json: AsJson = False) -> None:
    """Nothing is told there any more."""
    removed = with_client(lambda client: client.remove_notification_target(target))
    if as_json:
        print_document("notification-target-removed", removed)
    else:
        err.print(f"target {target} removed", highlight=False)


def try_one(target: TargetId, as_json: AsJson = False) -> None:
    """Sends a trial message there, also in quiet hours."""
    tried = with_client(lambda client: client.try_notification_target(target))
    if as_json:
        print_document("notification-trial", tried)
    else:
        err.print(" ".join(part for part in (f"{tried['state']}.", tried["detail"]) if part), highlight=False)
    if tried["state"] != "sent":
        raise typer.Exit(1)


def _address() -> str:
    if sys.stdin.isatty():
        return str(typer.prompt("Address (such as ntfys://ntfy.sh/your-topic)", hide_input=True)).strip()
    if url := sys.stdin.readline().strip():
        return url
    fix = "Pipe the address in: printf %s ntfys://… | jobhunter notifications add"
    raise InvalidInput("notification_address", "There is no address.", "stdin is empty", fix)


def _row(target: dict[str, Any]) -> tuple[str, ...]:
    kinds = "all" if len(target["kinds"]) == len(NEWS_KINDS) else ", ".join(target["kinds"])
    quiet = f"{target['quiet_from']}-{target['quiet_to']} {target['time_zone']}" if target["quiet_from"] else ""
    given_up = f"{target['given_up']} given up" if target["given_up"] else ""
    return target["name"], target["url"], kinds, quiet, " ".join(p for p in (target["last_error"] or "", given_up) if p)


def _plain(text: str) -> str:
    return text.replace("[", "\\[")
