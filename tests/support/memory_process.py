"""The embedded owner of the vectors as a real process, for tests that need one."""

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Self

from pydantic import SecretStr

from memory.settings import MemorySettings
from tests.support.waiting import PATIENCE_S

KEY = "a-key-for-tests"
ROOT = Path(__file__).parents[2]


class MemoryProcess:
    """`python -m memory.server` on a free port; entered once it has said where it listens, killed on the way out."""

    def __init__(self, folder: Path, *arguments: str, key: str | None = KEY) -> None:
        environment = {name: value for name, value in os.environ.items() if not name.startswith("JOBHUNTER_")}
        if key:
            environment["JOBHUNTER_QDRANT_API_KEY"] = key
        command = [sys.executable, "-m", "memory.server", "--path", str(folder), *arguments]
        self.process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
        )

    def __enter__(self) -> Self:
        assert self.process.stdout is not None
        line = self.process.stdout.readline()
        assert line, f"the server ended: {self.process.communicate()[1]}"
        self.url: str = json.loads(line)["url"]
        return self

    def __exit__(self, *_: object) -> None:
        self.kill()

    def kill(self) -> None:
        """SIGKILL: the process gets no chance to tidy up."""
        self.process.kill()
        self.end()

    def terminate(self) -> tuple[int, str]:
        """SIGTERM, then its exit code and what it said on stderr."""
        self.process.terminate()
        return self.end()

    def end(self) -> tuple[int, str]:
        """Wait for its end: the exit code and stderr."""
        try:
            said = self.process.communicate(timeout=PATIENCE_S)[1]
        except ValueError:  # its pipes were read to the end before
            said = ""
        return self.process.wait(), said

    def settings(self, key: str = KEY) -> MemorySettings:
        return memory_at(self.url, key)


def memory_at(url: str, key: str = KEY) -> MemorySettings:
    """Settings of a client of the server at `url`."""
    return MemorySettings(_env_file=None, qdrant_url=url, qdrant_api_key=SecretStr(key))
