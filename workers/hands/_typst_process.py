"""The typesetter's own process: one JSON request per line on stdin, one JSON answer per line on stdout.

It keeps one compiler per template, ends when stdin ends, and reads nothing outside the template folder.
Run as `python -m workers.hands._typst_process TEMPLATE_FOLDER`.
"""

import base64
import contextlib
import json
import resource
import sys
from pathlib import Path
from typing import Any

import typst

MEMORY_LIMIT = 2 * 1024**3


class Compilers:
    """One kept compiler per template; `root` confines what a template may read."""

    def __init__(self, root: Path) -> None:
        self._root = root
        self._kept: dict[str, typst.Compiler] = {}

    def answer(self, request: dict[str, Any]) -> dict[str, Any]:
        """`{"pdf": base64}` or `{"error": message}`."""
        template, data = request["template"], {"data": request["data"]}
        try:
            if template not in self._kept:
                self._kept[template] = typst.Compiler(self._root / template, root=self._root, sys_inputs=data)
            # PDF/A-2u refuses text that no font can show, so nothing is ever printed as empty boxes. It also wants a date,
            # which would tell equal documents apart; so it is only the check, and what is kept carries none.
            compiler = self._kept[template]
            compiler.compile(format="pdf", sys_inputs=data | {"check": "yes"}, pdf_standards=["a-2u"], timestamp=0)
            made = compiler.compile(format="pdf", sys_inputs=data, timestamp=0)
        except (typst.TypstError, RuntimeError, OSError) as error:
            return {"error": str(error)}
        return {"pdf": base64.b64encode(made).decode()} if isinstance(made, bytes) else {"error": "no PDF was made"}


def main() -> None:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    compilers = Compilers(Path(sys.argv[1]))
    for line in sys.stdin.buffer:
        sys.stdout.write(json.dumps(compilers.answer(json.loads(line))) + "\n")
        sys.stdout.flush()


if __name__ == "__main__":
    main()
