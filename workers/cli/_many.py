"""Papers for many postings with one command: one after the other, told as they come, and nothing made twice."""

import asyncio
from collections.abc import AsyncIterator, Callable, Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from rich.table import Table

from brain.errors import InvalidInput, JobHunterError
from brain.posting import Posting
from jobhunter.console import err, out

if TYPE_CHECKING:
    from brain.writing.drafting import Recipe
    from workers.shelf import Shelf

SUFFIXES = {".html", ".htm", ".json", ".pdf", ".docx", ".md", ".txt"}
MOST_IN_A_FILE = 500


def listed(sources: Iterable[str]) -> list[str]:
    """The sources with each folder replaced by the files in it, by name. Raises `InvalidInput` `posting_not_found`."""
    found: list[str] = []
    for source in sources:
        folder = Path(source)
        if "://" in source or source == "-" or not folder.is_dir():
            found.append(source)
            continue
        files = sorted(str(p) for p in folder.iterdir() if p.is_file() and p.suffix.lower() in SUFFIXES and p.name[0] != ".")
        if not files:
            fix = f"Put postings into it: {' '.join(sorted(SUFFIXES))}."
            raise InvalidInput("posting_not_found", "There are no postings in this folder.", source, fix)
        found += files
    return list(dict.fromkeys(found))


def are_many(sources: list[str]) -> bool:
    return len(sources) > 1 or ("://" not in sources[0] and Path(sources[0]).is_dir())


async def prepared(
    shelf: "Shelf", sources: list[str], recipe_for: Callable[[Posting], "Recipe"], to: Path | None, allow_private: bool
) -> dict[str, Any]:
    """Makes what is not there yet, of every posting. One that cannot be read or made stops no other.

    `to`: a folder for copies. Answers the items in order, and how many were made, kept and failed. Raises `InvalidInput`
    `out_not_writable`.
    """
    if to is not None:
        _folder(to)
    items: list[dict[str, Any]] = []
    names: set[str] = set()
    found = await asyncio.to_thread(listed, sources)
    for number, source in enumerate(found, 1):
        async for place, posting in _postings(source, allow_private):
            item = {"source": source, "number": place, **await _one(shelf, posting, recipe_for)}
            if to is not None and item["document"]:
                item["document"]["path"] = await asyncio.to_thread(_copied, item, to, names)
            items.append(item)
            told = item["error"]["title"] if item["error"] else _called(item)
            err.print(f"[{number}/{len(found)}] {item['status']}  {told}", markup=False, highlight=False)
    counts = {state: sum(item["status"] == state for item in items) for state in ("made", "kept", "failed")}
    return {**counts, "items": items}


def show(document: dict[str, Any]) -> None:
    """A summary for a person."""
    table = Table(box=None, pad_edge=False)
    for column in ("", "posting", "keywords", "document"):
        table.add_column(column, overflow="fold")
    for item in document["items"]:
        share = item["share"]
        shown = "" if share is None else f"{round(100 * share)} %"
        last = item["document"]["path"] if item["document"] else f"{item['error']['title']} ({item['error']['code']})"
        table.add_row(item["status"], _called(item), shown, last)
    out.print(table, markup=False, highlight=False)
    out.print(f"{document['made']} made, {document['kept']} were there, {document['failed']} failed", highlight=False)


def _called(item: dict[str, Any]) -> str:
    posting = item["posting"]
    return f"{posting['title']}{' at ' + posting['company'] if posting['company'] else ''}" if posting else str(item["source"])


async def _postings(source: str, allow_private: bool) -> AsyncIterator[tuple[int | None, Posting | JobHunterError]]:
    """The posting of a source, or each of a file that holds several, or why there is none."""
    from workers.cli._paper import read_posting

    async def read(number: int | None) -> Posting | JobHunterError:
        try:
            return await read_posting(source, title="", company="", number=number, allow_private=allow_private)
        except JobHunterError as error:
            return error

    first = await read(None)
    if not (isinstance(first, JobHunterError) and first.code == "posting_ambiguous"):
        yield None, first
        return
    for number in range(1, MOST_IN_A_FILE + 1):
        one = await read(number)
        if isinstance(one, JobHunterError) and one.code == "posting_not_found":
            return
        yield number, one


async def _one(shelf: "Shelf", posting: Posting | JobHunterError, recipe_for: Callable[[Posting], "Recipe"]) -> dict[str, Any]:
    from brain.writing import coverage
    from brain.writing.drafting import drafted_resume

    if isinstance(posting, JobHunterError):
        return _failed(None, posting)
    try:
        recipe = recipe_for(posting)
        if version := await shelf.kept(recipe):
            status, file = "kept", version.file
        else:
            made = await shelf.make(recipe)
            status, file, version = "made", made.file, await shelf.keep(made)
        # For a summary the share of keywords is enough; the command for the one posting tells all.
        share = coverage(recipe.candidate, posting, drafted_resume(recipe).view).share if recipe.kind == "resume" else None
    except JobHunterError as error:
        return _failed(posting, error)
    shown = {"id": file.id, "name": file.name, "path": file.path, "kept_at": file.path, "sha256": file.sha256}
    told = version.told() if version else None
    return {"status": status, "posting": _posting(posting), "document": shown, "version": told, "share": share, "error": None}


def _failed(posting: Posting | None, error: JobHunterError) -> dict[str, Any]:
    told = _posting(posting) if posting else None
    return {"status": "failed", "posting": told, "document": None, "version": None, "share": None, "error": error.document()}


def _posting(posting: Posting) -> dict[str, Any]:
    return {"title": posting.title, "company": posting.company, "locations": posting.locations, "url": posting.url}


def _folder(to: Path) -> None:
    try:
        to.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        fix = "Choose a folder that exists and is yours."
        raise InvalidInput(
            "out_not_writable", "The documents cannot be written there.", f"{to}: {error.strerror}", fix
        ) from error


def _copied(item: dict[str, Any], to: Path, names: set[str]) -> str:
    from workers.cli._paper import written_to
    from workers.hands.documents import file_name

    kept = Path(item["document"]["kept_at"])
    person = Path(item["document"]["name"]).stem
    base = Path(file_name(f"{person} - {_called(item)}", kept.suffix)).stem
    number = 1
    while (name := base if number == 1 else f"{base} {number}") in names:
        number += 1
    names.add(name)
    return str(written_to(to / f"{name}{kept.suffix}", kept))
