"""A contender that is somebody else's system: tries its ways of running a shape, keeps the fastest, measures that."""

from abc import ABC, abstractmethod
from collections.abc import Mapping, Sequence
from importlib.util import find_spec
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from deploy.bench.dag.contender import Measured, measured
from deploy.bench.dag.errors import PeerMissing, RunFailed
from deploy.bench.dag.peer_process import PeerProcess
from deploy.bench.dag.shapes import Shape
from deploy.bench.dag.step_log import StepNotes

RUN_TIMEOUT_S = 60.0
PER_STEP_S = 0.05
TRIES = 3
FAR_BEHIND = 2.0


class Peer(ABC):
    """`forms`: the ways it has of running a shape, none where it has no words for it. See `Contender`."""

    name: str
    package: str
    requirement: str
    module: str

    def __init__(self, folder: Path, config: Mapping[str, Any]) -> None:
        """`folder`: private, for its configuration, log and notes. Raises `PeerMissing`."""
        self.require_installed()
        self.notes = folder / f"{self.name}.notes"
        self._process = PeerProcess(self.name, self.module, folder, {**config, "notes": str(self.notes)})
        self._notes = StepNotes(self.notes)
        self._chosen: dict[str, str] = {}
        self._failed: dict[str, str] = {}
        self._runs = 0

    @classmethod
    def require_installed(cls) -> None:
        """Raises `PeerMissing`."""
        if find_spec(cls.package) is None:
            raise PeerMissing(cls.package, cls.requirement)

    @abstractmethod
    def forms(self, shape: Shape) -> Sequence[str]: ...

    async def __aenter__(self) -> Self:
        await self._process.start()
        return self

    async def __aexit__(self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None) -> None:
        await self._process.stop()

    def cannot(self, shape: Shape) -> str:
        if not self.forms(shape):
            return f"{self.name} has no words for it"
        return self._failed.get(shape.name, "")

    def form(self, shape: Shape) -> str:
        return self._chosen.get(shape.name, "")

    async def warm_up(self, shape: Shape) -> None:
        """Tries every form and keeps the one with the fastest run; one that fails, or is far behind, is out."""
        best: tuple[float, str] | None = None
        reason = ""
        for form in self.forms(shape):
            for _ in range(TRIES):
                try:
                    seconds = (await self.run_as(shape, form)).seconds
                except RunFailed as error:
                    reason = f"{form}: {error.detail}"
                    break
                best = min(best or (seconds, form), (seconds, form))
                if seconds > best[0] * FAR_BEHIND:
                    break
        if best is None:
            self._failed[shape.name] = reason
        else:
            self._chosen[shape.name] = best[1]

    async def run(self, shape: Shape) -> Measured:
        return await self.run_as(shape, self._chosen.get(shape.name) or self.forms(shape)[0])

    async def run_as(self, shape: Shape, form: str) -> Measured:
        """One run in that form. Raises `RunFailed`; what runs next then has a fresh process."""
        self._runs += 1
        graph = {"widths": shape.widths, "parents": shape.parents, "chunk": shape.chunk}
        patience = RUN_TIMEOUT_S + shape.steps * PER_STEP_S
        if not self._process.is_running:
            await self._process.start()
        try:
            await self._process.ask({"do": "prepare", "run": self._runs, "form": form, **graph}, timeout_s=RUN_TIMEOUT_S)
            before = self._process.cpu_s()
            answer = await self._process.ask({"do": "go"}, timeout_s=patience)
            used = self._process.cpu_s() - before
            return measured(self.name, shape, self._notes.of_run(self._runs), answer["seconds"], used)
        except RunFailed:
            await self._process.stop()
            raise
