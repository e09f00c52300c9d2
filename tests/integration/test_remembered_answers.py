"""Remembered answers: kept once, sealed, listed, changed, forgotten; what was changed or forgotten does not come back."""

import asyncio
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest

from brain.errors import InvalidInput, NotFound
from tests.support.commands import Commands
from tests.support.gateway import RunningGateway
from tests.support.protocol import OTHER, USER, Bench, bench
from world_model.candidates import CandidateStore
from world_model.remembered import RememberedAnswers

pytestmark = pytest.mark.stack
EDITOR = "What is your favourite code editor?"


class Memory:
    """One candidate's answers, as the steps and the person see them."""

    def __init__(self, here: Bench, candidate_id: str) -> None:
        self.here, self.candidate_id = here, candidate_id
        self.candidates = CandidateStore(here.database, here.vault)
        self.answers = RememberedAnswers(here.database, here.vault)

    async def keep(self, question: str, value: Any, scope: str = "everywhere", company: str = "Acme", origin: str = "") -> Any:
        return await self.candidates.remember(USER, self.candidate_id, question, value, scope, company, "greenhouse", origin)

    async def known(self) -> dict[str, Any]:
        held = await self.candidates.load(USER, self.candidate_id)
        return {one.question: one.value for one in held.remembered}

    async def one(self) -> int:
        [held] = await self.answers.list(USER)
        return held.id


@pytest.fixture
async def memory(migrated_database_url: str) -> AsyncIterator[Memory]:
    async with bench(migrated_database_url) as here:
        store = CandidateStore(here.database, here.vault)
        yield Memory(here, await store.import_resume(USER, {"basics": {"name": "Ada"}}, [], []))


async def test_a_newer_answer_to_the_same_question_takes_the_place_of_the_older(memory: Memory) -> None:
    await memory.keep(EDITOR, "vim")
    await memory.keep("Which code editor is your favourite?", "ed")
    assert await memory.known() == {"Which code editor is your favourite?": "ed"}
    await memory.keep("What is your favourite text editor?", "nano")
    assert len(await memory.known()) == 2


async def test_each_scope_keeps_its_own(memory: Memory) -> None:
    await memory.keep(EDITOR, "vim")
    await memory.keep(EDITOR, "ed", "company")
    await memory.keep(EDITOR, "nano", "company", "Beta")
    await memory.keep(EDITOR, "emacs", "family")
    await memory.keep(EDITOR, "pico", "once")
    listed = await memory.answers.list(USER)
    assert {(one.scope, one.company, one.family, one.value) for one in listed} == {
        ("everywhere", None, None, "vim"), ("company", "Acme", None, "ed"), ("company", "Beta", None, "nano"),
        ("family", None, "greenhouse", "emacs"),
    }  # fmt: skip


async def test_what_belongs_to_one_employer_is_kept_for_that_one(memory: Memory) -> None:
    await memory.keep("Have you ever worked here before?", "no")
    [held] = await memory.answers.list(USER)
    assert (held.scope, held.company) == ("company", "Acme")


async def test_what_leaves_its_question_open_is_not_kept(memory: Memory) -> None:
    kept = await memory.keep("If yes, please explain", "a long story")
    assert (kept.id, kept.value) == (None, "a long story")
    assert await memory.known() == {}


async def test_one_word_of_the_person_is_kept_once_whatever_became_of_it(memory: Memory) -> None:
    first = await memory.keep(EDITOR, "vim", origin="intervention:1")
    assert (await memory.keep(EDITOR, "vim", origin="intervention:1")).id == first.id
    await memory.answers.edit(USER, first.id, "ed")
    assert (await memory.keep(EDITOR, "vim", origin="intervention:1")).value == "ed"
    await memory.keep(EDITOR, "nano", origin="intervention:2")
    assert (await memory.keep(EDITOR, "vim", origin="intervention:1")).value == "nano"
    await memory.answers.forget(USER, await memory.one())
    for origin in ("intervention:1", "intervention:2"):
        assert (await memory.keep(EDITOR, "vim", origin=origin)).forgotten
    assert await memory.known() == {}
    await memory.keep(EDITOR, "emacs", origin="intervention:3")
    assert await memory.known() == {EDITOR: "emacs"}


async def test_a_task_gives_each_employer_its_own(memory: Memory) -> None:
    for company in ("Acme", "Beta"):
        assert (await memory.keep(EDITOR, "vim", "company", company, origin="task:1")).value == "vim"
    assert len(await memory.answers.list(USER)) == 2


