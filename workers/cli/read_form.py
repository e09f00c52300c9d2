"""`jobhunter read-form URL`: what a form asks, read by the same hands that fill it. Nothing is typed and nothing is sent."""

import asyncio
import tempfile
from pathlib import Path
from typing import Annotated, Any
from urllib.parse import urlsplit

import typer
from rich.table import Table

from brain.errors import InvalidInput
from brain.form import Field, FormPage
from jobhunter.address import AddressPolicy
from jobhunter.console import out, print_document
from jobhunter.logs import set_up_logs
from workers.hands.browser.browser import PlaywrightBrowser
from workers.hands.browser.gate import AddressPolicy as Judge
from workers.hands.browser.options import BrowserOptions

HELP = """Read an application form: every question with its label, kind and options. Nothing is typed and nothing is sent.

Example:  jobhunter read-form https://jobs.example.com/apply/42 --json
"""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("read-form", help=HELP)(read_form)


def read_form(
    url: Annotated[str, typer.Argument(help="The form's or the posting's address.")],
    allow_private: Annotated[
        bool, typer.Option("--allow-private", help="Allow this address on the own machine or network; a file:/// address too.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document (jobhunter/form/1).")] = False,
) -> None:
    set_up_logs()
    with tempfile.TemporaryDirectory() as folder:
        options = BrowserOptions(files_dir=Path(folder), human_pauses=False)
        page = asyncio.run(read_page(url, options, judge_for(url, allow_private)))
    if as_json:
        print_document("form", document(url, page))
    else:
        out.print(table(page))


async def read_page(url: str, options: BrowserOptions, policy: Judge) -> FormPage:
    """The first page of the form behind `url`. Raises what `Browser.open` raises."""
    browser = PlaywrightBrowser(options, policy)
    try:
        async with browser.open(url, label="read_form") as session:
            return await session.read()
    finally:
        await browser.close()


class LocalFiles:
    """A policy that also allows the files beside one `file:///` page."""

    def __init__(self, folder: str, others: Judge) -> None:
        self._folder, self._others = folder, others

    def allows(self, url: str) -> bool:
        if urlsplit(url).scheme == "file":
            return url.startswith(self._folder) and ".." not in url
        return self._others.allows(url)


def judge_for(url: str, allow_private: bool) -> Judge:
    """Public addresses, and with `allow_private` the URL's own origin or the folder of a local file.

    Raises `InvalidInput` (`url_not_allowed`) for a local file without `allow_private`.
    """
    scheme = urlsplit(url).scheme
    if scheme == "file":
        if not allow_private:
            fix = "Add --allow-private to read a page of this machine."
            raise InvalidInput("url_not_allowed", "This address may not be reached.", "It is a file of this machine.", fix)
        return LocalFiles(url.rsplit("/", 1)[0] + "/", AddressPolicy())
    return AddressPolicy(frozenset({url}) if allow_private and scheme in ("http", "https") else frozenset())


def document(url: str, page: FormPage) -> dict[str, Any]:
    """The page as `jobhunter/form/1`."""
    fields = [field.model_dump(mode="json") for field in page.fields]
    actions = [action.model_dump(mode="json") for action in page.actions]
    return {
        "url": url,
        "page_kind": page.kind,
        "family": page.family,
        "title": page.title,
        "pages": [{"number": page.number, "fields": fields, "actions": actions, "captcha": page.captcha}],
    }


def table(page: FormPage) -> Table:
    """The page for a person: what is asked, how, and what can be chosen."""
    shown = Table("Question", "Kind", "Required", "Choices", title=f"{page.title} ({page.kind})")
    for field in page.fields:
        if field.visible and not field.honeypot:
            shown.add_row(field.label, field.kind, "yes" if field.required else "", _choices(field))
    return shown


def _choices(field: Field) -> str:
    labels = [option.label for option in field.options or ()]
    more = f" … ({len(labels)})" if len(labels) > 5 else ""
    return ", ".join(labels[:5]) + more
