"""`jobhunter credentials`: accounts at sites and your mailbox. A secret comes from a prompt or stdin, never from the command."""

import json
import sys
from typing import Annotated, Any

import typer
from rich.prompt import Prompt
from rich.table import Table

from brain.errors import InvalidInput
from gateway.cli.tasks import AsJson, with_client
from jobhunter.console import err, out, print_document

SECRETS = ("password", "totp_secret")


def register(app: typer.Typer) -> None:
    credentials = typer.Typer(help="Your accounts at sites, and your mailbox.", invoke_without_command=True)
    credentials.callback()(start)
    credentials.command("list")(list_credentials)
    credentials.command("add")(add)
    credentials.command("remove")(remove)
    app.add_typer(credentials, name="credentials")


def start(context: typer.Context, as_json: AsJson = False) -> None:
    """Lists your accounts and mailboxes."""
    if context.invoked_subcommand is None:
        list_credentials(as_json)


def list_credentials(as_json: AsJson = False) -> None:
    """Lists them; no secret is shown."""
    found = with_client(lambda client: client.credentials())
    if as_json:
        print_document("credentials", {"credentials": found})
        return
    if not found:
        err.print("No account is kept.")
        return
    table = Table("Id", "Where", "E-mail", "Kept", "State", "Last used", box=None)
    for one in found:
        kept = [name for name in ("password", "totp", "session") if one[f"has_{name}"]]
        where = f"{one['origin']} {one['tenant']}".strip()
        table.add_row(str(one["id"]), where, one["email"], ", ".join(kept), one["state"], one["used_at"] or "")
    out.print(table)


def add(
    where: Annotated[str, typer.Argument(metavar="URL", help="The site's address; imaps://HOST for your mailbox.")],
    email: Annotated[str, typer.Option("--email", help="What you sign in with.")],
    tenant: Annotated[str, typer.Option("--tenant", help="Which employer's account, where one address has many.")] = "",
    totp: Annotated[bool, typer.Option("--totp", help="Also ask for the secret that codes are made from.")] = False,
    as_json: AsJson = False,
) -> None:
    """Keeps an account or a mailbox, sealed. Asks for its password; where nobody can be asked, stdin holds a JSON object with
    `password` and `totp_secret`, or the password alone.

    Example:  jobhunter credentials add https://jobs.example.com --email ada@example.com --totp
    """
    body: dict[str, Any] = {"email": email, "tenant": tenant, **_secrets(totp)}
    body["imap" if where.startswith(("imap://", "imaps://")) else "url"] = where
    kept = with_client(lambda client: client.add_credential(body))
    if as_json:
        print_document("credential", kept)
    else:
        err.print(f"{kept['id']}: {kept['origin']} kept", highlight=False)


def remove(
    credential: Annotated[int, typer.Argument(metavar="ID", help="From `jobhunter credentials`.")], as_json: AsJson = False
) -> None:
    """Forgets an account or mailbox, and its session."""
    with_client(lambda client: client.remove_credential(credential))
    if as_json:
        print_document("credential-removed", {"id": credential})
    else:
        err.print(f"{credential}: forgotten", highlight=False)


def _secrets(totp: bool) -> dict[str, str]:
    if sys.stdin.isatty():
        wanted = {"password": "Password", **({"totp_secret": "TOTP secret"} if totp else {})}
        asked = {
            name: Prompt.ask(label, console=err, password=True, default="", show_default=False) for name, label in wanted.items()
        }
        return {name: said for name, said in asked.items() if said}
    said = sys.stdin.read(20_000).strip("\r\n")
    if not said.lstrip().startswith("{"):
        return {"password": said} if said else {}
    try:
        found = json.loads(said)
    except ValueError as error:
        raise _unreadable("stdin is no JSON object.") from error
    if not isinstance(found, dict) or set(found) - set(SECRETS) or not all(isinstance(v, str) for v in found.values()):
        raise _unreadable(f"Only {' and '.join(SECRETS)} are read, as text.")
    return {str(name): value for name, value in found.items() if value}


def _unreadable(detail: str) -> InvalidInput:
    fix = 'Give the password alone, or {"password": "…", "totp_secret": "…"}.'
    return InvalidInput("secrets_unreadable", "The secrets cannot be read.", detail, fix)
