"""What `resume`, `cover-letter` and `analyze` share: the posting of an address, a file or pasted text, and the candidate."""

import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from brain.errors import InvalidInput, Refused
from brain.facts import Candidate
from brain.posting import Posting

if TYPE_CHECKING:
    from workers.ledger import Ledger

Source = Annotated[str, typer.Argument(metavar="URL|FILE|-", help="The posting: its address, a file, or - for text on stdin.")]
Sources = Annotated[
    list[str],
    typer.Argument(
        metavar="URL|FILE|FOLDER|-…", help="The posting, or many: addresses, files, folders of files, or - for stdin."
    ),
]
CandidateFile = Annotated[
    Path | None,
    typer.Option(
        "--candidate", metavar="FILE", help="Who applies: PDF, DOCX, TXT, JSON Resume, RenderCV; else the one imported last."
    ),
]
Title = Annotated[str, typer.Option("--title", help="The job's title, where the text does not tell it.")]
Company = Annotated[str, typer.Option("--company", help="The employer, where the text does not tell it.")]
Number = Annotated[int | None, typer.Option("--number", min=1, help="Which posting of a file that holds several.")]
Private = Annotated[bool, typer.Option("--allow-private", help="Allow this address on the own machine or network.")]
Out = Annotated[Path | None, typer.Option("--out", metavar="PATH", help="Write the document there as well.")]
LOOSE = "cli"
"""The candidate's id of documents made for a file that was not imported."""


async def read_posting(source: str, *, title: str, company: str, number: int | None, allow_private: bool) -> Posting:
    """Raises `InvalidInput` `posting_…` and `url_…`; `Refused` `url_not_allowed`, `posting_closed`; `Unavailable`."""
    from workers.hands.posting_files import posting_of, read_posting_file

    if source == "-":
        if sys.stdin.isatty():
            raise InvalidInput(
                "posting_empty", "There is no text on stdin.", "", "Paste the posting: jobhunter analyze - < posting.txt"
            )
        return posting_of(
            sys.stdin.buffer.read(5 * 1024 * 1024).decode("utf-8", errors="replace"), title=title, company=company, number=number
        )
    if "://" not in source:
        return await read_posting_file(Path(source), title=title, company=company, number=number)
    posting = await _at(source, allow_private)
    return posting.model_copy(update={"title": title or posting.title, "company": company or posting.company})


async def _at(url: str, allow_private: bool) -> Posting:
    import asyncio

    from brain.matching import requirements_in
    from jobhunter.address import AddressPolicy
    from workers.cli.apply import judged
    from workers.hands.boards import BoardClients
    from workers.hands.fetch import Fetcher
    from workers.settings import WorkerSettings

    origins = await asyncio.to_thread(judged, url, allow_private, WorkerSettings().origins)
    fetcher = Fetcher(AddressPolicy(origins))
    try:
        found = await BoardClients(fetcher.get, skills_in=requirements_in).at(url)
    finally:
        await fetcher.aclose()
    if found is None:
        raise Refused("posting_closed", "There is no open posting there.", url, "Look at the address in a browser.")
    return found


async def read_candidate(file: Path | None, ledger: "Ledger | None" = None) -> Candidate:
    """The person of a file, else the one imported last into `ledger`, which is opened where it is not given.

    Raises `InvalidInput` `resume_…`; `NotFound` `no_candidate`.
    """
    if file is None:
        from workers.ledger import open_ledger
        from world_model.candidates import CandidateStore
        from world_model.users import LOCAL_USER

        if ledger is not None:
            return await CandidateStore(ledger.database, ledger.vault).load(LOCAL_USER, None)
        async with open_ledger() as own:
            return await CandidateStore(own.database, own.vault).load(LOCAL_USER, None)
    from brain.resume import candidate_from, import_candidate
    from workers.hands.resume_files import read_resume_file

    read = await read_resume_file(file)
    imported = import_candidate(read.content, read.name, read.links)
    held, _ = candidate_from(imported, read.name, LOOSE)
    return held


def written_to(out: Path | None, content: Path) -> Path:
    """Where the document lies: at `out`, written anew, else where it is kept. Raises `InvalidInput` `out_not_writable`."""
    if out is None:
        return content
    try:
        out.write_bytes(content.read_bytes())
    except OSError as error:
        fix = "Choose a folder that exists and is yours."
        raise InvalidInput(
            "out_not_writable", "The document cannot be written there.", f"{out}: {error.strerror}", fix
        ) from error
    return out
