"""`jobhunter bench NAME`: measurements, as one document."""

import os
import platform
import sys
from typing import Annotated

import typer

from brain.errors import InvalidInput
from jobhunter.console import out, print_document

HELP = """Measure something of the running stack. Known names: post-task.

Example:  jobhunter bench post-task --json
"""


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("bench", help=HELP)(bench)


def bench(
    name: Annotated[str, typer.Argument(help="What to measure.")],
    n: Annotated[int, typer.Option("-n", min=1, max=1000, help="How many rounds.")] = 20,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document (jobhunter/bench/1).")] = False,
) -> None:
    from deploy.bench import post_task

    if name != "post-task":
        raise InvalidInput("unknown_bench", "There is no such benchmark.", name, "Known names: post-task")
    row = post_task.measure(n)
    machine = {"cpus": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
    if as_json:
        print_document("bench", {"name": name, "machine": machine, "n": n, "method": "interleaved", "rows": [row]})
    else:
        out.print(
            f"{row['what']}: median {row['median_ms']} ms, p95 {row['p95_ms']} ms "
            f"({row['steps']} steps; bound {row['limit_ms']} ms)"
        )
    sys.exit(0 if row["kept"] else 1)
