"""`jobhunter market`: the practice market in the foreground."""

import asyncio
import json
from collections.abc import Mapping
from typing import Annotated

import typer

HELP = """Serve the practice market: invented employers on this machine that behave like real application sites.

It ends with Ctrl-C. Everything an employer receives is kept at /_received.

Example:  jobhunter market --port 0 --seed 7 --json
"""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("market", help=HELP)(market)


def market(
    port: Annotated[int, typer.Option(min=0, max=65535, help="Port of the control pages; 0 takes any free one.")] = 8100,
    seed: Annotated[int, typer.Option(help="The same seed gives the same employers and postings.")] = 7,
    as_json: Annotated[bool, typer.Option("--json", help="Say where it is as one line of JSON.")] = False,
) -> None:
    from deploy.market.app import create_app
    from deploy.market.control_sign_in import mail_address
    from deploy.market.serve import serve_until_stopped

    app = create_app(seed)

    def ready(url: str) -> None:
        mail = mail_address(app.state.market)
        print(json.dumps(address(url, mail)) if as_json else spoken(url, seed, mail), flush=True)

    asyncio.run(serve_until_stopped(app, port, ready))


def address(url: str, mail: Mapping[str, object]) -> dict[str, object]:
    """The document that says where a market and its mailbox are."""
    return {"schema": "jobhunter/market/1", "url": url, "sites": f"{url}/_sites", "mail": dict(mail)}


def spoken(url: str, seed: int, mail: Mapping[str, object]) -> str:
    return "\n".join(
        [
            f"Practice market (seed {seed}) at {url}",
            f"  sites to import:   {url}/_sites",
            f"  what was received: {url}/_received",
            f"  behind a sign-in:  {url}/_sites?login=true, accounts at {url}/_accounts",
            f"  its mailbox:       {mail['smtp']}, {mail['imap']} ({mail['user']}, {mail['password']})",
            "Ctrl-C ends it.",
        ]
    )
