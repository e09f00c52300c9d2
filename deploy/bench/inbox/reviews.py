"""The applications that wait for a yes: written as the steps before a review would have left them."""

from collections.abc import Iterator

from brain.context import Options
from brain.exploring import manifest_field
from brain.form import Field
from brain.goal import Goal
from brain.manifest import Answer, Manifest, Provenance
from brain.plan import Plan, StepSpec
from brain.posting import Posting
from world_model.applications import ApplicationStore
from world_model.candidates import CandidateStore
from world_model.postings import PostingStore
from world_model.session import Database
from world_model.tasks import TaskStore
from world_model.users import LOCAL_USER
from world_model.vault import Vault

PER_TASK = 25
FIELDS = 25
A_DAY = 10_000


async def prepare(database: Database, vault: Vault, count: int) -> None:
    """That many reviews that are ready to be asked, in tasks of some."""
    candidate = await CandidateStore(database, vault).import_resume(LOCAL_USER, {"basics": {"name": "Ada Lovelace"}}, [], [])
    stored = await PostingStore(database).save(LOCAL_USER, [_posting(n) for n in range(count)])
    applications, tasks = ApplicationStore(database, vault), TaskStore(database)
    options = Options(applications_per_day=A_DAY, max_steps=2000, count=PER_TASK)
    for start in range(0, count, PER_TASK):
        part = stored[start : start + PER_TASK]
        plan = Plan(summary="reviews", steps=tuple(s for n, one in enumerate(part) for s in _branch(n, one.id, candidate)))
        paused = await tasks.create(LOCAL_USER, "Apply.", Goal(verb="apply", count=PER_TASK), options, plan)
        for number, one in enumerate(part, start):
            application = await applications.begin(LOCAL_USER, candidate, one.id, paused.id)
            await applications.keep_manifest(LOCAL_USER, application.id, _manifest(number))
            await applications.keep_score(LOCAL_USER, application.id, 70 + number % 30)


def _branch(number: int, posting_id: str, candidate_id: str) -> Iterator[StepSpec]:
    given = {"posting_id": posting_id, "candidate_id": candidate_id}
    yield StepSpec(key=f"review:p{number}", action_type="review", role="critic", given=given)
    yield StepSpec(
        key=f"submit:p{number}", action_type="submit", role="executor", depends_on=(f"review:p{number}",),
        given={**given, "reviewed": True},
    )  # fmt: skip


def _posting(number: int) -> Posting:
    url = f"https://jobs.example.org/{number}"
    return Posting(
        source="greenhouse", board=f"company-{number}", external_id=str(number), url=url, apply_url=url,
        title=f"Python Developer {number}", company=f"Company {number}", locations=("Remote",),
        description_text="We build things that last. " * 40,
    )  # fmt: skip


def _manifest(number: int) -> Manifest:
    fields = tuple(
        manifest_field(
            Answer(
                field=Field(key=f"p1.field_{n}", label=f"Question {n} of the form", kind="text", required=n % 2 == 0),
                value=f"An answer of some length to question {n} of form {number}",
                provenance=Provenance(kind="given", detail="given: with the task"),
                confidence=1.0 - n % 5 / 20,
            ),
            1,
        )
        for n in range(FIELDS)
    )
    return Manifest(url=f"https://jobs.example.org/{number}", pages=1, fields=fields)
