"""A review in the terminal: what to look at first stands first."""

from collections.abc import Iterator, Mapping
from typing import Any

from rich import box
from rich.console import Group, RenderableType
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table
from rich.text import Text

MOST_SHOWN = 600


def review_sheet(asked: Mapping[str, Any]) -> RenderableType:
    """The form as it will be sent: each field with its value and where that comes from, the documents and the pictures."""
    review = asked.get("review")
    if review is None:
        return Text(asked["question"])
    parts: list[RenderableType] = [_table(review["rows"])]
    parts += [Text(line, style="dim") for line in _papers(review)]
    about = [review["remark"], review["autopilot"]]
    if review["changed"]:
        about.append("It changed since it was shown: approving shows it again.")
    if said := " ".join(part for part in about if part):
        parts.insert(0, Text(said, style="yellow"))
    return Panel(Group(*parts), title=_title(review["posting"]), title_align="left", box=box.ROUNDED, expand=False)


def _title(posting: Mapping[str, Any]) -> str:
    score = "" if posting["score"] is None else f"  ·  score {posting['score']}"
    return f"[bold]{escape(posting['title'])}[/]  ·  {escape(posting['company'])}{score}"


def _table(rows: list[dict[str, Any]]) -> Table:
    table = Table(box=box.SIMPLE_HEAD, pad_edge=False)
    table.add_column("", no_wrap=True)
    table.add_column("Field", overflow="fold", ratio=2)
    table.add_column("Value", overflow="fold", ratio=3)
    table.add_column("From", overflow="fold", ratio=2, style="dim")
    for row in rows:
        table.add_row(_mark(row), Text(row["label"] + (" *" if row["required"] else "")), _value(row), Text(_source(row)))
    return table


def _mark(row: Mapping[str, Any]) -> Text:
    if row["required"] and row["value"] in (None, "", []):
        return Text("open", style="bold red")
    if row["uncertain"]:
        return Text("check", style="bold yellow")
    return Text("new", style="cyan") if row["new"] else Text("")


def _value(row: Mapping[str, Any]) -> Text:
    value = row["value"]
    if value is None:
        return Text("–", style="dim")
    said = (
        {True: "yes", False: "no"}[value]
        if isinstance(value, bool)
        else ", ".join(value)
        if isinstance(value, list)
        else str(value)
    )
    return Text(said if len(said) <= MOST_SHOWN else f"{said[:MOST_SHOWN]} …")


def _source(row: Mapping[str, Any]) -> str:
    sure = f", sure by {row['confidence']:.2f}" if row["value"] is not None and row["confidence"] < 1 else ""
    doubt = f"; in doubt: {row['doubt']}" if row["doubt"] else ""
    return f"{row['from']}{sure}{doubt}"


def _papers(review: Mapping[str, Any]) -> Iterator[str]:
    for paper in review["documents"]:
        yield f"{paper['label']}: {paper['name']}  {paper['url'] or ''}".rstrip()
    for number, url in enumerate(review["screenshots"], 1):
        yield f"Picture {number}: {url}"
