"""A JSON Resume in the making: values, where each was read, and what was left over."""

from typing import Any

from brain.facts import FactSource
from brain.resume.lines import TextLine


class Draft:
    """Collects what the readers find. `sources` is keyed by the path a value has in the finished document."""

    def __init__(self, file: str) -> None:
        self.file = file
        self.document: dict[str, Any] = {"basics": {}}
        self.sources: dict[str, FactSource] = {}
        self.left: list[str] = []
        self.warnings: list[str] = []

    @property
    def basics(self) -> dict[str, Any]:
        basics: dict[str, Any] = self.document["basics"]
        return basics

    def put(self, path: str, value: str, line: TextLine) -> None:
        self.basics[path.removeprefix("basics.")] = value
        self.cite(path, line)

    def add(self, section: str, entry: dict[str, Any], line: TextLine | None) -> str:
        """Appends an entry to a section and returns its path."""
        entries: list[dict[str, Any]] = self.document.setdefault(section, [])
        entries.append(entry)
        path = f"{section}[{len(entries) - 1}]"
        self.cite(path, line)
        return path

    def cite(self, path: str, line: TextLine | None) -> None:
        if line is not None:
            quote = " ".join(line.text.split())
            self.sources[path] = FactSource(file=self.file, page=line.page, line=line.line, quote=quote)

    def leave(self, line: TextLine, text: str | None = None) -> None:
        shown = " ".join((text or line.text).split())
        if shown:
            place = f"page {line.page}, line {line.line}" if line.page else f"line {line.line}"
            self.left.append(f"{place}: {shown}")
