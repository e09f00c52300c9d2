"""`jobhunter candidate ask`: what applications ask and résumés lack, most-asked first, each answer kept at once."""

import asyncio
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Annotated, Any

import typer

from brain.errors import InvalidInput
from jobhunter.console import err, print_document

ASK_HELP = """Answer what applications ask and résumés lack, most-asked first.

Each answer is kept at once. An empty line skips a question, `back` goes to the one before, `stop` ends; the next time it goes on
with what is missing. `none` says that there is nothing to say.

Example:  jobhunter candidate ask
"""
Countries = Annotated[
    list[str] | None, typer.Option("--country", metavar="NAME", help="Also ask about working there; repeatable.")
]


def add_to(group: typer.Typer) -> None:
    """Adds `candidate ask` and the further commands about the person's own data."""
    from workers.cli import personal_data

    group.command("ask", help=ASK_HELP)(ask)
    personal_data.add_to(group)


def ask(
    everything: Annotated[bool, typer.Option("--all", help="Also what is answered already.")] = False,
    answers: Annotated[Path | None, typer.Option("--answers", metavar="FILE", help="JSON or YAML: question to value.")] = None,
    country: Countries = None,
    as_json: Annotated[bool, typer.Option("--json", help="List the questions (jobhunter/questions/1); ask nothing.")] = False,
) -> None:
    given = None if answers is None else _read(answers)
    done = asyncio.run(_run(everything, given, country or [], listing=as_json))
    if as_json:
        print_document("questions", done)
    else:
        for one in done["refused"]:
            err.print(f"{one['id']}: {one['detail']} {one['fix']}", markup=False, highlight=False, style="red")
        left = sum(q["missing"] for q in done["questions"])
        err.print("Nothing is missing." if not left else f"{left} question(s) are open; go on with: jobhunter candidate ask")
    if done["refused"]:
        raise typer.Exit(2)


async def _run(everything: bool, given: Mapping[str, Any] | None, countries: list[str], listing: bool) -> dict[str, Any]:
    from brain import profile_questions as profile
    from brain.profile_values import place
    from workers.cli._profile_talk import Conversation
    from workers.cli._your_data import your_data
    from world_model.users import LOCAL_USER

    codes = [place(name) for name in countries]
    async with your_data() as data:
        candidate = await data.candidates.load(LOCAL_USER, None)

        async def store(edit: Callable[[dict[str, Any]], dict[str, Any]]) -> dict[str, Any]:
            return await data.profiles.change(LOCAL_USER, candidate.id, edit)

        talk = Conversation(candidate.resume, store, codes)
        if given is not None:
            await talk.take(given)
        elif not listing:
            await talk.hold(everything)
        listed = profile.questions(talk.resume, codes) if everything else profile.missing(talk.resume, codes)
        return {
            "candidate_id": candidate.id,
            "questions": [one.document() for one in listed],
            "answered": talk.answered,
            "refused": talk.refused,
            "classes": profile.classes(),
        }


def _read(path: Path) -> dict[str, Any]:
    """The file's answers: one object of question id to value, or the list of an answers file."""
    from brain.profile_questions import EXTRA
    from workers.answers_file import content_of

    content = content_of(path)
    if isinstance(content, Mapping) and isinstance(content.get("answers"), list):
        content = {
            row["question"]: row.get("value") for row in content["answers"] if isinstance(row, Mapping) and row.get("question")
        }
    if isinstance(content, Mapping) and isinstance(content.get(EXTRA), Mapping):
        content = content[EXTRA]
    if not isinstance(content, Mapping):
        raise InvalidInput("answers_invalid", "The answers cannot be read.", f"{path} holds no object.", "Write question: value.")
    return dict(content)
