"""What is held of a person leaves on request, and is gone on request: rows, files, vectors and the key."""

import json
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any
from uuid import UUID

import psycopg
import pytest
from pydantic import SecretStr

from brain.answering.given import GivenAnswer, GivenAnswers
from brain.errors import Conflict, InvalidInput, NotFound
from brain.ports import AccountSite
from brain.resume.facts import facts_from_resume
from memory.embedding import default_embedder
from memory.forgetting import forget_user, forget_user_in
from memory.resume_facts import ResumeFacts
from memory.settings import MemorySettings
from memory.store import VectorStore
from memory.task_history import TaskHistory
from tests.integration.test_submission_ledger import a_manifest, a_posting
from tests.support.candidates import candidate, field, value
from tests.support.commands import Commands
from tests.support.gateway import RunningGateway
from tests.support.memory_process import KEY, MemoryProcess
from tests.support.protocol import OTHER, USER, Bench, bench, question, step
from workers.context import sealed_answers
from world_model.applications import ApplicationStore
from world_model.candidates import CandidateStore
from world_model.credentials import CredentialStore
from world_model.interventions import GivenAnswer as Answer
from world_model.interventions import Interventions
from world_model.own_documents import OwnDocuments, kind_of
from world_model.personal_data import PersonalData
from world_model.postings import PostingStore
from world_model.profiles import Profiles

pytestmark = pytest.mark.stack

NAME, EMAIL = "Zelda Quackenbush", "zelda.q@example.org"
RESUME: dict[str, Any] = {
    "basics": {"name": NAME, "email": EMAIL},
    "work": [{"name": "Acme", "position": "Baker", "highlights": [f"{NAME} baked 900 loaves."]}],
    "x-jobhunter": {"consents": {"marketing": False}},
}
EDITOR = "Who is your reference?"


class Person:
    """Somebody of whom everything is held that can be: rows of every kind, files, and a task that waits for them."""

    def __init__(self, here: Bench, files: Path) -> None:
        self.here, self.files = here, files
        self.data = PersonalData(here.database, here.vault, files)
        self.candidates = CandidateStore(here.database, here.vault)

    async def settle_in(self, user: str = USER) -> str:
        here = self.here
        facts, _ = facts_from_resume(RESUME, "zelda.json")
        candidate_id = await self.candidates.import_resume(user, RESUME, facts, [f"{NAME} likes"])
        await self.candidates.remember(user, candidate_id, EDITOR, f"{NAME}, {EMAIL}", "everywhere", "Acme", "", "")
        await self.candidates.keep_consent(user, candidate_id, "saves_as_you_go", "acme.example", True)
        source = self.files.parent / "transcript.pdf"
        source.write_bytes(f"%PDF- {NAME}".encode())
        await OwnDocuments(here.database, self.files).add(user, candidate_id, "Transcript", source)
        stored = (await PostingStore(here.database).save(user, [a_posting()]))[0]
        async with here.database.as_user(user) as session:
            vault = await here.vault.of(session, user)
        given = sealed_answers(vault, GivenAnswers(answers=(GivenAnswer(question="Name", value=NAME),)))
        task = await here.task([step("ask", role="executor")], user=user, options={"given": given})
        claim = await here.claim(task, "ask")
        await here.steps.keep(claim, "kept", vault.seal({"name": NAME}, "checkpoints", "value_enc", f"{claim.id}:kept"))
        (self.files / f"{task.replace('-', '_')}_explore-1.jpg").write_bytes(f"a picture of {NAME}".encode())
        await here.steps.ask(claim, question(labels={"q": NAME}))
        people = Interventions(here.database, here.vault)
        asked = await people.latest(user, task, claim.id)
        await people.answer(user, asked, Answer(action="answer", human_input=EMAIL), NAME)
        applications = ApplicationStore(here.database, here.vault)
        application = await applications.begin(user, candidate_id, stored.id, task)
        await applications.keep_manifest(user, application.id, a_manifest(NAME))
        await applications.move(user, application.id, "waiting", f"{NAME} is asked.")
        credentials = CredentialStore(here.database, here.vault)
        site = AccountSite(origin="https://jobs.example.org")
        await credentials.plan(user, candidate_id, site, EMAIL, SecretStr(f"pw of {NAME}"))
        return candidate_id


@pytest.fixture
async def person(migrated_database_url: str, tmp_path: Path) -> AsyncIterator[Person]:
    files = tmp_path / "files"
    files.mkdir()
    async with bench(migrated_database_url) as here:
        yield Person(here, files)


