"""The worker of this benchmark: the product's, with its own review and a submit that has no browser."""

from contextlib import AsyncExitStack
from typing import Any

from brain.action import Action, Done, Empty, Outcome, load_catalogue
from brain.actions.submit import Input
from brain.context import Context
from brain.ports import SubmitResult
from workers.context import Desk
from workers.publishing import HintPublisher
from workers.run_step import StepRunner
from workers.settings import WorkerSettings
from world_model.session import Database
from world_model.settings import WorldModelSettings
from world_model.steps import Steps
from world_model.vault import Vault

HOST = "jobs.example.org"


async def _send(given: Input, ctx: Context) -> Outcome:
    """Every step of the ledger, as the real action takes them; the page takes whatever it is sent."""
    stored = await ctx.postings.get(ctx.step.user_id, given.posting_id)
    application = await ctx.applications.begin(ctx.step.user_id, given.candidate_id, stored.id, ctx.step.task_id)
    manifest = application.required_manifest
    receipt = await ctx.submissions.plan(manifest, stored, given.candidate_id, application.id)
    if receipt.state == "confirmed":
        return Done(Empty())
    await ctx.submissions.arm(receipt.submission_id, manifest.hash)
    await ctx.submissions.note_request(receipt.submission_id, HOST)
    await ctx.submissions.settle(receipt.submission_id, SubmitResult(state="confirmed", text="Thank you"), [])
    return Done(Empty())


def catalogue() -> dict[str, Action]:
    submit = Action("submit", "Sends to an employer that takes everything.", "executor", Input, Empty, _send, irreversible=True)
    return {"review": load_catalogue()["review"], "submit": submit}


async def assemble(exits: AsyncExitStack, name: str) -> StepRunner:
    """As the workers' own composition root, without hands."""
    world = WorldModelSettings()
    database = await exits.enter_async_context(Database(world.url()))
    publisher = HintPublisher(WorkerSettings().redis_url.get_secret_value())
    exits.push_async_callback(publisher.close)
    actions = catalogue()
    steps = Steps(database, name, world.lease_s, list(actions))
    nothing: Any = None
    desk = Desk(database, Vault(world.key()), steps, nothing, nothing, nothing, nothing, nothing, publisher.nudge)
    return StepRunner(steps, actions, desk.context, publisher.publish, publisher.nudge, desk.as_asked)
