"""The workers' composition root: what a pool process runs its steps with, and the Celery app that hands them to it."""

from contextlib import AsyncExitStack

from brain.action import load_catalogue
from workers.assembly import furnish
from workers.celery_app import check_timeouts, make_celery
from workers.publishing import publisher_of
from workers.run_step import StepRunner
from workers.settings import WorkerSettings
from world_model.session import Database
from world_model.settings import WorldModelSettings
from world_model.vault import Vault


async def assemble(exits: AsyncExitStack, name: str) -> StepRunner:
    """Everything a step needs, as this process's settings say; closed when `exits` is."""
    settings, world = WorkerSettings(), WorldModelSettings()
    check_timeouts(dict(load_catalogue()))
    database = await exits.enter_async_context(Database(world.url()))
    publisher = publisher_of(settings.redis_url.get_secret_value())
    exits.push_async_callback(publisher.close)
    vault = Vault(world.key(), world.key)
    return await furnish(exits, name, database, vault, publisher, settings, settings.origins, world.lease_s)


celery = make_celery(assemble, __name__)
