"""`jobhunter search`: postings of public boards, or of one recorded answer, that fit some words and a place."""

import asyncio
import re
from collections.abc import Sequence
from datetime import UTC, datetime, timedelta
from enum import StrEnum
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table

from brain.errors import InvalidInput
from brain.ports import BoardRef, SearchResult
from brain.posting import Posting
from jobhunter.address import AddressPolicy
from jobhunter.console import err, out, print_document
from workers.hands.boards import BoardClients
from workers.hands.fetch import Fetcher, decode_text
from workers.hands.site_documents import PUBLIC_SITES, board_refs, load_sites

BOARDS_AT_ONCE = 6
SHOWN = 50
SMALL_WORDS = {"a", "an", "and", "at", "for", "in", "job", "jobs", "of", "or", "role", "roles", "the", "to", "with", "*"}


class Freshness(StrEnum):
    day = "day"
    week = "week"
    month = "month"
    year = "year"


DAYS = {Freshness.day: 1, Freshness.week: 7, Freshness.month: 31, Freshness.year: 366}


def register(app: typer.Typer) -> None:
    app.command("search")(search)


Words = Annotated[str, typer.Argument(help="What to look for, for example “python developer”.")]
Place = Annotated[str, typer.Argument(help="A place, or “remote”.")]
Recorded = Annotated[Path | None, typer.Option("--from", help="Read one recorded answer of a source, not the network.")]
Source = Annotated[str | None, typer.Option("--source", help="The source of the answer, or the only one to ask.")]
SitesFile = Annotated[str, typer.Option("--sites", help="The document of boards to ask, a file or a URL.")]
Age = Annotated[Freshness | None, typer.Option("--freshness", help="How old a posting may be.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document on stdout.")]


def search(
    words: Words,
    location: Place = "",
    recorded: Recorded = None,
    source: Source = None,
    sites: SitesFile = str(PUBLIC_SITES),
    freshness: Age = None,
    as_json: AsJson = False,
) -> None:
    """Finds postings by words and place, on public boards or in one recorded answer."""
    results = [_read(recorded, source)] if recorded else asyncio.run(_ask_boards(sites, source))
    postings = [posting for result in results for posting in result.postings]
    found = ranked(postings, words, location, freshness, datetime.now(UTC))
    for result in results:
        for sentence in (*([result.error] if result.error else []), *result.warnings):
            err.print(f"{result.board.board or result.board.source}: {sentence}", markup=False, highlight=False)
    err.print(f"{len(found)} of {len(postings)} postings fit.", highlight=False)
    if as_json:
        print_document("postings", {"postings": [document(posting) for posting in found]})
    else:
        _print_table(found)


def ranked(postings: Sequence[Posting], words: str, location: str, freshness: Freshness | None, now: datetime) -> list[Posting]:
    """Those that hold at least half of the words and name the place, best first: words in the title count most."""
    wanted = [word for word in re.findall(r"[\w+#.*-]+", words.casefold()) if word.strip(".-") not in SMALL_WORDS]
    scored = [
        (_score(posting, wanted), posting)
        for posting in postings
        if _is_there(posting, location) and _is_fresh(posting, freshness, now)
    ]
    kept = [(score, posting) for score, posting in scored if not wanted or score[0] * 2 >= len(wanted)]
    return [posting for _, posting in sorted(kept, key=lambda pair: pair[0], reverse=True)]


def document(posting: Posting) -> dict[str, Any]:
    """A posting as `jobhunter/postings/1` has it; without a candidate there is no score."""
    made = posting.model_dump(mode="json", exclude={"description_html"})
    return {"posting_id": None, **made, "score": None, "evidence": [], "reasoning": None}


def _score(posting: Posting, wanted: Sequence[str]) -> tuple[int, int]:
    title = posting.title.casefold()
    rest = (posting.company, posting.department or "", posting.workplace or "", *posting.locations, posting.description_text)
    whole = "\n".join((title, *rest)).casefold()
    return sum(_holds(whole, word) for word in wanted), sum(_holds(title, word) for word in wanted)


def _holds(text: str, word: str) -> bool:
    return re.search(rf"(?<!\w){re.escape(word)}(?![a-z0-9]{{3}})", text) is not None


def _is_there(posting: Posting, location: str) -> bool:
    place = location.strip().casefold()
    if not place or place == "anywhere":
        return True
    if place in {"remote", "hybrid", "onsite"}:
        return posting.workplace == place
    return any(place in where.casefold() for where in posting.locations)


def _is_fresh(posting: Posting, freshness: Freshness | None, now: datetime) -> bool:
    if freshness is None:
        return True
    return posting.posted_at is not None and now - posting.posted_at <= timedelta(days=DAYS[freshness])


def _read(path: Path, source: str | None) -> SearchResult:
    if not source:
        fix = "Name the source with --source, for example --source greenhouse."
        raise InvalidInput("source_missing", "Whose answer is this?", str(path), fix)
    try:
        text = decode_text(path.read_bytes())
    except OSError as error:
        raise InvalidInput(
            "file_unreadable", "The file cannot be read.", f"{path}: {error.strerror}", "Check the path."
        ) from error
    ref = BoardRef(source=source, board="", base_url="", domain="")
    result = BoardClients(_no_network).client(source).parse(ref, text)
    if result.error:
        raise InvalidInput(
            "answer_not_understood", "This is no answer of that source.", result.error, "Check the file and --source."
        )
    return result


async def _no_network(*_: object, **__: object) -> Any:
    raise InvalidInput("no_network", "A recorded answer is read without the network.")


async def _ask_boards(sites: str, source: str | None) -> list[SearchResult]:
    async with Fetcher(AddressPolicy()) as fetcher:
        clients = BoardClients(fetcher.get)
        if source:
            clients.client(source)
        refs = [ref for ref in board_refs(await load_sites(sites, fetcher.get)) if source in {None, ref.source}]
        turn = asyncio.Semaphore(BOARDS_AT_ONCE)

        async def ask(ref: BoardRef) -> SearchResult:
            async with turn:
                return await clients.search(ref)

        with err.status(f"Asking {len(refs)} boards …"):
            return list(await asyncio.gather(*(ask(ref) for ref in refs)))


def _print_table(postings: Sequence[Posting]) -> None:
    table = Table("title", "company", "where", "pay", "link")
    for posting in postings[:SHOWN]:
        where = ", ".join((*([posting.workplace] if posting.workplace else []), *posting.locations))
        table.add_row(*(_shown(text) for text in (posting.title, posting.company, where, _pay(posting), posting.url)))
    out.print(table)
    if len(postings) > SHOWN:
        out.print(f"… and {len(postings) - SHOWN} more; --json has them all.", highlight=False)


def _shown(text: str) -> str:
    return text.replace("[", r"\[")


def _pay(posting: Posting) -> str:
    pay = posting.salary
    if pay is None:
        return ""
    amounts = " – ".join(f"{amount:,.0f}" for amount in dict.fromkeys((pay.min, pay.max)) if amount is not None)
    return f"{amounts} {pay.currency or ''}{' a ' + pay.period if pay.period else ''}".strip()
