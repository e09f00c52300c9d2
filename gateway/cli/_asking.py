"""Asks a person in the terminal what only a person can answer."""

from collections.abc import Mapping
from typing import Any

from rich.console import Console
from rich.prompt import Confirm, Prompt
from rich.table import Table

from gateway.cli._review import review_sheet
from gateway.client import JobHunterClient


class TerminalPerson:
    """The person at this terminal. With `yes`, reviews are approved as they stand; a question is never answered for them.

    `interactive` is false where nobody can be asked: then only what `yes` covers is answered.
    """

    def __init__(self, client: JobHunterClient, console: Console, *, yes: bool, interactive: bool) -> None:
        self._client = client
        self._console = console
        self._yes = yes
        self._interactive = interactive

    def can_answer(self, asked: Mapping[str, Any]) -> bool:
        return self._interactive or (self._yes and asked["kind"] == "review")

    async def answer(self, asked: Mapping[str, Any]) -> None:
        """Asks, and sends the answer; leaving a question open is an answer too (an empty line)."""
        action, given = self._review(asked) if asked["kind"] == "review" else self._question(asked)
        if action is not None:
            await self._client.intervene(
                asked["task_id"], asked["step_id"], action, intervention_id=asked["intervention_id"], **given
            )

    def _review(self, asked: Mapping[str, Any]) -> tuple[str | None, dict[str, Any]]:
        seen = {"manifest_hash": asked["review"]["manifest_hash"]} if asked.get("review") else {}
        if self._yes:
            return "approve", seen
        self._console.print(review_sheet(asked) if seen else manifest_table(asked))
        if Confirm.ask(asked["question"], console=self._console):
            return "approve", seen
        reason = Prompt.ask("Why not? (empty: decide later)", console=self._console, default="", show_default=False)
        return ("reject", {"human_input": reason}) if reason else (None, {})

    def _question(self, asked: Mapping[str, Any]) -> tuple[str | None, dict[str, Any]]:
        self._console.print(f"\n[bold yellow]?[/] {asked['question']}", highlight=False)
        if not asked["fields"]:
            said = Prompt.ask("Your answer (empty: later)", console=self._console, default="", show_default=False)
            return ("answer", {"human_input": said}) if said else (None, {})
        fields = {f["key"]: value for f in asked["fields"] if (value := self._field(f))}
        missing = any(f["required"] and f["key"] not in fields for f in asked["fields"])
        return (None, {}) if missing else ("answer", {"fields": fields})

    def _field(self, field: Mapping[str, Any]) -> Any:
        options = field.get("options")
        many = field["kind"] == "multiselect"
        hint = f" [{' / '.join(options)}]" if options else ""
        said = Prompt.ask(f"{field['label']}{hint}".replace("[", "\\["), console=self._console, default="", show_default=False)
        return [part.strip() for part in said.split(",") if part.strip()] if many else said.strip()


def manifest_table(asked: Mapping[str, Any]) -> Table:
    """The form as it will be sent: field, value, and where the value comes from."""
    context = asked["context"]
    table = Table(title=f"{context.get('title', '')} · {context.get('company', '')}", caption=context.get("url"))
    for column in ("Field", "Value", "From"):
        table.add_column(column, overflow="fold")
    for held in (context.get("manifest") or {}).get("fields", ()):
        value = held["value"]
        shown = value["name"] if isinstance(value, dict) else ", ".join(value) if isinstance(value, list) else str(value)
        table.add_row(_plain(held["label"]), _plain(shown), held["provenance"]["kind"])
    return table


def _plain(text: str) -> str:
    return text.replace("[", "\\[")