def everything_in(database_url: str) -> str:
    """Every row of every table, as text, as the owner of the database sees it."""
    with psycopg.connect(database_url.replace("postgresql+psycopg://", "postgresql://")) as connection:
        connection.execute("SET ROLE jobhunter_owner")
        tables = [r[0] for r in connection.execute("SELECT tablename FROM pg_tables WHERE schemaname = 'public'")]
        return "\n".join(str(row) for t in tables for row in connection.execute(f"SELECT r::text FROM {t} r"))  # type: ignore[arg-type]


def traces(folder: Path) -> list[Path]:
    """The files that hold the person's name or address."""
    return [p for p in folder.rglob("*") if p.is_file() and (NAME.encode() in p.read_bytes() or EMAIL.encode() in p.read_bytes())]


async def test_everything_is_handed_over_readable(person: Person, tmp_path: Path) -> None:
    await person.settle_in()
    folder = tmp_path / "mine"
    counts = await person.data.export(USER, folder)
    read = {file.stem: json.loads(file.read_text()) for file in folder.glob("*.json")}
    assert read["resumes"] == [RESUME]
    assert read["remembered_answers"][0]["value"] == f"{NAME}, {EMAIL}"
    assert NAME in [f["body"]["value"].get("value") for f in read["facts"]]
    assert read["interventions"][0]["answer"]["human_input"] == EMAIL
    assert read["tasks"][0]["options"]["given"]["answers"][0]["value"] == NAME
    assert read["applications"][0]["manifest"]["fields"]
    assert read["checkpoints"][0]["value"] == {"name": NAME}
    assert read["credentials"][0]["email"] == EMAIL
    assert f"pw of {NAME}" not in "".join(file.read_text() for file in folder.glob("*.json"))
    assert counts["files"] == 2
    assert len(traces(folder / "files")) == 2
    assert {file.stat().st_mode & 0o777 for file in folder.rglob("*") if file.is_file()} == {0o600}
    with pytest.raises(InvalidInput):
        await person.data.export(USER, folder)


async def test_everything_is_gone_and_nobody_elses(person: Person, migrated_database_url: str, tmp_path: Path) -> None:
    await person.settle_in()
    await person.data.export(USER, tmp_path / "mine")
    assert NAME in everything_in(migrated_database_url)
    assert traces(person.files)
    before = await person.here.rows("SELECT data_key_wrapped AS key FROM users")
    other = person.files / "documents" / "somebody-else.pdf"
    other.write_bytes(b"not theirs")

    counts = await person.data.delete(USER)

    held = everything_in(migrated_database_url)
    assert NAME not in held
    assert EMAIL not in held
    assert traces(person.files) == []
    assert other.exists()
    assert counts["candidates"] == 1
    assert counts["files"] == 2
    after = await person.here.rows("SELECT data_key_wrapped AS key FROM users")
    assert after != before
    with pytest.raises(NotFound):
        await person.candidates.load(USER, None)
    assert await person.settle_in()  # the person may begin anew


async def test_others_keep_what_is_theirs(person: Person) -> None:
    await person.candidates.import_resume(OTHER, RESUME, [], [])
    mine = await person.settle_in()
    await person.data.delete(OTHER)
    assert (await person.candidates.load(USER, mine)).resume == RESUME


async def test_a_step_that_runs_is_waited_for_and_its_task_ends(person: Person) -> None:
    await person.settle_in()
    task = await person.here.task([step("long", role="executor")])
    claim = await person.here.claim(task, "long")
    with pytest.raises(Conflict) as caught:
        await person.data.delete(USER, wait_s=0.3)
    assert caught.value.code == "steps_running"
    await person.here.steps.cancel(claim)
    await person.data.delete(USER, wait_s=0.3)


