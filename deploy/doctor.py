"""What `jobhunter doctor` looks at: each check says what it saw and, where something is missing, what to do."""

import platform
import shutil
import sys
from collections.abc import Callable
from dataclasses import asdict, dataclass

import httpx

from brain.errors import JobHunterError
from deploy.browser_setup import require_browser, working_browser
from deploy.errors import NoBrowser
from deploy.settings import StackSettings
from deploy.stack.ports import choose_port
from deploy.stack.preflight import SPACE_NEEDED
from deploy.stack.redis import find_redis
from jobhunter.home import Home
from jobhunter.stack_file import RunningStack
from world_model.embedded.layout import wheel_binaries

OLDEST, TOO_NEW = (3, 11), (3, 14)


@dataclass(frozen=True)
class Check:
    name: str
    ok: bool
    detail: str
    fix: str = ""

    def document(self) -> dict[str, object]:
        return asdict(self)


class Doctor:
    """Every check of this machine and this home, in the order a person would ask."""

    def __init__(self, home: Home, settings: StackSettings) -> None:
        self._home = home
        self._settings = settings
        self._stack = RunningStack.find(home)

    def checks(self) -> list[Check]:
        named: list[tuple[str, Callable[[], str]]] = [
            ("system", self._system),
            ("python", self._python),
            ("home", self._folder),
            ("postgres", self._postgres),
            ("redis", self._redis),
            ("browser", self._browser),
            ("embedding model", self._model),
            ("ports", self._ports),
            ("stealth", self._stealth),
            ("stack", self._running),
        ]
        return [_checked(name, look) for name, look in named]

    def _system(self) -> str:
        if sys.platform not in ("linux", "darwin"):
            fix = "On Windows, install WSL 2 (`wsl --install`) and run JobHunter inside it."
            raise JobHunterError("system", "This system is not supported.", platform.platform(), fix)
        return platform.platform()

    def _python(self) -> str:
        if not OLDEST <= sys.version_info[:2] < TOO_NEW:
            raise JobHunterError("python", "Wrong Python.", platform.python_version(), "Use Python 3.11, 3.12 or 3.13.")
        return f"{platform.python_version()} at {sys.executable}"

    def _folder(self) -> str:
        free = shutil.disk_usage(self._home.create(free_bytes=SPACE_NEEDED).folder).free
        return f"{self._home.folder}, {free // 2**20} MB free"

    def _postgres(self) -> str:
        return "given by URL" if self._settings.database_url else str(wheel_binaries() / "postgres")

    def _redis(self) -> str:
        return "given by URL" if self._settings.redis_url else str(find_redis())

    def _browser(self) -> str:
        found = require_browser()
        if working_browser() is None:
            raise NoBrowser(f"{found} does not start: some of its libraries are missing.")
        return str(found)

    def _model(self) -> str:
        from memory.embedding import WordLlamaEmbedder

        model = WordLlamaEmbedder()
        return f"{model.name}, {len(model.embed(['ready'])[0])} dimensions, local"

    def _ports(self) -> str:
        if self._stack:
            return "in use by the running stack"
        gateway = choose_port(self._settings.port, what="gateway", setting="JOBHUNTER_PORT")
        flower = choose_port(self._settings.flower_port, what="worker view (Flower)", setting="JOBHUNTER_FLOWER_PORT")
        return f"{gateway} and {flower} are free"

    def _stealth(self) -> str:
        if not self._settings.stealth:
            return "off: sites can tell that a program drives the browser"
        return "on: the browser hides the marks by which sites tell a program from a person (JOBHUNTER_STEALTH=false ends that)"

    def _running(self) -> str:
        if self._stack is None:
            return "not running"
        if self._stack.gateway_url is None:
            return "running without a gateway"
        try:
            httpx.get(f"{self._stack.gateway_url}/health/ready", timeout=5, trust_env=False).raise_for_status()
        except httpx.HTTPError as error:
            fix = f"Read the logs in {self._home.logs}; `jobhunter down` and `jobhunter up` start anew."
            raise JobHunterError("stack", "The stack is up but not healthy.", str(error), fix) from error
        return f"healthy at {self._stack.gateway_url}"


def _checked(name: str, look: Callable[[], str]) -> Check:
    try:
        return Check(name, True, look())
    except JobHunterError as error:
        return Check(name, False, f"{error.title} {error.detail}".strip(), error.fix)
