"""Where facts are written down one after the other, numbered, with their sources."""

from collections.abc import Mapping
from typing import Any

from brain.facts import Fact, FactKind, FactSource, Sensitivity


class Ledger:
    """Collects facts in document order. What holds no value becomes no fact."""

    def __init__(self, file: str, sources: Mapping[str, FactSource]) -> None:
        self.facts: list[Fact] = []
        self.not_understood: list[str] = []
        self._file = file
        self._sources = sources

    def add(
        self, kind: FactKind, path: str, title: str, value: dict[str, Any], sensitivity: Sensitivity = "public", shown: Any = None
    ) -> None:
        """Writes one fact. `shown` are its words; without them those of `value["value"]`, `url`, `text` or `name`."""
        held = {key: content for key, content in value.items() if content is not None and content != ""}
        words = shown if shown is not None else next((held[key] for key in ("value", "url", "text", "name") if key in held), None)
        if words is None or str(words).strip() == "":
            return
        text = f"{title}: {_said(words)}" if title else _said(words)
        source = self._sources.get(path) or FactSource(file=self._file)
        self.facts.append(
            Fact(id=len(self.facts) + 1, kind=kind, path=path, text=text, value=held, source=source, sensitivity=sensitivity)
        )

    def unknown(self, path: str, entry: Mapping[str, Any], known: set[str]) -> None:
        self.not_understood += [
            f"{path}.{key}" for key, value in entry.items() if key not in known and value not in (None, "", [], {})
        ]


def _said(value: Any) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, list | tuple):
        return ", ".join(_said(item) for item in value)
    return str(value).strip()
