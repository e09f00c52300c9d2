"""A worker of the crash tests: the product's runner, steps, desk and submit action, beside a few small actions of the tests."""

from collections.abc import Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

from brain.action import Action, Catalogue, Done, Empty, Outcome, Retry, RetryPolicy
from brain.actions import submit
from brain.context import Context
from brain.plan import PlanFragment, StepSpec
from brain.posting import Frozen
from tests.support.crash_site import SiteBrowser
from tests.support.protocol import MASTER_KEY
from workers.context import Desk
from workers.publishing import HintPublisher
from workers.run_step import StepRunner
from world_model.session import Database
from world_model.settings import sqlalchemy_url
from world_model.steps import Steps
from world_model.vault import Vault

RETRY_AFTER_S = 0.5
GROWN = ("grown:1", "grown:2", "grown:3")


class Growing(Frozen):
    """What the step `plan` is given: the steps behind its own that shall wait for the new ones too."""

    before: str


async def _noop(_given: Empty, _ctx: Context) -> Outcome:
    return Done(Empty())


async def _plan(given: Growing, ctx: Context) -> Outcome:
    new = tuple(StepSpec(key=key, action_type="noop", role="planner", depends_on=(ctx.step.key,)) for key in GROWN)
    return Done(Empty(), PlanFragment(steps=new, edges=tuple((key, given.before) for key in GROWN)))


async def _paid(_given: Empty, ctx: Context) -> Outcome:
    if await ctx.recalled("reply") is None:
        await ctx.checkpoint("reply", await _site(ctx).call("/model"))
    return Done(Empty())


async def _hold(_given: Empty, ctx: Context) -> Outcome:
    await _site(ctx).call("/hold")
    return Done(Empty())


async def _again(_given: Empty, ctx: Context) -> Outcome:
    if ctx.step.attempt == 1:
        return Retry(timedelta(seconds=RETRY_AFTER_S), "the first try never does")
    return Done(Empty())


def _site(ctx: Context) -> SiteBrowser:
    assert isinstance(ctx.browser, SiteBrowser)
    return ctx.browser


def _action(name: str, run: Any, given: Any = Empty) -> Action:
    return Action(name, "for a test", "planner", given, Empty, run, retry=RetryPolicy(backoff_s=0.1))


CATALOGUE: Catalogue = {
    "noop": _action("noop", _noop),
    "poison": _action("poison", _noop),
    "plan": _action("plan", _plan, Growing),
    "paid": _action("paid", _paid),
    "hold": _action("hold", _hold),
    "again": _action("again", _again),
    "submit": submit.action,
}


@dataclass(frozen=True, slots=True)
class Wiring:
    """Where a process finds everything. `knows`: the actions in its catalogue; () is all. `token_file` is a gateway's."""

    database_url: str
    redis_url: str
    site_url: str
    lease_s: float = 60.0
    roles: tuple[str, ...] = ("planner",)
    knows: Sequence[str] = ()
    token_file: Path = Path("token")

    async def assemble(self, exits: AsyncExitStack, name: str) -> StepRunner:
        """The composition root of such a worker."""
        catalogue = {n: a for n, a in CATALOGUE.items() if not self.knows or n in self.knows}
        database = await exits.enter_async_context(Database(sqlalchemy_url(self.database_url)))
        steps = Steps(database, name, self.lease_s, list(catalogue))
        publisher = HintPublisher(self.redis_url)
        exits.push_async_callback(publisher.close)
        unused: Any = None
        browser = SiteBrowser(self.site_url)
        desk = Desk(database, Vault(MASTER_KEY), steps, unused, browser, unused, unused, unused, publisher.nudge)
        return StepRunner(steps, catalogue, desk.context, publisher.publish, publisher.nudge)
