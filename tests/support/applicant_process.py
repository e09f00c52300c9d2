"""The ready steps of one task in a process whose power is cut at the points named: `URL HOME ORIGIN KEY TASK POINT…`."""

import asyncio
import sys
from pathlib import Path

from jobhunter import faults
from tests.support.applicant import applicant
from tests.support.crash_faults import Faults
from world_model.at_address import AtAddress
from world_model.users import LOCAL_USER


async def main(url: str, home: str, origin: str, key: str, task: str) -> None:
    async with applicant(url, Path(home), frozenset({origin}), key) as ada:
        while ready := [s for s in await AtAddress(ada.database).steps(LOCAL_USER, task) if s.status == "ready"]:
            await ada.runner.run_here(ready[0].id)


if __name__ == "__main__":
    faults.install(Faults(sys.argv[6:]))
    asyncio.run(main(*sys.argv[1:6]))
