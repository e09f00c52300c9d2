"""`jobhunter sites`: the boards that are known; importing is the only way a new one gets in."""

import json
from pathlib import Path
from typing import Annotated, Any

import httpx
import typer
from rich.table import Table

from brain.errors import InvalidInput, Unavailable
from gateway.cli.tasks import AsJson, with_client
from jobhunter.console import err, out, print_document

MAX_BYTES = 5 * 2**20
READ_S = 20.0


def register(app: typer.Typer) -> None:
    sites = typer.Typer(help="The boards and domains that are known.", invoke_without_command=True)
    sites.callback()(list_sites)
    sites.command("import")(import_sites)
    sites.command("export")(export_sites)
    app.add_typer(sites, name="sites")


def list_sites(context: typer.Context, as_json: AsJson = False) -> None:
    """Lists the sites that are known."""
    if context.invoked_subcommand is not None:
        return
    sites = with_client(lambda client: client.sites())
    if as_json:
        print_document("sites", {"sites": sites})
        return
    table = Table("Domain", "Family", "Boards", box=None)
    for site in sites:
        boards = ", ".join(site["api"]["boards"]) if site["api"] else ""
        table.add_row(site["domain"], site["family"] or "", boards)
    out.print(table)


def import_sites(
    document: Annotated[str, typer.Argument(metavar="URL|FILE", help="A site document: a list of sites as JSON.")],
    as_json: AsJson = False,
) -> None:
    """Adds the sites of a document, or replaces what was known of their domains.

    `browsing` of a site says how its pages are opened: {"locale": "de-DE", "time_zone": "Europe/Berlin", "device": "phone",
    "proxy": "http://proxy.example:8080"}, each where the default does not do.

    Example:  jobhunter sites import sites.json
    """
    sites = read_sites(document)
    imported = with_client(lambda client: client.import_sites(sites))
    if as_json:
        print_document("sites-imported", {"imported": imported})
    else:
        err.print(f"{imported} sites imported", highlight=False)


def export_sites() -> None:
    """Prints the sites as a document that can be imported elsewhere."""
    sites = with_client(lambda client: client.sites())
    typer.echo(json.dumps(sites, ensure_ascii=False, indent=1))


def read_sites(document: str) -> list[dict[str, Any]]:
    """The sites of a file or an address the person gave. Raises `InvalidInput` `sites_unreadable`, `Unavailable`."""
    raw = _fetched(document) if document.startswith(("http://", "https://")) else _file(document)
    try:
        sites = json.loads(raw)
    except (ValueError, RecursionError) as error:
        raise _unreadable(document, str(error)) from error
    if not isinstance(sites, list) or not all(isinstance(site, dict) for site in sites):
        raise _unreadable(document, "It is no list of sites.")
    return sites


def _file(path: str) -> bytes:
    try:
        with Path(path).open("rb") as file:
            return _bounded(path, file.read(MAX_BYTES + 1))
    except OSError as error:
        raise _unreadable(path, error.strerror or "It cannot be read.") from error


def _fetched(url: str) -> bytes:
    held = b""
    try:
        with httpx.stream("GET", url, timeout=READ_S, trust_env=False) as answer:
            if not answer.is_success:
                raise _unreadable(url, f"It answered {answer.status_code}.")
            for chunk in answer.iter_bytes():
                held = _bounded(url, held + chunk)
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        fix = "Check the address; the practice market prints its own when it is ready."
        raise Unavailable("sites_unreachable", "The site document cannot be fetched.", f"{url}: {error}", fix) from error
    return held


def _bounded(where: str, held: bytes) -> bytes:
    if len(held) > MAX_BYTES:
        raise _unreadable(where, "It is larger than 5 MB.")
    return held


def _unreadable(where: str, detail: str) -> InvalidInput:
    fix = "Give a JSON list of sites, as `jobhunter sites export` prints it."
    return InvalidInput("sites_unreadable", "This is no site document.", f"{where}: {detail}", fix)
