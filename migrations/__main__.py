"""`python -m migrations`: migrates the database of `JOBHUNTER_DATABASE_URL`; safe to run twice and by two processes at once."""

import sys

from brain.errors import JobHunterError
from jobhunter.console import print_error
from migrations.upgrade import upgrade
from world_model.settings import WorldModelSettings


def main() -> int:
    """Exit code 0 when the database is at this release; else the error's, with the error on stderr."""
    try:
        upgrade(WorldModelSettings().url())
    except JobHunterError as error:
        print_error(error, as_json=False)
        return error.exit_code
    return 0


if __name__ == "__main__":
    sys.exit(main())
