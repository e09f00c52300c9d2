"""`jobhunter bench NAME`: measurements, as one document."""

import asyncio
import os
import platform
import sys
from collections.abc import Callable
from functools import partial
from typing import Annotated, Any

import typer
from rich.table import Table

from brain.errors import InvalidInput
from jobhunter.console import err, out, print_document
from jobhunter.logs import set_up_logs

HELP = """Measure something, interleaved with what it is compared to.

  post-task     how long POST /agent/tasks takes on the running stack
  dag           steps per second of plans of no-op steps, beside raw Celery and DBOS
  dag --grow    whether cost stays linear up to 10,000 steps and a million finished ones
  dag-recovery  how soon steps run at full speed after PostgreSQL was restarted under load
  inbox         an inbox of 500 open reviews: its page, memory, and approving all of them
  apply         one application of 25 fields, beside a script written by hand for that form
  apply --peers beside browser-use as well, which is fetched from the package registry into an environment of its own
  pdf           a résumé as PDF, beside WeasyPrint, which is fetched into an environment of its own
  live          what watching a browser costs, and having the hands on it, beside the same browser unwatched
  parse         how much of each résumé its import recovers, and whether it invents (recorded ones too with JOBHUNTER_CORPUS)

Examples:  jobhunter bench dag --json     jobhunter bench dag --grow     jobhunter bench apply --json
"""

Rows = list[dict[str, Any]]


def register(app: typer.Typer) -> None:
    """Adds the command."""
    app.command("bench", help=HELP)(bench)


def bench(
    name: Annotated[str, typer.Argument(help="What to measure.")],
    n: Annotated[int | None, typer.Option("-n", min=1, max=1000, help="How many rounds.")] = None,
    grow: Annotated[bool, typer.Option("--grow", help="With dag: how cost grows with the plan.")] = False,
    peers: Annotated[bool, typer.Option("--peers", help="With apply: browser-use as well.")] = False,
    as_json: Annotated[bool, typer.Option("--json", help="One JSON document (jobhunter/bench/1).")] = False,
) -> None:
    known: dict[str, Callable[[int | None], tuple[int, Rows]]] = {
        "post-task": _post_task,
        "dag": _grow if grow else _dag,
        "dag-recovery": _recovery,
        "inbox": _inbox,
        "apply": partial(_apply, peers=peers),
        "live": _live,
        "parse": _parse,
        "pdf": _pdf,
    }
    if name not in known:
        raise InvalidInput("unknown_bench", "There is no such benchmark.", name, f"Known names: {', '.join(known)}")
    if grow and name != "dag":
        raise InvalidInput("bad_option", "Only `dag` has --grow.", name, "Try: jobhunter bench dag --grow")
    if peers and name != "apply":
        raise InvalidInput("bad_option", "Only `apply` has --peers.", name, "Try: jobhunter bench apply --peers")
    set_up_logs()
    rounds, rows = known[name](n)
    if as_json:
        machine = {"cpus": os.cpu_count(), "system": platform.platform(), "python": platform.python_version()}
        print_document("bench", {"name": name, "machine": machine, "n": rounds, "method": "interleaved", "rows": rows})
    else:
        _show(rows)
    sys.exit(0 if all(row.get("kept", True) for row in rows) else 1)


def _post_task(n: int | None) -> tuple[int, Rows]:
    from deploy.bench import post_task

    return n or 20, [post_task.measure(n or 20)]


def _dag(n: int | None) -> tuple[int, Rows]:
    from deploy.bench.dag.ours import Ours
    from deploy.bench.dag.race import race
    from deploy.bench.dag.rounds import ROUNDS

    return n or ROUNDS, asyncio.run(race(Ours.on, rounds=n or ROUNDS, on_progress=_say))


def _grow(n: int | None) -> tuple[int, Rows]:
    from deploy.bench.dag.grow import grow

    return n or 3, asyncio.run(grow(n or 3, _say))


def _inbox(_n: int | None) -> tuple[int, Rows]:
    from deploy.bench.inbox.measure import measure

    return 1, [asyncio.run(measure(_say))]


def _apply(n: int | None, peers: bool) -> tuple[int, Rows]:
    from deploy.bench.apply.measure import ROUNDS, measure
    from jobhunter.home import Home

    environments = Home.resolve().create().folder / "cache" / "bench" if peers else None
    return n or ROUNDS, [asyncio.run(measure(n or ROUNDS, _say, environments))]


def _live(n: int | None) -> tuple[int, Rows]:
    from deploy.bench.live import ROUNDS, measure

    return n or ROUNDS, asyncio.run(measure(n or ROUNDS, _say))


def _parse(_n: int | None) -> tuple[int, Rows]:
    from deploy.bench.parse.measure import CorpusSettings, measure

    return 1, asyncio.run(measure(CorpusSettings().corpus))


def _pdf(n: int | None) -> tuple[int, Rows]:
    from deploy.bench.pdf import ROUNDS, measure
    from jobhunter.home import Home

    environments = Home.resolve().create().folder / "cache" / "bench"
    return n or ROUNDS, [asyncio.run(measure(n or ROUNDS, environments, _say))]


def _recovery(n: int | None) -> tuple[int, Rows]:
    from deploy.bench.recovery import measure

    return n or 1, [measure() for _ in range(n or 1)]


def _say(what: str) -> None:
    err.print(f"[dim]{what}[/]", highlight=False)


def _show(rows: Rows) -> None:
    """One line per figure, so that nothing is cut off on a narrow terminal."""
    table = Table(box=None, pad_edge=False, show_header=False)
    for row in rows:
        table.add_row(f"[bold]{row.get('shape') or row.get('what') or row.get('file')}[/]", "")
        for name, value in row.items():
            if name not in ("shape", "what"):
                table.add_row(
                    f"  {name}", ", ".join(f"{k} {v}" for k, v in value.items()) if isinstance(value, dict) else str(value)
                )
    out.print(table, highlight=False)
