"""`jobhunter apply URL`: one application, here and now. It needs no running stack, and always uses the ledger."""

import asyncio
import sys
import time
from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from jobhunter.console import err, print_document

if TYPE_CHECKING:
    from workers.application_report import Outcome
    from workers.ledger import Ledger
    from workers.one_application import Wanted
    from workers.settings import WorkerSettings
    from world_model.at_address import StepNow

HELP = """Apply to one posting: read its form, answer it from your facts, fill it and, with --submit, send it once.

Without --submit it stops when every field is filled and read back, and shows what would be sent. It needs no running stack.

Examples:

  jobhunter apply https://jobs.example.com/42 --candidate ada.pdf

  jobhunter apply https://jobs.example.com/42 --candidate ada.json --answers answers.yaml --submit --json

Exit codes: 0 confirmed, or ready to be sent; 1 failed; 2 wrong input; 3 a required question only you can answer, nothing sent;
4 refused (applied before, closed, blocked, address); 5 sent, but not confirmed.
"""

Url = Annotated[str, typer.Argument(help="The posting's or its form's address.")]
Resume = Annotated[Path | None, typer.Option("--resume", metavar="FILE", help="Send this résumé as it is.")]
CandidateFile = Annotated[
    Path | None,
    typer.Option(
        "--candidate", metavar="FILE", help="Who applies: PDF, DOCX, TXT, JSON Resume, RenderCV; else the one imported last."
    ),
]
AnswersFile = Annotated[Path | None, typer.Option("--answers", metavar="FILE", help="Your own answers, JSON or YAML.")]
Submit = Annotated[bool, typer.Option("--submit", help="Send it. This is your approval of what is filled in.")]
Headed = Annotated[bool, typer.Option("--headed", help="Show the browser.")]
Private = Annotated[bool, typer.Option("--allow-private", help="Allow this address on the own machine or network.")]
AsJson = Annotated[bool, typer.Option("--json", help="One JSON document (jobhunter/apply/1).")]


@dataclass(frozen=True, slots=True)
class Request:
    """The command's words, as they were given."""

    url: str
    candidate: Path | None
    resume: Path | None
    answers: Path | None
    submit: bool
    headed: bool
    allow_private: bool


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("apply", help=HELP)(apply)


def apply(
    url: Url,
    candidate: CandidateFile = None,
    resume: Resume = None,
    answers: AnswersFile = None,
    submit: Submit = False,
    headed: Headed = False,
    allow_private: Private = False,
    as_json: AsJson = False,
) -> None:
    from jobhunter.logs import set_up_logs
    from workers.cli._application import show

    set_up_logs()
    request = Request(url.strip(), candidate, resume, answers, submit, headed, allow_private)
    outcome, document = asyncio.run(carry_out(request))
    if as_json:
        print_document("apply", document)
    else:
        show(document)
    if outcome.exit_code:
        sys.exit(outcome.exit_code)


async def carry_out(request: Request) -> "tuple[Outcome, dict[str, Any]]":
    """Applies, and says how it ended. Raises what keeps it from beginning."""
    from brain.answering.given import GivenAnswers
    from workers.answers_file import read_answers, with_resume
    from workers.ledger import open_ledger
    from workers.one_application import Wanted, busy
    from workers.settings import WorkerSettings
    from world_model.at_address import AtAddress

    began = time.monotonic()
    settings = WorkerSettings()
    origins = await asyncio.to_thread(judged, request.url, request.allow_private, settings.origins)
    given = read_answers(request.answers) if request.answers else GivenAnswers()
    given = with_resume(given, request.resume) if request.resume else given
    settings = settings.model_copy(update={"headless": settings.headless and not request.headed})
    person = await _read_candidate(request.candidate) if request.candidate else None
    async with open_ledger(engine_connections=2, user_connections=4) as ledger:
        candidate_id = await _candidate(ledger, person, request.resume)
        wanted = Wanted(request.url, candidate_id, given, request.submit)
        async with AtAddress(ledger.database).held(wanted.name) as mine:
            if not mine:
                raise busy()
            return await _apply(ledger, wanted, settings, origins, began)


