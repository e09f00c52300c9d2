"""A drain that is killed between telling a target and noting it: `python -m tests.support.telling_process URL TARGET ORIGIN…`."""

import asyncio
import os
import signal
import sys

from jobhunter import faults
from tests.support.protocol import bench
from tests.support.told import People


async def main(url: str, target: str, origins: frozenset[str]) -> None:
    def die(point: str, subject: str) -> None:
        if (point, subject) == ("after_telling", target):
            os.kill(os.getpid(), signal.SIGKILL)

    faults.install(die)
    async with bench(url) as here:
        while await People(here, origins).drain().drain_once():
            pass


if __name__ == "__main__":
    asyncio.run(main(sys.argv[1], sys.argv[2], frozenset(sys.argv[3:])))
