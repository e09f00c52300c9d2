"""The typesetter's own process: one JSON request per line on stdin, one JSON answer per line on stdout, a PDF's bytes behind it.

It keeps one compiler per template, ends when stdin ends, and reads nothing outside the template folder.
Run as `python -m workers.hands._typst_process TEMPLATE_FOLDER`.
"""

import contextlib
import json
import resource
import sys
import unicodedata
from pathlib import Path
from typing import Any

import rendercv_fonts
import typst

FAMILIES = ("Source Sans 3", "Roboto", "Noto Sans")
"""The families templates name beside Typst's own; the last one brings Chinese, Japanese and Korean."""
MEMORY_LIMIT = 2 * 1024**3


class Compilers:
    """One kept compiler per template; `root` confines what a template may read.

    A character that was shown once can always be shown: only text with new ones is checked.
    """

    def __init__(self, root: Path) -> None:
        self._root = root
        self._kept: dict[str, typst.Compiler] = {}
        self._shown: set[str] = set()
        self._fonts = typst.Fonts(font_paths=[rendercv_fonts.path_of[family] for family in FAMILIES])

    def answer(self, request: dict[str, Any]) -> tuple[dict[str, Any], bytes]:
        """`{"bytes": length}` and the PDF, or `{"error": message}`.

        `sizes`: text sizes to try, `one_page` how many of them may buy one page.
        """
        try:
            made = self._fitted(request["template"], request["data"], request.get("sizes") or [0], request.get("one_page", 0))
        except (typst.TypstError, RuntimeError, OSError) as error:
            return {"error": str(error)}, b""
        return ({"bytes": len(made)}, made) if made else ({"error": "no PDF was made"}, b"")

    def _fitted(self, template: str, data: str, sizes: list[float], one_page: int) -> bytes:
        """Of the sizes the largest that needs as few pages as possible; one page is not bought with the smallest print."""
        best, fewest = b"", 0
        for number, size in enumerate(sizes):
            made, pages = self._made(template, {"data": data, "size": str(size)})
            if not best or (pages < fewest and (pages > 1 or number < one_page)):
                best, fewest = made, pages
            if fewest == 1:
                break
        return best

    def _made(self, template: str, inputs: dict[str, str]) -> tuple[bytes, int]:
        if template not in self._kept:
            self._kept[template] = typst.Compiler(
                self._root / template, root=self._root, font_paths=self._fonts, sys_inputs=inputs
            )
        compiler = self._kept[template]
        new = set(inputs["data"]) - self._shown
        if new:
            # PDF/A-2u refuses text that no font can show, so nothing is ever printed as empty boxes. It also wants a date,
            # which would tell equal documents apart; so it is only the check, and what is kept carries none.
            compiler.compile(format="pdf", sys_inputs=inputs | {"check": "yes"}, pdf_standards=["a-2u"], timestamp=0)
            self._shown |= {char for char in new if not _is_joined(char)}
        made = compiler.compile(format="pdf", sys_inputs=inputs, timestamp=0)
        pages = json.loads(compiler.query("<pages>", field="value"))
        return (made if isinstance(made, bytes) else b""), pages[0] if pages else 1


def _is_joined(char: str) -> bool:
    """Whether a character is shown as one with its neighbour, so that showing it once says nothing of the next time."""
    return unicodedata.category(char) in {"Mn", "Mc", "Me", "Cf"}


def main() -> None:
    with contextlib.suppress(ValueError, OSError):
        resource.setrlimit(resource.RLIMIT_AS, (MEMORY_LIMIT, MEMORY_LIMIT))
    compilers = Compilers(Path(sys.argv[1]))
    for line in sys.stdin.buffer:
        head, content = compilers.answer(json.loads(line))
        sys.stdout.buffer.write(json.dumps(head).encode() + b"\n" + content)
        sys.stdout.flush()


if __name__ == "__main__":
    main()
