"""A plan as a Mermaid flowchart, coloured by what became of each step."""

from world_model.tasks import PlanView

COLOURS = {
    "pending": "#e5e7eb",
    "ready": "#bfdbfe",
    "running": "#60a5fa",
    "waiting": "#fde68a",
    "succeeded": "#bbf7d0",
    "failed": "#fecaca",
    "cancelled": "#d1d5db",
    "skipped": "#f3f4f6",
}


def flowchart(plan: PlanView) -> str:
    lines = ["flowchart TD"]
    lines += [f'  s{n["id"]}["{_label(n["key"])}<br/>{n["status"]}"]:::{n["status"]}' for n in plan.nodes]
    lines += [f"  s{parent} --> s{child}" for parent, child in plan.edges]
    lines += [f"  classDef {status} fill:{colour},stroke:#6b7280,color:#111827" for status, colour in COLOURS.items()]
    return "\n".join(lines) + "\n"


def _label(text: str) -> str:
    # Mermaid reads these inside quotes too; `#name;` is its own way to write a character.
    return text.replace("#", "#35;").replace('"', "#quot;").replace("<", "#lt;").replace(">", "#gt;")