async def _apply(
    ledger: "Ledger", wanted: "Wanted", settings: "WorkerSettings", origins: frozenset[str], began: float
) -> "tuple[Outcome, dict[str, Any]]":
    from workers.application_report import Outcome, document, outcome_of, problem
    from workers.assembly import furnish
    from workers.cli._application import Narrator
    from workers.one_application import OneApplication
    from world_model.application_story import ApplicationStories
    from world_model.events import EventLog
    from world_model.settings import WorldModelSettings
    from world_model.users import LOCAL_USER

    stories = ApplicationStories(ledger.database, ledger.vault)
    narrator = Narrator(ledger.database, err)
    one = OneApplication(ledger, wanted, narrator.nudge)
    story = None
    calls = 0
    steps: Sequence[StepNow] = ()
    sent = await one.sent_before()
    if sent is None:
        async with AsyncExitStack() as exits:
            lease_s = WorldModelSettings().lease_s
            runner = await furnish(exits, wanted.name, ledger.database, ledger.vault, narrator, settings, origins, lease_s)
            ended = await one.run(runner)
        steps = ended.steps
        calls = await EventLog(ledger.database).model_calls(LOCAL_USER, ended.task_id)
        story = next(iter(await stories.of_task(LOCAL_USER, ended.task_id)), None)
        outcome = outcome_of(ended, story.receipt if story else None, wanted.submit)
        if outcome.status in ("refused", "failed"):
            # Only by opening it may it have become known which posting this is.
            sent = await one.sent_before(ended)
    if sent is not None:
        story = await stories.of(LOCAL_USER, sent.application_id)
        outcome = Outcome("refused", problem("already_applied", "You applied to this posting already.", story.posting["title"]))
    made = document(wanted.url, outcome, story, steps, wanted.given, settings.files, time.monotonic() - began, calls)
    return outcome, made


def judged(url: str, allow_private: bool, origins: frozenset[str]) -> frozenset[str]:
    """The origins of the own network that may be opened, once `url` was found to be allowed.

    Raises `InvalidInput` `url_invalid`; `Refused` `url_not_allowed`; `Unavailable` `name_not_resolved`.
    """
    from urllib.parse import urlsplit

    from brain.errors import InvalidInput, Refused
    from jobhunter.address import AddressPolicy, normalised_origin

    fix = "Give the posting's own address, starting with https://."
    try:
        parts = urlsplit(url)
        web = parts.scheme.lower() in ("http", "https") and bool(parts.hostname)
    except ValueError:
        web = False
    if not web:
        raise InvalidInput("url_invalid", "That is no address of the web.", url[:200], fix)
    allowed = origins | ({normalised_origin(url)} if allow_private else frozenset())
    try:
        AddressPolicy(allowed).judge(url)
    except InvalidInput as error:
        fix = "Give a public http(s) address; for one of your own machine or network add --allow-private."
        raise Refused(error.code, error.title, error.detail, fix) from error
    return frozenset(allowed)


Person = tuple[dict[str, Any], Any, tuple[str, ...]]
Papers = dict[str, Path]


async def _read_candidate(file: Path) -> tuple[Person, Papers]:
    """The résumé of a file with its facts and what was not understood, and the documents it names.

    Raises `InvalidInput` `resume_…`, `file_not_found`, `document_…`.
    """
    from brain.resume.facts import facts_from_resume
    from brain.resume.importing import import_candidate
    from workers.hands.resume_files import read_resume_file
    from world_model.own_documents import stated_documents

    read = await read_resume_file(file)
    imported = import_candidate(read.content, read.name, read.links)
    found, unread = facts_from_resume(imported.resume, read.name, imported.sources)
    papers = await asyncio.to_thread(stated_documents, imported.resume, file.parent)
    return (imported.resume, found, (*imported.not_understood, *unread)), papers


async def _candidate(ledger: "Ledger", given: tuple[Person, Papers] | None, resume: Path | None) -> str:
    """The candidate's id: of the file given, else the one imported last, else of the résumé. Raises `NotFound` `no_candidate`."""
    from brain.errors import NotFound
    from workers.settings import WorkerSettings
    from world_model.candidates import CandidateStore
    from world_model.own_documents import OwnDocuments
    from world_model.users import LOCAL_USER

    store = CandidateStore(ledger.database, ledger.vault)
    if given is None:
        try:
            return (await store.load(LOCAL_USER, None)).id
        except NotFound:
            if resume is None:
                raise
            given = await _read_candidate(resume)
    person, papers = given
    candidate_id = await store.import_resume(LOCAL_USER, *person)
    await OwnDocuments(ledger.database, WorkerSettings().files).add_stated(LOCAL_USER, candidate_id, papers)
    return candidate_id
