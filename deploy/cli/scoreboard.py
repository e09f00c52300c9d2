"""`jobhunter scoreboard`: how well the form engine does on every form of the practice market."""

import asyncio
import sys
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer
from rich.table import Table

from brain.errors import InvalidInput
from jobhunter.console import err, out, print_document

if TYPE_CHECKING:
    from deploy.scoreboard.judging import FormResult

HELP = """Apply to every form of the practice market and count what its employers got.

  cold    nothing is known of any site
  warm    the same forms again, with what was learned
  drift   the sites rebuilt overnight, with what was learned before
  unseen  no family file, nothing learned; layouts drawn by seed are among the forms

Nothing leaves this machine, and your own data are not touched. All four passes take about half an hour; interrupted (Ctrl-C), it
shows what it has measured so far.

Examples:

  jobhunter scoreboard --json

  jobhunter scoreboard --pass cold --family greenhouse --family lever

  jobhunter scoreboard --page docs/scoreboard.md
"""

Passes = Annotated[list[str] | None, typer.Option("--pass", help="Only this pass: cold, warm, drift or unseen (again: more).")]
Families = Annotated[list[str] | None, typer.Option("--family", help="Only this family's forms (again: more).")]
Postings = Annotated[list[str] | None, typer.Option("--posting", help="Only this posting's form (again: more).")]
Seed = Annotated[int, typer.Option(help="Which practice market to build.")]
Drift = Annotated[int, typer.Option(min=1, help="How the sites are rebuilt for the pass `drift`.")]
AtOnce = Annotated[int, typer.Option("--at-once", min=1, max=8, help="How many forms are worked on at the same time.")]
Page = Annotated[Path | None, typer.Option("--page", metavar="FILE", help="Write the result as a page (Markdown) too.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document (jobhunter/scoreboard/1).")]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("scoreboard", help=HELP)(scoreboard)


def scoreboard(
    passes: Passes = None,
    family: Families = None,
    posting: Postings = None,
    seed: Seed = 7,
    drift: Drift = 3,
    at_once: AtOnce = 1,
    page: Page = None,
    as_json: AsJson = False,
) -> None:
    from deploy.market.app import FAMILIES
    from deploy.scoreboard.page import written
    from deploy.scoreboard.run import PASSES, Wish
    from deploy.scoreboard.run import scoreboard as run
    from deploy.scoreboard.totals import document
    from jobhunter.logs import set_up_logs

    set_up_logs()
    chosen = tuple(name for name in PASSES if not passes or name in passes)
    _require(passes, PASSES, "unknown_pass", "There is no such pass.")
    _require(family, [one.name for one in FAMILIES], "unknown_family", "The practice market has no such family.")
    wish = Wish(chosen, tuple(family or ()), tuple(posting or ()), seed, drift, at_once)
    done: dict[str, list[FormResult]] = {name: [] for name in chosen}

    def tell(name: str, result: "FormResult", count: int, of: int) -> None:
        _tell(name, result, count, of)
        if name in done:
            done[name].append(result)

    interrupted = False
    try:
        asyncio.run(run(wish, tell))
    except KeyboardInterrupt:
        interrupted = True  # what was measured until then is still told
    if posting and not interrupted and not all(done[name] for name in chosen):
        raise InvalidInput(
            "unknown_posting",
            "The practice market has no such form.",
            ", ".join(posting),
            "`jobhunter market` lists them at /_postings.",
        )
    made = document(done, seed, drift) | ({"interrupted": True} if interrupted else {})
    if page is not None and not interrupted:
        page.write_text(written(made), encoding="utf-8")
    if as_json:
        print_document("scoreboard", made)
    else:
        _show(made, chosen)
    sys.exit(130 if interrupted else 0)


def _require(given: list[str] | None, known: "list[str] | tuple[str, ...]", code: str, title: str) -> None:
    for name in given or ():
        if name not in known:
            raise InvalidInput(code, title, name, f"Known: {', '.join(known)}")


def _tell(pass_name: str, result: "FormResult", done: int, of: int) -> None:
    mark = "ok" if result.complete else "--"
    first = next((f"{b.fault} {b.label}: {b.got!r} for {b.wanted!r}" for b in result.blemishes), "")
    said = f"{pass_name} {done}/{of} {mark} {result.family} {result.trait} {result.language} {result.seconds}s {first}"
    err.print(said, markup=False, highlight=False, soft_wrap=True)


def _show(made: dict[str, Any], passes: "tuple[str, ...]") -> None:
    columns = (
        "forms",
        "fields",
        "field_accuracy",
        "complete_forms",
        "left_open",
        "wrong_answers",
        "asked",
        "seconds_median",
        "llm_calls",
    )
    table = Table("", *columns, box=None, pad_edge=False)
    for name in passes:
        table.add_row(f"[bold]{name}[/]", *(_figure(made[name][column]) for column in columns))
    for family, by_pass in made["families"].items():
        for name, figures in by_pass.items():
            table.add_row(f"{family} {name}", *(_figure(figures[column]) for column in columns))
    out.print(table)


def _figure(value: float | None) -> str:
    return "–" if value is None else f"{value:g}"
