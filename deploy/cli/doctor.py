"""`jobhunter doctor`: what this machine has and what it lacks."""

import sys

import typer
from rich.table import Table

from jobhunter.console import out, print_document

MISSING = 6


def register(app: typer.Typer) -> None:
    app.command("doctor")(doctor)


def doctor(json_output: bool = typer.Option(False, "--json", help="One JSON document: jobhunter/doctor/1.")) -> None:
    """Says what this machine has and lacks, and how to mend it."""
    from deploy.doctor import Doctor
    from deploy.settings import StackSettings
    from jobhunter.home import Home

    checks = Doctor(Home.resolve(), StackSettings.load()).checks()
    ok = all(check.ok for check in checks)
    if json_output:
        print_document("doctor", {"ok": ok, "checks": [check.document() for check in checks]})
    else:
        table = Table(box=None, show_header=False, pad_edge=False)
        for _ in range(3):
            table.add_column(overflow="fold")
        for check in checks:
            mark = "[green]✓[/]" if check.ok else "[red]✗[/]"
            table.add_row(mark, check.name, f"{check.detail}\n[green]→[/] {check.fix}" if check.fix else check.detail)
        out.print(table, highlight=False)
    if not ok:
        sys.exit(MISSING)