async def test_nothing_of_it_can_be_read_without_the_key_or_after_it_was_forgotten(memory: Memory) -> None:
    await memory.keep(EDITOR, "a-value-of-mine")
    rows = "SELECT r::text AS shown, encode(value_enc, 'escape') AS sealed FROM remembered_answers r"
    [row] = await memory.here.rows(rows)
    assert "a-value-of-mine" not in row["shown"] + row["sealed"]
    await memory.answers.forget(USER, await memory.one())
    [row] = await memory.here.rows(rows)
    assert "editor" not in row["shown"]
    assert row["sealed"] == ""


async def test_the_answers_of_others_are_none_of_mine(memory: Memory) -> None:
    await memory.keep(EDITOR, "vim")
    number = await memory.one()
    assert await memory.answers.list(OTHER) == ()
    for change in (memory.answers.edit(OTHER, number, "ed"), memory.answers.forget(OTHER, number)):
        with pytest.raises(NotFound):
            await change
    assert await memory.answers.forget_all(OTHER) == 0
    assert await memory.known() == {EDITOR: "vim"}


@pytest.mark.parametrize("value", ["", "  ", [], [1], {"a": 1}, None, float("nan"), "x" * 30_000, "a\0b"])
async def test_what_is_no_answer_is_refused(memory: Memory, value: Any) -> None:
    kept = await memory.keep(EDITOR, "vim")
    with pytest.raises(InvalidInput):
        await memory.answers.edit(USER, kept.id, value)
    assert await memory.known() == {EDITOR: "vim"}


async def test_two_words_at_once_leave_one_answer(memory: Memory) -> None:
    await asyncio.gather(*(memory.keep(EDITOR, str(number)) for number in range(5)), return_exceptions=True)
    held = await memory.candidates.load(USER, memory.candidate_id)
    assert len({one.id for one in held.remembered}) == len(held.remembered)


async def test_over_http_they_are_listed_changed_and_forgotten(gateway: RunningGateway) -> None:
    http = gateway.http
    await http.post("/api/v1/candidate/resume", json={"resume": {"basics": {"name": "Ada"}}})
    candidate = (await http.get("/api/v1/candidate")).json()["candidate_id"]
    task = await gateway.create()
    asked = {
        "fields": [{"key": "q", "label": EDITOR, "required": True}, {"key": "r", "label": "If so, why?", "required": True}],
        "context": {
            "labels": {"q": EDITOR, "r": "If so, why?"}, "questions": {"q": "editor"},
            "remembering": {"candidate_id": candidate, "company": "Acme", "family": ""},
        },
    }  # fmt: skip
    step = await gateway.ask(task, **asked)
    answered = await gateway.intervene(task, step, "answer", fields={"q": "vim", "r": "because"})
    assert answered.status_code == 200, answered.text

    [held] = (await http.get("/api/v1/candidate/answers")).json()["items"]
    assert (held["question"], held["value"], held["scope"]) == (EDITOR, "vim", "everywhere")
    address = f"/api/v1/candidate/answers/{held['id']}"
    assert (await http.patch(address, json={"value": ["ed", "vi"]})).json()["value"] == ["ed", "vi"]
    assert (await http.patch(address, json={"value": {}})).status_code == 422
    assert (await http.patch("/api/v1/candidate/answers/999999", json={"value": "x"})).json()["code"] == "answer_unknown"
    assert (await http.delete(address)).status_code == 204
    assert (await http.delete(address)).status_code == 404
    assert (await http.get("/api/v1/candidate/answers")).json()["items"] == []
    assert (await http.delete("/api/v1/candidate/answers")).json() == {"forgotten": 0}


async def test_an_answer_that_is_not_to_be_remembered_is_not(gateway: RunningGateway) -> None:
    await gateway.http.post("/api/v1/candidate/resume", json={"resume": {"basics": {"name": "Ada"}}})
    candidate = (await gateway.http.get("/api/v1/candidate")).json()["candidate_id"]
    about = {"labels": {"q": EDITOR}, "questions": {"q": "editor"}, "remembering": {"candidate_id": candidate}}
    for more in ({"remember": False}, {"scope": "once"}):
        task = await gateway.create()
        step = await gateway.ask(task, fields=[{"key": "q", "label": EDITOR, "required": True}], context=about)
        await gateway.intervene(task, step, "answer", fields={"q": "vim"}, **more)
    assert (await gateway.http.get("/api/v1/candidate/answers")).json()["items"] == []


def test_at_the_terminal_they_are_listed_changed_and_forgotten(tmp_path: Path, migrated_database_url: str) -> None:
    commands = Commands(tmp_path, migrated_database_url)
    commands.imports({"basics": {"name": "Ada"}})
    assert commands("answers", "--json").document["answers"] == []
    assert "Nothing is remembered" in commands("answers").out
    assert commands("answers", "edit", "7", "x", "--json").document["code"] == "answer_unknown"
    assert commands("answers", "forget").code == 2
    assert commands("answers", "forget", "--all", "--json").document["forgotten"] == 0
