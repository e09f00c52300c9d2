"""Crash points around the one click: 6, 10, 11, 12 and 16. The real submit action on the real ledger; the site counts."""

from tests.support.crash_ground import Application, Ground
from tests.support.protocol import USER
from tests.support.waiting import until
from world_model.interventions import GivenAnswer, Interventions
from world_model.steps import Steps
from world_model.tasks import TaskStore

EXECUTOR = ("executor",)
VERIFY = {"kind": "verify", "status": "open"}


async def worker_sleeps_longer_than_its_lease(ground: Ground) -> None:
    """It stands still with the submission armed, loses its lease, and wakes up when another has done its work."""
    about = await ground.application()
    sleeper = ground.start("worker", "after_arm:submit=stop", roles=EXECUTOR)
    await sleeper.stops("after_arm:submit")
    assert ((await ground.submission(about))["state"], ground.site.clicks) == ("armed", [])
    await ground.lease_runs_out(about.step_id)
    await ground.work(lambda: ground.ends(about.task), roles=EXECUTOR)
    assert (await ground.submission(about))["state"] == "confirmed"
    ended = await ground.step(about.step_id)

    sleeper.goes_on()
    await sleeper.says("fenced")
    assert "browser closed" in sleeper.output
    assert ground.site.clicks == [about.path], "no second click"
    assert await ground.step(about.step_id) == ended, "it wrote nothing"
    assert await ground.outcomes(about.step_id) == ["lost", "done"]
    assert (await ground.submission(about))["state"] == "confirmed"


async def worker_dies_after_arming_before_the_click(ground: Ground) -> None:
    """No request was written, so nothing was sent: the rule that approved it lets it be armed once more."""
    about = await ground.application()
    await ground.start("worker", "after_arm:submit", roles=EXECUTOR).dies()
    left = await ground.submission(about)
    assert (left["state"], left["request_at"], ground.site.clicks) == ("armed", None, [])
    await ground.lease_runs_out(about.step_id)
    await ground.work(lambda: ground.ends(about.task), roles=EXECUTOR)
    found = await ground.submission(about)
    assert (found["state"], found["arms"], found["approved_by"]) == ("confirmed", 2, "the goal: without review")
    assert ground.site.clicks == [about.path]
    assert await ground.outcomes(about.step_id) == ["lost", "done"]


async def worker_dies_after_the_click_before_its_receipt(ground: Ground) -> None:
    about = await _clicked_and_lost(ground)
    await ground.work(lambda: ground.is_step(about.step_id, "waiting"), roles=EXECUTOR)
    await _asked_and_never_clicked_again(ground, about, screenshot="before-1.jpg", outcomes=["lost", "ask"])


async def site_accepts_then_the_connection_breaks(ground: Ground) -> None:
    about = await ground.application()
    ground.site.breaks.add(about.path)
    await ground.work(lambda: ground.is_step(about.step_id, "waiting"), roles=EXECUTOR)
    await _asked_and_never_clicked_again(ground, about, screenshot="after.jpg", outcomes=["ask"])


async def cancel_between_arming_and_the_click(ground: Ground) -> None:
    """Before the click: not clicked. After the click: what became of it is found out, as if nobody had cancelled."""
    before, after = await ground.application(1), await ground.application(2)
    faults = ("after_arm:submit=stop", "before_settle:submit=stop")
    worker = ground.start("worker", *faults, roles=EXECUTOR)
    tasks = TaskStore(ground.here.database)

    await worker.stops("after_arm:submit")
    await tasks.cancel(USER, before.task, "Cancelled by a test.")
    assert (await ground.submission(before))["state"] == "armed"
    worker.goes_on()
    await worker.stops("before_settle:submit")
    worker.goes_on()
    await until(lambda: ground.ends(before.task))
    assert ground.site.clicks == []
    assert (await ground.submission(before))["state"] == "failed_before"
    assert (await ground.step(before.step_id))["status"] == "cancelled"
    assert await ground.outcomes(before.step_id) == ["cancelled"]

    await worker.stops("after_arm:submit", times=2)
    worker.goes_on()
    await worker.stops("before_settle:submit", times=2)
    await tasks.cancel(USER, after.task, "Cancelled by a test.")
    worker.goes_on()
    await until(lambda: ground.ends(after.task))
    assert ground.site.clicks == [after.path]
    assert (await ground.submission(after))["state"] == "confirmed"
    assert await ground.here.task_status(after.task) == "cancelled"


async def submit_is_lost_twice_after_its_request_left(ground: Ground) -> None:
    """No dead letter: it begins a third time, and only to ask."""
    about = await _clicked_and_lost(ground)
    async with ground.another() as runner:
        hasty = Steps(ground.here.database, "hasty", lease_s=0.0)
        await until(lambda: _claimed_and_swept(ground, hasty, about.step_id))
        twice = await ground.step(about.step_id)
        assert (twice["status"], twice["worker_losses"], twice["dead_letter"]) == ("ready", 2, False)
        assert await runner.run(about.step_id, EXECUTOR) == 1
    await _asked_and_never_clicked_again(ground, about, screenshot="before-1.jpg", outcomes=["lost", "lost", "ask"])


async def _claimed_and_swept(ground: Ground, hasty: Steps, step_id: int) -> bool:
    await hasty.sweep()
    await hasty.claim(step_id)
    await hasty.sweep()
    return await ground.outcomes(step_id) == ["lost", "lost"]


async def _clicked_and_lost(ground: Ground) -> Application:
    """A submission whose worker died between the click and T10."""
    about = await ground.application()
    await ground.start("worker", "before_settle:submit", roles=EXECUTOR).dies()
    left = await ground.submission(about)
    assert (left["state"], left["confirmed_at"], ground.site.clicks) == ("armed", None, [about.path])
    assert left["request_at"] is not None
    await ground.lease_runs_out(about.step_id)
    return about


async def _asked_and_never_clicked_again(ground: Ground, about: Application, screenshot: str, outcomes: list[str]) -> None:
    """Undecidable: unknown until a person, shown the last picture, says that it arrived; confirmed then."""
    assert (await ground.submission(about))["state"] == "unknown"
    assert await ground.outcomes(about.step_id) == outcomes
    (asked,) = await ground.questions(about.step_id)
    assert {name: asked[name] for name in VERIFY} == VERIFY
    assert (asked["context"]["screenshot"] or "").endswith(screenshot)
    interventions = Interventions(ground.here.database, ground.here.vault)
    question = await interventions.latest(USER, about.task, about.step_id)
    await interventions.answer(USER, question, GivenAnswer(action="answer", fields={"sent": "yes"}), "Ada")
    await ground.work(lambda: ground.ends(about.task), roles=EXECUTOR)
    found = await ground.submission(about)
    assert (found["state"], found["evidence"]["by"]) == ("confirmed", "Ada")
    assert (await ground.step(about.step_id))["status"] == "succeeded"
    assert ground.site.clicks == [about.path], "never a second click by itself"
