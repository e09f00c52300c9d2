"""The console script `jobhunter`.

Commands live with what they need and register under the entry-point group `jobhunter.commands`; each entry is a function
`register(app: typer.Typer) -> None`. With `--json`, stdout is exactly one JSON document; all else goes to stderr.
"""

import json
import sys
import traceback
from importlib.metadata import entry_points
from typing import Any, NoReturn

import typer
from rich.console import Console

from brain.errors import JobHunterError

out = Console()
err = Console(stderr=True)

HELP = """One line in, real job applications out.

Start with:  jobhunter up   and then   jobhunter run "Find 5 remote python jobs and apply." --candidate resume.pdf
"""


def print_document(schema: str, document: dict[str, Any]) -> None:
    """Prints one JSON document with `"schema": "jobhunter/<schema>/1"` as stdout's only content."""
    sys.stdout.write(json.dumps({"schema": f"jobhunter/{schema}/1", **document}, ensure_ascii=False, default=str) + "\n")
    sys.stdout.flush()


def print_error(error: JobHunterError, *, as_json: bool) -> None:
    """The error as `jobhunter/error/1` on stdout with `--json`, else as three lines for a person on stderr."""
    if as_json:
        print_document("error", error.document())
        return
    err.print(f"[bold red]{error.title}[/]", highlight=False)
    if error.detail:
        err.print(error.detail, markup=False, highlight=False)
    if error.fix:
        err.print(f"[green]→[/] {error.fix}", highlight=False)
    err.print(f"[dim]code: {error.code}[/]", highlight=False)


def wants_json() -> bool:
    return "--json" in sys.argv[1:]


def build_app() -> typer.Typer:
    """The whole command line: every registered command of every room."""
    app = typer.Typer(name="jobhunter", help=HELP, no_args_is_help=True, add_completion=True, pretty_exceptions_enable=False)
    app.callback(help=HELP)(_root)
    for point in sorted(entry_points(group="jobhunter.commands"), key=lambda p: p.name):
        point.load()(app)
    return app


def _root() -> None:
    """Keeps the commands sub-commands, also where only one is registered."""


def main() -> NoReturn:
    """Runs the command line; ends the process with the exit code of CONTRACTS' table. No traceback without `--debug`."""
    debug = "--debug" in sys.argv
    if debug:
        sys.argv.remove("--debug")
    try:
        # Without its standalone mode the parser returns the code of `typer.Exit` instead of ending the process.
        ended = build_app()(standalone_mode=False)
        code = ended if isinstance(ended, int) else 0
    except SystemExit as end:
        code = int(end.code or 0) if not isinstance(end.code, str) else 1
    except typer.Exit as end:
        code = end.exit_code
    except (KeyboardInterrupt, typer.Abort):
        err.print("interrupted")
        code = 130
    except JobHunterError as error:
        print_error(error, as_json=wants_json())
        code = error.exit_code
    except Exception as error:
        code = _unexpected(error, debug)
    sys.stdout.flush()
    sys.stderr.flush()
    sys.exit(code)


def _unexpected(error: Exception, debug: bool) -> int:
    # Usage errors of the command parser carry their own exit code and message; everything else is a fault of ours.
    if hasattr(error, "exit_code") and hasattr(error, "format_message"):
        usage = JobHunterError("usage", "That is not how this command is used.", error.format_message(), "See --help.")
        print_error(usage, as_json=wants_json())
        return int(error.exit_code)
    if debug:
        traceback.print_exc()
    fault = JobHunterError(
        "internal", "Something went wrong inside.", f"{type(error).__name__}: {error}", "Run it again with --debug."
    )
    print_error(fault, as_json=wants_json())
    return 1
