"""The Celery app of a chaos run: the product's own worker with the harness's catalogue and site.

`celery -A tests.chaos.harness.worker:celery worker`.
"""

from contextlib import AsyncExitStack

from tests.chaos.harness.catalogue import catalogue
from tests.chaos.harness.page import HttpForms
from workers.celery_app import check_timeouts, make_celery
from workers.context import Desk
from workers.hands.notify import OutboxNotifier
from workers.publishing import HintPublisher
from workers.run_step import StepRunner
from workers.settings import WorkerSettings
from world_model.outbox import OutboxStore
from world_model.session import Database
from world_model.settings import WorldModelSettings
from world_model.steps import Steps
from world_model.vault import Vault


async def assemble(exits: AsyncExitStack, name: str) -> StepRunner:
    """As the workers' own composition root; of the hands there is only the browser, since nothing else is used."""
    world, actions = WorldModelSettings(), catalogue()
    check_timeouts(dict(actions))
    database = await exits.enter_async_context(Database(world.url()))
    steps = Steps(database, name, world.lease_s, list(actions))
    publisher = HintPublisher(WorkerSettings().redis_url.get_secret_value())
    exits.push_async_callback(publisher.close)
    browser = HttpForms()
    exits.push_async_callback(browser.close)
    desk = Desk(
        database=database,
        vault=Vault(world.key(), world.key),
        steps=steps,
        boards=None,
        browser=browser,
        documents=None,
        recall=None,
        notifier=OutboxNotifier(OutboxStore(database)),
        nudge=publisher.nudge,
    )
    return StepRunner(steps, actions, desk.context, publisher.publish, publisher.nudge)


celery = make_celery(assemble, __name__)
