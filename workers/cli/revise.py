"""`jobhunter revise`: a letter or résumé made before, revised by a sentence of feedback or by the person's own hand."""

import asyncio
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any, Literal

import typer

from jobhunter.console import err, out, print_document
from workers.cli._paper import Out, written_to
from workers.cli.resume import EDITED, Format, Template, show_resume, text_of

if TYPE_CHECKING:
    from workers.revisions import Revision

HELP = """Revise a letter or résumé by a sentence of feedback, as often as you want. Every version is kept.

DOCUMENT is an id that jobhunter documents lists (the first eight characters do), or a file made by jobhunter resume or
cover-letter. Feedback may be in English, German, French or Spanish: what comes first, what to bring out, add or leave out, the
length, and for a letter its tone and language. Each is audited like the first: nothing is added that is no fact of yours.

Examples:

  jobhunter revise 3f2a91bc "emphasise leadership and leave out the volunteer work"

  jobhunter revise letter.pdf "shorter and more formal" --out letter.pdf

  jobhunter revise 3f2a91bc "Kubernetes first" --version 1     # from version 1 instead of the newest

  jobhunter revise 3f2a91bc --general                          # for any employer; --targeted: for its posting again

  jobhunter revise 3f2a91bc --bullets > bullets.txt            # edit, then:  jobhunter revise 3f2a91bc --edited bullets.txt
"""
DocumentName = Annotated[str, typer.Argument(metavar="DOCUMENT", help="An id, or a file that was made before.")]
Feedback = Annotated[str, typer.Argument(metavar="FEEDBACK", help="What you want of it, in your own words.", show_default=False)]
Mode = Annotated[bool | None, typer.Option("--targeted/--general", help="At its posting, or at any employer; else as it was.")]
Numbered = Annotated[
    int | None, typer.Option("--version", min=1, help="The version to revise; else the newest, or the file's own.")
]
Bullets = Annotated[bool, typer.Option("--bullets", help="Print a résumé's bullets, each with its number, to be edited.")]
EditedFile = Annotated[
    Path | None,
    typer.Option("--edited", metavar="FILE", help="Take a résumé's bullets from there: your own words, never changed."),
]
TextFile = Annotated[Path | None, typer.Option("--text", metavar="FILE", help="Take a letter's text from there: your own words.")]
Look = Annotated[Template | None, typer.Option("--template", help="How a PDF looks; else as before.")]
Kind = Annotated[Format | None, typer.Option("--format", help="The kind of file; else as before.")]
AsJson = Annotated[
    bool, typer.Option("--json", help="One JSON document (jobhunter/revise/1; with --bullets jobhunter/bullets/1).")
]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("revise", help=HELP)(revise)


def revise(
    document: DocumentName,
    feedback: Feedback = "",
    targeted: Mode = None,
    number: Numbered = None,
    bullets: Bullets = False,
    edited: EditedFile = None,
    text: TextFile = None,
    template: Look = None,
    file_format: Kind = None,
    to: Out = None,
    as_json: AsJson = False,
) -> None:
    from jobhunter.logs import set_up_logs

    set_up_logs()
    if bullets:
        shown = asyncio.run(_bullets(document, number))
        print_document("bullets", shown) if as_json else out.file.write(shown["text"])
        return
    look = {"template": template.value if template else None, "file_format": file_format.value if file_format else None}
    told = asyncio.run(_revise(document, number, feedback, targeted, edited, text, look, to))
    print_document("revise", told) if as_json else _show(told)


async def _bullets(name: str, number: int | None) -> dict[str, Any]:
    from brain.writing.drafting import drafted_resume
    from brain.writing.edited import bullets_text
    from workers.revisions import kind_only
    from workers.shelf import open_shelf

    async with open_shelf(needed=True) as shelf:
        version = await shelf.found(name, number)
    kind_only(version, "resume", "--bullets")
    held = drafted_resume(version.recipe).bullets
    return {"version": version.told(), "bullets": [one.model_dump(mode="json") for one in held], "text": bullets_text(held)}


async def _revise(
    name: str, number: int | None, feedback: str, targeted: bool | None, edited: Path | None, text: Path | None,
    look: dict[str, str | None], to: Path | None,
) -> dict[str, Any]:  # fmt: skip
    from workers.papers import report
    from workers.revisions import Wanted, revision
    from workers.shelf import open_shelf

    own = {kind: await asyncio.to_thread(text_of, path) for kind, path in (("bullets", edited), ("text", text)) if path}
    wanted = Wanted(feedback=feedback.strip(), targeted=targeted, look={key: said for key, said in look.items() if said}, **own)
    async with open_shelf(needed=True) as shelf:
        parent = await shelf.found(name, number)
        made = await revision(shelf, parent, wanted, _told_call)
        version = parent
        if made.changed:
            version = await shelf.keep(made.made, parent, feedback.strip() or (EDITED if own else "")) or parent
    path = await asyncio.to_thread(written_to, to, Path(made.made.file.path))
    kind: Literal["resume", "cover_letter"] = parent.recipe.kind
    return {"kind": kind, **await report(made.made, path), "version": version.told(), **_outcome(made)}


def _outcome(made: "Revision") -> dict[str, Any]:
    return {
        "changed": made.changed,
        "mode": "targeted" if made.made.recipe.directions.targeted else "general",
        "done": made.done,
        "not_done": made.not_done,
        "not_understood": made.not_understood,
        "refused": [refusal.told() for refusal in made.refused],
        "problem": made.problem,
        "llm_calls": made.calls,
    }


async def _told_call(_type: str, message: str, /, **data: Any) -> None:
    err.print(f"{message} About {data['tokens_estimated']} were expected; {data['cost_usd']} USD.", markup=False, highlight=False)


def _show(told: dict[str, Any]) -> None:
    if told["kind"] == "resume":
        show_resume(told)
    else:
        out.print(told["text"], markup=False, highlight=False, soft_wrap=True)
        err.print(told["document"]["path"], markup=False, highlight=False, soft_wrap=True)
    version = told["version"]
    came = f", from version {version['from']}" if version["from"] else ""
    state = (
        f"version {version['number']}{came}" if told["changed"] else f"nothing changes: it is version {version['number']} still"
    )
    err.print(f"{version['document']}  {state}", markup=False, highlight=False)
    for line in told["done"]:
        err.print(line, markup=False, highlight=False)
    for line in (*told["not_done"], *(f"Not understood: “{text}”" for text in told["not_understood"]), *told.get("notes", ())):
        err.print(f"note: {line}", markup=False, highlight=False)
    for refusal in told["refused"]:
        err.print(f"refused: “{refusal['said']}”", markup=False, highlight=False)
        for why in refusal["why"]:
            err.print(f"  {why['detail']} ({why['check']})", markup=False, highlight=False)
    for doubt in told["doubts"] if told["kind"] != "resume" else ():
        err.print(f"doubt: {doubt['detail']}", markup=False, highlight=False)
