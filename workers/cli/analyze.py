"""`jobhunter analyze`: how one posting and one person fit, requirement by requirement, and what to do about it."""

import asyncio
from pathlib import Path
from typing import Annotated, Any

import typer
from rich.table import Table
from rich.text import Text

from jobhunter.console import out, print_document
from workers.cli._paper import CandidateFile, Company, Number, Private, Source, Title, read_candidate, read_posting

HELP = """Read one posting and say how your facts meet it, requirement by requirement, with advice. Nothing is sent.

Examples:

  jobhunter analyze https://jobs.example.com/42 --candidate ada.pdf

  jobhunter analyze posting.txt --json
"""

AsJson = Annotated[bool, typer.Option("--json", help="One JSON document (jobhunter/analyze/1).")]
LOOKS = {"met": "green", "partly": "yellow", "missing": "red"}


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("analyze", help=HELP)(analyze)


def analyze(
    source: Source,
    candidate: CandidateFile = None,
    title: Title = "",
    company: Company = "",
    number: Number = None,
    allow_private: Private = False,
    as_json: AsJson = False,
) -> None:
    from jobhunter.logs import set_up_logs

    set_up_logs()
    document = asyncio.run(_analysis(source, candidate, title, company, number, allow_private))
    if as_json:
        print_document("analyze", document)
    else:
        _show(document)


async def _analysis(
    source: str, file: Path | None, title: str, company: str, number: int | None, allow_private: bool
) -> dict[str, Any]:
    from brain.goal import Goal
    from brain.matching import score
    from brain.writing import coverage, whole
    from brain.writing.advice import advice
    from workers.cli.search import document

    posting = await read_posting(source, title=title, company=company, number=number, allow_private=allow_private)
    person = await read_candidate(file)
    match = score(posting, person, Goal(verb="analyse", count=1))
    covered = coverage(person, posting, whole(person))
    return {
        **document(posting),
        "score": match.score,
        "evidence": [found.model_dump(mode="json", include={"requirement", "state", "facts"}) for found in match.evidence],
        "reasoning": match.reasoning,
        "matching_skills": match.matching_skills,
        "missing_skills": match.missing_skills,
        "advice": advice(posting, covered, match.hard_fails),
    }


def _show(document: dict[str, Any]) -> None:
    where = ", ".join(document["locations"])
    head = " at ".join(part for part in (document["title"], document["company"]) if part)
    out.print(Text(f"{head}{f' ({where})' if where else ''}", style="bold"))
    out.print(f"{document['score']} of 100. {document['reasoning']}", markup=False, highlight=False)
    if document["evidence"]:
        table = Table("Asked for", "", "Facts", box=None, pad_edge=False)
        for found in document["evidence"]:
            ids = ", ".join(map(str, found["facts"]))
            table.add_row(Text(found["requirement"]), Text(found["state"], style=LOOKS[found["state"]]), ids)
        out.print(table)
    for sentence in document["advice"]:
        out.print(f"• {sentence}", markup=False, highlight=False)
