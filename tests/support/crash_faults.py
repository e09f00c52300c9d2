"""What a test's process does at the named points of the protocol.

A fault is written `POINT`, `POINT:ACTION` or either with `=stop`. At `=stop` the process stops itself (SIGSTOP) and goes on
when it is told to; else it ends there and then, as if its power were cut.
"""

import os
import signal
from collections.abc import Sequence

POWER_CUT = 9


class Faults:
    """The handler of `jobhunter.faults`; says on stdout which point was reached."""

    def __init__(self, wanted: Sequence[str]) -> None:
        self._wanted = {fault.removesuffix("=stop"): fault.endswith("=stop") for fault in wanted}

    def __call__(self, point: str, subject: str) -> None:
        for name in (point, f"{point}:{subject}"):
            if name not in self._wanted:
                continue
            print(f"reached {name}", flush=True)
            if not self._wanted[name]:
                os._exit(POWER_CUT)
            os.kill(os.getpid(), signal.SIGSTOP)
