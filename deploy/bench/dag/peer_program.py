"""The inner half of a peer: a process that gets its orders as lines of JSON on stdin and answers each with one on stdout.

`{"do": "prepare", "run", "form", "widths", "parents", "chunk"}` builds a graph off the clock; `{"do": "go"}` runs it and answers
with `{"seconds"}`. What goes wrong is answered as `{"error"}`. The process ends with its stdin. Whatever a library prints goes to
stderr, which is the peer's log.
"""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Self, TextIO

from deploy.bench.dag.shapes import layers_of
from jobhunter.process import LAUNCHER, Orders


@dataclass(frozen=True, slots=True)
class Order:
    """One graph to run, as in `Shape`, and in which of the peer's ways. `run` is the number its notes carry."""

    run: int
    form: str
    widths: tuple[int, ...]
    chunk: int
    parents: tuple[tuple[int, ...], ...] = ()

    @classmethod
    def of(cls, document: dict[str, Any]) -> Self:
        """An order as it came."""
        parents = tuple(map(tuple, document["parents"]))
        return cls(document["run"], document["form"], tuple(document["widths"]), document["chunk"], parents)

    @property
    def steps(self) -> int:
        return sum(self.widths)

    def layers(self) -> list[range]:
        """The numbers of each layer's steps."""
        return list(layers_of(self.widths))


Prepare = Callable[[Order], Callable[[], object]]


def read_config(path: str) -> dict[str, Any]:
    """What the process was started with. A file, since every user of the machine can read a command line."""
    return dict(json.loads(Path(path).read_text()))


def answers_on_stdout() -> TextIO:
    """The real stdout; from now on what is printed goes to stderr."""
    answers = os.fdopen(os.dup(1), "w", buffering=1)
    os.dup2(2, 1)
    return answers


def serve(prepare: Prepare, answers: TextIO) -> None:
    """Says that it is ready, then does what it is told until its stdin ends."""
    say_ready(answers)
    go: Callable[[], object] = time.monotonic
    for line in sys.stdin:
        document = json.loads(line)
        try:
            if document["do"] == "prepare":
                order = Order.of(document)
                go = prepare(order)
                _say(answers, {"prepared": order.run})
            else:
                began = time.monotonic()
                go()
                _say(answers, {"seconds": time.monotonic() - began})
        except Exception as error:
            _say(answers, {"error": f"{type(error).__name__}: {error}"[:500]})


def say_ready(answers: TextIO) -> None:
    """The line that whoever started this process waits for."""
    _say(answers, {"ready": True})


def _say(answers: TextIO, document: dict[str, Any]) -> None:
    answers.write(json.dumps(document) + "\n")


def start_below(module: str, *arguments: str) -> "subprocess.Popen[bytes]":
    """Another of the peer's processes, whose stdout is a pipe. It does not outlive this one; its errors join this one's."""
    command = [sys.executable, "-I", "-S", str(LAUNCHER), Orders().text(), sys.executable, "-m", module, *arguments]
    return subprocess.Popen(command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE)  # noqa: S603 -- our own program
