"""`python -m tests.support.crash_clock WIRING CLOCKS FOLDER`: workers on hosts whose clocks are wrong.

CLOCKS maps a role to the seconds by which the clock of its worker is wrong; each worker is a process of its own. The clocks
that Python code can ask are taken over before anything of the product is imported.
"""

import datetime
import json
import os
import sys
import time
from pathlib import Path

_real_time, _real_time_ns, _real_datetime = time.time, time.time_ns, datetime.datetime
wrong_by = 0


class WrongDatetime(_real_datetime):
    @classmethod
    def now(cls, tz: datetime.tzinfo | None = None) -> _real_datetime:
        return _real_datetime.now(tz) + datetime.timedelta(seconds=wrong_by)

    @classmethod
    def utcnow(cls) -> _real_datetime:
        return cls.now(datetime.UTC).replace(tzinfo=None)

    @classmethod
    def today(cls) -> _real_datetime:
        return cls.now()


def take_over_clocks() -> None:
    """From here on `time.time()`, `time.time_ns()` and `datetime.now()` are wrong by `wrong_by` seconds."""
    time.time = lambda: _real_time() + wrong_by
    time.time_ns = lambda: _real_time_ns() + wrong_by * 1_000_000_000
    datetime.datetime = WrongDatetime  # type: ignore[misc]


def main() -> None:
    global wrong_by
    wired, clocks, folder = json.loads(sys.argv[1]), json.loads(sys.argv[2]), Path(sys.argv[3])
    take_over_clocks()
    from tests.support import crash_process
    from tests.support.crash_actions import Wiring

    for role, seconds in clocks.items():
        if os.fork():
            continue
        wrong_by = seconds
        log = folder / f"{role}.log"
        log.write_text(f"wrong by {time.time() - _real_time():.0f} and {datetime.datetime.now() - _real_datetime.now()}\n")
        crash_process.main("worker", Wiring(**wired | {"roles": (role,), "token_file": Path()}), (), log)
    os.wait()


if __name__ == "__main__":
    main()
