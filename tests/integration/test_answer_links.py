"""The page behind a link: it answers one question, once, for whoever holds the link, and nothing else."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlencode

import httpx
import pytest
import structlog
from sqlalchemy import text

from brain.telling import by_link
from tests.support.gateway import RunningGateway
from world_model.users import LOCAL_USER

pytestmark = pytest.mark.stack
VISA = [
    {
        "key": "visa",
        "label": "Do you <b>need</b> a visa?",
        "kind": "radio",
        "options": ["Yes", "No"],
        "required": True,
        "reason": "",
    }
]
REVIEW = {"kind": "review", "question": "Send it?", "prospect": True, "fields": VISA, "context": {"new": ["visa"]}}
FORM = {"content-type": "application/x-www-form-urlencoded"}


class Visitor:
    """Somebody with a link and no sign-in."""

    def __init__(self, gateway: RunningGateway) -> None:
        self.gateway = gateway
        self.http = httpx.AsyncClient(base_url=gateway.url, trust_env=False)

    async def asked(self, **asked: Any) -> tuple[dict[str, Any], int, str]:
        """A task that asks, its step, and the link's path."""
        task = await self.gateway.create()
        step_id = await self.gateway.ask(task, **asked)
        services = self.gateway.app.state.services
        found = await services.interventions.latest(LOCAL_USER, task["task_id"], step_id)
        assert by_link(found.kind, found.fields)
        return task, step_id, f"/a/{await services.links.issue(LOCAL_USER, found)}"

    async def post(self, path: str, **form: Any) -> httpx.Response:
        return await self.http.post(path, content=urlencode(form, doseq=True), headers=FORM)

    async def change(self, query: str) -> None:
        async with self.gateway.database.as_user(LOCAL_USER) as session:
            await session.execute(text(query))

    async def open(self) -> int:
        return len((await self.gateway.http.get("/agent/interventions")).json()["items"])


@pytest.fixture
async def visitor(gateway: RunningGateway) -> Any:
    made = Visitor(gateway)
    async with made.http:
        yield made


async def test_looking_at_the_page_answers_nothing_and_uses_nothing_up(visitor: Visitor) -> None:
    _, _, path = await visitor.asked(question="Visa, for <script>alert(1)</script>?", fields=VISA)
    for _ in range(5):
        page = await visitor.http.get(path)
        assert page.status_code == 200
    assert "&lt;script&gt;" in page.text
    assert "<script" not in page.text
    assert "Do you &lt;b&gt;need&lt;/b&gt; a visa?" in page.text
    assert await visitor.open() == 1
    assert (await visitor.post(path, f0="No")).status_code == 200


async def test_the_page_is_kept_nowhere_and_sends_nobody_its_address(visitor: Visitor) -> None:
    _, _, path = await visitor.asked(fields=VISA)
    headers = (await visitor.http.get(path)).headers
    assert headers["referrer-policy"] == "no-referrer"
    assert headers["cache-control"] == "no-store"
    assert "default-src 'none'" in headers["content-security-policy"]
    assert "form-action 'self'" in headers["content-security-policy"]
    assert headers["x-frame-options"] == "DENY"


async def test_an_answer_by_link_is_an_answer_and_says_so(visitor: Visitor) -> None:
    _, step_id, path = await visitor.asked(fields=VISA)
    done = await visitor.post(path, f0="no")
    assert (done.status_code, "Thank you." in done.text) == (200, True)
    claim = await visitor.gateway.worker.claim(step_id)
    assert claim is not None
    assert claim.answers[0]["by"] == "link"
    again = await visitor.post(path, f0="yes")
    assert (again.status_code, (await visitor.http.get(path)).status_code) == (409, 409)
    assert "answered already" in again.text


async def test_who_answers_elsewhere_first_leaves_a_page_that_says_so(visitor: Visitor) -> None:
    task, step_id, path = await visitor.asked(fields=VISA)
    await visitor.gateway.intervene(task, step_id, "answer", fields={"visa": "Yes"})
    assert (await visitor.http.get(path)).status_code == 409
    assert (await visitor.post(path, f0="No")).status_code == 409


async def test_two_links_to_one_question_answer_it_once(visitor: Visitor) -> None:
    task, step_id, first = await visitor.asked(fields=VISA)
    services = visitor.gateway.app.state.services
    second = (
        f"/a/{await services.links.issue(LOCAL_USER, await services.interventions.latest(LOCAL_USER, task['task_id'], step_id))}"
    )
    assert [(await visitor.post(p, f0="No")).status_code for p in (first, second)] == [200, 409]


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE answer_links SET expires_at = now() - interval '1 second'",
        "UPDATE interventions SET expires_at = now() - interval '1 second'",
        "UPDATE interventions SET status = 'cancelled'",
    ],
)
async def test_a_link_that_has_ended_is_410(visitor: Visitor, change: str) -> None:
    _, _, path = await visitor.asked(fields=VISA)
    await visitor.change(change)
    assert (await visitor.http.get(path)).status_code == 410
    assert (await visitor.post(path, f0="No")).status_code == 410


@pytest.mark.parametrize(("kind", "longest_s"), [("code", 15 * 60), ("question", 24 * 3600)])
async def test_a_link_is_short_lived(visitor: Visitor, kind: str, longest_s: float) -> None:
    await visitor.asked(kind=kind, fields=VISA, expires_in_s=7 * 24 * 3600.0)
    async with visitor.gateway.database.as_user(LOCAL_USER) as session:
        ends = (await session.execute(text("SELECT expires_at FROM answer_links"))).scalar_one()
    assert 0 < (ends - datetime.now(UTC)).total_seconds() <= longest_s


