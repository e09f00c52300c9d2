"""The Celery worker of the crash tests: the product's app over the tests' actions. A step of the kind `poison` kills its process.

`JOBHUNTER_*` is the product's own; `CRASH_SITE_URL` is where the site double is.
"""

import os
from contextlib import AsyncExitStack

from jobhunter import faults
from tests.support.crash_actions import Wiring
from tests.support.crash_faults import Faults
from workers.celery_app import make_celery
from workers.run_step import StepRunner
from workers.settings import WorkerSettings
from world_model.settings import WorldModelSettings


async def assemble(exits: AsyncExitStack, name: str) -> StepRunner:
    """What one pool process opens at its first step."""
    world, settings = WorldModelSettings(), WorkerSettings()
    wiring = Wiring(world.url(), settings.redis_url.get_secret_value(), os.environ["CRASH_SITE_URL"], world.lease_s)
    return await wiring.assemble(exits, name)


faults.install(Faults(["after_claim:poison"]))
celery = make_celery(assemble, __name__)
