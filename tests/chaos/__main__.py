"""`python -m tests.chaos [--seed N]`: the two chaos runs. `python -m tests.chaos recovery`: how soon it is all as before."""

import asyncio
import json
import random
import sys
import time
from dataclasses import replace
from typing import Annotated

import typer

from deploy.bench.recovery import measure
from tests.chaos.harness.run import Scale, run

LIMIT_S = 570.0
MOST_TERMINATIONS = 600

app = typer.Typer(add_completion=False)


@app.callback(invoke_without_command=True)
def chaos(
    context: typer.Context,
    seed: Annotated[int | None, typer.Option(help="Repeats a run's schedule; random when not given.")] = None,
    tasks: Annotated[int, typer.Option(min=1, help="How many tasks.")] = 400,
    limit: Annotated[float, typer.Option(min=60, help="Seconds for both runs together; more for a busy machine.")] = LIMIT_S,
) -> None:
    """Two runs: PostgreSQL is restarted in the first; its clients are cut off every second in the second."""
    if context.invoked_subcommand is not None:
        return
    seed = random.randrange(10**6) if seed is None else seed
    print(f"seed={seed}", file=sys.stderr, flush=True)
    began, good = time.monotonic(), True
    first = Scale(tasks=tasks)
    for number, scale in enumerate((first, replace(first, postgres=0, terminations=MOST_TERMINATIONS)), 1):
        left_s = limit - (time.monotonic() - began)
        verdict = asyncio.run(run(replace(scale, limit_s=left_s if number == 2 else left_s * 0.6), seed, f"run {number}"))
        print(verdict.line(), flush=True)
        for line in verdict.trouble:
            print(line, file=sys.stderr)
        good = good and verdict.good
    raise typer.Exit(0 if good else 1)


@app.command()
def recovery() -> None:
    """Steps per second before and after an immediate restart of PostgreSQL."""
    row = measure()
    print(json.dumps(row))
    raise typer.Exit(0 if row["kept"] else 1)


if __name__ == "__main__":
    app()