async def test_a_link_answers_its_own_question_alone(visitor: Visitor) -> None:
    """Asked again, the step asks something else: the old link has nothing to say to it; nor to any other question."""
    _, step_id, path = await visitor.asked(fields=VISA)
    _, other_step, other = await visitor.asked(fields=VISA)
    assert (await visitor.post(path, f0="No", step_id=other_step, intervention_id=other_step, action="abort")).status_code == 200
    assert await visitor.open() == 1
    claim = await visitor.gateway.worker.claim(step_id)
    await visitor.gateway.worker.ask(
        claim, {"kind": "question", "question": "Sure?", "fields": VISA, "context": {}, "expires_in_s": 60.0, "prospect": False}
    )
    assert (await visitor.post(path, f0="Yes")).status_code == 409
    assert await visitor.open() == 2
    assert (await visitor.http.get(other)).status_code == 200


async def test_the_token_opens_nothing_else(visitor: Visitor) -> None:
    task, _, path = await visitor.asked(fields=VISA)
    token = path.rpartition("/")[2]
    for where in ("/agent/interventions", f"/agent/tasks/{task['task_id']}", "/api/v1/notification-targets"):
        assert (await visitor.http.get(where, headers={"Authorization": f"Bearer {token}"})).status_code == 401


async def test_a_hundred_guesses_are_not_listened_to(visitor: Visitor) -> None:
    _, _, path = await visitor.asked(fields=VISA)
    token = path.rpartition("/")[2]
    flipped = token[:-2] + ("A" if token[-2] != "A" else "B") + token[-1]
    said = [(await visitor.http.get(f"/a/{guess}")).status_code for guess in [flipped, "x", "A" * 43, "é" * 43] * 25]
    assert said == [404] * 20 + [429] * 80
    late = await visitor.http.get(path)
    assert late.status_code == 429
    assert int(late.headers["retry-after"]) <= 61
    visitor.gateway.app.state.services.misses._held.clear()
    assert (await visitor.http.get(path)).status_code == 200


async def test_a_wrong_answer_is_asked_again_and_the_link_is_not_used_up(visitor: Visitor) -> None:
    _, _, path = await visitor.asked(fields=VISA)
    wrong = await visitor.post(path, f0="Perhaps")
    assert (wrong.status_code, "none of the choices" in wrong.text) == (422, True)
    assert (await visitor.post(path)).status_code == 422
    assert (await visitor.http.post(path, json={"f0": "No"})).status_code == 422
    assert (await visitor.post(path, f0="No")).status_code == 200


async def test_a_code_of_several_groups_is_one_code(visitor: Visitor) -> None:
    _, _, path = await visitor.asked(kind="code", fields=[{"key": "code", "label": "Code", "kind": "code"}])
    page = (await visitor.http.get(path)).text
    assert 'inputmode="numeric"' in page
    assert 'autocomplete="one-time-code"' in page
    with structlog.testing.capture_logs() as logs:
        assert (await visitor.post(path, f0=" 123 456 ")).status_code == 200
    assert "123456" not in str(logs)


@pytest.mark.parametrize(("press", "words"), [("approve", "Approved."), ("reject", "Rejected.")])
async def test_a_review_is_decided_without_its_values(visitor: Visitor, press: str, words: str) -> None:
    _, _, path = await visitor.asked(**REVIEW)
    page = (await visitor.http.get(path)).text
    assert "Answered for the first time" in page
    assert (await visitor.post(path, action="abort")).status_code == 422
    done = await visitor.post(path, action=press, reason="too far")
    assert (done.status_code, words in done.text) == (200, True)


async def test_a_draft_that_has_changed_is_not_approved(visitor: Visitor) -> None:
    _, _, path = await visitor.asked(**REVIEW)
    await visitor.change(
        """UPDATE interventions SET context = context || '{"manifest_hash": "sha256:shown", "application_id": null}'"""
    )
    assert (await visitor.post(path, action="approve")).status_code == 200
    _, _, path = await visitor.asked(**REVIEW)
    unknown = '{"manifest_hash": "sha256:shown", "application_id": "01900000-0000-7000-8000-000000000001"}'
    await visitor.change(f"UPDATE interventions SET context = context || '{unknown}' WHERE status = 'open'")
    refused = await visitor.post(path, action="approve")
    assert (refused.status_code, "has changed" in refused.text) == (409, True)


async def test_what_belongs_to_another_user_is_not_found(visitor: Visitor) -> None:
    """A link whose row names another user finds no intervention of theirs: the database itself says no."""
    _, _, path = await visitor.asked(fields=VISA)
    other = "00000000-0000-7000-8000-0000000000bb"
    services = visitor.gateway.app.state.services
    async with services.database.as_user(other) as session:
        await services.targets._vault.ensure_user(session, other, None)
    async with services.database.users.begin() as connection:
        await connection.execute(text("SET LOCAL ROLE jobhunter_owner"))
        await connection.execute(text("UPDATE answer_links SET user_id = CAST(:other AS uuid)"), {"other": other})
    assert (await visitor.http.get(path)).status_code == 404
