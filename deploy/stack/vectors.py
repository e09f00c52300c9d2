"""The embedded owner of the vectors (`memory/server.py`) as a part, or a Qdrant that was given by URL."""

import signal
import sys
from urllib.parse import urlsplit

import httpx

from deploy.errors import GivenPartUnreachable
from deploy.stack.part import ChildPart, PartName
from jobhunter.process import Child, inherited_environment

READY_TIMEOUT_S = 30.0


class VectorsPart(ChildPart):
    """Its port is any free one at first, and the same one ever after: others hold its URL."""

    name = PartName.VECTORS
    death_signal = signal.SIGTERM
    port = 0

    @property
    def api_key(self) -> str:
        return self.home.secret("qdrant")

    def argv(self) -> list[str]:
        folder = self.home.folder / "vectors"
        folder.mkdir(mode=0o700, exist_ok=True)
        return [sys.executable, "-m", "memory.server", "--path", str(folder), "--port", str(self.port)]

    def env(self) -> dict[str, str]:
        return inherited_environment({"JOBHUNTER_QDRANT_API_KEY": self.api_key})

    async def ready(self, child: Child) -> None:
        line = await child.wait_for_line(r'^\{"url": ?"([^"]+)"', timeout_s=READY_TIMEOUT_S)
        self.address = line.group(1)
        self.port = urlsplit(self.address).port or 0


async def check_given(url: str, api_key: str | None = None) -> None:
    """Raises `GivenPartUnreachable` where no Qdrant answers at this URL."""
    headers = {"api-key": api_key} if api_key else {}
    try:
        async with httpx.AsyncClient(trust_env=False, timeout=5) as client:
            (await client.get(f"{url.rstrip('/')}/collections", headers=headers)).raise_for_status()
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        raise GivenPartUnreachable("qdrant", "JOBHUNTER_QDRANT_URL", type(error).__name__) from error
