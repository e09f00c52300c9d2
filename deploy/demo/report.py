"""What the demo shows at the end of a run."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from rich.table import Table


def final_table(
    applications: Sequence[dict[str, Any]], submissions: Sequence[dict[str, Any]], goal: str, seconds: float
) -> Table:
    """Company, role, score, state, receipt and seconds of every application."""
    table = Table(title=f"{goal}   {len(submissions)} received by the employers in {seconds:.1f} s", title_justify="left")
    for column, justify in (
        ("company", "left"),
        ("role", "left"),
        ("score", "right"),
        ("state", "left"),
        ("receipt", "left"),
        ("s", "right"),
    ):
        table.add_column(column, justify=justify, overflow="fold")  # type: ignore[arg-type]
    for application in applications:
        posting, receipt = application["posting"], application["receipt"] or {}
        colour = {"submitted": "green", "closed": "dim", "waiting": "yellow", "preparing": "yellow"}.get(application["state"], "")
        state = f"[{colour}]{application['state']}[/]" if colour else application["state"]
        proof = str(receipt.get("text") or "")[:60] if receipt.get("state") == "confirmed" else ""
        table.add_row(posting["company"], posting["title"], str(application["score"] or ""), state, proof, _seconds(application))
    return table


def _seconds(application: dict[str, Any]) -> str:
    times = [datetime.fromisoformat(move["at"]) for move in application["history"]]
    return f"{(times[-1] - times[0]).total_seconds():.1f}" if len(times) > 1 else ""


def learned_line(learned: dict[str, Any]) -> str:
    """What learning saved, in one line."""
    if not learned:
        return "nothing learned yet"
    hits, known, calls = learned.get("selector_hits", 0), learned.get("selectors", 0), learned.get("llm_calls", 0)
    return f"learned: {known} selectors known, {hits} of them used in this run, {calls} model calls"