@pytest.mark.parametrize("running", [True, False])
async def test_vectors_are_gone_whether_their_owner_runs_or_not(tmp_path: Path, running: bool) -> None:
    folder = tmp_path / "vectors"
    other = UUID(OTHER)
    with MemoryProcess(folder) as owner:
        settings = MemorySettings.model_validate({"qdrant_url": owner.url, "qdrant_api_key": KEY})
        async with VectorStore.connect(settings) as store:
            facts, history = ResumeFacts(store, default_embedder()), TaskHistory(store, default_embedder())
            for user in (UUID(USER), other):
                await facts.index(user, user, [(1, f"{NAME} bakes bread")])
                await history.remember(user_id=user, task_id=user, goal_text="bake", plan={}, outcome="done", families=[])
            if running:
                await forget_user(settings, USER)
                assert await facts.search(UUID(USER), UUID(USER), "bread") == []
                assert len(await facts.search(other, other, "bread")) == 1
    if not running:
        await forget_user_in(folder, USER)
    with MemoryProcess(folder) as owner:
        settings = MemorySettings.model_validate({"qdrant_url": owner.url, "qdrant_api_key": KEY})
        async with VectorStore.connect(settings) as store:
            history = TaskHistory(store, default_embedder())
            assert await history.recall(user_id=UUID(USER), goal_text="bake") == []
            assert len(await history.recall(user_id=other, goal_text="bake")) == 1


async def test_a_document_by_kind_is_sent_where_a_form_asks_for_it_and_else_asked_for(person: Person, tmp_path: Path) -> None:
    mine = await person.settle_in()
    own = OwnDocuments(person.here.database, person.files)
    for kind, name in (("certificate", "aws.pdf"), ("work permit", "permit.pdf"), ("photo", "me.jpg")):
        (tmp_path / name).write_bytes(b"%PDF- " + name.encode())
        await own.add(USER, mine, kind, tmp_path / name)
    who = candidate(documents=(await person.candidates.load(USER, mine)).documents)

    def sent(label: str) -> Any:
        found = value(field(label, "file"), who=who)
        return found.name if found is not None and hasattr(found, "name") else None

    assert sent("Transcript of records") == "transcript.pdf"
    assert sent("Upload your certificate") == "aws.pdf"
    assert sent("Work permit") == "permit.pdf"
    assert sent("Photo") == "me.jpg"
    assert sent("Portfolio (PDF)") is None
    assert sent("Diving licence") is None


@pytest.mark.parametrize(("kind", "name"), [("Arbeits-Zeugnis", "arbeits_zeugnis"), ("Work permit", "work_permit")])
def test_a_kind_is_a_name(kind: str, name: str) -> None:
    assert kind_of(kind) == name


@pytest.mark.parametrize("kind", ["", "../x", "///", "a" * 200])
def test_what_names_no_kind_is_refused(kind: str) -> None:
    with pytest.raises(InvalidInput):
        kind_of("" if kind == "../x" else kind)


async def test_the_facts_of_a_profile_keep_their_numbers_while_it_grows(person: Person) -> None:
    mine = await person.settle_in()
    before = {fact.path: fact.id for fact in (await person.candidates.load(USER, mine)).facts}
    profiles = Profiles(person.here.database, person.here.vault)
    await profiles.change(USER, mine, lambda held: {**held, "x-jobhunter": {"pronouns": "she/her"}})
    after = {fact.path: fact.id for fact in (await person.candidates.load(USER, mine)).facts}
    assert after.pop("x-jobhunter.pronouns") > max(before.values())
    assert after == {path: number for path, number in before.items() if path != "x-jobhunter.consents.marketing"}


async def test_over_http_it_is_gone_too(gateway: RunningGateway) -> None:
    await gateway.http.post("/api/v1/candidate/resume", json={"resume": RESUME})
    await gateway.create()
    answer = await gateway.http.delete("/api/v1/candidate")
    assert answer.status_code == 200, answer.text
    assert answer.json()["deleted"]["candidates"] == 1
    assert (await gateway.http.get("/api/v1/candidate")).json()["code"] == "no_candidate"
    assert (await gateway.http.get("/agent/tasks")).json()["items"] == []


def test_at_the_terminal_documents_are_added_and_all_of_it_leaves(tmp_path: Path, migrated_database_url: str) -> None:
    commands = Commands(tmp_path, migrated_database_url)
    commands.imports(RESUME)
    (tmp_path / "t.pdf").write_bytes(b"%PDF- marks")
    assert commands("candidate", "add-document", "transcript", tmp_path / "t.pdf", "--json").document["kind"] == "transcript"
    assert commands("candidate", "export", "--all", tmp_path / "mine").code == 0
    assert json.loads((tmp_path / "mine" / "resumes.json").read_text())[0]["basics"]["name"] == NAME
    assert commands("candidate", "delete").code == 2
    assert commands("candidate", "delete", "--yes", "--json").document["deleted"]["candidates"] == 1
    assert NAME not in everything_in(migrated_database_url)
    assert traces(tmp_path / "files") == []
