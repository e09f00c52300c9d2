"""The commands for papers in this process, with a home and a ledger of their own."""

import json
from pathlib import Path
from typing import Any

import pytest
import typer
from typer.testing import CliRunner

from brain.errors import JobHunterError
from workers.cli import documents, letter, resume, revise


class PaperDesk:
    """A folder with candidates and postings; each call is one command, to its end."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.ended = 0

    def __call__(self, *words: object) -> dict[str, Any]:
        """The JSON document of a command."""
        document: dict[str, Any] = json.loads(self.said(*words, "--json"))
        return document

    def said(self, *words: object) -> str:
        """What a command writes to stdout; its exit code is in `ended`. Raises what the command raises."""
        app = typer.Typer()
        app.callback()(lambda: None)
        for command in (letter, resume, revise, documents):
            command.register(app)
        result = CliRunner().invoke(app, [str(word) for word in words])
        if result.exception and not isinstance(result.exception, SystemExit):
            raise result.exception
        self.ended = result.exit_code
        return result.stdout

    def refused(self, *words: object) -> JobHunterError:
        """The error a command ends with; it says what to do."""
        with pytest.raises(JobHunterError) as caught:
            self(*words)
        assert caught.value.fix
        return caught.value

    def write(self, name: str, content: Any) -> Path:
        path = self.folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(content if isinstance(content, str) else json.dumps(content), encoding="utf-8")
        return path
